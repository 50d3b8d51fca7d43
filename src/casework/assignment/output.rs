//! A proposal told: who with whom and why, and who with nobody and why.

use crate::casework::assignment::cost::{Bar, Costs, Near, closest, near};
use crate::casework::assignment::flow::Instance;
use crate::casework::assignment::{Coordinator, Knows, Waiting};
use crate::domain::{CaseId, PersonId, StaffId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A reason, as a name for programs and in words for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reason {
    /// `skill`, `continuity`, `locality`, `load`, `shared`.
    pub about: String,
    /// In words.
    pub words: String,
}

/// One person with one coordinator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Placement {
    /// The case.
    pub case: CaseId,
    /// Who.
    pub person: PersonId,
    /// With whom.
    pub coordinator: StaffId,
    /// What it costs, by part.
    pub costs: Costs,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// Why somebody is with nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LeftBecause {
    /// The team has nobody who can coordinate.
    NoCoordinators,
    /// No coordinator serves the person's practice or network.
    NobodyServesThePractice,
    /// Nobody who serves them has the skill that is required.
    NobodyHasTheSkill,
    /// Those who could are ruled out for this person.
    RuledOut,
    /// Those who could are full.
    NoCapacity,
    /// The person objects to case management.
    Objection,
}

/// Somebody with nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Left {
    /// The case.
    pub case: CaseId,
    /// Who.
    pub person: PersonId,
    /// Why, for programs.
    pub because: LeftBecause,
    /// Why, in words.
    pub words: String,
}

/// What is proposed, each list in the order of cases.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Proposed {
    /// Who with whom.
    pub placed: Vec<Placement>,
    /// Who with nobody.
    pub left: Vec<Left>,
    /// Sum of the costs of all placements.
    pub total_cost: i64,
}

pub(super) fn told(
    people: &[&Waiting],
    team: &[&Coordinator],
    pairs: &[Vec<Result<Costs, Bar>>],
    instance: &Instance,
    placed: &[Option<usize>],
    loads: &[i64],
) -> Proposed {
    let mut taken = vec![0u32; team.len()];
    for &coordinator in placed.iter().flatten() {
        taken[coordinator] += 1;
    }
    let mut proposed = Proposed::default();
    for (at, waiting) in people.iter().enumerate() {
        let pair = placed[at].and_then(|with| Some((with, pairs[at][with].as_ref().ok()?)));
        let Some((with, base)) = pair else {
            proposed.left.push(left(waiting, &pairs[at]));
            continue;
        };
        let costs = Costs { load: loads[at], ..*base };
        let mut reasons = reasons(waiting, team[with], &costs, taken[with]);
        // Taken alone: the best place of each coordinator, before anybody else is placed.
        let alone = |(coordinator, prices): (usize, &Vec<i64>)| {
            Some(pairs[at][coordinator].as_ref().ok()?.base() + instance.weight[at] * prices.first()?)
        };
        let own_best = instance.prices.iter().enumerate().filter_map(|(at, prices)| alone((at, prices))).min();
        let here = alone((with, &instance.prices[with]));
        if here > own_best {
            let words = "another would suit this person better alone; the places there are worth more to others";
            reasons.push(Reason { about: "shared".into(), words: words.into() });
        }
        proposed.total_cost += costs.total();
        let Waiting { case, person, .. } = **waiting;
        proposed.placed.push(Placement { case, person, coordinator: team[with].staff, costs, reasons });
    }
    proposed
}

fn reasons(waiting: &Waiting, coordinator: &Coordinator, costs: &Costs, taken: u32) -> Vec<Reason> {
    let role = coordinator.role.name().replace('_', " ");
    let skill = match waiting.primary_need {
        None => "no primary need is recorded, so skill did not count".to_owned(),
        Some(need) if coordinator.skills.contains(&need) => format!("skilled in {}, the primary need", need.words()),
        Some(need) if need.is_usual_for(coordinator.role) => format!("{} is usual work of a {role}", need.words()),
        Some(need) => format!("has no skill in {} recorded; nobody better placed was free", need.words()),
    };
    let continuity = match closest(waiting, coordinator) {
        Some(Knows::Coordinator) => "was this person's coordinator before",
        Some(Knows::Contributor) => "contributed to this person's plan",
        Some(Knows::Contact) => "has been in contact with this person",
        None => "does not know this person yet",
    };
    let locality = match near(waiting, coordinator) {
        Some(Near::Practice) => format!("works at practice {}", waiting.practice),
        Some(Near::BasedInNetwork) => format!("works in the network of practice {}", waiting.practice),
        Some(Near::Served) => format!("serves practice {}", waiting.practice),
        Some(Near::SameNetwork) => format!("serves another practice of the network of practice {}", waiting.practice),
        Some(Near::TeamWide) | None => "serves the whole team's area".to_owned(),
    };
    let Coordinator { held, capacity, .. } = *coordinator;
    let load = format!("would hold {} of {capacity} places with this proposal, {held} of them now", held + taken);
    debug_assert!(costs.load >= 0);
    [("skill", skill), ("continuity", continuity.to_owned()), ("locality", locality), ("load", load)]
        .into_iter()
        .map(|(about, words)| Reason { about: about.into(), words })
        .collect()
}

fn left(waiting: &Waiting, pairs: &[Result<Costs, Bar>]) -> Left {
    let barred = |bar: Bar| pairs.contains(&Err(bar));
    let could = pairs.iter().filter(|pair| pair.is_ok()).count();
    let (because, words) = if pairs.is_empty() {
        (LeftBecause::NoCoordinators, "the team has no member who can coordinate; give one a capacity".to_owned())
    } else if could > 0 {
        (LeftBecause::NoCapacity, format!("no capacity left: {could} could take this person, and their places are taken"))
    } else if barred(Bar::Unskilled) {
        let need = waiting.primary_need.map_or("the primary need", |need| need.words());
        (
            LeftBecause::NobodyHasTheSkill,
            format!("the skill for {need} is required, and nobody who could take this person has it"),
        )
    } else if barred(Bar::RuledOut) {
        (LeftBecause::RuledOut, "those who could take this person are ruled out for them".to_owned())
    } else {
        (LeftBecause::NobodyServesThePractice, format!("nobody in the team serves practice {}", waiting.practice))
    };
    Left { case: waiting.case, person: waiting.person, because, words }
}
