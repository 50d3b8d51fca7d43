//! What somebody can want of a meeting: the bodies of requests.

use crate::casework::meeting::MeetingKind;
use crate::domain::{Day, Line, Note, PersonId, TeamId};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

/// Plan a meeting.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanMeeting {
    /// The team that meets.
    pub team: TeamId,
    /// What kind.
    pub kind: MeetingKind,
    /// The day.
    pub on: Day,
    /// The day of the meeting after it; reviews that fall due before then go on the agenda.
    pub next_on: Option<Day>,
    /// Where.
    #[validate(nested)]
    pub place: Option<Line>,
}

/// Move a meeting to another day.
#[derive(Debug, Clone, Copy, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveMeeting {
    /// The day.
    pub on: Day,
    /// The day of the meeting after it.
    pub next_on: Option<Day>,
}

/// Put somebody on the agenda.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddItem {
    /// Who.
    pub person: PersonId,
    /// Why.
    #[validate(nested)]
    pub reason: Line,
    /// Why they could not be added before the cut-off; asked for after it.
    #[validate(nested)]
    pub late_reason: Option<Line>,
}

/// Take somebody off the agenda.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveItem {
    /// Why.
    #[validate(nested)]
    pub reason: Line,
}

/// Leave somebody for the next meeting without discussing them.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CarryOver {
    /// Why.
    #[validate(nested)]
    pub reason: Line,
}

/// Put the agenda in order.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderAgenda {
    /// The people who come first, in this order; the others follow as they were.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_items = 1, max_items = 500)]
    pub people: Vec<PersonId>,
}

/// Cancel a meeting.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelMeeting {
    /// Why.
    #[validate(nested)]
    pub reason: Line,
}

/// Correct or complete the minutes of a closed meeting.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteAddendum {
    /// About whom, if about one person.
    pub person: Option<PersonId>,
    /// The correction.
    #[validate(nested)]
    pub text: Note,
}
