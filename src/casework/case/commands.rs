//! What somebody can want of a case: the bodies of requests.

use crate::casework::case::{EndReason, Route};
use crate::domain::{Day, Line, Note, PersonId, StaffId, TeamId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Put somebody on the register.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenCase {
    /// Who.
    pub person: PersonId,
    /// The team that will look after them.
    pub team: TeamId,
    /// How they came.
    pub route: Route,
    /// Why, in words.
    #[validate(nested)]
    pub reason: Note,
    /// The day on which they went onto the register; today when left out.
    pub start: Option<Day>,
}

/// Name the care coordinator.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetCoordinator {
    /// The coordinator: a current member of the case's team.
    pub coordinator: StaffId,
    /// From which day; today when left out.
    pub from: Option<Day>,
    /// Why this one.
    #[validate(nested)]
    pub reason: Line,
}

/// Agree an action.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddAction {
    /// What is to be done.
    #[validate(nested)]
    pub what: Line,
    /// Who does it.
    pub owner: StaffId,
    /// By when.
    pub due: Day,
}

/// How an action is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "how", rename_all = "snake_case", deny_unknown_fields)]
pub enum Closing {
    /// Done.
    Done,
    /// Cancelled, with the reason as outcome.
    Cancelled,
    /// Somebody else does it from here; the action stays open.
    HandedOver {
        /// Who.
        to: StaffId,
    },
}

/// Close an action.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseAction {
    /// How.
    pub closing: Closing,
    /// What came of it, or why.
    #[validate(nested)]
    pub outcome: Line,
}

/// End a case: the person leaves the register.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndCase {
    /// Why.
    pub reason: EndReason,
    /// What came of it.
    #[validate(nested)]
    pub outcome: Note,
    /// The day; today when left out.
    pub on: Option<Day>,
}
