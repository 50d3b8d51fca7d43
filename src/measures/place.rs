//! Whose figures they are.

use crate::domain::{Line, OdsCode, TeamId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A place in the tree of those who answer for people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(tag = "level", content = "id", rename_all = "snake_case")]
#[schema(as = MeasuredPlace)]
pub enum Place {
    /// Every practice of the database.
    Everywhere,
    /// Practices linked to a commissioner on the day.
    Commissioner(OdsCode),
    /// Practices of a locality.
    Locality(Line),
    /// Practices of a network on the day.
    Network(OdsCode),
    /// A practice.
    Practice(OdsCode),
    /// A team: of the open case or the meeting; else the team that serves the practice on the day.
    Team(TeamId),
}

/// Levels of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Everything together.
    Everywhere,
    /// Commissioners.
    Commissioner,
    /// Localities.
    Locality,
    /// Networks.
    Network,
    /// Practices.
    Practice,
    /// Teams.
    Team,
}

impl Level {
    /// Every level, from the widest.
    pub const ALL: [Self; 6] = [Self::Everywhere, Self::Commissioner, Self::Locality, Self::Network, Self::Practice, Self::Team];

    /// The name as the API and files write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Commissioner => "commissioner",
            Self::Locality => "locality",
            Self::Network => "network",
            Self::Practice => "practice",
            Self::Team => "team",
        }
    }
}

impl Place {
    /// Its level.
    #[must_use]
    pub const fn level(&self) -> Level {
        match self {
            Self::Everywhere => Level::Everywhere,
            Self::Commissioner(_) => Level::Commissioner,
            Self::Locality(_) => Level::Locality,
            Self::Network(_) => Level::Network,
            Self::Practice(_) => Level::Practice,
            Self::Team(_) => Level::Team,
        }
    }

    /// Its code, name or id; empty for everything together.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::Everywhere => String::new(),
            Self::Commissioner(code) | Self::Network(code) | Self::Practice(code) => code.to_string(),
            Self::Locality(name) => name.to_string(),
            Self::Team(id) => id.to_string(),
        }
    }
}
