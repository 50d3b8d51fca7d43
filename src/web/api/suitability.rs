//! `/people/{person}/suitability` and `/people/{person}/objections`.

use crate::access::{Care, Loaded};
use crate::casework::objection::{ObjectionKind, ObjectionSpan, Objections, RecordObjection, WithdrawObjection, standing};
use crate::casework::suitability::{LiftUnsuitable, SayNotSuitable, Suitability, Unsuitable};
use crate::domain::{Day, PersonId};
use crate::web::{Answer, Body, Faults, Problem, Seen};
use actix_web::web::Path;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(paths(read, say, lift, objections, object, withdraw))]
pub struct Api;

/// What was said of somebody's suitability.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuitabilityView {
    /// Who.
    pub person: PersonId,
    /// Version; 0 while nothing was said.
    pub version: i64,
    /// The day that `unsuitable` tells of.
    pub as_of: Day,
    /// What holds on that day: why case management does not suit now. `null` when nothing speaks against it.
    pub unsuitable: Option<Unsuitable>,
    /// Everything that was said, the latest last.
    pub said: Vec<Unsuitable>,
}

fn answer(loaded: Loaded<Suitability>, as_of: Day) -> Result<Answer, Problem> {
    let Loaded { id: person, version, state } = loaded;
    let unsuitable = state.unsuitable(as_of).cloned();
    Ok(Answer::ok(&SuitabilityView { person, version, as_of, unsuitable, said: state.said })?.version(version))
}

/// Whether case management suits somebody now
#[utoipa::path(get, path = "/api/v1/people/{person}/suitability", tag = "nominations", params(("person" = PersonId, Path)),
    responses((status = 200, body = SuitabilityView, headers(("ETag" = String))), Faults))]
pub async fn read(care: Care, who: Path<PersonId>) -> Result<Answer, Problem> {
    answer(care.suitability(who.into_inner()).await?, care.today())
}

/// Say that case management does not suit somebody now
#[utoipa::path(put, path = "/api/v1/people/{person}/suitability", tag = "nominations", request_body = SayNotSuitable,
    params(("person" = PersonId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = SuitabilityView, headers(("ETag" = String))), Faults))]
pub async fn say(care: Care, who: Path<PersonId>, seen: Seen, body: Body<SayNotSuitable>) -> Result<Answer, Problem> {
    let mut work = care.begin("suitability.say").await?;
    let mut suitability = work.load_of_person::<Suitability>(who.into_inner()).await?;
    work.require_version(&suitability, seen.0).await?;
    let decided = suitability.state.say(suitability.id, body.value, work.at());
    work.record(&mut suitability, decided).await?;
    work.commit().await?;
    answer(suitability, care.today())
}

/// Say that case management suits somebody after all
#[utoipa::path(put, path = "/api/v1/people/{person}/suitability/lifting", tag = "nominations", request_body = LiftUnsuitable,
    params(("person" = PersonId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = SuitabilityView, headers(("ETag" = String))), Faults))]
pub async fn lift(care: Care, who: Path<PersonId>, seen: Seen, body: Body<LiftUnsuitable>) -> Result<Answer, Problem> {
    let mut work = care.begin("suitability.lift").await?;
    let mut suitability = work.load_of_person::<Suitability>(who.into_inner()).await?;
    work.require_version(&suitability, seen.0).await?;
    let decided = suitability.state.lift(body.value, work.at());
    work.record(&mut suitability, decided).await?;
    work.commit().await?;
    answer(suitability, care.today())
}

/// Somebody's objections.
#[derive(Debug, Serialize, ToSchema)]
pub struct ObjectionsView {
    /// Who.
    pub person: PersonId,
    /// Version; 0 while nothing was recorded at the door.
    pub version: i64,
    /// The day that `standing` tells of.
    pub as_of: Day,
    /// What they object to on that day.
    pub standing: Vec<ObjectionKind>,
    /// Everything known: from the extract, and recorded at the door.
    pub known: Vec<ObjectionSpan>,
}

fn objecting(loaded: &Loaded<Objections>, published: &[ObjectionSpan], as_of: Day) -> Result<Answer, Problem> {
    let known = loaded.state.with(published);
    let stands = |kind: &ObjectionKind| standing(&known, *kind, as_of).is_some();
    let standing = ObjectionKind::ALL.into_iter().filter(stands).collect();
    let (person, version) = (loaded.id, loaded.version);
    Ok(Answer::ok(&ObjectionsView { person, version, as_of, standing, known })?.version(version))
}

/// Somebody's objections
#[utoipa::path(get, path = "/api/v1/people/{person}/objections", tag = "nominations", params(("person" = PersonId, Path)),
    responses((status = 200, body = ObjectionsView, headers(("ETag" = String))), Faults))]
pub async fn objections(care: Care, who: Path<PersonId>) -> Result<Answer, Problem> {
    let (recorded, published) = care.objections(who.into_inner()).await?;
    objecting(&recorded, &published, care.today())
}

/// Record an objection: effective on the next read
#[utoipa::path(post, path = "/api/v1/people/{person}/objections", tag = "nominations", request_body = RecordObjection,
    params(("person" = PersonId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = ObjectionsView, headers(("ETag" = String))), Faults))]
pub async fn object(care: Care, who: Path<PersonId>, seen: Seen, body: Body<RecordObjection>) -> Result<Answer, Problem> {
    let mut work = care.begin("objection.record").await?;
    let mut objections = work.load_of_person::<Objections>(who.into_inner()).await?;
    work.require_version(&objections, seen.0).await?;
    let published = work.published_objections(objections.id).await?;
    let decided = objections.state.object(objections.id, body.value, &published, work.at());
    work.record(&mut objections, decided).await?;
    work.commit().await?;
    objecting(&objections, &published, care.today())
}

/// Record that an objection is withdrawn: effective on the next read
#[utoipa::path(put, path = "/api/v1/people/{person}/objections/{kind}/withdrawal", tag = "nominations",
    request_body = WithdrawObjection,
    params(("person" = PersonId, Path), ("kind" = ObjectionKind, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = ObjectionsView, headers(("ETag" = String))), Faults))]
pub async fn withdraw(
    care: Care,
    ids: Path<(PersonId, ObjectionKind)>,
    seen: Seen,
    body: Body<WithdrawObjection>,
) -> Result<Answer, Problem> {
    let (who, kind) = ids.into_inner();
    let mut work = care.begin("objection.withdraw").await?;
    let mut objections = work.load_of_person::<Objections>(who).await?;
    work.require_version(&objections, seen.0).await?;
    let published = work.published_objections(who).await?;
    let decided = objections.state.withdraw(who, kind, body.value, &published, work.at());
    work.record(&mut objections, decided).await?;
    work.commit().await?;
    objecting(&objections, &published, care.today())
}
