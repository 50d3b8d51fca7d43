//! Proposing care coordinators: who should look after whom, the best for all of them together.
//!
//! One coordinator a person, within capacity, at the lowest sum of integer costs: skill against primary need, continuity, locality,
//! and a load that costs more the fuller a coordinator is, times the person's complexity ([`Weights`]). Optimal, not greedy: giving
//! everybody their own best in turn fills the best coordinators with whoever came first. Deterministic: the same people and
//! coordinators in any order give the same proposal. It proposes; the MDT decides.

mod cost;
pub mod flow;
mod input;
mod need;
mod output;
mod proposal;
mod weights;

#[cfg(test)]
mod tests;

pub use cost::{Bar, Costs};
pub use input::{Coordinator, Known, Knows, Waiting};
pub use output::{Left, LeftBecause, Placement, Proposed, Reason};
pub use proposal::{CaseVerdict, CaseWish, ConfirmProposal, Considered, Proposal, ProposeCoordinators, ToName, Verdict};
pub use weights::Weights;

use cost::pair;
use flow::{Instance, cheapest, seat_prices};

/// Most people placed at once: with costs of at most [`Weights::MOST`] each, sums stay far inside 64 bits.
pub const MOST_PEOPLE: usize = 10_000;

/// Proposes a coordinator for everybody `waiting` whom `coordinators` can take. People beyond [`MOST_PEOPLE`] must be kept back by
/// the caller. Somebody named twice is taken once.
#[must_use]
pub fn propose(waiting: &[Waiting], coordinators: &[Coordinator], weights: &Weights) -> Proposed {
    let mut people: Vec<&Waiting> = waiting.iter().collect();
    people.sort_by_key(|waiting| waiting.case);
    people.dedup_by_key(|waiting| waiting.case);
    let mut team: Vec<&Coordinator> = coordinators.iter().collect();
    team.sort_by_key(|coordinator| coordinator.staff);
    team.dedup_by_key(|coordinator| coordinator.staff);

    let pairs: Vec<Vec<Result<Costs, Bar>>> =
        people.iter().map(|waiting| team.iter().map(|coordinator| pair(waiting, coordinator, weights)).collect()).collect();
    let instance = Instance {
        base: pairs.iter().map(|row| row.iter().map(|pair| pair.as_ref().ok().map(Costs::base)).collect()).collect(),
        weight: people.iter().map(|waiting| weights.complexity(waiting)).collect(),
        prices: team.iter().map(|coordinator| coordinator.place_prices(weights)).collect(),
    };
    let placed = cheapest(&instance);
    let loads = seat_prices(&instance, &placed);
    output::told(&people, &team, &pairs, &instance, &placed, &loads)
}
