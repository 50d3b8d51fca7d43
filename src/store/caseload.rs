//! Caseloads: what a coordinator holds, in one statement.

use crate::domain::{CaseId, Day, PersonId, StaffId, TeamId};
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;
use uuid::Uuid;

/// A line of a caseload.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CaseloadRow {
    /// The case.
    #[sqlx(try_from = "Uuid")]
    pub id: CaseId,
    /// Its version.
    pub version: i64,
    /// Who.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// Given name, where it is known.
    pub given_name: Option<String>,
    /// Family name, where it is known.
    pub family_name: Option<String>,
    /// The team.
    #[sqlx(try_from = "Uuid")]
    pub team: TeamId,
    /// Start on the register.
    #[sqlx(try_from = "NaiveDate")]
    pub start_day: Day,
    /// Level of intensity.
    pub level: Option<i64>,
    /// Complexity.
    pub complexity: Option<i64>,
    /// The last day on which anybody was reached.
    pub last_contact: Option<NaiveDate>,
    /// The day agreed for the next contact.
    pub next_contact: Option<NaiveDate>,
    /// The day set for the next review.
    pub next_review: Option<NaiveDate>,
    /// Open actions.
    pub open_actions: i64,
    /// The earliest due date among them.
    pub first_action_due: Option<NaiveDate>,
    /// In hospital since.
    pub admitted_on: Option<NaiveDate>,
}

macro_rules! lines {
    ($coordinator:literal, $people:literal) => {
        concat!(
            "SELECT c.id, c.version, c.person, i.given_name, i.family_name, c.team, c.start_day, c.level, c.complexity, \
             c.last_contact, c.next_contact, c.next_review, c.open_actions, c.first_action_due, h.admitted_on FROM case_now c ",
            $people,
            " LEFT JOIN identity i ON i.person = c.person LEFT JOIN stay_now h ON h.person = c.person AND h.ended_on IS NULL \
             WHERE c.coordinator = ",
            $coordinator,
            " AND c.end_day IS NULL"
        )
    };
}

/// Whoever holds a case sees its person: nothing is to be asked.
const OWN: &str = concat!(lines!("$1", ""), " ORDER BY c.start_day, c.id");
const OF_COLLEAGUE: &str =
    concat!(lines!("$3", "JOIN person p ON p.id = c.person"), " AND ", sees_person!(), " ORDER BY c.start_day, c.id");

/// The open cases of `coordinator` that `staff` may see on `today`: all of their own.
///
/// # Errors
/// When the database fails.
pub async fn caseload(
    conn: &mut Conn<'_>,
    staff: StaffId,
    coordinator: StaffId,
    today: Day,
) -> Result<Vec<CaseloadRow>, StoreFault> {
    if staff == coordinator {
        return all!(conn, CaseloadRow, OWN, staff.uuid());
    }
    all!(conn, CaseloadRow, OF_COLLEAGUE, staff.uuid(), NaiveDate::from(today), coordinator.uuid())
}

const HELD: &str = concat!(
    "SELECT c.id, CASE WHEN ",
    sees_person!(),
    " THEN 1 ELSE 0 END FROM case_now c JOIN person p ON p.id = c.person \
    WHERE c.coordinator = $3 AND c.end_day IS NULL ORDER BY c.id"
);

/// The open cases of `coordinator`, each with whether `staff` may see it on `today`.
///
/// # Errors
/// When the database fails.
pub async fn held(
    conn: &mut Conn<'_>,
    staff: StaffId,
    coordinator: StaffId,
    today: Day,
) -> Result<Vec<(CaseId, bool)>, StoreFault> {
    let rows = all!(conn, (Uuid, i32), HELD, staff.uuid(), NaiveDate::from(today), coordinator.uuid())?;
    Ok(rows.into_iter().map(|(id, sees)| (id.into(), sees == 1)).collect())
}

const SHARE_A_TEAM: &str = "SELECT 1 FROM team_member a JOIN team_member b ON b.team = a.team \
    WHERE a.staff = $1 AND b.staff = $2 AND a.from_day <= $3 AND (a.until_day IS NULL OR a.until_day > $3) \
    AND b.from_day <= $3 AND (b.until_day IS NULL OR b.until_day > $3) LIMIT 1";

/// Whether two members of staff are members of one team on `day`.
///
/// # Errors
/// When the database fails.
pub async fn share_a_team(conn: &mut Conn<'_>, one: StaffId, other: StaffId, day: Day) -> Result<bool, StoreFault> {
    Ok(maybe!(conn, (i32,), SHARE_A_TEAM, one.uuid(), other.uuid(), NaiveDate::from(day))?.is_some())
}
