//! `/organisations`: practices, networks, commissioners, care homes and trusts, with their history.

use crate::access::rows::OrganisationRow;
use crate::access::{Admin, Colleague, Happened, Loaded};
use crate::casework::organisation::{Link, Organisation, OrganisationKind, Profile, PutOrganisation};
use crate::domain::{Day, OdsCode, StaffId};
use crate::web::page::{Page, PageQuery, page};
use crate::web::query::Query;
use crate::web::{Answer, Body, Faults, Problem, Seen};
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(paths(list, read, put))]
pub struct Api;

/// Which organisations.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrganisationQuery {
    /// Only of this kind.
    pub kind: Option<OrganisationKind>,
    /// Only those that belong to this network or commissioner now.
    pub parent: Option<OdsCode>,
    /// How many at most, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    #[param(max_length = 500)]
    pub after: Option<String>,
}

/// An organisation, in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganisationLine {
    /// Code.
    pub code: String,
    /// Kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// `active`, `closed`, `dormant` or `proposed`.
    pub status: String,
    /// First day, when known.
    pub opened_on: Option<Day>,
    /// The day on which it closed.
    pub closed_on: Option<Day>,
    /// Locality.
    pub locality: Option<String>,
    /// Network it is a member of.
    pub network: Option<String>,
    /// Its commissioner.
    pub commissioner: Option<String>,
    /// What followed it.
    pub successor: Option<String>,
}

impl From<OrganisationRow> for OrganisationLine {
    fn from(row: OrganisationRow) -> Self {
        let OrganisationRow { code, kind, name, status, opened_on, closed_on, locality, pcn, commissioner, successor } = row;
        let (opened_on, closed_on) = (opened_on.map(Day::from), closed_on.map(Day::from));
        Self { code, kind, name, status, opened_on, closed_on, locality, network: pcn, commissioner, successor }
    }
}

/// Something that happened to an organisation.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganisationHappened {
    /// The version it made.
    pub version: i64,
    /// The day on which it was true.
    pub on: Day,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it; the nil id for the command line.
    pub by: StaffId,
    /// What it was.
    pub what: String,
}

/// An organisation in full.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganisationView {
    /// Code.
    pub code: OdsCode,
    /// Version.
    pub version: i64,
    /// What it is.
    #[serde(flatten)]
    pub profile: Profile,
    /// What it belongs or belonged to, and what followed it, by date.
    pub links: Vec<Link>,
    /// What happened, the oldest first.
    pub history: Vec<OrganisationHappened>,
}

fn happened(happened: Happened) -> OrganisationHappened {
    let what = happened.event.get("type").and_then(|name| name.as_str()).unwrap_or_default().to_owned();
    let Happened { version, happened_on: on, recorded_at, author: by, .. } = happened;
    OrganisationHappened { version, on, recorded_at, by, what }
}

fn answer((loaded, history): (Loaded<Organisation>, Vec<Happened>)) -> Result<Answer, Problem> {
    let Loaded { version, state, .. } = loaded;
    let (Some(code), Some(profile)) = (state.code, state.profile) else { return Err(Problem::not_found()) };
    let history = history.into_iter().map(happened).collect();
    Ok(Answer::ok(&OrganisationView { code, version, profile, links: state.links, history })?.version(version))
}

/// Organisations, by code
#[utoipa::path(get, path = "/api/v1/organisations", tag = "organisations", params(OrganisationQuery),
    responses((status = 200, body = Page<OrganisationLine>), Faults))]
pub async fn list(colleague: Colleague, query: Query<OrganisationQuery>) -> Result<Answer, Problem> {
    let OrganisationQuery { kind, parent, limit, after } = query.into_inner();
    let paging = PageQuery { limit, after };
    let limit = paging.limit()?;
    let after: Option<OdsCode> = paging.after()?;
    let kind = kind.and_then(|kind| serde_json::to_value(kind).ok()?.as_str().map(str::to_owned)).unwrap_or_default();
    let parent = parent.as_ref().map_or("", OdsCode::as_str);
    let rows = colleague.organisations(after.as_ref().map_or("", OdsCode::as_str), &kind, parent, limit + 1).await?;
    Answer::ok(&page(rows.into_iter().map(OrganisationLine::from).collect(), limit, |line| line.code.clone()))
}

/// An organisation, with its history
#[utoipa::path(get, path = "/api/v1/organisations/{code}", tag = "organisations", params(("code" = OdsCode, Path)),
    responses((status = 200, body = OrganisationView, headers(("ETag" = String))), Faults))]
pub async fn read(colleague: Colleague, code: Path<OdsCode>) -> Result<Answer, Problem> {
    answer(colleague.organisation(&code).await?)
}

/// Describe an organisation, and say what it belongs to; one that is not known yet is at version 0
#[utoipa::path(put, path = "/api/v1/organisations/{code}", tag = "organisations", request_body = PutOrganisation,
    params(("code" = OdsCode, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = OrganisationView, headers(("ETag" = String))), Faults))]
pub async fn put(admin: Admin, code: Path<OdsCode>, seen: Seen, body: Body<PutOrganisation>) -> Result<Answer, Problem> {
    let code = code.into_inner();
    let mut work = admin.begin("organisation.put").await?;
    let mut organisation = work.organisation(&code).await?;
    work.require_version(&organisation, seen.0).await?;
    let decided = organisation.state.put(&code, body.value, work.at());
    work.record(&mut organisation, decided).await?;
    work.commit().await?;
    answer(admin.organisation(&code).await?)
}
