-- Meetings as they are now: written from the events, in their transaction.
CREATE TABLE meeting_now (
    id UUID NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    team UUID NOT NULL REFERENCES team (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    on_day DATE NOT NULL,
    next_day DATE,
    cut_off DATE NOT NULL,
    items BIGINT NOT NULL,
    undecided BIGINT NOT NULL,
    CHECK (next_day IS NULL OR next_day > on_day)
);
CREATE INDEX meeting_now_team ON meeting_now (team, on_day);
-- The agenda: one line a person and meeting. The measures of meetings count its outcomes: a decision, carried_over, or none.
CREATE TABLE meeting_item (
    meeting UUID NOT NULL REFERENCES meeting_now (id),
    person UUID NOT NULL REFERENCES person (id),
    place BIGINT NOT NULL,
    case_id UUID,
    nomination UUID,
    list UUID,
    why JSONB NOT NULL,
    carried BIGINT NOT NULL,
    late BOOLEAN NOT NULL,
    removed BOOLEAN NOT NULL,
    outcome TEXT,
    not_accepted TEXT,
    CONSTRAINT meeting_item_pkey PRIMARY KEY (meeting, person)
);
CREATE INDEX meeting_item_person ON meeting_item (person);
CREATE TABLE meeting_attendee (
    meeting UUID NOT NULL REFERENCES meeting_now (id),
    place BIGINT NOT NULL,
    staff UUID REFERENCES staff (id),
    name TEXT,
    profession TEXT NOT NULL,
    organisation TEXT,
    role TEXT NOT NULL,
    apologies BOOLEAN NOT NULL,
    CONSTRAINT meeting_attendee_pkey PRIMARY KEY (meeting, place)
);
