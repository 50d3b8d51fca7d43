//! `/reports`: coverage for commissioners, under disclosure control; and a practice's own, in the open.

use crate::access::coverage::{Known, OwnCoverage, OwnPeople, Wanted};
use crate::access::{Care, Colleague, Commissioner};
use crate::domain::{Day, OdsCode};
use crate::measures::definition::Definition;
use crate::measures::period::Days;
use crate::measures::published::{Basis, PolicyId};
use crate::measures::{Explained, Level, OwnFigure, OwnTarget, Place, Published};
use crate::report::{Answer as BcfAnswer, Report, Selection, Series, Trend, bcf_at, csv, html, json, xlsx};
use crate::web::query::Query;
use crate::web::{Answer, Faults, Problem, past};
use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, OpenApi, ToSchema};

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(
    paths(measures, coverage, coverage_csv, coverage_xlsx, coverage_html, bcf, trend, own, own_people),
    components(schemas(Level))
)]
pub struct Api;

/// Definitions of measures
#[derive(Debug, Serialize, ToSchema)]
pub struct Measures {
    /// Every version, in the order in which they are reported.
    pub items: Vec<Definition>,
}

/// Which figures, of which day, from whose knowledge, under which policy.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CoverageQuery {
    /// The day figures tell of: the last of a month that has ended; that of the last month when left out.
    pub as_of: Option<Day>,
    /// Only what was known when that day ended; false when left out: what is known now.
    pub known_then: Option<bool>,
    /// Only places of this level.
    pub level: Option<Level>,
    /// Only this measure: its id.
    #[param(max_length = 60)]
    pub measure: Option<String>,
}

/// A trend.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TrendQuery {
    /// The measure: its id.
    #[param(max_length = 60)]
    pub measure: String,
    /// The last day: the last of a month that has ended; that of the last month when left out.
    pub as_of: Option<Day>,
    /// How many months, 1 to 60; 24 when left out.
    #[param(minimum = 1, maximum = 60)]
    pub months: Option<u32>,
    /// Of each day, only what was known when it ended; false when left out: what is known now.
    pub known_then: Option<bool>,
    /// Places of this level; those of commissioners when left out.
    pub level: Option<Level>,
}

/// A trend, place by place.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrendAnswer {
    /// What the last figures rest on.
    pub basis: Basis,
    /// By place.
    pub series: Vec<Series>,
}

/// The day and the knowledge of a practice's own figures.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OwnQuery {
    /// The day figures tell of; today when left out. Not in the future.
    pub as_of: Option<Day>,
    /// Only what was known at this instant; now when left out.
    pub known_at: Option<DateTime<Utc>>,
}

/// A figure of a practice, as it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnLine {
    /// The measure.
    pub measure: String,
    /// Version of its definition.
    pub version: u32,
    /// In words.
    pub title: String,
    /// The days it looked at.
    pub days: Days,
    /// Numerator.
    pub numerator: u64,
    /// Denominator: person-days for a rate; `null` for a plain count.
    pub denominator: Option<u64>,
    /// Per cent, or per 1,000 person-years; `null` for a plain count, and where the denominator is 0: not applicable.
    pub value: Option<f64>,
    /// In neither: the deadline has not passed.
    pub pending: u64,
    /// In neither: taken out.
    pub removed: u64,
    /// What it aims at, and how many people are missing to it.
    pub targets: Vec<OwnTarget>,
    /// Beside it, in neither.
    pub beside: BTreeMap<String, u64>,
    /// Of parts: numerator and denominator.
    pub parts: BTreeMap<String, [u64; 2]>,
    /// What to keep in mind.
    pub warning: String,
}

/// A practice's own figures.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnAnswer {
    /// The practice.
    pub practice: OdsCode,
    /// The day they tell of.
    pub as_of: Day,
    /// From what was known at this instant.
    pub known_at: DateTime<Utc>,
    /// Where sizes of lists come from.
    pub list_size_source: String,
    /// By measure. For the practice alone: nothing is rounded or withheld.
    pub figures: Vec<OwnLine>,
}

/// Who is behind a measure.
#[derive(Debug, Serialize, ToSchema)]
pub struct BehindMeasure {
    /// The practice.
    pub practice: OdsCode,
    /// The day it tells of.
    pub as_of: Day,
    /// From what was known at this instant.
    pub known_at: DateTime<Utc>,
    /// The definition.
    pub definition: Definition,
    /// Each person counted or not, and the first reason why not.
    pub people: Vec<Explained>,
}

impl From<OwnFigure> for OwnLine {
    fn from(figure: OwnFigure) -> Self {
        Self {
            measure: figure.definition.id.clone(),
            version: figure.definition.version,
            title: figure.definition.title.clone(),
            days: figure.days,
            numerator: figure.numerator,
            denominator: figure.denominator,
            value: figure.tenths.map(|tenths| tenths as f64 / 10.0),
            pending: figure.pending,
            removed: figure.removed,
            targets: figure.targets,
            beside: figure.beside,
            parts: figure.parts.into_iter().map(|(name, (numerator, denominator))| (name, [numerator, denominator])).collect(),
            warning: figure.definition.warning.clone(),
        }
    }
}

/// The day figures tell of; `otherwise` when left out.
fn day_of_figures(as_of: Option<Day>, today: Day, otherwise: Day) -> Result<Day, Problem> {
    let day = past::day("as_of", Some(as_of.unwrap_or(otherwise)), today)?;
    if day < EARLIEST { Err(Problem::field("as_of", "must be 1948-07-05 or later")) } else { Ok(day) }
}

/// The policy of every figure that goes out here: the default below national level. Nobody chooses another, nor a day within a month, nor
/// an instant of knowledge: two answers to one question would tell by their difference what neither does.
const POLICY: PolicyId = PolicyId::Hes2018;

const fn known(then: Option<bool>) -> Known {
    match then {
        Some(true) => Known::Then,
        Some(false) | None => Known::Now,
    }
}

/// The last day of a month that has ended.
fn month_end(as_of: Option<Day>, today: Day) -> Result<Day, Problem> {
    let is_last = |day: Day| crate::measures::period::is_month_end(day);
    let latest = crate::measures::period::month_ends(today, 2).first().copied().unwrap_or(today);
    match day_of_figures(as_of, today, latest)? {
        day if day < today && is_last(day) => Ok(day),
        _ => Err(Problem::field("as_of", "must be the last day of a month that has ended")),
    }
}

/// The first day of the National Health Service.
const EARLIEST: Day = Day::of(1948, 7, 5);

impl CoverageQuery {
    async fn publish(&self, commissioner: &Commissioner, what: &'static str) -> Result<Published, Problem> {
        let days = vec![month_end(self.as_of, commissioner.today())?];
        let wanted = Wanted { days, known: known(self.known_then), policy: POLICY, what };
        let published = commissioner.coverage(wanted).await?.pop().ok_or_else(unwritten)?;
        let selection = self.selection();
        if selection.check(&published).is_err() {
            return Err(no_such_measure());
        }
        Ok(published)
    }

    fn selection(&self) -> Selection {
        Selection { levels: self.level.into_iter().collect(), measures: self.measure.clone().into_iter().collect() }
    }
}

fn no_such_measure() -> Problem {
    let mut problem = Problem::not_found();
    problem.detail = "no such measure is used for that day; /reports/measures lists them".into();
    problem
}

fn unwritten() -> Problem {
    Problem::unwritten("the report cannot be written")
}

fn file(published: &Published, ending: &str, content_type: &'static str, bytes: Vec<u8>) -> HttpResponse {
    let name = format!("attachment; filename=\"coverage-{}.{ending}\"", published.basis.as_of);
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, content_type))
        .insert_header((CONTENT_DISPOSITION, name))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(bytes)
}

/// Definitions of the measures, every version
#[utoipa::path(get, path = "/api/v1/reports/measures", tag = "reports", responses((status = 200, body = Measures), Faults))]
pub async fn measures(colleague: Colleague) -> Result<Answer, Problem> {
    let items = colleague.definitions().measure.iter().map(|definition| definition.as_ref().clone()).collect();
    Answer::ok(&Measures { items })
}

/// Coverage of a commissioner's practices, under disclosure control
#[utoipa::path(get, path = "/api/v1/reports/coverage", tag = "reports", params(CoverageQuery),
    responses((status = 200, body = Report), Faults))]
pub async fn coverage(commissioner: Commissioner, query: Query<CoverageQuery>) -> Result<Answer, Problem> {
    let published = query.publish(&commissioner, "coverage").await?;
    Answer::ok(&json(&published, &query.selection()))
}

/// The same as a file for a spreadsheet or a program
#[utoipa::path(get, path = "/api/v1/reports/coverage.csv", tag = "reports", params(CoverageQuery),
    responses((status = 200, body = String, content_type = "text/csv; charset=utf-8"), Faults))]
pub async fn coverage_csv(commissioner: Commissioner, query: Query<CoverageQuery>) -> Result<HttpResponse, Problem> {
    let published = query.publish(&commissioner, "coverage").await?;
    let text = csv(&published, &query.selection()).map_err(|_| unwritten())?;
    Ok(file(&published, "csv", "text/csv; charset=utf-8", text.into_bytes()))
}

/// The same as a spreadsheet
#[utoipa::path(get, path = "/api/v1/reports/coverage.xlsx", tag = "reports", params(CoverageQuery),
    responses((status = 200, body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), Faults))]
pub async fn coverage_xlsx(commissioner: Commissioner, query: Query<CoverageQuery>) -> Result<HttpResponse, Problem> {
    let published = query.publish(&commissioner, "coverage").await?;
    let bytes = xlsx(&published, &query.selection()).map_err(|_| unwritten())?;
    Ok(file(&published, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes))
}

/// The same as a page with charts and a year's trends, complete in itself
#[utoipa::path(get, path = "/api/v1/reports/coverage.html", tag = "reports", params(PageOf),
    responses((status = 200, body = String, content_type = "text/html; charset=utf-8"), Faults))]
pub async fn coverage_html(commissioner: Commissioner, query: Query<PageOf>) -> Result<HttpResponse, Problem> {
    let all = trend_of(&commissioner, query.as_of, 12, None).await?;
    let last = all.last().ok_or_else(unwritten)?;
    let page = html(last, &Trend::of(all.clone())).map_err(|_| unwritten())?;
    Ok(crate::web::html::page(page))
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageOf {
    /// The day figures tell of: the last of a month that has ended; that of the last month when left out.
    pub as_of: Option<Day>,
}

/// The answer to the Better Care Fund question, with the paragraph for the template, for each commissioner of yours
#[utoipa::path(get, path = "/api/v1/reports/bcf", tag = "reports", params(CoverageQuery),
    responses((status = 200, body = Vec<BcfAnswer>), Faults))]
pub async fn bcf(commissioner: Commissioner, query: Query<CoverageQuery>) -> Result<Answer, Problem> {
    let published = query.publish(&commissioner, "bcf").await?;
    let level = query.level.unwrap_or(Level::Commissioner);
    let places = published.names.keys().filter(|place| place.level() == level);
    Answer::ok(&places.map(|place| bcf_at(&published, place)).collect::<Vec<_>>())
}

async fn trend_of(
    commissioner: &Commissioner,
    as_of: Option<Day>,
    months: u32,
    known_then: Option<bool>,
) -> Result<Vec<Published>, Problem> {
    let as_of = month_end(as_of, commissioner.today())?;
    let wanted = Wanted {
        days: crate::measures::period::month_ends(as_of, months),
        known: known(known_then),
        policy: POLICY,
        what: "trend",
    };
    Ok(commissioner.coverage(wanted).await?)
}

/// A measure over months, with its limits and signals; broken where its definition changed
#[utoipa::path(get, path = "/api/v1/reports/trend", tag = "reports", params(TrendQuery),
    responses((status = 200, body = TrendAnswer), Faults))]
pub async fn trend(commissioner: Commissioner, query: Query<TrendQuery>) -> Result<Answer, Problem> {
    let months = match query.months {
        None => 24,
        Some(months @ 1..=60) => months,
        Some(_) => return Err(Problem::field("months", "must be from 1 to 60")),
    };
    let all = trend_of(&commissioner, query.as_of, months, query.known_then).await?;
    let basis = all.last().map(|last| last.basis.clone()).ok_or_else(unwritten)?;
    let wanted = query.level.unwrap_or(Level::Commissioner);
    let measures = all.iter().flat_map(|published| &published.measures).filter(|measure| measure.definition.id == query.measure);
    let mut known = false;
    let mut places = std::collections::BTreeSet::<Place>::new();
    for measure in measures {
        known = true;
        places.extend(measure.places.keys().filter(|place| place.level() == wanted).cloned());
    }
    if !known {
        return Err(no_such_measure());
    }
    let trend = Trend::of(all);
    let series = places.iter().map(|place| trend.series(&query.measure, place)).collect();
    Answer::ok(&TrendAnswer { basis, series })
}

/// Your practice's own figures, as they are
#[utoipa::path(get, path = "/api/v1/practices/{code}/coverage", tag = "practices", params(("code" = OdsCode, Path), OwnQuery),
    responses((status = 200, body = OwnAnswer), Faults))]
pub async fn own(care: Care, code: Path<OdsCode>, query: Query<OwnQuery>) -> Result<Answer, Problem> {
    let practice = code.into_inner();
    let as_of = day_of_figures(query.as_of, care.today(), care.today())?;
    let known_at = past::known_at(query.known_at, care.moment().now)?;
    let OwnCoverage { basis, figures } = care.own_coverage(&practice, as_of, known_at).await?;
    let Basis { known_at, list_size_source, .. } = basis;
    Answer::ok(&OwnAnswer {
        practice,
        as_of,
        known_at,
        list_size_source,
        figures: figures.into_iter().map(OwnLine::from).collect(),
    })
}

/// Who is behind a figure of your practice: counted, or the first reason why not
#[utoipa::path(get, path = "/api/v1/practices/{code}/coverage/{measure}", tag = "practices",
    params(("code" = OdsCode, Path), ("measure" = String, Path, max_length = 60), OwnQuery),
    responses((status = 200, body = BehindMeasure), Faults))]
pub async fn own_people(care: Care, path: Path<(OdsCode, String)>, query: Query<OwnQuery>) -> Result<Answer, Problem> {
    let (practice, measure) = path.into_inner();
    let as_of = day_of_figures(query.as_of, care.today(), care.today())?;
    let known_at = past::known_at(query.known_at, care.moment().now)?;
    let OwnPeople { known_at, definition, people } = care.behind_measure(&practice, &measure, as_of, known_at).await?;
    Answer::ok(&BehindMeasure { practice, as_of, known_at, definition: definition.as_ref().clone(), people })
}
