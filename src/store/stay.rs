//! Hospital stays: as they are now, for lists, for deadlines and for the rules that the database guards.

use crate::casework::Moment;
use crate::casework::stay::{CancelledNotice, ContactClock, ContactState, DischargeDestination, Stay, StayEnd};
use crate::domain::{Day, Line, Note, OdsCode, PersonId, StayId, TeamId};
use crate::store::log::{Kept, Loaded, StreamRow, folded};
use crate::store::sql::name;
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;
use uuid::Uuid;

/// Days after a discharge within which an emergency admission is a readmission.
const READMISSION_DAYS: i32 = 30;

const PUT: &str = "INSERT INTO stay_now (id, version, person, provider, spell, ward, method, emergency, source, admitted_on, \
    expected_discharge, delayed_since, delay_reason, discharge_plan, notified_on, contact_due, contact_state, contact_on, \
    contact_done_on, contact_attempted_on, contact_not_needed_on, readmitted_on, discharged_on, destination, care_home_plan_due, \
    died_on, ended_on, readmission_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, \
    $19, $20, $21, $22, $23, $24, $25, $26, $27, $28) ON CONFLICT (id) DO UPDATE SET version = excluded.version, \
    ward = excluded.ward, expected_discharge = excluded.expected_discharge, delayed_since = excluded.delayed_since, \
    delay_reason = excluded.delay_reason, discharge_plan = excluded.discharge_plan, notified_on = excluded.notified_on, \
    contact_due = excluded.contact_due, contact_state = excluded.contact_state, contact_on = excluded.contact_on, \
    contact_done_on = excluded.contact_done_on, contact_attempted_on = excluded.contact_attempted_on, \
    contact_not_needed_on = excluded.contact_not_needed_on, readmitted_on = excluded.readmitted_on, \
    discharged_on = excluded.discharged_on, destination = excluded.destination, \
    care_home_plan_due = excluded.care_home_plan_due, died_on = excluded.died_on, ended_on = excluded.ended_on, \
    readmission_until = excluded.readmission_until";
const REMOVE: &str = "DELETE FROM stay_now WHERE id = $1";

impl Kept for Stay {
    fn person(&self) -> Option<PersonId> {
        self.person
    }

    async fn project(loaded: &Loaded<Self>, _: &Moment, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
        let stay = &loaded.state;
        let (Some(person), Some(admission), None) = (stay.person, &stay.admission, &stay.in_error) else {
            // A stay entered in error is in the log, and on no list.
            return run!(conn, REMOVE, loaded.id.uuid()).map(drop);
        };
        let date = |day: Option<Day>| day.map(NaiveDate::from);
        let (left, destination, care_home_plan_due, died) = match stay.end {
            Some(StayEnd::Discharged { on, destination, care_home_plan_due, .. }) => {
                (Some(on), Some(destination), care_home_plan_due, None)
            }
            Some(StayEnd::Died { on }) => (None, None, None, Some(on)),
            None => (None, None, None, None),
        };
        let contact = stay.contact();
        run!(
            conn,
            PUT,
            loaded.id.uuid(),
            loaded.version,
            person.uuid(),
            admission.provider.as_str(),
            admission.spell.as_ref().map(Line::as_str),
            stay.ward.as_ref().map(Line::as_str),
            admission.method.as_str(),
            admission.emergency,
            name(admission.source),
            NaiveDate::from(admission.on),
            date(stay.expected_discharge),
            date(stay.delay().map(|delay| delay.since)),
            stay.delay().map(|delay| name(delay.reason)),
            stay.plan.as_ref().map(Note::as_str),
            date(stay.notice.map(|notice| notice.on)),
            date(stay.notice.map(|notice| notice.contact_due)),
            contact.map(|(state, _)| name(state)),
            date(contact.map(|(_, on)| on)),
            date(stay.first(ContactState::Done)),
            date(stay.first(ContactState::Attempted)),
            date(stay.first(ContactState::NotNeeded)),
            date(stay.readmitted_on),
            date(left),
            destination.map(DischargeDestination::as_str),
            date(care_home_plan_due),
            date(died),
            date(stay.end.map(|end| end.on())),
            date(left.map(|on| on.plus_days(READMISSION_DAYS))),
        )?;
        for (place, cancelled) in (1i64..).zip(&stay.cancelled) {
            put_cancelled(loaded.id, place, cancelled, conn).await?;
        }
        Ok(())
    }
}

const PUT_CANCELLED: &str = "INSERT INTO stay_cancelled_notice (stay, place, notified_on, contact_due, cancelled_on, discharged_on, \
    destination, contact_done_on, contact_attempted_on, contact_not_needed_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
    ON CONFLICT (stay, place) DO NOTHING";

async fn put_cancelled(stay: StayId, place: i64, cancelled: &CancelledNotice, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
    let date = |day: Option<Day>| day.map(NaiveDate::from);
    let (left, destination) = match cancelled.end {
        Some(StayEnd::Discharged { on, destination, .. }) => (Some(on), Some(destination.as_str())),
        Some(StayEnd::Died { .. }) | None => (None, None),
    };
    let [done, attempted, not_needed] =
        [ContactState::Done, ContactState::Attempted, ContactState::NotNeeded].map(|state| date(cancelled.first(state)));
    run!(
        conn,
        PUT_CANCELLED,
        stay.uuid(),
        place,
        NaiveDate::from(cancelled.notice.on),
        NaiveDate::from(cancelled.notice.contact_due),
        NaiveDate::from(cancelled.cancelled_on),
        date(left),
        destination,
        done,
        attempted,
        not_needed,
    )
    .map(drop)
}

/// A stay, on a list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StayRow {
    /// The stay.
    #[sqlx(try_from = "Uuid")]
    pub id: StayId,
    /// Version.
    pub version: i64,
    /// Who.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// Hospital's organisation.
    pub provider: String,
    /// Ward.
    pub ward: Option<String>,
    /// A new emergency admission.
    pub emergency: bool,
    /// Came on.
    #[sqlx(try_from = "NaiveDate")]
    pub admitted_on: Day,
    /// Expected to leave on.
    pub expected_discharge: Option<NaiveDate>,
    /// Ready, and still there since.
    pub delayed_since: Option<NaiveDate>,
    /// Why.
    pub delay_reason: Option<String>,
    /// What is to happen for them to leave.
    pub discharge_plan: Option<String>,
    /// Discharge notified on.
    pub notified_on: Option<NaiveDate>,
    /// Left on.
    pub discharged_on: Option<NaiveDate>,
    /// Where to.
    pub destination: Option<String>,
    /// Died there on.
    pub died_on: Option<NaiveDate>,
}

const IN_HOSPITAL: &str = "SELECT s.id, s.version, s.person, s.provider, s.ward, s.emergency, s.admitted_on, s.expected_discharge, \
    s.delayed_since, s.delay_reason, s.discharge_plan, s.notified_on, s.discharged_on, s.destination, s.died_on \
    FROM case_now c JOIN stay_now s ON s.person = c.person AND s.ended_on IS NULL \
    WHERE c.team = $1 AND c.end_day IS NULL AND (s.admitted_on, s.id) > ($2, $3) ORDER BY s.admitted_on, s.id LIMIT $4";

/// Who of a team's people is in hospital now, longest first; from after `after`.
///
/// # Errors
/// When the database fails.
pub async fn in_hospital(
    conn: &mut Conn<'_>,
    team: TeamId,
    after: (Day, StayId),
    limit: i64,
) -> Result<Vec<StayRow>, StoreFault> {
    all!(conn, StayRow, IN_HOSPITAL, team.uuid(), NaiveDate::from(after.0), after.1.uuid(), limit)
}

const OF_PERSON: &str = "SELECT e.stream, e.happened_on, e.recorded_at, e.author, e.body \
    FROM (SELECT id, admitted_on FROM stay_now WHERE person = $1 ORDER BY admitted_on DESC, id DESC LIMIT 200) s \
    JOIN casework_event e ON e.kind = 'stay' AND e.stream = s.id ORDER BY s.admitted_on DESC, s.id DESC, e.version";

/// The stays of somebody, the latest first; 200 at most.
///
/// # Errors
/// When the database fails, or holds an event that this version does not know.
pub async fn of_person(conn: &mut Conn<'_>, person: PersonId) -> Result<Vec<Loaded<Stay>>, StoreFault> {
    folded(all!(conn, StreamRow, OF_PERSON, person.uuid())?)
}

const BY_SPELL: &str = "SELECT id, person FROM stay_now WHERE provider = $1 AND spell = $2";

/// The stay of a provider's spell, and whose it is.
///
/// # Errors
/// When the database fails.
pub async fn by_spell(conn: &mut Conn<'_>, provider: &OdsCode, spell: &str) -> Result<Option<(StayId, PersonId)>, StoreFault> {
    let row = maybe!(conn, (Uuid, Uuid), BY_SPELL, provider.as_str(), spell)?;
    Ok(row.map(|(id, person)| (id.into(), person.into())))
}

const LATEST: &str = "SELECT id FROM stay_now WHERE person = $1 AND provider = $2 AND (spell IS NULL OR $3) \
    ORDER BY CASE WHEN ended_on IS NULL THEN 0 ELSE 1 END, admitted_on DESC, id DESC LIMIT 1";

/// The stay of somebody at a provider that a message most likely means: the open one, else the latest. A message that names a spell
/// which is not known can mean only a stay whose spell is not known either.
///
/// # Errors
/// When the database fails.
pub async fn latest(
    conn: &mut Conn<'_>,
    person: PersonId,
    provider: &OdsCode,
    any_spell: bool,
) -> Result<Option<StayId>, StoreFault> {
    let row = maybe!(conn, (Uuid,), LATEST, person.uuid(), provider.as_str(), any_spell)?;
    Ok(row.map(|(id,)| id.into()))
}

const OPEN: &str = "SELECT id, provider, admitted_on FROM stay_now WHERE person = $1 AND ended_on IS NULL";

/// The stay that somebody is in, where and since when.
///
/// # Errors
/// When the database fails.
pub async fn open(conn: &mut Conn<'_>, person: PersonId) -> Result<Option<(StayId, String, Day)>, StoreFault> {
    let row = maybe!(conn, (Uuid, String, NaiveDate), OPEN, person.uuid())?;
    Ok(row.map(|(id, provider, since)| (id.into(), provider, since.into())))
}

const BEFORE: &str = "SELECT id FROM stay_now WHERE person = $1 AND id <> $2 AND discharged_on <= $3 AND contact_due >= $3";

/// Earlier stays of somebody whose contact after discharge was still due on the day of a new admission.
///
/// # Errors
/// When the database fails.
pub async fn running_before(
    conn: &mut Conn<'_>,
    person: PersonId,
    new: StayId,
    admitted: Day,
) -> Result<Vec<StayId>, StoreFault> {
    let rows = all!(conn, (Uuid,), BEFORE, person.uuid(), new.uuid(), NaiveDate::from(admitted))?;
    Ok(rows.into_iter().map(|(id,)| id.into()).collect())
}

/// A discharge that was notified, and what came of it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AfterDischargeRow {
    /// The stay.
    #[sqlx(try_from = "Uuid")]
    pub id: StayId,
    /// Who.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// Hospital's organisation.
    pub provider: String,
    /// Left on, when they have left.
    pub discharged_on: Option<NaiveDate>,
    /// Where to.
    pub destination: Option<String>,
    /// Clock started.
    #[sqlx(try_from = "NaiveDate")]
    pub notified_on: Day,
    /// Clock runs out.
    #[sqlx(try_from = "NaiveDate")]
    pub contact_due: Day,
    contact_done_on: Option<NaiveDate>,
    contact_attempted_on: Option<NaiveDate>,
    contact_not_needed_on: Option<NaiveDate>,
    readmitted_on: Option<NaiveDate>,
    died_on: Option<NaiveDate>,
}

impl AfterDischargeRow {
    /// Its clock.
    #[must_use]
    pub fn clock(&self) -> ContactClock {
        let day = |date: Option<NaiveDate>| date.map(Day::from);
        ContactClock {
            notified_on: self.notified_on,
            due: self.contact_due,
            done_on: day(self.contact_done_on),
            attempted_on: day(self.contact_attempted_on),
            not_needed_on: day(self.contact_not_needed_on),
            readmitted_on: day(self.readmitted_on),
            died_on: day(self.died_on),
        }
    }
}

/// Notified by the day, and either within the days before it or with nothing done by then. Then the notifications that stood on the
/// day and were cancelled since, unless another of the same stay stood too.
macro_rules! after_discharge {
    ($among:literal) => {
        concat!(
            "SELECT s.id, s.person, s.provider, s.discharged_on, s.destination, s.notified_on, s.contact_due, s.contact_done_on, \
             s.contact_attempted_on, s.contact_not_needed_on, s.readmitted_on, COALESCE(s.died_on, p.died_on) AS died_on \
             FROM stay_now s JOIN person p ON p.id = s.person WHERE s.notified_on <= $2 AND (s.notified_on > $3 OR (\
             (s.contact_on IS NULL OR s.contact_on > $2) AND s.readmitted_on IS NULL AND s.died_on IS NULL AND p.died_on IS NULL)) \
             AND (s.contact_due, s.id) > ($4, $5) AND ",
            $among,
            " UNION ALL SELECT s.id, s.person, s.provider, n.discharged_on, n.destination, n.notified_on, n.contact_due, \
             n.contact_done_on, n.contact_attempted_on, n.contact_not_needed_on, NULL, COALESCE(s.died_on, p.died_on) \
             FROM stay_cancelled_notice n JOIN stay_now s ON s.id = n.stay JOIN person p ON p.id = s.person \
             WHERE n.notified_on <= $2 AND n.cancelled_on > $2 AND (n.notified_on > $3 \
             OR COALESCE(n.contact_done_on, n.contact_attempted_on, n.contact_not_needed_on) IS NULL) \
             AND (s.notified_on IS NULL OR s.notified_on > $2) AND NOT EXISTS (SELECT 1 FROM stay_cancelled_notice l \
                WHERE l.stay = n.stay AND l.place > n.place AND l.notified_on <= $2 AND l.cancelled_on > $2) \
             AND (n.contact_due, s.id) > ($4, $5) AND ",
            $among,
            " ORDER BY 7, 1 LIMIT $6"
        )
    };
}

const AFTER_OF_PRACTICE: &str = after_discharge!("p.practice = $1");
const AFTER_OF_TEAM: &str =
    after_discharge!("EXISTS (SELECT 1 FROM case_now c WHERE c.person = s.person AND c.team = $1 AND c.end_day IS NULL)");

/// Days for which a discharge that was dealt with stays on the list.
const SHOWN_DAYS: i32 = 30;

/// Whose discharges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Among {
    /// Of the people registered with a practice.
    Practice(OdsCode),
    /// Of the people with an open case of a team.
    Team(TeamId),
}

/// Discharges notified by `as_of` that wait for a contact, and those of the last 30 days; the earliest due first.
///
/// # Errors
/// When the database fails.
pub async fn after_discharge(
    conn: &mut Conn<'_>,
    among: &Among,
    as_of: Day,
    after: (Day, StayId),
    limit: i64,
) -> Result<Vec<AfterDischargeRow>, StoreFault> {
    let (day, since) = (NaiveDate::from(as_of), NaiveDate::from(as_of.plus_days(-SHOWN_DAYS)));
    let (due, id) = (NaiveDate::from(after.0), after.1.uuid());
    match among {
        Among::Practice(code) => {
            all!(conn, AfterDischargeRow, AFTER_OF_PRACTICE, code.as_str(), day, since, due, id, limit)
        }
        Among::Team(team) => all!(conn, AfterDischargeRow, AFTER_OF_TEAM, team.uuid(), day, since, due, id, limit),
    }
}

/// A use of hospital by somebody on the register or in a care home.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct UseRow {
    /// Who.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// On the register on that day.
    pub on_register: i32,
    /// Lives in a care home.
    pub care_home: bool,
    /// An emergency admission within 30 days of a discharge.
    pub readmission: i32,
}

macro_rules! on_register {
    ($day:literal) => {
        concat!(
            "CASE WHEN EXISTS (SELECT 1 FROM case_now c WHERE c.person = p.id AND c.start_day <= ",
            $day,
            " AND (c.end_day IS NULL OR c.end_day > ",
            $day,
            ")) THEN 1 ELSE 0 END AS on_register, p.care_home"
        )
    };
}

const ADMISSIONS: &str = concat!(
    "SELECT p.id AS person, ",
    on_register!("s.admitted_on"),
    ", CASE WHEN EXISTS (SELECT 1 FROM stay_now e WHERE e.person = s.person AND e.id <> s.id AND e.discharged_on <= s.admitted_on \
     AND e.readmission_until >= s.admitted_on) THEN 1 ELSE 0 END AS readmission \
     FROM person p JOIN stay_now s ON s.person = p.id \
     WHERE p.practice = $1 AND s.emergency AND s.admitted_on >= $2 AND s.admitted_on <= $3"
);
const ATTENDANCES: &str = concat!(
    "SELECT p.id AS person, ",
    on_register!("a.arrived_on"),
    ", 0 AS readmission FROM person p JOIN attendance a ON a.person = p.id \
     WHERE p.practice = $1 AND a.arrived_on >= $2 AND a.arrived_on <= $3"
);
const ANY_ATTENDANCE: &str = "SELECT 1 FROM attendance LIMIT 1";

/// Emergency admissions of a practice's people, both days included.
///
/// # Errors
/// When the database fails.
pub async fn admissions(conn: &mut Conn<'_>, practice: &OdsCode, from: Day, to: Day) -> Result<Vec<UseRow>, StoreFault> {
    all!(conn, UseRow, ADMISSIONS, practice.as_str(), NaiveDate::from(from), NaiveDate::from(to))
}

/// Attendances at emergency departments of a practice's people; `None` when none were ever brought in.
///
/// # Errors
/// When the database fails.
pub async fn attendances(conn: &mut Conn<'_>, practice: &OdsCode, from: Day, to: Day) -> Result<Option<Vec<UseRow>>, StoreFault> {
    if maybe!(conn, (i32,), ANY_ATTENDANCE)?.is_none() {
        return Ok(None);
    }
    all!(conn, UseRow, ATTENDANCES, practice.as_str(), NaiveDate::from(from), NaiveDate::from(to)).map(Some)
}
