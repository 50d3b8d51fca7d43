//! What a caller can reach. Doors hold no database: they are handed a scope ([`Care`], [`Admin`], ...) whose type says what it can do
//! and which filters every person by the caller's legitimate relationships. Every read and change goes into the audit trail.
//!
//! Policy: what is not yours is *not found*, never *forbidden*; a read is audited before its answer leaves, a change in its own
//! transaction.

mod auditor;
mod caller;
mod case_work;
mod clock;
pub mod coverage;
mod denied;
mod enter;
mod hospital;
mod meeting;
mod plan;
mod proposing;
mod read;
mod scope;
pub mod token;
mod work;

pub use crate::store::StoreFault;
pub use crate::store::db::SERVING;
pub use crate::store::log::{Happened, Loaded};
pub use crate::store::once::Earlier;
pub use caller::Caller;
pub use case_work::HandedOver;
pub use clock::Clock;
pub use coverage::Commissioner;
pub use denied::Denied;
pub use enter::Access;
pub use hospital::Outcome;
pub use proposing::{ListCounts, Proposed};
pub use read::Pack;
pub use read::practices::{Part, RiskListWanted};
pub use read::{ManyDone, NotTold};
pub use scope::{Admin, Care, Colleague, Feed, ReachedBy, Scope};
pub use work::Work;

/// Rows of lists, as the store reads them and scopes hand them out.
pub mod rows {
    pub use super::read::{CaseHistory, RunSeen, TierSeen};
    pub use crate::store::accountable_gp::{AstrayRow, GpPersonRow};
    pub use crate::store::case::{CaseFilter, CaseRow};
    pub use crate::store::caseload::CaseloadRow;
    pub use crate::store::list::{ChangeRow, EntryFilter, EntryRow, ListHeader};
    pub use crate::store::load::CoordinatorLoadRow;
    pub use crate::store::meeting::agenda::AgendaRow;
    pub use crate::store::meeting::chase::{ActionPlace, ActionRow, AttendanceRow};
    pub use crate::store::meeting::{MeetingRow, Wanted as WantedMeetings};
    pub use crate::store::nomination::{NominationFilter, NominationRow};
    pub use crate::store::organisation::OrganisationRow;
    pub use crate::store::person::PersonPageRow;
    pub use crate::store::plan::PlanDueRow;
    pub use crate::store::proposal::{KeptProposal, ProposalRow};
    pub use crate::store::register::{RegisterName, WhichRegister};
    pub use crate::store::risk_list::RiskListRow;
    pub use crate::store::run::{RiskRow, RunRow};
    pub use crate::store::seen::SeenRow;
    pub use crate::store::set_aside::SetAsideRow;
    pub use crate::store::staff::StaffRow;
    pub use crate::store::stay::{AfterDischargeRow, Among, StayRow, UseRow};
    pub use crate::store::team::TeamRow;
}
