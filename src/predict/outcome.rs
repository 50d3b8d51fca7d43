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
        // Admissions come from hospitals, so those of people who moved may still be seen; their time is not cut short.
        let leavers = "People who leave a practice's list within that time stay in and count as non-events unless one is seen.";
        match self {
            Self::EmergencyAdmission => format!(
                "At least one emergency admission ({methods}) in the {horizon_days} days after the index date. \
                 A death without an emergency admission is a non-event. {leavers}"
            ),
            Self::AdmissionOrDeath => {
                format!("An emergency admission ({methods}) or death in the {horizon_days} days after the index date. {leavers}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_who_leave_are_spoken_of() {
        for outcome in [Outcome::EmergencyAdmission, Outcome::AdmissionOrDeath] {
            let words = outcome.words(90);
            assert!(
                words.contains("90 days") && words.contains("leave a practice's list") && words.contains("non-events unless")
            );
        }
    }
}
