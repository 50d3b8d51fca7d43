-- Hospital stays as they are now: written from the events, in their transaction. A stay entered in error has no row.
CREATE TABLE stay_now (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    person BLOB NOT NULL REFERENCES person (id),
    provider TEXT NOT NULL,
    spell TEXT,
    ward TEXT,
    method TEXT NOT NULL,
    emergency INTEGER NOT NULL,
    source TEXT NOT NULL,
    admitted_on TEXT NOT NULL,
    expected_discharge TEXT,
    delayed_since TEXT,
    delay_reason TEXT,
    discharge_plan TEXT,
    notified_on TEXT,
    contact_due TEXT,
    contact_state TEXT,
    contact_on TEXT,
    contact_done_on TEXT,
    contact_attempted_on TEXT,
    contact_not_needed_on TEXT,
    readmitted_on TEXT,
    discharged_on TEXT,
    destination TEXT,
    care_home_plan_due TEXT,
    died_on TEXT,
    ended_on TEXT,
    readmission_until TEXT,
    CHECK (ended_on IS NULL OR ended_on >= admitted_on),
    CHECK ((notified_on IS NULL) = (contact_due IS NULL)),
    CHECK ((delayed_since IS NULL) = (delay_reason IS NULL))
) STRICT;
-- One open stay a person; one stay a spell of a provider.
CREATE UNIQUE INDEX stay_now_one_open ON stay_now (person) WHERE ended_on IS NULL;
CREATE UNIQUE INDEX stay_now_spell ON stay_now (provider, spell) WHERE spell IS NOT NULL;
CREATE INDEX stay_now_person ON stay_now (person, admitted_on);
CREATE INDEX stay_now_notified ON stay_now (notified_on) WHERE notified_on IS NOT NULL;
-- Discharge notifications that were cancelled, for days before they were: what stands is in stay_now.
CREATE TABLE stay_cancelled_notice (
    stay BLOB NOT NULL REFERENCES stay_now (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    notified_on TEXT NOT NULL,
    contact_due TEXT NOT NULL,
    cancelled_on TEXT NOT NULL,
    discharged_on TEXT,
    destination TEXT,
    contact_done_on TEXT,
    contact_attempted_on TEXT,
    contact_not_needed_on TEXT,
    CONSTRAINT stay_cancelled_notice_pkey PRIMARY KEY (stay, place)
) STRICT;
CREATE INDEX stay_cancelled_notice_days ON stay_cancelled_notice (notified_on, cancelled_on);
-- Attendances at emergency departments of the people whose stays are kept, for the practice's own review.
CREATE TABLE attendance (
    person BLOB NOT NULL REFERENCES person (id),
    arrived_on TEXT NOT NULL,
    place INTEGER NOT NULL,
    department_type TEXT NOT NULL,
    CONSTRAINT attendance_pkey PRIMARY KEY (person, arrived_on, place)
) STRICT;
-- What became of each message of a hospital, by the sender's own number for it.
CREATE TABLE hospital_message (
    provider TEXT NOT NULL,
    event_id TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    received_at TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    about TEXT NOT NULL,
    outcome TEXT NOT NULL,
    stay BLOB,
    set_aside BLOB,
    CONSTRAINT hospital_message_pkey PRIMARY KEY (provider, event_id)
) STRICT;
CREATE INDEX hospital_message_stay ON hospital_message (stay, sent_at) WHERE stay IS NOT NULL;
-- Messages set aside for a human. What they say is kept apart, and is gone from here when nobody needs it any more.
CREATE TABLE set_aside_now (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    provider TEXT NOT NULL,
    practice TEXT,
    kind TEXT NOT NULL,
    happened_on TEXT NOT NULL,
    reason TEXT NOT NULL,
    rule TEXT,
    received_at TEXT NOT NULL,
    state TEXT NOT NULL,
    resolved_on TEXT
) STRICT;
CREATE INDEX set_aside_now_practice ON set_aside_now (practice) WHERE state = 'waiting';
CREATE INDEX set_aside_now_provider ON set_aside_now (provider) WHERE state = 'waiting';
CREATE TABLE set_aside_body (
    set_aside BLOB NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
) STRICT;
