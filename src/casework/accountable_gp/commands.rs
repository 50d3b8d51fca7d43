//! What somebody can want: the bodies of requests.

use crate::domain::{Day, Line, StaffId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

/// Which GP: by the rule, or one that somebody chose.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "how", rename_all = "snake_case", deny_unknown_fields)]
pub enum ChooseGp {
    /// The usual GP if current at the practice on the day, else the practice's current GP with the lightest accountable list for their
    /// sessions.
    Rule,
    /// This one.
    Hand {
        /// A GP who is at the practice on the day.
        gp: StaffId,
        /// Why this one.
        reason: Line,
    },
}

impl Validate for ChooseGp {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let Self::Hand { reason, .. } = self else { return Ok(()) };
        let checked = reason.validate();
        checked.map_err(|errors| {
            let mut at = ValidationErrors::new();
            at.errors_mut().insert("reason".into(), validator::ValidationErrorsKind::Struct(Box::new(errors)));
            at
        })
    }
}

/// Make a GP accountable for somebody.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignGp {
    /// Which.
    #[validate(nested)]
    pub choose: ChooseGp,
    /// First day; today when left out.
    pub from: Option<Day>,
}

/// Give everybody for whom a GP is accountable to another, or to others: all of them or none.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceGp {
    /// Which; by the rule each person's own, the one who is replaced left aside.
    #[validate(nested)]
    pub choose: ChooseGp,
    /// First day; today when left out.
    pub from: Option<Day>,
}

/// How somebody was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// By letter.
    Letter,
    /// By text message.
    TextMessage,
    /// By e-mail.
    Email,
    /// By telephone.
    Phone,
    /// When seen.
    InPerson,
    /// Through somebody who acts for them.
    Representative,
}

/// Note that the person was told who their accountable GP is.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TellPerson {
    /// How.
    pub way: Way,
    /// The day; today when left out.
    pub on: Option<Day>,
}
