//! What the parts of an assignment's cost weigh: configuration.

use crate::casework::assignment::Waiting;
use serde::{Deserialize, Serialize};

/// Points of cost. Only their proportions matter; each is from 0 to [`Weights::MOST`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// The primary need is met by the role's usual work, not by a skill of the coordinator's own.
    pub skill_of_role: i64,
    /// The coordinator has no skill for the primary need.
    pub skill_missing: i64,
    /// Contributed to the person's plan, but was never their coordinator.
    pub contributor: i64,
    /// Had contacts with the person, no more.
    pub contact: i64,
    /// Does not know the person.
    pub stranger: i64,
    /// Works for the person's network, or for another practice of it.
    pub based_in_network: i64,
    /// Serves the person's practice by name, but works elsewhere.
    pub served: i64,
    /// Serves another practice of the person's network by name.
    pub same_network: i64,
    /// Serves the team's area as a whole.
    pub team_wide: i64,
    /// A place with a coordinator who is full, for each point of complexity. A place with one who is half full costs half of it.
    pub load: i64,
    /// Complexity of the usual person, 1 to 5: what a capacity counted in people is made for, and what an unknown one is taken for.
    pub usual_complexity: u8,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            skill_of_role: 1000,
            skill_missing: 3000,
            contributor: 500,
            contact: 1000,
            stranger: 2000,
            based_in_network: 125,
            served: 250,
            same_network: 500,
            team_wide: 1000,
            load: 1000,
            usual_complexity: 3,
        }
    }
}

impl Weights {
    /// The most that one weight may be.
    pub const MOST: i64 = 10_000;

    /// Each weight held within its range.
    #[must_use]
    pub fn within_range(&self) -> Self {
        let held = |weight: i64| weight.clamp(0, Self::MOST);
        Self {
            skill_of_role: held(self.skill_of_role),
            skill_missing: held(self.skill_missing),
            contributor: held(self.contributor),
            contact: held(self.contact),
            stranger: held(self.stranger),
            based_in_network: held(self.based_in_network),
            served: held(self.served),
            same_network: held(self.same_network),
            team_wide: held(self.team_wide),
            load: held(self.load),
            usual_complexity: self.usual_complexity.clamp(1, 5),
        }
    }

    /// What a person weighs in a caseload.
    #[must_use]
    pub fn complexity(&self, waiting: &Waiting) -> i64 {
        i64::from(waiting.complexity.unwrap_or(self.usual_complexity).clamp(1, 5))
    }
}
