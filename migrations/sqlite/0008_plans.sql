-- Joint care plans as they are now: written from the events, in their transaction.
CREATE TABLE plan_now (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    person BLOB NOT NULL REFERENCES person (id),
    status TEXT NOT NULL,
    began_on TEXT NOT NULL,
    agreed_on TEXT,
    review_due TEXT,
    closed_on TEXT
) STRICT;
-- One current plan a person.
CREATE UNIQUE INDEX plan_now_one_current ON plan_now (person) WHERE closed_on IS NULL;
CREATE INDEX plan_now_person ON plan_now (person);
-- Agreed versions, as measures need them.
CREATE TABLE plan_version (
    plan BLOB NOT NULL REFERENCES plan_now (id),
    number INTEGER NOT NULL,
    person BLOB NOT NULL,
    agreed_on TEXT NOT NULL,
    no_social_care_need_on TEXT,
    CONSTRAINT plan_version_pkey PRIMARY KEY (plan, number)
) STRICT;
CREATE INDEX plan_version_person ON plan_version (person);
-- Who agreed to a version for which kind of organisation.
CREATE TABLE plan_contribution (
    plan BLOB NOT NULL REFERENCES plan_now (id),
    number INTEGER NOT NULL,
    place INTEGER NOT NULL,
    organisation TEXT NOT NULL,
    agreed_on TEXT NOT NULL,
    staff BLOB,
    CONSTRAINT plan_contribution_pkey PRIMARY KEY (plan, number, place)
) STRICT;
-- What happened to plans, dated: what payment counts.
CREATE TABLE plan_happened (
    plan BLOB NOT NULL REFERENCES plan_now (id),
    place INTEGER NOT NULL,
    person BLOB NOT NULL,
    what TEXT NOT NULL,
    happened_on TEXT NOT NULL,
    CONSTRAINT plan_happened_pkey PRIMARY KEY (plan, place)
) STRICT;
CREATE INDEX plan_happened_person ON plan_happened (person, what, happened_on);
-- Drafts: written over while somebody types. The revision counts on when a later draft is begun.
CREATE TABLE plan_draft (
    plan BLOB NOT NULL PRIMARY KEY REFERENCES plan_now (id),
    revision INTEGER NOT NULL,
    content TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    saved_by BLOB NOT NULL
) STRICT;
