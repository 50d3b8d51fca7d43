//! From a ranked list to somebody being looked after: states, events and rules, without input or output.
//!
//! Every aggregate is a fold of its events ([`event::Aggregate`]). Its methods take what somebody wants to do and give the events
//! that follow, or a [`Refusal`] that names the rule. Time comes in as a [`Moment`]; nothing here reads a clock, and what depends on
//! the day ("overdue") is worked out from dates when it is asked, never stored.

pub mod accountable_gp;
pub mod assignment;
pub mod case;
pub mod counts;
pub mod dated;
pub mod decision;
pub mod event;
pub mod list;
pub mod meeting;
pub mod nomination;
pub mod objection;
pub mod organisation;
pub mod plan;
pub mod refusal;
pub mod rules;
pub mod staff;
pub mod stay;
pub mod suitability;
pub mod target;
pub mod team;
pub mod working_days;

pub use event::{Aggregate, Decided, Fact, Moment, Recorded};
pub use refusal::Refusal;
pub use rules::{PaymentRules, Rules};
