//! The rules of an accountable GP.

use crate::casework::accountable_gp::{AccountableGp, AccountableGpEvent, ChosenBy, EndedBecause, TellPerson};
use crate::casework::refusal::{not_in_future, require};
use crate::casework::{Decided, Fact, Moment, Refusal};
use crate::domain::{Day, Line, OdsCode, PersonId, StaffId};

/// A GP named for somebody, with everything checked that needs the practice's staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// For whom.
    pub person: PersonId,
    /// The GP.
    pub gp: StaffId,
    /// The practice at which both are.
    pub practice: OdsCode,
    /// How the GP was chosen.
    pub chosen: ChosenBy,
    /// Why this one, in words.
    pub reason: Line,
}

impl AccountableGp {
    /// Makes a GP accountable from a day on.
    ///
    /// # Errors
    /// `in_the_future`, `same_gp`, `before_last_gp`.
    pub fn assign(&self, named: Named, from: Day, at: &Moment) -> Decided<AccountableGpEvent> {
        not_in_future(from, at.today, "from")?;
        if let Some(current) = self.current() {
            require(current.gp != named.gp || current.practice != named.practice, || {
                Refusal::by("same_gp", "that GP is accountable already; choose another, or leave it as it is").at("gp")
            })?;
        }
        self.require_after_last(from, "from")?;
        let Named { person, gp, practice, chosen, reason } = named;
        Ok(vec![Fact::on(from, AccountableGpEvent::Assigned { person, gp, practice, chosen, reason })])
    }

    /// Notes that the person was told.
    ///
    /// # Errors
    /// `no_accountable_gp`, `in_the_future`, `told_before_assigned`, `told_already`.
    pub fn tell(&self, wanted: &TellPerson, at: &Moment) -> Decided<AccountableGpEvent> {
        let on = wanted.on.unwrap_or(at.today);
        not_in_future(on, at.today, "on")?;
        let current = self
            .current()
            .ok_or_else(|| Refusal::by("no_accountable_gp", "the person has no accountable GP at the moment; name one first"))?;
        require(on >= current.from, || {
            Refusal::by(
                "told_before_assigned",
                format!("this GP is accountable from {}; give that day or a later one", current.from),
            )
            .at("on")
        })?;
        require(current.told.is_none(), || {
            Refusal::by("told_already", "the person was told of this GP already; nothing is left to record")
        })?;
        Ok(vec![Fact::on(on, AccountableGpEvent::Told { way: wanted.way })])
    }

    /// Ends the present GP's time with nobody following.
    ///
    /// # Errors
    /// `no_accountable_gp`, `in_the_future`, `before_last_gp`.
    pub fn end(&self, because: EndedBecause, on: Day, at: &Moment) -> Decided<AccountableGpEvent> {
        not_in_future(on, at.today, "on")?;
        require(self.current().is_some(), || {
            Refusal::by("no_accountable_gp", "the person has no accountable GP whose time could end; read who it is now")
        })?;
        self.require_after_last(on, "on")?;
        Ok(vec![Fact::on(on, AccountableGpEvent::Ended { because })])
    }

    /// Histories do not overlap: nothing starts or ends before the last known day.
    fn require_after_last(&self, day: Day, field: &'static str) -> Result<(), Refusal> {
        let last = self.spans.last().map(|span| span.until.unwrap_or(span.from));
        require(last.is_none_or(|last| day >= last), || {
            let words =
                format!("the last accountable GP's time is known until {}; give that day or a later one", last.unwrap_or(day));
            Refusal::by("before_last_gp", words).at(field)
        })
    }
}
