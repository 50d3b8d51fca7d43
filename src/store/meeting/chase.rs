//! Who came, over a period.

use crate::domain::{Day, TeamId};
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;

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
