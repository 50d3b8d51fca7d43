//! `/teams`.

use crate::access::Admin;
use crate::access::Loaded;
use crate::casework::team::{CreateTeam, JoinTeam, Team, TeamMember};
use crate::domain::{Line, TeamId};
use crate::web::{Answer, Body, Faults, Once, Problem, Seen};
use actix_web::web::Path;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(paths(create, join))]
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
    /// Members, those who left too.
    pub members: Vec<TeamMember>,
}

impl From<Loaded<Team>> for TeamView {
    fn from(Loaded { id, version, state }: Loaded<Team>) -> Self {
        Self { id, version, name: state.name, members: state.members }
    }
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
    let version = team.version;
    Ok(Answer::ok(&TeamView::from(team))?.version(version))
}
