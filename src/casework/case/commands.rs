//! What somebody can want of a case: the bodies of requests.

use crate::casework::case::{EndReason, How, Reached, Route};
use crate::casework::decision::Decision;
use crate::casework::plan::Place;
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
    /// The day on which it was done, handed over or cancelled; today when left out.
    #[serde(default)]
    pub on: Option<Day>,
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
    /// Where the person died, if that is known: with the reason `died` alone.
    pub died_at: Option<Place>,
}

/// Say who is lead professional, when it is not the coordinator.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetLead {
    /// Who; left out or `null`, it is the coordinator again.
    pub lead: Option<StaffId>,
    /// From which day; today when left out.
    pub from: Option<Day>,
    /// Why.
    #[validate(nested)]
    pub reason: Line,
}

/// Give the case to another team.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveTeam {
    /// Which.
    pub team: TeamId,
    /// The coordinator there: a current member of that team. Left out, the present one stays, who must be a member of it too.
    pub coordinator: Option<StaffId>,
    /// From which day; today when left out.
    pub from: Option<Day>,
    /// Why.
    #[validate(nested)]
    pub reason: Line,
}

/// Record a contact.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordContact {
    /// The day; today when left out. A day in the past is a late entry, and labelled so.
    pub on: Option<Day>,
    /// How.
    pub how: How,
    /// Whom it reached.
    pub reached: Reached,
    /// Who it was; you when left out.
    pub by: Option<StaffId>,
    /// What came of it.
    #[validate(nested)]
    pub summary: Note,
    /// When the next one is due; left out, the level of intensity says.
    pub next_contact: Option<Day>,
}

/// Say how a contact really was. What was written before stays to be read.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectContact {
    /// The day.
    pub on: Day,
    /// How.
    pub how: How,
    /// Whom it reached.
    pub reached: Reached,
    /// Who it was; as before when left out.
    pub by: Option<StaffId>,
    /// What came of it.
    #[validate(nested)]
    pub summary: Note,
    /// When the next one is due; left out, the level of intensity says.
    pub next_contact: Option<Day>,
    /// What was wrong.
    #[validate(nested)]
    pub why: Line,
}

/// Add to what a contact says.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddToContact {
    /// What.
    #[validate(nested)]
    pub note: Note,
}

/// A reason, and nothing else.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Why {
    /// How it came about.
    #[validate(nested)]
    pub why: Line,
}

/// Say how often the person is seen, and how much work they are.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetLevel {
    /// Intensity, 1 the most. How many levels there are is agreed locally.
    #[validate(range(min = 1, max = 9))]
    #[schema(minimum = 1, maximum = 9)]
    pub level: u8,
    /// Complexity, 5 the most.
    #[validate(range(min = 1, max = 5))]
    #[schema(minimum = 1, maximum = 5)]
    pub complexity: u8,
}

/// Set the day of the next review.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleReview {
    /// The day, after today.
    pub due: Day,
}

/// Record a review that was not held in a meeting.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewCase {
    /// The day; today when left out.
    pub on: Option<Day>,
    /// What was decided.
    pub decision: Decision,
    /// The day of the next review, after today; none is set when left out.
    pub next_review: Option<Day>,
}

/// Say when the person really came onto the register.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectStart {
    /// The day.
    pub start: Day,
    /// What was wrong.
    #[validate(nested)]
    pub why: Line,
}

/// Say how the case really ended.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectEnd {
    /// The day.
    pub on: Day,
    /// Why it ended.
    pub reason: EndReason,
    /// What came of it.
    #[validate(nested)]
    pub outcome: Note,
    /// Where the person died, with the reason `died` alone; left out, it is not known.
    pub died_at: Option<Place>,
    /// What was wrong.
    #[validate(nested)]
    pub why: Line,
}
