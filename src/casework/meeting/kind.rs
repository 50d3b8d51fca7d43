//! What kind of meeting it is, and where it stands.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A kind of meeting: it decides what the agenda fills itself with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeetingKind {
    /// The team discusses people in the community, their reviews and those put forward.
    #[default]
    CommunityMdt,
    /// The team goes through its people who are in hospital now.
    WardRound,
    /// The team goes through its people who live in a care home.
    CareHomeRound,
}

impl MeetingKind {
    /// The name as the API and the database write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CommunityMdt => "community_mdt",
            Self::WardRound => "ward_round",
            Self::CareHomeRound => "care_home_round",
        }
    }

    /// The name as people say it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::CommunityMdt => "Community MDT",
            Self::WardRound => "Ward round",
            Self::CareHomeRound => "Care-home round",
        }
    }
}

/// Where a meeting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeetingState {
    /// To be held; the agenda is being made.
    #[default]
    Planned,
    /// Being held: minutes are taken.
    Open,
    /// Held; nothing is edited any more.
    Closed,
    /// Not held.
    Cancelled,
}

impl MeetingState {
    /// The name as the API and the database write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
        }
    }
}
