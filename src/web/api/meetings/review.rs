//! `/meetings/{meeting}/agenda/{person}`: what is said and decided about one person, while the meeting is held.

use crate::access::rows::LoadRow;
use crate::access::{Care, Loaded};
use crate::casework::meeting::{AgendaItem, AmendWords, CarryOver, Meeting, RecordReview};
use crate::domain::{CaseId, Day, MeetingId, PersonId, StaffId};
use crate::web::{Answer, Body, Faults, Problem, Seen};
use actix_web::web::Path;
use serde::Serialize;
use utoipa::ToSchema;

/// One person's review, as it now stands in the meeting.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewView {
    /// The meeting.
    pub meeting: MeetingId,
    /// Its version.
    pub version: i64,
    /// The person's place on the agenda, with the minutes.
    pub item: Option<AgendaItem>,
    /// The case it was applied to.
    pub case: Option<CaseId>,
    /// That case's version.
    pub case_version: Option<i64>,
}

fn answer(loaded: &Loaded<Meeting>, whom: PersonId, case: Option<(CaseId, i64)>) -> Result<Answer, Problem> {
    let view = ReviewView {
        meeting: loaded.id,
        version: loaded.version,
        item: loaded.state.item(whom).cloned(),
        case: case.map(|(id, _)| id),
        case_version: case.map(|(_, version)| version),
    };
    Ok(Answer::ok(&view)?.version(loaded.version))
}

/// Record a review: in the meeting and in the case, both or neither
///
/// Several people can take notes: the version matters only for what has since been recorded about the same person.
#[utoipa::path(put, path = "/api/v1/meetings/{meeting}/agenda/{person}/review", tag = "meetings", request_body = RecordReview,
    params(("meeting" = MeetingId, Path), ("person" = PersonId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = ReviewView, headers(("ETag" = String))), Faults))]
pub async fn record(
    care: Care,
    ids: Path<(MeetingId, PersonId)>,
    seen: Seen,
    body: Body<RecordReview>,
) -> Result<Answer, Problem> {
    let (id, whom) = ids.into_inner();
    let mut work = care.begin("meeting.review").await?;
    let mut meeting = work.meeting(id).await?;
    work.require_unchanged(&meeting, seen.0, whom).await?;
    let case = work.record_review(&mut meeting, whom, body.value).await?;
    work.commit().await?;
    answer(&meeting, whom, case.map(|case| (case.id, case.version)))
}

/// Put the words of a review right, while the meeting is open
#[utoipa::path(put, path = "/api/v1/meetings/{meeting}/agenda/{person}/words", tag = "meetings", request_body = AmendWords,
    params(("meeting" = MeetingId, Path), ("person" = PersonId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = ReviewView, headers(("ETag" = String))), Faults))]
pub async fn amend_words(
    care: Care,
    ids: Path<(MeetingId, PersonId)>,
    seen: Seen,
    body: Body<AmendWords>,
) -> Result<Answer, Problem> {
    let (id, whom) = ids.into_inner();
    let mut work = care.begin("meeting.amend_words").await?;
    let mut meeting = work.meeting(id).await?;
    work.require_unchanged(&meeting, seen.0, whom).await?;
    work.about(whom);
    let decided = meeting.state.amend_words(whom, body.value, work.at());
    work.record(&mut meeting, decided).await?;
    work.commit().await?;
    answer(&meeting, whom, None)
}

/// Leave somebody for the next meeting without discussing them
#[utoipa::path(put, path = "/api/v1/meetings/{meeting}/agenda/{person}/carry-over", tag = "meetings", request_body = CarryOver,
    params(("meeting" = MeetingId, Path), ("person" = PersonId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = ReviewView, headers(("ETag" = String))), Faults))]
pub async fn carry_over(
    care: Care,
    ids: Path<(MeetingId, PersonId)>,
    seen: Seen,
    body: Body<CarryOver>,
) -> Result<Answer, Problem> {
    let (id, whom) = ids.into_inner();
    let mut work = care.begin("meeting.carry_over").await?;
    let mut meeting = work.meeting(id).await?;
    work.require_unchanged(&meeting, seen.0, whom).await?;
    work.about(whom);
    let decided = meeting.state.carry_over(whom, body.value, work.at());
    work.record(&mut meeting, decided).await?;
    work.commit().await?;
    answer(&meeting, whom, None)
}

/// What a member of the team holds now.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberLoad {
    /// Who.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// As what they are a member.
    pub role: String,
    /// Open cases they coordinate, of any team.
    pub cases: i64,
    /// Below, in or above the usual band: `room`, `usual` or `over`.
    pub standing: &'static str,
}

/// Whom a case could be given to.
#[derive(Debug, Serialize, ToSchema)]
pub struct Loads {
    /// The day it tells of.
    pub as_of: Day,
    /// Cases a coordinator usually holds: at least.
    pub usual_from: u32,
    /// At most.
    pub usual_to: u32,
    /// The members of the team.
    pub members: Vec<MemberLoad>,
}

/// What each member of the team holds: to be seen before a case is given to anybody
#[utoipa::path(get, path = "/api/v1/meetings/{meeting}/capacity", tag = "meetings", params(("meeting" = MeetingId, Path)),
    responses((status = 200, body = Loads), Faults))]
pub async fn loads(care: Care, id: Path<MeetingId>) -> Result<Answer, Problem> {
    let (usual_from, usual_to) = care.rules().caseload_band;
    let member = |LoadRow { staff, name, role, cases }: LoadRow| MemberLoad {
        staff: staff.into(),
        name,
        role,
        cases,
        standing: match cases {
            cases if cases < i64::from(usual_from) => "room",
            cases if cases <= i64::from(usual_to) => "usual",
            _ => "over",
        },
    };
    let members = care.loads(id.into_inner()).await?.into_iter().map(member).collect();
    Answer::ok(&Loads { as_of: care.today(), usual_from, usual_to, members })
}
