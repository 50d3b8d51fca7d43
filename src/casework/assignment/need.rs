//! What somebody needs a coordinator for, most of all.

use crate::domain::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The primary need: what the skills of a coordinator are held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PrimaryNeed {
    /// Frailty of old age.
    Frailty,
    /// Falls and bone health.
    Falls,
    /// Asthma, chronic obstructive pulmonary disease.
    Respiratory,
    /// Diabetes.
    Diabetes,
    /// Heart failure and other heart disease.
    HeartFailure,
    /// Mental health.
    MentalHealth,
    /// Dementia.
    Dementia,
    /// Palliative and end-of-life care.
    Palliative,
    /// Social care: support at home, benefits, housing.
    SocialCare,
    /// Support of carers.
    Carers,
    /// Learning disability.
    LearningDisability,
    /// Medicines: review and adherence.
    Medicines,
}

impl PrimaryNeed {
    /// Every need.
    pub const ALL: [Self; 12] = [
        Self::Frailty,
        Self::Falls,
        Self::Respiratory,
        Self::Diabetes,
        Self::HeartFailure,
        Self::MentalHealth,
        Self::Dementia,
        Self::Palliative,
        Self::SocialCare,
        Self::Carers,
        Self::LearningDisability,
        Self::Medicines,
    ];

    /// The need in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Frailty => "frailty",
            Self::Falls => "falls",
            Self::Respiratory => "breathing",
            Self::Diabetes => "diabetes",
            Self::HeartFailure => "heart failure",
            Self::MentalHealth => "mental health",
            Self::Dementia => "dementia",
            Self::Palliative => "palliative care",
            Self::SocialCare => "social care",
            Self::Carers => "support of carers",
            Self::LearningDisability => "learning disability",
            Self::Medicines => "medicines",
        }
    }

    /// Whether it is the usual work of a role, whatever skills its holder has of their own.
    #[must_use]
    pub const fn is_usual_for(self, role: Role) -> bool {
        match self {
            Self::Frailty | Self::Palliative | Self::HeartFailure | Self::Respiratory | Self::Diabetes => {
                matches!(role, Role::CommunityMatron | Role::Nurse)
            }
            Self::Falls => matches!(role, Role::Therapist | Role::CommunityMatron),
            Self::Dementia | Self::MentalHealth => matches!(role, Role::MentalHealthNurse),
            Self::SocialCare | Self::LearningDisability => matches!(role, Role::SocialWorker),
            Self::Carers => matches!(role, Role::SocialWorker | Role::VoluntarySector),
            Self::Medicines => matches!(role, Role::Gp | Role::CommunityMatron),
        }
    }
}
