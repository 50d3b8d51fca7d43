//! What practices work from: their GPs and lists, who has nobody, who was not told, and whose GP is no longer theirs.

use crate::casework::accountable_gp::{GpOnDay, Patient};
use crate::domain::{Day, OdsCode, PersonId, StaffId};
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;
use sqlx::FromRow;
use uuid::Uuid;

/// The GPs of a practice on a day, each with their sessions and the people on the practice's list for whom they are accountable.
const GPS: &str = "SELECT r.staff, MAX(r.session_tenths), (SELECT COUNT(*) FROM accountable_gp a JOIN person p ON p.id = a.person \
        WHERE a.gp = r.staff AND a.practice = $1 AND a.until_day IS NULL AND p.practice = $1 \
        AND (p.deregistered_on IS NULL OR p.deregistered_on > $2) AND (p.died_on IS NULL OR p.died_on > $2)) \
    FROM staff_role r WHERE r.organisation = $1 AND r.role = 'gp' AND r.from_day <= $2 AND (r.until_day IS NULL OR r.until_day > $2) \
    GROUP BY r.staff ORDER BY r.staff";

/// The GPs who are at `practice` on `day`.
///
/// # Errors
/// When the database fails.
pub async fn gps_on(conn: &mut Conn<'_>, practice: &OdsCode, day: Day) -> Result<Vec<GpOnDay>, StoreFault> {
    let rows = all!(conn, (Uuid, Option<i64>, i64), GPS, practice.as_str(), NaiveDate::from(day))?;
    let gp = |(gp, tenths, people): (Uuid, Option<i64>, i64)| GpOnDay {
        gp: gp.into(),
        session_tenths: tenths.map(|tenths| tenths as u32),
        people: people as u32,
    };
    Ok(rows.into_iter().map(gp).collect())
}

/// The code of a practice's data says who the usual GP is; or, where no code is known, the name as staff have it.
const USUAL: &str = "SELECT p.id, COALESCE(c.staff, s.id) FROM person p LEFT JOIN gp_code c ON c.code = p.usual_gp \
    LEFT JOIN staff s ON s.name = p.usual_gp WHERE p.id = $1";

/// Somebody, with the GP they usually see; `None` when there is no such person.
///
/// # Errors
/// When the database fails.
pub async fn patient(conn: &mut Conn<'_>, person: PersonId) -> Result<Option<Patient>, StoreFault> {
    Ok(maybe!(conn, (Uuid, Option<Uuid>), USUAL, person.uuid())?.map(as_patient))
}

fn as_patient((person, usual): (Uuid, Option<Uuid>)) -> Patient {
    Patient { person: person.into(), usual_gp: usual.map(StaffId::from) }
}

/// On the practice's list on the day, without a current accountable GP who is at the practice then.
const TO_ALLOCATE: &str = "SELECT p.id, COALESCE(c.staff, s.id) FROM person p LEFT JOIN gp_code c ON c.code = p.usual_gp \
    LEFT JOIN staff s ON s.name = p.usual_gp \
    WHERE p.practice = $1 AND p.registered_on <= $2 AND (p.deregistered_on IS NULL OR p.deregistered_on > $2) \
    AND (p.died_on IS NULL OR p.died_on > $2) AND NOT EXISTS (SELECT 1 FROM accountable_gp a WHERE a.person = p.id \
        AND a.practice = $1 AND a.until_day IS NULL AND EXISTS (SELECT 1 FROM staff_role r WHERE r.staff = a.gp AND r.role = 'gp' \
            AND r.organisation = $1 AND r.from_day <= $2 AND (r.until_day IS NULL OR r.until_day > $2))) \
    ORDER BY p.id";

/// Everybody on the list of `practice` on `day` who needs an accountable GP.
///
/// # Errors
/// When the database fails.
pub async fn to_allocate(conn: &mut Conn<'_>, practice: &OdsCode, day: Day) -> Result<Vec<Patient>, StoreFault> {
    let rows = all!(conn, (Uuid, Option<Uuid>), TO_ALLOCATE, practice.as_str(), NaiveDate::from(day))?;
    Ok(rows.into_iter().map(as_patient).collect())
}

/// Of a GP's people, those with their usual GP: what a replacement by the rule needs.
const PATIENTS_OF: &str = "SELECT p.id, COALESCE(c.staff, s.id) FROM accountable_gp a JOIN person p ON p.id = a.person \
    LEFT JOIN gp_code c ON c.code = p.usual_gp LEFT JOIN staff s ON s.name = p.usual_gp \
    WHERE a.gp = $1 AND a.practice = $2 AND a.until_day IS NULL ORDER BY p.id";

/// Everybody for whom `gp` is accountable at `practice`.
///
/// # Errors
/// When the database fails.
pub async fn patients_of(conn: &mut Conn<'_>, practice: &OdsCode, gp: StaffId) -> Result<Vec<Patient>, StoreFault> {
    let rows = all!(conn, (Uuid, Option<Uuid>), PATIENTS_OF, gp.uuid(), practice.as_str())?;
    Ok(rows.into_iter().map(as_patient).collect())
}

/// Somebody for whom a GP is accountable.
#[derive(Debug, Clone, FromRow)]
pub struct GpPersonRow {
    /// Who.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// Since.
    pub from_day: NaiveDate,
    /// When they were told.
    pub told_on: Option<NaiveDate>,
}

const PEOPLE_OF: &str = "SELECT a.person, a.from_day, a.told_on FROM accountable_gp a \
    WHERE a.gp = $1 AND a.practice = $2 AND a.until_day IS NULL AND a.person > $3 ORDER BY a.person LIMIT $4";

/// The people for whom `gp` is accountable at `practice`, by id, from after `after`.
///
/// # Errors
/// When the database fails.
pub async fn people_of(
    conn: &mut Conn<'_>,
    practice: &OdsCode,
    gp: StaffId,
    after: PersonId,
    limit: i64,
) -> Result<Vec<GpPersonRow>, StoreFault> {
    all!(conn, GpPersonRow, PEOPLE_OF, gp.uuid(), practice.as_str(), after.uuid(), limit)
}

const COUNT_OF: &str = "SELECT COUNT(*) FROM accountable_gp WHERE gp = $1 AND practice = $2 AND until_day IS NULL";

/// How many [`people_of`] has.
///
/// # Errors
/// When the database fails.
pub async fn count_of(conn: &mut Conn<'_>, practice: &OdsCode, gp: StaffId) -> Result<i64, StoreFault> {
    Ok(maybe!(conn, (i64,), COUNT_OF, gp.uuid(), practice.as_str())?.map_or(0, |(count,)| count))
}

/// Somebody who was not told who their accountable GP is.
#[derive(Debug, Clone, FromRow)]
pub struct NotToldRow {
    /// Who.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// Date of birth.
    pub born_on: NaiveDate,
    /// On the list since.
    pub registered_on: NaiveDate,
    /// The accountable GP on the day, if there is one.
    pub gp: Option<Uuid>,
    /// Since.
    pub from_day: Option<NaiveDate>,
    /// Whether that GP follows another at the same practice.
    pub follows: bool,
}

const NOT_TOLD: &str = "SELECT p.id AS person, p.born_on, p.registered_on, a.gp, a.from_day, \
        EXISTS (SELECT 1 FROM accountable_gp b WHERE b.person = a.person AND b.practice = $1 AND b.place < a.place \
            AND b.until_day > p.registered_on) AS follows \
    FROM person p LEFT JOIN accountable_gp a ON a.person = p.id AND a.practice = $1 AND a.from_day <= $2 \
        AND (a.until_day IS NULL OR a.until_day > $2) \
    WHERE p.practice = $1 AND p.registered_on <= $2 AND (p.deregistered_on IS NULL OR p.deregistered_on > $2) \
        AND (p.died_on IS NULL OR p.died_on > $2) AND (a.told_on IS NULL OR a.told_on > $2)";

/// Everybody on the list of `practice` on `as_of` who had not been told by then, in no order.
///
/// # Errors
/// When the database fails.
pub async fn not_told(conn: &mut Conn<'_>, practice: &OdsCode, as_of: Day) -> Result<Vec<NotToldRow>, StoreFault> {
    all!(conn, NotToldRow, NOT_TOLD, practice.as_str(), NaiveDate::from(as_of))
}

/// Somebody whose current accountable GP cannot be theirs any more.
#[derive(Debug, Clone, FromRow)]
pub struct AstrayRow {
    /// Who.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// The GP on record.
    #[sqlx(try_from = "Uuid")]
    pub gp: StaffId,
    /// The practice at which that GP was accountable.
    pub gp_practice: String,
    /// Where the person is registered now.
    pub practice: String,
    /// Since.
    pub registered_on: NaiveDate,
    /// Left the list.
    pub deregistered_on: Option<NaiveDate>,
    /// Died.
    pub died_on: Option<NaiveDate>,
}

/// Registered here with a GP of another practice or one who is not here on the day; or gone from the list, with a GP all the same.
const ASTRAY: &str = "SELECT a.person, a.gp, a.practice AS gp_practice, p.practice, p.registered_on, p.deregistered_on, p.died_on \
    FROM accountable_gp a JOIN person p ON p.id = a.person \
    WHERE a.until_day IS NULL AND p.practice = $1 AND (a.practice <> $1 OR p.deregistered_on <= $2 OR p.died_on <= $2 \
        OR NOT EXISTS (SELECT 1 FROM staff_role r WHERE r.staff = a.gp AND r.role = 'gp' AND r.organisation = $1 \
            AND r.from_day <= $2 AND (r.until_day IS NULL OR r.until_day > $2))) ORDER BY a.person";

/// The people whose last known practice is `practice` and whose accountable GP cannot be theirs any more on `day`.
///
/// # Errors
/// When the database fails.
pub async fn astray(conn: &mut Conn<'_>, practice: &OdsCode, day: Day) -> Result<Vec<AstrayRow>, StoreFault> {
    all!(conn, AstrayRow, ASTRAY, practice.as_str(), NaiveDate::from(day))
}

const COUNT_ASTRAY: &str = "SELECT COUNT(*) FROM accountable_gp a JOIN person p ON p.id = a.person \
    WHERE a.until_day IS NULL AND (a.practice <> p.practice OR p.deregistered_on <= $1 OR p.died_on <= $1)";

/// How many people, of all practices, have a current accountable GP although they moved to another practice, left or died by `day`.
///
/// # Errors
/// When the database fails.
pub async fn count_astray(conn: &mut Conn<'_>, day: Day) -> Result<i64, StoreFault> {
    Ok(maybe!(conn, (i64,), COUNT_ASTRAY, NaiveDate::from(day))?.map_or(0, |(count,)| count))
}

const PUT_CODE: &str =
    "INSERT INTO gp_code (code, staff) VALUES ($1, $2) ON CONFLICT (code) DO UPDATE SET staff = excluded.staff";

/// Notes that `code` in practices' data means `gp`.
///
/// # Errors
/// When the database fails.
pub async fn put_code(conn: &mut Conn<'_>, code: &str, gp: StaffId) -> Result<(), StoreFault> {
    run!(conn, PUT_CODE, code, gp.uuid()).map(drop)
}
