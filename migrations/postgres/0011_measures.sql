-- What measures ask of people beside their lists: a day, as known from recorded_at until superseded_at. The keys come in order while
-- publishing.
CREATE TABLE person_death (
    person UUID NOT NULL,
    died_on DATE NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    superseded_at TIMESTAMPTZ,
    CONSTRAINT person_death_pkey PRIMARY KEY (person, died_on, recorded_at)
);
-- The first day on which a long-term condition is on record.
CREATE TABLE person_condition (
    person UUID NOT NULL,
    from_day DATE NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    superseded_at TIMESTAMPTZ,
    CONSTRAINT person_condition_pkey PRIMARY KEY (person, from_day, recorded_at)
);
-- What reports said, once: figures asked for again and unchanged are the same body. Its name is its BLAKE3.
CREATE TABLE publication_body (
    hash BYTEA NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
);
-- Reports as they were given out.
CREATE TABLE publication (
    id UUID NOT NULL PRIMARY KEY,
    made_at TIMESTAMPTZ NOT NULL,
    made_by UUID,
    known_at TIMESTAMPTZ NOT NULL,
    as_of DATE NOT NULL,
    policy TEXT NOT NULL,
    what TEXT NOT NULL,
    body BYTEA NOT NULL REFERENCES publication_body (hash)
);
CREATE INDEX publication_as_of ON publication (as_of, policy);
-- Cells that a publication of a day withheld: they stay withheld in every later one of that day.
CREATE TABLE publication_withheld (
    as_of DATE NOT NULL,
    policy TEXT NOT NULL,
    measure TEXT NOT NULL,
    version BIGINT NOT NULL,
    place TEXT NOT NULL,
    cell TEXT NOT NULL,
    CONSTRAINT publication_withheld_pkey PRIMARY KEY (as_of, policy, measure, version, place, cell)
);
