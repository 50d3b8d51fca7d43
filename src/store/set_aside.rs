//! Hospitals' messages: what became of each, and those that wait for a human.

use crate::casework::Moment;
use crate::casework::stay::{HospitalEvent, SetAside};
use crate::domain::{Day, Line, NhsNumber, OdsCode, PersonId, SetAsideId, StaffId, StayId};
use crate::store::log::{Kept, Loaded};
use crate::store::sql::name;
use crate::store::{Conn, StoreFault};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::types::Json;
use uuid::Uuid;

const PUT: &str = "INSERT INTO set_aside_now (id, version, provider, practice, kind, happened_on, reason, rule, received_at, state, \
    resolved_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO UPDATE SET version = excluded.version, \
    state = excluded.state, resolved_on = excluded.resolved_on";

impl Kept for SetAside {
    fn person(&self) -> Option<PersonId> {
        None
    }

    async fn project(loaded: &Loaded<Self>, at: &Moment, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
        let kept = &loaded.state;
        let (Some(provider), Some(happened_on)) = (&kept.provider, kept.happened_on) else { return Ok(()) };
        run!(
            conn,
            PUT,
            loaded.id.uuid(),
            loaded.version,
            provider.as_str(),
            kept.practice.as_ref().map(OdsCode::as_str),
            kept.kind.as_str(),
            NaiveDate::from(happened_on),
            name(kept.reason),
            kept.rule.as_ref().map(Line::as_str),
            // Written once: a later change leaves it.
            at.now,
            name(kept.status()),
            kept.resolution.as_ref().map(|resolution| NaiveDate::from(resolution.on)),
        )
        .map(drop)
    }
}

const KEEP_BODY: &str = "INSERT INTO set_aside_body (set_aside, body) VALUES ($1, $2)";
const BODY: &str = "SELECT body FROM set_aside_body WHERE set_aside = $1";

/// Keeps what a message said, apart from what became of it.
///
/// # Errors
/// When the database fails.
pub async fn keep_body(conn: &mut Conn<'_>, id: SetAsideId, message: &HospitalEvent) -> Result<(), StoreFault> {
    run!(conn, KEEP_BODY, id.uuid(), Json(message)).map(drop)
}

/// What a message said.
///
/// # Errors
/// When the database fails.
pub async fn body(conn: &mut Conn<'_>, id: SetAsideId) -> Result<Option<HospitalEvent>, StoreFault> {
    Ok(maybe!(conn, (Json<HospitalEvent>,), BODY, id.uuid())?.map(|(message,)| message.0))
}

/// Roles at the practice concerned that see its list; roles at the hospital that sent the message and work with people.
macro_rules! mine {
    () => {
        "EXISTS (SELECT 1 FROM staff_role r WHERE r.staff = $1 AND r.from_day <= $2 AND (r.until_day IS NULL OR r.until_day > $2) \
         AND ((r.organisation = a.practice AND r.role IN ('gp', 'practice_staff')) OR (r.organisation = a.provider AND r.role NOT IN \
         ('commissioner', 'data_processor', 'information_governance_lead', 'administrator', 'hospital_feed'))))"
    };
}

/// A message set aside, on the worklist.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SetAsideRow {
    /// Its id.
    #[sqlx(try_from = "Uuid")]
    pub id: SetAsideId,
    /// Version.
    pub version: i64,
    /// Sender.
    pub provider: String,
    /// The practice concerned, when it is known.
    pub practice: Option<String>,
    /// What it tells of.
    pub kind: String,
    /// When that happened.
    #[sqlx(try_from = "NaiveDate")]
    pub happened_on: Day,
    /// Why it was set aside.
    pub reason: String,
    /// The rule that refused it.
    pub rule: Option<String>,
    /// When it came.
    pub received_at: DateTime<Utc>,
}

const WAITING: &str = concat!(
    "SELECT a.id, a.version, a.provider, a.practice, a.kind, a.happened_on, a.reason, a.rule, a.received_at FROM set_aside_now a \
     WHERE a.state = 'waiting' AND a.id > $3 AND ",
    mine!(),
    " ORDER BY a.id LIMIT $4"
);

/// Messages that wait, of those that `staff` may look at on `today`; from after `after`, in the order in which they came.
///
/// # Errors
/// When the database fails.
pub async fn waiting(
    conn: &mut Conn<'_>,
    staff: StaffId,
    today: Day,
    after: SetAsideId,
    limit: i64,
) -> Result<Vec<SetAsideRow>, StoreFault> {
    all!(conn, SetAsideRow, WAITING, staff.uuid(), NaiveDate::from(today), after.uuid(), limit)
}

const MINE: &str = concat!("SELECT 1 FROM set_aside_now a WHERE a.id = $3 AND ", mine!());

/// Whether `staff` may look at a message on `today`.
///
/// # Errors
/// When the database fails.
pub async fn may_see(conn: &mut Conn<'_>, staff: StaffId, today: Day, id: SetAsideId) -> Result<bool, StoreFault> {
    Ok(maybe!(conn, (i32,), MINE, staff.uuid(), NaiveDate::from(today), id.uuid())?.is_some())
}

/// Somebody with the NHS number of a message.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Candidate {
    /// Who.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// Practice.
    pub practice: String,
    /// Born.
    #[sqlx(try_from = "NaiveDate")]
    pub born_on: Day,
    /// Family name; empty when it is not known.
    pub family_name: String,
    /// Died.
    pub died_on: Option<NaiveDate>,
}

const CANDIDATE: &str = "SELECT p.id AS person, p.practice, p.born_on, i.family_name, p.died_on \
    FROM identity i JOIN person p ON p.id = i.person WHERE i.nhs_number = $1";

/// Who has an NHS number.
///
/// # Errors
/// When the database fails.
pub async fn candidate(conn: &mut Conn<'_>, number: NhsNumber) -> Result<Option<Candidate>, StoreFault> {
    maybe!(conn, Candidate, CANDIDATE, number.reveal())
}

/// What became of a message.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct MessageRow {
    /// Hash of what it said.
    pub fingerprint: Vec<u8>,
    /// `applied`, `superseded`, `set_aside`.
    pub outcome: String,
}

const FIND: &str = "SELECT fingerprint, outcome FROM hospital_message WHERE provider = $1 AND event_id = $2";
const KEEP: &str = "INSERT INTO hospital_message (provider, event_id, fingerprint, received_at, sent_at, about, outcome, stay, set_aside) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// What became of the message that a provider numbered so.
///
/// # Errors
/// When the database fails.
pub async fn find(conn: &mut Conn<'_>, provider: &OdsCode, event_id: &str) -> Result<Option<MessageRow>, StoreFault> {
    maybe!(conn, MessageRow, FIND, provider.as_str(), event_id)
}

/// A message, and what became of it.
#[derive(Debug, Clone)]
pub struct Received<'m> {
    /// The message.
    pub message: &'m HospitalEvent,
    /// Hash of what it said.
    pub fingerprint: [u8; 32],
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// `applied`, `superseded`, `set_aside`.
    pub outcome: &'static str,
    /// The stay it was applied to.
    pub stay: Option<StayId>,
    /// Where it was set aside.
    pub set_aside: Option<SetAsideId>,
}

/// Keeps what became of a message.
///
/// # Errors
/// A conflict when the provider used the number before.
pub async fn keep(conn: &mut Conn<'_>, kept: &Received<'_>) -> Result<(), StoreFault> {
    let message = kept.message;
    run!(
        conn,
        KEEP,
        message.provider.as_str(),
        message.event_id.as_str(),
        kept.fingerprint.as_slice(),
        kept.received_at,
        message.sent_at.until(kept.received_at),
        message.event.about(),
        kept.outcome,
        kept.stay.map(StayId::uuid),
        kept.set_aside.map(SetAsideId::uuid),
    )
    .map(drop)
}

const LATER: &str = "SELECT 1 FROM hospital_message WHERE stay = $1 AND sent_at > $2 AND about = $3 LIMIT 1";

/// Whether a message about the same thing of a stay, sent later than `sent_at`, was applied already.
///
/// # Errors
/// When the database fails.
pub async fn later_is_known(conn: &mut Conn<'_>, stay: StayId, sent_at: DateTime<Utc>, about: &str) -> Result<bool, StoreFault> {
    Ok(maybe!(conn, (i32,), LATER, stay.uuid(), sent_at, about)?.is_some())
}
