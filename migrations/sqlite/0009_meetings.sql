-- Meetings as they are now: written from the events, in their transaction.
CREATE TABLE meeting_now (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    team BLOB NOT NULL REFERENCES team (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    on_day TEXT NOT NULL,
    next_day TEXT,
    cut_off TEXT NOT NULL,
    items INTEGER NOT NULL,
    undecided INTEGER NOT NULL,
    CHECK (next_day IS NULL OR next_day > on_day)
) STRICT;
CREATE INDEX meeting_now_team ON meeting_now (team, on_day);
-- The agenda: one line a person and meeting. The measures of meetings count its outcomes: a decision, carried_over, or none.
CREATE TABLE meeting_item (
    meeting BLOB NOT NULL REFERENCES meeting_now (id),
    person BLOB NOT NULL REFERENCES person (id),
    place INTEGER NOT NULL,
    case_id BLOB,
    nomination BLOB,
    list BLOB,
    why TEXT NOT NULL,
    carried INTEGER NOT NULL,
    late INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    outcome TEXT,
    not_accepted TEXT,
    CONSTRAINT meeting_item_pkey PRIMARY KEY (meeting, person)
) STRICT;
CREATE INDEX meeting_item_person ON meeting_item (person);
CREATE TABLE meeting_attendee (
    meeting BLOB NOT NULL REFERENCES meeting_now (id),
    place INTEGER NOT NULL,
    staff BLOB REFERENCES staff (id),
    name TEXT,
    profession TEXT NOT NULL,
    organisation TEXT,
    role TEXT NOT NULL,
    apologies INTEGER NOT NULL,
    CONSTRAINT meeting_attendee_pkey PRIMARY KEY (meeting, place)
) STRICT;
