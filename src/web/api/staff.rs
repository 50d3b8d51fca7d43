//! `/staff`.

use crate::access::Loaded;
use crate::access::{Admin, Work};
use crate::casework::staff::{AddStaff, GiveRole, RoleHeld, Staff};
use crate::domain::{Line, StaffId};
use crate::web::{Answer, Body, Faults, Once, Problem, Seen};
use actix_web::web::Path;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(paths(add, read, give_role))]
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
}

impl From<Loaded<Staff>> for StaffView {
    fn from(Loaded { id, version, state }: Loaded<Staff>) -> Self {
        Self { id, version, name: state.name, roles: state.roles }
    }
}

fn answer(loaded: Loaded<Staff>) -> Result<Answer, Problem> {
    let version = loaded.version;
    Ok(Answer::ok(&StaffView::from(loaded))?.version(version))
}

/// Make a member of staff known
#[utoipa::path(post, path = "/api/v1/staff", tag = "configuration", request_body = AddStaff,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a request sent twice count once", min_length = 1, max_length = 255, pattern = "^[!-~]+$")),
    responses((status = 201, body = StaffView, headers(("ETag" = String), ("Location" = String))), Faults))]
pub async fn add(admin: Admin, once: Once, body: Body<AddStaff>) -> Result<Answer, Problem> {
    let Body { value, fingerprint } = body;
    let mut work: Work<'_, Admin> = admin.begin("staff.add").await?;
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
