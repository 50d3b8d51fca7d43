//! Reads: one file an aggregate. Each is filtered by relationship and audited before its answer leaves.

mod accountable_gps;
mod case;
mod caseload;
mod hospital;
mod lists;
mod meetings;
mod nominations;
mod organisations;
mod people;
mod plans;
pub(super) mod practices;
mod proposals;
mod runs;
mod staff;
mod teams;

pub use accountable_gps::{ManyDone, NotTold};
pub use case::CaseHistory;
pub use meetings::Pack;
pub use runs::{RunSeen, TierSeen};
