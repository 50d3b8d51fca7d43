CREATE TABLE staff (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    left_day DATE,
    CONSTRAINT staff_name_key UNIQUE (name)
);
CREATE TABLE staff_role (
    staff UUID NOT NULL REFERENCES staff (id),
    role TEXT NOT NULL,
    organisation TEXT NOT NULL,
    from_day DATE NOT NULL,
    until_day DATE,
    session_tenths BIGINT,
    CONSTRAINT staff_role_pkey PRIMARY KEY (staff, role, organisation, from_day),
    CHECK (until_day IS NULL OR until_day > from_day)
);
CREATE INDEX staff_role_organisation ON staff_role (organisation, role);
CREATE TABLE token (
    hash BYTEA NOT NULL PRIMARY KEY,
    staff UUID NOT NULL REFERENCES staff (id),
    label TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ
);
CREATE TABLE team (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    base TEXT,
    locality TEXT,
    CONSTRAINT team_name_key UNIQUE (name)
);
CREATE TABLE team_member (
    team UUID NOT NULL REFERENCES team (id),
    staff UUID NOT NULL REFERENCES staff (id),
    role TEXT NOT NULL,
    organisation TEXT NOT NULL,
    from_day DATE NOT NULL,
    until_day DATE,
    capacity BIGINT NOT NULL CHECK (capacity >= 0),
    skills JSONB NOT NULL,
    CONSTRAINT team_member_pkey PRIMARY KEY (team, staff, from_day),
    CHECK (until_day IS NULL OR until_day > from_day)
);
CREATE INDEX team_member_staff ON team_member (staff);
-- A member once at a time.
CREATE UNIQUE INDEX team_member_one_current ON team_member (team, staff) WHERE until_day IS NULL;
-- Practices and care homes, by date.
CREATE TABLE team_serves (
    team UUID NOT NULL REFERENCES team (id),
    organisation TEXT NOT NULL,
    kind TEXT NOT NULL,
    from_day DATE NOT NULL,
    until_day DATE,
    CONSTRAINT team_serves_pkey PRIMARY KEY (team, organisation, from_day),
    CHECK (until_day IS NULL OR until_day > from_day)
);
CREATE INDEX team_serves_organisation ON team_serves (organisation);
