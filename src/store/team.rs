//! Teams: their names and members as they are now.

use crate::casework::Moment;
use crate::casework::team::Team;
use crate::domain::{Day, PersonId, StaffId, TeamId};
use crate::store::log::{Kept, Loaded};
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;

const PUT: &str = "INSERT INTO team (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET name = excluded.name";
const CLEAR_MEMBERS: &str = "DELETE FROM team_member WHERE team = $1";
const ADD_MEMBER: &str = "INSERT INTO team_member (team, staff, role, from_day, until_day) VALUES ($1, $2, $3, $4, $5)";

impl Kept for Team {
    fn person(&self) -> Option<PersonId> {
        None
    }

    async fn project(loaded: &Loaded<Self>, _: &Moment, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
        let id = loaded.id.uuid();
        run!(conn, PUT, id, loaded.state.name.as_ref().map_or("", |name| name.as_str()))?;
        run!(conn, CLEAR_MEMBERS, id)?;
        for member in &loaded.state.members {
            run!(
                conn,
                ADD_MEMBER,
                id,
                member.staff.uuid(),
                member.role.name(),
                NaiveDate::from(member.from),
                member.until.map(NaiveDate::from),
            )?;
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
