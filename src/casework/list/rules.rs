//! What a team wants on its list: the body of a request.

use crate::domain::{Line, RunId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError, ValidationErrors};

/// A rule that puts people onto the list. Somebody is on it when one of them holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "rule", rename_all = "snake_case", deny_unknown_fields)]
pub enum Select {
    /// In this tier of the run, or one above.
    TierAtLeast {
        /// Its name.
        tier: Line,
    },
    /// Among the top of the practice's registered adults.
    TopOfPracticeAdults {
        /// The share, in tenths of a per cent, rounded up to people: 20 is 2%.
        #[schema(minimum = 1, maximum = 1000)]
        permille: u32,
    },
    /// Among the first for whom the team has room: its members' capacity less its open cases.
    TopByCapacity {},
    /// Among the first so many of those whom the team serves.
    TopCount {
        /// How many.
        #[schema(minimum = 1, maximum = 20000)]
        count: u32,
    },
}

impl Validate for Select {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let range = |field: &'static str, number: u32, most: u32| {
            if (1..=most).contains(&number) {
                return Ok(());
            }
            let mut errors = ValidationErrors::new();
            errors.add(field, ValidationError::new("range").with_message(format!("must be from 1 to {most}").into()));
            Err(errors)
        };
        match self {
            Self::TierAtLeast { tier } => ValidationErrors::merge(Ok(()), "tier", tier.validate()),
            Self::TopOfPracticeAdults { permille } => range("permille", *permille, 1000),
            Self::TopByCapacity {} => Ok(()),
            Self::TopCount { count } => range("count", *count, 20_000),
        }
    }
}

/// The rules of a list. Left out of it, always: who died, moved away, is on the register, or objects to case management; and who is
/// not suitable now. Who declined is left out for a while, unless nominated since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ListRules {
    /// Whom the run puts onto it; 2% of each practice's adults when left out. Empty: nobody but those nominated.
    #[validate(length(max = 8), nested)]
    #[schema(max_items = 8)]
    pub select: Vec<Select>,
    /// Whether open nominations to the team are on it.
    pub nominations: bool,
    /// Days for which who declined is left out.
    #[validate(range(max = 3650))]
    #[schema(maximum = 3650)]
    pub declined_within_days: u16,
    /// No more than so many, the highest risks; nominations always stay.
    #[validate(range(min = 1, max = 20000))]
    #[schema(minimum = 1, maximum = 20000)]
    pub at_most: Option<u32>,
}

impl Default for ListRules {
    fn default() -> Self {
        Self {
            select: vec![Select::TopOfPracticeAdults { permille: 20 }],
            nominations: true,
            declined_within_days: 365,
            at_most: None,
        }
    }
}

/// Propose a list to a team.
#[derive(Debug, Clone, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeList {
    /// The run it rests on; the latest of the team's practices when left out.
    pub run: Option<RunId>,
    /// The rules.
    #[validate(nested)]
    #[serde(default)]
    pub rules: ListRules,
}
