//! What was recorded wrongly. A correction is another event: the history tells what was known then, and what is known now.

use super::register::place_of_death;
use crate::casework::case::{Case, CaseEvent, CorrectEnd, CorrectStart, Ended, Why};
use crate::casework::refusal::{not_in_future, require};
use crate::casework::{Decided, Fact, Moment, Refusal};

impl Case {
    /// Says when the person really came onto the register. A coordinator named from the start moves with it.
    ///
    /// # Errors
    /// `entered_in_error`, `not_open`, `in_the_future`, `same_start`, `end_before_start`, `coordinator_before_start`,
    /// `team_before_start`, `contact_before_start`, `review_before_start`, and the `end_before_...` rules.
    pub fn correct_start(&self, wanted: CorrectStart, at: &Moment) -> Decided<CaseEvent> {
        let before = self.require_real()?;
        not_in_future(wanted.start, at.today, "start")?;
        require(wanted.start != before, || {
            Refusal::by("same_start", "that is the start already; give another day, or leave it as it is").at("start")
        })?;
        let fact = Fact::on(wanted.start, CaseEvent::StartCorrected { why: wanted.why });
        self.after(&fact, at).dates_fit()?;
        Ok(vec![fact])
    }

    /// Says how the case really ended. The last coordinator's time ends on that day.
    ///
    /// # Errors
    /// `entered_in_error`, `not_open`, `not_ended`, `in_the_future`, `not_died`, `not_a_place`, and the rules of [`Case::end`] about earlier days.
    pub fn correct_end(&self, wanted: CorrectEnd, at: &Moment) -> Decided<CaseEvent> {
        self.require_ended()?;
        not_in_future(wanted.on, at.today, "on")?;
        let CorrectEnd { on, reason, outcome, died_at, why } = wanted;
        place_of_death(reason, died_at)?;
        let fact = Fact::on(on, CaseEvent::EndCorrected { reason, outcome, died_at, why });
        self.after(&fact, at).dates_fit()?;
        Ok(vec![fact])
    }

    /// Says that the case never ended: it goes on, with its last coordinator.
    ///
    /// # Errors
    /// `entered_in_error`, `not_open`, `not_ended`.
    pub fn withdraw_end(&self, wanted: Why, at: &Moment) -> Decided<CaseEvent> {
        self.require_ended()?;
        Ok(vec![Fact::on(at.today, CaseEvent::EndWithdrawn { why: wanted.why })])
    }

    /// Says that the case should never have been opened: nobody was on the register by it. Refused once the person was looked after
    /// in it, since that did happen.
    ///
    /// # Errors
    /// `entered_in_error`, `not_open`, `open_actions`, `has_contacts`, `has_reviews`.
    pub fn enter_in_error(&self, wanted: Why, at: &Moment) -> Decided<CaseEvent> {
        self.require_real()?;
        self.no_open_actions()?;
        require(self.contacts.iter().all(|contact| contact.in_error.is_some()), || {
            Refusal::by("has_contacts", "contacts are recorded; end the case, or mark each contact as entered in error first")
        })?;
        require(self.reviews.is_empty(), || {
            Refusal::by("has_reviews", "the case was reviewed, so it was no error; end it instead")
        })?;
        Ok(vec![Fact::on(at.today, CaseEvent::EnteredInError { why: wanted.why })])
    }

    fn require_ended(&self) -> Result<&Ended, Refusal> {
        self.require_real()?;
        self.ended.as_ref().ok_or_else(|| Refusal::by("not_ended", "this case has not ended; end it first, or go on with it"))
    }

    /// The case as `fact` would make it.
    fn after(&self, fact: &Fact<CaseEvent>, at: &Moment) -> Self {
        use crate::casework::Aggregate;
        let mut then = self.clone();
        then.apply(&fact.clone().recorded(at));
        then
    }
}
