//! `/cases` and `/caseload`.

use crate::access::Care;
use crate::access::Loaded;
use crate::casework::Refusal;
use crate::casework::case::{
    Action, AddAction, Case, CloseAction, CoordinatorSpan, EndCase, Ended, OpenCase, Route, SetCoordinator,
};
use crate::casework::refusal::require;
use crate::domain::{ActionId, CaseId, Day, Note, OdsCode, PersonId, StaffId, TeamId};
use crate::web::{Answer, Body, Faults, Once, Problem, Seen};
use actix_web::web::Path;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(paths(open, read, set_coordinator, add_action, close_action, end, caseload))]
pub struct Api;

/// A case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseView {
    /// Its id.
    pub id: CaseId,
    /// Its version: what a change names in `If-Match`.
    pub version: i64,
    /// Who.
    pub person: Option<PersonId>,
    /// Practice when it was opened.
    pub practice: Option<OdsCode>,
    /// The team.
    pub team: TeamId,
    /// How they came.
    pub route: Option<Route>,
    /// Why.
    pub reason: Note,
    /// Start on the register.
    pub start: Option<Day>,
    /// End.
    pub ended: Option<Ended>,
    /// Coordinator now.
    pub coordinator: Option<StaffId>,
    /// Coordinators, the current one last.
    pub coordinators: Vec<CoordinatorSpan>,
    /// Actions.
    pub actions: Vec<Action>,
}

impl From<Loaded<Case>> for CaseView {
    fn from(loaded: Loaded<Case>) -> Self {
        let Loaded { id, version, state } = loaded;
        let coordinator = state.coordinator();
        let Case { person, practice, team, route, reason, start, ended, coordinators, actions, .. } = state;
        Self { id, version, person, practice, team, route, reason, start, ended, coordinator, coordinators, actions }
    }
}

fn answer(loaded: Loaded<Case>) -> Result<Answer, Problem> {
    let version = loaded.version;
    Ok(Answer::ok(&CaseView::from(loaded))?.version(version))
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
    let practice = work.practice_of(value.person).await?;
    let mut case = Loaded::<Case>::new(CaseId::new());
    let decided = case.state.open(value, practice, work.at());
    work.record(&mut case, decided).await?;
    let (id, version) = (case.id, case.version);
    let answer = Answer::created(&CaseView::from(case), format!("/api/v1/cases/{id}"))?.version(version);
    once.commit(work, fingerprint, answer).await
}

/// A case
#[utoipa::path(get, path = "/api/v1/cases/{case}", tag = "cases", params(("case" = CaseId, Path)),
    responses((status = 200, body = CaseView, headers(("ETag" = String))), Faults))]
pub async fn read(care: Care, id: Path<CaseId>) -> Result<Answer, Problem> {
    answer(care.case(id.into_inner()).await?)
}

/// Name the care coordinator
#[utoipa::path(put, path = "/api/v1/cases/{case}/coordinator", tag = "cases", request_body = SetCoordinator,
    params(("case" = CaseId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = CaseView, headers(("ETag" = String))), Faults))]
pub async fn set_coordinator(care: Care, id: Path<CaseId>, seen: Seen, body: Body<SetCoordinator>) -> Result<Answer, Problem> {
    let mut work = care.begin("case.set_coordinator").await?;
    let mut case = work.load::<Case>(id.into_inner()).await?;
    work.require_version(&case, seen.0).await?;
    let member = work.is_member(case.state.team, body.value.coordinator).await?;
    require(member, || {
        Refusal::by("not_a_member", "the coordinator must be a current member of the case's team").at("coordinator")
    })?;
    let decided = case.state.set_coordinator(body.value, work.at());
    work.record(&mut case, decided).await?;
    work.commit().await?;
    answer(case)
}

/// Agree an action
#[utoipa::path(post, path = "/api/v1/cases/{case}/actions", tag = "cases", request_body = AddAction,
    params(("case" = CaseId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = CaseView, headers(("ETag" = String))), Faults))]
pub async fn add_action(care: Care, id: Path<CaseId>, seen: Seen, body: Body<AddAction>) -> Result<Answer, Problem> {
    let mut work = care.begin("case.add_action").await?;
    let mut case = work.load::<Case>(id.into_inner()).await?;
    work.require_version(&case, seen.0).await?;
    let decided = case.state.add_action(ActionId::new(), body.value, work.at());
    work.record(&mut case, decided).await?;
    work.commit().await?;
    answer(case)
}

/// Complete, hand over or cancel an action
#[utoipa::path(put, path = "/api/v1/cases/{case}/actions/{action}/closing", tag = "cases", request_body = CloseAction,
    params(("case" = CaseId, Path), ("action" = ActionId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = CaseView, headers(("ETag" = String))), Faults))]
pub async fn close_action(
    care: Care,
    ids: Path<(CaseId, ActionId)>,
    seen: Seen,
    body: Body<CloseAction>,
) -> Result<Answer, Problem> {
    let (id, action) = ids.into_inner();
    let mut work = care.begin("case.close_action").await?;
    let mut case = work.load::<Case>(id).await?;
    work.require_version(&case, seen.0).await?;
    let decided = case.state.close_action(action, body.value, work.at());
    work.record(&mut case, decided).await?;
    work.commit().await?;
    answer(case)
}

/// End a case: the person leaves the register
#[utoipa::path(put, path = "/api/v1/cases/{case}/end", tag = "cases", request_body = EndCase,
    params(("case" = CaseId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = CaseView, headers(("ETag" = String))), Faults))]
pub async fn end(care: Care, id: Path<CaseId>, seen: Seen, body: Body<EndCase>) -> Result<Answer, Problem> {
    let mut work = care.begin("case.end").await?;
    let mut case = work.load::<Case>(id.into_inner()).await?;
    work.require_version(&case, seen.0).await?;
    let decided = case.state.end(body.value, work.at());
    work.record(&mut case, decided).await?;
    work.commit().await?;
    answer(case)
}

/// A line of a caseload.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseloadLine {
    /// The case.
    pub case: CaseId,
    /// Who.
    pub person: PersonId,
    /// Start on the register.
    pub start: Day,
    /// Open actions.
    pub open_actions: i64,
    /// The earliest due date among them.
    pub first_action_due: Option<Day>,
}

/// A caseload.
#[derive(Debug, Serialize, ToSchema)]
pub struct Caseload {
    /// The day it tells of.
    pub as_of: Day,
    /// Open cases.
    pub cases: Vec<CaseloadLine>,
}

/// Your caseload today
#[utoipa::path(get, path = "/api/v1/caseload", tag = "caseload", responses((status = 200, body = Caseload), Faults))]
pub async fn caseload(care: Care) -> Result<Answer, Problem> {
    let line = |row: crate::access::rows::CaseloadRow| CaseloadLine {
        case: row.id,
        person: row.person,
        start: row.start_day,
        open_actions: row.open_actions,
        first_action_due: row.first_action_due.map(Day::from),
    };
    let cases = care.caseload().await?.into_iter().map(line).collect();
    Answer::ok(&Caseload { as_of: care.today(), cases })
}
