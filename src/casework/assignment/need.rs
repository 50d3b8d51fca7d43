//! What somebody needs a coordinator for, most of all.

use crate::domain::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The primary need: what the skill of a coordinator is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PrimaryNeed {
    /// Living with long-term conditions.
    LongTermConditions,
    /// Frailty, falls.
    Frailty,
    /// Dementia.
    Dementia,
    /// Mental health.
    MentalHealth,
    /// Getting back on one's feet.
    Rehabilitation,
    /// Care and support at home.
    SocialCare,
    /// The last year of life.
    EndOfLife,
    /// Somebody who cares for another.
    Carer,
}

impl PrimaryNeed {
    /// Every need.
    pub const ALL: [Self; 8] = [
        Self::LongTermConditions,
        Self::Frailty,
        Self::Dementia,
        Self::MentalHealth,
        Self::Rehabilitation,
        Self::SocialCare,
        Self::EndOfLife,
        Self::Carer,
    ];

    /// The name, as the API and the skills of staff write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LongTermConditions => "long_term_conditions",
            Self::Frailty => "frailty",
            Self::Dementia => "dementia",
            Self::MentalHealth => "mental_health",
            Self::Rehabilitation => "rehabilitation",
            Self::SocialCare => "social_care",
            Self::EndOfLife => "end_of_life",
            Self::Carer => "carer",
        }
    }

    /// The need in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::LongTermConditions => "long-term conditions",
            Self::Frailty => "frailty",
            Self::Dementia => "dementia",
            Self::MentalHealth => "mental health",
            Self::Rehabilitation => "rehabilitation",
            Self::SocialCare => "social care",
            Self::EndOfLife => "the end of life",
            Self::Carer => "caring for another",
        }
    }

    /// Whether it is the usual work of a role, whatever skills its holder has of their own.
    #[must_use]
    pub const fn is_usual_for(self, role: Role) -> bool {
        match self {
            Self::LongTermConditions => matches!(role, Role::CommunityMatron | Role::Nurse | Role::Gp),
            Self::Frailty | Self::EndOfLife => matches!(role, Role::CommunityMatron | Role::Nurse),
            Self::Dementia | Self::MentalHealth => matches!(role, Role::MentalHealthNurse),
            Self::Rehabilitation => matches!(role, Role::Therapist),
            Self::SocialCare => matches!(role, Role::SocialWorker),
            Self::Carer => matches!(role, Role::SocialWorker | Role::VoluntarySector),
        }
    }
}

/// There is no need of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a primary need")]
pub struct NotANeed;

impl std::str::FromStr for PrimaryNeed {
    type Err = NotANeed;
    fn from_str(text: &str) -> Result<Self, NotANeed> {
        Self::ALL.into_iter().find(|need| need.name() == text).ok_or(NotANeed)
    }
}
