//! What it costs that one coordinator looks after one person, or why it must not be.

use crate::casework::assignment::{Coordinator, Known, Knows, Waiting, Weights};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The cost of an assignment by its parts, in points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Costs {
    /// Skill against primary need.
    pub skill: i64,
    /// Not knowing the person.
    pub continuity: i64,
    /// Serving somewhere wider than the person's practice.
    pub locality: i64,
    /// The place: how full the coordinator is, times complexity.
    pub load: i64,
}

impl Costs {
    /// Without the place.
    #[must_use]
    pub const fn base(&self) -> i64 {
        self.skill + self.continuity + self.locality
    }

    /// All of it.
    #[must_use]
    pub const fn total(&self) -> i64 {
        self.base() + self.load
    }
}

/// Why a coordinator must not look after a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bar {
    /// Ruled out for this person.
    RuledOut,
    /// Does not serve the person's practice or network.
    Elsewhere,
    /// Has not the skill, and it is required.
    Unskilled,
}

/// The cost of the pair without its place, or what bars it.
pub(super) fn pair(waiting: &Waiting, coordinator: &Coordinator, weights: &Weights) -> Result<Costs, Bar> {
    if waiting.not_by.contains(&coordinator.staff) {
        return Err(Bar::RuledOut);
    }
    let locality = match near(waiting, coordinator).ok_or(Bar::Elsewhere)? {
        Near::Practice => 0,
        Near::BasedInNetwork => weights.based_in_network,
        Near::Served => weights.served,
        Near::SameNetwork => weights.same_network,
        Near::TeamWide => weights.team_wide,
    };
    let skill = match waiting.primary_need {
        None => 0,
        Some(need) if coordinator.skills.contains(&need) => 0,
        Some(need) if need.is_usual_for(coordinator.role) => weights.skill_of_role,
        Some(_) if waiting.skill_required => return Err(Bar::Unskilled),
        Some(_) => weights.skill_missing,
    };
    let continuity = match closest(waiting, coordinator) {
        Some(Knows::Coordinator) => 0,
        Some(Knows::Contributor) => weights.contributor,
        Some(Knows::Contact) => weights.contact,
        None => weights.stranger,
    };
    Ok(Costs { skill, continuity, locality, load: 0 })
}

/// How near a coordinator is to a person; the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Near {
    /// Works at their practice.
    Practice,
    /// Works for their network, or at another practice of it.
    BasedInNetwork,
    /// Serves their practice by name.
    Served,
    /// Serves another practice of their network by name.
    SameNetwork,
    /// Serves whomever the team serves.
    TeamWide,
}

/// How near they are; `None` for somebody who serves others by name, and is not near.
pub(super) fn near(waiting: &Waiting, coordinator: &Coordinator) -> Option<Near> {
    let network = waiting.network.as_ref();
    match () {
        () if coordinator.organisation == waiting.practice => Some(Near::Practice),
        () if network.is_some() && coordinator.base_network.as_ref() == network => Some(Near::BasedInNetwork),
        () if coordinator.practices.contains(&waiting.practice) => Some(Near::Served),
        () if network.is_some_and(|network| coordinator.networks.contains(network)) => Some(Near::SameNetwork),
        () if coordinator.practices.is_empty() => Some(Near::TeamWide),
        () => None,
    }
}

/// How the coordinator knows the person, by the closest way.
pub(super) fn closest(waiting: &Waiting, coordinator: &Coordinator) -> Option<Knows> {
    waiting.known.iter().filter(|Known { by, .. }| *by == coordinator.staff).map(|known| known.how).min()
}
