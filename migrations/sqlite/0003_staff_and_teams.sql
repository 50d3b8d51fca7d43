CREATE TABLE staff (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    CONSTRAINT staff_name_key UNIQUE (name)
) STRICT;
CREATE TABLE staff_role (
    staff BLOB NOT NULL REFERENCES staff (id),
    role TEXT NOT NULL,
    organisation TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT,
    CONSTRAINT staff_role_pkey PRIMARY KEY (staff, role, organisation, from_day)
) STRICT;
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
    CONSTRAINT team_name_key UNIQUE (name)
) STRICT;
CREATE TABLE team_member (
    team BLOB NOT NULL REFERENCES team (id),
    staff BLOB NOT NULL REFERENCES staff (id),
    role TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT,
    CONSTRAINT team_member_pkey PRIMARY KEY (team, staff, from_day)
) STRICT;
CREATE INDEX team_member_staff ON team_member (staff);
