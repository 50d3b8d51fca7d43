-- People as published from the event store. Identity is kept apart.
CREATE TABLE person (
    id BLOB NOT NULL PRIMARY KEY,
    practice TEXT NOT NULL,
    born_on TEXT NOT NULL,
    sex TEXT NOT NULL,
    registered_on TEXT NOT NULL,
    deregistered_on TEXT,
    died_on TEXT,
    care_home INTEGER NOT NULL
) STRICT;
CREATE INDEX person_practice ON person (practice);
CREATE TABLE identity (
    person BLOB NOT NULL PRIMARY KEY REFERENCES person (id),
    nhs_number TEXT NOT NULL,
    given_name TEXT NOT NULL,
    family_name TEXT NOT NULL,
    postcode TEXT NOT NULL,
    CONSTRAINT identity_nhs_number_key UNIQUE (nhs_number)
) STRICT;
