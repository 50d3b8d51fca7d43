-- Published scoring runs. The key makes publishing the same run twice impossible.
CREATE TABLE run (
    id BLOB NOT NULL PRIMARY KEY,
    run_key BLOB NOT NULL,
    model TEXT NOT NULL,
    model_version TEXT NOT NULL,
    model_title TEXT NOT NULL,
    model_hash TEXT NOT NULL,
    data_hash TEXT NOT NULL,
    synthetic INTEGER NOT NULL,
    index_date TEXT NOT NULL,
    data_date TEXT,
    -- Feeds of the model, in words, separated by commas.
    sources TEXT NOT NULL,
    published_at TEXT NOT NULL,
    scored INTEGER NOT NULL,
    CONSTRAINT run_key_key UNIQUE (run_key)
) STRICT;
CREATE TABLE run_tier (
    run BLOB NOT NULL REFERENCES run (id),
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    rule TEXT NOT NULL,
    people INTEGER NOT NULL,
    CONSTRAINT run_tier_pkey PRIMARY KEY (run, place)
) STRICT;
CREATE TABLE run_left_out (
    run BLOB NOT NULL REFERENCES run (id),
    reason TEXT NOT NULL,
    words TEXT NOT NULL,
    people INTEGER NOT NULL,
    CONSTRAINT run_left_out_pkey PRIMARY KEY (run, reason)
) STRICT;
-- Reasons in words, each once: scores name them by number.
CREATE TABLE run_reason (
    run BLOB NOT NULL REFERENCES run (id),
    number INTEGER NOT NULL,
    words TEXT NOT NULL,
    CONSTRAINT run_reason_pkey PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;
-- The practices of a run: which run is a practice's latest.
CREATE TABLE run_practice (
    practice TEXT NOT NULL,
    run BLOB NOT NULL REFERENCES run (id),
    scored_adults INTEGER NOT NULL,
    scored_children INTEGER NOT NULL,
    unscored INTEGER NOT NULL,
    CONSTRAINT run_practice_pkey PRIMARY KEY (practice, run)
) STRICT;
-- One row a person and run. The key comes in order while publishing; the indexes serve measures and a practice's list.
CREATE TABLE score (
    run BLOB NOT NULL,
    person BLOB NOT NULL,
    practice TEXT NOT NULL,
    adult INTEGER NOT NULL,
    age INTEGER NOT NULL,
    risk REAL NOT NULL,
    percentile REAL NOT NULL,
    tier INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    practice_rank INTEGER NOT NULL,
    reason_1 INTEGER,
    reason_2 INTEGER,
    reason_3 INTEGER,
    reason_4 INTEGER,
    reason_5 INTEGER,
    CONSTRAINT score_pkey PRIMARY KEY (run, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX score_tier ON score (run, tier, person);
CREATE INDEX score_practice ON score (run, practice, adult, practice_rank);
-- Who was not scored, and why; practice is that of whoever is on a list all the same.
CREATE TABLE left_out (
    run BLOB NOT NULL,
    person BLOB NOT NULL,
    practice TEXT,
    adult INTEGER NOT NULL,
    age INTEGER NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT left_out_pkey PRIMARY KEY (run, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX left_out_practice ON left_out (run, practice);
-- Organisations as they are now: written from the events, in their transaction.
CREATE TABLE organisation (
    code TEXT NOT NULL PRIMARY KEY,
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    opened_on TEXT,
    closed_on TEXT,
    locality TEXT,
    pcn TEXT,
    commissioner TEXT,
    successor TEXT,
    CHECK (closed_on IS NULL OR opened_on IS NULL OR closed_on >= opened_on)
) STRICT;
-- What an organisation belonged to, and what followed it: from (in; empty when not known) to until (out), as known from recorded_at
-- until superseded_at.
CREATE TABLE organisation_link (
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    from_day TEXT,
    until_day TEXT,
    recorded_at TEXT NOT NULL,
    superseded_at TEXT
) STRICT;
CREATE INDEX organisation_link_code ON organisation_link (code);
CREATE INDEX organisation_link_target ON organisation_link (kind, target);
