//! Rows of the trail, to be shown: what was done about somebody, what somebody did.

use crate::domain::{Day, PersonId, StaffId};
use crate::store::{Conn, StoreFault};
use chrono::{DateTime, NaiveTime, Utc};
use uuid::Uuid;

/// A row of the trail, with the name of who acted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, sqlx::FromRow)]
pub struct Shown {
    /// Number.
    pub seq: i64,
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// Who; `None` for the program itself.
    pub staff: Option<Uuid>,
    /// Their name now.
    pub name: Option<String>,
    /// The roles they held then.
    pub roles: String,
    /// What for.
    pub purpose: String,
    /// What was done.
    pub action: String,
    /// What it was done to.
    pub subject: String,
    /// How many people were shown or changed.
    pub people_count: i64,
    /// Why, where a reason was asked for.
    pub why: String,
}

const ABOUT: &str = "SELECT a.seq, a.at, a.staff, s.name, a.roles, a.purpose, a.action, a.subject, a.people_count, a.why \
    FROM audit a LEFT JOIN staff s ON s.id = a.staff WHERE a.people LIKE $1 AND a.at >= $2 ORDER BY a.seq DESC LIMIT $3";
const BY: &str = "SELECT a.seq, a.at, a.staff, s.name, a.roles, a.purpose, a.action, a.subject, a.people_count, a.why \
    FROM audit a LEFT JOIN staff s ON s.id = a.staff WHERE a.staff = $1 AND a.at >= $2 ORDER BY a.seq DESC LIMIT $3";

/// What was read or changed about `person` since the start of `since` (UTC): the latest first, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn about(conn: &mut Conn<'_>, person: PersonId, since: Day, limit: i64) -> Result<Vec<Shown>, StoreFault> {
    all!(conn, Shown, ABOUT, format!("%{person}%"), start(since), limit)
}

/// What `staff` read or changed since the start of `since` (UTC): the latest first, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn by(conn: &mut Conn<'_>, staff: StaffId, since: Day, limit: i64) -> Result<Vec<Shown>, StoreFault> {
    all!(conn, Shown, BY, staff.uuid(), start(since), limit)
}

fn start(day: Day) -> DateTime<Utc> {
    chrono::NaiveDate::from(day).and_time(NaiveTime::MIN).and_utc()
}
