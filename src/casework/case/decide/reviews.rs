//! Reviews. Their day moves only when somebody schedules one.

use super::coordinating::not_before_start;
use crate::casework::case::{Case, CaseEvent};
use crate::casework::decision::Decision;
use crate::casework::refusal::{not_in_future, require};
use crate::casework::{Decided, Fact, Moment, Refusal};
use crate::domain::{Day, MeetingId};

impl Case {
    /// Sets the day of the next review.
    ///
    /// # Errors
    /// `case_ended`, `entered_in_error`, `not_open`, `review_in_the_past`.
    pub fn schedule_review(&self, due: Day, at: &Moment) -> Decided<CaseEvent> {
        self.require_open()?;
        require(due > at.today, || {
            Refusal::by("review_in_the_past", "the next review is after today; give a later day").at("next_review")
        })?;
        Ok(vec![Fact::on(at.today, CaseEvent::ReviewScheduled { due })])
    }

    /// Notes that the case was reviewed `on` a day, and what was decided. The review that had been set for then is done with; the next
    /// is set by [`Case::schedule_review`].
    ///
    /// # Errors
    /// `case_ended`, `entered_in_error`, `not_open`, `in_the_future`, `before_start`.
    pub fn review(&self, on: Day, meeting: Option<MeetingId>, decision: Decision, at: &Moment) -> Decided<CaseEvent> {
        let start = self.require_open()?;
        not_in_future(on, at.today, "on")?;
        not_before_start(on, start, "on", "it cannot be reviewed earlier")?;
        Ok(vec![Fact::on(on, CaseEvent::Reviewed { meeting, decision })])
    }
}
