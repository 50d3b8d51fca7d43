-- Cases as they are now: written from the events, in their transaction. One entered in error has an end on its start, and counts for
-- nothing. The dates are those from which everything due follows.
CREATE TABLE case_now (
    id UUID NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    person UUID NOT NULL REFERENCES person (id),
    practice TEXT NOT NULL,
    team UUID NOT NULL REFERENCES team (id),
    route TEXT NOT NULL,
    start_day DATE NOT NULL,
    end_day DATE,
    end_reason TEXT,
    in_error BOOLEAN NOT NULL,
    coordinator UUID REFERENCES staff (id),
    lead_professional UUID REFERENCES staff (id),
    level BIGINT,
    complexity BIGINT,
    last_contact DATE,
    next_contact DATE,
    next_review DATE,
    open_actions BIGINT NOT NULL,
    first_action_due DATE,
    CHECK (end_day IS NULL OR end_day >= start_day)
);
-- One open case a person.
CREATE UNIQUE INDEX case_now_one_open ON case_now (person) WHERE end_day IS NULL;
CREATE INDEX case_now_person ON case_now (person);
CREATE INDEX case_now_coordinator ON case_now (coordinator) WHERE end_day IS NULL;
CREATE INDEX case_now_team ON case_now (team);
CREATE INDEX case_now_practice ON case_now (practice);
-- Coordinators: a history, with one current holder.
CREATE TABLE case_coordinator (
    case_id UUID NOT NULL REFERENCES case_now (id),
    person UUID NOT NULL,
    place BIGINT NOT NULL,
    coordinator UUID NOT NULL REFERENCES staff (id),
    from_day DATE NOT NULL,
    until_day DATE,
    CONSTRAINT case_coordinator_pkey PRIMARY KEY (case_id, place),
    CHECK (until_day IS NULL OR until_day >= from_day)
);
CREATE UNIQUE INDEX case_coordinator_one_current ON case_coordinator (person) WHERE until_day IS NULL;
-- Contacts and attempts, for what asks whether somebody was contacted in time.
CREATE TABLE case_contact (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES case_now (id),
    person UUID NOT NULL,
    on_day DATE NOT NULL,
    how TEXT NOT NULL,
    reached TEXT NOT NULL,
    made_by UUID NOT NULL REFERENCES staff (id),
    in_error BOOLEAN NOT NULL
);
CREATE INDEX case_contact_person ON case_contact (person, on_day);
-- Actions, for chasing them by owner and age.
CREATE TABLE case_action (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES case_now (id),
    person UUID NOT NULL,
    what TEXT NOT NULL,
    owner UUID NOT NULL REFERENCES staff (id),
    added_on DATE NOT NULL,
    due_day DATE NOT NULL,
    status TEXT NOT NULL,
    closed_on DATE
);
CREATE INDEX case_action_case ON case_action (case_id);
CREATE INDEX case_action_owner ON case_action (owner, due_day) WHERE status = 'open';
