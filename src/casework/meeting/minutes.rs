//! What was said and decided about one person.

use crate::casework::case::{AddAction, CloseAction, Closing, EndReason, Route};
use crate::casework::decision::Decision;
use crate::casework::meeting::Service;
use crate::casework::nomination::NotAccepted;
use crate::domain::{ActionId, CaseId, Day, Line, Note, StaffId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Record one person's review. It is kept in the meeting and applied to the case in one step, or refused and nothing happens.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordReview {
    /// How things stand.
    #[validate(nested)]
    pub situation: Note,
    /// What has been done so far.
    #[validate(nested)]
    pub action_to_date: Option<Note>,
    /// What is new since the last review.
    #[validate(nested)]
    pub update: Option<Note>,
    /// What happens next.
    #[validate(nested)]
    pub next_steps: Option<Note>,
    /// What was decided.
    pub decision: Decision,
    /// Why not, for `do_not_accept`, as the nomination keeps it; `other` when left out, with the words in the minutes.
    pub not_accepted: Option<NotAccepted>,
    /// How they came onto the register: for `accept`; follows from why they are on the agenda when left out.
    pub route: Option<Route>,
    /// The care coordinator: asked for by `allocate`, allowed whenever the person stays on the register.
    pub coordinator: Option<StaffId>,
    /// The coordinator takes over from the present one. Without it a second coordinator is refused.
    #[serde(default)]
    pub replaces_coordinator: bool,
    /// Level of intensity, 1 the most: asked for by `step_up` and `step_down`.
    #[validate(range(min = 1, max = 4))]
    #[schema(minimum = 1, maximum = 4)]
    pub level: Option<u8>,
    /// Complexity, 1 to 5, 5 the most; as it was when left out, 3 when it never was set.
    #[validate(range(min = 1, max = 5))]
    #[schema(minimum = 1, maximum = 5)]
    pub complexity: Option<u8>,
    /// To what kind of service: asked for by `refer`, and for it alone.
    pub service: Option<Service>,
    /// Which one, in words: asked for by `other`, and for `refer` alone.
    #[validate(nested)]
    pub referred_to: Option<Line>,
    /// Why the case ends: asked for by `discharge`.
    pub end_reason: Option<EndReason>,
    /// When it ended, for `discharge`, `died` and `moved`; the day of the meeting when left out.
    pub ended_on: Option<Day>,
    /// What came of it, when the case ends; the situation when left out.
    #[validate(nested)]
    pub outcome: Option<Note>,
    /// Earlier actions that are closed or handed over here.
    #[serde(default)]
    #[validate(nested, length(max = 50))]
    #[schema(max_items = 50)]
    pub close_actions: Vec<CloseInReview>,
    /// Actions agreed, each with its owner and due date.
    #[serde(default)]
    #[validate(nested, length(max = 20))]
    #[schema(max_items = 20)]
    pub actions: Vec<AgreeAction>,
    /// The day of the next review.
    pub next_review: Option<Day>,
}

/// Agree an action in the meeting.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreeAction {
    /// What is to be done.
    #[validate(nested)]
    pub what: Line,
    /// Who does it.
    pub owner: StaffId,
    /// By when.
    pub due: Day,
}

impl AgreeAction {
    pub(super) fn wanted(&self) -> AddAction {
        AddAction { what: self.what.clone(), owner: self.owner, due: self.due }
    }
}

/// Close an action in the meeting.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseInReview {
    /// Which.
    pub action: ActionId,
    /// How.
    pub closing: Closing,
    /// What came of it, or why.
    #[validate(nested)]
    pub outcome: Line,
}

impl CloseInReview {
    pub(super) fn wanted(&self) -> CloseAction {
        CloseAction { closing: self.closing, outcome: self.outcome.clone(), on: None }
    }
}

/// Put the words of a review right while the meeting is open. What was decided stays.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AmendWords {
    /// How things stand.
    #[validate(nested)]
    pub situation: Note,
    /// What has been done so far.
    #[validate(nested)]
    pub action_to_date: Option<Note>,
    /// What is new since the last review.
    #[validate(nested)]
    pub update: Option<Note>,
    /// What happens next.
    #[validate(nested)]
    pub next_steps: Option<Note>,
}

/// The words of a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Words {
    /// How things stand.
    pub situation: Note,
    /// What has been done so far.
    pub action_to_date: Option<Note>,
    /// What is new since the last review.
    pub update: Option<Note>,
    /// What happens next.
    pub next_steps: Option<Note>,
}

impl From<AmendWords> for Words {
    fn from(words: AmendWords) -> Self {
        let AmendWords { situation, action_to_date, update, next_steps } = words;
        Self { situation, action_to_date, update, next_steps }
    }
}

/// An action as it was agreed. What became of it the case tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MinutedAction {
    /// The action of the case.
    pub action: ActionId,
    /// What is to be done.
    pub what: Line,
    /// Who does it.
    pub owner: StaffId,
    /// By when.
    pub due: Day,
}

/// One person's review, as the meeting keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Minutes {
    /// What was said.
    pub words: Words,
    /// What was decided.
    pub decision: Decision,
    /// Why somebody was not accepted.
    pub not_accepted: Option<NotAccepted>,
    /// The case it was applied to, if there is one.
    pub case: Option<CaseId>,
    /// The care coordinator named here.
    pub coordinator: Option<StaffId>,
    /// Level set here.
    pub level: Option<u8>,
    /// The kind of service referred to; not told by minutes from before it was asked for.
    pub service: Option<Service>,
    /// Which one, in words.
    pub referred_to: Option<Line>,
    /// Actions agreed.
    pub actions: Vec<MinutedAction>,
    /// Earlier actions closed or handed over.
    pub closed_actions: Vec<ActionId>,
    /// The day of the next review.
    pub next_review: Option<Day>,
    /// Who recorded it.
    pub by: StaffId,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

impl Minutes {
    /// What `review` leaves in the minutes; `ids` are those of its new actions, in their order.
    pub(super) fn of(review: &RecordReview, case: Option<CaseId>, ids: &[ActionId], by: StaffId, at: DateTime<Utc>) -> Self {
        let action = |(wanted, &action): (&AgreeAction, &ActionId)| MinutedAction {
            action,
            what: wanted.what.clone(),
            owner: wanted.owner,
            due: wanted.due,
        };
        Self {
            words: Words {
                situation: review.situation.clone(),
                action_to_date: review.action_to_date.clone(),
                update: review.update.clone(),
                next_steps: review.next_steps.clone(),
            },
            decision: review.decision,
            not_accepted: review.not_accepted.filter(|_| review.decision == Decision::DoNotAccept),
            case,
            coordinator: review.coordinator,
            level: review.level,
            service: review.service,
            referred_to: review.referred_to.clone(),
            actions: review.actions.iter().zip(ids).map(action).collect(),
            closed_actions: review.close_actions.iter().map(|closed| closed.action).collect(),
            next_review: review.next_review,
            by,
            recorded_at: at,
        }
    }
}
