//! How much the members of a team hold: the one count that capacity and proposals of coordinators rest on.

use crate::domain::{Day, StaffId, TeamId};
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;

/// How much a member of a team holds, in all teams together.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CoordinatorLoadRow {
    /// Who.
    #[sqlx(try_from = "uuid::Uuid")]
    pub staff: StaffId,
    /// Name.
    pub name: String,
    /// Role in the team.
    pub role: String,
    /// How many people they can hold, as agreed with this team.
    pub capacity: i64,
    /// Open cases they coordinate.
    pub cases: i64,
    /// The sum of their complexities.
    pub weight: i64,
}

const LOADS: &str = "SELECT m.staff, s.name, m.role, m.capacity, COUNT(c.id) AS cases, \
    CAST(SUM(CASE WHEN c.id IS NULL THEN 0 ELSE COALESCE(c.complexity, $4) END) AS BIGINT) AS weight \
    FROM team_member m JOIN staff s ON s.id = m.staff LEFT JOIN case_now c ON c.coordinator = m.staff AND c.end_day IS NULL \
    WHERE m.team = $1 AND ($2 IS NULL OR m.staff = $2) AND m.from_day <= $3 AND (m.until_day IS NULL OR m.until_day > $3) \
    GROUP BY m.team, m.staff, m.from_day, s.name, m.role, m.capacity ORDER BY s.name, m.staff";

/// How much the members of `team` on `day` hold: all of them, or one. A case without a complexity weighs `usual`
/// ([`crate::casework::assignment::Weights::usual_complexity`]).
///
/// # Errors
/// When the database fails.
pub async fn loads(
    conn: &mut Conn<'_>,
    team: TeamId,
    member: Option<StaffId>,
    day: Day,
    usual: u8,
) -> Result<Vec<CoordinatorLoadRow>, StoreFault> {
    let (member, day) = (member.map(StaffId::uuid), NaiveDate::from(day));
    all!(conn, CoordinatorLoadRow, LOADS, team.uuid(), member, day, i64::from(usual))
}
