//! What an agenda fills itself with.

use crate::casework::meeting::{Listing, Meeting, MeetingKind, Why};
use crate::domain::{CaseId, Day, NominationId, PersonId, TeamId};
use crate::store::log::Loaded;
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;
use uuid::Uuid;

/// The days that an agenda looks at.
#[derive(Debug, Clone, Copy)]
struct Window {
    /// The team's last meeting of that kind, or as many days back as meetings usually are apart.
    since: Day,
    /// The next meeting, or as many days ahead.
    until: Day,
}

/// Everybody who belongs on the agenda of `meeting`, for every reason that holds; a person can come several times. `apart` is how
/// many days meetings are apart when nothing says it.
///
/// # Errors
/// When the database fails.
pub async fn found(conn: &mut Conn<'_>, meeting: &Loaded<Meeting>, apart: i32) -> Result<Vec<Listing>, StoreFault> {
    let state = &meeting.state;
    let Some(on) = state.on else { return Ok(vec![]) };
    let (last, mut listings) = carried(conn, meeting, on).await?;
    let window = Window {
        since: last.unwrap_or_else(|| on.plus_days(-apart)),
        until: state.next_on.unwrap_or_else(|| on.plus_days(apart)),
    };
    let homes = state.kind == MeetingKind::CareHomeRound;
    if state.kind == MeetingKind::WardRound {
        listings.extend(in_hospital(conn, state).await?);
        return Ok(listings);
    }
    listings.extend(cases(conn, state, on, window, homes).await?);
    listings.extend(stays(conn, state, window, homes).await?);
    if let (MeetingKind::CommunityMdt, Some(cut_off)) = (state.kind, state.cut_off) {
        listings.extend(nominated(conn, state, cut_off).await?);
        listings.extend(on_list(conn, state, cut_off).await?);
    }
    Ok(listings)
}

const LAST: &str = "SELECT id, on_day FROM meeting_now WHERE team = $1 AND kind = $2 AND state IN ('closed', 'cancelled') \
    AND on_day <= $3 AND id <> $4 ORDER BY on_day DESC, id DESC LIMIT 1";
const CARRIED: &str = "SELECT i.person, i.case_id, i.nomination, i.list, i.carried FROM meeting_item i \
    JOIN person p ON p.id = i.person WHERE i.meeting = $1 AND NOT i.removed AND p.died_on IS NULL \
    AND (i.outcome IS NULL OR i.outcome IN ('defer', 'carried_over')) ORDER BY i.place";

type CarriedRow = (Uuid, Option<Uuid>, Option<Uuid>, Option<Uuid>, i64);

/// The day of the team's last meeting of the kind, and whom it left over.
async fn carried(conn: &mut Conn<'_>, meeting: &Loaded<Meeting>, on: Day) -> Result<(Option<Day>, Vec<Listing>), StoreFault> {
    let Meeting { team, kind, .. } = meeting.state;
    let last = maybe!(conn, (Uuid, NaiveDate), LAST, team.uuid(), kind.name(), NaiveDate::from(on), meeting.id.uuid())?;
    let Some((from, day)) = last else { return Ok((None, vec![])) };
    let rows = all!(conn, CarriedRow, CARRIED, from)?;
    let listing = |(person, case, nomination, list, carried): CarriedRow| Listing {
        case: case.map(Into::into),
        nomination: nomination.map(Into::into),
        list: list.map(Into::into),
        carried: u32::try_from(carried).unwrap_or_default() + 1,
        ..Listing::of(person.into(), Why::CarriedOver { from: from.into(), on: day.into() })
    };
    Ok((Some(day.into()), rows.into_iter().map(listing).collect()))
}

fn of_case(person: Uuid, case: Uuid, why: Why) -> Listing {
    Listing { case: Some(CaseId::from(case)), ..Listing::of(PersonId::from(person), why) }
}

const CASES: &str = "SELECT c.person, c.id, c.start_day, c.coordinator IS NULL, p.care_home, c.next_review FROM case_now c \
    JOIN person p ON p.id = c.person WHERE c.team = $1 AND c.end_day IS NULL AND c.start_day <= $2 AND (p.care_home OR NOT $3) \
    AND (c.coordinator IS NULL OR $3 OR c.next_review < $4) ORDER BY c.next_review, c.start_day, c.id";

type CaseRow = (Uuid, Uuid, NaiveDate, bool, bool, Option<NaiveDate>);

/// Open cases of the team: those whose review falls due before the next meeting, those without a coordinator, and on a care-home
/// round all its residents.
async fn cases(conn: &mut Conn<'_>, meeting: &Meeting, on: Day, window: Window, homes: bool) -> Result<Vec<Listing>, StoreFault> {
    let until = NaiveDate::from(window.until);
    let rows = all!(conn, CaseRow, CASES, meeting.team.uuid(), NaiveDate::from(on), homes, until)?;
    let listings = rows.into_iter().flat_map(|(person, case, start, alone, home, review)| {
        let start = start.into();
        let due = review.filter(|due| *due < until).map(|due| Why::ReviewDue { due: due.into() });
        let new = alone.then_some(Why::NewlyAccepted { start });
        let resident = (homes && home).then_some(Why::CareHomeResident { start });
        due.into_iter().chain(new).chain(resident).map(move |why| of_case(person, case, why))
    });
    Ok(listings.collect())
}

/// With the day of the latest closed meeting of the team, of whatever kind, that dealt with the person.
const STAYS: &str = "SELECT c.person, c.id, y.admitted_on, y.discharged_on, (SELECT MAX(m.on_day) FROM meeting_item i \
        JOIN meeting_now m ON m.id = i.meeting WHERE i.person = c.person AND m.team = c.team AND m.state = 'closed' \
        AND NOT i.removed AND i.outcome IS NOT NULL AND i.outcome NOT IN ('defer', 'carried_over')) \
    FROM case_now c JOIN person p ON p.id = c.person \
    JOIN stay_now y ON y.person = c.person WHERE c.team = $1 AND c.end_day IS NULL AND (p.care_home OR NOT $3) \
    AND (y.admitted_on >= $2 OR y.discharged_on >= $2) ORDER BY y.admitted_on, y.id";

/// Who, their case, when admitted, when discharged, when last dealt with.
type StayRow = (Uuid, Uuid, NaiveDate, Option<NaiveDate>, Option<NaiveDate>);

/// Admissions and discharges since the last meeting. What a meeting of another kind dealt with since, a ward round say, is not new.
async fn stays(conn: &mut Conn<'_>, meeting: &Meeting, window: Window, homes: bool) -> Result<Vec<Listing>, StoreFault> {
    let since = NaiveDate::from(window.since);
    let rows = all!(conn, StayRow, STAYS, meeting.team.uuid(), since, homes)?;
    let listings = rows.into_iter().flat_map(|(person, case, admitted, discharged, dealt_with)| {
        let new = |day: &NaiveDate| *day >= since && dealt_with.is_none_or(|dealt_with| *day >= dealt_with);
        let admitted = Some(admitted).filter(new).map(|day| Why::Admitted { on: day.into() });
        let discharged = discharged.filter(new).map(|day| Why::Discharged { on: day.into() });
        admitted.into_iter().chain(discharged).map(move |why| of_case(person, case, why))
    });
    Ok(listings.collect())
}

const IN_HOSPITAL: &str = "SELECT c.person, c.id, y.admitted_on FROM case_now c JOIN stay_now y ON y.person = c.person \
    WHERE c.team = $1 AND c.end_day IS NULL AND y.ended_on IS NULL ORDER BY y.admitted_on, y.id";

/// The team's people who are in hospital now.
async fn in_hospital(conn: &mut Conn<'_>, meeting: &Meeting) -> Result<Vec<Listing>, StoreFault> {
    let rows = all!(conn, (Uuid, Uuid, NaiveDate), IN_HOSPITAL, meeting.team.uuid())?;
    Ok(rows.into_iter().map(|(person, case, since)| of_case(person, case, Why::InHospital { since: since.into() })).collect())
}

const NOMINATED: &str = "SELECT n.person, n.id, n.nominated_day FROM nomination n JOIN person p ON p.id = n.person \
    WHERE n.team = $1 AND n.closed_day IS NULL AND n.nominated_day <= $2 AND p.died_on IS NULL ORDER BY n.nominated_day, n.id";

/// Open nominations to the team, made by the cut-off.
async fn nominated(conn: &mut Conn<'_>, meeting: &Meeting, cut_off: Day) -> Result<Vec<Listing>, StoreFault> {
    let rows = all!(conn, (Uuid, Uuid, NaiveDate), NOMINATED, meeting.team.uuid(), NaiveDate::from(cut_off))?;
    let listing = |(person, id, on): (Uuid, Uuid, NaiveDate)| Listing {
        nomination: Some(id.into()),
        ..Listing::of(person.into(), Why::Nominated { on: on.into() })
    };
    Ok(rows.into_iter().map(listing).collect())
}

/// Decided at a closed meeting of the team since the list was made is decided; so is whoever is on the register by now.
const ON_LIST: &str = "SELECT e.person, l.id, l.as_of, l.data_date FROM mdt_list_latest t JOIN mdt_list l ON l.id = t.list \
    JOIN mdt_list_entry e ON e.list = l.id JOIN person p ON p.id = e.person \
    WHERE t.team = $1 AND l.as_of <= $2 AND p.died_on IS NULL \
    AND NOT EXISTS (SELECT 1 FROM case_now c WHERE c.person = e.person AND c.end_day IS NULL) \
    AND NOT EXISTS (SELECT 1 FROM meeting_item i JOIN meeting_now m ON m.id = i.meeting WHERE i.person = e.person \
        AND m.team = t.team AND m.state = 'closed' AND m.on_day >= l.as_of AND NOT i.removed \
        AND i.outcome IS NOT NULL AND i.outcome NOT IN ('defer', 'carried_over')) ORDER BY e.place";

/// Entries of the team's latest MDT list, made by the cut-off, about which nothing is decided yet.
async fn on_list(conn: &mut Conn<'_>, meeting: &Meeting, cut_off: Day) -> Result<Vec<Listing>, StoreFault> {
    let cut_off = NaiveDate::from(cut_off);
    let rows = all!(conn, (Uuid, Uuid, NaiveDate, Option<NaiveDate>), ON_LIST, meeting.team.uuid(), cut_off)?;
    let listing = |(person, list, as_of, data): (Uuid, Uuid, NaiveDate, Option<NaiveDate>)| Listing {
        list: Some(list.into()),
        ..Listing::of(person.into(), Why::OnMdtList { data_date: data.unwrap_or(as_of).into() })
    };
    Ok(rows.into_iter().map(listing).collect())
}

const OPEN_NOMINATION: &str = "SELECT id FROM nomination WHERE person = $1 AND team = $2 AND closed_day IS NULL";

/// The open nomination of somebody to a team.
///
/// # Errors
/// When the database fails.
pub async fn open_nomination(conn: &mut Conn<'_>, person: PersonId, team: TeamId) -> Result<Option<NominationId>, StoreFault> {
    Ok(maybe!(conn, (Uuid,), OPEN_NOMINATION, person.uuid(), team.uuid())?.map(|(id,)| id.into()))
}
