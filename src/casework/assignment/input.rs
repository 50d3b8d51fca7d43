//! Who is to be placed, and who can take them.

use crate::casework::assignment::Weights;
use crate::casework::team::Skill;
use crate::domain::{CaseId, OdsCode, PersonId, Role, StaffId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// How a member of staff knows somebody; the closest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Knows {
    /// Was their care coordinator.
    Coordinator,
    /// Contributed to their plan.
    Contributor,
    /// Had contact with them.
    Contact,
}

/// Somebody who knows a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Known {
    /// Who.
    pub by: StaffId,
    /// How.
    pub how: Knows,
}

/// A person without a coordinator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Their case.
    pub case: CaseId,
    /// Who.
    pub person: PersonId,
    /// Their practice.
    pub practice: OdsCode,
    /// Their practice's network, when known.
    pub network: Option<OdsCode>,
    /// What they need a coordinator for, when known.
    pub primary_need: Option<Skill>,
    /// Only somebody with the skill for it will do.
    pub skill_required: bool,
    /// 1 to 5, 5 the most; `None` when nobody said.
    pub complexity: Option<u8>,
    /// Staff who know them already.
    pub known: Vec<Known>,
    /// Staff who must not be proposed: the person objects to them, or the team rules them out.
    pub not_by: Vec<StaffId>,
}

/// A member of the team who can coordinate care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coordinator {
    /// Who.
    pub staff: StaffId,
    /// As what.
    pub role: Role,
    /// For which organisation: nearest of all when it is the person's practice.
    pub organisation: OdsCode,
    /// The network of that organisation: its own code when it is one.
    pub base_network: Option<OdsCode>,
    /// People they can hold.
    pub capacity: u32,
    /// People they hold now.
    pub held: u32,
    /// Sum of the complexities of those.
    pub load: u32,
    /// What they are skilled in.
    pub skills: BTreeSet<Skill>,
    /// Practices they serve by name. With none named, they serve whomever the team serves.
    pub practices: BTreeSet<OdsCode>,
    /// Networks of those practices.
    pub networks: BTreeSet<OdsCode>,
}

impl Coordinator {
    /// The price of each free place, in points for each point of complexity. It grows with every place taken, so that the sum is convex
    /// and work spreads evenly; it starts from the load that the people held now make.
    #[must_use]
    pub fn place_prices(&self, weights: &Weights) -> Vec<i64> {
        let usual = i64::from(weights.usual_complexity);
        let full = i64::from(self.capacity).max(1) * usual;
        // A load far above capacity costs no more than three times a full one: prices stay bounded.
        let price = |place: i64| (weights.load * (i64::from(self.load) + place * usual) / full).min(3 * weights.load);
        (0..i64::from(self.capacity.saturating_sub(self.held))).map(price).collect()
    }
}
