-- Nominations as they are now: written from the events, in their transaction.
CREATE TABLE nomination (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    person BLOB NOT NULL REFERENCES person (id),
    practice TEXT NOT NULL,
    team BLOB NOT NULL REFERENCES team (id),
    route TEXT NOT NULL,
    reason TEXT NOT NULL,
    nominated_by BLOB NOT NULL,
    nominated_day TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    closed_day TEXT,
    outcome TEXT,
    not_accepted_reason TEXT,
    case_id BLOB,
    CHECK (closed_day IS NULL OR closed_day >= nominated_day)
) STRICT;
-- One open nomination of a person to a team.
CREATE UNIQUE INDEX nomination_one_open ON nomination (person, team) WHERE closed_day IS NULL;
CREATE INDEX nomination_person ON nomination (person);
CREATE INDEX nomination_team ON nomination (team, id);
CREATE INDEX nomination_nominated_by ON nomination (nominated_by) WHERE closed_day IS NULL;
-- The latest "not suitable now" of a person; whether it holds follows from its dates.
CREATE TABLE suitability (
    person BLOB NOT NULL PRIMARY KEY REFERENCES person (id),
    version INTEGER NOT NULL,
    reason TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    lifted_day TEXT
) STRICT;
-- Objections recorded at the door; those of the extract are in person_objection.
CREATE TABLE objection (
    person BLOB NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL,
    from_day TEXT NOT NULL,
    withdrawn_day TEXT,
    recorded_at TEXT NOT NULL,
    CONSTRAINT objection_pkey PRIMARY KEY (person, kind, from_day),
    CHECK (withdrawn_day IS NULL OR withdrawn_day >= from_day)
) STRICT;
-- MDT lists: never changed once made. The place counts a team's lists, so that two are never made at once.
CREATE TABLE mdt_list (
    id BLOB NOT NULL PRIMARY KEY,
    team BLOB NOT NULL REFERENCES team (id),
    place INTEGER NOT NULL,
    run BLOB REFERENCES run (id),
    rules TEXT NOT NULL,
    inputs_hash TEXT NOT NULL,
    previous BLOB REFERENCES mdt_list (id),
    as_of TEXT NOT NULL,
    index_date TEXT,
    data_date TEXT,
    made_at TEXT NOT NULL,
    made_by BLOB NOT NULL,
    counts TEXT NOT NULL,
    CONSTRAINT mdt_list_team_place UNIQUE (team, place)
) STRICT;
CREATE TABLE mdt_list_entry (
    list BLOB NOT NULL REFERENCES mdt_list (id),
    place INTEGER NOT NULL,
    person BLOB NOT NULL REFERENCES person (id),
    practice TEXT NOT NULL,
    why TEXT NOT NULL,
    nomination BLOB,
    risk REAL,
    percentile REAL,
    tier TEXT,
    tier_place INTEGER,
    overall_rank INTEGER,
    CONSTRAINT mdt_list_entry_pkey PRIMARY KEY (list, place)
) STRICT;
CREATE UNIQUE INDEX mdt_list_entry_person ON mdt_list_entry (person, list);
-- What a list changed against the team's one before.
CREATE TABLE mdt_list_change (
    list BLOB NOT NULL REFERENCES mdt_list (id),
    place INTEGER NOT NULL,
    person BLOB NOT NULL REFERENCES person (id),
    practice TEXT NOT NULL,
    kind TEXT NOT NULL,
    why TEXT NOT NULL,
    gone TEXT,
    tier_before TEXT,
    tier_now TEXT,
    CONSTRAINT mdt_list_change_pkey PRIMARY KEY (list, place)
) STRICT;
-- The latest list of each team: whom its members may see.
CREATE TABLE mdt_list_latest (
    team BLOB NOT NULL PRIMARY KEY REFERENCES team (id),
    list BLOB NOT NULL REFERENCES mdt_list (id)
) STRICT;
CREATE UNIQUE INDEX mdt_list_latest_list ON mdt_list_latest (list);
