//! Staff: their names and roles as they are now.

use crate::casework::Moment;
use crate::casework::staff::{RoleHeld, Staff};
use crate::domain::{Day, PersonId, StaffId};
use crate::store::log::{Kept, Loaded};
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;
use uuid::Uuid;

const PUT: &str = "INSERT INTO staff (id, name, left_day) VALUES ($1, $2, $3) \
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, left_day = excluded.left_day";
const CLEAR_ROLES: &str = "DELETE FROM staff_role WHERE staff = $1";
const ADD_ROLE: &str =
    "INSERT INTO staff_role (staff, role, organisation, from_day, until_day, session_tenths) VALUES ($1, $2, $3, $4, $5, $6)";

impl Kept for Staff {
    fn person(&self) -> Option<PersonId> {
        None
    }

    async fn project(loaded: &Loaded<Self>, _: &Moment, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
        let id = loaded.id.uuid();
        let Staff { name, roles, left_on } = &loaded.state;
        run!(conn, PUT, id, name.as_ref().map_or("", |name| name.as_str()), left_on.map(NaiveDate::from))?;
        run!(conn, CLEAR_ROLES, id)?;
        // A role that ended on the day it began was held on no day.
        for held in roles.iter().filter(|held| held.until != Some(held.from)) {
            run!(
                conn,
                ADD_ROLE,
                id,
                held.role.name(),
                held.organisation.as_str(),
                NaiveDate::from(held.from),
                held.until.map(NaiveDate::from),
                held.session_tenths.map(i64::from),
            )?;
        }
        Ok(())
    }
}

#[derive(sqlx::FromRow)]
struct RoleRow {
    role: String,
    organisation: String,
    from_day: NaiveDate,
    until_day: Option<NaiveDate>,
    session_tenths: Option<i64>,
}

impl TryFrom<RoleRow> for RoleHeld {
    type Error = StoreFault;

    fn try_from(row: RoleRow) -> Result<Self, StoreFault> {
        Ok(Self {
            role: row.role.parse().map_err(|_| StoreFault::Other("a role cannot be read".into()))?,
            organisation: row.organisation.parse().map_err(|_| StoreFault::Other("an organisation cannot be read".into()))?,
            from: row.from_day.into(),
            until: row.until_day.map(Day::from),
            session_tenths: row.session_tenths.map(|tenths| tenths as u16),
        })
    }
}

const ROLES: &str = "SELECT r.role, r.organisation, r.from_day, r.until_day, r.session_tenths FROM staff_role r \
    WHERE r.staff = $1 AND r.from_day <= $2 AND (r.until_day IS NULL OR r.until_day > $2) ORDER BY r.role, r.organisation";

/// The roles that `staff` holds on `day`.
///
/// # Errors
/// When the database fails.
pub async fn roles(conn: &mut Conn<'_>, staff: StaffId, day: Day) -> Result<Vec<RoleHeld>, StoreFault> {
    let rows = all!(conn, RoleRow, ROLES, staff.uuid(), NaiveDate::from(day))?;
    rows.into_iter().map(RoleHeld::try_from).collect()
}

const BY_NAME: &str = "SELECT id FROM staff WHERE name = $1";

/// The member of staff of that name.
///
/// # Errors
/// When the database fails.
pub async fn by_name(conn: &mut Conn<'_>, name: &str) -> Result<Option<StaffId>, StoreFault> {
    Ok(maybe!(conn, (Uuid,), BY_NAME, name)?.map(|(id,)| id.into()))
}

/// A member of staff, as a list shows them.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StaffRow {
    /// Id.
    #[sqlx(try_from = "Uuid")]
    pub id: StaffId,
    /// Name.
    pub name: String,
    /// The day on which they left.
    pub left_day: Option<NaiveDate>,
    /// Roles held on the day, as `role@organisation`, with blanks between.
    pub roles: String,
}

/// Names order a list of staff, and are unique. The roles come in one text, each with its place.
const LIST: &str = "SELECT s.id, s.name, s.left_day, COALESCE((SELECT string_agg(r.role || '@' || r.organisation, ' ') FROM \
    (SELECT role, organisation FROM staff_role WHERE staff = s.id AND from_day <= $1 AND (until_day IS NULL OR until_day > $1) \
        ORDER BY role, organisation) r), '') AS roles \
    FROM staff s WHERE s.name > COALESCE((SELECT name FROM staff WHERE id = $2), '') AND ($3 = '' OR EXISTS (SELECT 1 FROM staff_role r WHERE r.staff = s.id \
        AND r.organisation = $3 AND r.from_day <= $1 AND (r.until_day IS NULL OR r.until_day > $1))) \
    ORDER BY s.name LIMIT $4";

/// Staff by name, from after the name of `after`: at most `limit`. With an organisation, those who hold a role there on `day`.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut Conn<'_>,
    day: Day,
    after: StaffId,
    organisation: &str,
    limit: i64,
) -> Result<Vec<StaffRow>, StoreFault> {
    all!(conn, StaffRow, LIST, NaiveDate::from(day), after.uuid(), organisation, limit)
}

const TEAMS_OF: &str = "SELECT DISTINCT team FROM team_member WHERE staff = $1 AND until_day IS NULL ORDER BY team";

/// The teams of which `staff` is a member without a known end.
///
/// # Errors
/// When the database fails.
pub async fn teams_of(conn: &mut Conn<'_>, staff: StaffId) -> Result<Vec<crate::domain::TeamId>, StoreFault> {
    Ok(all!(conn, (Uuid,), TEAMS_OF, staff.uuid())?.into_iter().map(|(id,)| id.into()).collect())
}
