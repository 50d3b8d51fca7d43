//! Joint care plans: as they are now, for lists, measures and the rules that the database guards; and their drafts.

use crate::casework::Moment;
use crate::casework::counts::{CountedDates, TimeOnRegister};
use crate::casework::plan::{CarePlan, Happened, Happening, OnRegister, PlanContent, PlanDraft};
use crate::domain::{CaseId, Day, OdsCode, PersonId, PlanId, StaffId};
use crate::store::log::{Kept, Loaded};
use crate::store::{Conn, StoreFault};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::types::Json;
use uuid::Uuid;

const PUT: &str = "INSERT INTO plan_now (id, version, person, status, began_on, agreed_on, review_due, closed_on) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET version = excluded.version, status = excluded.status, \
    began_on = excluded.began_on, agreed_on = excluded.agreed_on, review_due = excluded.review_due, closed_on = excluded.closed_on";
const PUT_VERSION: &str = "INSERT INTO plan_version (plan, number, person, agreed_on, no_social_care_need_on) \
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (plan, number) DO NOTHING";
const PUT_CONTRIBUTION: &str = "INSERT INTO plan_contribution (plan, number, place, organisation, agreed_on, staff) \
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (plan, number, place) DO NOTHING";
const PUT_HAPPENED: &str = "INSERT INTO plan_happened (plan, place, person, what, happened_on) VALUES ($1, $2, $3, $4, $5) \
    ON CONFLICT (plan, place) DO NOTHING";
const CUT_HAPPENED: &str = "DELETE FROM plan_happened WHERE plan = $1 AND place > $2";

impl Kept for CarePlan {
    fn person(&self) -> Option<PersonId> {
        self.person
    }

    async fn project(loaded: &Loaded<Self>, at: &Moment, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
        let (id, plan) = (loaded.id.uuid(), &loaded.state);
        let (Some(person), Some(began)) = (plan.person.map(PersonId::uuid), plan.began_on()) else { return Ok(()) };
        run!(
            conn,
            PUT,
            id,
            loaded.version,
            person,
            plan.status(at.today).map_or("", |status| status.name()),
            NaiveDate::from(began),
            plan.latest().map(|latest| NaiveDate::from(latest.agreed_on)),
            plan.review_due().map(NaiveDate::from),
            plan.closed.as_ref().map(|closed| NaiveDate::from(closed.on)),
        )?;
        for (place, happened) in (1i64..).zip(&plan.happened) {
            run!(conn, PUT_HAPPENED, id, place, person, happened.what.name(), NaiveDate::from(happened.on))?;
        }
        // An end that was withdrawn is gone.
        run!(conn, CUT_HAPPENED, id, plan.happened.len() as i64)?;
        // Earlier versions were written when they were made, and never change.
        let Some(latest) = plan.latest() else { return Ok(()) };
        let number = i64::from(latest.agreement.number);
        let assessed = latest.agreement.content.no_social_care_need.as_ref().map(|found| NaiveDate::from(found.assessed_on));
        run!(conn, PUT_VERSION, id, number, person, NaiveDate::from(latest.agreed_on), assessed)?;
        for (place, by) in (1i64..).zip(latest.contributions()) {
            let on = NaiveDate::from(by.agreed_on.unwrap_or(latest.agreed_on));
            run!(conn, PUT_CONTRIBUTION, id, number, place, by.organisation.name(), on, by.staff.map(StaffId::uuid))?;
        }
        Ok(())
    }
}

const CURRENT: &str = "SELECT id FROM plan_now WHERE person = $1 AND closed_on IS NULL";

/// The person's current plan.
///
/// # Errors
/// When the database fails.
pub async fn current(conn: &mut Conn<'_>, person: PersonId) -> Result<Option<PlanId>, StoreFault> {
    Ok(maybe!(conn, (Uuid,), CURRENT, person.uuid())?.map(|(id,)| id.into()))
}

const LAST_CLOSED: &str =
    "SELECT id FROM plan_now WHERE person = $1 AND closed_on IS NOT NULL ORDER BY closed_on DESC, began_on DESC, id DESC LIMIT 1";

/// The person's plan that ended last.
///
/// # Errors
/// When the database fails.
pub async fn last_closed(conn: &mut Conn<'_>, person: PersonId) -> Result<Option<PlanId>, StoreFault> {
    Ok(maybe!(conn, (Uuid,), LAST_CLOSED, person.uuid())?.map(|(id,)| id.into()))
}

const LAST_AGREED: &str = "SELECT id FROM plan_now WHERE person = $1 AND agreed_on IS NOT NULL \
    ORDER BY CASE WHEN closed_on IS NULL THEN 0 ELSE 1 END, agreed_on DESC, id DESC LIMIT 1";

/// The plan of which the person's last agreed version is: the current one if it was agreed, else the one agreed last.
///
/// # Errors
/// When the database fails.
pub async fn last_agreed(conn: &mut Conn<'_>, person: PersonId) -> Result<Option<PlanId>, StoreFault> {
    Ok(maybe!(conn, (Uuid,), LAST_AGREED, person.uuid())?.map(|(id,)| id.into()))
}

const ON_REGISTER: &str = "SELECT id, start_day FROM case_now WHERE person = $1 AND end_day IS NULL";

/// The person's open case and its start.
///
/// # Errors
/// When the database fails.
pub async fn on_register(conn: &mut Conn<'_>, person: PersonId) -> Result<Option<OnRegister>, StoreFault> {
    let row = maybe!(conn, (Uuid, NaiveDate), ON_REGISTER, person.uuid())?;
    Ok(row.map(|(case, start)| OnRegister { case: CaseId::from(case), start: start.into() }))
}

const ADD_DRAFT: &str = "INSERT INTO plan_draft (plan, revision, content, saved_at, saved_by) VALUES ($1, 1, $2, $3, $4)";

/// Keeps the first draft of a plan.
///
/// # Errors
/// When the database fails.
pub async fn add_draft(conn: &mut Conn<'_>, plan: PlanId, content: &PlanContent, at: &Moment) -> Result<(), StoreFault> {
    run!(conn, ADD_DRAFT, plan.uuid(), Json(content), at.now, at.author.uuid()).map(drop)
}

const DRAFT: &str = "SELECT revision, content, saved_at, saved_by FROM plan_draft WHERE plan = $1";

/// The draft of a plan, whether or not one is open.
///
/// # Errors
/// When the database fails, or holds a draft that this version does not know.
pub async fn draft(conn: &mut Conn<'_>, plan: PlanId) -> Result<Option<PlanDraft>, StoreFault> {
    let row = maybe!(conn, (i64, Json<PlanContent>, DateTime<Utc>, Uuid), DRAFT, plan.uuid())?;
    Ok(row.map(|(revision, content, saved_at, by)| PlanDraft { revision, content: content.0, saved_at, saved_by: by.into() }))
}

const SAVE_DRAFT: &str = "UPDATE plan_draft SET content = $3, revision = revision + 1, saved_at = $4, saved_by = $5 \
    WHERE plan = $1 AND revision = $2 RETURNING revision";

/// Writes the draft over, if it is still at `revision`; gives its new revision, or `None` when somebody else saved it first.
///
/// # Errors
/// When the database fails.
pub async fn save_draft(
    conn: &mut Conn<'_>,
    plan: PlanId,
    revision: i64,
    content: &PlanContent,
    at: &Moment,
) -> Result<Option<i64>, StoreFault> {
    let row = maybe!(conn, (i64,), SAVE_DRAFT, plan.uuid(), revision, Json(content), at.now, at.author.uuid())?;
    Ok(row.map(|(revision,)| revision))
}

/// Somebody on the register without a plan.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PlanDueRow {
    /// Who.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// The case.
    #[sqlx(try_from = "Uuid")]
    pub case_id: CaseId,
    /// Start on the register.
    #[sqlx(try_from = "NaiveDate")]
    pub start_day: Day,
    /// Coordinator now.
    pub coordinator: Option<Uuid>,
    /// The plan that is being written, if one is.
    pub plan: Option<Uuid>,
}

const PLANS_DUE: &str = "SELECT c.person, c.id AS case_id, c.start_day, c.coordinator, n.id AS plan \
    FROM case_now c JOIN person p ON p.id = c.person \
    LEFT JOIN plan_now n ON n.person = c.person AND n.closed_on IS NULL AND n.status = 'draft' \
    WHERE p.practice = $1 AND c.start_day <= $2 AND (c.end_day IS NULL OR c.end_day > $2) \
    AND (p.died_on IS NULL OR p.died_on > $2) \
    AND NOT EXISTS (SELECT 1 FROM plan_happened h WHERE h.person = c.person AND h.what IN ('agreed', 'declined') \
        AND h.happened_on >= c.start_day AND h.happened_on <= $2) \
    AND (c.start_day > $3 OR (c.start_day = $3 AND c.person > $4)) \
    ORDER BY c.start_day, c.person LIMIT $5";

/// People of a practice on the register on `day` with no plan agreed or declined since their start, the longest waiting first;
/// those after `(start, person)`.
///
/// # Errors
/// When the database fails.
pub async fn plans_due(
    conn: &mut Conn<'_>,
    practice: &OdsCode,
    day: Day,
    after: (Day, PersonId),
    most: i64,
) -> Result<Vec<PlanDueRow>, StoreFault> {
    let (start, person) = after;
    let (day, start) = (NaiveDate::from(day), NaiveDate::from(start));
    all!(conn, PlanDueRow, PLANS_DUE, practice.as_str(), day, start, person.uuid(), most)
}

/// What a print of somebody's plan says about them.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AroundRow {
    /// Date of birth.
    #[sqlx(try_from = "NaiveDate")]
    pub born_on: Day,
    /// Practice.
    pub practice: String,
    /// Family name, where identities are kept.
    pub family_name: Option<String>,
    /// Given name, where identities are kept.
    pub given_name: Option<String>,
    /// NHS number, where identities are kept.
    pub nhs_number: Option<String>,
    /// Start of the open case.
    pub start_day: Option<NaiveDate>,
    /// Coordinator now.
    pub coordinator: Option<Uuid>,
    /// Their name.
    pub coordinator_name: Option<String>,
    /// Accountable GP now.
    pub accountable_gp: Option<Uuid>,
    /// Their name.
    pub accountable_gp_name: Option<String>,
}

const AROUND: &str = "SELECT p.born_on, p.practice, i.family_name, i.given_name, i.nhs_number, c.start_day, c.coordinator, \
    s.name AS coordinator_name, a.gp AS accountable_gp, g.name AS accountable_gp_name FROM person p LEFT JOIN identity i ON i.person = p.id \
    LEFT JOIN case_now c ON c.person = p.id AND c.end_day IS NULL LEFT JOIN staff s ON s.id = c.coordinator \
    LEFT JOIN accountable_gp a ON a.person = p.id AND a.practice = p.practice AND a.until_day IS NULL \
    LEFT JOIN staff g ON g.id = a.gp WHERE p.id = $1";

/// What a print of somebody's plan says about them.
///
/// # Errors
/// When the database fails.
pub async fn around(conn: &mut Conn<'_>, person: PersonId) -> Result<Option<AroundRow>, StoreFault> {
    maybe!(conn, AroundRow, AROUND, person.uuid())
}

const STAFF_NAME: &str = "SELECT name FROM staff WHERE id = $1";

/// The name of a member of staff.
///
/// # Errors
/// When the database fails.
pub async fn staff_name(conn: &mut Conn<'_>, staff: StaffId) -> Result<Option<String>, StoreFault> {
    Ok(maybe!(conn, (String,), STAFF_NAME, staff.uuid())?.map(|(name,)| name))
}

const REGISTER: &str = "SELECT start_day, end_day, end_reason FROM case_now WHERE person = $1";
const GP_ALLOCATED: &str =
    "SELECT from_day FROM accountable_gp WHERE person = $1 AND (until_day IS NULL OR until_day > from_day)";
const HAPPENED: &str = "SELECT happened_on, what FROM plan_happened WHERE person = $1";

/// The dates of somebody's register, accountable GPs and plans that payment looks at. A GP who was replaced on the day of the choice
/// never was accountable.
///
/// # Errors
/// When the database fails.
pub async fn counted_dates(conn: &mut Conn<'_>, person: PersonId) -> Result<CountedDates, StoreFault> {
    let register = all!(conn, (NaiveDate, Option<NaiveDate>, Option<String>), REGISTER, person.uuid())?;
    let gps = all!(conn, (NaiveDate,), GP_ALLOCATED, person.uuid())?;
    let plans = all!(conn, (NaiveDate, String), HAPPENED, person.uuid())?;
    let time = |(start, end, reason): (NaiveDate, Option<NaiveDate>, Option<String>)| {
        let left = matches!(reason.as_deref(), Some("died" | "moved"));
        TimeOnRegister { start: start.into(), end: end.map(|end| (end.into(), left)) }
    };
    let happened = |(on, what): (NaiveDate, String)| {
        let what = Happening::ALL.into_iter().find(|known| known.name() == what);
        what.map(|what| Happened { on: on.into(), what }).ok_or_else(|| StoreFault::Other("a plan event is unknown".into()))
    };
    let plans = plans.into_iter().map(happened).collect::<Result<_, _>>()?;
    let gp_allocated = gps.into_iter().map(|(from,)| Day::from(from)).collect();
    Ok(CountedDates { register: register.into_iter().map(time).collect(), gp_allocated, plans })
}
