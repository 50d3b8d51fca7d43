//! `/stays`, and what practices and teams read of hospital: who is in, who came home, what the year had.

mod view;

pub use view::StayView;

use crate::access::rows::{AfterDischargeRow, Among, StayRow, UseRow};
use crate::access::{Care, Loaded};
use crate::casework::stay::{Admit, Deadlines, DelayReason, EnterInError, Happening, RecordContact, SetPlan, Standing, Stay};
use crate::casework::working_days::WorkingDays;
use crate::domain::{Day, OdsCode, PersonId, StayId, TeamId};
use crate::web::page::{PageQuery, cursor, page};
use crate::web::{Answer, Body, Faults, Once, Problem, Query, Seen, past};
use actix_web::web::Path;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::{IntoParams, OpenApi, ToSchema};

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(
    paths(admit, of_person, read, happened, set_plan, contact, in_error, in_hospital, after_of_team, after_of_practice, review),
    components(schemas(TeamId))
)]
pub struct Api;

fn answer(loaded: Loaded<Stay>) -> Result<Answer, Problem> {
    let version = loaded.version;
    Ok(Answer::ok(&StayView::from(loaded))?.version(version))
}

/// Record that somebody is in hospital
#[utoipa::path(post, path = "/api/v1/people/{person}/stays", tag = "hospital", request_body = Admit,
    params(("person" = PersonId, Path), ("Idempotency-Key" = Option<String>, Header, description = "Makes a request sent twice count once", min_length = 1, max_length = 255, pattern = "^[!-~]+$")),
    responses((status = 201, body = StayView, headers(("ETag" = String), ("Location" = String))), Faults))]
pub async fn admit(care: Care, person: Path<PersonId>, once: Once, body: Body<Admit>) -> Result<Answer, Problem> {
    let Body { value, fingerprint } = body;
    let mut work = care.begin("stay.admit").await?;
    if let Some(earlier) = once.earlier(&mut work, fingerprint).await? {
        return Ok(earlier);
    }
    let stay = work.admit(person.into_inner(), value).await?;
    let (id, version) = (stay.id, stay.version);
    let answer = Answer::created(&StayView::from(stay), format!("/api/v1/stays/{id}"))?.version(version);
    once.commit(work, fingerprint, answer).await
}

/// The stays of somebody.
#[derive(Debug, Serialize, ToSchema)]
pub struct Stays {
    /// The latest first.
    pub stays: Vec<StayView>,
}

/// The stays of somebody, the latest 200
#[utoipa::path(get, path = "/api/v1/people/{person}/stays", tag = "hospital", params(("person" = PersonId, Path)),
    responses((status = 200, body = Stays), Faults))]
pub async fn of_person(care: Care, person: Path<PersonId>) -> Result<Answer, Problem> {
    let stays = care.stays(person.into_inner()).await?;
    Answer::ok(&Stays { stays: stays.into_iter().map(StayView::from).collect() })
}

/// A stay
#[utoipa::path(get, path = "/api/v1/stays/{stay}", tag = "hospital", params(("stay" = StayId, Path)),
    responses((status = 200, body = StayView, headers(("ETag" = String))), Faults))]
pub async fn read(care: Care, id: Path<StayId>) -> Result<Answer, Problem> {
    answer(care.stay(id.into_inner()).await?)
}

/// Record what happened in hospital
///
/// Ward, expected day of discharge, delay and its end, discharge notified, cancelled and done, death: heard by telephone or on a ward
/// round. Every discharge notification starts the clock for the contact after it.
#[utoipa::path(post, path = "/api/v1/stays/{stay}/events", tag = "hospital", request_body = Happening,
    params(("stay" = StayId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = StayView, headers(("ETag" = String))), Faults))]
pub async fn happened(care: Care, id: Path<StayId>, seen: Seen, body: Body<Happening>) -> Result<Answer, Problem> {
    let deadlines = Deadlines::of(care.rules());
    let mut work = care.begin("stay.event").await?;
    let mut stay = work.load::<Stay>(id.into_inner()).await?;
    work.require_version(&stay, seen.0).await?;
    work.heard(&mut stay, body.value, &deadlines).await?;
    work.commit().await?;
    answer(stay)
}

/// Say what is to happen for the person to leave
#[utoipa::path(put, path = "/api/v1/stays/{stay}/plan", tag = "hospital", request_body = SetPlan,
    params(("stay" = StayId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = StayView, headers(("ETag" = String))), Faults))]
pub async fn set_plan(care: Care, id: Path<StayId>, seen: Seen, body: Body<SetPlan>) -> Result<Answer, Problem> {
    let mut work = care.begin("stay.set_plan").await?;
    let mut stay = work.load::<Stay>(id.into_inner()).await?;
    work.require_version(&stay, seen.0).await?;
    let decided = stay.state.set_plan(body.value, work.at());
    work.record(&mut stay, decided).await?;
    work.commit().await?;
    answer(stay)
}

/// Record a contact after discharge
#[utoipa::path(post, path = "/api/v1/stays/{stay}/contacts", tag = "hospital", request_body = RecordContact,
    params(("stay" = StayId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = StayView, headers(("ETag" = String))), Faults))]
pub async fn contact(care: Care, id: Path<StayId>, seen: Seen, body: Body<RecordContact>) -> Result<Answer, Problem> {
    let mut work = care.begin("stay.contact").await?;
    let mut stay = work.load::<Stay>(id.into_inner()).await?;
    work.require_version(&stay, seen.0).await?;
    let decided = stay.state.contact_after(body.value, work.at());
    work.record(&mut stay, decided).await?;
    work.commit().await?;
    answer(stay)
}

/// Mark a stay as entered in error
#[utoipa::path(put, path = "/api/v1/stays/{stay}/in-error", tag = "hospital", request_body = EnterInError,
    params(("stay" = StayId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = StayView, headers(("ETag" = String))), Faults))]
pub async fn in_error(care: Care, id: Path<StayId>, seen: Seen, body: Body<EnterInError>) -> Result<Answer, Problem> {
    let mut work = care.begin("stay.in_error").await?;
    let mut stay = work.load::<Stay>(id.into_inner()).await?;
    work.require_version(&stay, seen.0).await?;
    work.because(body.value.reason.as_str());
    let decided = stay.state.enter_in_error(body.value, work.at());
    work.record(&mut stay, decided).await?;
    work.commit().await?;
    answer(stay)
}

/// What part of a list is wanted, and as of which day.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AsOfQuery {
    /// The day the list tells of; today when left out. It may be in the future: what will be due then.
    pub as_of: Option<Day>,
    /// How many at most, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    #[param(max_length = 500)]
    pub after: Option<String>,
}

/// What part of a list is wanted.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct InHospitalQuery {
    /// How many at most, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    #[param(max_length = 500)]
    pub after: Option<String>,
}

/// Where a list by day begins.
const FIRST: Day = Day::of(1, 1, 1);

/// Somebody in hospital.
#[derive(Debug, Serialize, ToSchema)]
pub struct InHospitalLine {
    /// The stay.
    pub stay: StayId,
    /// Its version.
    pub version: i64,
    /// Who.
    pub person: PersonId,
    /// The hospital's organisation.
    pub provider: String,
    /// Ward.
    pub ward: Option<String>,
    /// A new emergency admission.
    pub emergency: bool,
    /// In since.
    pub admitted_on: Day,
    /// Days in hospital until today.
    pub days: i32,
    /// Expected to leave on.
    pub expected_discharge: Option<Day>,
    /// The expected day has passed.
    pub expected_passed: bool,
    /// Ready, and still there since.
    pub delayed_since: Option<Day>,
    /// Why.
    #[schema(value_type = Option<DelayReason>)]
    pub delay_reason: Option<String>,
    /// What is to happen for them to leave.
    pub plan: Option<String>,
    /// Discharge notified on.
    pub notified_on: Option<Day>,
}

impl InHospitalLine {
    fn of(row: StayRow, today: Day) -> Self {
        let expected_discharge = row.expected_discharge.map(Day::from);
        Self {
            stay: row.id,
            version: row.version,
            person: row.person,
            provider: row.provider,
            ward: row.ward,
            emergency: row.emergency,
            admitted_on: row.admitted_on,
            days: today.days_since(row.admitted_on),
            expected_discharge,
            expected_passed: expected_discharge.is_some_and(|day| day < today),
            delayed_since: row.delayed_since.map(Day::from),
            delay_reason: row.delay_reason,
            plan: row.discharge_plan,
            notified_on: row.notified_on.map(Day::from),
        }
    }
}

/// Who is in hospital.
#[derive(Debug, Serialize, ToSchema)]
pub struct InHospital {
    /// The day it tells of.
    pub as_of: Day,
    /// In hospital now, the longest first.
    pub items: Vec<InHospitalLine>,
    /// The cursor of the next page; `null` at the end.
    pub next: Option<String>,
}

/// Who of a team's people is in hospital: for the ward round
#[utoipa::path(get, path = "/api/v1/teams/{team}/in-hospital", tag = "hospital", params(("team" = TeamId, Path), InHospitalQuery),
    responses((status = 200, body = InHospital), Faults))]
pub async fn in_hospital(care: Care, team: Path<TeamId>, query: Query<InHospitalQuery>) -> Result<Answer, Problem> {
    let InHospitalQuery { limit, after } = query.into_inner();
    let query = PageQuery { limit, after };
    let (limit, after) = (query.limit()?, query.after()?.unwrap_or((FIRST, StayId::default())));
    let today = care.today();
    let rows = care.in_hospital(team.into_inner(), after, limit + 1).await?;
    let lines = rows.into_iter().map(|row| InHospitalLine::of(row, today)).collect();
    let page = page(lines, limit, |line: &InHospitalLine| (line.admitted_on, line.stay));
    Answer::ok(&InHospital { as_of: today, items: page.items, next: page.next })
}

/// A discharge, and the contact after it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AfterDischargeLine {
    /// The stay.
    pub stay: StayId,
    /// Who.
    pub person: PersonId,
    /// The hospital's organisation.
    pub provider: String,
    /// Notified on.
    pub notified_on: Day,
    /// Left on, when they have.
    pub discharged_on: Option<Day>,
    /// Where to.
    pub destination: Option<String>,
    /// To be contacted by the end of.
    pub contact_due: Day,
    /// Where it stands.
    pub contact: Standing,
}

/// Discharges, and the contacts after them.
#[derive(Debug, Serialize, ToSchema)]
pub struct AfterDischarge {
    /// The day it tells of.
    pub as_of: Day,
    /// The earliest due first; those dealt with for 30 days.
    pub items: Vec<AfterDischargeLine>,
    /// The cursor of the next page; `null` at the end.
    pub next: Option<String>,
}

async fn after_discharge(care: &Care, among: Among, query: AsOfQuery) -> Result<Answer, Problem> {
    let AsOfQuery { as_of, limit, after } = query;
    let query = PageQuery { limit, after };
    let (limit, after) = (query.limit()?, query.after()?.unwrap_or((FIRST, StayId::default())));
    let as_of = as_of.unwrap_or_else(|| care.today());
    let days = WorkingDays::of(care.rules());
    let mut rows = care.after_discharge(among, as_of, after, limit + 1).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|last| cursor(&(last.contact_due, last.id)));
    let line = |row: AfterDischargeRow| {
        Some(AfterDischargeLine {
            contact: row.clock().standing(as_of, &days)?,
            stay: row.id,
            person: row.person,
            provider: row.provider,
            notified_on: row.notified_on,
            discharged_on: row.discharged_on.map(Day::from),
            destination: row.destination,
            contact_due: row.contact_due,
        })
    };
    Answer::ok(&AfterDischarge { as_of, items: rows.into_iter().filter_map(line).collect(), next })
}

/// Contacts after discharge, of a team's people
#[utoipa::path(get, path = "/api/v1/teams/{team}/after-discharge", tag = "hospital", params(("team" = TeamId, Path), AsOfQuery),
    responses((status = 200, body = AfterDischarge), Faults))]
pub async fn after_of_team(care: Care, team: Path<TeamId>, query: Query<AsOfQuery>) -> Result<Answer, Problem> {
    after_discharge(&care, Among::Team(team.into_inner()), query.into_inner()).await
}

/// Contacts after discharge, of a practice's people
#[utoipa::path(get, path = "/api/v1/practices/{code}/after-discharge", tag = "hospital", params(("code" = OdsCode, Path), AsOfQuery),
    responses((status = 200, body = AfterDischarge), Faults))]
pub async fn after_of_practice(care: Care, code: Path<OdsCode>, query: Query<AsOfQuery>) -> Result<Answer, Problem> {
    after_discharge(&care, Among::Practice(code.into_inner()), query.into_inner()).await
}

/// The period of a review.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PeriodQuery {
    /// First day.
    pub from: Day,
    /// Last day. Not in the future.
    pub to: Day,
}

/// Use of hospital by a group of people.
#[derive(Debug, Serialize, ToSchema)]
pub struct HospitalUse {
    /// Emergency admissions.
    pub unplanned_admissions: u64,
    /// People who had one.
    pub people_admitted: u64,
    /// Those of the admissions within 30 days of a discharge.
    pub readmissions_within_30_days: u64,
    /// Attendances at emergency departments; `null` when none were ever brought in from the imported data.
    pub attendances: Option<u64>,
}

/// A practice's review of the hospital use of the people it looks after.
#[derive(Debug, Serialize, ToSchema)]
pub struct PracticeReview {
    /// The practice.
    pub practice: OdsCode,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Of people who were on the register on the day of the admission or attendance.
    pub on_register: HospitalUse,
    /// Of people who live in care homes, as registered now.
    pub care_home_residents: HospitalUse,
    /// How to read it.
    pub warning: &'static str,
}

/// What must stand beside these figures wherever they are shown.
const WARNING: &str = "These counts describe, they do not show an effect. People come onto the register because they were often in hospital, \
    and most of them would be there less often afterwards whatever was done (regression to the mean). Do not compare before with \
    after, and do not read admissions avoided from them. Stays that no hospital has told of are not in them.";

fn used(admissions: &[UseRow], attendances: Option<&[UseRow]>, of: impl Fn(&UseRow) -> bool) -> HospitalUse {
    let admitted: Vec<&UseRow> = admissions.iter().filter(|row| of(row)).collect();
    HospitalUse {
        unplanned_admissions: admitted.len() as u64,
        people_admitted: admitted.iter().map(|row| row.person).collect::<BTreeSet<_>>().len() as u64,
        readmissions_within_30_days: admitted.iter().filter(|row| row.readmission == 1).count() as u64,
        attendances: attendances.map(|rows| rows.iter().filter(|row| of(row)).count() as u64),
    }
}

/// Hospital use of people on the register and in care homes
#[utoipa::path(get, path = "/api/v1/practices/{code}/review", tag = "hospital", params(("code" = OdsCode, Path), PeriodQuery),
    responses((status = 200, body = PracticeReview), Faults))]
pub async fn review(care: Care, code: Path<OdsCode>, query: Query<PeriodQuery>) -> Result<Answer, Problem> {
    let (practice, PeriodQuery { from, to }) = (code.into_inner(), query.into_inner());
    let to = past::day("to", Some(to), care.today())?;
    let (admissions, attendances) = care.hospital_use(practice.clone(), from, to).await.map_err(Problem::of_query)?;
    let attendances = attendances.as_deref();
    Answer::ok(&PracticeReview {
        practice,
        from,
        to,
        on_register: used(&admissions, attendances, |row| row.on_register == 1),
        care_home_residents: used(&admissions, attendances, |row| row.care_home),
        warning: WARNING,
    })
}
