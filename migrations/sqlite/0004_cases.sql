-- Cases as they are now: written from the events, in their transaction. One entered in error has an end on its start, and counts for
-- nothing. The dates are those from which everything due follows.
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
    in_error INTEGER NOT NULL,
    coordinator BLOB REFERENCES staff (id),
    lead_professional BLOB REFERENCES staff (id),
    level INTEGER,
    complexity INTEGER,
    last_contact TEXT,
    next_contact TEXT,
    next_review TEXT,
    open_actions INTEGER NOT NULL,
    first_action_due TEXT,
    CHECK (end_day IS NULL OR end_day >= start_day)
) STRICT;
-- One open case a person.
CREATE UNIQUE INDEX case_now_one_open ON case_now (person) WHERE end_day IS NULL;
CREATE INDEX case_now_person ON case_now (person);
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
-- Contacts and attempts, for what asks whether somebody was contacted in time.
CREATE TABLE case_contact (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES case_now (id),
    person BLOB NOT NULL,
    on_day TEXT NOT NULL,
    how TEXT NOT NULL,
    reached TEXT NOT NULL,
    made_by BLOB NOT NULL REFERENCES staff (id),
    in_error INTEGER NOT NULL
) STRICT;
CREATE INDEX case_contact_person ON case_contact (person, on_day);
-- Actions, for chasing them by owner and age.
CREATE TABLE case_action (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES case_now (id),
    person BLOB NOT NULL,
    what TEXT NOT NULL,
    owner BLOB NOT NULL REFERENCES staff (id),
    added_on TEXT NOT NULL,
    due_day TEXT NOT NULL,
    status TEXT NOT NULL,
    closed_on TEXT
) STRICT;
CREATE INDEX case_action_case ON case_action (case_id);
CREATE INDEX case_action_owner ON case_action (owner, due_day) WHERE status = 'open';
