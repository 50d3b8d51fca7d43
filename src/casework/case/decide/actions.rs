//! Who does what by when.

use crate::casework::case::{ActionStatus, AddAction, Case, CaseEvent, CloseAction, Closing};
use crate::casework::refusal::{not_in_future, require};
use crate::casework::{Decided, Fact, Moment, Refusal};
use crate::domain::ActionId;

impl Case {
    /// Agrees an action. Whether the owner is staff is the caller's to check.
    ///
    /// # Errors
    /// `case_ended`, `entered_in_error`, `not_open`, `due_in_the_past`.
    pub fn add_action(&self, id: ActionId, wanted: AddAction, at: &Moment) -> Decided<CaseEvent> {
        self.require_open()?;
        require(wanted.due >= at.today, || {
            Refusal::by("due_in_the_past", "an action is due today or later; give such a day").at("due")
        })?;
        let AddAction { what, owner, due } = wanted;
        Ok(vec![Fact::on(at.today, CaseEvent::ActionAdded { action: id, what, owner, due })])
    }

    /// Completes or cancels an action, or hands it over. One done after its day is done late, and says so.
    ///
    /// # Errors
    /// `case_ended`, `entered_in_error`, `not_open`, `no_such_action`, `action_closed`, `in_the_future`, `before_action`,
    /// `same_owner`.
    pub fn close_action(&self, id: ActionId, wanted: CloseAction, at: &Moment) -> Decided<CaseEvent> {
        self.require_open()?;
        let action = self.actions.iter().find(|action| action.id == id);
        let action = action.ok_or_else(|| {
            Refusal::by("no_such_action", "the case has no such action; read the case again, and choose one of its actions")
        })?;
        require(action.status == ActionStatus::Open, || {
            Refusal::by("action_closed", "the action is closed already; agree a new one if more is to be done")
        })?;
        let on = wanted.on.unwrap_or(at.today);
        not_in_future(on, at.today, "on")?;
        let earliest = action.handed_over.last().map_or(action.added_on, |handed| handed.on);
        require(on >= earliest, || {
            Refusal::by(
                "before_action",
                format!("the action was agreed or handed over on {earliest}; give that day or a later one"),
            )
            .at("on")
        })?;
        require(wanted.closing != Closing::HandedOver { to: action.owner }, || {
            Refusal::by("same_owner", "that member owns the action already; choose somebody else to hand it to").at("closing")
        })?;
        Ok(vec![Fact::on(on, CaseEvent::ActionClosed { action: id, closing: wanted.closing, outcome: wanted.outcome })])
    }
}
