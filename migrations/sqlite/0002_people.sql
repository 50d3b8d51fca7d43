-- People as published from the event store, as they are now. Tables that a publication fills by the hundred thousand have no
-- foreign keys among themselves: it checks them by construction, and the database would check them row by row.
CREATE TABLE person (
    id BLOB NOT NULL PRIMARY KEY,
    practice TEXT NOT NULL,
    born_on TEXT NOT NULL,
    sex TEXT NOT NULL,
    registered_on TEXT NOT NULL,
    deregistered_on TEXT,
    died_on TEXT,
    care_home INTEGER NOT NULL,
    usual_gp TEXT,
    long_term_condition INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX person_practice ON person (practice);
-- Identity is kept apart.
CREATE TABLE identity (
    person BLOB NOT NULL PRIMARY KEY,
    nhs_number TEXT NOT NULL,
    given_name TEXT NOT NULL,
    family_name TEXT NOT NULL,
    postcode TEXT NOT NULL,
    CONSTRAINT identity_nhs_number_key UNIQUE (nhs_number)
) STRICT, WITHOUT ROWID;
-- Who was on which list: from (in) to until (out), as known from recorded_at until superseded_at.
CREATE TABLE registration (
    person BLOB NOT NULL,
    practice TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT,
    recorded_at TEXT NOT NULL,
    superseded_at TEXT,
    CONSTRAINT registration_pkey PRIMARY KEY (person, practice, from_day, recorded_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX registration_practice ON registration (practice);
-- Objections that came with the extract, withdrawn ones too.
CREATE TABLE person_objection (
    person BLOB NOT NULL,
    kind TEXT NOT NULL,
    from_day TEXT NOT NULL,
    withdrawn_on TEXT,
    recorded_at TEXT NOT NULL,
    superseded_at TEXT,
    CONSTRAINT person_objection_pkey PRIMARY KEY (person, kind, from_day, recorded_at)
) STRICT, WITHOUT ROWID;
