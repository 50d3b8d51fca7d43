//! What a member of a team is good at.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A skill, as it is matched with somebody's primary need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Skill {
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
