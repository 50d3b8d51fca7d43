//! Skills as needs: what somebody is to be coordinated for most of all is named by the skill that it asks for.

use crate::casework::team::Skill;
use crate::domain::Role;

impl Skill {
    /// Every skill.
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

    /// The need for it in words.
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
