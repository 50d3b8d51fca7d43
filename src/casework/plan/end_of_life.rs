//! Wishes and decisions for the end of life: recorded by somebody on a day, never inferred. Where somebody did die is no part of a
//! plan.

use crate::domain::{Day, Line, Note};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Each part is `null` until somebody records it; `null` says nothing about what the person wants.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EndOfLife {
    /// Where the person wants to be looked after.
    pub preferred_place_of_care: Option<Place>,
    /// Where the person wants to die.
    pub preferred_place_of_death: Option<Place>,
    /// How far treatment goes.
    #[validate(nested)]
    pub ceiling_of_treatment: Option<Ceiling>,
    /// Cardiopulmonary resuscitation (DNACPR).
    #[validate(nested)]
    pub resuscitation: Option<Resuscitation>,
    /// Other wishes.
    #[validate(nested)]
    pub wishes: Option<Note>,
}

/// A kind of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Home.
    Home,
    /// Care home.
    CareHome,
    /// Hospice.
    Hospice,
    /// Hospital.
    Hospital,
    /// Somewhere else, told in the wishes.
    Other,
    /// The person was asked and has no preference.
    NoPreference,
}

impl Place {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::CareHome => "care home",
            Self::Hospice => "hospice",
            Self::Hospital => "hospital",
            Self::Other => "elsewhere: see wishes",
            Self::NoPreference => "no preference",
        }
    }
}

/// How far treatment goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ceiling {
    /// The level.
    pub level: CeilingLevel,
    /// In words.
    #[validate(nested)]
    pub words: Option<Line>,
    /// When it was decided.
    pub decided_on: Day,
    /// By whom: name and role.
    #[validate(nested)]
    pub by: Line,
}

/// Levels of treatment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CeilingLevel {
    /// Everything, intensive care included.
    FullTreatment,
    /// To hospital, not to intensive care.
    HospitalWard,
    /// Treated where the person lives.
    Community,
    /// Comfort alone.
    Comfort,
}

impl CeilingLevel {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::FullTreatment => "full treatment, intensive care included",
            Self::HospitalWard => "hospital, but not intensive care",
            Self::Community => "treatment at home; no hospital",
            Self::Comfort => "comfort only",
        }
    }
}

/// A decision on resuscitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Resuscitation {
    /// What was decided.
    pub decision: CprDecision,
    /// When.
    pub decided_on: Day,
    /// By whom: name and role.
    #[validate(nested)]
    pub by: Line,
    /// Where the signed form is.
    #[validate(nested)]
    pub form_kept_at: Option<Line>,
}

/// What was decided on resuscitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CprDecision {
    /// Attempt it.
    Attempt,
    /// Do not attempt it: DNACPR.
    DoNotAttempt,
}

impl CprDecision {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Attempt => "ATTEMPT resuscitation",
            Self::DoNotAttempt => "DO NOT ATTEMPT resuscitation (DNACPR)",
        }
    }
}
