//! `/teams/{team}/coordinator-proposals` and `/coordinator-proposals/{proposal}`.

use crate::access::Care;
use crate::access::rows::{KeptProposal, ProposalRow};
use crate::casework::assignment::{CaseVerdict, ConfirmProposal, Proposal, ProposeCoordinators};
use crate::domain::{Day, ProposalId, StaffId, TeamId};
use crate::web::page::{Page, PageQuery, page};
use crate::web::{Answer, Body, Faults, Once, Problem, Query};
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(paths(make, list, read, confirm))]
pub struct Api;

/// A proposal of care coordinators.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalView {
    /// Its id.
    pub id: ProposalId,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// By whom.
    pub made_by: StaffId,
    /// What it rests on and proposes.
    #[serde(flatten)]
    pub proposal: Proposal,
    /// When the team confirmed it; `null` until then.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// By whom.
    pub confirmed_by: Option<StaffId>,
    /// What the team made of each case.
    pub outcome: Vec<CaseVerdict>,
}

impl From<KeptProposal> for ProposalView {
    fn from(kept: KeptProposal) -> Self {
        let KeptProposal { id, proposal, made_at, made_by, confirmed_at, confirmed_by, outcome } = kept;
        Self { id, made_at, made_by, proposal, confirmed_at, confirmed_by, outcome }
    }
}

/// Propose coordinators for a team's cases. Nothing changes until the team confirms
#[utoipa::path(post, path = "/api/v1/teams/{team}/coordinator-proposals", tag = "named people", request_body = ProposeCoordinators,
    params(("team" = TeamId, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a request sent twice count once", min_length = 1, max_length = 255, pattern = "^[!-~]+$")),
    responses((status = 201, body = ProposalView, headers(("Location" = String))), Faults))]
pub async fn make(care: Care, team: Path<TeamId>, once: Once, body: Body<ProposeCoordinators>) -> Result<Answer, Problem> {
    let Body { value, fingerprint } = body;
    let mut work = care.begin("proposal.make").await?;
    if let Some(earlier) = once.earlier(&mut work, fingerprint).await? {
        return Ok(earlier);
    }
    let made = work.propose_coordinators(team.into_inner(), &value).await?;
    let location = format!("/api/v1/coordinator-proposals/{}", made.id);
    let answer = Answer::created(&ProposalView::from(made), location)?;
    once.commit(work, fingerprint, answer).await
}

/// A line of a list of proposals.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalLine {
    /// Its id.
    pub id: ProposalId,
    /// The day on which it rests.
    pub as_of: Day,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When the team confirmed it.
    pub confirmed_at: Option<DateTime<Utc>>,
}

/// A team's proposals, the latest first
#[utoipa::path(get, path = "/api/v1/teams/{team}/coordinator-proposals", tag = "named people",
    params(("team" = TeamId, Path), PageQuery), responses((status = 200, body = Page<ProposalLine>), Faults))]
pub async fn list(care: Care, team: Path<TeamId>, query: Query<PageQuery>) -> Result<Answer, Problem> {
    let (limit, before) = (query.limit()?, query.after::<ProposalId>()?);
    let before = before.unwrap_or_else(|| uuid::Uuid::max().into());
    let line = |row: ProposalRow| ProposalLine {
        id: row.id,
        as_of: row.as_of.into(),
        made_at: row.made_at,
        confirmed_at: row.confirmed_at,
    };
    let rows = care.proposals(team.into_inner(), before, limit + 1).await?;
    Answer::ok(&page(rows.into_iter().map(line).collect(), limit, |line: &ProposalLine| line.id))
}

/// A proposal, and what the team made of it
#[utoipa::path(get, path = "/api/v1/coordinator-proposals/{proposal}", tag = "named people", params(("proposal" = ProposalId, Path)),
    responses((status = 200, body = ProposalView), Faults))]
pub async fn read(care: Care, id: Path<ProposalId>) -> Result<Answer, Problem> {
    Answer::ok(&ProposalView::from(care.proposal(id.into_inner()).await?))
}

/// Confirm, replace or leave each placement: the coordinators are named, all of them or none
#[utoipa::path(post, path = "/api/v1/coordinator-proposals/{proposal}/confirmation", tag = "named people", request_body = ConfirmProposal,
    params(("proposal" = ProposalId, Path)), responses((status = 200, body = ProposalView), Faults))]
pub async fn confirm(care: Care, id: Path<ProposalId>, body: Body<ConfirmProposal>) -> Result<Answer, Problem> {
    let mut work = care.begin("proposal.confirm").await?;
    let confirmed = work.confirm_proposal(id.into_inner(), &body.value).await?;
    work.commit().await?;
    Answer::ok(&ProposalView::from(confirmed))
}
