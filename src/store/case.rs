//! Cases: as they are now, for lists and for the rules that the database guards.

use crate::casework::Moment;
use crate::casework::case::{Action, Case, Contact};
use crate::domain::{CaseId, Day, OdsCode, PersonId, StaffId, TeamId};
use crate::store::log::{Kept, Loaded};
use crate::store::objection::objects_to_case_management;
use crate::store::{Conn, StoreFault};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

const PUT: &str = "INSERT INTO case_now (id, version, person, practice, team, route, start_day, end_day, end_reason, in_error, \
    coordinator, lead_professional, level, complexity, last_contact, next_contact, next_review, open_actions, first_action_due) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) \
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, team = excluded.team, start_day = excluded.start_day, \
    end_day = excluded.end_day, end_reason = excluded.end_reason, in_error = excluded.in_error, \
    coordinator = excluded.coordinator, lead_professional = excluded.lead_professional, level = excluded.level, \
    complexity = excluded.complexity, last_contact = excluded.last_contact, next_contact = excluded.next_contact, \
    next_review = excluded.next_review, open_actions = excluded.open_actions, first_action_due = excluded.first_action_due";
const CLEAR_COORDINATORS: &str = "DELETE FROM case_coordinator WHERE case_id = $1";
const ADD_COORDINATOR: &str = "INSERT INTO case_coordinator (case_id, person, place, coordinator, from_day, until_day) \
    VALUES ($1, $2, $3, $4, $5, $6)";
const PUT_CONTACT: &str = "INSERT INTO case_contact (id, case_id, person, on_day, how, reached, made_by, in_error) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET on_day = excluded.on_day, how = excluded.how, \
    reached = excluded.reached, made_by = excluded.made_by, in_error = excluded.in_error";
const PUT_ACTION: &str = "INSERT INTO case_action (id, case_id, person, what, owner, added_on, due_day, status, closed_on) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, \
    status = excluded.status, closed_on = excluded.closed_on";

pub(super) use crate::store::sql::name;

impl Kept for Case {
    fn person(&self) -> Option<PersonId> {
        self.person
    }

    /// Contacts and actions are written only when they changed in this moment: a case gathers hundreds over the years.
    async fn project(loaded: &Loaded<Self>, at: &Moment, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
        put(loaded, conn).await?;
        put_contacts(loaded, at.now, conn).await?;
        put_actions(loaded, at.now, conn).await
    }

    async fn project_whole(loaded: &Loaded<Self>, _: &Moment, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
        put(loaded, conn).await?;
        put_contacts(loaded, DateTime::UNIX_EPOCH, conn).await?;
        put_actions(loaded, DateTime::UNIX_EPOCH, conn).await
    }
}

async fn put(loaded: &Loaded<Case>, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
    let case = &loaded.state;
    let (Some(person), Some(practice), Some(start)) = (case.person, case.practice.as_ref(), case.start) else {
        return Ok(());
    };
    let in_error = case.in_error.is_some();
    let ended = case.ended.as_ref();
    let (end, reason) = if in_error { (Some(start), None) } else { (ended.map(|end| end.on), ended.map(|end| name(end.reason))) };
    let open = case.is_open();
    run!(
        conn,
        PUT,
        loaded.id.uuid(),
        loaded.version,
        person.uuid(),
        practice.as_str(),
        case.team.uuid(),
        name(case.route),
        NaiveDate::from(start),
        end.map(NaiveDate::from),
        reason,
        in_error,
        case.coordinator().map(StaffId::uuid),
        case.lead.map(StaffId::uuid),
        case.level.map(i64::from),
        case.complexity.map(i64::from),
        case.last_contact().map(NaiveDate::from),
        case.next_contact().filter(|_| open).map(NaiveDate::from),
        case.next_review.filter(|_| open).map(NaiveDate::from),
        case.open_actions().count() as i64,
        case.open_actions().map(|action| NaiveDate::from(action.due)).min(),
    )?;
    run!(conn, CLEAR_COORDINATORS, loaded.id.uuid())?;
    for (place, span) in (1i64..).zip(&case.coordinators) {
        run!(
            conn,
            ADD_COORDINATOR,
            loaded.id.uuid(),
            person.uuid(),
            place,
            span.coordinator.uuid(),
            NaiveDate::from(span.from),
            span.until.map(NaiveDate::from),
        )?;
    }
    Ok(())
}

async fn put_contacts(loaded: &Loaded<Case>, since: DateTime<Utc>, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
    let changed = |contact: &&Contact| contact.changed_at >= since;
    for contact in loaded.state.contacts.iter().filter(changed) {
        run!(
            conn,
            PUT_CONTACT,
            contact.id.uuid(),
            loaded.id.uuid(),
            loaded.state.person.map(PersonId::uuid),
            NaiveDate::from(contact.entry.on),
            name(contact.entry.how),
            name(contact.entry.reached),
            contact.entry.by.uuid(),
            contact.in_error.is_some(),
        )?;
    }
    Ok(())
}

async fn put_actions(loaded: &Loaded<Case>, since: DateTime<Utc>, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
    let changed = |action: &&Action| action.changed_at >= since;
    for action in loaded.state.actions.iter().filter(changed) {
        run!(
            conn,
            PUT_ACTION,
            action.id.uuid(),
            loaded.id.uuid(),
            loaded.state.person.map(PersonId::uuid),
            action.what.as_str(),
            action.owner.uuid(),
            NaiveDate::from(action.added_on),
            NaiveDate::from(action.due),
            name(action.status),
            action.closed_on.map(NaiveDate::from),
        )?;
    }
    Ok(())
}

/// Other cases of the person that are open, or that have days in common with the days from `$3` to `$4`.
const CLASHES: &str = "SELECT end_day FROM case_now WHERE person = $1 AND id <> $2 AND NOT in_error \
    AND (end_day IS NULL OR end_day > $3) AND ($4 IS NULL OR start_day < $4) ORDER BY end_day";

/// What another case of the same person says against a case's dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clash {
    /// One is open.
    Open,
    /// One ended after this one's start, and started before its end.
    Overlap,
}

/// Whether another case of `person` stands against one, `case`, from `start` until `end` (open when `None`).
///
/// # Errors
/// When the database fails.
pub async fn clash(
    conn: &mut Conn<'_>,
    person: PersonId,
    case: CaseId,
    start: Day,
    end: Option<Day>,
) -> Result<Option<Clash>, StoreFault> {
    let (start, end) = (NaiveDate::from(start), end.map(NaiveDate::from));
    let rows = all!(conn, (Option<NaiveDate>,), CLASHES, person.uuid(), case.uuid(), start, end)?;
    let open = rows.iter().any(|(end,)| end.is_none());
    Ok(if open {
        Some(Clash::Open)
    } else if rows.is_empty() {
        None
    } else {
        Some(Clash::Overlap)
    })
}

const STANDS_AGAINST: &str = concat!(
    "SELECT p.died_on, CASE WHEN ",
    objects_to_case_management!("$2"),
    " THEN 1 ELSE 0 END FROM person p WHERE p.id = $1"
);

/// What stands against opening a case: the person's death, if known, and whether they object to case management on `day`.
///
/// # Errors
/// When the database fails.
pub async fn stands_against(conn: &mut Conn<'_>, person: PersonId, day: Day) -> Result<(Option<Day>, bool), StoreFault> {
    let row = maybe!(conn, (Option<NaiveDate>, i32), STANDS_AGAINST, person.uuid(), NaiveDate::from(day))?;
    Ok(row.map_or((None, false), |(died, objects)| (died.map(Day::from), objects == 1)))
}

const TEAM_EXISTS: &str = "SELECT 1 FROM team WHERE id = $1";

/// Whether there is such a team.
///
/// # Errors
/// When the database fails.
pub async fn team_exists(conn: &mut Conn<'_>, team: TeamId) -> Result<bool, StoreFault> {
    Ok(maybe!(conn, (i32,), TEAM_EXISTS, team.uuid())?.is_some())
}

const STAFF_NAME: &str = "SELECT name FROM staff WHERE id = $1";

/// The name of a member of staff; `None` when there is none.
///
/// # Errors
/// When the database fails.
pub async fn staff_name(conn: &mut Conn<'_>, staff: StaffId) -> Result<Option<String>, StoreFault> {
    Ok(maybe!(conn, (String,), STAFF_NAME, staff.uuid())?.map(|(name,)| name))
}

/// What part of the cases is wanted.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// Of a team.
    pub team: Option<TeamId>,
    /// With this coordinator now.
    pub coordinator: Option<StaffId>,
    /// Of people who were with this practice when the case was opened.
    pub practice: Option<OdsCode>,
    /// By this route.
    pub route: Option<String>,
    /// Open ones, or ended ones.
    pub open: Option<bool>,
    /// After this one.
    pub after: Option<CaseId>,
    /// How many at most.
    pub limit: i64,
}

/// A line of a list of cases.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CaseRow {
    /// The case.
    #[sqlx(try_from = "Uuid")]
    pub id: CaseId,
    /// Its version.
    pub version: i64,
    /// Who.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// Given name, where it is known.
    pub given_name: Option<String>,
    /// Family name, where it is known.
    pub family_name: Option<String>,
    /// Practice when opened.
    pub practice: String,
    /// The team.
    #[sqlx(try_from = "Uuid")]
    pub team: TeamId,
    /// How they came.
    pub route: String,
    /// Start on the register.
    #[sqlx(try_from = "NaiveDate")]
    pub start_day: Day,
    /// End.
    pub end_day: Option<NaiveDate>,
    /// Why it ended.
    pub end_reason: Option<String>,
    /// Coordinator now.
    pub coordinator: Option<Uuid>,
    /// Level of intensity.
    pub level: Option<i64>,
    /// Complexity.
    pub complexity: Option<i64>,
}

const LIST: &str = concat!(
    "SELECT c.id, c.version, c.person, i.given_name, i.family_name, c.practice, c.team, c.route, c.start_day, c.end_day, \
    c.end_reason, c.coordinator, c.level, c.complexity \
    FROM case_now c JOIN person p ON p.id = c.person LEFT JOIN identity i ON i.person = c.person \
    WHERE NOT c.in_error AND ($3 IS NULL OR c.team = $3) AND ($4 IS NULL OR c.coordinator = $4) \
    AND ($5 IS NULL OR c.practice = $5) AND ($6 IS NULL OR c.route = $6) \
    AND ($7 IS NULL OR (c.end_day IS NULL) = $7) AND ($8 IS NULL OR c.id > $8) AND ",
    sees_person!(),
    " ORDER BY c.id LIMIT $9"
);

/// The cases that `staff` may see on `today`, one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Conn<'_>, staff: StaffId, today: Day, wanted: &CaseFilter) -> Result<Vec<CaseRow>, StoreFault> {
    all!(
        conn,
        CaseRow,
        LIST,
        staff.uuid(),
        NaiveDate::from(today),
        wanted.team.map(TeamId::uuid),
        wanted.coordinator.map(StaffId::uuid),
        wanted.practice.as_ref().map(OdsCode::as_str),
        wanted.route.as_deref(),
        wanted.open,
        wanted.after.map(CaseId::uuid),
        wanted.limit + 1,
    )
}

const OPEN: &str = "SELECT id FROM case_now WHERE person = $1 AND end_day IS NULL";

/// The open case of somebody.
///
/// # Errors
/// When the database fails.
pub async fn open_case(conn: &mut Conn<'_>, person: PersonId) -> Result<Option<CaseId>, StoreFault> {
    Ok(maybe!(conn, (Uuid,), OPEN, person.uuid())?.map(|(id,)| id.into()))
}
