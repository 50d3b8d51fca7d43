//! Practices, networks, commissioners, care homes and trusts: what they are, what they belong to by date, and what followed them.
//!
//! Codes are never reused, only closed, so a code says for ever which organisation is meant. Networks and commissioners merge and
//! move; links therefore carry dates, and the log of events says when each was known.

mod change;
mod listed;
pub mod practice_list;
mod state;
#[cfg(test)]
mod tests;

pub use change::PutOrganisation;
pub use listed::{Listed, Seen};
pub use state::{Link, LinkKind, Organisation, OrganisationEvent, OrganisationKind, OrganisationStatus, Profile};
