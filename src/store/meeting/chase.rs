//! After meetings: open actions by owner and age, and who came.

use crate::domain::{ActionId, CaseId, Day, PersonId, StaffId, TeamId};
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;
use uuid::Uuid;

/// Attendance of a profession at a team's meetings.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AttendanceRow {
    /// The profession.
    pub profession: String,
    /// Meetings at which at least one of them was present.
    pub meetings: i64,
    /// Times one was present.
    pub present: i64,
    /// Times one sent apologies.
    pub apologies: i64,
}

const ATTENDANCE: &str = "SELECT a.profession, COUNT(DISTINCT CASE WHEN NOT a.apologies THEN a.meeting END) AS meetings, \
    SUM(CASE WHEN a.apologies THEN 0 ELSE 1 END) AS present, SUM(CASE WHEN a.apologies THEN 1 ELSE 0 END) AS apologies \
    FROM meeting_attendee a JOIN meeting_now m ON m.id = a.meeting \
    WHERE m.team = $1 AND m.state = 'closed' AND m.on_day >= $2 AND m.on_day <= $3 GROUP BY a.profession ORDER BY a.profession";
const HELD: &str = "SELECT COUNT(*) FROM meeting_now WHERE team = $1 AND state = 'closed' AND on_day >= $2 AND on_day <= $3";

/// How many meetings of the team were held in the period, and who came to them by profession.
///
/// # Errors
/// When the database fails.
pub async fn attendance(conn: &mut Conn<'_>, team: TeamId, from: Day, to: Day) -> Result<(i64, Vec<AttendanceRow>), StoreFault> {
    let (from, to) = (NaiveDate::from(from), NaiveDate::from(to));
    let held = maybe!(conn, (i64,), HELD, team.uuid(), from, to)?.map_or(0, |(count,)| count);
    Ok((held, all!(conn, AttendanceRow, ATTENDANCE, team.uuid(), from, to)?))
}

/// An open action of a team's case.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ActionRow {
    /// The action.
    #[sqlx(try_from = "Uuid")]
    pub id: ActionId,
    /// The case.
    #[sqlx(try_from = "Uuid")]
    pub case_id: CaseId,
    /// Whose case.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// What is to be done.
    pub what: String,
    /// Who does it.
    #[sqlx(try_from = "Uuid")]
    pub owner: StaffId,
    /// Their name.
    pub owner_name: String,
    /// When it was agreed.
    #[sqlx(try_from = "NaiveDate")]
    pub added_on: Day,
    /// By when.
    #[sqlx(try_from = "NaiveDate")]
    pub due_day: Day,
}

const ACTIONS: &str = "SELECT a.id, a.case_id, a.person, a.what, a.owner, s.name AS owner_name, a.added_on, a.due_day \
    FROM case_now c JOIN case_action a ON a.case_id = c.id JOIN staff s ON s.id = a.owner \
    WHERE c.team = $1 AND c.end_day IS NULL AND a.status = 'open' AND ($2 IS NULL OR a.owner = $2) \
    AND ($3 IS NULL OR s.name > $3 OR (s.name = $3 AND (a.due_day > $4 OR (a.due_day = $4 AND a.id > $5)))) \
    ORDER BY s.name, a.due_day, a.id LIMIT $6";

/// Where a page of actions ended: the owner's name, the due date, the action.
pub type ActionPlace = (String, Day, ActionId);

/// The open actions of a team's cases, by owner and the earliest due first; one more than `limit` when there are more.
///
/// # Errors
/// When the database fails.
pub async fn actions(
    conn: &mut Conn<'_>,
    team: TeamId,
    owner: Option<StaffId>,
    after: Option<ActionPlace>,
    limit: i64,
) -> Result<Vec<ActionRow>, StoreFault> {
    let (name, due, id) = match after {
        Some((name, due, id)) => (Some(name), Some(NaiveDate::from(due)), Some(id.uuid())),
        None => (None, None, None),
    };
    all!(conn, ActionRow, ACTIONS, team.uuid(), owner.map(StaffId::uuid), name.as_deref(), due, id, limit + 1)
}
