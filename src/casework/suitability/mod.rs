//! Whether case management suits somebody now: clinicians can say "not now", with a reason and a day until which it holds.
//!
//! Kept by person. It expires by its date, without anybody doing anything.

#[cfg(test)]
mod tests;

use crate::casework::refusal::require;
use crate::casework::{Aggregate, Decided, Fact, Moment, Recorded, Refusal};
use crate::domain::{Day, Line, PersonId, StaffId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Why case management does not suit somebody now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnsuitableReason {
    /// Others look after the person well.
    AlreadySupported,
    /// Nothing that a team does would change much.
    CannotBenefit,
    /// A passing illness or treatment explains the score.
    Passing,
    /// The person asked to be left alone for now.
    NotNow,
    /// Something else, told in words.
    Other,
}

/// A time for which case management does not suit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unsuitable {
    /// Why.
    pub reason: UnsuitableReason,
    /// Why, in words.
    pub words: Line,
    /// First day.
    pub from: Day,
    /// The first day on which it no longer holds.
    pub until: Day,
    /// By whom.
    pub by: StaffId,
    /// The day on which it was lifted, before its end.
    pub lifted_on: Option<Day>,
    /// Why it was lifted.
    pub lifted_because: Option<Line>,
}

impl Unsuitable {
    /// Whether it holds on `day`.
    #[must_use]
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && day < self.until && self.lifted_on.is_none_or(|lifted| day < lifted)
    }
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SuitabilityEvent {
    /// Not suitable now.
    NotSuitable {
        /// Who.
        person: PersonId,
        /// Why.
        reason: UnsuitableReason,
        /// Why, in words.
        words: Line,
        /// The first day on which it no longer holds.
        until: Day,
    },
    /// Suitable after all.
    Lifted {
        /// Why.
        reason: Line,
    },
}

/// What was said of somebody. The default: nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Suitability {
    /// Who; `None` while nothing was said.
    pub person: Option<PersonId>,
    /// Everything that was said, the latest last.
    pub said: Vec<Unsuitable>,
}

impl Aggregate for Suitability {
    type Event = SuitabilityEvent;
    type Id = PersonId;
    const KIND: &'static str = "suitability";

    fn apply(&mut self, recorded: &Recorded<SuitabilityEvent>) {
        let on = recorded.happened_on;
        match recorded.event.clone() {
            SuitabilityEvent::NotSuitable { person, reason, words, until } => {
                self.person = Some(person);
                let by = recorded.author;
                self.said.push(Unsuitable { reason, words, from: on, until, by, lifted_on: None, lifted_because: None });
            }
            SuitabilityEvent::Lifted { reason } => {
                if let Some(last) = self.said.last_mut() {
                    last.lifted_on = Some(on);
                    last.lifted_because = Some(reason);
                }
            }
        }
    }
}

/// The longest that one "not suitable" holds: two years, in days.
pub const LONGEST_DAYS: i32 = 731;

/// Say that case management does not suit somebody now.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SayNotSuitable {
    /// Why.
    pub reason: UnsuitableReason,
    /// Why, in words.
    #[validate(nested)]
    pub words: Line,
    /// The first day on which it no longer holds: after today, at most two years ahead.
    pub until: Day,
}

/// Say that it suits after all.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LiftUnsuitable {
    /// Why.
    #[validate(nested)]
    pub reason: Line,
}

impl Suitability {
    /// What holds on `day`.
    #[must_use]
    pub fn unsuitable(&self, day: Day) -> Option<&Unsuitable> {
        self.said.iter().rfind(|said| said.holds(day))
    }

    /// Says "not suitable now".
    ///
    /// # Errors
    /// `not_suitable_already`, `until_in_the_past`, `until_too_far`.
    pub fn say(&self, person: PersonId, wanted: SayNotSuitable, at: &Moment) -> Decided<SuitabilityEvent> {
        let SayNotSuitable { reason, words, until } = wanted;
        require(self.unsuitable(at.today).is_none(), || {
            Refusal::by("not_suitable_already", "it was said already and holds today; lift it first to say something else")
        })?;
        require(until > at.today, || {
            Refusal::by("until_in_the_past", "it must hold until a day after today; give a later day").at("until")
        })?;
        require(until.days_since(at.today) <= LONGEST_DAYS, || {
            Refusal::by("until_too_far", "give a day within two years; it can be said again then").at("until")
        })?;
        Ok(vec![Fact::on(at.today, SuitabilityEvent::NotSuitable { person, reason, words, until })])
    }

    /// Lifts what holds today.
    ///
    /// # Errors
    /// `nothing_to_lift`.
    pub fn lift(&self, wanted: LiftUnsuitable, at: &Moment) -> Decided<SuitabilityEvent> {
        require(self.unsuitable(at.today).is_some(), || {
            Refusal::by("nothing_to_lift", "nothing holds today that could be lifted; read what was said last")
        })?;
        Ok(vec![Fact::on(at.today, SuitabilityEvent::Lifted { reason: wanted.reason })])
    }
}
