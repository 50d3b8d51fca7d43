//! Staff: their names and roles as they are now.

use crate::casework::Moment;
use crate::casework::staff::{RoleHeld, Staff};
use crate::domain::{Day, PersonId, StaffId};
use crate::store::log::{Kept, Loaded};
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;
use uuid::Uuid;

const PUT: &str = "INSERT INTO staff (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET name = excluded.name";
const CLEAR_ROLES: &str = "DELETE FROM staff_role WHERE staff = $1";
const ADD_ROLE: &str = "INSERT INTO staff_role (staff, role, organisation, from_day, until_day) VALUES ($1, $2, $3, $4, $5)";

impl Kept for Staff {
    fn person(&self) -> Option<PersonId> {
        None
    }

    async fn project(loaded: &Loaded<Self>, _: &Moment, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
        let id = loaded.id.uuid();
        run!(conn, PUT, id, loaded.state.name.as_ref().map_or("", |name| name.as_str()))?;
        run!(conn, CLEAR_ROLES, id)?;
        for held in &loaded.state.roles {
            run!(
                conn,
                ADD_ROLE,
                id,
                held.role.name(),
                held.organisation.as_str(),
                NaiveDate::from(held.from),
                held.until.map(NaiveDate::from),
            )?;
        }
        Ok(())
    }
}

const ROLES: &str = "SELECT r.role, r.organisation, r.from_day, r.until_day FROM staff_role r \
    WHERE r.staff = $1 AND r.from_day <= $2 AND (r.until_day IS NULL OR r.until_day > $2) ORDER BY r.role, r.organisation";

/// The roles that `staff` holds on `day`.
///
/// # Errors
/// When the database fails.
pub async fn roles(conn: &mut Conn<'_>, staff: StaffId, day: Day) -> Result<Vec<RoleHeld>, StoreFault> {
    let rows = all!(conn, (String, String, NaiveDate, Option<NaiveDate>), ROLES, staff.uuid(), NaiveDate::from(day))?;
    let damaged = |_| StoreFault::Other("a role cannot be read".into());
    rows.into_iter()
        .map(|(role, organisation, from, until)| {
            Ok(RoleHeld {
                role: role.parse().map_err(damaged)?,
                organisation: organisation.parse().map_err(|_| StoreFault::Other("an organisation cannot be read".into()))?,
                from: from.into(),
                until: until.map(Day::from),
            })
        })
        .collect()
}

const BY_NAME: &str = "SELECT id FROM staff WHERE name = $1";

/// The member of staff of that name.
///
/// # Errors
/// When the database fails.
pub async fn by_name(conn: &mut Conn<'_>, name: &str) -> Result<Option<StaffId>, StoreFault> {
    Ok(maybe!(conn, (Uuid,), BY_NAME, name)?.map(|(id,)| id.into()))
}
