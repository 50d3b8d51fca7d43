//! What somebody can want of a nomination: the bodies of requests.

use crate::casework::case::Route;
use crate::casework::nomination::NotAccepted;
use crate::domain::{CaseId, Day, Line, Note, PersonId, TeamId};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

/// Put somebody forward.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nominate {
    /// Who.
    pub person: PersonId,
    /// To which team.
    pub team: TeamId,
    /// How they came.
    pub route: Route,
    /// Why, in words.
    #[validate(nested)]
    pub reason: Note,
    /// The day on which they were put forward; today when left out.
    pub on: Option<Day>,
}

/// Take a nomination back.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawNomination {
    /// Why.
    #[validate(nested)]
    pub reason: Line,
}

/// What was decided.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "verdict", rename_all = "snake_case", deny_unknown_fields)]
pub enum Verdict {
    /// Onto the register.
    Accepted {
        /// The person's case, opened before.
        case: CaseId,
    },
    /// Not onto the register.
    NotAccepted {
        /// Why.
        reason: NotAccepted,
        /// Why, in words.
        words: Line,
    },
}

impl Validate for Verdict {
    fn validate(&self) -> Result<(), ValidationErrors> {
        match self {
            Self::Accepted { .. } => Ok(()),
            Self::NotAccepted { words, .. } => ValidationErrors::merge(Ok(()), "words", words.validate()),
        }
    }
}

/// Decide on a nomination.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideNomination {
    /// What was decided.
    #[validate(nested)]
    pub decision: Verdict,
    /// The day; today when left out.
    pub on: Option<Day>,
}
