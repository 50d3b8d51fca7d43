-- The latest run of each practice, looked up for every line of an agenda: the one that looks from the latest day; of several, the one
-- published last.
CREATE TABLE practice_latest_run (
    practice TEXT NOT NULL PRIMARY KEY,
    run BLOB NOT NULL REFERENCES run (id)
) STRICT, WITHOUT ROWID;
INSERT INTO practice_latest_run (practice, run)
SELECT DISTINCT x.practice, (SELECT l.run FROM run_practice l JOIN run n ON n.id = l.run WHERE l.practice = x.practice
    ORDER BY n.index_date DESC, n.published_at DESC, n.id DESC LIMIT 1) FROM run_practice x;
