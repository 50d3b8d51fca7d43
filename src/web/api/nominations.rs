//! `/nominations`.

use crate::access::rows::{NominationFilter, NominationRow};
use crate::access::{Care, Loaded};
use crate::casework::case::Route;
use crate::casework::nomination::{Closed, DecideNomination, Nominate, Nomination, Verdict, WithdrawNomination};
use crate::domain::{Day, NominationId, Note, OdsCode, PersonId, StaffId, TeamId};
use crate::web::page::{Page, PageQuery, page};
use crate::web::{Answer, Body, Faults, Once, Problem, Query, Seen};
use actix_web::web::Path;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(paths(list, nominate, read, withdraw, decide))]
pub struct Api;

/// A nomination.
#[derive(Debug, Serialize, ToSchema)]
pub struct NominationView {
    /// Its id.
    pub id: NominationId,
    /// Version.
    pub version: i64,
    /// Who.
    pub person: Option<PersonId>,
    /// Practice at the time.
    pub practice: Option<OdsCode>,
    /// To which team.
    pub team: TeamId,
    /// How they came.
    pub route: Option<Route>,
    /// Why, in words.
    pub reason: Note,
    /// By whom.
    pub nominated_by: StaffId,
    /// The day.
    pub nominated_on: Option<Day>,
    /// The end; `null` while open.
    pub closed: Option<Closed>,
}

impl From<Loaded<Nomination>> for NominationView {
    fn from(Loaded { id, version, state }: Loaded<Nomination>) -> Self {
        let Nomination { person, practice, team, route, reason, by, on, closed } = state;
        Self { id, version, person, practice, team, route, reason, nominated_by: by, nominated_on: on, closed }
    }
}

fn answer(loaded: Loaded<Nomination>) -> Result<Answer, Problem> {
    let version = loaded.version;
    Ok(Answer::ok(&NominationView::from(loaded))?.version(version))
}

/// A line of a list of nominations.
#[derive(Debug, Serialize, ToSchema)]
pub struct NominationLine {
    /// Its id.
    pub id: NominationId,
    /// Who.
    pub person: PersonId,
    /// Practice at the time.
    pub practice: String,
    /// To which team.
    pub team: TeamId,
    /// How they came, as in a nomination.
    pub route: String,
    /// Why, in words.
    pub reason: String,
    /// By whom.
    pub nominated_by: StaffId,
    /// The day.
    pub nominated_on: Day,
    /// The day on which it was closed; `null` while open.
    pub closed_on: Option<Day>,
    /// `withdrawn`, `accepted` or `not_accepted`; `null` while open.
    pub outcome: Option<String>,
}

impl From<NominationRow> for NominationLine {
    fn from(row: NominationRow) -> Self {
        let NominationRow { id, person, practice, team, route, reason, nominated_by, nominated_day, closed_day, outcome } = row;
        let closed_on = closed_day.map(Day::from);
        Self { id, person, practice, team, route, reason, nominated_by, nominated_on: nominated_day, closed_on, outcome }
    }
}

/// Which nominations.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NominationQuery {
    /// To this team.
    pub team: Option<TeamId>,
    /// Of people of this practice.
    pub practice: Option<OdsCode>,
    /// Open ones, or closed ones.
    pub open: Option<bool>,
    /// How many at most, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    #[param(max_length = 500)]
    pub after: Option<String>,
}

/// A list of nominations.
#[derive(Debug, Serialize, ToSchema)]
pub struct NominationList {
    /// The day it tells of.
    pub as_of: Day,
    /// The items.
    #[serde(flatten)]
    pub page: Page<NominationLine>,
}

/// Nominations: your practice's, and open ones to your teams or by you
#[utoipa::path(get, path = "/api/v1/nominations", tag = "nominations", params(NominationQuery),
    responses((status = 200, body = NominationList), Faults))]
pub async fn list(care: Care, query: Query<NominationQuery>) -> Result<Answer, Problem> {
    let NominationQuery { team, practice, open, limit, after } = query.into_inner();
    let paging = PageQuery { limit, after };
    let (limit, after) = (paging.limit()?, paging.after()?.unwrap_or_default());
    let filter = NominationFilter { team, practice: practice.map(String::from), open };
    let lines = care.nominations(&filter, after, limit + 1).await?.into_iter().map(NominationLine::from).collect();
    Answer::ok(&NominationList { as_of: care.today(), page: page(lines, limit, |line: &NominationLine| line.id) })
}

/// Put somebody forward to a team
#[utoipa::path(post, path = "/api/v1/nominations", tag = "nominations", request_body = Nominate,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a request sent twice count once", min_length = 1, max_length = 255, pattern = "^[!-~]+$")),
    responses((status = 201, body = NominationView, headers(("ETag" = String), ("Location" = String))), Faults))]
pub async fn nominate(care: Care, once: Once, body: Body<Nominate>) -> Result<Answer, Problem> {
    let Body { value, fingerprint } = body;
    let mut work = care.begin("nomination.make").await?;
    if let Some(earlier) = once.earlier(&mut work, fingerprint).await? {
        return Ok(earlier);
    }
    let about = work.nominee(value.person).await?;
    let mut nomination = Loaded::<Nomination>::new(NominationId::new());
    let decided = nomination.state.nominate(value, about, work.at());
    work.record(&mut nomination, decided).await?;
    let (id, version) = (nomination.id, nomination.version);
    let answer = Answer::created(&NominationView::from(nomination), format!("/api/v1/nominations/{id}"))?.version(version);
    once.commit(work, fingerprint, answer).await
}

/// A nomination
#[utoipa::path(get, path = "/api/v1/nominations/{nomination}", tag = "nominations", params(("nomination" = NominationId, Path)),
    responses((status = 200, body = NominationView, headers(("ETag" = String))), Faults))]
pub async fn read(care: Care, id: Path<NominationId>) -> Result<Answer, Problem> {
    answer(care.nomination(id.into_inner()).await?)
}

/// Take a nomination back
#[utoipa::path(put, path = "/api/v1/nominations/{nomination}/withdrawal", tag = "nominations", request_body = WithdrawNomination,
    params(("nomination" = NominationId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = NominationView, headers(("ETag" = String))), Faults))]
pub async fn withdraw(care: Care, id: Path<NominationId>, seen: Seen, body: Body<WithdrawNomination>) -> Result<Answer, Problem> {
    let mut work = care.begin("nomination.withdraw").await?;
    let mut nomination = work.load::<Nomination>(id.into_inner()).await?;
    work.require_version(&nomination, seen.0).await?;
    let decided = nomination.state.withdraw(body.value, work.at());
    work.record(&mut nomination, decided).await?;
    work.commit().await?;
    answer(nomination)
}

/// Decide on a nomination
#[utoipa::path(put, path = "/api/v1/nominations/{nomination}/decision", tag = "nominations", request_body = DecideNomination,
    params(("nomination" = NominationId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = NominationView, headers(("ETag" = String))), Faults))]
pub async fn decide(care: Care, id: Path<NominationId>, seen: Seen, body: Body<DecideNomination>) -> Result<Answer, Problem> {
    let mut work = care.begin("nomination.decide").await?;
    let mut nomination = work.load::<Nomination>(id.into_inner()).await?;
    work.require_version(&nomination, seen.0).await?;
    let case_of = match body.value.decision {
        Verdict::Accepted { case } => work.case_of(case).await?,
        Verdict::NotAccepted { .. } => None,
    };
    let decided = nomination.state.decide(body.value, case_of, work.at());
    work.record(&mut nomination, decided).await?;
    work.commit().await?;
    answer(nomination)
}
