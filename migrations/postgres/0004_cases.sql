-- Cases as they are now: written from the events, in their transaction.
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
    coordinator UUID REFERENCES staff (id),
    open_actions BIGINT NOT NULL,
    first_action_due DATE,
    CHECK (end_day IS NULL OR end_day >= start_day)
);
-- One open case a person.
CREATE UNIQUE INDEX case_now_one_open ON case_now (person) WHERE end_day IS NULL;
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
