-- Published scoring runs. The key makes publishing the same run twice impossible.
CREATE TABLE run (
    id UUID NOT NULL PRIMARY KEY,
    run_key BYTEA NOT NULL,
    model TEXT NOT NULL,
    model_version TEXT NOT NULL,
    model_title TEXT NOT NULL,
    model_hash TEXT NOT NULL,
    data_hash TEXT NOT NULL,
    synthetic BOOLEAN NOT NULL,
    index_date DATE NOT NULL,
    data_date DATE,
    -- Feeds of the model, in words, separated by commas.
    sources TEXT NOT NULL,
    published_at TIMESTAMPTZ NOT NULL,
    scored BIGINT NOT NULL,
    CONSTRAINT run_key_key UNIQUE (run_key)
);
CREATE TABLE run_tier (
    run UUID NOT NULL REFERENCES run (id),
    place BIGINT NOT NULL,
    name TEXT NOT NULL,
    rule TEXT NOT NULL,
    people BIGINT NOT NULL,
    CONSTRAINT run_tier_pkey PRIMARY KEY (run, place)
);
CREATE TABLE run_left_out (
    run UUID NOT NULL REFERENCES run (id),
    reason TEXT NOT NULL,
    words TEXT NOT NULL,
    people BIGINT NOT NULL,
    CONSTRAINT run_left_out_pkey PRIMARY KEY (run, reason)
);
-- Reasons in words, each once: scores name them by number.
CREATE TABLE run_reason (
    run UUID NOT NULL REFERENCES run (id),
    number BIGINT NOT NULL,
    words TEXT NOT NULL,
    CONSTRAINT run_reason_pkey PRIMARY KEY (run, number)
);
-- The practices of a run: which run is a practice's latest.
CREATE TABLE run_practice (
    practice TEXT NOT NULL,
    run UUID NOT NULL REFERENCES run (id),
    scored_adults BIGINT NOT NULL,
    scored_children BIGINT NOT NULL,
    unscored BIGINT NOT NULL,
    CONSTRAINT run_practice_pkey PRIMARY KEY (practice, run)
);
-- One row a person and run. The key comes in order while publishing; the indexes serve measures and a practice's list.
CREATE TABLE score (
    run UUID NOT NULL,
    person UUID NOT NULL,
    practice TEXT NOT NULL,
    adult BOOLEAN NOT NULL,
    age BIGINT NOT NULL,
    risk DOUBLE PRECISION NOT NULL,
    percentile DOUBLE PRECISION NOT NULL,
    tier BIGINT NOT NULL,
    rank BIGINT NOT NULL,
    practice_rank BIGINT NOT NULL,
    reason_1 BIGINT,
    reason_2 BIGINT,
    reason_3 BIGINT,
    reason_4 BIGINT,
    reason_5 BIGINT,
    CONSTRAINT score_pkey PRIMARY KEY (run, person)
);
CREATE INDEX score_tier ON score (run, tier, person);
CREATE INDEX score_practice ON score (run, practice, adult, practice_rank);
-- Who was not scored, and why; practice is that of whoever is on a list all the same.
CREATE TABLE left_out (
    run UUID NOT NULL,
    person UUID NOT NULL,
    practice TEXT,
    adult BOOLEAN NOT NULL,
    age BIGINT NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT left_out_pkey PRIMARY KEY (run, person)
);
CREATE INDEX left_out_practice ON left_out (run, practice);
-- Organisations as they are now: written from the events, in their transaction.
CREATE TABLE organisation (
    code TEXT NOT NULL PRIMARY KEY,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    opened_on DATE,
    closed_on DATE,
    locality TEXT,
    pcn TEXT,
    commissioner TEXT,
    successor TEXT,
    CHECK (closed_on IS NULL OR opened_on IS NULL OR closed_on >= opened_on)
);
-- What an organisation belonged to, and what followed it: from (in; empty when not known) to until (out), as known from recorded_at
-- until superseded_at.
CREATE TABLE organisation_link (
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    from_day DATE,
    until_day DATE,
    recorded_at TIMESTAMPTZ NOT NULL,
    superseded_at TIMESTAMPTZ
);
CREATE INDEX organisation_link_code ON organisation_link (code);
CREATE INDEX organisation_link_target ON organisation_link (kind, target);
