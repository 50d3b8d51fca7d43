//! What somebody can want of a plan: the bodies of requests.

use crate::casework::plan::{AgreedWith, Contributor};
use crate::domain::{Day, Line, Note, PersonId, PlanId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Begin a plan, as a draft.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartPlan {
    /// For whom.
    pub person: PersonId,
    /// An earlier plan of theirs whose last agreed version the draft begins with; an empty draft when left out.
    pub copy_from: Option<PlanId>,
}

/// Agree the draft: makes the next version.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Agree {
    /// Version of the draft that was agreed to: the `ETag` of the draft.
    #[validate(range(min = 1, max = 999_999_999))]
    #[schema(minimum = 1, maximum = 999_999_999)]
    pub draft_version: i64,
    /// The day on which it was agreed; today when left out.
    pub on: Option<Day>,
    /// With whom.
    #[validate(nested)]
    pub with: AgreedWith,
    /// Who agreed to it for their organisations, besides the contributors of the draft that have a date. Without a date: on the day
    /// of the agreement.
    #[serde(default)]
    #[validate(length(max = 30), nested)]
    #[schema(max_items = 30)]
    pub contributions: Vec<Contributor>,
}

/// An organisation agrees to the present version later.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Contribute {
    /// Who, and when; today when the date is left out.
    #[validate(nested)]
    pub contributor: Contributor,
}

/// What a review of a plan found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReviewOutcome {
    /// It is still right: the version stands.
    StillRight,
    /// It needs changing: a draft of the next version is begun, and the version stands until that is agreed.
    Changed,
}

/// Record a review.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewPlan {
    /// The day; today when left out.
    pub on: Option<Day>,
    /// What it found.
    pub outcome: ReviewOutcome,
    /// What was said.
    #[validate(nested)]
    pub note: Option<Note>,
}

/// The person does not want a plan.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclinePlan {
    /// The day on which they said so; today when left out.
    pub on: Option<Day>,
    /// Why, in their words.
    #[validate(nested)]
    pub reason: Note,
}

/// The person does not want their plan reviewed. The plan stands.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineReview {
    /// The day on which they said so; today when left out.
    pub on: Option<Day>,
    /// Why, in their words.
    #[validate(nested)]
    pub reason: Note,
}

/// The person withdraws their agreement: the plan ends.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawPlan {
    /// The day on which they said so; today when left out.
    pub on: Option<Day>,
    /// Why, in their words.
    #[validate(nested)]
    pub reason: Note,
}

/// Why a plan ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndPlanReason {
    /// Its goals are met.
    GoalsMet,
    /// The person has died.
    Died,
    /// The person has moved away.
    Moved,
    /// The person left the register.
    LeftRegister,
    /// It was begun by mistake.
    Mistake,
    /// Something else, told in the words.
    Other,
}

/// End a plan.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndPlan {
    /// The day; today when left out.
    pub on: Option<Day>,
    /// Why.
    pub reason: EndPlanReason,
    /// In words.
    #[validate(nested)]
    pub words: Line,
}
