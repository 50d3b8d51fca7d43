//! The rules of a case.

use crate::casework::case::{AddAction, Case, CaseEvent, CloseAction, EndCase, OpenCase, SetCoordinator};
use crate::casework::decision::Decision;
use crate::casework::refusal::{not_in_future, require};
use crate::casework::{Decided, Fact, Moment, Refusal};
use crate::domain::{ActionId, Day, MeetingId, OdsCode};

impl Case {
    /// Puts the person on the register.
    ///
    /// # Errors
    /// `already_open`, `in_the_future`.
    pub fn open(&self, wanted: OpenCase, practice: OdsCode, at: &Moment) -> Decided<CaseEvent> {
        require(self.start.is_none(), || Refusal::by("already_open", "this case was opened before"))?;
        let start = wanted.start.unwrap_or(at.today);
        not_in_future(start, at.today, "start")?;
        let OpenCase { person, team, route, reason, .. } = wanted;
        Ok(vec![Fact::on(start, CaseEvent::Opened { person, practice, team, route, reason })])
    }

    fn require_open(&self) -> Result<Day, Refusal> {
        require(self.ended.is_none(), || {
            Refusal::by("case_ended", "this case has ended; open a new one to look after the person again")
        })?;
        self.start.ok_or_else(|| Refusal::by("not_open", "this case was never opened"))
    }

    /// Names the coordinator. Naming the current one again is refused, so that a second one is never made by mistake.
    ///
    /// # Errors
    /// `case_ended`, `in_the_future`, `before_start`, `same_coordinator`, `before_last_coordinator`.
    pub fn set_coordinator(&self, wanted: SetCoordinator, at: &Moment) -> Decided<CaseEvent> {
        let start = self.require_open()?;
        let from = wanted.from.unwrap_or(at.today);
        not_in_future(from, at.today, "from")?;
        require(from >= start, || {
            Refusal::by("before_start", format!("the case started on {start}; a coordinator cannot start earlier")).at("from")
        })?;
        require(self.coordinator() != Some(wanted.coordinator), || {
            Refusal::by("same_coordinator", "that member is the coordinator already").at("coordinator")
        })?;
        if let Some(last) = self.coordinators.last() {
            require(from >= last.from, || {
                Refusal::by(
                    "before_last_coordinator",
                    format!("the present coordinator started on {}; give that day or a later one", last.from),
                )
                .at("from")
            })?;
        }
        Ok(vec![Fact::on(from, CaseEvent::CoordinatorSet { coordinator: wanted.coordinator, reason: wanted.reason })])
    }

    /// Agrees an action.
    ///
    /// # Errors
    /// `case_ended`, `due_in_the_past`.
    pub fn add_action(&self, id: ActionId, wanted: AddAction, at: &Moment) -> Decided<CaseEvent> {
        self.require_open()?;
        require(wanted.due >= at.today, || Refusal::by("due_in_the_past", "an action is due today or later").at("due"))?;
        let AddAction { what, owner, due } = wanted;
        Ok(vec![Fact::on(at.today, CaseEvent::ActionAdded { action: id, what, owner, due })])
    }

    /// Closes an action, or hands it over.
    ///
    /// # Errors
    /// `no_such_action`, `action_closed`.
    pub fn close_action(&self, id: ActionId, wanted: CloseAction, at: &Moment) -> Decided<CaseEvent> {
        self.require_open()?;
        require(self.actions.iter().any(|action| action.id == id), || {
            Refusal::by("no_such_action", "the case has no such action")
        })?;
        require(self.open_actions().any(|action| action.id == id), || {
            Refusal::by("action_closed", "the action is closed already")
        })?;
        Ok(vec![Fact::on(at.today, CaseEvent::ActionClosed { action: id, closing: wanted.closing, outcome: wanted.outcome })])
    }

    /// Sets level and complexity: stepping up is to a lower number.
    ///
    /// # Errors
    /// `case_ended`.
    pub fn set_level(&self, level: u8, complexity: u8, at: &Moment) -> Decided<CaseEvent> {
        self.require_open()?;
        Ok(vec![Fact::on(at.today, CaseEvent::LevelSet { level, complexity })])
    }

    /// Sets the day of the next review.
    ///
    /// # Errors
    /// `case_ended`, `review_in_the_past`.
    pub fn schedule_review(&self, due: Day, at: &Moment) -> Decided<CaseEvent> {
        self.require_open()?;
        require(due > at.today, || Refusal::by("review_in_the_past", "the next review is after today").at("next_review"))?;
        Ok(vec![Fact::on(at.today, CaseEvent::ReviewScheduled { due })])
    }

    /// Notes that the case was reviewed `on` a day, and what was decided.
    ///
    /// # Errors
    /// `case_ended`, `in_the_future`, `before_start`.
    pub fn review(&self, on: Day, meeting: Option<MeetingId>, decision: Decision, at: &Moment) -> Decided<CaseEvent> {
        let start = self.require_open()?;
        not_in_future(on, at.today, "on")?;
        require(on >= start, || {
            Refusal::by("before_start", format!("the case started on {start}; it cannot be reviewed earlier")).at("on")
        })?;
        Ok(vec![Fact::on(on, CaseEvent::Reviewed { meeting, decision })])
    }

    /// Ends the case.
    ///
    /// # Errors
    /// `case_ended`, `in_the_future`, `end_before_start`, `open_actions`.
    pub fn end(&self, wanted: EndCase, at: &Moment) -> Decided<CaseEvent> {
        let start = self.require_open()?;
        let on = wanted.on.unwrap_or(at.today);
        not_in_future(on, at.today, "on")?;
        require(on >= start, || {
            Refusal::by("end_before_start", format!("the case started on {start}; it cannot end earlier")).at("on")
        })?;
        let open = self.open_actions().count();
        require(open == 0, || {
            Refusal::by(
                "open_actions",
                format!("{open} actions are open; complete, hand over or cancel each with a reason first"),
            )
        })?;
        Ok(vec![Fact::on(on, CaseEvent::Ended { reason: wanted.reason, outcome: wanted.outcome })])
    }
}
