//! `/people/{person}/accountable-gp`, and a practice's worklists around it.

use crate::access::rows::{AstrayRow, GpPersonRow};
use crate::access::{Care, Loaded, ManyDone, NotTold};
use crate::casework::accountable_gp::{AccountableGp, AssignGp, Entitled, GpOnDay, GpSpan, Informed, ReplaceGp, TellPerson};
use crate::domain::{Day, Line, OdsCode, PersonId, StaffId};
use crate::web::page::{Page, PageQuery, page};
use crate::web::{Answer, Body, Faults, Once, Problem, Query, Seen, past};
use actix_web::web::Path;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};
use validator::Validate;

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(paths(read, assign, told, gps, people, replace, put_code, allocate, astray, not_notified))]
pub struct Api;

/// Somebody's accountable GPs.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountableGpView {
    /// Who.
    pub person: PersonId,
    /// Version: what a change names in `If-Match`; 0 before there was one.
    pub version: i64,
    /// The practice they are registered with.
    pub practice: OdsCode,
    /// The GP now; `null` when there is none, or when the one on record is of another practice.
    pub current: Option<GpSpan>,
    /// The GP on record is of a practice that the person has left: name another.
    pub practice_changed: bool,
    /// Every GP's time, the latest last.
    pub history: Vec<GpSpan>,
}

fn view(loaded: Loaded<AccountableGp>, practice: OdsCode) -> AccountableGpView {
    let Loaded { id, version, state } = loaded;
    let on_record = state.current().cloned();
    let practice_changed = on_record.as_ref().is_some_and(|span| span.practice != practice);
    let current = on_record.filter(|_| !practice_changed);
    AccountableGpView { person: id, version, practice, current, practice_changed, history: state.spans }
}

fn answer(loaded: Loaded<AccountableGp>, practice: OdsCode) -> Result<Answer, Problem> {
    let version = loaded.version;
    Ok(Answer::ok(&view(loaded, practice))?.version(version))
}

/// Somebody's accountable GP
#[utoipa::path(get, path = "/api/v1/people/{person}/accountable-gp", tag = "named people", params(("person" = PersonId, Path)),
    responses((status = 200, body = AccountableGpView, headers(("ETag" = String))), Faults))]
pub async fn read(care: Care, person: Path<PersonId>) -> Result<Answer, Problem> {
    let (loaded, practice) = care.accountable_gp(person.into_inner()).await?;
    answer(loaded, practice)
}

/// Make a GP accountable for somebody: by the rule, or one that you choose
#[utoipa::path(put, path = "/api/v1/people/{person}/accountable-gp", tag = "named people", request_body = AssignGp,
    params(("person" = PersonId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = AccountableGpView, headers(("ETag" = String))), Faults))]
pub async fn assign(care: Care, person: Path<PersonId>, seen: Seen, body: Body<AssignGp>) -> Result<Answer, Problem> {
    let mut work = care.begin("accountable_gp.assign").await?;
    let (mut loaded, practice) = work.own_accountable_gp(person.into_inner()).await?;
    work.require_version(&loaded, seen.0).await?;
    let from = body.value.from.unwrap_or(work.at().today);
    let named = work.gp_for(loaded.id, &practice, &body.value.choose, from).await?;
    let decided = loaded.state.assign(named, from, work.at());
    work.record(&mut loaded, decided).await?;
    work.commit().await?;
    answer(loaded, practice)
}

/// Note that the person was told who their accountable GP is
#[utoipa::path(post, path = "/api/v1/people/{person}/accountable-gp/told", tag = "named people", request_body = TellPerson,
    params(("person" = PersonId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = AccountableGpView, headers(("ETag" = String))), Faults))]
pub async fn told(care: Care, person: Path<PersonId>, seen: Seen, body: Body<TellPerson>) -> Result<Answer, Problem> {
    let mut work = care.begin("accountable_gp.tell").await?;
    let (mut loaded, practice) = work.own_accountable_gp(person.into_inner()).await?;
    work.require_version(&loaded, seen.0).await?;
    let decided = loaded.state.tell(&body.value, work.at());
    work.record(&mut loaded, decided).await?;
    work.commit().await?;
    answer(loaded, practice)
}

/// A GP of a practice.
#[derive(Debug, Serialize, ToSchema)]
pub struct GpLine {
    /// Who.
    pub gp: StaffId,
    /// Sessions a week at this practice, in tenths; `null` when nobody said, which counts as six sessions.
    pub session_tenths: Option<u32>,
    /// People on the list for whom they are accountable.
    pub people: u32,
}

/// The GPs of a practice.
#[derive(Debug, Serialize, ToSchema)]
pub struct Gps {
    /// The day it tells of.
    pub as_of: Day,
    /// Who, by id.
    pub gps: Vec<GpLine>,
}

/// The GPs of a practice today, with their sessions and accountable lists
#[utoipa::path(get, path = "/api/v1/practices/{practice}/gps", tag = "named people", params(("practice" = OdsCode, Path)),
    responses((status = 200, body = Gps), Faults))]
pub async fn gps(care: Care, practice: Path<OdsCode>) -> Result<Answer, Problem> {
    let as_of = care.today();
    let line = |GpOnDay { gp, session_tenths, people }| GpLine { gp, session_tenths, people };
    let gps = care.gps(&practice, as_of).await?.into_iter().map(line).collect();
    Answer::ok(&Gps { as_of, gps })
}

/// Somebody for whom a GP is accountable.
#[derive(Debug, Serialize, ToSchema)]
pub struct GpPerson {
    /// Who.
    pub person: PersonId,
    /// Since.
    pub from: Day,
    /// When they were told.
    pub told_on: Option<Day>,
}

/// The people for whom a GP is accountable.
#[derive(Debug, Serialize, ToSchema)]
pub struct GpPeople {
    /// The day it tells of.
    pub as_of: Day,
    /// How many there are, on every page together.
    pub count: i64,
    /// Who, by id.
    #[serde(flatten)]
    pub page: Page<GpPerson>,
}

/// Everybody for whom a GP is accountable: those affected when the GP leaves
#[utoipa::path(get, path = "/api/v1/practices/{practice}/gps/{staff}/people", tag = "named people",
    params(("practice" = OdsCode, Path), ("staff" = StaffId, Path), PageQuery), responses((status = 200, body = GpPeople), Faults))]
pub async fn people(care: Care, at: Path<(OdsCode, StaffId)>, query: Query<PageQuery>) -> Result<Answer, Problem> {
    let (practice, gp) = at.into_inner();
    let (limit, after) = (query.limit()?, query.after::<PersonId>()?.unwrap_or_default());
    let (count, rows) = care.people_of_gp(&practice, gp, after, limit + 1).await?;
    let line = |row: GpPersonRow| GpPerson { person: row.person, from: row.from_day.into(), told_on: row.told_on.map(Day::from) };
    let page = page(rows.into_iter().map(line).collect(), limit, |line: &GpPerson| line.person);
    Answer::ok(&GpPeople { as_of: care.today(), count, page })
}

/// People given to a GP.
#[derive(Debug, Serialize, ToSchema)]
pub struct Given {
    /// The GP.
    pub gp: StaffId,
    /// How many.
    pub people: i64,
}

/// What a change of many did.
#[derive(Debug, Serialize, ToSchema)]
pub struct ManyGiven {
    /// The day from which it holds.
    pub from: Day,
    /// People who were given an accountable GP.
    pub people: i64,
    /// Of these, those who were given their usual GP by the rule.
    pub usual_gp: i64,
    /// People gone from the list, whose GP's time ended with nobody following.
    pub ended: i64,
    /// To whom, by id.
    pub given: Vec<Given>,
}

fn many(from: Day, done: ManyDone) -> ManyGiven {
    ManyGiven {
        from,
        people: done.given.values().sum(),
        usual_gp: done.usual,
        ended: done.ended,
        given: done.given.into_iter().map(|(gp, people)| Given { gp, people }).collect(),
    }
}

/// Give everybody for whom a GP is accountable to others: all of them or nobody
#[utoipa::path(post, path = "/api/v1/practices/{practice}/gps/{staff}/replacement", tag = "named people", request_body = ReplaceGp,
    params(("practice" = OdsCode, Path), ("staff" = StaffId, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a request sent twice count once", min_length = 1, max_length = 255, pattern = "^[!-~]+$")),
    responses((status = 200, body = ManyGiven), Faults))]
pub async fn replace(care: Care, at: Path<(OdsCode, StaffId)>, once: Once, body: Body<ReplaceGp>) -> Result<Answer, Problem> {
    let ((practice, gp), Body { value, fingerprint }) = (at.into_inner(), body);
    let mut work = care.begin("accountable_gp.replace").await?;
    if let Some(earlier) = once.earlier(&mut work, fingerprint).await? {
        return Ok(earlier);
    }
    let from = value.from.unwrap_or(work.at().today);
    let done = work.replace_gp(&practice, gp, &value.choose, from).await?;
    once.commit(work, fingerprint, Answer::ok(&many(from, done))?).await
}

/// Say under which code a GP comes in practices' data.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutGpCode {
    /// The code, as data about usual GPs has it.
    #[validate(nested)]
    pub code: Line,
}

/// A GP's code.
#[derive(Debug, Serialize, ToSchema)]
pub struct GpCode {
    /// The GP.
    pub gp: StaffId,
    /// The code.
    pub code: Line,
}

/// Say under which code a GP comes in data about usual GPs
#[utoipa::path(put, path = "/api/v1/practices/{practice}/gps/{staff}/code", tag = "named people", request_body = PutGpCode,
    params(("practice" = OdsCode, Path), ("staff" = StaffId, Path)), responses((status = 200, body = GpCode), Faults))]
pub async fn put_code(care: Care, at: Path<(OdsCode, StaffId)>, body: Body<PutGpCode>) -> Result<Answer, Problem> {
    let (practice, gp) = at.into_inner();
    let mut work = care.begin("gp_code.put").await?;
    work.put_gp_code(&practice, gp, &body.value.code).await?;
    work.commit().await?;
    Answer::ok(&GpCode { gp, code: body.value.code })
}

/// Give an accountable GP to everybody who needs one.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AllocateGps {
    /// First day; today when left out.
    pub from: Option<Day>,
}

/// Give an accountable GP, by the rule, to everybody on the list who has none or whose GP cannot be theirs any more
#[utoipa::path(post, path = "/api/v1/practices/{practice}/accountable-gps", tag = "named people", request_body = AllocateGps,
    params(("practice" = OdsCode, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a request sent twice count once", min_length = 1, max_length = 255, pattern = "^[!-~]+$")),
    responses((status = 200, body = ManyGiven), Faults))]
pub async fn allocate(care: Care, practice: Path<OdsCode>, once: Once, body: Body<AllocateGps>) -> Result<Answer, Problem> {
    let Body { value, fingerprint } = body;
    let mut work = care.begin("accountable_gp.allocate").await?;
    if let Some(earlier) = once.earlier(&mut work, fingerprint).await? {
        return Ok(earlier);
    }
    let from = value.from.unwrap_or(work.at().today);
    let done = work.allocate_gps(&practice, from).await?;
    once.commit(work, fingerprint, Answer::ok(&many(from, done))?).await
}

/// Why a GP on record cannot be somebody's any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Astray {
    /// The GP is of a practice that the person has left.
    PracticeChanged,
    /// The GP is no longer at the practice.
    GpLeft,
    /// The person left the list.
    Deregistered,
    /// The person died.
    Died,
}

/// Somebody whose GP on record cannot be theirs any more.
#[derive(Debug, Serialize, ToSchema)]
pub struct AstrayLine {
    /// Who.
    pub person: PersonId,
    /// The GP on record.
    pub gp: StaffId,
    /// Why it cannot be.
    pub why: Astray,
}

/// Those whose GP on record cannot be theirs any more.
#[derive(Debug, Serialize, ToSchema)]
pub struct AstrayList {
    /// The day it tells of.
    pub as_of: Day,
    /// Who, by id; empty when all is well.
    pub people: Vec<AstrayLine>,
}

/// Check: whose accountable GP on record cannot be theirs any more. Allocating puts them right
#[utoipa::path(get, path = "/api/v1/practices/{practice}/accountable-gps/astray", tag = "named people",
    params(("practice" = OdsCode, Path)), responses((status = 200, body = AstrayList), Faults))]
pub async fn astray(care: Care, practice: Path<OdsCode>) -> Result<Answer, Problem> {
    let as_of = care.today();
    let past = |day: Option<chrono::NaiveDate>| day.is_some_and(|day| Day::from(day) <= as_of);
    let line = |row: AstrayRow| AstrayLine {
        person: row.person,
        gp: row.gp,
        why: match () {
            () if past(row.died_on) => Astray::Died,
            () if past(row.deregistered_on) => Astray::Deregistered,
            () if row.gp_practice != row.practice => Astray::PracticeChanged,
            () => Astray::GpLeft,
        },
    };
    let people = care.gps_astray(&practice).await?.into_iter().map(line).collect();
    Answer::ok(&AstrayList { as_of, people })
}

/// Somebody who was not told who their accountable GP is.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotNotifiedLine {
    /// Who.
    pub person: PersonId,
    /// The accountable GP; `null` when one is still to be named.
    pub gp: Option<StaffId>,
    /// Aged 75 or over on the day.
    pub aged_75: bool,
    /// What the deadline follows from.
    pub entitled: Entitled,
    /// The last day in time.
    pub due: Day,
    /// Days left; negative when overdue.
    pub days_left: i32,
    /// Where they stand.
    pub informed: Informed,
}

/// Those who were not told who their accountable GP is.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotNotified {
    /// The day it tells of.
    pub as_of: Day,
    /// How many there are, on every page together.
    pub count: i64,
    /// How many of those are overdue.
    pub overdue: i64,
    /// Who: overdue first, then by deadline.
    #[serde(flatten)]
    pub page: Page<NotNotifiedLine>,
}

/// Which of them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NotNotifiedQuery {
    /// The day; today when left out. Not in the future.
    pub as_of: Option<Day>,
    /// Only those aged 75 or over on the day; everybody when left out.
    pub aged_75: Option<bool>,
    /// How many at most, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    #[param(max_length = 500)]
    pub after: Option<String>,
}

/// Who on the list was not told who their accountable GP is, with the days left
#[utoipa::path(get, path = "/api/v1/practices/{practice}/not-notified", tag = "named people",
    params(("practice" = OdsCode, Path), NotNotifiedQuery), responses((status = 200, body = NotNotified), Faults))]
pub async fn not_notified(care: Care, practice: Path<OdsCode>, query: Query<NotNotifiedQuery>) -> Result<Answer, Problem> {
    let NotNotifiedQuery { as_of, aged_75, limit, after } = query.into_inner();
    let paging = PageQuery { limit, after };
    let (limit, after) = (paging.limit()?, paging.after::<(Day, PersonId)>()?);
    let as_of = past::day("as_of", as_of, care.today())?;
    let (count, overdue, rows) = care.not_told(&practice, as_of, aged_75 == Some(true), after, limit + 1).await?;
    let line = |NotTold { person, gp, by, aged_75 }| NotNotifiedLine {
        person,
        gp,
        aged_75,
        entitled: by.entitled,
        due: by.due,
        days_left: by.days_left(as_of),
        informed: by.stands(None, as_of),
    };
    let page = page(rows.into_iter().map(line).collect(), limit, |line: &NotNotifiedLine| (line.due, line.person));
    Answer::ok(&NotNotified { as_of, count, overdue, page })
}
