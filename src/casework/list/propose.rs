//! The cohort rules.

use crate::casework::Refusal;
use crate::casework::list::{Candidate, LeftOut, ListRules, Scored, Select};
use crate::casework::refusal::require;
use crate::domain::{NominationId, OdsCode, PersonId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A tier of the run: the lowest place is the highest risk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// Place.
    pub place: i64,
    /// Name.
    pub name: String,
}

/// What a proposal rests on, besides the people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// The rules.
    pub rules: ListRules,
    /// Tiers of the run.
    pub tiers: Vec<Tier>,
    /// Practices that the team serves, with their registered adults in the run; `None` where the run has no scores.
    pub practices: BTreeMap<OdsCode, Option<i64>>,
    /// How many more people the team can hold.
    pub room: u32,
    /// The team is of care homes.
    pub care_homes: bool,
}

/// Why somebody is on a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Why {
    /// A clinician put them forward.
    Nominated {
        /// The nomination.
        nomination: NominationId,
    },
    /// In a high tier.
    Tier {
        /// Its name.
        tier: String,
    },
    /// Among the top of the practice's adults.
    TopOfPracticeAdults {
        /// Rank among them.
        rank: i64,
        /// The last rank that counts: the share of the registered adults, rounded up.
        of: i64,
    },
    /// Among the first for whom the team has room.
    TopByCapacity {
        /// Place among those who could be on the list.
        place: u32,
        /// How many there is room for.
        room: u32,
    },
    /// Among the first so many.
    TopCount {
        /// Place among those who could be on the list.
        place: u32,
        /// How many were asked for.
        count: u32,
    },
}

/// Somebody on a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Who.
    pub person: PersonId,
    /// Practice.
    pub practice: OdsCode,
    /// Every reason that holds.
    pub why: Vec<Why>,
    /// Place in the run, if scored.
    pub score: Option<Scored>,
    /// Open nomination to the team.
    pub nomination: Option<NominationId>,
}

/// A list to be.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Proposal {
    /// People, by rank; those without a score last.
    pub entries: Vec<Entry>,
    /// People whom the run or a nomination would have put onto it, by why they are not.
    pub left_out: BTreeMap<LeftOut, u32>,
}

impl Ground {
    /// The last place that `tier` takes in.
    ///
    /// # Errors
    /// `no_such_tier`.
    fn tier_place(&self, tier: &str) -> Result<i64, Refusal> {
        let found = self.tiers.iter().find(|known| known.name == tier).map(|known| known.place);
        found.ok_or_else(|| {
            let names: Vec<_> = self.tiers.iter().map(|tier| format!("\"{}\"", tier.name)).collect();
            Refusal::by("no_such_tier", format!("the run has no such tier; it has {}", names.join(", "))).at("rules/select")
        })
    }

    /// Checks that the rules can be followed: rule `no_such_tier`. Without a run nothing is scored, and every rule can.
    ///
    /// # Errors
    /// The refusal.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.tiers.is_empty() {
            return Ok(());
        }
        self.rules.select.iter().try_for_each(|select| match select {
            Select::TierAtLeast { tier } => self.tier_place(tier.as_str()).map(drop),
            _ => Ok(()),
        })
    }

    /// The last rank of a practice's top `permille`: `ceil(permille x adults / 1000)`.
    fn last_rank(&self, practice: &OdsCode, permille: u32) -> i64 {
        let adults = self.practices.get(practice).copied().flatten().unwrap_or(0);
        (adults * i64::from(permille) + 999) / 1000
    }

    /// How many people in order of risk some rule needs, whatever their tier or practice.
    #[must_use]
    pub fn first_needed(&self) -> u32 {
        let needed = |select: &Select| match select {
            Select::TopByCapacity {} => self.room,
            Select::TopCount { count } => *count,
            _ => 0,
        };
        self.rules.select.iter().map(needed).max().unwrap_or(0)
    }

    /// Whether a rule about the tier or the practice puts this place of a run's `practice` onto the list.
    #[must_use]
    pub fn selects(&self, practice: &OdsCode, score: &Scored) -> bool {
        self.rules.select.iter().any(|select| self.why(select, practice, score).is_some())
    }

    fn why(&self, select: &Select, practice: &OdsCode, score: &Scored) -> Option<Why> {
        match select {
            Select::TierAtLeast { tier } => {
                let last = self.tier_place(tier.as_str()).ok()?;
                let name = |tier: &Tier| (tier.place == score.tier).then(|| tier.name.clone());
                let tier = self.tiers.iter().find_map(name).unwrap_or_default();
                (score.tier <= last).then_some(Why::Tier { tier })
            }
            Select::TopOfPracticeAdults { permille } => {
                let of = self.last_rank(practice, *permille);
                (score.practice_rank <= of).then_some(Why::TopOfPracticeAdults { rank: score.practice_rank, of })
            }
            Select::TopByCapacity {} | Select::TopCount { .. } => None,
        }
    }

    /// Why somebody cannot be on the list, if so.
    #[must_use]
    pub fn left_out(&self, candidate: &Candidate) -> Option<LeftOut> {
        let nominated = self.rules.nominations && candidate.nomination.is_some();
        let elsewhere = !nominated && !self.practices.contains_key(&candidate.practice);
        [
            (candidate.died, LeftOut::Died),
            (candidate.objects, LeftOut::Objects),
            (candidate.left || elsewhere, LeftOut::Moved),
            (candidate.on_register, LeftOut::OnRegister),
            (candidate.declined && !nominated, LeftOut::Declined),
            (candidate.not_suitable, LeftOut::NotSuitable),
            (self.care_homes && !candidate.care_home && !nominated, LeftOut::NotInCareHome),
        ]
        .into_iter()
        .find_map(|(holds, why)| holds.then_some(why))
    }
}

/// Proposes a list from `candidates`: everyone whom a rule can select, in any order, each once. Same input, same list.
///
/// # Errors
/// `no_such_tier`.
pub fn propose(ground: &Ground, mut candidates: Vec<Candidate>) -> Result<Proposal, Refusal> {
    ground.check()?;
    candidates.sort_by_key(|candidate| (candidate.score.map_or(i64::MAX, |score| score.rank), candidate.person));
    candidates.dedup_by_key(|candidate| candidate.person);
    let mut proposal = Proposal::default();
    let mut place = 0;
    for candidate in candidates {
        let mut why = vec![];
        if let Some(nomination) = candidate.nomination.filter(|_| ground.rules.nominations) {
            why.push(Why::Nominated { nomination });
        }
        if let (Some(score), Some(scored_at)) = (&candidate.score, &candidate.scored_at) {
            why.extend(ground.rules.select.iter().filter_map(|select| ground.why(select, scored_at, score)));
        }
        if let Some(reason) = ground.left_out(&candidate) {
            if !why.is_empty() {
                *proposal.left_out.entry(reason).or_default() += 1;
            }
            continue;
        }
        if candidate.score.is_some() {
            place += 1;
            why.extend(ground.rules.select.iter().filter_map(|select| match select {
                Select::TopByCapacity {} if place <= ground.room => Some(Why::TopByCapacity { place, room: ground.room }),
                Select::TopCount { count } if place <= *count => Some(Why::TopCount { place, count: *count }),
                _ => None,
            }));
        }
        if !why.is_empty() {
            let Candidate { person, practice, score, nomination, .. } = candidate;
            proposal.entries.push(Entry { person, practice, why, score, nomination });
        }
    }
    if let Some(most) = ground.rules.at_most {
        cut(&mut proposal.entries, most as usize);
    }
    Ok(proposal)
}

/// Cuts to the `most` highest risks; who was nominated stays.
fn cut(entries: &mut Vec<Entry>, most: usize) {
    let nominated = |entry: &Entry| entry.why.iter().any(|why| matches!(why, Why::Nominated { .. }));
    let mut room = most.saturating_sub(entries.iter().filter(|entry| nominated(entry)).count());
    entries.retain(|entry| {
        nominated(entry) || {
            let stays = room > 0;
            room = room.saturating_sub(1);
            stays
        }
    });
}

/// Refuses a list that has nothing to rest on: rule `nothing_to_list`, when there is neither a run nor a rule to take nominations.
///
/// # Errors
/// The refusal.
pub fn require_ground(run: bool, rules: &ListRules) -> Result<(), Refusal> {
    require(run || rules.nominations, || {
        Refusal::by("nothing_to_list", "no run has been published for the team's practices; allow nominations, or publish one")
    })
}
