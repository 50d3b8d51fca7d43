//! `/meetings/{meeting}/agenda`.

use super::{MeetingLine, MeetingView, answer};
use crate::access::Care;
use crate::access::rows::AgendaRow;
use crate::casework::meeting::{AddItem, OrderAgenda, RemoveItem, Why};
use crate::domain::{CaseId, Day, MeetingId, NominationId, PersonId, StaffId};
use crate::web::{Answer, Body, Faults, Problem, Seen};
use actix_web::web::Path;
use serde::Serialize;
use utoipa::ToSchema;

/// The case of somebody on an agenda, in short.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseInShort {
    /// The case.
    pub id: CaseId,
    /// Its version.
    pub version: Option<i64>,
    /// Start on the register.
    pub start: Option<Day>,
    /// Coordinator.
    pub coordinator: Option<StaffId>,
    /// The coordinator's name.
    pub coordinator_name: Option<String>,
    /// Level of intensity, 1 the most; `null` until set.
    pub level: Option<i64>,
    /// The next review; `null` while none is set.
    pub next_review: Option<Day>,
    /// Open actions.
    pub open_actions: i64,
    /// The earliest due date among them.
    pub first_action_due: Option<Day>,
    /// That date has passed.
    pub action_overdue: bool,
}

/// A stay in hospital that goes on.
#[derive(Debug, Serialize, ToSchema)]
pub struct StayInShort {
    /// Since.
    pub since: Day,
    /// Days in hospital so far.
    pub days: i32,
    /// Ward.
    pub ward: Option<String>,
    /// Expected to leave on.
    pub expected_discharge: Option<Day>,
    /// Ready to leave and kept since.
    pub delayed_since: Option<Day>,
    /// Why.
    pub delay_reason: Option<String>,
    /// What is planned for going home.
    pub discharge_plan: Option<String>,
}

/// The latest published risk.
#[derive(Debug, Serialize, ToSchema)]
pub struct RiskInShort {
    /// Probability of an emergency admission in the horizon of the model.
    pub risk: f64,
    /// Tier.
    pub tier: Option<String>,
    /// The day it looks from.
    pub as_of: Option<Day>,
    /// The last day of the data it rests on.
    pub data_date: Option<Day>,
}

/// A line of an agenda.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgendaLine {
    /// Place, from 1.
    pub place: i64,
    /// Who.
    pub person: PersonId,
    /// Given name; `null` where identity is not kept.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// NHS number.
    pub nhs_number: Option<String>,
    /// Date of birth.
    pub born_on: Day,
    /// Age on the day of the meeting.
    pub age: i32,
    /// Practice.
    pub practice: String,
    /// Lives in a care home.
    pub care_home: bool,
    /// Every reason for being there, with its dates.
    pub why: Vec<Why>,
    /// How many meetings one after the other have carried them over.
    pub carried: i64,
    /// Added after the cut-off.
    pub late: bool,
    /// The decision, `carried_over`, or `null` while neither.
    pub outcome: Option<String>,
    /// The kind of service that a referral is to.
    pub service: Option<String>,
    /// The nomination that put them forward.
    pub nomination: Option<NominationId>,
    /// Their open case, if they are on the register.
    pub case: Option<CaseInShort>,
    /// In hospital now.
    pub in_hospital: Option<StayInShort>,
    /// The latest published risk, if they were scored.
    pub risk: Option<RiskInShort>,
}

impl AgendaLine {
    /// A line as of `today`, for a meeting `on` a day.
    pub(super) fn new(place: i64, row: AgendaRow, on: Day, today: Day) -> Self {
        let first_action_due = row.first_action_due.map(Day::from);
        let case = row.case_id.map(|id| CaseInShort {
            id: id.into(),
            version: row.case_version,
            start: row.start_day.map(Day::from),
            coordinator: row.coordinator.map(StaffId::from),
            coordinator_name: row.coordinator_name,
            level: row.level,
            next_review: row.next_review.map(Day::from),
            open_actions: row.open_actions.unwrap_or_default(),
            first_action_due,
            action_overdue: first_action_due.is_some_and(|due| due < today),
        });
        let in_hospital = row.admitted_on.map(Day::from).map(|since| StayInShort {
            since,
            days: today.days_since(since),
            ward: row.ward,
            expected_discharge: row.expected_discharge.map(Day::from),
            delayed_since: row.delayed_since.map(Day::from),
            delay_reason: row.delay_reason,
            discharge_plan: row.discharge_plan,
        });
        let risk =
            row.risk.map(|risk| RiskInShort { risk, tier: row.tier, as_of: row.risk_as_of, data_date: row.risk_data_date });
        Self {
            place,
            person: row.person,
            given_name: row.given_name,
            family_name: row.family_name,
            nhs_number: row.nhs_number,
            born_on: row.born_on,
            age: on.completed_years_since(row.born_on),
            practice: row.practice,
            care_home: row.care_home,
            why: row.why.0,
            carried: row.carried,
            late: row.late,
            outcome: row.outcome,
            service: row.service,
            nomination: row.nomination.map(NominationId::from),
            case,
            in_hospital,
            risk,
        }
    }
}

/// An agenda.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgendaView {
    /// The day it tells of: where cases and stays stand.
    pub as_of: Day,
    /// The meeting.
    pub meeting: MeetingLine,
    /// Who, in order.
    pub lines: Vec<AgendaLine>,
}

/// The agenda: who, why, and where each stands today
#[utoipa::path(get, path = "/api/v1/meetings/{meeting}/agenda", tag = "meetings", params(("meeting" = MeetingId, Path)),
    responses((status = 200, body = AgendaView, headers(("ETag" = String))), Faults))]
pub async fn read(care: Care, id: Path<MeetingId>) -> Result<Answer, Problem> {
    let (meeting, rows) = care.agenda(id.into_inner()).await?;
    let (today, on, version) = (care.today(), meeting.on_day, meeting.version);
    let lines = (1..).zip(rows).map(|(place, row)| AgendaLine::new(place, row, on, today)).collect();
    Ok(Answer::ok(&AgendaView { as_of: today, meeting: meeting.into(), lines })?.version(version))
}

/// Fill the agenda from what is known now. Doing it again adds nothing
#[utoipa::path(post, path = "/api/v1/meetings/{meeting}/agenda-fill", tag = "meetings", params(("meeting" = MeetingId, Path)),
    responses((status = 200, body = MeetingView, headers(("ETag" = String))), Faults))]
pub async fn fill(care: Care, id: Path<MeetingId>) -> Result<Answer, Problem> {
    let mut work = care.begin("meeting.fill_agenda").await?;
    let mut meeting = work.meeting(id.into_inner()).await?;
    work.fill_agenda(&mut meeting).await?;
    work.commit().await?;
    answer(meeting)
}

/// Put somebody on the agenda by hand
#[utoipa::path(post, path = "/api/v1/meetings/{meeting}/agenda", tag = "meetings", request_body = AddItem,
    params(("meeting" = MeetingId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = MeetingView, headers(("ETag" = String))), Faults))]
pub async fn add(care: Care, id: Path<MeetingId>, seen: Seen, body: Body<AddItem>) -> Result<Answer, Problem> {
    let mut work = care.begin("meeting.add").await?;
    let mut meeting = work.meeting(id.into_inner()).await?;
    work.require_unchanged(&meeting, seen.0, body.value.person).await?;
    work.add_to_agenda(&mut meeting, body.value).await?;
    work.commit().await?;
    answer(meeting)
}

/// Put the agenda in order
#[utoipa::path(put, path = "/api/v1/meetings/{meeting}/agenda-order", tag = "meetings", request_body = OrderAgenda,
    params(("meeting" = MeetingId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = MeetingView, headers(("ETag" = String))), Faults))]
pub async fn order(care: Care, id: Path<MeetingId>, seen: Seen, body: Body<OrderAgenda>) -> Result<Answer, Problem> {
    let mut work = care.begin("meeting.order").await?;
    let mut meeting = work.meeting(id.into_inner()).await?;
    work.require_version(&meeting, seen.0).await?;
    let decided = meeting.state.order(body.value, work.at());
    work.record(&mut meeting, decided).await?;
    work.commit().await?;
    answer(meeting)
}

/// Take somebody off the agenda
#[utoipa::path(put, path = "/api/v1/meetings/{meeting}/agenda/{person}/removal", tag = "meetings", request_body = RemoveItem,
    params(("meeting" = MeetingId, Path), ("person" = PersonId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = MeetingView, headers(("ETag" = String))), Faults))]
pub async fn remove(care: Care, ids: Path<(MeetingId, PersonId)>, seen: Seen, body: Body<RemoveItem>) -> Result<Answer, Problem> {
    let (id, whom) = ids.into_inner();
    let mut work = care.begin("meeting.remove").await?;
    let mut meeting = work.meeting(id).await?;
    work.require_unchanged(&meeting, seen.0, whom).await?;
    work.about(whom);
    let decided = meeting.state.remove(whom, body.value, work.at());
    work.record(&mut meeting, decided).await?;
    work.commit().await?;
    answer(meeting)
}
