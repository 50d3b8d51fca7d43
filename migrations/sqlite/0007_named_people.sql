-- Accountable GPs: a history, with one current holder.
CREATE TABLE accountable_gp (
    person BLOB NOT NULL REFERENCES person (id),
    place INTEGER NOT NULL,
    gp BLOB NOT NULL REFERENCES staff (id),
    practice TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT,
    chosen TEXT NOT NULL,
    told_on TEXT,
    told_way TEXT,
    ended TEXT,
    CONSTRAINT accountable_gp_pkey PRIMARY KEY (person, place),
    CHECK (until_day IS NULL OR until_day >= from_day),
    CHECK (told_on IS NULL OR told_on >= from_day)
) STRICT;
CREATE UNIQUE INDEX accountable_gp_one_current ON accountable_gp (person) WHERE until_day IS NULL;
CREATE INDEX accountable_gp_list ON accountable_gp (gp, practice) WHERE until_day IS NULL;
CREATE INDEX accountable_gp_practice ON accountable_gp (practice);
-- The codes under which GPs come in practices' data: who is meant by somebody's usual GP.
CREATE TABLE gp_code (
    code TEXT NOT NULL PRIMARY KEY,
    staff BLOB NOT NULL REFERENCES staff (id)
) STRICT;
CREATE INDEX gp_code_staff ON gp_code (staff);
-- Proposals of care coordinators: written once; what became of each part is added when the team confirms.
CREATE TABLE coordinator_proposal (
    id BLOB NOT NULL PRIMARY KEY,
    team BLOB NOT NULL REFERENCES team (id),
    as_of TEXT NOT NULL,
    made_at TEXT NOT NULL,
    made_by BLOB NOT NULL,
    body TEXT NOT NULL,
    confirmed_at TEXT,
    confirmed_by BLOB,
    outcome TEXT
) STRICT;
CREATE INDEX coordinator_proposal_team ON coordinator_proposal (team, made_at);
