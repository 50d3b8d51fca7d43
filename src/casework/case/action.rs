//! Who does what by when.

use crate::domain::{ActionId, Day, Line, StaffId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Closing;

/// An action of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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
            Closing::Done => self.status = ActionStatus::Done,
            Closing::Cancelled => self.status = ActionStatus::Cancelled,
            Closing::HandedOver { to } => {
                self.owner = to;
                return;
            }
        }
        self.closed_on = Some(on);
        self.outcome = Some(outcome);
    }
}
