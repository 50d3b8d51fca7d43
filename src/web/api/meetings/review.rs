//! `/meetings/{meeting}/agenda/{person}`: what is said and decided about one person, while the meeting is held.

use crate::access::{Care, Loaded};
use crate::casework::meeting::{AgendaItem, AmendWords, CarryOver, Meeting, RecordReview};
use crate::domain::{CaseId, MeetingId, PersonId};
use crate::web::api::cases::view::CoordinatorLoad;
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
    /// What the coordinator named here holds now.
    pub coordinator_load: Option<CoordinatorLoad>,
}

fn answer(
    loaded: &Loaded<Meeting>,
    whom: PersonId,
    case: Option<(CaseId, i64)>,
    load: Option<CoordinatorLoad>,
) -> Result<Answer, Problem> {
    let view = ReviewView {
        meeting: loaded.id,
        version: loaded.version,
        item: loaded.state.item(whom).cloned(),
        case: case.map(|(id, _)| id),
        case_version: case.map(|(_, version)| version),
        coordinator_load: load,
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
    let coordinator = body.value.coordinator;
    let case = work.record_review(&mut meeting, whom, body.value).await?;
    let load = match coordinator {
        Some(coordinator) => {
            work.load_of(meeting.state.team, coordinator).await?.map(|row| CoordinatorLoad::new(row, work.rules()))
        }
        None => None,
    };
    work.commit().await?;
    answer(&meeting, whom, case.map(|case| (case.id, case.version)), load)
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
    answer(&meeting, whom, None, None)
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
    answer(&meeting, whom, None, None)
}
