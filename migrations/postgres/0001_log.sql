-- Events: the truth. The key makes two changes of the same version impossible.
CREATE TABLE casework_event (
    kind TEXT NOT NULL,
    stream UUID NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    person UUID,
    happened_on DATE NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    author UUID NOT NULL,
    body JSONB NOT NULL,
    CONSTRAINT casework_event_pkey PRIMARY KEY (kind, stream, version)
);
CREATE INDEX casework_event_person ON casework_event (person) WHERE person IS NOT NULL;
CREATE INDEX casework_event_recorded ON casework_event (kind, recorded_at);

-- The audit trail: append-only, each row hashed with the one before.
CREATE TABLE audit (
    seq BIGINT NOT NULL PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL,
    staff UUID,
    roles TEXT NOT NULL,
    purpose TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    people TEXT NOT NULL,
    people_count BIGINT NOT NULL,
    why TEXT NOT NULL,
    hash BYTEA NOT NULL
);
CREATE TABLE audit_head (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL
);
INSERT INTO audit_head (one, seq, hash) VALUES (1, 0, '\x0000000000000000000000000000000000000000000000000000000000000000');

-- Answers to creations, so that a request sent twice makes one thing.
CREATE TABLE idempotency (
    staff UUID NOT NULL,
    once_key TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    status BIGINT NOT NULL,
    answer TEXT NOT NULL,
    CONSTRAINT idempotency_pkey PRIMARY KEY (staff, once_key)
);
