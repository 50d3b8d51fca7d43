//! The rules of a case.

mod actions;
mod contacts;
mod coordinating;
mod corrections;
mod register;
mod reviews;

#[cfg(test)]
mod tests;

use crate::casework::Refusal;
use crate::casework::case::Case;
use crate::casework::refusal::require;
use crate::domain::Day;

impl Case {
    /// The start of a case that was opened and not entered in error, ended or not.
    fn require_real(&self) -> Result<Day, Refusal> {
        require(self.in_error.is_none(), || {
            Refusal::by(
                "entered_in_error",
                "this case was entered in error, and nothing can be added to it; open another if the person is to be looked after",
            )
        })?;
        self.start.ok_or_else(|| Refusal::by("not_open", "this case was never opened; open one first"))
    }

    /// The start of a case that goes on.
    fn require_open(&self) -> Result<Day, Refusal> {
        let start = self.require_real()?;
        require(self.ended.is_none(), || {
            Refusal::by("case_ended", "this case has ended; open a new one to look after the person again")
        })?;
        Ok(start)
    }

    /// Refuses dates that do not fit together: everything lies between start and end.
    fn dates_fit(&self) -> Result<(), Refusal> {
        let Some(start) = self.start else { return Ok(()) };
        let end = self.ended.as_ref().map(|ended| ended.on);
        let contacts = || self.contacts.iter().filter(|contact| contact.in_error.is_none()).map(|contact| contact.entry.on);
        let reviews = || self.reviews.iter().map(|review| review.on);
        let spans = || self.coordinators.iter().map(|span| span.from);
        let moves = || self.teams.iter().map(|(from, _)| from);
        let no_earlier = |rule, what, first: Option<Day>| {
            require(first.is_none_or(|first| first >= start), || {
                Refusal::by(rule, format!("{what} is recorded before that start; give an earlier start, or correct that first"))
            })
        };
        let no_later = |rule, what, last: Option<Day>| {
            require(end.is_none_or(|end| last.is_none_or(|last| last <= end)), || {
                let last = last.unwrap_or(start);
                Refusal::by(rule, format!("{what} is recorded on {last}; give that day or a later one, or correct that first"))
                    .at("on")
            })
        };
        no_later("end_before_start", "the start", Some(start))?;
        no_earlier("coordinator_before_start", "a coordinator", spans().min())?;
        no_earlier("team_before_start", "a move to another team", moves().min())?;
        no_earlier("contact_before_start", "a contact", contacts().min())?;
        no_earlier("review_before_start", "a review", reviews().min())?;
        no_later("end_before_coordinator", "the last coordinator", spans().max())?;
        no_later("end_before_team", "a move to another team", moves().max())?;
        no_later("end_before_contact", "a contact", contacts().max())?;
        no_later("end_before_review", "a review", reviews().max())
    }
}
