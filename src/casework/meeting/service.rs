//! Where somebody can be referred to.

use crate::domain::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What kind of service somebody is referred to. Which one, and where, is told beside it in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// Community matron: case management by an advanced nurse.
    CommunityMatron,
    /// District or community nursing.
    CommunityNursing,
    /// Physiotherapy, occupational therapy, rehabilitation, reablement.
    Therapy,
    /// A clinic or nurse for one condition: heart failure, lungs, diabetes, continence.
    SpecialistCommunity,
    /// A falls service.
    Falls,
    /// A memory service.
    Memory,
    /// Mental health.
    MentalHealth,
    /// Social care, an assessment of a carer's needs included.
    SocialCare,
    /// A voluntary organisation.
    Voluntary,
    /// Palliative care or a hospice.
    PalliativeCare,
    /// A consultant at a hospital.
    Hospital,
    /// Something else, told in words.
    Other,
}

impl Service {
    /// Every one.
    pub const ALL: [Self; 12] = [
        Self::CommunityMatron,
        Self::CommunityNursing,
        Self::Therapy,
        Self::SpecialistCommunity,
        Self::Falls,
        Self::Memory,
        Self::MentalHealth,
        Self::SocialCare,
        Self::Voluntary,
        Self::PalliativeCare,
        Self::Hospital,
        Self::Other,
    ];

    /// As the API and the database write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CommunityMatron => "community_matron",
            Self::CommunityNursing => "community_nursing",
            Self::Therapy => "therapy",
            Self::SpecialistCommunity => "specialist_community",
            Self::Falls => "falls",
            Self::Memory => "memory",
            Self::MentalHealth => "mental_health",
            Self::SocialCare => "social_care",
            Self::Voluntary => "voluntary",
            Self::PalliativeCare => "palliative_care",
            Self::Hospital => "hospital",
            Self::Other => "other",
        }
    }

    /// The role of those who take somebody on for it, where one role is the service: to be looked after by one is to have been
    /// referred.
    #[must_use]
    pub const fn role(self) -> Option<Role> {
        match self {
            Self::CommunityMatron => Some(Role::CommunityMatron),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_api() {
        for service in Service::ALL {
            assert_eq!(serde_json::to_value(service).unwrap(), service.name());
        }
    }
}
