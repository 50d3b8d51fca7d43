-- People as published from the event store. Identity is kept apart.
CREATE TABLE person (
    id UUID NOT NULL PRIMARY KEY,
    practice TEXT NOT NULL,
    born_on DATE NOT NULL,
    sex TEXT NOT NULL,
    registered_on DATE NOT NULL,
    deregistered_on DATE,
    died_on DATE,
    care_home BOOLEAN NOT NULL
);
CREATE INDEX person_practice ON person (practice);
CREATE TABLE identity (
    person UUID NOT NULL PRIMARY KEY REFERENCES person (id),
    nhs_number TEXT NOT NULL,
    given_name TEXT NOT NULL,
    family_name TEXT NOT NULL,
    postcode TEXT NOT NULL,
    CONSTRAINT identity_nhs_number_key UNIQUE (nhs_number)
);
