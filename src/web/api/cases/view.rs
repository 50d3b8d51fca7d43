//! A case, as the API shows it.

use crate::access::Loaded;
use crate::access::rows::CoordinatorLoadRow;
use crate::casework::Rules;
use crate::casework::case::{Action, Case, CaseReview, Contact, CoordinatorSpan, Ended, Route};
use crate::domain::{CaseId, Day, Line, Note, OdsCode, PersonId, StaffId, TeamId};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseStanding {
    /// Goes on.
    Open,
    /// Has ended.
    Ended,
    /// Should never have been opened.
    EnteredInError,
}

/// A case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseView {
    /// Its id.
    pub id: CaseId,
    /// Its version: what a change names in `If-Match`.
    pub version: i64,
    /// The day it tells of.
    pub as_of: Day,
    /// Where it stands.
    pub standing: CaseStanding,
    /// Who.
    pub person: Option<PersonId>,
    /// Practice when it was opened.
    pub practice: Option<OdsCode>,
    /// The team.
    pub team: TeamId,
    /// How they came.
    pub route: Option<Route>,
    /// Why.
    pub reason: Note,
    /// Start on the register.
    pub start: Option<Day>,
    /// Who wrote that down.
    pub opened_by: StaffId,
    /// When (UTC).
    pub opened_at: Option<DateTime<Utc>>,
    /// End.
    pub ended: Option<Ended>,
    /// Why it should never have been opened.
    pub in_error: Option<Line>,
    /// Coordinator now.
    pub coordinator: Option<StaffId>,
    /// Coordinators, the current one last.
    pub coordinators: Vec<CoordinatorSpan>,
    /// Lead professional: the coordinator, unless somebody else is recorded.
    pub lead_professional: Option<StaffId>,
    /// Level of intensity, 1 the most.
    pub level: Option<u8>,
    /// Complexity, 5 the most.
    pub complexity: Option<u8>,
    /// The last day on which anybody was reached.
    pub last_contact: Option<Day>,
    /// The day agreed for the next contact; without one the level says.
    pub next_contact: Option<Day>,
    /// The day set for the next review.
    pub next_review: Option<Day>,
    /// Actions.
    pub actions: Vec<Action>,
    /// Contacts.
    pub contacts: Vec<Contact>,
    /// Reviews.
    pub reviews: Vec<CaseReview>,
}

impl CaseView {
    /// The case as it is on `as_of`.
    pub(crate) fn new(loaded: Loaded<Case>, as_of: Day) -> Self {
        let Loaded { id, version, state } = loaded;
        let standing = match (&state.in_error, &state.ended) {
            (Some(_), _) => CaseStanding::EnteredInError,
            (None, Some(_)) => CaseStanding::Ended,
            (None, None) => CaseStanding::Open,
        };
        Self {
            id,
            version,
            as_of,
            standing,
            coordinator: state.coordinator(),
            lead_professional: state.lead_professional(),
            last_contact: state.last_contact(),
            next_contact: state.next_contact(),
            person: state.person,
            practice: state.practice,
            team: state.team,
            route: state.route,
            reason: state.reason,
            start: state.start,
            opened_by: state.opened_by,
            opened_at: state.opened_at,
            ended: state.ended,
            in_error: state.in_error,
            coordinators: state.coordinators,
            level: state.level,
            complexity: state.complexity,
            next_review: state.next_review,
            actions: state.actions,
            contacts: state.contacts,
            reviews: state.reviews,
        }
    }
}

/// How much a member of a team holds, beside what is usual.
#[derive(Debug, Serialize, ToSchema)]
pub struct CoordinatorLoad {
    /// Who.
    pub staff: StaffId,
    /// Name.
    pub name: String,
    /// Role in the team.
    pub role: String,
    /// Open cases they coordinate, in all teams together.
    pub cases: i64,
    /// The sum of the complexities of these cases; a case without one weighs as the usual person.
    pub weight: i64,
    /// The fewest people that a coordinator usually holds.
    pub band_from: u32,
    /// The most.
    pub band_to: u32,
    /// How many people they can hold, as agreed with this team.
    pub capacity: i64,
    /// How many more they can take. Negative when they hold more than agreed.
    pub room: i64,
    /// Where they stand.
    pub standing: CoordinatorLoadStanding,
}

/// How a caseload compares with what is usual and agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CoordinatorLoadStanding {
    /// Fewer than the usual band, and room is left.
    Under,
    /// Within it.
    Within,
    /// More than agreed, or than the usual band.
    Over,
}

impl CoordinatorLoad {
    /// The load beside the band of `rules`.
    pub(crate) fn new(row: CoordinatorLoadRow, rules: &Rules) -> Self {
        let (from, to) = rules.caseload_band;
        let room = row.capacity - row.cases;
        let standing = if room < 0 || row.cases > i64::from(to) {
            CoordinatorLoadStanding::Over
        } else if row.cases < i64::from(from) && room > 0 {
            CoordinatorLoadStanding::Under
        } else {
            CoordinatorLoadStanding::Within
        };
        Self {
            staff: row.staff,
            name: row.name,
            role: row.role,
            cases: row.cases,
            weight: row.weight,
            band_from: from,
            band_to: to,
            capacity: row.capacity,
            room,
            standing,
        }
    }
}

/// A case with a new coordinator, and how much they hold with it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllocatedView {
    /// The case.
    pub case: CaseView,
    /// The coordinator's load, this case included.
    pub load: Option<CoordinatorLoad>,
}
