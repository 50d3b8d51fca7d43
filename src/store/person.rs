//! People: what casework needs of them, and whether a caller may see them.

use crate::domain::{Day, NhsNumber, OdsCode, PersonId, StaffId};
use crate::store::objection::{objects, objects_to_case_management};
use crate::store::risk_list::{declined_since, standing};
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;
use uuid::Uuid;

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
    care_home = excluded.care_home, born_on = excluded.born_on, sex = excluded.sex";
const PUT_REGISTRATION: &str = "INSERT INTO registration (person, practice, from_day, until_day, recorded_at) \
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (person, practice, from_day, recorded_at) DO UPDATE SET until_day = excluded.until_day";

const PUT_DEATH: &str = "INSERT INTO person_death (person, died_on, recorded_at) VALUES ($1, $2, $3) \
    ON CONFLICT (person, died_on, recorded_at) DO NOTHING";

/// Keeps a person, their time on the practice's list as known since it began, and their death as known on the day.
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
    )?;
    let midnight = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc();
    if let Some(day) = row.died_on.map(NaiveDate::from) {
        run!(conn, PUT_DEATH, row.id.uuid(), day, midnight(day))?;
    }
    let from = NaiveDate::from(row.registered_on);
    run!(
        conn,
        PUT_REGISTRATION,
        row.id.uuid(),
        row.practice.as_str(),
        from,
        row.deregistered_on.map(NaiveDate::from),
        midnight(from),
    )
    .map(drop)
}

/// Somebody, for their page.
#[allow(clippy::struct_excessive_bools, reason = "independent facts about one person")]
#[derive(Clone, sqlx::FromRow)]
pub struct PersonPageRow {
    /// Id.
    #[sqlx(try_from = "Uuid")]
    pub id: PersonId,
    /// NHS number.
    pub nhs_number: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// Practice.
    pub practice: String,
    /// Its name.
    pub practice_name: Option<String>,
    /// Born.
    #[sqlx(try_from = "NaiveDate")]
    pub born_on: Day,
    /// Sex.
    pub sex: String,
    /// On the list since.
    #[sqlx(try_from = "NaiveDate")]
    pub registered_on: Day,
    /// Left the list.
    pub deregistered_on: Option<NaiveDate>,
    /// Died.
    pub died_on: Option<NaiveDate>,
    /// Lives in a care home.
    pub care_home: bool,
    /// Usual GP.
    pub usual_gp: Option<String>,
    /// Has a long-term condition.
    pub long_term_condition: Option<bool>,
    /// Where they stand.
    pub standing: String,
    /// The open case.
    pub case_id: Option<Uuid>,
    /// The hospital they are in now.
    pub in_hospital: Option<String>,
    /// Since.
    pub admitted_on: Option<NaiveDate>,
    /// Coordinator of the open case.
    pub coordinator: Option<Uuid>,
    /// Their name.
    pub coordinator_name: Option<String>,
    /// Accountable GP now.
    pub accountable_gp: Option<Uuid>,
    /// Their name.
    pub accountable_gp_name: Option<String>,
    /// Since.
    pub accountable_gp_from: Option<NaiveDate>,
    /// The current plan, or else the one begun last.
    pub plan: Option<Uuid>,
    /// Its state.
    pub plan_status: Option<String>,
    /// When its present version was agreed.
    pub plan_agreed_on: Option<NaiveDate>,
    /// When its review is due.
    pub plan_review_due: Option<NaiveDate>,
    /// Why case management does not suit them now.
    pub not_suitable: Option<String>,
    /// The first day on which it may again.
    pub not_suitable_until: Option<NaiveDate>,
    /// Objects to identifiable data leaving the practice.
    pub objects_type_1: bool,
    /// Objects to planning and research.
    pub objects_national_opt_out: bool,
    /// Objects to case management.
    pub objects_to_case_management: bool,
}

crate::domain::hidden_debug!(PersonPageRow);

const PAGE: &str = concat!(
    "SELECT p.id, i.nhs_number, i.given_name, i.family_name, i.postcode, p.practice, g.name AS practice_name, p.born_on, p.sex, \
     p.registered_on, p.deregistered_on, p.died_on, p.care_home, p.usual_gp, p.long_term_condition, k.id AS case_id, \
     h.provider AS in_hospital, h.admitted_on, k.coordinator, kc.name AS coordinator_name, a.gp AS accountable_gp, \
     ag.name AS accountable_gp_name, a.from_day AS accountable_gp_from, n.id AS plan, n.status AS plan_status, \
     n.agreed_on AS plan_agreed_on, n.review_due AS plan_review_due, u.reason AS not_suitable, u.until_day AS not_suitable_until, ",
    objects!("o.kind = 'type_1'", "$2"),
    " AS objects_type_1, ",
    objects!("o.kind = 'national_opt_out'", "$2"),
    " AS objects_national_opt_out, ",
    objects_to_case_management!("$2"),
    " AS objects_to_case_management, ",
    standing!("$2", "$3"),
    " FROM person p LEFT JOIN identity i ON i.person = p.id LEFT JOIN organisation g ON g.code = p.practice \
     LEFT JOIN case_now k ON k.person = p.id AND k.end_day IS NULL LEFT JOIN staff kc ON kc.id = k.coordinator \
     LEFT JOIN stay_now h ON h.person = p.id AND h.ended_on IS NULL \
     LEFT JOIN accountable_gp a ON a.person = p.id AND a.practice = p.practice AND a.until_day IS NULL LEFT JOIN staff ag ON ag.id = a.gp \
     LEFT JOIN plan_now n ON n.id = (SELECT l.id FROM plan_now l WHERE l.person = p.id \
        ORDER BY CASE WHEN l.closed_on IS NULL THEN 0 ELSE 1 END, l.began_on DESC, l.id DESC LIMIT 1) \
     LEFT JOIN suitability u ON u.person = p.id AND u.from_day <= $2 AND u.until_day > $2 \
        AND (u.lifted_day IS NULL OR u.lifted_day > $2) WHERE p.id = $1"
);

/// Somebody, as they stand on `day`.
///
/// # Errors
/// When the database fails.
pub async fn page(conn: &mut Conn<'_>, person: PersonId, day: Day) -> Result<Option<PersonPageRow>, StoreFault> {
    let since = NaiveDate::from(declined_since(day));
    maybe!(conn, PersonPageRow, PAGE, person.uuid(), NaiveDate::from(day), since)
}

const BY_NUMBER: &str = "SELECT person FROM identity WHERE nhs_number = $1";

/// Whose number it is.
///
/// # Errors
/// When the database fails.
pub async fn by_nhs_number(conn: &mut Conn<'_>, number: NhsNumber) -> Result<Option<PersonId>, StoreFault> {
    Ok(maybe!(conn, (Uuid,), BY_NUMBER, number.reveal())?.map(|(id,)| id.into()))
}

/// People on the list of `$1` on `$2`, as known now; alive then; born on or before `$3`.
const ADULTS: &str = "SELECT COUNT(DISTINCT r.person) FROM registration r JOIN person p ON p.id = r.person \
    WHERE r.practice = $1 AND r.superseded_at IS NULL AND r.from_day <= $2 AND (r.until_day IS NULL OR r.until_day > $2) \
    AND (p.died_on IS NULL OR p.died_on > $2) AND p.born_on <= $3";
const ADULTS_ON_REGISTER: &str = "SELECT COUNT(DISTINCT r.person) FROM case_now c JOIN registration r ON r.person = c.person \
    JOIN person p ON p.id = c.person WHERE r.practice = $1 AND r.superseded_at IS NULL AND r.from_day <= $2 \
    AND (r.until_day IS NULL OR r.until_day > $2) AND (p.died_on IS NULL OR p.died_on > $2) AND p.born_on <= $3 \
    AND c.start_day <= $2 AND (c.end_day IS NULL OR c.end_day > $2)";

/// Adults on the list of `practice` on `day`, and how many of them were on the register, both as known now. `born_by` is the latest
/// birth of an adult.
///
/// # Errors
/// When the database fails.
pub async fn adults(conn: &mut Conn<'_>, practice: &OdsCode, day: Day, born_by: Day) -> Result<(i64, i64), StoreFault> {
    let (day, born_by) = (NaiveDate::from(day), NaiveDate::from(born_by));
    let all = maybe!(conn, (i64,), ADULTS, practice.as_str(), day, born_by)?;
    let on_register = maybe!(conn, (i64,), ADULTS_ON_REGISTER, practice.as_str(), day, born_by)?;
    Ok((all.map_or(0, |(count,)| count), on_register.map_or(0, |(count,)| count)))
}
