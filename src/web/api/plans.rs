//! `/plans`: the joint care plan.

mod view;

pub use view::{DraftSaved, DraftView, PersonsPlan, PlanDue, PlanView, PlansDue, VersionLine, VersionView, Versions};

use crate::access::{Care, Loaded, Work};
use crate::casework::plan::{
    Agree, CarePlan, Contribute, DeclinePlan, DeclineReview, EndPlan, OnRegister, PlanContent, PlanDraft, PlanVersion,
    ReviewPlan, StartPlan, WithdrawPlan,
};
use crate::casework::{Decided, Moment};
use crate::domain::{ActionId, CaseId, Day, OdsCode, PersonId, PlanId, StaffId};
use crate::web::page::{Page, PageQuery, page};
use crate::web::{Answer, Body, Faults, Once, Problem, Query, Seen, past};
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(
    paths(
        start,
        read,
        read_draft,
        save_draft,
        open_draft,
        discard_draft,
        agree,
        contribute,
        review,
        decline_review,
        decline,
        decline_for_case,
        withdraw,
        end,
        versions,
        version,
        of_person,
        due
    ),
    components(schemas(OdsCode))
)]
pub struct Api;

fn answer(care: &Care, loaded: &Loaded<CarePlan>) -> Result<Answer, Problem> {
    let view = PlanView::of(loaded, care.today(), care.rules()).ok_or_else(Problem::not_found)?;
    Ok(Answer::ok(&view)?.version(loaded.version))
}

fn created(care: &Care, loaded: &Loaded<CarePlan>) -> Result<Answer, Problem> {
    let view = PlanView::of(loaded, care.today(), care.rules()).ok_or_else(Problem::not_found)?;
    Ok(Answer::created(&view, format!("/api/v1/plans/{}", loaded.id))?.version(loaded.version))
}

/// Begin a plan, as a draft
///
/// One plan of a person is current at a time. A plan from before the person's latest start on the register gives way to the new one.
#[utoipa::path(post, path = "/api/v1/plans", tag = "plans", request_body = StartPlan,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a request sent twice count once", min_length = 1, max_length = 255, pattern = "^[!-~]+$")),
    responses((status = 201, body = PlanView, headers(("ETag" = String), ("Location" = String))), Faults))]
pub async fn start(care: Care, once: Once, body: Body<StartPlan>) -> Result<Answer, Problem> {
    let Body { value, fingerprint } = body;
    let mut work = care.begin("plan.start").await?;
    if let Some(earlier) = once.earlier(&mut work, fingerprint).await? {
        return Ok(earlier);
    }
    let plan = work.start_plan(value.person, value.copy_from).await?;
    let answer = created(&care, &plan)?;
    once.commit(work, fingerprint, answer).await
}

/// Of which day, as known when.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PlanQuery {
    /// The day it tells of; today when left out. Not in the future.
    pub as_of: Option<Day>,
    /// As it was known at this instant; now when left out. Not in the future.
    pub known_at: Option<DateTime<Utc>>,
}

/// A plan
///
/// Of any day, as known at any instant.
#[utoipa::path(get, path = "/api/v1/plans/{plan}", tag = "plans", params(("plan" = PlanId, Path), PlanQuery),
    responses((status = 200, body = PlanView, headers(("ETag" = String))), Faults))]
pub async fn read(care: Care, id: Path<PlanId>, query: Query<PlanQuery>) -> Result<Answer, Problem> {
    let day = past::day("as_of", query.as_of, care.today())?;
    let loaded = care.plan(id.into_inner(), past::known_at(query.known_at, care.moment().now)?).await?;
    let view = PlanView::of(&loaded, day, care.rules()).ok_or_else(Problem::not_found)?;
    Ok(Answer::ok(&view)?.version(loaded.version))
}

/// The open draft of a plan
///
/// Its `ETag` counts savings of the draft, apart from the version of the plan.
#[utoipa::path(get, path = "/api/v1/plans/{plan}/draft", tag = "plans", params(("plan" = PlanId, Path)),
    responses((status = 200, body = DraftView, headers(("ETag" = String))), Faults))]
pub async fn read_draft(care: Care, id: Path<PlanId>) -> Result<Answer, Problem> {
    let plan = id.into_inner();
    let PlanDraft { revision, content, saved_at, saved_by } = care.plan_draft(plan).await?;
    Ok(Answer::ok(&DraftView { plan, draft_version: revision, saved_at, saved_by, content })?.version(revision))
}

/// Save the draft: replaces all it says
///
/// Takes any content; what it says is judged when it is agreed. `If-Match` names the version of the draft. An agreed version is never
/// changed: without an open draft this is refused by the rule `agreed_version_unchangeable`.
#[utoipa::path(put, path = "/api/v1/plans/{plan}/draft", tag = "plans", request_body = PlanContent,
    params(("plan" = PlanId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = DraftSaved, headers(("ETag" = String))), Faults))]
pub async fn save_draft(care: Care, id: Path<PlanId>, seen: Seen, body: Body<PlanContent>) -> Result<Answer, Problem> {
    let id = id.into_inner();
    let mut work = care.begin("plan.save_draft").await?;
    let plan = work.load::<CarePlan>(id).await?;
    plan.state.save_draft()?;
    let draft_version = work.save_plan_draft(id, seen.0, &body.value).await?;
    work.commit().await?;
    Ok(Answer::ok(&DraftSaved { draft_version })?.version(draft_version))
}

/// Begin a draft of the next version from the agreed one
#[utoipa::path(post, path = "/api/v1/plans/{plan}/draft", tag = "plans",
    params(("plan" = PlanId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = PlanView, headers(("ETag" = String))), Faults))]
pub async fn open_draft(care: Care, id: Path<PlanId>, seen: Seen) -> Result<Answer, Problem> {
    let (mut work, mut plan) = changing(&care, "plan.open_draft", id.into_inner(), seen).await?;
    let decided = plan.state.open_new_draft(work.at());
    work.record(&mut plan, decided).await?;
    refill(&mut work, &plan).await?;
    work.commit().await?;
    answer(&care, &plan)
}

/// Throw the open draft away; the agreed version stands
#[utoipa::path(delete, path = "/api/v1/plans/{plan}/draft", tag = "plans",
    params(("plan" = PlanId, Path), ("If-Match" = String, Header, description = "The version of the plan", pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = PlanView, headers(("ETag" = String))), Faults))]
pub async fn discard_draft(care: Care, id: Path<PlanId>, seen: Seen) -> Result<Answer, Problem> {
    let (mut work, mut plan) = changing(&care, "plan.discard_draft", id.into_inner(), seen).await?;
    let decided = plan.state.discard_draft(work.at());
    work.record(&mut plan, decided).await?;
    clear(&mut work, &plan).await?;
    work.commit().await?;
    answer(&care, &plan)
}

/// Agree the draft: makes the next version, which never changes
///
/// New actions of the plan become actions of the person's open case in the same change.
#[utoipa::path(post, path = "/api/v1/plans/{plan}/agreement", tag = "plans", request_body = Agree,
    params(("plan" = PlanId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = PlanView, headers(("ETag" = String))), Faults))]
pub async fn agree(care: Care, id: Path<PlanId>, seen: Seen, body: Body<Agree>) -> Result<Answer, Problem> {
    let (mut work, mut plan) = changing(&care, "plan.agree", id.into_inner(), seen).await?;
    let draft = work.plan_draft(plan.id).await?;
    work.require_contributors(&draft.content.contributors, "contributors").await?;
    work.require_contributors(&body.value.contributions, "contributions").await?;
    let register = register(&mut work, &plan).await?;
    let decided = plan.state.agree(draft, body.value, register.as_ref(), care.rules(), &mut ActionId::new, work.at());
    work.record(&mut plan, decided).await?;
    work.add_plan_actions(&plan).await?;
    clear(&mut work, &plan).await?;
    work.commit().await?;
    answer(&care, &plan)
}

/// Record that an organisation agreed to the present version later
#[utoipa::path(post, path = "/api/v1/plans/{plan}/contributions", tag = "plans", request_body = Contribute,
    params(("plan" = PlanId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = PlanView, headers(("ETag" = String))), Faults))]
pub async fn contribute(care: Care, id: Path<PlanId>, seen: Seen, body: Body<Contribute>) -> Result<Answer, Problem> {
    let (mut work, mut plan) = changing(&care, "plan.contribute", id.into_inner(), seen).await?;
    work.require_contributors(std::slice::from_ref(&body.value.contributor), "contributor").await?;
    let decided = plan.state.contribute(body.value, work.at());
    work.record(&mut plan, decided).await?;
    work.commit().await?;
    answer(&care, &plan)
}

/// Record a review
///
/// The version stands. A review that finds changes begins a draft of the next one.
#[utoipa::path(post, path = "/api/v1/plans/{plan}/reviews", tag = "plans", request_body = ReviewPlan,
    params(("plan" = PlanId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = PlanView, headers(("ETag" = String))), Faults))]
pub async fn review(care: Care, id: Path<PlanId>, seen: Seen, body: Body<ReviewPlan>) -> Result<Answer, Problem> {
    let (mut work, mut plan) = changing(&care, "plan.review", id.into_inner(), seen).await?;
    let had_draft = plan.state.open_draft().is_some();
    let decided = plan.state.review(body.value, work.at());
    work.record(&mut plan, decided).await?;
    if !had_draft && plan.state.open_draft().is_some() {
        refill(&mut work, &plan).await?;
    }
    work.commit().await?;
    answer(&care, &plan)
}

/// Record that the person did not want a review
#[utoipa::path(post, path = "/api/v1/plans/{plan}/review-declined", tag = "plans", request_body = DeclineReview,
    params(("plan" = PlanId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = PlanView, headers(("ETag" = String))), Faults))]
pub async fn decline_review(care: Care, id: Path<PlanId>, seen: Seen, body: Body<DeclineReview>) -> Result<Answer, Problem> {
    change(care, "plan.decline_review", id, seen, |plan, at| plan.decline_review(body.value, at)).await
}

/// Record that the person does not want the plan that is being written
#[utoipa::path(post, path = "/api/v1/plans/{plan}/decline", tag = "plans", request_body = DeclinePlan,
    params(("plan" = PlanId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = PlanView, headers(("ETag" = String))), Faults))]
pub async fn decline(care: Care, id: Path<PlanId>, seen: Seen, body: Body<DeclinePlan>) -> Result<Answer, Problem> {
    let (mut work, mut plan) = changing(&care, "plan.decline", id.into_inner(), seen).await?;
    let register = register(&mut work, &plan).await?;
    let decided = plan.state.decline(body.value, register.as_ref(), work.at());
    work.record(&mut plan, decided).await?;
    clear(&mut work, &plan).await?;
    work.commit().await?;
    answer(&care, &plan)
}

/// Record that the person of a case without plan does not want one
#[utoipa::path(post, path = "/api/v1/cases/{case}/plan-declined", tag = "plans", request_body = DeclinePlan,
    params(("case" = CaseId, Path), ("Idempotency-Key" = Option<String>, Header, description = "Makes a request sent twice count once", min_length = 1, max_length = 255, pattern = "^[!-~]+$")),
    responses((status = 201, body = PlanView, headers(("ETag" = String), ("Location" = String))), Faults))]
pub async fn decline_for_case(care: Care, id: Path<CaseId>, once: Once, body: Body<DeclinePlan>) -> Result<Answer, Problem> {
    let Body { value, fingerprint } = body;
    let mut work = care.begin("plan.decline").await?;
    if let Some(earlier) = once.earlier(&mut work, fingerprint).await? {
        return Ok(earlier);
    }
    let (person, register) = work.open_case(id.into_inner()).await?;
    let mut plan = work.start_plan(person, None).await?;
    let decided = plan.state.decline(value, Some(&register), work.at());
    work.record(&mut plan, decided).await?;
    let answer = created(&care, &plan)?;
    once.commit(work, fingerprint, answer).await
}

/// Record that the person withdrew their agreement: the plan ends
#[utoipa::path(post, path = "/api/v1/plans/{plan}/withdrawal", tag = "plans", request_body = WithdrawPlan,
    params(("plan" = PlanId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = PlanView, headers(("ETag" = String))), Faults))]
pub async fn withdraw(care: Care, id: Path<PlanId>, seen: Seen, body: Body<WithdrawPlan>) -> Result<Answer, Problem> {
    change(care, "plan.withdraw", id, seen, |plan, at| plan.withdraw(body.value, at)).await
}

/// End a plan
#[utoipa::path(put, path = "/api/v1/plans/{plan}/end", tag = "plans", request_body = EndPlan,
    params(("plan" = PlanId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = PlanView, headers(("ETag" = String))), Faults))]
pub async fn end(care: Care, id: Path<PlanId>, seen: Seen, body: Body<EndPlan>) -> Result<Answer, Problem> {
    change(care, "plan.end", id, seen, |plan, at| plan.end(body.value, at)).await
}

/// The agreed versions of a plan
#[utoipa::path(get, path = "/api/v1/plans/{plan}/versions", tag = "plans", params(("plan" = PlanId, Path)),
    responses((status = 200, body = Versions, headers(("ETag" = String))), Faults))]
pub async fn versions(care: Care, id: Path<PlanId>) -> Result<Answer, Problem> {
    let loaded = care.plan(id.into_inner(), None).await?;
    let line = |version: &PlanVersion| VersionLine {
        number: version.agreement.number,
        agreed_on: version.agreed_on,
        with: version.agreement.with.clone(),
        recorded_at: version.recorded_at,
        recorded_by: version.recorded_by,
    };
    let versions = loaded.state.versions.iter().map(line).collect();
    Ok(Answer::ok(&Versions { plan: loaded.id, versions })?.version(loaded.version))
}

/// An agreed version
#[utoipa::path(get, path = "/api/v1/plans/{plan}/versions/{number}", tag = "plans",
    params(("plan" = PlanId, Path), ("number" = u32, Path, minimum = 1, maximum = 999_999)),
    responses((status = 200, body = VersionView, headers(("ETag" = String))), Faults))]
pub async fn version(care: Care, ids: Path<(PlanId, u32)>) -> Result<Answer, Problem> {
    let (id, number) = ids.into_inner();
    let loaded = care.plan(id, None).await?;
    let version = loaded.state.version(number).ok_or_else(Problem::not_found)?;
    Ok(Answer::ok(&VersionView::from(version))?.version(loaded.version))
}

/// The current plan of a person
#[utoipa::path(get, path = "/api/v1/people/{person}/plan", tag = "plans", params(("person" = PersonId, Path)),
    responses((status = 200, body = PersonsPlan, headers(("ETag" = String))), Faults))]
pub async fn of_person(care: Care, id: Path<PersonId>) -> Result<Answer, Problem> {
    let (loaded, register) = care.plan_of(id.into_inner()).await?;
    let before_latest_start = register.is_some_and(|register| loaded.state.is_before(register.start));
    let plan = PlanView::of(&loaded, care.today(), care.rules()).ok_or_else(Problem::not_found)?;
    Ok(Answer::ok(&PersonsPlan { before_latest_start, plan })?.version(loaded.version))
}

/// Of which day, and which part of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PlansDueQuery {
    /// The day it tells of; today when left out. Not in the future.
    pub as_of: Option<Day>,
    /// How many at most, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    #[param(max_length = 500)]
    pub after: Option<String>,
}

/// People of a practice on the register with no plan agreed or declined since their start
#[utoipa::path(get, path = "/api/v1/practices/{code}/plans-due", tag = "plans",
    params(("code" = OdsCode, Path), PlansDueQuery),
    responses((status = 200, body = PlansDue), Faults))]
pub async fn due(care: Care, code: Path<OdsCode>, query: Query<PlansDueQuery>) -> Result<Answer, Problem> {
    let PlansDueQuery { as_of, limit, after } = query.into_inner();
    let paging = PageQuery { limit, after };
    let (limit, after) = (paging.limit()?, paging.after::<(Day, PersonId)>()?);
    let as_of = past::day("as_of", as_of, care.today())?;
    let rows = care.plans_due(&code, as_of, after, limit + 1).await?;
    let Page { items, next } = page(rows, limit, |row| (row.start_day, row.person));
    let line = |row: crate::access::rows::PlanDueRow| PlanDue {
        person: row.person,
        case: row.case_id,
        start: row.start_day,
        days_since_start: as_of.days_since(row.start_day),
        coordinator: row.coordinator.map(StaffId::from),
        plan: row.plan.map(PlanId::from),
    };
    Answer::ok(&PlansDue { as_of, page: Page { items: items.into_iter().map(line).collect(), next } })
}

async fn changing<'c>(
    care: &'c Care,
    action: &'static str,
    id: PlanId,
    seen: Seen,
) -> Result<(Work<'c, Care>, Loaded<CarePlan>), Problem> {
    let mut work = care.begin(action).await?;
    let plan = work.load::<CarePlan>(id).await?;
    work.require_version(&plan, seen.0).await?;
    Ok((work, plan))
}

async fn change(
    care: Care,
    action: &'static str,
    id: Path<PlanId>,
    seen: Seen,
    decide: impl FnOnce(&CarePlan, &Moment) -> Decided<crate::casework::plan::PlanEvent>,
) -> Result<Answer, Problem> {
    let (mut work, mut plan) = changing(&care, action, id.into_inner(), seen).await?;
    let decided = decide(&plan.state, work.at());
    work.record(&mut plan, decided).await?;
    work.commit().await?;
    answer(&care, &plan)
}

async fn register(work: &mut Work<'_, Care>, plan: &Loaded<CarePlan>) -> Result<Option<OnRegister>, Problem> {
    let person = plan.state.person.ok_or_else(Problem::not_found)?;
    Ok(work.on_register(person).await?)
}

/// Fills the draft with what the next version begins with.
async fn refill(work: &mut Work<'_, Care>, plan: &Loaded<CarePlan>) -> Result<(), Problem> {
    let register = register(work, plan).await?;
    let revision = work.plan_draft(plan.id).await?.revision;
    work.save_plan_draft(plan.id, revision, &plan.state.next_draft(register.as_ref())).await?;
    Ok(())
}

/// Empties the draft: what it said was agreed, or is no longer wanted.
async fn clear(work: &mut Work<'_, Care>, plan: &Loaded<CarePlan>) -> Result<(), Problem> {
    let revision = work.plan_draft(plan.id).await?.revision;
    work.save_plan_draft(plan.id, revision, &PlanContent::default()).await?;
    Ok(())
}
