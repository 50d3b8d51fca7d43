//! `/meetings`: plan, fill the agenda, hold, close.

pub mod agenda;
pub mod pack;
pub mod review;
pub mod team;

use crate::access::rows::{MeetingRow, WantedMeetings};
use crate::access::{Care, Loaded};
use crate::casework::meeting::{
    Addendum, AgendaItem, Attendee, CancelMeeting, Meeting, MeetingKind, MeetingState, MoveMeeting, PlanMeeting, SetAttendance,
    WriteAddendum,
};
use crate::domain::{Day, Line, MeetingId, TeamId};
use crate::web::page::{Page, PageQuery, page};
use crate::web::query::Query;
use crate::web::{Answer, Body, Faults, Once, Problem, Seen};
use actix_web::web::Path;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToSchema};

/// The routes of these files.
#[derive(OpenApi)]
#[openapi(paths(
    plan,
    list,
    read,
    minutes,
    move_to,
    open,
    set_attendance,
    close,
    cancel,
    write_addendum,
    agenda::read,
    agenda::fill,
    agenda::add,
    agenda::order,
    agenda::remove,
    review::record,
    review::amend_words,
    review::carry_over,
    pack::json,
    pack::html,
    team::attendance,
    team::actions,
))]
pub struct Api;

/// A meeting.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeetingView {
    /// Its id.
    pub id: MeetingId,
    /// Its version: what a change names in `If-Match`.
    pub version: i64,
    /// The team that meets.
    pub team: TeamId,
    /// What kind.
    pub kind: MeetingKind,
    /// Where it stands.
    pub state: MeetingState,
    /// The day.
    pub on: Option<Day>,
    /// The day of the meeting after it.
    pub next_on: Option<Day>,
    /// The last day on which somebody is added without a reason for being late.
    pub cut_off: Option<Day>,
    /// Where.
    pub place: Option<Line>,
    /// The agenda, in order; people taken off it, too, with the reason.
    pub agenda: Vec<AgendaItem>,
    /// Places on the agenda, from 1 and without those taken off, that have neither a decision nor a carry-over.
    pub undecided: Vec<usize>,
    /// Who came, and who sent apologies.
    pub attendees: Vec<Attendee>,
    /// Why it is not held.
    pub cancelled_because: Option<Line>,
    /// Corrections of the closed minutes.
    pub addenda: Vec<Addendum>,
}

impl From<Loaded<Meeting>> for MeetingView {
    fn from(Loaded { id, version, state }: Loaded<Meeting>) -> Self {
        let undecided = state.undecided();
        let Meeting { team, kind, state, on, next_on, cut_off, place, items, attendees, cancelled_because, addenda } = state;
        Self {
            id,
            version,
            team,
            kind,
            state,
            on,
            next_on,
            cut_off,
            place,
            agenda: items,
            undecided,
            attendees,
            cancelled_because,
            addenda,
        }
    }
}

fn answer(loaded: Loaded<Meeting>) -> Result<Answer, Problem> {
    let version = loaded.version;
    Ok(Answer::ok(&MeetingView::from(loaded))?.version(version))
}

/// Plan a meeting. Its agenda fills itself
#[utoipa::path(post, path = "/api/v1/meetings", tag = "meetings", request_body = PlanMeeting,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a request sent twice count once", min_length = 1, max_length = 255, pattern = "^[!-~]+$")),
    responses((status = 201, body = MeetingView, headers(("ETag" = String), ("Location" = String))), Faults))]
pub async fn plan(care: Care, once: Once, body: Body<PlanMeeting>) -> Result<Answer, Problem> {
    let Body { value, fingerprint } = body;
    let mut work = care.begin("meeting.plan").await?;
    if let Some(earlier) = once.earlier(&mut work, fingerprint).await? {
        return Ok(earlier);
    }
    let meeting = work.plan_meeting(value).await?;
    let (id, version) = (meeting.id, meeting.version);
    let answer = Answer::created(&MeetingView::from(meeting), format!("/api/v1/meetings/{id}"))?.version(version);
    once.commit(work, fingerprint, answer).await
}

/// Which meetings.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MeetingsQuery {
    /// Of this team.
    pub team: Option<TeamId>,
    /// On this day or later.
    pub from: Option<Day>,
    /// On this day or earlier.
    pub to: Option<Day>,
    /// In this state.
    pub state: Option<MeetingState>,
    /// How many at most, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    #[param(max_length = 500)]
    pub after: Option<String>,
}

/// A line of a list of meetings.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeetingLine {
    /// The meeting.
    pub id: MeetingId,
    /// Its version.
    pub version: i64,
    /// The team.
    pub team: TeamId,
    /// The team's name.
    pub team_name: String,
    /// `community_mdt`, `ward_round` or `care_home_round`.
    pub kind: String,
    /// `planned`, `open`, `closed` or `cancelled`.
    pub state: String,
    /// The day.
    pub on: Day,
    /// The day of the meeting after it.
    pub next_on: Option<Day>,
    /// The cut-off.
    pub cut_off: Day,
    /// People on the agenda.
    pub people: i64,
    /// Those with neither a decision nor a carry-over.
    pub undecided: i64,
}

impl From<MeetingRow> for MeetingLine {
    fn from(row: MeetingRow) -> Self {
        let MeetingRow { id, version, team, team_name, kind, state, on_day, next_day, cut_off, items, undecided } = row;
        let next_on = next_day.map(Day::from);
        Self { id, version, team, team_name, kind, state, on: on_day, next_on, cut_off, people: items, undecided }
    }
}

/// Meetings of your teams, the latest first
#[utoipa::path(get, path = "/api/v1/meetings", tag = "meetings", params(MeetingsQuery),
    responses((status = 200, body = Page<MeetingLine>), Faults))]
pub async fn list(care: Care, query: Query<MeetingsQuery>) -> Result<Answer, Problem> {
    let MeetingsQuery { team, from, to, state, limit, after } = query.into_inner();
    let part = PageQuery { limit, after };
    let limit = part.limit()?;
    let wanted = WantedMeetings { team, from, to, state: state.map(MeetingState::name), after: part.after()?, limit };
    let rows = care.meetings(&wanted).await?;
    let Page { items, next } = page(rows, limit, |row| (row.on_day, row.id));
    Answer::ok(&Page { items: items.into_iter().map(MeetingLine::from).collect(), next })
}

/// A meeting
#[utoipa::path(get, path = "/api/v1/meetings/{meeting}", tag = "meetings", params(("meeting" = MeetingId, Path)),
    responses((status = 200, body = MeetingView, headers(("ETag" = String))), Faults))]
pub async fn read(care: Care, id: Path<MeetingId>) -> Result<Answer, Problem> {
    answer(care.meeting(id.into_inner()).await?)
}

/// The minutes: all of them for members of the team, for others those of the people they look after
#[utoipa::path(get, path = "/api/v1/meetings/{meeting}/minutes", tag = "meetings", params(("meeting" = MeetingId, Path)),
    responses((status = 200, body = MeetingView), Faults))]
pub async fn minutes(care: Care, id: Path<MeetingId>) -> Result<Answer, Problem> {
    Answer::ok(&MeetingView::from(care.minutes(id.into_inner()).await?))
}

/// Move a meeting to another day
#[utoipa::path(put, path = "/api/v1/meetings/{meeting}/day", tag = "meetings", request_body = MoveMeeting,
    params(("meeting" = MeetingId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = MeetingView, headers(("ETag" = String))), Faults))]
pub async fn move_to(care: Care, id: Path<MeetingId>, seen: Seen, body: Body<MoveMeeting>) -> Result<Answer, Problem> {
    let mut work = care.begin("meeting.move").await?;
    let mut meeting = work.meeting(id.into_inner()).await?;
    work.require_version(&meeting, seen.0).await?;
    let decided = meeting.state.move_to(body.value, work.rules(), work.at());
    work.record(&mut meeting, decided).await?;
    work.commit().await?;
    answer(meeting)
}

/// Begin a meeting
#[utoipa::path(put, path = "/api/v1/meetings/{meeting}/opening", tag = "meetings",
    params(("meeting" = MeetingId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = MeetingView, headers(("ETag" = String))), Faults))]
pub async fn open(care: Care, id: Path<MeetingId>, seen: Seen) -> Result<Answer, Problem> {
    let mut work = care.begin("meeting.open").await?;
    let mut meeting = work.meeting(id.into_inner()).await?;
    work.require_version(&meeting, seen.0).await?;
    let decided = meeting.state.open(work.at());
    work.record(&mut meeting, decided).await?;
    work.commit().await?;
    answer(meeting)
}

/// Say who came; it replaces what was said before
#[utoipa::path(put, path = "/api/v1/meetings/{meeting}/attendance", tag = "meetings", request_body = SetAttendance,
    params(("meeting" = MeetingId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = MeetingView, headers(("ETag" = String))), Faults))]
pub async fn set_attendance(care: Care, id: Path<MeetingId>, seen: Seen, body: Body<SetAttendance>) -> Result<Answer, Problem> {
    let mut work = care.begin("meeting.set_attendance").await?;
    let mut meeting = work.meeting(id.into_inner()).await?;
    work.require_version(&meeting, seen.0).await?;
    let decided = meeting.state.set_attendance(body.value, work.at());
    work.record(&mut meeting, decided).await?;
    work.commit().await?;
    answer(meeting)
}

/// Close a meeting: nothing is edited afterwards
#[utoipa::path(put, path = "/api/v1/meetings/{meeting}/closing", tag = "meetings",
    params(("meeting" = MeetingId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = MeetingView, headers(("ETag" = String))), Faults))]
pub async fn close(care: Care, id: Path<MeetingId>, seen: Seen) -> Result<Answer, Problem> {
    let mut work = care.begin("meeting.close").await?;
    let mut meeting = work.meeting(id.into_inner()).await?;
    work.require_version(&meeting, seen.0).await?;
    let decided = meeting.state.close(work.at());
    work.record(&mut meeting, decided).await?;
    work.commit().await?;
    answer(meeting)
}

/// Cancel a meeting; its people come up at the next one
#[utoipa::path(put, path = "/api/v1/meetings/{meeting}/cancellation", tag = "meetings", request_body = CancelMeeting,
    params(("meeting" = MeetingId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = MeetingView, headers(("ETag" = String))), Faults))]
pub async fn cancel(care: Care, id: Path<MeetingId>, seen: Seen, body: Body<CancelMeeting>) -> Result<Answer, Problem> {
    let mut work = care.begin("meeting.cancel").await?;
    let mut meeting = work.meeting(id.into_inner()).await?;
    work.require_version(&meeting, seen.0).await?;
    work.cancel_meeting(&mut meeting, body.value).await?;
    work.commit().await?;
    answer(meeting)
}

/// Correct or complete the minutes of a closed meeting
#[utoipa::path(post, path = "/api/v1/meetings/{meeting}/addenda", tag = "meetings", request_body = WriteAddendum,
    params(("meeting" = MeetingId, Path), ("If-Match" = String, Header, pattern = "^\"[0-9]{1,9}\"$")),
    responses((status = 200, body = MeetingView, headers(("ETag" = String))), Faults))]
pub async fn write_addendum(care: Care, id: Path<MeetingId>, seen: Seen, body: Body<WriteAddendum>) -> Result<Answer, Problem> {
    let mut work = care.begin("meeting.write_addendum").await?;
    let mut meeting = work.meeting(id.into_inner()).await?;
    work.require_version(&meeting, seen.0).await?;
    if let Some(person) = body.value.person {
        work.about(person);
    }
    let decided = meeting.state.write_addendum(body.value, work.at());
    work.record(&mut meeting, decided).await?;
    work.commit().await?;
    answer(meeting)
}
