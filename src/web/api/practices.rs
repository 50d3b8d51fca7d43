//! `/practices`: a practice's own risk list and target.

use crate::access::rows::RiskListRow;
use crate::access::{Care, Part, RiskListWanted};
use crate::casework::target::Target;
use crate::domain::{Day, OdsCode, PersonId, RunId};
use crate::web::api::people::{Standing, grouped};
use crate::web::api::runs::RunView;
use crate::web::page::{PageQuery, page};
use crate::web::query::Query;
use crate::web::{Answer, Faults, Problem, past};
use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Path;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(paths(risk_list, risk_list_csv, target), components(schemas(Ages, Show)))]
pub struct Api;

/// Adults or children: they are ranked apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ages {
    /// 18 and over on the index date.
    #[default]
    Adults,
    /// Under 18.
    Children,
}

/// The ranked, or those without a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// By rank.
    #[default]
    Scored,
    /// People who were not scored, objectors among them: they can be nominated.
    Unscored,
}

/// What of the list is wanted.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RiskListQuery {
    /// The run; the practice's latest when left out.
    pub run: Option<RunId>,
    /// Adults or children; adults when left out.
    pub ages: Option<Ages>,
    /// The scored or the unscored; the scored when left out.
    pub show: Option<Show>,
    /// Only this tier of the run.
    #[param(max_length = 100)]
    pub tier: Option<String>,
    /// Only people who stand so.
    pub standing: Option<Standing>,
    /// Only people whose given or family name begins so, or whose NHS number begins with these 3 to 9 digits. A whole number is not for
    /// addresses, which end up in logs: search by it at `/people/search`.
    #[param(pattern = "^([0-9]{3,9}|[^0-9\\x00-\\x1f\\x7f]{1,50})$")]
    pub q: Option<String>,
    /// How many at most, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    #[param(max_length = 500)]
    pub after: Option<String>,
}

/// Where a page ended.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum At {
    Rank(i64),
    Person(PersonId),
}

/// A line of the list.
#[derive(Serialize, ToSchema)]
pub struct RiskLine {
    /// Their id.
    pub person: PersonId,
    /// NHS number, as people read it: 3, 3 and 4 digits.
    pub nhs_number: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Born.
    pub born_on: Day,
    /// Completed years on the index date.
    pub age: i64,
    /// Probability; `null` when not scored.
    pub risk: Option<f64>,
    /// Share of everyone scored who rank at or below, in per cent.
    pub percentile: Option<f64>,
    /// Tier.
    pub tier: Option<String>,
    /// Rank among everyone scored.
    pub rank: Option<i64>,
    /// Rank in the practice, adults and children apart.
    pub practice_rank: Option<i64>,
    /// What moved the score most, the strongest first.
    pub reasons: Vec<String>,
    /// Why they are not scored.
    pub not_scored_because: Option<String>,
    /// Where they stand today.
    pub standing: Standing,
}

impl From<RiskListRow> for RiskLine {
    fn from(row: RiskListRow) -> Self {
        let known = |text: Option<String>| text.filter(|text| !text.is_empty());
        Self {
            person: row.person,
            nhs_number: row.nhs_number.as_deref().map(grouped),
            given_name: known(row.given_name),
            family_name: known(row.family_name),
            born_on: row.born_on,
            age: row.age,
            risk: row.risk,
            percentile: row.percentile,
            tier: row.tier,
            rank: row.rank,
            practice_rank: row.practice_rank,
            reasons: row.reasons,
            not_scored_because: row.left_out,
            standing: Standing::of(&row.standing),
        }
    }
}

/// A practice's risk list.
#[derive(Serialize, ToSchema)]
pub struct RiskList {
    /// The practice.
    pub practice: OdsCode,
    /// The day on which standing is told.
    pub as_of: Day,
    /// The run that the scores rest on, with its data date; `null` when none was published for the practice.
    pub run: Option<RunView>,
    /// Lines, by rank.
    pub items: Vec<RiskLine>,
    /// The cursor of the next page; `null` at the end.
    pub next: Option<String>,
}

impl RiskListQuery {
    fn page(&self) -> PageQuery {
        PageQuery { limit: self.limit, after: self.after.clone() }
    }

    fn wanted(&self, practice: OdsCode, part: Part) -> Result<RiskListWanted, Problem> {
        if self.tier.as_deref().is_some_and(|tier| tier.chars().count() > 100) {
            return Err(Problem::field("tier", "at most 100 characters"));
        }
        let begins = self.q.clone().unwrap_or_default();
        let digits = begins.bytes().filter(u8::is_ascii_digit).count();
        let number = digits == begins.len() && (3..=9).contains(&digits);
        let name = digits == 0 && (1..=50).contains(&begins.chars().count()) && !begins.chars().any(|c| c.is_ascii_control());
        if self.q.is_some() && !number && !name {
            return Err(Problem::field("q", "1 to 50 letters of a name, or the first 3 to 9 digits of an NHS number"));
        }
        Ok(RiskListWanted {
            practice,
            run: self.run,
            adults: self.ages.unwrap_or_default() == Ages::Adults,
            tier: self.tier.clone().unwrap_or_default(),
            standing: self.standing.map_or(String::new(), |standing| standing.name().to_owned()),
            begins,
            part,
        })
    }

    fn unscored(&self) -> bool {
        self.show == Some(Show::Unscored)
    }
}

/// Your practice's list, ranked by risk
#[utoipa::path(get, path = "/api/v1/practices/{code}/risk-list", tag = "practices",
    params(("code" = OdsCode, Path), RiskListQuery), responses((status = 200, body = RiskList), Faults))]
pub async fn risk_list(care: Care, code: Path<OdsCode>, query: Query<RiskListQuery>) -> Result<Answer, Problem> {
    let (code, query) = (code.into_inner(), query.into_inner());
    let paging = query.page();
    let limit = paging.limit()?;
    let part = match (query.unscored(), paging.after()?) {
        (true, None) => Part::Unscored(PersonId::default(), limit + 1),
        (true, Some(At::Person(person))) => Part::Unscored(person, limit + 1),
        (false, None) => Part::Scored(0, limit + 1),
        (false, Some(At::Rank(rank))) => Part::Scored(rank, limit + 1),
        _ => {
            return Err(Problem::field(
                "after",
                "the cursor is of the other list; send the `next` of the page before, unchanged",
            ));
        }
    };
    let (run, lines) = care.risk_list(query.wanted(code.clone(), part)?).await?.unzip();
    let lines: Vec<RiskLine> = lines.unwrap_or_default().into_iter().map(RiskLine::from).collect();
    let page = if query.unscored() {
        page(lines, limit, |line| At::Person(line.person))
    } else {
        page(lines, limit, |line| At::Rank(line.practice_rank.unwrap_or(0)))
    };
    let run = run.map(RunView::from);
    Answer::ok(&RiskList { practice: code, as_of: care.today(), run, items: page.items, next: page.next })
}

/// What of the list is wanted as a file: all of it, unless narrowed.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RiskFileQuery {
    /// The run; the practice's latest when left out.
    pub run: Option<RunId>,
    /// Adults or children; adults when left out.
    pub ages: Option<Ages>,
    /// The scored or the unscored; the scored when left out.
    pub show: Option<Show>,
}

/// Your practice's list as a file for a spreadsheet: every line carries its index date and data date
#[utoipa::path(get, path = "/api/v1/practices/{code}/risk-list.csv", tag = "practices",
    params(("code" = OdsCode, Path), RiskFileQuery),
    responses((status = 200, body = String, content_type = "text/csv; charset=utf-8"), Faults))]
pub async fn risk_list_csv(care: Care, code: Path<OdsCode>, query: Query<RiskFileQuery>) -> Result<HttpResponse, Problem> {
    let code = code.into_inner();
    let RiskFileQuery { run, ages, show } = query.into_inner();
    let query = RiskListQuery { run, ages, show, tier: None, standing: None, q: None, limit: None, after: None };
    let part = if query.unscored() { Part::Unscored(PersonId::default(), i64::MAX) } else { Part::Scored(0, i64::MAX) };
    let found = care.risk_list(query.wanted(code.clone(), part)?).await?;
    let Some((run, lines)) = found else { return Err(Problem::not_found()) };
    let name = format!("attachment; filename=\"risk-list-{code}-{}.csv\"", run.index_date);
    let text = in_csv(&RunView::from(run), lines.into_iter().map(RiskLine::from))
        .map_err(|_| Problem::malformed("the list cannot be written"))?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, name))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(text))
}

const HEADER: [&str; 21] = [
    "nhs_number",
    "given_name",
    "family_name",
    "born_on",
    "age",
    "risk",
    "percentile",
    "tier",
    "rank",
    "practice_rank",
    "standing",
    "not_scored_because",
    "reason_1",
    "reason_2",
    "reason_3",
    "reason_4",
    "reason_5",
    "model",
    "model_version",
    "index_date",
    "data_date",
];

fn in_csv(run: &RunView, lines: impl Iterator<Item = RiskLine>) -> Result<Vec<u8>, csv::Error> {
    let mut text = csv::Writer::from_writer(vec![]);
    text.write_record(HEADER)?;
    let number = |number: Option<f64>| number.map_or(String::new(), |number| format!("{number:.6}"));
    let whole = |number: Option<i64>| number.map_or(String::new(), |number| number.to_string());
    for line in lines {
        let mut cells = vec![
            line.nhs_number.unwrap_or_default(),
            no_formula(line.given_name.unwrap_or_default()),
            no_formula(line.family_name.unwrap_or_default()),
            line.born_on.to_string(),
            line.age.to_string(),
            number(line.risk),
            number(line.percentile),
            line.tier.unwrap_or_default(),
            whole(line.rank),
            whole(line.practice_rank),
            line.standing.name().to_owned(),
            line.not_scored_because.unwrap_or_default(),
        ];
        let mut reasons = line.reasons.into_iter();
        cells.extend((0..5).map(|_| reasons.next().unwrap_or_default()));
        cells.extend([run.model.clone(), run.model_version.clone(), run.index_date.to_string()]);
        cells.push(run.data_date.map_or(String::new(), |day| day.to_string()));
        text.write_record(&cells)?;
    }
    text.into_inner().map_err(|error| error.into_error().into())
}

/// A name that a spreadsheet would take for a formula gets an apostrophe before it.
fn no_formula(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

/// The day wanted.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AsOfQuery {
    /// The day; today when left out. Not in the future.
    pub as_of: Option<Day>,
    /// As known at this instant; as known now when left out. Not in the future. A death is taken as it is known now.
    pub known_at: Option<DateTime<Utc>>,
}

/// A practice's target on a day: of the list as it is on that day. What is paid looks at the list on the first day of the quarter:
/// that is the measure `register_percent` of `/practices/{code}/coverage`, and differs by those who came, left, died or turned 18 since.
#[derive(Debug, Serialize, ToSchema)]
pub struct TargetView {
    /// The practice.
    pub practice: OdsCode,
    /// The day.
    pub as_of: Day,
    /// List and register as known at this instant (UTC).
    pub known_at: DateTime<Utc>,
    /// The numbers.
    #[serde(flatten)]
    pub target: Target,
}

/// Your practice's target: people wanted on the register, and where you are
///
/// Of the list on the day: today's, when no day is named. What is paid looks at the list on the first day of the quarter, as the measure
/// `register_percent` of `/practices/{code}/coverage` does.
#[utoipa::path(get, path = "/api/v1/practices/{code}/target", tag = "practices",
    params(("code" = OdsCode, Path), AsOfQuery), responses((status = 200, body = TargetView), Faults))]
pub async fn target(care: Care, code: Path<OdsCode>, query: Query<AsOfQuery>) -> Result<Answer, Problem> {
    let practice = code.into_inner();
    let AsOfQuery { as_of, known_at } = query.into_inner();
    let (as_of, now) = (past::day("as_of", as_of, care.today())?, care.moment().now);
    let known_at = past::known_at(known_at, now)?;
    let target = care.target(&practice, as_of, known_at).await?;
    Answer::ok(&TargetView { practice, as_of, known_at: known_at.unwrap_or(now), target })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_a_formula() {
        assert_eq!(no_formula("=HYPERLINK(1)".into()), "'=HYPERLINK(1)");
        assert_eq!(no_formula("O'Brien-Smith".into()), "O'Brien-Smith");
    }

    #[test]
    fn a_whole_number_is_not_for_addresses() {
        let query = |q: &str| RiskListQuery {
            run: None,
            ages: None,
            show: None,
            tier: None,
            standing: None,
            q: Some(q.into()),
            limit: None,
            after: None,
        };
        let wanted = |q: &str| query(q).wanted("A81001".parse().unwrap(), Part::Scored(0, 1));
        for good in ["999", "999123456", "O'Brien", "%"] {
            assert_eq!(wanted(good).ok().map(|wanted| wanted.begins).as_deref(), Some(good));
        }
        for bad in ["9991234567", "99", "", "Smith 9", "a\0b", &"x".repeat(51)] {
            assert_eq!(wanted(bad).err().map(|problem| problem.status), Some(400), "{bad}");
        }
    }
}
