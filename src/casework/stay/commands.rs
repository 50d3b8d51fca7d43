//! What somebody can tell of a stay: the bodies of requests, and of a hospital's messages.

use crate::casework::stay::{AdmissionMethod, ContactState, DelayReason, DischargeDestination, DischargeMethod};
use crate::domain::{Day, Line, Note, OdsCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

/// Somebody is in hospital.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Admit {
    /// The hospital's organisation.
    pub provider: OdsCode,
    /// The provider's own number of the spell.
    #[validate(nested)]
    pub spell: Option<Line>,
    /// How they came.
    pub method: AdmissionMethod,
    /// Since when; today when left out.
    pub on: Option<Day>,
    /// Where they lie.
    #[validate(nested)]
    pub ward: Option<Line>,
    /// Expected to leave on.
    pub expected_discharge: Option<Day>,
}

/// Something happened in hospital.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Happening {
    /// Admitted.
    Admitted {
        /// The day.
        on: Day,
        /// How.
        method: AdmissionMethod,
        /// Where.
        ward: Option<Line>,
        /// Expected to leave on.
        expected_discharge: Option<Day>,
    },
    /// Moved to another ward.
    WardChanged {
        /// The day.
        on: Day,
        /// Which.
        ward: Line,
    },
    /// The expected day of discharge was set or changed; without a day, taken back.
    ExpectedDischargeSet {
        /// The day on which it was.
        on: Day,
        /// Expected to leave on.
        expected_discharge: Option<Day>,
    },
    /// Ready to leave, and still there.
    Delayed {
        /// Ready since.
        on: Day,
        /// Why still there.
        reason: DelayReason,
    },
    /// No longer delayed.
    DelayEnded {
        /// The day.
        on: Day,
    },
    /// The hospital's word that the person goes home.
    DischargeNotified {
        /// The day of the word.
        on: Day,
    },
    /// The person does not go after all, or did not.
    DischargeCancelled {
        /// The day.
        on: Day,
    },
    /// The person left. Without an earlier notification this is it.
    Discharged {
        /// The day.
        on: Day,
        /// Where to.
        destination: DischargeDestination,
        /// How.
        method: DischargeMethod,
    },
    /// Died in hospital.
    Died {
        /// The day.
        on: Day,
    },
}

impl Happening {
    /// The day.
    #[must_use]
    pub const fn on(&self) -> Day {
        match self {
            Self::Admitted { on, .. }
            | Self::WardChanged { on, .. }
            | Self::ExpectedDischargeSet { on, .. }
            | Self::Delayed { on, .. }
            | Self::DelayEnded { on }
            | Self::DischargeNotified { on }
            | Self::DischargeCancelled { on }
            | Self::Discharged { on, .. }
            | Self::Died { on } => *on,
        }
    }

    /// The name, as written in `type`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Admitted { .. } => "admitted",
            Self::WardChanged { .. } => "ward_changed",
            Self::ExpectedDischargeSet { .. } => "expected_discharge_set",
            Self::Delayed { .. } => "delayed",
            Self::DelayEnded { .. } => "delay_ended",
            Self::DischargeNotified { .. } => "discharge_notified",
            Self::DischargeCancelled { .. } => "discharge_cancelled",
            Self::Discharged { .. } => "discharged",
            Self::Died { .. } => "died",
        }
    }

    /// What it is about: of two messages about the same, the one sent later holds.
    #[must_use]
    pub const fn about(&self) -> &'static str {
        match self {
            Self::WardChanged { .. } => "ward",
            Self::ExpectedDischargeSet { .. } => "expected_discharge",
            Self::Delayed { .. } | Self::DelayEnded { .. } => "delay",
            Self::Admitted { .. } => "admission",
            Self::DischargeNotified { .. } | Self::DischargeCancelled { .. } | Self::Discharged { .. } | Self::Died { .. } => {
                "discharge"
            }
        }
    }
}

impl Validate for Happening {
    fn validate(&self) -> Result<(), ValidationErrors> {
        match self {
            Self::Admitted { ward: Some(ward), .. } | Self::WardChanged { ward, .. } => {
                ValidationErrors::merge(Ok(()), "ward", ward.validate())
            }
            _ => Ok(()),
        }
    }
}

/// Say what is to happen for the person to leave, and after.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPlan {
    /// In words.
    #[validate(nested)]
    pub plan: Note,
}

/// Record a contact after discharge.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordContact {
    /// How it went.
    pub state: ContactState,
    /// The day; today when left out.
    pub on: Option<Day>,
    /// What was said; why none is needed (then it must be there).
    #[validate(nested)]
    pub note: Option<Note>,
}

/// Say that a stay never was, or was somebody else's.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnterInError {
    /// Why.
    #[validate(nested)]
    pub reason: Line,
}
