//! `/teams/{team}/lists` and `/lists`.

use crate::access::rows::{ChangeRow, EntryFilter, EntryRow, ListHeader};
use crate::access::{Care, ListCounts};
use crate::casework::list::{ChangeKind, ListRules, ProposeList, Standing, Why};
use crate::domain::{Day, ListId, OdsCode, PersonId, RunId, StaffId, TeamId};
use crate::web::page::{Page, PageQuery, page};
use crate::web::{Answer, Body, Faults, Once, Problem, Query};
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(paths(propose, of_team, read, changes), components(schemas(ChangeKind)))]
pub struct Api;

/// An MDT list, without its people.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListView {
    /// Its id.
    pub id: ListId,
    /// Whose.
    pub team: TeamId,
    /// The run it rests on; `null` when it is of nominations alone.
    pub run: Option<RunId>,
    /// The day its scores look from.
    pub index_date: Option<Day>,
    /// The latest day that any of its data tells of.
    pub data_date: Option<Day>,
    /// The rules it was made by.
    pub rules: ListRules,
    /// The team's list before.
    pub previous: Option<ListId>,
    /// The day on which it was made.
    pub made_on: Day,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// By whom.
    pub made_by: StaffId,
    /// Figures about it, as they were then.
    pub counts: ListCounts,
}

impl TryFrom<ListHeader> for ListView {
    type Error = Problem;

    fn try_from(header: ListHeader) -> Result<Self, Problem> {
        let run = header.run();
        let counts = serde_json::from_value(header.counts.0).unwrap_or_default();
        Ok(Self {
            id: header.id,
            team: header.team,
            run,
            index_date: header.index_date.map(Day::from),
            data_date: header.data_date.map(Day::from),
            rules: header.rules.0,
            previous: header.previous.map(ListId::from),
            made_on: header.as_of,
            made_at: header.made_at,
            made_by: header.made_by,
            counts,
        })
    }
}

/// Propose a list to a team of yours
///
/// 201 with a new list; 200 with the team's latest when it rests on the same run and rules and nobody was nominated since.
#[utoipa::path(post, path = "/api/v1/teams/{team}/lists", tag = "lists", request_body = ProposeList,
    params(("team" = TeamId, Path), ("Idempotency-Key" = Option<String>, Header, description = "Makes a request sent twice count once", min_length = 1, max_length = 255, pattern = "^[!-~]+$")),
    responses((status = 201, body = ListView, headers(("Location" = String))), (status = 200, body = ListView), Faults))]
pub async fn propose(care: Care, team: Path<TeamId>, once: Once, body: Body<ProposeList>) -> Result<Answer, Problem> {
    let Body { value, fingerprint } = body;
    let mut work = care.begin("list.propose").await?;
    if let Some(earlier) = once.earlier(&mut work, fingerprint).await? {
        return Ok(earlier);
    }
    let proposed = work.propose_list(team.into_inner(), value).await?;
    let view = ListView::try_from(proposed.list)?;
    let answer = if proposed.new { Answer::created(&view, format!("/api/v1/lists/{}", view.id))? } else { Answer::ok(&view)? };
    once.commit(work, fingerprint, answer).await
}

/// The lists of a team of yours, the latest first
#[utoipa::path(get, path = "/api/v1/teams/{team}/lists", tag = "lists", params(("team" = TeamId, Path), PageQuery),
    responses((status = 200, body = Page<ListView>), Faults))]
pub async fn of_team(care: Care, team: Path<TeamId>, query: Query<PageQuery>) -> Result<Answer, Problem> {
    let (limit, before) = (query.limit()?, query.after::<i64>()?.unwrap_or(i64::MAX));
    let mut headers = care.lists(team.into_inner(), before, limit + 1).await?;
    let more = headers.len() as i64 > limit;
    headers.truncate(limit as usize);
    let next = headers.last().filter(|_| more).map(|last| crate::web::page::cursor(&last.place));
    let items = headers.into_iter().map(ListView::try_from).collect::<Result<_, _>>()?;
    Answer::ok(&Page { items, next })
}

/// Somebody on a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryView {
    /// Place on the list.
    pub place: i64,
    /// Who.
    pub person: PersonId,
    /// Practice when the list was made.
    pub practice: String,
    /// Every reason why they are on it.
    pub why: Vec<Why>,
    /// Risk by the run, 0 to 1; `null` when not scored.
    pub risk: Option<f64>,
    /// Position among everyone scored, 0 to 100.
    pub percentile: Option<f64>,
    /// Tier by the run.
    pub tier: Option<String>,
    /// What became of them since.
    pub standing: Standing,
}

fn entry(row: EntryRow) -> Result<EntryView, Problem> {
    let EntryRow { place, person, practice, why, risk, percentile, tier, standing, .. } = row;
    let standing = serde_json::from_value(serde_json::Value::String(standing))
        .map_err(|_| Problem::from(crate::access::StoreFault::Other("a standing is unknown".into())))?;
    Ok(EntryView { place, person, practice, why: why.0, risk, percentile, tier, standing })
}

/// A list and a page of its people.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListOfPeople {
    /// The list.
    #[serde(flatten)]
    pub list: ListView,
    /// The day that standings tell of.
    pub as_of: Day,
    /// Its people.
    #[serde(flatten)]
    pub page: Page<EntryView>,
}

/// Which people of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EntryQuery {
    /// Of this practice.
    pub practice: Option<OdsCode>,
    /// In this tier, by its name.
    #[param(max_length = 200)]
    pub tier: Option<String>,
    /// Who stand so today.
    pub standing: Option<Standing>,
    /// Nominated, or not.
    pub nominated: Option<bool>,
    /// How many at most, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    #[param(max_length = 500)]
    pub after: Option<String>,
}

/// A list of a team of yours, and its people as they stand today
///
/// Nobody who objects to case management is shown. Of a list that is no longer the latest, those are shown whom the team still has a
/// relationship with.
#[utoipa::path(get, path = "/api/v1/lists/{list}", tag = "lists", params(("list" = ListId, Path), EntryQuery),
    responses((status = 200, body = ListOfPeople), Faults))]
pub async fn read(care: Care, id: Path<ListId>, query: Query<EntryQuery>) -> Result<Answer, Problem> {
    let EntryQuery { practice, tier, standing, nominated, limit, after } = query.into_inner();
    let paging = PageQuery { limit, after };
    let (limit, after) = (paging.limit()?, paging.after::<i64>()?.unwrap_or(0));
    if tier.as_ref().is_some_and(|tier| tier.chars().count() > 200) {
        return Err(Problem::field("tier", "at most 200 characters"));
    }
    let standing = standing.map(|standing| standing.name().to_owned());
    let filter = EntryFilter { practice: practice.map(String::from), tier, standing, nominated };
    let (header, rows) = care.list(id.into_inner(), after, &filter, limit + 1).await?;
    let entries = rows.into_iter().map(entry).collect::<Result<_, _>>()?;
    let page = page(entries, limit, |entry: &EntryView| entry.place);
    Answer::ok(&ListOfPeople { list: header.try_into()?, as_of: care.today(), page })
}

/// What a list changed about somebody.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeView {
    /// Place among the changes.
    pub place: i64,
    /// Who.
    pub person: PersonId,
    /// Practice.
    pub practice: String,
    /// What kind: `came`, `rose`, `fell`, `went`.
    pub kind: String,
    /// For who came: every reason.
    pub why: Vec<Why>,
    /// For who went: why, as `died`, `moved`, `on_register`, `declined`, `not_suitable`, `not_in_care_home`, `nomination_closed`,
    /// `not_scored`, `below_the_rules`.
    pub gone: Option<String>,
    /// Tier on the list before.
    pub tier_before: Option<String>,
    /// Tier in the run of this list.
    pub tier_now: Option<String>,
}

impl From<ChangeRow> for ChangeView {
    fn from(row: ChangeRow) -> Self {
        let ChangeRow { place, person, practice, kind, why, gone, tier_before, tier_now } = row;
        Self { place, person, practice, kind, why: why.0, gone, tier_before, tier_now }
    }
}

/// A list and a page of what it changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListOfChanges {
    /// The list.
    #[serde(flatten)]
    pub list: ListView,
    /// What it changed against the one before.
    #[serde(flatten)]
    pub page: Page<ChangeView>,
}

/// Which changes.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ChangeQuery {
    /// Of this kind.
    pub kind: Option<ChangeKind>,
    /// How many at most, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    #[param(max_length = 500)]
    pub after: Option<String>,
}

/// What a list changed against the team's one before: who came, whose tier rose or fell, who went and why
#[utoipa::path(get, path = "/api/v1/lists/{list}/changes", tag = "lists", params(("list" = ListId, Path), ChangeQuery),
    responses((status = 200, body = ListOfChanges), Faults))]
pub async fn changes(care: Care, id: Path<ListId>, query: Query<ChangeQuery>) -> Result<Answer, Problem> {
    let ChangeQuery { kind, limit, after } = query.into_inner();
    let paging = PageQuery { limit, after };
    let (limit, after) = (paging.limit()?, paging.after::<i64>()?.unwrap_or(0));
    let (header, rows) = care.list_changes(id.into_inner(), after, kind.map_or("", ChangeKind::name), limit + 1).await?;
    let changes = rows.into_iter().map(ChangeView::from).collect();
    let page = page(changes, limit, |change: &ChangeView| change.place);
    Answer::ok(&ListOfChanges { list: header.try_into()?, page })
}
