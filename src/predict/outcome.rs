//! What models predict.

use serde::{Deserialize, Serialize};

/// What a model predicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// At least one emergency admission in the horizon; a death without one is a non-event.
    EmergencyAdmission,
    /// An emergency admission or death in the horizon (as Scotland's SPARRA).
    AdmissionOrDeath,
}

impl Outcome {
    /// The outcome in words, for cards and summaries.
    #[must_use]
    pub fn words(self, horizon_days: u16) -> String {
        let methods = "first episode of a spell with admission method 21-25, 28, 2A or 2D";
        match self {
            Self::EmergencyAdmission => format!(
                "At least one emergency admission ({methods}) in the {horizon_days} days after the index date. \
                 A death without an emergency admission is a non-event."
            ),
            Self::AdmissionOrDeath => {
                format!("An emergency admission ({methods}) or death in the {horizon_days} days after the index date.")
            }
        }
    }
}
