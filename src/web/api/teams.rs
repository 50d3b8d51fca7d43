//! `/teams`.

use crate::access::rows::TeamRow;
use crate::access::{Admin, Colleague, Loaded};
use crate::casework::team::{
    ChangeMember, CreateTeam, DescribeTeam, JoinTeam, LeaveTeam, Serve, Served, StopServing, Team, TeamKind, TeamMember,
};
use crate::domain::{Day, Line, OdsCode, StaffId, TeamId};
use crate::web::page::{Page, PageQuery, page};
use crate::web::{Answer, Body, Faults, Once, Problem, Query, Seen};
use actix_web::web::Path;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(paths(list, create, read, describe, join, change_member, leave, serve, stop_serving))]
pub struct Api;

/// A team.
#[derive(Debug, Serialize, ToSchema)]
pub struct TeamView {
    /// Its id.
    pub id: TeamId,
    /// Version.
    pub version: i64,
    /// Name.
    pub name: Option<Line>,
    /// What kind.
    pub kind: TeamKind,
    /// Where it works from.
    pub base: Option<Line>,
    /// The locality it looks after.
    pub locality: Option<Line>,
    /// Members, those who left too.
    pub members: Vec<TeamMember>,
    /// Practices and care homes, those no longer served too.
    pub serves: Vec<Served>,
}

impl From<Loaded<Team>> for TeamView {
    fn from(Loaded { id, version, state }: Loaded<Team>) -> Self {
        let Team { name, kind, base, locality, members, serves } = state;
        Self { id, version, name, kind, base, locality, members, serves }
    }
}

fn answer(loaded: Loaded<Team>) -> Result<Answer, Problem> {
    let version = loaded.version;
    Ok(Answer::ok(&TeamView::from(loaded))?.version(version))
}

/// A line of a list of teams.
#[derive(Debug, Serialize, ToSchema)]
pub struct TeamLine {
    /// Its id.
    pub id: TeamId,
    /// Name.
    pub name: String,
    /// What kind, as in a team.
    pub kind: String,
    /// Where it works from.
    pub base: Option<String>,
    /// The locality it looks after.
    pub locality: Option<String>,
    /// Members today.
    pub members: i64,
    /// How many people its members can hold, together.
    pub capacity: i64,
    /// Open cases.
    pub open_cases: i64,
}

impl From<TeamRow> for TeamLine {
    fn from(row: TeamRow) -> Self {
        let TeamRow { id, name, kind, base, locality, members, capacity, open_cases } = row;
        Self { id, name, kind, base, locality, members, capacity, open_cases }
    }
}

/// A list of teams.
#[derive(Debug, Serialize, ToSchema)]
pub struct TeamList {
    /// The day it tells of.
    pub as_of: Day,
    /// The items.
    #[serde(flatten)]
    pub page: Page<TeamLine>,
}

/// Your teams; for an administrator, every one
#[utoipa::path(get, path = "/api/v1/teams", tag = "configuration", params(PageQuery), responses((status = 200, body = TeamList), Faults))]
pub async fn list(colleague: Colleague, query: Query<PageQuery>) -> Result<Answer, Problem> {
    let (limit, after) = (query.limit()?, query.after::<TeamId>()?.unwrap_or_default());
    let rows = colleague.teams(after, limit + 1).await?;
    let lines = rows.into_iter().map(TeamLine::from).collect();
    Answer::ok(&TeamList { as_of: colleague.today(), page: page(lines, limit, |line: &TeamLine| line.id) })
}

/// A member's name.
#[derive(Debug, Serialize, ToSchema)]
pub struct NameOfStaff {
    /// Who.
    pub staff: StaffId,
    /// Name, as shown.
    pub name: String,
}

/// A team, with the names of its members.
#[derive(Debug, Serialize, ToSchema)]
pub struct TeamWithNames {
    /// The team.
    #[serde(flatten)]
    pub team: TeamView,
    /// The names of its members, those who left too.
    pub names: Vec<NameOfStaff>,
    /// The day that `capacity` tells of.
    pub as_of: Day,
    /// How many people its members can hold, together.
    pub capacity: u32,
}

/// A team: for its members and administrators
#[utoipa::path(get, path = "/api/v1/teams/{team}", tag = "configuration", params(("team" = TeamId, Path)),
    responses((status = 200, body = TeamWithNames, headers(("ETag" = String))), Faults))]
pub async fn read(colleague: Colleague, id: Path<TeamId>) -> Result<Answer, Problem> {
    let (team, names) = colleague.team(id.into_inner()).await?;
    let (version, as_of) = (team.version, colleague.today());
    let capacity = team.state.capacity_on(as_of);
    let names = names.into_iter().map(|(staff, name)| NameOfStaff { staff, name }).collect();
    Ok(Answer::ok(&TeamWithNames { team: team.into(), names, as_of, capacity })?.version(version))
}

/// Set up a team
#[utoipa::path(post, path = "/api/v1/teams", tag = "configuration", request_body = CreateTeam,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a request sent twice count once", min_length = 1, max_length = 255, pattern = "^[!-~]+$")),
    responses((status = 201, body = TeamView, headers(("ETag" = String), ("Location" = String))), Faults))]
pub async fn create(admin: Admin, once: Once, body: Body<CreateTeam>) -> Result<Answer, Problem> {
    let Body { value, fingerprint } = body;
    let mut work = admin.begin("team.create").await?;
    if let Some(earlier) = once.earlier(&mut work, fingerprint).await? {
        return Ok(earlier);
    }
    let mut team = Loaded::<Team>::new(TeamId::new());
    let decided = team.state.create(value, work.at());
    work.record(&mut team, decided).await?;
    let (id, version) = (team.id, team.version);
    let answer = Answer::created(&TeamView::from(team), format!("/api/v1/teams/{id}"))?.version(version);
    once.commit(work, fingerprint, answer).await
}

/// Describe a team anew
#[utoipa::path(put, path = "/api/v1/teams/{team}", tag = "configuration", request_body = DescribeTeam,
    params(("team" = TeamId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = TeamView, headers(("ETag" = String))), Faults))]
pub async fn describe(admin: Admin, id: Path<TeamId>, seen: Seen, body: Body<DescribeTeam>) -> Result<Answer, Problem> {
    let mut work = admin.begin("team.describe").await?;
    let mut team = work.load::<Team>(id.into_inner()).await?;
    work.require_version(&team, seen.0).await?;
    let decided = team.state.describe(body.value, work.at());
    work.record(&mut team, decided).await?;
    work.commit().await?;
    answer(team)
}

/// Let somebody join a team
#[utoipa::path(post, path = "/api/v1/teams/{team}/members", tag = "configuration", request_body = JoinTeam,
    params(("team" = TeamId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = TeamView, headers(("ETag" = String))), Faults))]
pub async fn join(admin: Admin, id: Path<TeamId>, seen: Seen, body: Body<JoinTeam>) -> Result<Answer, Problem> {
    let mut work = admin.begin("team.join").await?;
    let mut team = work.load::<Team>(id.into_inner()).await?;
    work.require_version(&team, seen.0).await?;
    let decided = team.state.join(body.value, work.at());
    work.record(&mut team, decided).await?;
    work.commit().await?;
    answer(team)
}

/// Set a member's capacity and skills
#[utoipa::path(put, path = "/api/v1/teams/{team}/members/{staff}", tag = "configuration", request_body = ChangeMember,
    params(("team" = TeamId, Path), ("staff" = StaffId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = TeamView, headers(("ETag" = String))), Faults))]
pub async fn change_member(
    admin: Admin,
    ids: Path<(TeamId, StaffId)>,
    seen: Seen,
    body: Body<ChangeMember>,
) -> Result<Answer, Problem> {
    let (id, staff) = ids.into_inner();
    let mut work = admin.begin("team.change_member").await?;
    let mut team = work.load::<Team>(id).await?;
    work.require_version(&team, seen.0).await?;
    let decided = team.state.change_member(staff, body.value, work.at());
    work.record(&mut team, decided).await?;
    work.commit().await?;
    answer(team)
}

/// Let a member leave a team
#[utoipa::path(put, path = "/api/v1/teams/{team}/members/{staff}/leaving", tag = "configuration", request_body = LeaveTeam,
    params(("team" = TeamId, Path), ("staff" = StaffId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = TeamView, headers(("ETag" = String))), Faults))]
pub async fn leave(admin: Admin, ids: Path<(TeamId, StaffId)>, seen: Seen, body: Body<LeaveTeam>) -> Result<Answer, Problem> {
    let (id, staff) = ids.into_inner();
    let mut work = admin.begin("team.leave").await?;
    let mut team = work.load::<Team>(id).await?;
    work.require_version(&team, seen.0).await?;
    let decided = team.state.leave(staff, body.value, work.at());
    work.record(&mut team, decided).await?;
    work.commit().await?;
    answer(team)
}

/// Let a team serve a practice or a care home
#[utoipa::path(post, path = "/api/v1/teams/{team}/serves", tag = "configuration", request_body = Serve,
    params(("team" = TeamId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = TeamView, headers(("ETag" = String))), Faults))]
pub async fn serve(admin: Admin, id: Path<TeamId>, seen: Seen, body: Body<Serve>) -> Result<Answer, Problem> {
    let mut work = admin.begin("team.serve").await?;
    let mut team = work.load::<Team>(id.into_inner()).await?;
    work.require_version(&team, seen.0).await?;
    let decided = team.state.serve(body.value, work.at());
    work.record(&mut team, decided).await?;
    work.commit().await?;
    answer(team)
}

/// Let a team stop serving a practice or a care home
#[utoipa::path(put, path = "/api/v1/teams/{team}/serves/{organisation}/end", tag = "configuration", request_body = StopServing,
    params(("team" = TeamId, Path), ("organisation" = OdsCode, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = TeamView, headers(("ETag" = String))), Faults))]
pub async fn stop_serving(
    admin: Admin,
    ids: Path<(TeamId, OdsCode)>,
    seen: Seen,
    body: Body<StopServing>,
) -> Result<Answer, Problem> {
    let (id, organisation) = ids.into_inner();
    let mut work = admin.begin("team.stop_serving").await?;
    let mut team = work.load::<Team>(id).await?;
    work.require_version(&team, seen.0).await?;
    let decided = team.state.stop_serving(organisation, body.value, work.at());
    work.record(&mut team, decided).await?;
    work.commit().await?;
    answer(team)
}
