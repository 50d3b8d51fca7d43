-- Nominations as they are now: written from the events, in their transaction.
CREATE TABLE nomination (
    id UUID NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    person UUID NOT NULL REFERENCES person (id),
    practice TEXT NOT NULL,
    team UUID NOT NULL REFERENCES team (id),
    route TEXT NOT NULL,
    reason TEXT NOT NULL,
    nominated_by UUID NOT NULL,
    nominated_day DATE NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    closed_day DATE,
    outcome TEXT,
    not_accepted_reason TEXT,
    case_id UUID,
    CHECK (closed_day IS NULL OR closed_day >= nominated_day)
);
-- One open nomination of a person to a team.
CREATE UNIQUE INDEX nomination_one_open ON nomination (person, team) WHERE closed_day IS NULL;
CREATE INDEX nomination_person ON nomination (person);
CREATE INDEX nomination_team ON nomination (team, id);
CREATE INDEX nomination_nominated_by ON nomination (nominated_by) WHERE closed_day IS NULL;
-- The latest "not suitable now" of a person; whether it holds follows from its dates.
CREATE TABLE suitability (
    person UUID NOT NULL PRIMARY KEY REFERENCES person (id),
    version BIGINT NOT NULL,
    reason TEXT NOT NULL,
    from_day DATE NOT NULL,
    until_day DATE NOT NULL,
    lifted_day DATE
);
-- Objections recorded at the door; those of the extract are in person_objection.
CREATE TABLE objection (
    person UUID NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL,
    from_day DATE NOT NULL,
    withdrawn_day DATE,
    recorded_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT objection_pkey PRIMARY KEY (person, kind, from_day),
    CHECK (withdrawn_day IS NULL OR withdrawn_day >= from_day)
);
-- MDT lists: never changed once made. The place counts a team's lists, so that two are never made at once.
CREATE TABLE mdt_list (
    id UUID NOT NULL PRIMARY KEY,
    team UUID NOT NULL REFERENCES team (id),
    place BIGINT NOT NULL,
    run UUID REFERENCES run (id),
    rules JSONB NOT NULL,
    inputs_hash TEXT NOT NULL,
    previous UUID REFERENCES mdt_list (id),
    as_of DATE NOT NULL,
    index_date DATE,
    data_date DATE,
    made_at TIMESTAMPTZ NOT NULL,
    made_by UUID NOT NULL,
    counts JSONB NOT NULL,
    CONSTRAINT mdt_list_team_place UNIQUE (team, place)
);
CREATE TABLE mdt_list_entry (
    list UUID NOT NULL REFERENCES mdt_list (id),
    place BIGINT NOT NULL,
    person UUID NOT NULL REFERENCES person (id),
    practice TEXT NOT NULL,
    why JSONB NOT NULL,
    nomination UUID,
    risk DOUBLE PRECISION,
    percentile DOUBLE PRECISION,
    tier TEXT,
    tier_place BIGINT,
    overall_rank BIGINT,
    CONSTRAINT mdt_list_entry_pkey PRIMARY KEY (list, place)
);
CREATE UNIQUE INDEX mdt_list_entry_person ON mdt_list_entry (person, list);
-- What a list changed against the team's one before.
CREATE TABLE mdt_list_change (
    list UUID NOT NULL REFERENCES mdt_list (id),
    place BIGINT NOT NULL,
    person UUID NOT NULL REFERENCES person (id),
    practice TEXT NOT NULL,
    kind TEXT NOT NULL,
    why JSONB NOT NULL,
    gone TEXT,
    tier_before TEXT,
    tier_now TEXT,
    CONSTRAINT mdt_list_change_pkey PRIMARY KEY (list, place)
);
-- The latest list of each team: whom its members may see.
CREATE TABLE mdt_list_latest (
    team UUID NOT NULL PRIMARY KEY REFERENCES team (id),
    list UUID NOT NULL REFERENCES mdt_list (id)
);
CREATE UNIQUE INDEX mdt_list_latest_list ON mdt_list_latest (list);
