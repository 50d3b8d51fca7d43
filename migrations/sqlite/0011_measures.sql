-- What measures ask of people beside their lists: a day, as known from recorded_at until superseded_at. The keys come in order while
-- publishing.
CREATE TABLE person_death (
    person BLOB NOT NULL,
    died_on TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    superseded_at TEXT,
    CONSTRAINT person_death_pkey PRIMARY KEY (person, died_on, recorded_at)
) STRICT, WITHOUT ROWID;
-- The first day on which a long-term condition is on record.
CREATE TABLE person_condition (
    person BLOB NOT NULL,
    from_day TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    superseded_at TEXT,
    CONSTRAINT person_condition_pkey PRIMARY KEY (person, from_day, recorded_at)
) STRICT, WITHOUT ROWID;
-- What reports said, once: figures asked for again and unchanged are the same body. Its name is its BLAKE3.
CREATE TABLE publication_body (
    hash BLOB NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- Reports as they were given out.
CREATE TABLE publication (
    id BLOB NOT NULL PRIMARY KEY,
    made_at TEXT NOT NULL,
    made_by BLOB,
    known_at TEXT NOT NULL,
    as_of TEXT NOT NULL,
    policy TEXT NOT NULL,
    what TEXT NOT NULL,
    body BLOB NOT NULL REFERENCES publication_body (hash)
) STRICT;
CREATE INDEX publication_as_of ON publication (as_of, policy);
-- Cells that a publication of a day withheld: they stay withheld in every later one of that day.
CREATE TABLE publication_withheld (
    as_of TEXT NOT NULL,
    policy TEXT NOT NULL,
    measure TEXT NOT NULL,
    version INTEGER NOT NULL,
    place TEXT NOT NULL,
    cell TEXT NOT NULL,
    CONSTRAINT publication_withheld_pkey PRIMARY KEY (as_of, policy, measure, version, place, cell)
) STRICT, WITHOUT ROWID;
