//! Values without input or output: what the field talks about, checked once.

pub mod clinical_code;
pub mod day;
pub mod digits;
mod hidden;
pub mod id;
pub mod nhs_number;
pub mod objection;
pub mod ods_code;
pub mod period;
pub mod person_key;
pub mod risk;
pub mod role;
pub mod text;
pub mod tier;
pub mod toml_place;

pub use day::Day;
pub(crate) use hidden::hidden_debug;
pub use id::{
    ActionId, CaseId, ContactId, ListId, MeetingId, NominationId, OrganisationId, PersonId, PlanId, ProposalId, RunId,
    SetAsideId, StaffId, StayId, TeamId,
};
pub use nhs_number::NhsNumber;
pub use objection::ObjectionPolicy;
pub use ods_code::OdsCode;
pub use period::Period;
pub use person_key::PersonKey;
pub use risk::{Percentile, Risk};
pub use role::{Purpose, Role};
pub use text::{Line, Note};
pub use tier::{RiskTier, TierRule, TierScheme};
pub use toml_place::TomlPlace;
