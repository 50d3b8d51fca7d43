//! Cases read: one, as it is or was; its history; lists; a practice's register.

use super::view::CaseView;
use crate::access::rows::{CaseFilter, CaseHistory, CaseRow, RegisterName, WhichRegister};
use crate::access::{Care, Loaded};
use crate::casework::case::{Case, EndReason, Route, in_words};
use crate::domain::{CaseId, Day, OdsCode, PersonId, StaffId, TeamId};
use crate::web::page::{Page, PageQuery, page};
use crate::web::{Answer, Faults, Problem, Query, past};
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which day is told, and by what knowledge.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// The day; today when left out. Not in the future.
    pub as_of: Option<Day>,
    /// As known at this instant; as known now when left out. Not in the future.
    pub known_at: Option<DateTime<Utc>>,
}

/// A case, today or on a past day, as known now or then
#[utoipa::path(get, path = "/api/v1/cases/{case}", tag = "cases", params(("case" = CaseId, Path), Told),
    responses((status = 200, body = CaseView, headers(("ETag" = String))), Faults))]
pub async fn one(care: Care, id: Path<CaseId>, told: Query<Told>) -> Result<Answer, Problem> {
    let Told { as_of, known_at } = told.into_inner();
    let (day, known_at) = (past::day("as_of", as_of, care.today())?, past::known_at(known_at, care.moment().now)?);
    let case = care.case_as(id.into_inner(), as_of, known_at).await?;
    let version = case.version;
    let answer = Answer::ok(&CaseView::new(case, day))?;
    // What was once is not what a change can name.
    Ok(if as_of.is_none() && known_at.is_none() { answer.version(version) } else { answer })
}

/// Something that happened to a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseHappened {
    /// The version it made.
    pub version: i64,
    /// The day on which it was true.
    pub happened_on: Day,
    /// When it was written down (UTC).
    pub recorded_at: DateTime<Utc>,
    /// Written down on a later day than it was true.
    pub late: bool,
    /// Who wrote it down.
    pub author: StaffId,
    /// Their name.
    pub author_name: String,
    /// In words.
    pub words: String,
}

/// The history of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseHistoryView {
    /// The case.
    pub case: CaseId,
    /// What happened, in the order in which it was written down.
    pub events: Vec<CaseHappened>,
}

/// What happened to a case
#[utoipa::path(get, path = "/api/v1/cases/{case}/history", tag = "cases", params(("case" = CaseId, Path)),
    responses((status = 200, body = CaseHistoryView), Faults))]
pub async fn history(care: Care, id: Path<CaseId>) -> Result<Answer, Problem> {
    let case = id.into_inner();
    let CaseHistory { events, staff } = care.case_history(case).await?;
    let name = |id: StaffId| staff.get(&id).cloned().unwrap_or_default();
    let happened = |(event, version)| {
        let event: &crate::casework::Recorded<_> = event;
        CaseHappened {
            version,
            happened_on: event.happened_on,
            recorded_at: event.recorded_at,
            late: event.late(),
            author: event.author,
            author_name: name(event.author),
            words: in_words(event, name),
        }
    };
    Answer::ok(&CaseHistoryView { case, events: events.iter().zip(1..).map(happened).collect() })
}

/// Whether cases go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OpenOrEnded {
    /// Goes on.
    Open,
    /// Has ended.
    Ended,
}

/// Which cases are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CasesWanted {
    /// Of this team.
    pub team: Option<TeamId>,
    /// With this coordinator now.
    pub coordinator: Option<StaffId>,
    /// Of people who were with this practice when the case was opened.
    pub practice: Option<OdsCode>,
    /// By this route.
    pub route: Option<Route>,
    /// Open ones, or ended ones; both when left out.
    #[param(inline)]
    pub standing: Option<OpenOrEnded>,
    /// How many at most, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    #[param(max_length = 500)]
    pub after: Option<String>,
}

/// A line of a list of cases.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseLine {
    /// The case.
    pub case: CaseId,
    /// Its version.
    pub version: i64,
    /// Who.
    pub person: PersonId,
    /// Given name, where it is known.
    pub given_name: Option<String>,
    /// Family name, where it is known.
    pub family_name: Option<String>,
    /// Practice when opened.
    pub practice: String,
    /// The team.
    pub team: TeamId,
    /// How they came.
    pub route: String,
    /// Start on the register.
    pub start: Day,
    /// End.
    pub end: Option<Day>,
    /// Why it ended.
    pub end_reason: Option<String>,
    /// Coordinator now.
    pub coordinator: Option<StaffId>,
    /// Level of intensity, 1 the most.
    pub level: Option<i64>,
    /// Complexity, 5 the most.
    pub complexity: Option<i64>,
}

impl From<CaseRow> for CaseLine {
    fn from(row: CaseRow) -> Self {
        Self {
            case: row.id,
            version: row.version,
            person: row.person,
            given_name: row.given_name,
            family_name: row.family_name,
            practice: row.practice,
            team: row.team,
            route: row.route,
            start: row.start_day,
            end: row.end_day.map(Day::from),
            end_reason: row.end_reason,
            coordinator: row.coordinator.map(StaffId::from),
            level: row.level,
            complexity: row.complexity,
        }
    }
}

/// A page of cases.
#[derive(Debug, Serialize, ToSchema)]
pub struct CasePage {
    /// The day they tell of.
    pub as_of: Day,
    /// The page.
    #[serde(flatten)]
    pub page: Page<CaseLine>,
}

/// The cases you may see
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases", params(CasesWanted),
    responses((status = 200, body = CasePage), Faults))]
pub async fn list(care: Care, wanted: Query<CasesWanted>) -> Result<Answer, Problem> {
    let CasesWanted { team, coordinator, practice, route, standing, limit, after } = wanted.into_inner();
    let part = PageQuery { limit, after };
    let limit = part.limit()?;
    let route = route.and_then(|route| serde_json::to_value(route).ok()?.as_str().map(str::to_owned));
    let open = standing.map(|standing| standing == OpenOrEnded::Open);
    let filter = CaseFilter { team, coordinator, practice, route, open, after: part.after()?, limit };
    let lines = care.cases(&filter).await?.into_iter().map(CaseLine::from).collect();
    Answer::ok(&CasePage { as_of: care.today(), page: page(lines, limit, |line| line.case) })
}

/// Somebody on the register.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegisterEntry {
    /// The case.
    pub case: CaseId,
    /// Who.
    pub person: Option<PersonId>,
    /// Given name, where it is known; as the next two, `null` for somebody with whom you have no relationship now.
    pub given_name: Option<String>,
    /// Family name, where it is known.
    pub family_name: Option<String>,
    /// Born.
    pub born_on: Option<Day>,
    /// How they came.
    pub route: Option<Route>,
    /// Start.
    pub start: Option<Day>,
    /// End, where it was known; after the day that is told.
    pub end: Option<Day>,
    /// Why it ended.
    pub end_reason: Option<EndReason>,
    /// Who put them on the register.
    pub author: StaffId,
    /// Coordinator on that day.
    pub coordinator: Option<StaffId>,
}

/// A practice's register.
#[derive(Debug, Serialize, ToSchema)]
pub struct Register {
    /// The practice.
    pub practice: OdsCode,
    /// The day it tells of.
    pub as_of: Day,
    /// As known at this instant (UTC).
    pub known_at: DateTime<Utc>,
    /// Who was on it, in the order of cases.
    pub items: Vec<RegisterEntry>,
    /// The cursor of the next page; `null` at the end.
    pub next: Option<String>,
}

/// Which page of a register is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RegisterWanted {
    /// The day; today when left out. Not in the future.
    pub as_of: Option<Day>,
    /// As known at this instant; as known now when left out. Not in the future.
    pub known_at: Option<DateTime<Utc>>,
    /// How many at most, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before. Name `known_at`, too, as the page before had it, for pages of one moment.
    #[param(max_length = 500)]
    pub after: Option<String>,
}

fn entry((case, name): (Loaded<Case>, RegisterName), as_of: Day) -> RegisterEntry {
    let then = case.state.as_of(as_of);
    let born_on = name.born_on();
    let (given_name, family_name) = name.name();
    RegisterEntry {
        case: case.id,
        person: case.state.person,
        given_name,
        family_name,
        born_on,
        route: case.state.route,
        start: case.state.start,
        end: case.state.ended.as_ref().map(|ended| ended.on),
        end_reason: case.state.ended.as_ref().map(|ended| ended.reason),
        author: case.state.opened_by,
        coordinator: then.and_then(|case| case.coordinator()),
    }
}

/// Who was on a practice's register on a day, as known now or then
#[utoipa::path(get, path = "/api/v1/practices/{practice}/register", tag = "practices",
    params(("practice" = OdsCode, Path), RegisterWanted), responses((status = 200, body = Register), Faults))]
pub async fn register(care: Care, practice: Path<OdsCode>, wanted: Query<RegisterWanted>) -> Result<Answer, Problem> {
    let (practice, RegisterWanted { as_of, known_at, limit, after }) = (practice.into_inner(), wanted.into_inner());
    let (as_of, now) = (past::day("as_of", as_of, care.today())?, care.moment().now);
    let known_at = past::known_at(known_at, now)?.unwrap_or(now);
    let part = PageQuery { limit, after };
    let (limit, after) = (part.limit()?, part.after()?.unwrap_or_default());
    let which = WhichRegister { practice: practice.clone(), as_of, known_at, after, limit };
    let lines = care.register(&which).await?.into_iter().map(|line| entry(line, as_of)).collect();
    let page = page(lines, limit, |line: &RegisterEntry| line.case);
    Answer::ok(&Register { practice, as_of, known_at, items: page.items, next: page.next })
}
