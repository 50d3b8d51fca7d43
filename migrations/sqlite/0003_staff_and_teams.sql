CREATE TABLE staff (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    left_day TEXT,
    CONSTRAINT staff_name_key UNIQUE (name)
) STRICT;
CREATE TABLE staff_role (
    staff BLOB NOT NULL REFERENCES staff (id),
    role TEXT NOT NULL,
    organisation TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT,
    session_tenths INTEGER,
    CONSTRAINT staff_role_pkey PRIMARY KEY (staff, role, organisation, from_day),
    CHECK (until_day IS NULL OR until_day > from_day)
) STRICT;
CREATE INDEX staff_role_organisation ON staff_role (organisation, role);
CREATE TABLE token (
    hash BLOB NOT NULL PRIMARY KEY,
    staff BLOB NOT NULL REFERENCES staff (id),
    label TEXT NOT NULL,
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    revoked_at TEXT
) STRICT;
CREATE TABLE team (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    base TEXT,
    locality TEXT,
    CONSTRAINT team_name_key UNIQUE (name)
) STRICT;
CREATE TABLE team_member (
    team BLOB NOT NULL REFERENCES team (id),
    staff BLOB NOT NULL REFERENCES staff (id),
    role TEXT NOT NULL,
    organisation TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT,
    capacity INTEGER NOT NULL CHECK (capacity >= 0),
    skills TEXT NOT NULL,
    CONSTRAINT team_member_pkey PRIMARY KEY (team, staff, from_day),
    CHECK (until_day IS NULL OR until_day > from_day)
) STRICT;
CREATE INDEX team_member_staff ON team_member (staff);
-- A member once at a time.
CREATE UNIQUE INDEX team_member_one_current ON team_member (team, staff) WHERE until_day IS NULL;
-- Practices and care homes, by date.
CREATE TABLE team_serves (
    team BLOB NOT NULL REFERENCES team (id),
    organisation TEXT NOT NULL,
    kind TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT,
    CONSTRAINT team_serves_pkey PRIMARY KEY (team, organisation, from_day),
    CHECK (until_day IS NULL OR until_day > from_day)
) STRICT;
CREATE INDEX team_serves_organisation ON team_serves (organisation);
