//! Questions about plans: what changed, the emergency summary, whether somebody counts.

use crate::access::Care;
use crate::casework::counts::Counts;
use crate::casework::plan::PlanContent;
use crate::casework::plan::difference::{Change, difference};
use crate::casework::plan::summary::EmergencySummary;
use crate::domain::{Day, PersonId, PlanId, StaffId};
use crate::web::{Answer, Faults, Problem, Query, emergency_page, past};
use actix_web::http::header::ACCEPT;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(paths(changes, emergency_summary, emergency_page, counts_of))]
pub struct Api;

/// What changed from one version to another.
#[derive(Debug, Serialize, ToSchema)]
pub struct Changes {
    /// The earlier version; 0 is the empty plan before the first.
    pub from: u32,
    /// The day on which it was agreed.
    pub from_agreed_on: Option<Day>,
    /// The later version.
    pub to: u32,
    /// The day on which it was agreed.
    pub to_agreed_on: Day,
    /// The changes, in the order of the plan's sections.
    pub changes: Vec<Change>,
}

/// Compared with which version.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ChangesQuery {
    /// The version to compare with; the one before when left out. 0 is the empty plan before the first.
    #[param(minimum = 0, maximum = 999_999)]
    pub from: Option<u32>,
}

/// What changed from one version to another, section by section and word by word
#[utoipa::path(get, path = "/api/v1/plans/{plan}/versions/{number}/changes", tag = "plans",
    params(("plan" = PlanId, Path), ("number" = u32, Path, minimum = 1, maximum = 999_999), ChangesQuery),
    responses((status = 200, body = Changes), Faults))]
pub async fn changes(care: Care, ids: Path<(PlanId, u32)>, query: Query<ChangesQuery>) -> Result<Answer, Problem> {
    let (id, to) = ids.into_inner();
    let loaded = care.plan(id, None).await?;
    let later = loaded.state.version(to).ok_or_else(Problem::not_found)?;
    let from = query.0.from.unwrap_or(to.saturating_sub(1));
    let empty = PlanContent::default();
    let (was, from_agreed_on) = match from {
        0 => (&empty, None),
        number => {
            let version = loaded.state.version(number).ok_or_else(Problem::not_found)?;
            (&version.agreement.content, Some(version.agreed_on))
        }
    };
    let is = &later.agreement.content;
    let names = care.staff_names(was.actions.iter().chain(&is.actions).map(|action| action.owner)).await?;
    let name_of = |staff: StaffId| names.get(&staff).cloned().unwrap_or_else(|| staff.to_string());
    let changes = difference(was, is, &name_of);
    Answer::ok(&Changes { from, from_agreed_on, to, to_agreed_on: later.agreed_on, changes })
}

/// The emergency summary of a person
///
/// From the version agreed last. Asked for with `Accept: text/html` it is one page to print; also at `emergency-summary.html`.
#[utoipa::path(get, path = "/api/v1/people/{person}/emergency-summary", tag = "plans", params(("person" = PersonId, Path)),
    responses((status = 200, description = "The summary",
        content((EmergencySummary = "application/json"), (String = "text/html"))), Faults))]
pub async fn emergency_summary(care: Care, request: HttpRequest, id: Path<PersonId>) -> Result<HttpResponse, Problem> {
    let summary = care.emergency_summary(id.into_inner()).await?;
    let accepts = request.headers().get(ACCEPT).and_then(|kinds| kinds.to_str().ok()).unwrap_or_default();
    if accepts.contains("text/html") { emergency_page::page(&summary) } else { Ok(Answer::ok(&summary)?.respond_to(&request)) }
}

/// The emergency summary of a person, as one page to print
#[utoipa::path(get, path = "/api/v1/people/{person}/emergency-summary.html", tag = "plans", params(("person" = PersonId, Path)),
    responses((status = 200, description = "The page", body = String, content_type = "text/html"), Faults))]
pub async fn emergency_page(care: Care, id: Path<PersonId>) -> Result<HttpResponse, Problem> {
    emergency_page::page(&care.emergency_summary(id.into_inner()).await?)
}

/// Whether somebody counts.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountsView {
    /// The day it tells of.
    pub as_of: Day,
    /// Who.
    pub person: PersonId,
    /// What the rules found.
    #[serde(flatten)]
    pub found: Counts,
}

/// Of which day.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CountsQuery {
    /// The day it tells of; today when left out. Not in the future.
    pub as_of: Option<Day>,
}

/// Whether somebody counts for payment, and if not, the first rule that fails, in words
#[utoipa::path(get, path = "/api/v1/people/{person}/counts", tag = "plans", params(("person" = PersonId, Path), CountsQuery),
    responses((status = 200, body = CountsView), Faults))]
pub async fn counts_of(care: Care, id: Path<PersonId>, query: Query<CountsQuery>) -> Result<Answer, Problem> {
    let (person, as_of) = (id.into_inner(), past::day("as_of", query.as_of, care.today())?);
    let found = care.counts(person, as_of).await?;
    Answer::ok(&CountsView { as_of, person, found })
}
