//! Teams: their names, members and whom they serve, as they are now.

use crate::casework::Moment;
use crate::casework::team::{Served, Team, TeamMember};
use crate::domain::{Day, PersonId, StaffId, TeamId};
use crate::store::log::{Kept, Loaded};
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;
use sqlx::types::Json;
use uuid::Uuid;

const PUT: &str = "INSERT INTO team (id, name, kind, base, locality) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO UPDATE SET \
    name = excluded.name, kind = excluded.kind, base = excluded.base, locality = excluded.locality";
const CLEAR_MEMBERS: &str = "DELETE FROM team_member WHERE team = $1";
const ADD_MEMBER: &str = "INSERT INTO team_member (team, staff, role, organisation, from_day, until_day, capacity, skills) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const CLEAR_SERVES: &str = "DELETE FROM team_serves WHERE team = $1";
const ADD_SERVES: &str = "INSERT INTO team_serves (team, organisation, kind, from_day, until_day) VALUES ($1, $2, $3, $4, $5)";

impl Kept for Team {
    fn person(&self) -> Option<PersonId> {
        None
    }

    async fn project(loaded: &Loaded<Self>, _: &Moment, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
        let id = loaded.id.uuid();
        let team = &loaded.state;
        let text = |line: &Option<crate::domain::Line>| line.as_ref().map(|line| line.as_str().to_owned());
        let kind = super::sql::name(team.kind);
        run!(conn, PUT, id, text(&team.name).unwrap_or_default(), kind, text(&team.base), text(&team.locality))?;
        run!(conn, CLEAR_MEMBERS, id)?;
        // What ended on the day it began was true on no day.
        for TeamMember { staff, role, organisation, from, until, capacity, skills } in &team.members {
            if *until != Some(*from) {
                let (from, until) = (NaiveDate::from(*from), until.map(NaiveDate::from));
                let (organisation, capacity) = (organisation.as_str(), i64::from(*capacity));
                run!(conn, ADD_MEMBER, id, staff.uuid(), role.name(), organisation, from, until, capacity, Json(skills))?;
            }
        }
        run!(conn, CLEAR_SERVES, id)?;
        for Served { organisation, kind, from, until } in &team.serves {
            if *until != Some(*from) {
                let (from, until) = (NaiveDate::from(*from), until.map(NaiveDate::from));
                run!(conn, ADD_SERVES, id, organisation.as_str(), super::sql::name(kind), from, until)?;
            }
        }
        Ok(())
    }
}

const IS_MEMBER: &str =
    "SELECT 1 FROM team_member WHERE team = $1 AND staff = $2 AND from_day <= $3 AND (until_day IS NULL OR until_day > $3)";

/// Whether `staff` is a member of `team` on `day`.
///
/// # Errors
/// When the database fails.
pub async fn is_member(conn: &mut Conn<'_>, team: TeamId, staff: StaffId, day: Day) -> Result<bool, StoreFault> {
    Ok(maybe!(conn, (i32,), IS_MEMBER, team.uuid(), staff.uuid(), NaiveDate::from(day))?.is_some())
}

const BY_NAME: &str = "SELECT id FROM team WHERE name = $1";

/// The team of that name.
///
/// # Errors
/// When the database fails.
pub async fn by_name(conn: &mut Conn<'_>, name: &str) -> Result<Option<TeamId>, StoreFault> {
    Ok(maybe!(conn, (Uuid,), BY_NAME, name)?.map(|(id,)| id.into()))
}

/// A team, as a list shows it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct TeamRow {
    /// Id.
    #[sqlx(try_from = "Uuid")]
    pub id: TeamId,
    /// Name.
    pub name: String,
    /// What kind.
    pub kind: String,
    /// Where it works from.
    pub base: Option<String>,
    /// The locality it looks after.
    pub locality: Option<String>,
    /// Members on the day.
    pub members: i64,
    /// How many people the members can hold on the day, together.
    pub capacity: i64,
    /// Open cases of the team.
    pub open_cases: i64,
}

/// Names order the list, and are unique.
const LIST: &str = "SELECT t.id, t.name, t.kind, t.base, t.locality, \
    (SELECT COUNT(*) FROM team_member m WHERE m.team = t.id AND m.from_day <= $1 AND (m.until_day IS NULL OR m.until_day > $1)) AS members, \
    CAST((SELECT COALESCE(SUM(m.capacity), 0) FROM team_member m WHERE m.team = t.id AND m.from_day <= $1 \
        AND (m.until_day IS NULL OR m.until_day > $1)) AS BIGINT) AS capacity, \
    (SELECT COUNT(*) FROM case_now c WHERE c.team = t.id AND c.end_day IS NULL) AS open_cases \
    FROM team t WHERE t.name > COALESCE((SELECT name FROM team WHERE id = $2), '') AND ($3 OR EXISTS (SELECT 1 FROM team_member m WHERE m.team = t.id AND m.staff = $4 \
        AND m.from_day <= $1 AND (m.until_day IS NULL OR m.until_day > $1))) ORDER BY t.name LIMIT $5";

/// Teams by name, from after the name of `after`, at most `limit`: every one, or those of which `staff` is a member on `day`.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut Conn<'_>,
    day: Day,
    every: bool,
    staff: StaffId,
    after: TeamId,
    limit: i64,
) -> Result<Vec<TeamRow>, StoreFault> {
    all!(conn, TeamRow, LIST, NaiveDate::from(day), after.uuid(), every, staff.uuid(), limit)
}

const NAMES: &str = "SELECT DISTINCT s.id, s.name FROM team_member m JOIN staff s ON s.id = m.staff WHERE m.team = $1";

/// The names of a team's members, those who left too.
///
/// # Errors
/// When the database fails.
pub async fn member_names(conn: &mut Conn<'_>, team: TeamId) -> Result<Vec<(StaffId, String)>, StoreFault> {
    Ok(all!(conn, (Uuid, String), NAMES, team.uuid())?.into_iter().map(|(id, name)| (id.into(), name)).collect())
}

const OPEN_CASES: &str = "SELECT COUNT(*) FROM case_now WHERE team = $1 AND end_day IS NULL";

/// How many people the team holds.
///
/// # Errors
/// When the database fails.
pub async fn open_cases(conn: &mut Conn<'_>, team: TeamId) -> Result<i64, StoreFault> {
    Ok(maybe!(conn, (i64,), OPEN_CASES, team.uuid())?.map_or(0, |(count,)| count))
}
