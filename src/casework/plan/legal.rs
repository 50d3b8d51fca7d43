//! Capacity, consent, representation and advance decisions: recorded, never inferred.

use crate::domain::{Day, Line, Note};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// What the law asks to know. Each part is `null` until somebody records it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Legal {
    /// Mental Capacity Act 2005.
    #[validate(nested)]
    pub capacity: Option<Capacity>,
    /// Agreement to share the plan.
    #[validate(nested)]
    pub consent_to_share: Option<Consent>,
    /// Who speaks for the person.
    #[validate(nested)]
    pub representative: Option<Representative>,
    /// Advance decision to refuse treatment.
    #[validate(nested)]
    pub advance_decision: Option<AdvanceDecision>,
}

/// Capacity to agree to the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// What was found.
    pub state: CapacityState,
    /// For which decision; this plan when left out. Capacity is always for one decision at one time.
    #[validate(nested)]
    pub decision: Option<Line>,
    /// When.
    pub assessed_on: Day,
    /// By whom: name and role.
    #[validate(nested)]
    pub by: Line,
}

/// What an assessment of capacity found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CapacityState {
    /// Has capacity.
    HasCapacity,
    /// Lacks capacity.
    LacksCapacity,
    /// It comes and goes.
    Fluctuates,
}

impl CapacityState {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::HasCapacity => "has capacity",
            Self::LacksCapacity => "lacks capacity",
            Self::Fluctuates => "capacity fluctuates",
        }
    }
}

/// Agreement to share the plan with those who look after the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Given or not.
    pub state: ConsentState,
    /// When.
    pub on: Day,
    /// With whom, or with whom not.
    #[validate(nested)]
    pub limits: Option<Line>,
}

/// Whether the plan may be shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsentState {
    /// The person agreed.
    Given,
    /// The person refused.
    Refused,
    /// Shared in the person's best interests.
    BestInterests,
}

impl ConsentState {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Refused => "refused",
            Self::BestInterests => "shared in the person's best interests",
        }
    }
}

/// Somebody who speaks for the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Representative {
    /// By what right.
    pub kind: RepresentativeKind,
    /// Name.
    #[validate(nested)]
    pub name: Line,
    /// Telephone.
    #[validate(nested)]
    pub phone: Option<Line>,
}

/// By what right somebody speaks for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RepresentativeKind {
    /// Lasting power of attorney for health and welfare.
    HealthAttorney,
    /// Lasting power of attorney for property and affairs: does not decide on care.
    PropertyAttorney,
    /// Deputy of the Court of Protection.
    Deputy,
    /// Has parental responsibility.
    Parent,
    /// Independent advocate.
    Advocate,
    /// Chosen by the person, without powers in law.
    Chosen,
}

impl RepresentativeKind {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::HealthAttorney => "attorney for health and welfare",
            Self::PropertyAttorney => "attorney for property and affairs only",
            Self::Deputy => "deputy of the Court of Protection",
            Self::Parent => "has parental responsibility",
            Self::Advocate => "independent advocate",
            Self::Chosen => "chosen by the person, without powers in law",
        }
    }
}

/// An advance decision to refuse treatment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdvanceDecision {
    /// What is refused, and when.
    #[validate(nested)]
    pub words: Note,
    /// When it was made.
    pub made_on: Day,
    /// Where the signed paper is.
    #[validate(nested)]
    pub kept_at: Option<Line>,
}
