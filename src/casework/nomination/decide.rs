//! The rules of a nomination.

use crate::casework::nomination::{
    DecideNomination, Nominate, Nomination, NominationEvent, Outcome, Verdict, WithdrawNomination,
};
use crate::casework::refusal::{not_in_future, require};
use crate::casework::{Decided, Fact, Moment, Refusal};
use crate::domain::{Day, OdsCode, PersonId};

/// What is known of somebody when they are put forward.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts, each with its own rule")]
pub struct Nominee {
    /// Practice.
    pub practice: OdsCode,
    /// Objects to case management. Other objections stop a score, not a nomination.
    pub objects_to_case_management: bool,
    /// Has an open case.
    pub on_register: bool,
    /// Died.
    pub died: bool,
    /// Left the practice's list and is on no other that is known.
    pub left: bool,
}

impl Nomination {
    /// Puts somebody forward. That there is no other open nomination to the team is the database's to guarantee.
    ///
    /// # Errors
    /// `already_made`, `in_the_future`, `objects_to_case_management`, `has_died`, `not_registered`, `on_the_register`.
    pub fn nominate(&self, wanted: Nominate, about: Nominee, at: &Moment) -> Decided<NominationEvent> {
        require(self.on.is_none(), || Refusal::by("already_made", "this nomination was made before; go on with it"))?;
        let on = wanted.on.unwrap_or(at.today);
        not_in_future(on, at.today, "on")?;
        require(!about.objects_to_case_management, || {
            Refusal::by(
                "objects_to_case_management",
                "the person objects to case management; their wish stands until they withdraw it",
            )
        })?;
        require(!about.died, || {
            Refusal::by(
                "has_died",
                "the person has died; nobody can be put forward after that. Have the record of the death put right if it is wrong",
            )
        })?;
        require(!about.left, || {
            Refusal::by(
                "not_registered",
                "the person is no longer registered with a practice here; have the registration put right if it is wrong",
            )
        })?;
        require(!about.on_register, || {
            Refusal::by("on_the_register", "the person is on the register already; bring the case to a review instead")
        })?;
        let Nominate { person, team, route, reason, .. } = wanted;
        Ok(vec![Fact::on(on, NominationEvent::Nominated { person, practice: about.practice, team, route, reason })])
    }

    fn require_open(&self) -> Result<Day, Refusal> {
        let on = self.on.ok_or_else(|| Refusal::by("never_made", "this nomination was never made; make one first"))?;
        require(self.closed.is_none(), || {
            Refusal::by("nomination_closed", "this nomination is closed; make a new one to put the person forward again")
        })?;
        Ok(on)
    }

    /// Takes it back.
    ///
    /// # Errors
    /// `never_made`, `nomination_closed`.
    pub fn withdraw(&self, wanted: WithdrawNomination, at: &Moment) -> Decided<NominationEvent> {
        self.require_open()?;
        Ok(vec![Fact::on(at.today, NominationEvent::Closed { outcome: Outcome::Withdrawn { reason: wanted.reason } })])
    }

    /// Decides on it. `case_of` is whose case the accepted one names, if there is such a case.
    ///
    /// # Errors
    /// `never_made`, `nomination_closed`, `in_the_future`, `before_nomination`, `no_such_case` (none, or somebody else's).
    pub fn decide(&self, wanted: DecideNomination, case_of: Option<PersonId>, at: &Moment) -> Decided<NominationEvent> {
        let made = self.require_open()?;
        let on = wanted.on.unwrap_or(at.today);
        not_in_future(on, at.today, "on")?;
        require(on >= made, || {
            Refusal::by("before_nomination", format!("the person was nominated on {made}; give that day or a later one")).at("on")
        })?;
        let outcome = match wanted.decision {
            Verdict::Accepted { case } => {
                require(case_of.is_some() && case_of == self.person, || {
                    Refusal::by("no_such_case", "the person has no such case; open it first, then accept").at("decision/case")
                })?;
                Outcome::Accepted { case }
            }
            Verdict::NotAccepted { reason, words } => Outcome::NotAccepted { reason, words },
        };
        Ok(vec![Fact::on(on, NominationEvent::Closed { outcome })])
    }
}
