//! `/people`: somebody, their risk and its history.

use crate::access::Care;
use crate::access::rows::{PersonPageRow, RiskRow};
use crate::casework::objection::ObjectionKind;
use crate::casework::plan::PlanStatus;
use crate::casework::plan::summary::NamedStaff;
use crate::casework::suitability::UnsuitableReason;
use crate::domain::{CaseId, Day, NhsNumber, PersonId, PlanId, RunId};
use crate::web::{Answer, Body, Faults, Problem};
use actix_web::web::Path;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};
use uuid::Uuid;
use validator::{Validate, ValidationError};

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(paths(read, risk, search))]
pub struct Api;

/// Where somebody stands with case management.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Has an open case.
    OnRegister,
    /// Is put forward: nominated, or on a list of people to discuss.
    Candidate,
    /// Was proposed and not accepted.
    Declined,
    /// A clinician said: not suitable now.
    NotSuitable,
    /// Had a case that ended.
    Ended,
    /// None of these.
    None,
}

impl Standing {
    /// From its name in the database.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "on_register" => Self::OnRegister,
            "candidate" => Self::Candidate,
            "declined" => Self::Declined,
            "not_suitable" => Self::NotSuitable,
            "ended" => Self::Ended,
            _ => Self::None,
        }
    }

    /// Its name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::OnRegister => "on_register",
            Self::Candidate => "candidate",
            Self::Declined => "declined",
            Self::NotSuitable => "not_suitable",
            Self::Ended => "ended",
            Self::None => "none",
        }
    }
}

/// Somebody.
#[derive(Serialize, ToSchema)]
pub struct PersonView {
    /// Their id.
    pub id: PersonId,
    /// The day this tells of.
    pub as_of: Day,
    /// NHS number, as people read it: 3, 3 and 4 digits.
    pub nhs_number: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// Practice they are or were last registered with.
    pub practice: String,
    /// Its name.
    pub practice_name: Option<String>,
    /// On its list since.
    pub registered_on: Day,
    /// Left its list.
    pub deregistered_on: Option<Day>,
    /// Born.
    pub born_on: Day,
    /// Completed years on the day, or at death.
    pub age: i32,
    /// `female`, `male`, `indeterminate`, `unknown`.
    pub sex: String,
    /// Died.
    pub died_on: Option<Day>,
    /// Lives in a care home.
    pub care_home: bool,
    /// Usual GP at the practice, by the practice's code for them.
    pub usual_gp: Option<String>,
    /// Has a long-term condition; `null` when there is no record to tell.
    pub long_term_condition: Option<bool>,
    /// Where they stand.
    pub standing: Standing,
    /// Their open case.
    pub case: Option<CaseId>,
    /// The hospital they are in now: its code.
    pub in_hospital: Option<String>,
    /// In hospital since.
    pub admitted_on: Option<Day>,
    /// The care coordinator of the open case.
    pub coordinator: Option<NamedStaff>,
    /// The GP who is accountable for their care now.
    pub accountable_gp: Option<NamedStaff>,
    /// Accountable since.
    pub accountable_gp_from: Option<Day>,
    /// Their current plan; or else the one begun last, which has ended.
    pub plan: Option<PlanStands>,
    /// What they object to on the day.
    pub objections: Vec<ObjectionKind>,
    /// Why case management does not suit them now.
    pub not_suitable: Option<NotSuitableNow>,
}

/// How somebody's plan stands.
#[derive(Serialize, ToSchema)]
pub struct PlanStands {
    /// The plan.
    pub id: PlanId,
    /// Its state.
    pub status: PlanStatus,
    /// When its present version was agreed.
    pub agreed_on: Option<Day>,
    /// When its review is due.
    pub review_due: Option<Day>,
}

/// Case management does not suit somebody now.
#[derive(Serialize, ToSchema)]
pub struct NotSuitableNow {
    /// Why.
    pub reason: UnsuitableReason,
    /// The first day on which it no longer holds.
    pub until: Day,
}

/// 3, 3 and 4 digits.
pub(super) fn grouped(number: &str) -> String {
    match (number.get(..3), number.get(3..6), number.get(6..)) {
        (Some(a), Some(b), Some(c)) => format!("{a} {b} {c}"),
        _ => number.to_owned(),
    }
}

/// The value that is called so in the database.
fn called<T: DeserializeOwned>(name: String) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(name)).ok()
}

fn named(id: Option<Uuid>, name: Option<String>) -> Option<NamedStaff> {
    id.zip(name).map(|(id, name)| NamedStaff { id: id.into(), name })
}

fn view(row: PersonPageRow, as_of: Day) -> PersonView {
    let died_on = row.died_on.map(Day::from);
    let known = |text: Option<String>| text.filter(|text| !text.is_empty());
    // In the order of `ObjectionKind::ALL`.
    let objects = [row.objects_type_1, row.objects_national_opt_out, row.objects_to_case_management];
    let plan = row.plan.zip(row.plan_status.and_then(called)).map(|(id, status)| PlanStands {
        id: id.into(),
        status,
        agreed_on: row.plan_agreed_on.map(Day::from),
        review_due: row.plan_review_due.map(Day::from),
    });
    let not_suitable = row.not_suitable.and_then(called).zip(row.not_suitable_until);
    let not_suitable = not_suitable.map(|(reason, until)| NotSuitableNow { reason, until: until.into() });
    PersonView {
        id: row.id,
        as_of,
        nhs_number: row.nhs_number.as_deref().map(grouped),
        given_name: known(row.given_name),
        family_name: known(row.family_name),
        postcode: known(row.postcode),
        practice: row.practice,
        practice_name: row.practice_name,
        registered_on: row.registered_on,
        deregistered_on: row.deregistered_on.map(Day::from),
        born_on: row.born_on,
        age: died_on.unwrap_or(as_of).completed_years_since(row.born_on),
        sex: row.sex,
        died_on,
        care_home: row.care_home,
        usual_gp: row.usual_gp,
        long_term_condition: row.long_term_condition,
        standing: Standing::of(&row.standing),
        case: row.case_id.map(CaseId::from),
        in_hospital: row.in_hospital,
        admitted_on: row.admitted_on.map(Day::from),
        coordinator: named(row.coordinator, row.coordinator_name),
        accountable_gp: named(row.accountable_gp, row.accountable_gp_name),
        accountable_gp_from: row.accountable_gp_from.map(Day::from),
        plan,
        objections: ObjectionKind::ALL.into_iter().zip(objects).filter_map(|(kind, objects)| objects.then_some(kind)).collect(),
        not_suitable,
    }
}

/// Somebody
#[utoipa::path(get, path = "/api/v1/people/{person}", tag = "people", params(("person" = PersonId, Path)),
    responses((status = 200, body = PersonView), Faults))]
pub async fn read(care: Care, id: Path<PersonId>) -> Result<Answer, Problem> {
    Answer::ok(&view(care.person(id.into_inner()).await?, care.today()))
}

/// Whom to look for.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchPeople {
    /// NHS number: ten digits, blanks or hyphens between 3, 3 and 4 allowed.
    #[validate(custom(function = "ten_digits"))]
    #[schema(pattern = "^[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}$")]
    pub nhs_number: String,
}

fn ten_digits(text: &str) -> Result<(), ValidationError> {
    let bytes = text.as_bytes();
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    let blank = |byte: u8| matches!(byte, b' ' | b'-');
    let rest = match bytes {
        [a, b, c, rest @ ..] if digits(&[*a, *b, *c]) => rest,
        _ => return Err(not_ten_digits()),
    };
    let rest = rest.strip_prefix(b" ").or_else(|| rest.strip_prefix(b"-")).unwrap_or(rest);
    let good = match rest.len() {
        7 => digits(rest),
        8 => digits(&rest[..3]) && blank(rest[3]) && digits(&rest[4..]),
        _ => false,
    };
    if good { Ok(()) } else { Err(not_ten_digits()) }
}

fn not_ten_digits() -> ValidationError {
    ValidationError::new("nhs_number").with_message("must be ten digits, as 943 476 5919".into())
}

/// Find somebody by NHS number: in the body, so that the number is in no log of addresses
#[utoipa::path(post, path = "/api/v1/people/search", tag = "people", request_body = SearchPeople,
    responses((status = 200, body = PersonView), Faults))]
pub async fn search(care: Care, body: Body<SearchPeople>) -> Result<Answer, Problem> {
    // A number that fails its check digit is nobody's.
    let number = NhsNumber::parse(body.value.nhs_number.as_bytes()).map_err(|_| Problem::not_found())?;
    Answer::ok(&view(care.person_by_number(number).await?, care.today()))
}

/// Somebody's risk in one run.
#[derive(Serialize, ToSchema)]
pub struct RiskView {
    /// The run.
    pub run: RunId,
    /// Model.
    pub model: String,
    /// Its version.
    pub model_version: String,
    /// Whether people or model are synthetic.
    pub synthetic: bool,
    /// The day the score looks from.
    pub index_date: Day,
    /// The day that all feeds of the model reach.
    pub data_date: Option<Day>,
    /// Practice then.
    pub practice: Option<String>,
    /// Completed years then.
    pub age: Option<i64>,
    /// Probability of an emergency admission in the model's horizon; `null` when not scored.
    pub risk: Option<f64>,
    /// Share of everyone scored who rank at or below, in per cent.
    pub percentile: Option<f64>,
    /// Tier.
    pub tier: Option<String>,
    /// Why they were not scored.
    pub not_scored_because: Option<String>,
    /// What moved the score most, the strongest first.
    pub reasons: Vec<String>,
}

impl From<RiskRow> for RiskView {
    fn from(row: RiskRow) -> Self {
        let reasons = [row.reason_1, row.reason_2, row.reason_3, row.reason_4, row.reason_5];
        Self {
            run: row.run,
            model: row.model,
            model_version: row.model_version,
            synthetic: row.synthetic,
            index_date: row.index_date,
            data_date: row.data_date.map(Day::from),
            practice: row.practice,
            age: row.age,
            risk: row.risk,
            percentile: row.percentile,
            tier: row.tier,
            not_scored_because: row.left_out,
            reasons: reasons.into_iter().flatten().collect(),
        }
    }
}

/// Somebody's risk over time.
#[derive(Serialize, ToSchema)]
pub struct RiskHistory {
    /// The person.
    pub person: PersonId,
    /// Runs they were in, the latest first; 120 at most.
    pub runs: Vec<RiskView>,
}

/// Somebody's risk in every run published
#[utoipa::path(get, path = "/api/v1/people/{person}/risk", tag = "people", params(("person" = PersonId, Path)),
    responses((status = 200, body = RiskHistory), Faults))]
pub async fn risk(care: Care, id: Path<PersonId>) -> Result<Answer, Problem> {
    let person = id.into_inner();
    let runs = care.risk_of(person).await?.into_iter().map(RiskView::from).collect();
    Answer::ok(&RiskHistory { person, runs })
}
