-- To which kind of service a meeting referred somebody.
ALTER TABLE meeting_item ADD COLUMN service TEXT;

-- When somebody lived in a care home, by the services that social care records: from (in) to until (out).
CREATE TABLE person_residence (
    person BLOB NOT NULL,
    kind TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT,
    recorded_at TEXT NOT NULL,
    superseded_at TEXT,
    CONSTRAINT person_residence_pkey PRIMARY KEY (person, kind, from_day, recorded_at)
) STRICT, WITHOUT ROWID;
