//! What a nomination is, and what can happen to it.

use crate::casework::case::Route;
use crate::casework::{Aggregate, Recorded};
use crate::domain::{CaseId, Day, Line, NominationId, Note, OdsCode, PersonId, StaffId, TeamId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why a nomination was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotAccepted {
    /// The person does not want it.
    Declined,
    /// Case management would not help now.
    NotSuitable,
    /// Others look after the person well.
    AlreadySupported,
    /// The team has no room.
    NoCapacity,
    /// Another team or service.
    Referred,
    /// Something else, told in words.
    Other,
}

/// How a nomination was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Taken back by those who made it, or overtaken by events.
    Withdrawn {
        /// Why.
        reason: Line,
    },
    /// Onto the register.
    Accepted {
        /// The case it became.
        case: CaseId,
    },
    /// Not onto the register.
    NotAccepted {
        /// Why.
        reason: NotAccepted,
        /// Why, in words.
        words: Line,
    },
}

impl Outcome {
    /// The name as lists and columns have it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Withdrawn { .. } => "withdrawn",
            Self::Accepted { .. } => "accepted",
            Self::NotAccepted { .. } => "not_accepted",
        }
    }
}

/// The end of a nomination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Closed {
    /// The day.
    pub on: Day,
    /// By whom.
    pub by: StaffId,
    /// How.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum NominationEvent {
    /// Somebody was put forward.
    Nominated {
        /// Who.
        person: PersonId,
        /// Practice at the time.
        practice: OdsCode,
        /// To which team.
        team: TeamId,
        /// How they came.
        route: Route,
        /// Why, in words.
        reason: Note,
    },
    /// It was closed.
    Closed {
        /// How.
        outcome: Outcome,
    },
}

/// A nomination. The default was never made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Nomination {
    /// Who; `None` until made.
    pub person: Option<PersonId>,
    /// Practice at the time.
    pub practice: Option<OdsCode>,
    /// To which team.
    pub team: TeamId,
    /// How they came.
    pub route: Option<Route>,
    /// Why, in words.
    pub reason: Note,
    /// By whom.
    pub by: StaffId,
    /// The day.
    pub on: Option<Day>,
    /// The end.
    pub closed: Option<Closed>,
}

impl Aggregate for Nomination {
    type Event = NominationEvent;
    type Id = NominationId;
    const KIND: &'static str = "nomination";

    fn apply(&mut self, recorded: &Recorded<NominationEvent>) {
        let on = recorded.happened_on;
        match recorded.event.clone() {
            NominationEvent::Nominated { person, practice, team, route, reason } => {
                *self = Self {
                    person: Some(person),
                    practice: Some(practice),
                    team,
                    route: Some(route),
                    reason,
                    by: recorded.author,
                    on: Some(on),
                    closed: None,
                };
            }
            NominationEvent::Closed { outcome } => self.closed = Some(Closed { on, by: recorded.author, outcome }),
        }
    }
}

impl Nomination {
    /// Made, and neither withdrawn nor decided on.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.on.is_some() && self.closed.is_none()
    }
}
