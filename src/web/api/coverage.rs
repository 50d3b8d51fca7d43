//! `/practices/{code}/coverage`: own figures as they are; and who is behind them, at a practice or with a team.

use crate::access::Care;
use crate::access::coverage::{Behind, OwnCoverage, Whose};
use crate::access::rows::SeenRow;
use crate::domain::{Day, OdsCode, TeamId};
use crate::measures::asked::day_told;
use crate::measures::definition::{Definition, Shape};
use crate::measures::period::Days;
use crate::measures::{Explained, OwnBeside, OwnFigure, OwnPart, OwnTarget, Stands};
use crate::web::page::{PageQuery, cursor, no_such_page};
use crate::web::{Answer, Faults, Problem, Query, past};
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Number;
use utoipa::{IntoParams, OpenApi, ToSchema};

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(paths(of_practice, behind_practice, behind_team), components(schemas(Stands)))]
pub struct Api;

/// The day and the knowledge of own figures.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OwnQuery {
    /// The day figures tell of; today when left out. Not in the future.
    pub as_of: Option<Day>,
    /// Only what was known at this instant; now when left out.
    pub known_at: Option<DateTime<Utc>>,
}

/// Which of those behind a measure.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct BehindQuery {
    /// The day figures tell of; today when left out. Not in the future.
    pub as_of: Option<Day>,
    /// Only what was known at this instant; now when left out.
    pub known_at: Option<DateTime<Utc>>,
    /// Only those who stand so.
    pub standing: Option<Stands>,
    /// How many at most, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before. The day and what was known are those of the first page.
    #[param(max_length = 500)]
    pub after: Option<String>,
}

/// A figure as it is.
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
    /// Denominator: person-years, to one decimal, for a rate; `null` for a plain count.
    #[schema(value_type = Option<f64>)]
    pub denominator: Option<Number>,
    /// What the denominator counts: people, reviews, person-years; `null` for a plain count.
    pub denominator_unit: Option<String>,
    /// Per cent, or per 1,000 person-years; `null` for a plain count, and where the denominator is 0: not applicable.
    pub value: Option<f64>,
    /// In neither: the deadline has not passed.
    pub pending: u64,
    /// In neither: taken out.
    pub removed: u64,
    /// What it aims at, and how many people are missing to it.
    pub targets: Vec<OwnTarget>,
    /// Beside it, in neither.
    pub beside: Vec<OwnBeside>,
    /// Its parts.
    pub parts: Vec<OwnPart>,
    /// What to keep in mind.
    pub warning: String,
}

impl From<&OwnFigure> for OwnLine {
    fn from(figure: &OwnFigure) -> Self {
        let (definition, figure) = (figure.definition.as_ref(), figure.clone());
        let years = figure.tenths_of_years().and_then(|tenths| Number::from_f64(tenths as f64 / 10.0));
        Self {
            measure: definition.id.clone(),
            version: definition.version,
            title: definition.title.clone(),
            days: figure.days,
            numerator: figure.numerator,
            denominator: years.or(figure.denominator.map(Number::from)),
            denominator_unit: denominator_unit(definition).map(str::to_owned),
            value: figure.tenths.map(|tenths| tenths as f64 / 10.0),
            pending: figure.pending,
            removed: figure.removed,
            targets: figure.targets,
            beside: figure.beside,
            parts: figure.parts,
            warning: definition.warning.clone(),
        }
    }
}

const fn denominator_unit(definition: &Definition) -> Option<&'static str> {
    match definition.shape {
        Shape::Count => None,
        Shape::Share | Shape::Ratio => Some(definition.unit.words()),
        Shape::Rate => Some("person-years"),
    }
}

/// A practice's own figures of a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct PracticeCoverage {
    /// The practice.
    pub practice: OdsCode,
    /// The day they tell of.
    pub as_of: Day,
    /// From what was known at this instant.
    pub known_at: DateTime<Utc>,
    /// Where sizes of lists come from.
    pub list_size_source: String,
    /// By measure. For those who look after the people counted: nothing is rounded or withheld.
    pub figures: Vec<OwnLine>,
}

/// Somebody behind a measure, or something of theirs.
#[derive(Debug, Serialize, ToSchema)]
pub struct BehindLine {
    /// Who, and where they stand.
    #[serde(flatten)]
    pub explained: Explained,
    /// Given name; `null` where you have no relationship with them now.
    pub given_name: Option<String>,
    /// Family name, likewise.
    pub family_name: Option<String>,
    /// Born, likewise.
    pub born_on: Option<Day>,
}

/// Who is behind a measure.
#[derive(Debug, Serialize, ToSchema)]
pub struct BehindMeasure {
    /// The day it tells of.
    pub as_of: Day,
    /// From what was known at this instant.
    pub known_at: DateTime<Utc>,
    /// The definition.
    pub definition: Definition,
    /// Each person counted or not, and the first reason why not. One who has two actions due is there twice; of a ratio or a rate,
    /// somebody in numerator and denominator is there for each. Those on your list or caseload now: a figure of an earlier day may
    /// have counted others.
    pub items: Vec<BehindLine>,
    /// The cursor of the next page; `null` at the end.
    pub next: Option<String>,
}

/// Who is behind a measure of a practice.
#[derive(Debug, Serialize, ToSchema)]
pub struct BehindPractice {
    /// The practice.
    pub practice: OdsCode,
    /// Who.
    #[serde(flatten)]
    pub behind: BehindMeasure,
}

/// Who is behind a measure of a team.
#[derive(Debug, Serialize, ToSchema)]
pub struct BehindTeam {
    /// The team.
    pub team: TeamId,
    /// Who.
    #[serde(flatten)]
    pub behind: BehindMeasure,
}

/// Where a page ended, and of which list.
#[derive(Serialize, Deserialize)]
struct Ended {
    whose: String,
    measure: String,
    standing: Option<Stands>,
    as_of: Day,
    known_at: DateTime<Utc>,
    from: usize,
}

fn line((explained, who): (Explained, Option<SeenRow>)) -> BehindLine {
    let born_on = who.as_ref().and_then(SeenRow::born_on);
    let (given_name, family_name) = who.map_or((None, None), SeenRow::name);
    BehindLine { explained, given_name, family_name, born_on }
}

async fn behind(care: &Care, whose: &Whose, measure: String, query: BehindQuery) -> Result<BehindMeasure, Problem> {
    let BehindQuery { as_of, known_at, standing, limit, after } = query;
    let paging = PageQuery { limit, after };
    let (limit, at) = (paging.limit()?, paging.after::<Ended>()?);
    let place = match whose {
        Whose::Practice(code) => code.to_string(),
        Whose::Team(team) => team.to_string(),
    };
    let other = |at: &Ended| {
        (&at.whose, &at.measure, at.standing) != (&place, &measure, standing)
            || as_of.is_some_and(|day| day != at.as_of)
            || known_at.is_some_and(|instant| instant != at.known_at)
    };
    if at.as_ref().is_some_and(other) {
        return Err(no_such_page());
    }
    let as_of = as_of.or(at.as_ref().map(|at| at.as_of)).unwrap_or(care.today());
    let as_of = day_told(as_of, care.today()).map_err(Problem::of_query)?;
    let known_at = past::known_at(known_at.or(at.as_ref().map(|at| at.known_at)), care.moment().now)?;
    let from = at.map_or(0, |at| at.from);
    let wanted = Behind {
        measure: measure.clone(),
        as_of,
        known_at,
        stands: standing,
        from,
        limit: usize::try_from(limit).unwrap_or(200),
    };
    let found = care.behind_measure(whose, &wanted).await?;
    let known_at = found.known_at;
    Ok(BehindMeasure {
        as_of,
        known_at,
        definition: found.definition.as_ref().clone(),
        items: found.lines.into_iter().map(line).collect(),
        next: found.next.map(|from| cursor(&Ended { whose: place, measure, standing, as_of, known_at, from })),
    })
}

/// Your practice's own figures, as they are
#[utoipa::path(get, path = "/api/v1/practices/{code}/coverage", tag = "practices", params(("code" = OdsCode, Path), OwnQuery),
    responses((status = 200, body = PracticeCoverage), Faults))]
pub async fn of_practice(care: Care, code: Path<OdsCode>, query: Query<OwnQuery>) -> Result<Answer, Problem> {
    let (practice, query) = (code.into_inner(), query.into_inner());
    let as_of = day_told(query.as_of.unwrap_or(care.today()), care.today()).map_err(Problem::of_query)?;
    let known_at = past::known_at(query.known_at, care.moment().now)?;
    let OwnCoverage { basis, figures } = care.own_coverage(&practice, as_of, known_at).await?;
    let figures = figures.iter().map(OwnLine::from).collect();
    Answer::ok(&PracticeCoverage { practice, as_of, known_at: basis.known_at, list_size_source: basis.list_size_source, figures })
}

/// Who is behind a figure of your practice: counted, or the first reason why not
#[utoipa::path(get, path = "/api/v1/practices/{code}/coverage/{measure}", tag = "practices",
    params(("code" = OdsCode, Path), ("measure" = String, Path, max_length = 60), BehindQuery),
    responses((status = 200, body = BehindPractice), Faults))]
pub async fn behind_practice(care: Care, path: Path<(OdsCode, String)>, query: Query<BehindQuery>) -> Result<Answer, Problem> {
    let (practice, measure) = path.into_inner();
    let behind = behind(&care, &Whose::Practice(practice.clone()), measure, query.into_inner()).await?;
    Answer::ok(&BehindPractice { practice, behind })
}

/// Who is behind a figure of your team: counted, or the first reason why not
///
/// Those on your caseload or your practice's list. A team's figures are under `/reports`, with disclosure control.
#[utoipa::path(get, path = "/api/v1/teams/{team}/coverage/{measure}", tag = "teams",
    params(("team" = TeamId, Path), ("measure" = String, Path, max_length = 60), BehindQuery),
    responses((status = 200, body = BehindTeam), Faults))]
pub async fn behind_team(care: Care, path: Path<(TeamId, String)>, query: Query<BehindQuery>) -> Result<Answer, Problem> {
    let (team, measure) = path.into_inner();
    let behind = behind(&care, &Whose::Team(team), measure, query.into_inner()).await?;
    Answer::ok(&BehindTeam { team, behind })
}
