//! From a ranked list to somebody being looked after: states, events and rules, without input or output.
//!
//! Every aggregate is a fold of its events ([`event::Aggregate`]). Its methods take what somebody wants to do and give the events
//! that follow, or a [`Refusal`] that names the rule. Time comes in as a [`Moment`]; nothing here reads a clock, and what depends on
//! the day ("overdue") is worked out from dates when it is asked, never stored.

pub mod case;
pub mod event;
pub mod refusal;
pub mod rules;
pub mod staff;
pub mod team;

pub use event::{Aggregate, Decided, Fact, Moment, Recorded};
pub use refusal::Refusal;
pub use rules::Rules;
