//! Who does what by when.

use crate::domain::{ActionId, Day, Line, StaffId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Closing;

/// An action of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// What is to be done.
    pub what: Line,
    /// Who does it.
    pub owner: StaffId,
    /// By when.
    pub due: Day,
    /// When it was agreed.
    pub added_on: Day,
    /// Where it stands.
    pub status: ActionStatus,
    /// What came of it, or why it was cancelled.
    pub outcome: Option<Line>,
    /// When it was closed.
    pub closed_on: Option<Day>,
    /// Done after the day by which it was to be done.
    pub late: bool,
    /// Who had it before, in order.
    pub handed_over: Vec<HandedOn>,
    /// When it last changed: what a projection has not written yet.
    #[serde(skip)]
    pub changed_at: DateTime<Utc>,
}

/// An action's way from one owner to the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HandedOn {
    /// The day.
    pub on: Day,
    /// From whom.
    pub from: StaffId,
    /// Why.
    pub reason: Line,
}

/// Where an action stands. Overdue is not a status: it follows from the due date and the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActionStatus {
    /// To be done.
    Open,
    /// Done.
    Done,
    /// No longer wanted, with a reason.
    Cancelled,
}

impl Action {
    pub(super) fn close(&mut self, on: Day, closing: Closing, outcome: Line) {
        match closing {
            Closing::Done => {
                self.status = ActionStatus::Done;
                self.late = on > self.due;
            }
            Closing::Cancelled => self.status = ActionStatus::Cancelled,
            Closing::HandedOver { to } => {
                let from = std::mem::replace(&mut self.owner, to);
                self.handed_over.push(HandedOn { on, from, reason: outcome });
                return;
            }
        }
        self.closed_on = Some(on);
        self.outcome = Some(outcome);
    }

    /// As it was on `day`; `None` before it was agreed.
    pub(super) fn told_on(mut self, day: Day) -> Option<Self> {
        if self.added_on > day {
            return None;
        }
        if self.closed_on.is_some_and(|closed| closed > day) {
            self.status = ActionStatus::Open;
            self.late = false;
            self.closed_on = None;
            self.outcome = None;
        }
        let kept = self.handed_over.iter().take_while(|handed| handed.on <= day).count();
        if let Some(next) = self.handed_over.get(kept) {
            self.owner = next.from;
            self.handed_over.truncate(kept);
        }
        Some(self)
    }
}
