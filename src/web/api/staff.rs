//! `/staff`.

use crate::access::Admin;
use crate::access::Loaded;
use crate::access::rows::StaffRow;
use crate::casework::staff::{AddStaff, EndRole, GiveRole, Leave, RenameStaff, RoleHeld, Staff};
use crate::casework::team::{LeaveTeam, Team};
use crate::domain::{Day, Line, OdsCode, Role, StaffId};
use crate::web::page::{Page, page};
use crate::web::{Answer, Body, Faults, Once, Problem, Query, Seen};
use actix_web::web::Path;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(paths(list, add, read, rename, give_role, end_role, leave))]
pub struct Api;

/// A member of staff.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffView {
    /// Their id.
    pub id: StaffId,
    /// Version.
    pub version: i64,
    /// Name.
    pub name: Option<Line>,
    /// Roles, ended ones too.
    pub roles: Vec<RoleHeld>,
    /// The day on which they left, until they are given a role again.
    pub left_on: Option<Day>,
}

impl From<Loaded<Staff>> for StaffView {
    fn from(Loaded { id, version, state }: Loaded<Staff>) -> Self {
        Self { id, version, name: state.name, roles: state.roles, left_on: state.left_on }
    }
}

fn answer(loaded: Loaded<Staff>) -> Result<Answer, Problem> {
    let version = loaded.version;
    Ok(Answer::ok(&StaffView::from(loaded))?.version(version))
}

/// A role held on the day.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleAt {
    /// The role.
    pub role: Role,
    /// Where.
    pub organisation: OdsCode,
}

/// A line of a list of staff.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffLine {
    /// Their id.
    pub id: StaffId,
    /// Name.
    pub name: String,
    /// The day on which they left, until they are given a role again.
    pub left_on: Option<Day>,
    /// Roles held on the day.
    pub roles: Vec<RoleAt>,
}

impl From<StaffRow> for StaffLine {
    fn from(row: StaffRow) -> Self {
        let role = |text: &str| {
            let (role, organisation) = text.split_once('@')?;
            Some(RoleAt { role: role.parse().ok()?, organisation: organisation.parse().ok()? })
        };
        Self {
            id: row.id,
            name: row.name,
            left_on: row.left_day.map(Day::from),
            roles: row.roles.split(' ').filter_map(role).collect(),
        }
    }
}

/// A list of staff.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffList {
    /// The day it tells of.
    pub as_of: Day,
    /// The items.
    #[serde(flatten)]
    pub page: Page<StaffLine>,
}

/// Which staff.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StaffQuery {
    /// Those who hold a role there on the day.
    pub organisation: Option<OdsCode>,
    /// The day; today when left out. It may be in the future: roles are given and ended ahead.
    pub as_of: Option<Day>,
    /// How many at most, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    #[param(max_length = 500)]
    pub after: Option<String>,
}

/// Staff by name, with the roles they hold
#[utoipa::path(get, path = "/api/v1/staff", tag = "configuration", params(StaffQuery), responses((status = 200, body = StaffList), Faults))]
pub async fn list(admin: Admin, query: Query<StaffQuery>) -> Result<Answer, Problem> {
    let StaffQuery { organisation, as_of, limit, after } = query.into_inner();
    let paging = crate::web::page::PageQuery { limit, after };
    let (limit, after) = (paging.limit()?, paging.after::<StaffId>()?.unwrap_or_default());
    let as_of = as_of.unwrap_or_else(|| admin.today());
    let rows = admin.staff(as_of, after, organisation.as_ref(), limit + 1).await?;
    let lines = rows.into_iter().map(StaffLine::from).collect();
    Answer::ok(&StaffList { as_of, page: page(lines, limit, |line: &StaffLine| line.id) })
}

/// Make a member of staff known
#[utoipa::path(post, path = "/api/v1/staff", tag = "configuration", request_body = AddStaff,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a request sent twice count once", min_length = 1, max_length = 255, pattern = "^[!-~]+$")),
    responses((status = 201, body = StaffView, headers(("ETag" = String), ("Location" = String))), Faults))]
pub async fn add(admin: Admin, once: Once, body: Body<AddStaff>) -> Result<Answer, Problem> {
    let Body { value, fingerprint } = body;
    let mut work = admin.begin("staff.add").await?;
    if let Some(earlier) = once.earlier(&mut work, fingerprint).await? {
        return Ok(earlier);
    }
    let mut staff = Loaded::<Staff>::new(StaffId::new());
    let decided = staff.state.add(value, work.at());
    work.record(&mut staff, decided).await?;
    let (id, version) = (staff.id, staff.version);
    let answer = Answer::created(&StaffView::from(staff), format!("/api/v1/staff/{id}"))?.version(version);
    once.commit(work, fingerprint, answer).await
}

/// A member of staff
#[utoipa::path(get, path = "/api/v1/staff/{staff}", tag = "configuration", params(("staff" = StaffId, Path)),
    responses((status = 200, body = StaffView, headers(("ETag" = String))), Faults))]
pub async fn read(admin: Admin, id: Path<StaffId>) -> Result<Answer, Problem> {
    let mut work = admin.begin("staff.read").await?;
    let staff = work.load::<Staff>(id.into_inner()).await?;
    answer(staff)
}

/// Show somebody under another name
#[utoipa::path(put, path = "/api/v1/staff/{staff}/name", tag = "configuration", request_body = RenameStaff,
    params(("staff" = StaffId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = StaffView, headers(("ETag" = String))), Faults))]
pub async fn rename(admin: Admin, id: Path<StaffId>, seen: Seen, body: Body<RenameStaff>) -> Result<Answer, Problem> {
    let mut work = admin.begin("staff.rename").await?;
    let mut staff = work.load::<Staff>(id.into_inner()).await?;
    work.require_version(&staff, seen.0).await?;
    let decided = staff.state.rename(body.value, work.at());
    work.record(&mut staff, decided).await?;
    work.commit().await?;
    answer(staff)
}

/// Give a role
#[utoipa::path(post, path = "/api/v1/staff/{staff}/roles", tag = "configuration", request_body = GiveRole,
    params(("staff" = StaffId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = StaffView, headers(("ETag" = String))), Faults))]
pub async fn give_role(admin: Admin, id: Path<StaffId>, seen: Seen, body: Body<GiveRole>) -> Result<Answer, Problem> {
    let mut work = admin.begin("staff.give_role").await?;
    let mut staff = work.load::<Staff>(id.into_inner()).await?;
    work.require_version(&staff, seen.0).await?;
    let decided = staff.state.give_role(body.value, work.at());
    work.record(&mut staff, decided).await?;
    work.commit().await?;
    answer(staff)
}

/// End a role
#[utoipa::path(put, path = "/api/v1/staff/{staff}/roles/end", tag = "configuration", request_body = EndRole,
    params(("staff" = StaffId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = StaffView, headers(("ETag" = String))), Faults))]
pub async fn end_role(admin: Admin, id: Path<StaffId>, seen: Seen, body: Body<EndRole>) -> Result<Answer, Problem> {
    let mut work = admin.begin("staff.end_role").await?;
    let mut staff = work.load::<Staff>(id.into_inner()).await?;
    work.require_version(&staff, seen.0).await?;
    let decided = staff.state.end_role(body.value, work.at());
    work.record(&mut staff, decided).await?;
    work.commit().await?;
    answer(staff)
}

/// Somebody leaves: their roles, team memberships and tokens end
///
/// People whose coordinator or accountable GP they are keep them until somebody else is named; the worklists of those show them.
#[utoipa::path(put, path = "/api/v1/staff/{staff}/leaving", tag = "configuration", request_body = Leave,
    params(("staff" = StaffId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = StaffView, headers(("ETag" = String))), Faults))]
pub async fn leave(admin: Admin, id: Path<StaffId>, seen: Seen, body: Body<Leave>) -> Result<Answer, Problem> {
    let mut work = admin.begin("staff.leave").await?;
    let mut staff = work.load::<Staff>(id.into_inner()).await?;
    work.require_version(&staff, seen.0).await?;
    let decided = staff.state.leave(body.value, work.at());
    work.record(&mut staff, decided).await?;
    for id in work.teams_of(staff.id).await? {
        let mut team = work.load::<Team>(id).await?;
        let decided = team.state.leave(staff.id, LeaveTeam { on: staff.state.left_on }, work.at());
        work.record(&mut team, decided).await?;
    }
    work.revoke_tokens(staff.id).await?;
    work.commit().await?;
    answer(staff)
}
