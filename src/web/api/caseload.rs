//! `/caseload`, `/capacity` and `/handovers`.

use super::cases::view::CoordinatorLoad;
use crate::access::Care;
use crate::access::rows::CaseloadRow;
use crate::casework::Rules;
use crate::casework::case::{Dues, HandOver};
use crate::domain::{CaseId, Day, PersonId, StaffId, TeamId};
use crate::web::{Answer, Body, Faults, Once, Problem, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(paths(caseload, capacity, hand_over))]
pub struct Api;

/// Whose caseload.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Whose {
    /// A colleague who shares a team with you; you when left out.
    pub coordinator: Option<StaffId>,
}

/// A line of a caseload.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseloadLine {
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
    /// The team.
    pub team: TeamId,
    /// Start on the register.
    pub start: Day,
    /// Level of intensity, 1 the most.
    pub level: Option<i64>,
    /// Complexity, 5 the most.
    pub complexity: Option<i64>,
    /// The last day on which anybody was reached.
    pub last_contact: Option<Day>,
    /// When the next contact is due: as agreed, or as the level says.
    pub contact_due: Option<Day>,
    /// When the next review is due, if one was set.
    pub review_due: Option<Day>,
    /// Open actions.
    pub open_actions: i64,
    /// The earliest due date among them.
    pub first_action_due: Option<Day>,
    /// In hospital since; `null` when at home.
    pub in_hospital_since: Option<Day>,
    /// By how many days the earliest of contact, review and action is overdue; `null` when none is.
    pub overdue_days: Option<i32>,
}

/// A caseload.
#[derive(Debug, Serialize, ToSchema)]
pub struct Caseload {
    /// Whose.
    pub coordinator: StaffId,
    /// The day it tells of.
    pub as_of: Day,
    /// Open cases: the longest overdue first, then by what is due first.
    pub cases: Vec<CaseloadLine>,
}

fn line(row: CaseloadRow, rules: &Rules, today: Day) -> (Option<Day>, CaseloadLine) {
    let dues = Dues {
        start: row.start_day,
        level: row.level.and_then(|level| u8::try_from(level).ok()),
        last_contact: row.last_contact.map(Day::from),
        next_contact: row.next_contact.map(Day::from),
        next_review: row.next_review.map(Day::from),
        first_action_due: row.first_action_due.map(Day::from),
    };
    let line = CaseloadLine {
        case: row.id,
        version: row.version,
        person: row.person,
        given_name: row.given_name,
        family_name: row.family_name,
        team: row.team,
        start: row.start_day,
        level: row.level,
        complexity: row.complexity,
        last_contact: dues.last_contact,
        contact_due: dues.contact_due(rules),
        review_due: dues.next_review,
        open_actions: row.open_actions,
        first_action_due: dues.first_action_due,
        in_hospital_since: row.admitted_on.map(Day::from),
        overdue_days: dues.overdue_days(rules, today),
    };
    (dues.earliest(rules), line)
}

/// A caseload today: yours, or a colleague's
#[utoipa::path(get, path = "/api/v1/caseload", tag = "caseload", params(Whose),
    responses((status = 200, body = Caseload), Faults))]
pub async fn caseload(care: Care, whose: Query<Whose>) -> Result<Answer, Problem> {
    let coordinator = whose.coordinator.unwrap_or(care.me());
    let (rows, today) = (care.caseload(coordinator).await?, care.today());
    let mut lines: Vec<_> = rows.into_iter().map(|row| line(row, care.rules(), today)).collect();
    // What is due first comes first, and so what is overdue before everything else.
    lines.sort_by_key(|(earliest, line)| (earliest.is_none(), *earliest, line.case));
    Answer::ok(&Caseload { coordinator, as_of: today, cases: lines.into_iter().map(|(_, line)| line).collect() })
}

/// Which team.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct WhichTeam {
    /// One you are a member of.
    pub team: TeamId,
}

/// How much the members of a team hold.
#[derive(Debug, Serialize, ToSchema)]
pub struct TeamCapacity {
    /// The team.
    pub team: TeamId,
    /// The day it tells of.
    pub as_of: Day,
    /// Its members today.
    pub members: Vec<CoordinatorLoad>,
}

/// How much the members of your team hold
#[utoipa::path(get, path = "/api/v1/capacity", tag = "caseload", params(WhichTeam),
    responses((status = 200, body = TeamCapacity), Faults))]
pub async fn capacity(care: Care, which: Query<WhichTeam>) -> Result<Answer, Problem> {
    let rows = care.capacity(which.team).await?;
    let members = rows.into_iter().map(|row| CoordinatorLoad::new(row, care.rules())).collect();
    Answer::ok(&TeamCapacity { team: which.team, as_of: care.today(), members })
}

/// A case that was handed over.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandedOverLine {
    /// The case.
    pub case: CaseId,
    /// Who.
    pub person: Option<PersonId>,
    /// Who has it now.
    pub to: StaffId,
    /// Its version now.
    pub version: i64,
    /// Open actions that went along.
    pub actions: usize,
}

/// What was handed over.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandedOverView {
    /// Whose cases they were.
    pub from: StaffId,
    /// From which day.
    pub on: Day,
    /// Each case.
    pub cases: Vec<HandedOverLine>,
    /// How much those who took them hold now.
    pub loads: Vec<CoordinatorLoad>,
}

/// Hand cases of one coordinator over to others
///
/// All of them, or, when anything stands against one, none.
#[utoipa::path(post, path = "/api/v1/handovers", tag = "caseload", request_body = HandOver,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a request sent twice count once", min_length = 1, max_length = 255, pattern = "^[!-~]+$")),
    responses((status = 200, body = HandedOverView), Faults))]
pub async fn hand_over(care: Care, once: Once, body: Body<HandOver>) -> Result<Answer, Problem> {
    let Body { value, fingerprint } = body;
    let mut work = care.begin("handover.make").await?;
    if let Some(earlier) = once.earlier(&mut work, fingerprint).await? {
        return Ok(earlier);
    }
    let (from, on, rules) = (value.from, value.on.unwrap_or(work.at().today), work.rules());
    let handed = work.hand_over(value).await?;
    let loads = work.loads_after(&handed).await?.into_iter().map(|row| CoordinatorLoad::new(row, rules)).collect();
    let line = |one: crate::access::HandedOver| HandedOverLine {
        case: one.case,
        person: one.person,
        to: one.to,
        version: one.version,
        actions: one.actions,
    };
    let answer = Answer::ok(&HandedOverView { from, on, cases: handed.into_iter().map(line).collect(), loads })?;
    once.commit(work, fingerprint, answer).await
}
