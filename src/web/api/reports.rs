//! `/reports`: coverage for commissioners, under disclosure control.

use crate::access::coverage::{Known, Wanted};
use crate::access::{Colleague, Commissioner};
use crate::domain::Day;
use crate::measures::asked::month_told;
use crate::measures::definition::Definition;
use crate::measures::published::{Basis, PolicyId};
use crate::measures::{Level, Place, Published};
use crate::report::{Answer as BcfAnswer, Report, Selection, Series, Trend, bcf_at, csv, fhir, html, json, xlsx};
use crate::web::query::Query;
use crate::web::{Answer, Faults, Problem};
use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, OpenApi, ToSchema};

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(
    paths(measures, coverage, coverage_csv, coverage_xlsx, coverage_fhir, coverage_html, bcf, trend),
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

/// Of which day the question is answered, from whose knowledge, for which places.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct BcfQuery {
    /// The day figures tell of: the last of a month that has ended; that of the last month when left out.
    pub as_of: Option<Day>,
    /// Only what was known when that day ended; false when left out: what is known now.
    pub known_then: Option<bool>,
    /// Places of this level; those of commissioners when left out.
    pub level: Option<Level>,
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

/// The policy of every figure that goes out here: the default below national level. Nobody chooses another, nor a day within a month, nor
/// an instant of knowledge but now and the end of the day: two answers to one question would tell by their difference what neither does.
const POLICY: PolicyId = PolicyId::Hes2018;

const fn known(then: Option<bool>) -> Known {
    match then {
        Some(true) => Known::Then,
        Some(false) | None => Known::Now,
    }
}

fn month_end(as_of: Option<Day>, today: Day) -> Result<Day, Problem> {
    month_told(as_of, today).map_err(Problem::of_query)
}

async fn publish(
    commissioner: &Commissioner,
    as_of: Option<Day>,
    known_then: Option<bool>,
    what: &'static str,
) -> Result<Published, Problem> {
    let days = vec![month_end(as_of, commissioner.today())?];
    let wanted = Wanted { days, known: known(known_then), policy: POLICY, what };
    commissioner.coverage(wanted).await?.last().cloned().ok_or_else(unwritten)
}

impl CoverageQuery {
    async fn publish(&self, commissioner: &Commissioner, what: &'static str) -> Result<Published, Problem> {
        let published = publish(commissioner, self.as_of, self.known_then, what).await?;
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

/// The same as a FHIR R4 bundle of definitions and summary reports
#[utoipa::path(get, path = "/api/v1/reports/coverage.fhir", tag = "reports", params(CoverageQuery),
    responses((status = 200, body = serde_json::Value, content_type = "application/fhir+json"), Faults))]
pub async fn coverage_fhir(commissioner: Commissioner, query: Query<CoverageQuery>) -> Result<HttpResponse, Problem> {
    let published = query.publish(&commissioner, "coverage").await?;
    let bundle = fhir(&published, &query.selection()).to_string();
    Ok(file(&published, "fhir.json", "application/fhir+json; charset=utf-8", bundle.into_bytes()))
}

/// The same as a page with charts and a year's trends, complete in itself
#[utoipa::path(get, path = "/api/v1/reports/coverage.html", tag = "reports", params(PageOf),
    responses((status = 200, body = String, content_type = "text/html; charset=utf-8"), Faults))]
pub async fn coverage_html(commissioner: Commissioner, query: Query<PageOf>) -> Result<HttpResponse, Problem> {
    let all = trend_of(&commissioner, query.as_of, 12, None).await?;
    let last = all.last().ok_or_else(unwritten)?;
    let page = html(last, &Trend::of(all.to_vec())).map_err(|_| unwritten())?;
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
#[utoipa::path(get, path = "/api/v1/reports/bcf", tag = "reports", params(BcfQuery),
    responses((status = 200, body = Vec<BcfAnswer>), Faults))]
pub async fn bcf(commissioner: Commissioner, query: Query<BcfQuery>) -> Result<Answer, Problem> {
    let published = publish(&commissioner, query.as_of, query.known_then, "bcf").await?;
    let level = query.level.unwrap_or(Level::Commissioner);
    let places = published.names.keys().filter(|place| place.level() == level);
    Answer::ok(&places.map(|place| bcf_at(&published, place)).collect::<Vec<_>>())
}

async fn trend_of(
    commissioner: &Commissioner,
    as_of: Option<Day>,
    months: u32,
    known_then: Option<bool>,
) -> Result<Arc<Vec<Published>>, Problem> {
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
    let trend = Trend::of(all.to_vec());
    let series = places.iter().map(|place| trend.series(&query.measure, place)).collect();
    Answer::ok(&TrendAnswer { basis, series })
}
