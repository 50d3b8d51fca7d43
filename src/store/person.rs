//! People: what casework needs of them, and whether a caller may see them.

use crate::domain::{Day, OdsCode, PersonId, StaffId};
use crate::store::objection::objects_to_case_management;
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;

const PRACTICE: &str = "SELECT practice FROM person WHERE id = $1";

/// The practice somebody is registered with; `None` when there is no such person.
///
/// # Errors
/// When the database fails.
pub async fn practice(conn: &mut Conn<'_>, person: PersonId) -> Result<Option<OdsCode>, StoreFault> {
    let row = maybe!(conn, (String,), PRACTICE, person.uuid())?;
    row.map(|(code,)| code.parse().map_err(|_| StoreFault::Other("a practice code cannot be read".into()))).transpose()
}

/// Registration with a practice where the caller holds a practice role; or a case, open or closed within the caller's time, held by
/// the caller or by a team of which the caller is a member today; or, unless the person objects to case management, an open nomination
/// that the caller made or that is to such a team, or a place on the latest list of one.
const MAY_SEE: &str = concat!(
    "SELECT 1 FROM person p WHERE p.id = $1 AND (\
    EXISTS (SELECT 1 FROM staff_role r WHERE r.staff = $2 AND r.role IN ('gp', 'practice_staff') AND r.organisation = p.practice \
        AND r.from_day <= $3 AND (r.until_day IS NULL OR r.until_day > $3)) \
    OR EXISTS (SELECT 1 FROM case_now c WHERE c.person = p.id AND c.end_day IS NULL AND (c.coordinator = $2 \
        OR EXISTS (SELECT 1 FROM team_member m WHERE m.team = c.team AND m.staff = $2 \
            AND m.from_day <= $3 AND (m.until_day IS NULL OR m.until_day > $3)))) \
    OR ((EXISTS (SELECT 1 FROM nomination n WHERE n.person = p.id AND n.closed_day IS NULL AND (n.nominated_by = $2 \
        OR EXISTS (SELECT 1 FROM team_member m WHERE m.team = n.team AND m.staff = $2 \
            AND m.from_day <= $3 AND (m.until_day IS NULL OR m.until_day > $3)))) \
    OR EXISTS (SELECT 1 FROM mdt_list_entry e JOIN mdt_list_latest l ON l.list = e.list JOIN team_member m ON m.team = l.team \
        WHERE e.person = p.id AND m.staff = $2 AND m.from_day <= $3 AND (m.until_day IS NULL OR m.until_day > $3))) AND NOT ",
    objects_to_case_management!("$3"),
    "))"
);

/// Whether `staff` has a legitimate relationship with `person` on `today`.
///
/// # Errors
/// When the database fails.
pub async fn may_see(conn: &mut Conn<'_>, staff: StaffId, person: PersonId, today: Day) -> Result<bool, StoreFault> {
    let row = maybe!(conn, (i32,), MAY_SEE, person.uuid(), staff.uuid(), NaiveDate::from(today))?;
    Ok(row.is_some())
}

/// A person, as published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Id.
    pub id: PersonId,
    /// Practice.
    pub practice: OdsCode,
    /// Date of birth.
    pub born_on: Day,
    /// `female`, `male`, `indeterminate`, `unknown`.
    pub sex: String,
    /// On this practice's list since.
    pub registered_on: Day,
    /// Left the list.
    pub deregistered_on: Option<Day>,
    /// Died.
    pub died_on: Option<Day>,
    /// Lives in a care home.
    pub care_home: bool,
}

const PUT: &str = "INSERT INTO person (id, practice, born_on, sex, registered_on, deregistered_on, died_on, care_home) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET practice = excluded.practice, \
    registered_on = excluded.registered_on, deregistered_on = excluded.deregistered_on, died_on = excluded.died_on, \
    care_home = excluded.care_home";

/// Keeps a person.
///
/// # Errors
/// When the database fails.
pub async fn put(conn: &mut Conn<'_>, row: &PersonRow) -> Result<(), StoreFault> {
    run!(
        conn,
        PUT,
        row.id.uuid(),
        row.practice.as_str(),
        NaiveDate::from(row.born_on),
        row.sex.as_str(),
        NaiveDate::from(row.registered_on),
        row.deregistered_on.map(NaiveDate::from),
        row.died_on.map(NaiveDate::from),
        row.care_home,
    )
    .map(drop)
}
