//! The joint care plan: one plan of a person, agreed with them by health and social care.
//!
//! A draft is written over as often as somebody types ([`PlanDraft`], kept beside the events); agreeing it makes a numbered
//! [`PlanVersion`] that never changes. Whether a plan is in force, joint or due for review is asked of the state for a day
//! ([`CarePlan::in_force`], [`CarePlan::joint`]), never stored. What happened is dated and distinct ([`Happening`]), because
//! payment counts some of it.

mod agree;
mod commands;
mod content;
mod decide;
mod diff;
pub mod difference;
mod end_of_life;
mod entries;
mod legal;
pub mod one_page;
mod standing;
mod state;
pub mod summary;
#[cfg(test)]
mod tests;

pub use commands::{
    Agree, Contribute, DeclinePlan, DeclineReview, EndPlan, EndPlanReason, ReviewOutcome, ReviewPlan, StartPlan, WithdrawPlan,
};
pub use content::{
    Allergy, Contact, Contingency, Contributor, Goal, Need, NeedKind, NoSocialCareNeed, OrganisationKind, PlanAction, PlanContent,
};
pub use end_of_life::{Ceiling, CeilingLevel, CprDecision, EndOfLife, Place, Resuscitation};
pub use legal::{AdvanceDecision, Capacity, CapacityState, Consent, ConsentState, Legal, Representative, RepresentativeKind};
pub use standing::{PlanStatus, months_after, months_before};
pub use state::{
    AgreedBy, AgreedWith, Agreement, CarePlan, Closed, ClosedHow, DraftSpan, Happened, Happening, OnRegister, PlanDraft,
    PlanEvent, PlanReview, PlanVersion, VersionOf,
};
