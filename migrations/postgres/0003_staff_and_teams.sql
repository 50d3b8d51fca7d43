CREATE TABLE staff (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    CONSTRAINT staff_name_key UNIQUE (name)
);
CREATE TABLE staff_role (
    staff UUID NOT NULL REFERENCES staff (id),
    role TEXT NOT NULL,
    organisation TEXT NOT NULL,
    from_day DATE NOT NULL,
    until_day DATE,
    CONSTRAINT staff_role_pkey PRIMARY KEY (staff, role, organisation, from_day)
);
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
    CONSTRAINT team_name_key UNIQUE (name)
);
CREATE TABLE team_member (
    team UUID NOT NULL REFERENCES team (id),
    staff UUID NOT NULL REFERENCES staff (id),
    role TEXT NOT NULL,
    from_day DATE NOT NULL,
    until_day DATE,
    CONSTRAINT team_member_pkey PRIMARY KEY (team, staff, from_day)
);
CREATE INDEX team_member_staff ON team_member (staff);
