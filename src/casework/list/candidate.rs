//! Somebody who could be on a list.

use crate::domain::{NominationId, OdsCode, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Somebody's place in a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// Probability of an emergency admission within the run's horizon.
    pub risk: f64,
    /// Position in the population scored, 0 to 100.
    pub percentile: f64,
    /// Place of the tier in the run: the lowest number is the highest risk.
    pub tier: i64,
    /// Rank among everyone scored, from 1.
    pub rank: i64,
    /// Rank among the scored adults of the practice, from 1.
    pub practice_rank: i64,
}

/// Somebody who could be on a list, as they stand on the day.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts about one person")]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// Practice now.
    pub practice: OdsCode,
    /// Place in the run, if scored.
    pub score: Option<Scored>,
    /// Practice in the run, which their place in it is about.
    pub scored_at: Option<OdsCode>,
    /// Open nomination to the team.
    pub nomination: Option<NominationId>,
    /// Died.
    pub died: bool,
    /// Left the practice's list.
    pub left: bool,
    /// Lives in a care home.
    pub care_home: bool,
    /// Has an open case.
    pub on_register: bool,
    /// Declined within the days that the rules say.
    pub declined: bool,
    /// Objects to case management.
    pub objects: bool,
    /// Was called not suitable, and that holds.
    pub not_suitable: bool,
}

/// Why somebody is left out of a list. The first that holds, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// Has died.
    Died,
    /// Objects to case management.
    Objects,
    /// Left the practices that the team serves.
    Moved,
    /// Is on the register already.
    OnRegister,
    /// Declined lately, and was not nominated since.
    Declined,
    /// Case management does not suit now.
    NotSuitable,
    /// Does not live in a care home, and the team is of care homes.
    NotInCareHome,
}

/// What became of somebody since the list was made: the first that holds, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Has died.
    Died,
    /// Left the practice's list.
    Moved,
    /// Has an open case.
    OnRegister,
    /// Declined lately.
    Declined,
    /// Case management does not suit now.
    NotSuitable,
    /// Was on the register before.
    Ended,
    /// To be discussed.
    Candidate,
}

impl Standing {
    /// The name as the database has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Died => "died",
            Self::Moved => "moved",
            Self::OnRegister => "on_register",
            Self::Declined => "declined",
            Self::NotSuitable => "not_suitable",
            Self::Ended => "ended",
            Self::Candidate => "candidate",
        }
    }
}
