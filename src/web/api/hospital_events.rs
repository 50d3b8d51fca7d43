//! `/hospital-events`: what hospitals send, and what waits for a human.

use crate::access::rows::SetAsideRow;
use crate::access::{Care, Feed, Loaded, Outcome};
use crate::casework::stay::{Deadlines, HospitalEvent, Resolution, Resolve, SetAside, SetAsideReason, SetAsideStatus, WhyReopen};
use crate::domain::{Day, Line, OdsCode, SetAsideId};
use crate::web::page::{Page, PageQuery, page};
use crate::web::{Answer, Body, Faults, Problem, Query, Seen};
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(paths(receive, waiting, read, resolve, reopen))]
pub struct Api;

/// What became of a message: nothing about the person.
#[derive(Debug, Serialize, ToSchema)]
pub struct Receipt {
    /// Provider.
    pub provider: OdsCode,
    /// The sender's number of the message.
    pub event_id: Line,
    /// What became of it.
    pub outcome: ReceiptOutcome,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptOutcome {
    /// Taken in.
    Applied,
    /// Known already, or overtaken by a message sent later.
    Superseded,
    /// A human looks at it.
    SetAside,
}

impl From<Outcome> for ReceiptOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Applied => Self::Applied,
            Outcome::Superseded => Self::Superseded,
            Outcome::SetAside => Self::SetAside,
        }
    }
}

/// Send a hospital event
///
/// For the role `hospital_feed` at the provider. The person is found by NHS number, date of birth and, where both sides know it, family
/// name; a message about nobody here, about somebody whose details do not fit, or out of order, is set aside for a human. Sent twice
/// with the same `event_id`, it counts once.
#[utoipa::path(post, path = "/api/v1/hospital-events", tag = "hospital", request_body = HospitalEvent,
    responses((status = 202, body = Receipt, description = "Taken in, or set aside"), Faults))]
pub async fn receive(feed: Feed, body: Body<HospitalEvent>) -> Result<Answer, Problem> {
    let message = body.value;
    let (provider, event_id) = (message.provider.clone(), message.event_id.clone());
    let deadlines = Deadlines::of(feed.rules());
    let mut work = feed.begin("hospital_event.receive").await?;
    let outcome = work.receive(message, &deadlines).await?.into();
    work.commit().await?;
    Answer::accepted(&Receipt { provider, event_id, outcome })
}

/// What part of the worklist is wanted.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct WaitingQuery {
    /// How many at most, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    #[param(max_length = 500)]
    pub after: Option<String>,
}

/// A message set aside, on the worklist: nothing that tells who it is about.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingLine {
    /// Its id.
    pub id: SetAsideId,
    /// Its version.
    pub version: i64,
    /// Sender.
    pub provider: String,
    /// The practice concerned, when it is known.
    pub practice: Option<String>,
    /// What it tells of.
    pub kind: String,
    /// When that happened.
    pub happened_on: Day,
    /// Why it was set aside.
    #[schema(value_type = SetAsideReason)]
    pub reason: String,
    /// The rule that refused it, when one did.
    pub rule: Option<String>,
    /// When it came.
    pub received_at: DateTime<Utc>,
}

impl From<SetAsideRow> for WaitingLine {
    fn from(row: SetAsideRow) -> Self {
        let SetAsideRow { id, version, provider, practice, kind, happened_on, reason, rule, received_at } = row;
        Self { id, version, provider, practice, kind, happened_on, reason, rule, received_at }
    }
}

/// Messages that wait for you
///
/// Those that concern a practice where you hold a practice role, and those sent by a hospital where you hold a role that works with
/// people. In the order in which they came.
#[utoipa::path(get, path = "/api/v1/hospital-events/set-aside", tag = "hospital", params(WaitingQuery),
    responses((status = 200, body = Page<WaitingLine>), Faults))]
pub async fn waiting(care: Care, query: Query<WaitingQuery>) -> Result<Answer, Problem> {
    let WaitingQuery { limit, after } = query.into_inner();
    let query = PageQuery { limit, after };
    let (limit, after) = (query.limit()?, query.after()?.unwrap_or_default());
    let rows = care.set_aside_waiting(after, limit + 1).await?;
    Answer::ok(&page(rows.into_iter().map(WaitingLine::from).collect(), limit, |line| line.id))
}

/// A message set aside.
#[derive(Debug, Serialize, ToSchema)]
pub struct SetAsideView {
    /// Its id.
    pub id: SetAsideId,
    /// Its version: what a change names in `If-Match`.
    pub version: i64,
    /// Why it was set aside.
    pub reason: Option<SetAsideReason>,
    /// The rule that refused it, when one did.
    pub rule: Option<Line>,
    /// The practice concerned, when it is known.
    pub practice: Option<OdsCode>,
    /// Where it stands.
    pub status: SetAsideStatus,
    /// How it was resolved.
    pub resolution: Option<Resolution>,
    /// What it said; left out of the answer to a change.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub message: Option<HospitalEvent>,
}

fn answer(loaded: Loaded<SetAside>, message: Option<HospitalEvent>) -> Result<Answer, Problem> {
    let Loaded { id, version, state } = loaded;
    let status = state.status();
    let SetAside { reason, rule, practice, resolution, .. } = state;
    Ok(Answer::ok(&SetAsideView { id, version, reason, rule, practice, status, resolution, message })?.version(version))
}

/// A message set aside, with what it said
#[utoipa::path(get, path = "/api/v1/hospital-events/set-aside/{id}", tag = "hospital", params(("id" = SetAsideId, Path)),
    responses((status = 200, body = SetAsideView, headers(("ETag" = String))), Faults))]
pub async fn read(care: Care, id: Path<SetAsideId>) -> Result<Answer, Problem> {
    let (loaded, message) = care.set_aside(id.into_inner()).await?;
    answer(loaded, Some(message))
}

/// Say what a message means
///
/// Matched with a person whom you may see, it is applied to their stay, or refused by the rule that still stands against it; discarded,
/// it does nothing. Either can be reopened.
#[utoipa::path(post, path = "/api/v1/hospital-events/set-aside/{id}/resolution", tag = "hospital", request_body = Resolve,
    params(("id" = SetAsideId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = SetAsideView, headers(("ETag" = String))), Faults))]
pub async fn resolve(care: Care, id: Path<SetAsideId>, seen: Seen, body: Body<Resolve>) -> Result<Answer, Problem> {
    let deadlines = Deadlines::of(care.rules());
    let mut work = care.begin("set_aside.resolve").await?;
    let mut kept = work.load_set_aside(id.into_inner()).await?;
    work.require_version(&kept, seen.0).await?;
    work.resolve(&mut kept, body.value, &deadlines).await?;
    work.commit().await?;
    answer(kept, None)
}

/// Let a message wait again
///
/// A stay that it began is marked as entered in error; anything else that it changed must have been put right on the stay first.
#[utoipa::path(post, path = "/api/v1/hospital-events/set-aside/{id}/reopening", tag = "hospital", request_body = WhyReopen,
    params(("id" = SetAsideId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = SetAsideView, headers(("ETag" = String))), Faults))]
pub async fn reopen(care: Care, id: Path<SetAsideId>, seen: Seen, body: Body<WhyReopen>) -> Result<Answer, Problem> {
    let mut work = care.begin("set_aside.reopen").await?;
    let mut kept = work.load_set_aside(id.into_inner()).await?;
    work.require_version(&kept, seen.0).await?;
    work.reopen(&mut kept, body.value).await?;
    work.commit().await?;
    answer(kept, None)
}
