//! Meetings: as they are now, for lists and agendas.

pub mod agenda;
pub mod chase;
pub mod fill;
pub mod pack;

use crate::casework::Moment;
use crate::casework::meeting::{AgendaItem, Meeting, Service};
use crate::domain::{Day, MeetingId, NominationId, PersonId, StaffId, TeamId};
use crate::store::log::{Kept, Loaded};
use crate::store::sql::name;
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;
use sqlx::types::Json;
use uuid::Uuid;

const PUT: &str = "INSERT INTO meeting_now (id, version, team, kind, state, on_day, next_day, cut_off, items, undecided) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state, on_day = excluded.on_day, \
    next_day = excluded.next_day, cut_off = excluded.cut_off, items = excluded.items, undecided = excluded.undecided";
const PUT_ITEM: &str = "INSERT INTO meeting_item (meeting, person, place, case_id, nomination, list, why, carried, late, removed, \
    outcome, not_accepted, service) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (meeting, person) DO UPDATE SET \
    place = excluded.place, case_id = excluded.case_id, nomination = excluded.nomination, list = excluded.list, \
    why = excluded.why, carried = excluded.carried, late = excluded.late, removed = excluded.removed, outcome = excluded.outcome, \
    not_accepted = excluded.not_accepted, service = excluded.service";
const CLEAR_ATTENDEES: &str = "DELETE FROM meeting_attendee WHERE meeting = $1";
const ADD_ATTENDEE: &str = "INSERT INTO meeting_attendee (meeting, place, staff, name, profession, organisation, role, apologies) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

/// What became of an item, as the measures of meetings count it: the decision, `carried_over`, or nothing yet.
fn outcome(item: &AgendaItem) -> Option<String> {
    match &item.minutes {
        Some(minutes) => serde_json::to_value(minutes.decision).ok().and_then(|name| name.as_str().map(str::to_owned)),
        None => item.carried_over.as_ref().map(|_| "carried_over".to_owned()),
    }
}

impl Kept for Meeting {
    fn person(&self) -> Option<PersonId> {
        None
    }

    async fn project(loaded: &Loaded<Self>, _: &Moment, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
        let (id, meeting) = (loaded.id.uuid(), &loaded.state);
        let (Some(on), Some(cut_off)) = (meeting.on, meeting.cut_off) else { return Ok(()) };
        run!(
            conn,
            PUT,
            id,
            loaded.version,
            meeting.team.uuid(),
            meeting.kind.name(),
            meeting.state.name(),
            NaiveDate::from(on),
            meeting.next_on.map(NaiveDate::from),
            NaiveDate::from(cut_off),
            meeting.agenda().count() as i64,
            meeting.undecided().len() as i64,
        )?;
        for (place, item) in (1i64..).zip(&meeting.items) {
            run!(
                conn,
                PUT_ITEM,
                id,
                item.person.uuid(),
                place,
                item.case.map(super::super::domain::id::CaseId::uuid),
                item.nomination.map(NominationId::uuid),
                item.list.map(super::super::domain::id::ListId::uuid),
                Json(&item.why),
                i64::from(item.carried),
                item.late_reason.is_some(),
                item.removed.is_some(),
                outcome(item),
                item.minutes.as_ref().and_then(|minutes| minutes.not_accepted).map(name),
                item.minutes.as_ref().and_then(|minutes| minutes.service).map(Service::name),
            )?;
        }
        run!(conn, CLEAR_ATTENDEES, id)?;
        for (place, attendee) in (1i64..).zip(&meeting.attendees) {
            run!(
                conn,
                ADD_ATTENDEE,
                id,
                place,
                attendee.staff.map(StaffId::uuid),
                attendee.name.as_ref().map(super::super::domain::text::Line::as_str),
                attendee.profession.name(),
                attendee.organisation.as_ref().map(super::super::domain::ods_code::OdsCode::as_str),
                attendee.role.name(),
                attendee.apologies,
            )?;
        }
        Ok(())
    }
}

/// Changes nothing, and holds the row until the transaction ends: note-takers come one after the other, and none is sent away.
const HOLD: &str = "UPDATE meeting_now SET version = version WHERE id = $1";

/// Waits for whoever is changing the meeting, and keeps others waiting until this change is done.
///
/// # Errors
/// When the database fails.
pub async fn hold(conn: &mut Conn<'_>, id: MeetingId) -> Result<(), StoreFault> {
    run!(conn, HOLD, id.uuid()).map(drop)
}

/// A line of a list of meetings.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct MeetingRow {
    /// The meeting.
    #[sqlx(try_from = "Uuid")]
    pub id: MeetingId,
    /// Its version.
    pub version: i64,
    /// The team.
    #[sqlx(try_from = "Uuid")]
    pub team: TeamId,
    /// The team's name.
    pub team_name: String,
    /// `community_mdt`, `ward_round`, `care_home_round`.
    pub kind: String,
    /// `planned`, `open`, `closed`, `cancelled`.
    pub state: String,
    /// The day.
    #[sqlx(try_from = "NaiveDate")]
    pub on_day: Day,
    /// The day of the meeting after it.
    pub next_day: Option<NaiveDate>,
    /// The cut-off.
    #[sqlx(try_from = "NaiveDate")]
    pub cut_off: Day,
    /// People on the agenda.
    pub items: i64,
    /// Those without a decision or a carry-over.
    pub undecided: i64,
}

/// Which meetings are wanted; what is `None` does not narrow.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Of this team.
    pub team: Option<TeamId>,
    /// On this day or later.
    pub from: Option<Day>,
    /// On this day or earlier.
    pub to: Option<Day>,
    /// In this state.
    pub state: Option<&'static str>,
    /// After this place in the list.
    pub after: Option<(Day, MeetingId)>,
    /// At most so many.
    pub limit: i64,
}

const LIST: &str = "SELECT m.id, m.version, m.team, t.name AS team_name, m.kind, m.state, m.on_day, m.next_day, m.cut_off, \
    m.items, m.undecided FROM meeting_now m JOIN team t ON t.id = m.team \
    WHERE EXISTS (SELECT 1 FROM team_member b WHERE b.team = m.team AND b.staff = $1 AND b.from_day <= $2 \
        AND (b.until_day IS NULL OR b.until_day > $2)) \
    AND ($3 IS NULL OR m.team = $3) AND ($4 IS NULL OR m.on_day >= $4) AND ($5 IS NULL OR m.on_day <= $5) \
    AND ($6 IS NULL OR m.state = $6) AND ($7 IS NULL OR m.on_day < $7 OR (m.on_day = $7 AND m.id < $8)) \
    ORDER BY m.on_day DESC, m.id DESC LIMIT $9";

/// The meetings of the teams of `staff`, the latest first; one more than the limit when there are more.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Conn<'_>, staff: StaffId, today: Day, wanted: &Wanted) -> Result<Vec<MeetingRow>, StoreFault> {
    all!(
        conn,
        MeetingRow,
        LIST,
        staff.uuid(),
        NaiveDate::from(today),
        wanted.team.map(TeamId::uuid),
        wanted.from.map(NaiveDate::from),
        wanted.to.map(NaiveDate::from),
        wanted.state,
        wanted.after.map(|(day, _)| NaiveDate::from(day)),
        wanted.after.map(|(_, id)| id.uuid()),
        wanted.limit + 1,
    )
}

const ONE: &str = "SELECT m.id, m.version, m.team, t.name AS team_name, m.kind, m.state, m.on_day, m.next_day, m.cut_off, \
    m.items, m.undecided FROM meeting_now m JOIN team t ON t.id = m.team \
    WHERE m.id = $3 AND EXISTS (SELECT 1 FROM team_member b WHERE b.team = m.team AND b.staff = $1 AND b.from_day <= $2 \
        AND (b.until_day IS NULL OR b.until_day > $2))";

/// A meeting of a team of `staff`; `None` when there is none, or it is another team's.
///
/// # Errors
/// When the database fails.
pub async fn one(conn: &mut Conn<'_>, staff: StaffId, today: Day, id: MeetingId) -> Result<Option<MeetingRow>, StoreFault> {
    maybe!(conn, MeetingRow, ONE, staff.uuid(), NaiveDate::from(today), id.uuid())
}
