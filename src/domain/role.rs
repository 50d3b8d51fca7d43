//! What somebody may do, and what for.

use serde::{Deserialize, Serialize};

/// A role somebody holds at an organisation, with dates. Several can be held at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// General practitioner.
    Gp,
    /// Practice manager, nurse or receptionist: the practice's own list.
    PracticeStaff,
    /// Community matron.
    CommunityMatron,
    /// Nurse of a community team.
    Nurse,
    /// Occupational therapist, physiotherapist and others.
    Therapist,
    /// Social worker.
    SocialWorker,
    /// Mental-health nurse.
    MentalHealthNurse,
    /// Voluntary-sector worker, as a member of an MDT.
    VoluntarySector,
    /// Makes lists, agendas and minutes for the teams they are a member of.
    MdtCoordinator,
    /// Sees aggregates under disclosure control and never a person.
    Commissioner,
    /// Imports, trains, scores: pseudonyms only.
    DataProcessor,
    /// Reads the audit log.
    InformationGovernanceLead,
    /// Accounts, teams, organisations: no clinical content.
    Administrator,
    /// Sends hospital events; sees nothing.
    HospitalFeed,
}

impl Role {
    /// Roles that work with identifiable people.
    #[must_use]
    pub const fn sees_people(self) -> bool {
        !matches!(
            self,
            Self::Commissioner | Self::DataProcessor | Self::InformationGovernanceLead | Self::Administrator | Self::HospitalFeed
        )
    }

    /// Roles that see the whole list of the practice at which they are held.
    #[must_use]
    pub const fn sees_practice(self) -> bool {
        matches!(self, Self::Gp | Self::PracticeStaff)
    }

    /// The name as the API and the database write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gp => "gp",
            Self::PracticeStaff => "practice_staff",
            Self::CommunityMatron => "community_matron",
            Self::Nurse => "nurse",
            Self::Therapist => "therapist",
            Self::SocialWorker => "social_worker",
            Self::MentalHealthNurse => "mental_health_nurse",
            Self::VoluntarySector => "voluntary_sector",
            Self::MdtCoordinator => "mdt_coordinator",
            Self::Commissioner => "commissioner",
            Self::DataProcessor => "data_processor",
            Self::InformationGovernanceLead => "information_governance_lead",
            Self::Administrator => "administrator",
            Self::HospitalFeed => "hospital_feed",
        }
    }

    /// Every role.
    pub const ALL: [Self; 14] = [
        Self::Gp,
        Self::PracticeStaff,
        Self::CommunityMatron,
        Self::Nurse,
        Self::Therapist,
        Self::SocialWorker,
        Self::MentalHealthNurse,
        Self::VoluntarySector,
        Self::MdtCoordinator,
        Self::Commissioner,
        Self::DataProcessor,
        Self::InformationGovernanceLead,
        Self::Administrator,
        Self::HospitalFeed,
    ];
}

/// There is no role of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a role; one of gp, practice_staff, community_matron, nurse, therapist, social_worker, mental_health_nurse, voluntary_sector, mdt_coordinator, commissioner, data_processor, information_governance_lead, administrator, hospital_feed"
)]
pub struct NotARole;

impl std::str::FromStr for Role {
    type Err = NotARole;
    fn from_str(text: &str) -> Result<Self, NotARole> {
        Self::ALL.into_iter().find(|role| role.name() == text).ok_or(NotARole)
    }
}

/// What personal data is read or changed for. Each route states one, and the audit trail keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Looking after somebody.
    DirectCare,
    /// Using risk to find people to help: direct care too, by the practice.
    CaseFinding,
    /// Planning and reporting, on aggregates.
    Commissioning,
    /// Checking who looked at whom.
    Audit,
    /// Accounts, teams and organisations.
    Administration,
}

impl Purpose {
    /// The name as the audit trail writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DirectCare => "direct_care",
            Self::CaseFinding => "case_finding",
            Self::Commissioning => "commissioning",
            Self::Audit => "audit",
            Self::Administration => "administration",
        }
    }
}
