//! MDT lists: from a published run, the rules of a team and its open nominations, the people to discuss, and why each is on it.
//!
//! A list is never changed once made. What became of somebody since ([`Standing`]) is worked out when the list is read.

mod candidate;
mod change;
mod propose;
mod rules;
#[cfg(test)]
mod tests;

pub use candidate::{Candidate, LeftOut, Scored, Standing};
pub use change::{Before, Change, ChangeKind, Gone, changes};
pub use propose::{Entry, Ground, Proposal, Tier, Why, propose, require_ground};
pub use rules::{ListRules, ProposeList, Select};
