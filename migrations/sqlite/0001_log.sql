-- Events: the truth. The key makes two changes of the same version impossible.
CREATE TABLE casework_event (
    kind TEXT NOT NULL,
    stream BLOB NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    person BLOB,
    happened_on TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    author BLOB NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT casework_event_pkey PRIMARY KEY (kind, stream, version)
) STRICT;
CREATE INDEX casework_event_person ON casework_event (person) WHERE person IS NOT NULL;
CREATE INDEX casework_event_recorded ON casework_event (kind, recorded_at);

-- The audit trail: append-only, each row hashed with the one before.
CREATE TABLE audit (
    seq INTEGER NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    staff BLOB,
    roles TEXT NOT NULL,
    purpose TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    people TEXT NOT NULL,
    people_count INTEGER NOT NULL,
    why TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE TABLE audit_head (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;
INSERT INTO audit_head (one, seq, hash) VALUES (1, 0, x'0000000000000000000000000000000000000000000000000000000000000000');

-- Answers to creations, so that a request sent twice makes one thing.
CREATE TABLE idempotency (
    staff BLOB NOT NULL,
    once_key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    at TEXT NOT NULL,
    status INTEGER NOT NULL,
    answer TEXT NOT NULL,
    CONSTRAINT idempotency_pkey PRIMARY KEY (staff, once_key)
) STRICT;
