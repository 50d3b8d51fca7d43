//! Changes of a case. Each names the version it saw.

use super::view::{AllocatedView, CaseView, CoordinatorLoad};
use crate::access::{Care, Loaded, Work};
use crate::casework::case::{
    AddAction, AddToContact, Case, CaseEvent, CloseAction, CorrectContact, CorrectEnd, CorrectStart, EndCase, MoveTeam, OpenCase,
    RecordContact, ReviewCase, ScheduleReview, SetCoordinator, SetLead, SetLevel, Why,
};
use crate::casework::{Decided, Moment};
use crate::domain::{ActionId, CaseId, ContactId, StaffId};
use crate::web::{Answer, Body, Faults, Once, Problem, Seen};
use actix_web::web::Path;

/// The case, in a change that saw a version of it.
async fn seen<'c>(
    care: &'c Care,
    action: &'static str,
    id: CaseId,
    seen: Seen,
) -> Result<(Work<'c, Care>, Loaded<Case>), Problem> {
    let mut work = care.begin(action).await?;
    let case = work.load::<Case>(id).await?;
    work.require_version(&case, seen.0).await?;
    Ok((work, case))
}

fn answer(case: Loaded<Case>, at: Moment) -> Result<Answer, Problem> {
    let version = case.version;
    Ok(Answer::ok(&CaseView::new(case, at.today))?.version(version))
}

async fn done(work: Work<'_, Care>, case: Loaded<Case>) -> Result<Answer, Problem> {
    let at = *work.at();
    work.commit().await?;
    answer(case, at)
}

/// A change that asks nothing but the case.
async fn change(
    (mut work, mut case): (Work<'_, Care>, Loaded<Case>),
    decide: impl FnOnce(&Case, &Moment) -> Decided<CaseEvent>,
) -> Result<Answer, Problem> {
    let decided = decide(&case.state, work.at());
    work.record(&mut case, decided).await?;
    done(work, case).await
}

/// A change of the days of a case or of its end, which other cases of the person can stand against, and their plan follows.
async fn change_days(
    (mut work, mut case): (Work<'_, Care>, Loaded<Case>),
    decide: impl FnOnce(&Case, &Moment) -> Decided<CaseEvent>,
) -> Result<Answer, Problem> {
    let facts = decide(&case.state, work.at())?;
    let mut then = case.clone();
    for fact in &facts {
        crate::casework::Aggregate::apply(&mut then.state, &fact.clone().recorded(work.at()));
    }
    work.require_no_clash(&then).await?;
    let before = case.clone();
    work.record(&mut case, Ok(facts.clone())).await?;
    work.settle_plan(&before, &facts).await?;
    done(work, case).await
}

/// Put somebody on the register
#[utoipa::path(post, path = "/api/v1/cases", tag = "cases", request_body = OpenCase,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a request sent twice count once", min_length = 1, max_length = 255, pattern = "^[!-~]+$")),
    responses((status = 201, body = CaseView, headers(("ETag" = String), ("Location" = String))), Faults))]
pub async fn open(care: Care, once: Once, body: Body<OpenCase>) -> Result<Answer, Problem> {
    let Body { value, fingerprint } = body;
    let mut work = care.begin("case.open").await?;
    if let Some(earlier) = once.earlier(&mut work, fingerprint).await? {
        return Ok(earlier);
    }
    let case = work.start_case(value).await?;
    let (id, version, today) = (case.id, case.version, work.at().today);
    let answer = Answer::created(&CaseView::new(case, today), format!("/api/v1/cases/{id}"))?.version(version);
    once.commit(work, fingerprint, answer).await
}

async fn allocated(mut work: Work<'_, Care>, case: Loaded<Case>, to: Option<StaffId>) -> Result<Answer, Problem> {
    let (at, version, rules) = (*work.at(), case.version, work.rules());
    let load = match to {
        Some(to) => work.load_of(case.state.team, to).await?.map(|row| CoordinatorLoad::new(row, rules)),
        None => None,
    };
    work.commit().await?;
    Ok(Answer::ok(&AllocatedView { case: CaseView::new(case, at.today), load })?.version(version))
}

/// Name the care coordinator
///
/// The answer shows how much they hold with this case.
#[utoipa::path(put, path = "/api/v1/cases/{case}/coordinator", tag = "cases", request_body = SetCoordinator,
    params(("case" = CaseId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = AllocatedView, headers(("ETag" = String))), Faults))]
pub async fn set_coordinator(care: Care, id: Path<CaseId>, saw: Seen, body: Body<SetCoordinator>) -> Result<Answer, Problem> {
    let (mut work, mut case) = seen(&care, "case.set_coordinator", id.into_inner(), saw).await?;
    work.set_case_coordinator(&mut case, body.value).await?;
    let to = case.state.coordinator();
    allocated(work, case, to).await
}

/// Say who is lead professional, when it is not the coordinator
#[utoipa::path(put, path = "/api/v1/cases/{case}/lead-professional", tag = "cases", request_body = SetLead,
    params(("case" = CaseId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = CaseView, headers(("ETag" = String))), Faults))]
pub async fn set_lead(care: Care, id: Path<CaseId>, saw: Seen, body: Body<SetLead>) -> Result<Answer, Problem> {
    let (mut work, mut case) = seen(&care, "case.set_lead", id.into_inner(), saw).await?;
    work.set_case_lead(&mut case, body.value).await?;
    done(work, case).await
}

/// Give a case to another team
///
/// The answer shows how much the coordinator there holds with it.
#[utoipa::path(put, path = "/api/v1/cases/{case}/team", tag = "cases", request_body = MoveTeam,
    params(("case" = CaseId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = AllocatedView, headers(("ETag" = String))), Faults))]
pub async fn move_team(care: Care, id: Path<CaseId>, saw: Seen, body: Body<MoveTeam>) -> Result<Answer, Problem> {
    let (mut work, mut case) = seen(&care, "case.move_team", id.into_inner(), saw).await?;
    work.move_case(&mut case, body.value).await?;
    let to = case.state.coordinator();
    allocated(work, case, to).await
}

/// Set level of intensity and complexity
#[utoipa::path(put, path = "/api/v1/cases/{case}/level", tag = "cases", request_body = SetLevel,
    params(("case" = CaseId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = CaseView, headers(("ETag" = String))), Faults))]
pub async fn set_level(care: Care, id: Path<CaseId>, saw: Seen, body: Body<SetLevel>) -> Result<Answer, Problem> {
    let (mut work, mut case) = seen(&care, "case.set_level", id.into_inner(), saw).await?;
    work.set_case_level(&mut case, body.value.level, body.value.complexity).await?;
    done(work, case).await
}

/// Agree an action
#[utoipa::path(post, path = "/api/v1/cases/{case}/actions", tag = "cases", request_body = AddAction,
    params(("case" = CaseId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = CaseView, headers(("ETag" = String))), Faults))]
pub async fn add_action(care: Care, id: Path<CaseId>, saw: Seen, body: Body<AddAction>) -> Result<Answer, Problem> {
    let (mut work, mut case) = seen(&care, "case.add_action", id.into_inner(), saw).await?;
    work.add_case_action(&mut case, body.value).await?;
    done(work, case).await
}

/// Complete, hand over or cancel an action
#[utoipa::path(put, path = "/api/v1/cases/{case}/actions/{action}/closing", tag = "cases", request_body = CloseAction,
    params(("case" = CaseId, Path), ("action" = ActionId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = CaseView, headers(("ETag" = String))), Faults))]
pub async fn close_action(
    care: Care,
    ids: Path<(CaseId, ActionId)>,
    saw: Seen,
    body: Body<CloseAction>,
) -> Result<Answer, Problem> {
    let (id, action) = ids.into_inner();
    let (mut work, mut case) = seen(&care, "case.close_action", id, saw).await?;
    work.close_case_action(&mut case, action, body.value).await?;
    done(work, case).await
}

/// Record a contact or an attempt
#[utoipa::path(post, path = "/api/v1/cases/{case}/contacts", tag = "contacts", request_body = RecordContact,
    params(("case" = CaseId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = CaseView, headers(("ETag" = String))), Faults))]
pub async fn record_contact(care: Care, id: Path<CaseId>, saw: Seen, body: Body<RecordContact>) -> Result<Answer, Problem> {
    let (mut work, mut case) = seen(&care, "case.record_contact", id.into_inner(), saw).await?;
    work.record_case_contact(&mut case, body.value).await?;
    done(work, case).await
}

/// Correct a contact; what was written before stays to be read
#[utoipa::path(put, path = "/api/v1/cases/{case}/contacts/{contact}", tag = "contacts", request_body = CorrectContact,
    params(("case" = CaseId, Path), ("contact" = ContactId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = CaseView, headers(("ETag" = String))), Faults))]
pub async fn correct_contact(
    care: Care,
    ids: Path<(CaseId, ContactId)>,
    saw: Seen,
    body: Body<CorrectContact>,
) -> Result<Answer, Problem> {
    let (id, contact) = ids.into_inner();
    let (mut work, case) = seen(&care, "case.correct_contact", id, saw).await?;
    if let Some(by) = body.value.by {
        work.require_staff(by, "by").await?;
    }
    change((work, case), |case, at| case.correct_contact(contact, body.value, at)).await
}

/// Add to what a contact says
#[utoipa::path(post, path = "/api/v1/cases/{case}/contacts/{contact}/addenda", tag = "contacts", request_body = AddToContact,
    params(("case" = CaseId, Path), ("contact" = ContactId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = CaseView, headers(("ETag" = String))), Faults))]
pub async fn add_to_contact(
    care: Care,
    ids: Path<(CaseId, ContactId)>,
    saw: Seen,
    body: Body<AddToContact>,
) -> Result<Answer, Problem> {
    let (id, contact) = ids.into_inner();
    let work = seen(&care, "case.add_to_contact", id, saw).await?;
    change(work, |case, at| case.add_to_contact(contact, body.value, at)).await
}

/// Mark a contact as entered in error
#[utoipa::path(put, path = "/api/v1/cases/{case}/contacts/{contact}/error", tag = "contacts", request_body = Why,
    params(("case" = CaseId, Path), ("contact" = ContactId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = CaseView, headers(("ETag" = String))), Faults))]
pub async fn contact_in_error(care: Care, ids: Path<(CaseId, ContactId)>, saw: Seen, body: Body<Why>) -> Result<Answer, Problem> {
    let (id, contact) = ids.into_inner();
    let work = seen(&care, "case.contact_in_error", id, saw).await?;
    change(work, |case, at| case.contact_in_error(contact, body.value, at)).await
}

/// Set the day of the next review
#[utoipa::path(put, path = "/api/v1/cases/{case}/next-review", tag = "cases", request_body = ScheduleReview,
    params(("case" = CaseId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = CaseView, headers(("ETag" = String))), Faults))]
pub async fn schedule_review(care: Care, id: Path<CaseId>, saw: Seen, body: Body<ScheduleReview>) -> Result<Answer, Problem> {
    let work = seen(&care, "case.schedule_review", id.into_inner(), saw).await?;
    change(work, |case, at| case.schedule_review(body.value.due, at)).await
}

/// Record a review that was not held in a meeting
#[utoipa::path(post, path = "/api/v1/cases/{case}/reviews", tag = "cases", request_body = ReviewCase,
    params(("case" = CaseId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = CaseView, headers(("ETag" = String))), Faults))]
pub async fn review(care: Care, id: Path<CaseId>, saw: Seen, body: Body<ReviewCase>) -> Result<Answer, Problem> {
    let work = seen(&care, "case.review", id.into_inner(), saw).await?;
    change(work, |case, at| {
        let ReviewCase { on, decision, next_review } = body.value;
        let mut facts = case.review(on.unwrap_or(at.today), None, decision, at)?;
        if let Some(due) = next_review {
            facts.extend(case.schedule_review(due, at)?);
        }
        Ok(facts)
    })
    .await
}

/// End a case: the person leaves the register. Their plan stays as it is, but for a death, which ends it too
#[utoipa::path(put, path = "/api/v1/cases/{case}/end", tag = "cases", request_body = EndCase,
    params(("case" = CaseId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = CaseView, headers(("ETag" = String))), Faults))]
pub async fn end(care: Care, id: Path<CaseId>, saw: Seen, body: Body<EndCase>) -> Result<Answer, Problem> {
    let (mut work, mut case) = seen(&care, "case.end", id.into_inner(), saw).await?;
    let facts = case.state.end(body.value, work.at())?;
    let before = case.clone();
    work.record(&mut case, Ok(facts.clone())).await?;
    work.settle_plan(&before, &facts).await?;
    done(work, case).await
}

/// Correct the start of a case
#[utoipa::path(put, path = "/api/v1/cases/{case}/start", tag = "cases", request_body = CorrectStart,
    params(("case" = CaseId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = CaseView, headers(("ETag" = String))), Faults))]
pub async fn correct_start(care: Care, id: Path<CaseId>, saw: Seen, body: Body<CorrectStart>) -> Result<Answer, Problem> {
    let (mut work, case) = seen(&care, "case.correct_start", id.into_inner(), saw).await?;
    work.require_alive(&case.state, body.value.start).await?;
    change_days((work, case), |case, at| case.correct_start(body.value, at)).await
}

/// Correct the end of a case: a plan follows when the person died after all, or did not
#[utoipa::path(put, path = "/api/v1/cases/{case}/end/correction", tag = "cases", request_body = CorrectEnd,
    params(("case" = CaseId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = CaseView, headers(("ETag" = String))), Faults))]
pub async fn correct_end(care: Care, id: Path<CaseId>, saw: Seen, body: Body<CorrectEnd>) -> Result<Answer, Problem> {
    let work = seen(&care, "case.correct_end", id.into_inner(), saw).await?;
    change_days(work, |case, at| case.correct_end(body.value, at)).await
}

/// Say that a case never ended
///
/// A plan that ended with it goes on, unless another was begun since. The coordinator at the end, and who was a member of the team
/// then, may do so for some days although their relationship ended with the case; so may whoever sees the person.
#[utoipa::path(put, path = "/api/v1/cases/{case}/end/withdrawal", tag = "cases", request_body = Why,
    params(("case" = CaseId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = CaseView, headers(("ETag" = String))), Faults))]
pub async fn withdraw_end(care: Care, id: Path<CaseId>, saw: Seen, body: Body<Why>) -> Result<Answer, Problem> {
    let mut work = care.begin("case.withdraw_end").await?;
    let case = work.load_ended(id.into_inner()).await?;
    work.require_version(&case, saw.0).await?;
    work.because(body.value.why.as_str());
    change_days((work, case), |case, at| case.withdraw_end(body.value, at)).await
}

/// Say that a case should never have been opened
#[utoipa::path(put, path = "/api/v1/cases/{case}/error", tag = "cases", request_body = Why,
    params(("case" = CaseId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = CaseView, headers(("ETag" = String))), Faults))]
pub async fn enter_in_error(care: Care, id: Path<CaseId>, saw: Seen, body: Body<Why>) -> Result<Answer, Problem> {
    let work = seen(&care, "case.enter_in_error", id.into_inner(), saw).await?;
    change_days(work, |case, at| case.enter_in_error(body.value, at)).await
}
