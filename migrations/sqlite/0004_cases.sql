-- Cases as they are now: written from the events, in their transaction.
CREATE TABLE case_now (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    person BLOB NOT NULL REFERENCES person (id),
    practice TEXT NOT NULL,
    team BLOB NOT NULL REFERENCES team (id),
    route TEXT NOT NULL,
    start_day TEXT NOT NULL,
    end_day TEXT,
    end_reason TEXT,
    coordinator BLOB REFERENCES staff (id),
    open_actions INTEGER NOT NULL,
    first_action_due TEXT,
    CHECK (end_day IS NULL OR end_day >= start_day)
) STRICT;
-- One open case a person.
CREATE UNIQUE INDEX case_now_one_open ON case_now (person) WHERE end_day IS NULL;
CREATE INDEX case_now_coordinator ON case_now (coordinator) WHERE end_day IS NULL;
CREATE INDEX case_now_team ON case_now (team);
CREATE INDEX case_now_practice ON case_now (practice);
-- Coordinators: a history, with one current holder.
CREATE TABLE case_coordinator (
    case_id BLOB NOT NULL REFERENCES case_now (id),
    person BLOB NOT NULL,
    place INTEGER NOT NULL,
    coordinator BLOB NOT NULL REFERENCES staff (id),
    from_day TEXT NOT NULL,
    until_day TEXT,
    CONSTRAINT case_coordinator_pkey PRIMARY KEY (case_id, place),
    CHECK (until_day IS NULL OR until_day >= from_day)
) STRICT;
CREATE UNIQUE INDEX case_coordinator_one_current ON case_coordinator (person) WHERE until_day IS NULL;
