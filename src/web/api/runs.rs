//! `/runs`: published scoring runs.

use crate::access::Colleague;
use crate::access::rows::{RunRow, RunSeen, TierSeen};
use crate::domain::{Day, RunId};
use crate::web::page::{Page, PageQuery, page};
use crate::web::query::Query;
use crate::web::{Answer, Faults, Problem};
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(paths(list, read))]
pub struct Api;

/// A published run: what a score rests on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RunView {
    /// Its id.
    pub id: RunId,
    /// Model.
    pub model: String,
    /// Its version.
    pub model_version: String,
    /// What it calls itself.
    pub model_title: String,
    /// BLAKE3 of the model file, in hexadecimal: which card it is.
    pub model_hash: String,
    /// Whether people or model are synthetic: for demonstration, not for care.
    pub synthetic: bool,
    /// The day the scores look from.
    pub index_date: Day,
    /// The day that all feeds of the model reach.
    pub data_date: Option<Day>,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// People scored; `null` for a caller who is nothing but a commissioner: it is not under disclosure control.
    pub scored: Option<i64>,
}

impl From<RunSeen> for RunView {
    fn from(seen: RunSeen) -> Self {
        Self { scored: seen.scored, ..seen.run.into() }
    }
}

/// A run of the caller's own practice.
impl From<RunRow> for RunView {
    fn from(row: RunRow) -> Self {
        let RunRow { id, model, model_version, model_title, model_hash, synthetic, index_date, data_date, published_at, scored } =
            row;
        let (data_date, scored) = (data_date.map(Day::from), Some(scored));
        Self { id, model, model_version, model_title, model_hash, synthetic, index_date, data_date, published_at, scored }
    }
}

/// A tier of a run.
#[derive(Debug, Serialize, ToSchema)]
pub struct TierView {
    /// Name.
    pub name: String,
    /// Who is in it: `everyone`, or a rule with its number; `null` for a caller who is nothing but a commissioner.
    pub rule: Option<serde_json::Value>,
    /// People in it; `null` for a caller who is nothing but a commissioner.
    pub people: Option<i64>,
}

/// People left out of a run for one reason.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeftOutView {
    /// The reason, for programs.
    pub reason: String,
    /// The reason, for people.
    pub words: String,
    /// People.
    pub people: i64,
}

/// A run in full.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunDetail {
    /// The run.
    #[serde(flatten)]
    pub run: RunView,
    /// Tiers from the highest.
    pub tiers: Vec<TierView>,
    /// People left out, by reason; empty for a caller who is nothing but a commissioner.
    pub left_out: Vec<LeftOutView>,
}

/// Published runs, the latest first
#[utoipa::path(get, path = "/api/v1/runs", tag = "runs", params(PageQuery),
    responses((status = 200, body = Page<RunView>), Faults))]
pub async fn list(colleague: Colleague, query: Query<PageQuery>) -> Result<Answer, Problem> {
    let query = query.into_inner();
    let limit = query.limit()?;
    let rows = colleague.runs(query.after()?, limit + 1).await?;
    Answer::ok(&page(rows.into_iter().map(RunView::from).collect(), limit, |run| run.id))
}

/// A published run
#[utoipa::path(get, path = "/api/v1/runs/{run}", tag = "runs", params(("run" = RunId, Path)),
    responses((status = 200, body = RunDetail), Faults))]
pub async fn read(colleague: Colleague, id: Path<RunId>) -> Result<Answer, Problem> {
    let (run, tiers, left_out) = colleague.run(id.into_inner()).await?;
    let tier = |TierSeen { name, counted }: TierSeen| {
        let (rule, people) = counted.unzip();
        TierView { name, rule: rule.and_then(|rule| serde_json::from_str(&rule).ok()), people }
    };
    Answer::ok(&RunDetail {
        run: run.into(),
        tiers: tiers.into_iter().map(tier).collect(),
        left_out: left_out.into_iter().map(|(reason, words, people)| LeftOutView { reason, words, people }).collect(),
    })
}
