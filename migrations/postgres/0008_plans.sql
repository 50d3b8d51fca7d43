-- Joint care plans as they are now: written from the events, in their transaction.
CREATE TABLE plan_now (
    id UUID NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    person UUID NOT NULL REFERENCES person (id),
    status TEXT NOT NULL,
    began_on DATE NOT NULL,
    agreed_on DATE,
    review_due DATE,
    closed_on DATE
);
-- One current plan a person.
CREATE UNIQUE INDEX plan_now_one_current ON plan_now (person) WHERE closed_on IS NULL;
CREATE INDEX plan_now_person ON plan_now (person);
-- Agreed versions, as measures need them.
CREATE TABLE plan_version (
    plan UUID NOT NULL REFERENCES plan_now (id),
    number BIGINT NOT NULL,
    person UUID NOT NULL,
    agreed_on DATE NOT NULL,
    no_social_care_need_on DATE,
    CONSTRAINT plan_version_pkey PRIMARY KEY (plan, number)
);
CREATE INDEX plan_version_person ON plan_version (person);
-- Who agreed to a version for which kind of organisation.
CREATE TABLE plan_contribution (
    plan UUID NOT NULL REFERENCES plan_now (id),
    number BIGINT NOT NULL,
    place BIGINT NOT NULL,
    organisation TEXT NOT NULL,
    agreed_on DATE NOT NULL,
    staff UUID,
    CONSTRAINT plan_contribution_pkey PRIMARY KEY (plan, number, place)
);
-- What happened to plans, dated: what payment counts.
CREATE TABLE plan_happened (
    plan UUID NOT NULL REFERENCES plan_now (id),
    place BIGINT NOT NULL,
    person UUID NOT NULL,
    what TEXT NOT NULL,
    happened_on DATE NOT NULL,
    CONSTRAINT plan_happened_pkey PRIMARY KEY (plan, place)
);
CREATE INDEX plan_happened_person ON plan_happened (person, what, happened_on);
-- Drafts: written over while somebody types. The revision counts on when a later draft is begun.
CREATE TABLE plan_draft (
    plan UUID NOT NULL PRIMARY KEY REFERENCES plan_now (id),
    revision BIGINT NOT NULL,
    content JSONB NOT NULL,
    saved_at TIMESTAMPTZ NOT NULL,
    saved_by UUID NOT NULL
);
