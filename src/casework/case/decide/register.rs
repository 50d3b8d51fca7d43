//! Onto the register, and off it.

use crate::casework::case::{Case, CaseEvent, EndCase, EndReason, Ended, OpenCase};
use crate::casework::plan::Place;
use crate::casework::refusal::{not_in_future, require};
use crate::casework::{Decided, Fact, Moment, Refusal};
use crate::domain::OdsCode;

impl Case {
    /// Puts the person on the register.
    ///
    /// # Errors
    /// `already_open`, `in_the_future`.
    pub fn open(&self, wanted: OpenCase, practice: OdsCode, at: &Moment) -> Decided<CaseEvent> {
        require(self.start.is_none(), || Refusal::by("already_open", "this case was opened before; go on with it"))?;
        let start = wanted.start.unwrap_or(at.today);
        not_in_future(start, at.today, "start")?;
        let OpenCase { person, team, route, reason, .. } = wanted;
        Ok(vec![Fact::on(start, CaseEvent::Opened { person, practice, team, route, reason })])
    }

    /// Ends the case: the person leaves the register, the coordinator's time ends.
    ///
    /// # Errors
    /// `case_ended`, `entered_in_error`, `not_open`, `in_the_future`, `open_actions`, `end_before_start`, `end_before_coordinator`,
    /// `end_before_team`, `end_before_contact`, `end_before_review`, `not_died`, `not_a_place`.
    pub fn end(&self, wanted: EndCase, at: &Moment) -> Decided<CaseEvent> {
        self.require_open()?;
        let on = wanted.on.unwrap_or(at.today);
        not_in_future(on, at.today, "on")?;
        let EndCase { reason, outcome, died_at, .. } = wanted;
        place_of_death(reason, died_at)?;
        let ended = Self { ended: Some(Ended { on, reason, outcome: outcome.clone(), died_at }), ..self.clone() };
        ended.dates_fit()?;
        self.no_open_actions()?;
        Ok(vec![Fact::on(on, CaseEvent::Ended { reason, outcome, died_at })])
    }

    pub(super) fn no_open_actions(&self) -> Result<(), Refusal> {
        let open = self.open_actions().count();
        require(open == 0, || {
            let (are, each) = if open == 1 { ("action is", "it") } else { ("actions are", "each") };
            Refusal::by("open_actions", format!("{open} {are} open; complete, hand over or cancel {each} with a reason first"))
        })
    }
}

/// Refuses a place of death without a death, and one that is no place.
pub(super) fn place_of_death(reason: EndReason, died_at: Option<Place>) -> Result<(), Refusal> {
    require(died_at.is_none() || reason == EndReason::Died, || {
        Refusal::by("not_died", "say where somebody died only when they died: leave the place out, or give that reason")
            .at("died_at")
    })?;
    require(died_at != Some(Place::NoPreference), || {
        Refusal::by("not_a_place", "that is a wish, and no place where anybody dies: name the kind of place, or leave it out")
            .at("died_at")
    })
}
