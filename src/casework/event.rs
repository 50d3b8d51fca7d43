//! Events and the states they add up to.

use crate::casework::Refusal;
use crate::domain::{Day, StaffId};
use chrono::{DateTime, Utc};
use chrono_tz::Europe::London;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Something that changes only by recorded events.
///
/// The state is the fold of the events in the order in which they were recorded, so *as known on a past day* is the fold of the
/// events recorded until then. The state keeps the dates on which things were true, so *as it was on a past day* is a question to
/// the state. Both together tell any day as known on any other.
pub trait Aggregate: Default + Clone + Send + Sync + 'static {
    /// What can happen to it.
    type Event: Serialize + DeserializeOwned + Clone + Send + Sync + 'static;
    /// Its id.
    type Id: Copy + Send + Sync + Into<uuid::Uuid> + From<uuid::Uuid> + std::fmt::Display + 'static;
    /// Its name in the log of events.
    const KIND: &'static str;
    /// Takes one event in. Never fails: an event is recorded only after the rules allowed it.
    fn apply(&mut self, event: &Recorded<Self::Event>);
}

/// An event decided on, before it is recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact<E> {
    /// The day on which it was true.
    pub happened_on: Day,
    /// What happened.
    pub event: E,
}

impl<E> Fact<E> {
    /// `event`, true on `happened_on`.
    pub const fn on(happened_on: Day, event: E) -> Self {
        Self { happened_on, event }
    }
}

/// A recorded event.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded<E> {
    /// The day on which it was true.
    pub happened_on: Day,
    /// When it was recorded (UTC, microseconds).
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it.
    pub author: StaffId,
    /// What happened.
    pub event: E,
}

impl<E> Recorded<E> {
    /// The civil date in London on which it was recorded.
    #[must_use]
    pub fn recorded_on(&self) -> Day {
        self.recorded_at.with_timezone(&London).date_naive().into()
    }

    /// Whether it was recorded on a later day than the one on which it was true.
    #[must_use]
    pub fn late(&self) -> bool {
        self.recorded_on() > self.happened_on
    }

    /// The moment of its recording.
    #[must_use]
    pub fn moment(&self) -> Moment {
        Moment { today: self.recorded_on(), now: self.recorded_at, author: self.author }
    }
}

/// The facts that follow from what somebody wants to do, or the rule that refuses it.
pub type Decided<E> = Result<Vec<Fact<E>>, Refusal>;

/// Who acts, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The civil date in London.
    pub today: Day,
    /// The instant (UTC, microseconds).
    pub now: DateTime<Utc>,
    /// Who acts.
    pub author: StaffId,
}

impl<E> Fact<E> {
    /// The event as it is recorded at `moment`.
    pub fn recorded(self, moment: &Moment) -> Recorded<E> {
        Recorded { happened_on: self.happened_on, recorded_at: moment.now, author: moment.author, event: self.event }
    }
}

/// Folds the events recorded until `known_at` into the state as it was known then.
pub fn fold_as_known<'e, A: Aggregate>(events: impl IntoIterator<Item = &'e Recorded<A::Event>>, known_at: DateTime<Utc>) -> A {
    fold(events.into_iter().filter(|event| event.recorded_at <= known_at))
}

/// Folds `events` into the state they make.
pub fn fold<'e, A: Aggregate>(events: impl IntoIterator<Item = &'e Recorded<A::Event>>) -> A {
    let mut state = A::default();
    for event in events {
        state.apply(event);
    }
    state
}
