//! A scoring run as it is published: everyone in the store as plain values, in the order of their ids at the door.

mod facts;

use crate::domain::{PersonId, PersonKey};
use crate::error::Result;
use crate::events::identity::{Identity, Practice};
use crate::events::store::Store;
use crate::features::codelist::CodeLists;
use crate::predict::explain::words;
use crate::predict::model::Model;
use crate::runs::cohort::{CohortRules, LeftOut};
use crate::runs::score::{REASONS, ScoreRun};
use crate::stratify::rank::ADULT_AGE;
pub use facts::{Facts, Placed, Span};
use std::collections::{BTreeMap, HashMap};

/// Everything a run has to publish. People are made one at a time, by [`Publication::people`].
pub struct Publication<'a> {
    store: &'a Store,
    run: &'a ScoreRun,
    facts: Vec<Facts>,
    identity: Vec<Identity>,
    /// Positions in `run.ranked` by person index; `u32::MAX` for whoever was not scored.
    ranked: Vec<u32>,
    reasons: Vec<[Option<i64>; REASONS]>,
    order: Vec<(PersonId, u32)>,
    /// Reasons in words, each once.
    pub phrases: Vec<String>,
    /// Practices of the store with the people of each.
    pub practices: Vec<PracticeCounts>,
}

/// A practice, and how many of its people were scored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeCounts {
    /// The practice as the extract has it; without a name when the extract lacks it.
    pub practice: Practice,
    /// Adults scored.
    pub scored_adults: i64,
    /// Children scored.
    pub scored_children: i64,
    /// On its list, and not scored.
    pub unscored: i64,
}

/// Somebody to publish.
pub struct Publishable<'p> {
    /// Id at the door.
    pub id: PersonId,
    /// What the store knows of them.
    pub facts: &'p Facts,
    /// Who they are.
    pub identity: &'p Identity,
    /// Their score, or why there is none.
    pub outcome: Outcome,
}

/// What a run made of somebody.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outcome {
    /// Scored: practice (code id), age, risk, percentile, tier, rank, rank in the practice, reasons (positions in the phrases).
    Scored {
        /// Code id of the practice on the index date.
        practice: u32,
        /// Completed years.
        age: i32,
        /// Probability.
        risk: f64,
        /// Per cent who rank at or below.
        percentile: f64,
        /// Position of the tier.
        tier: u16,
        /// Rank among everyone.
        rank: u64,
        /// Rank in the practice, adults and children apart.
        practice_rank: u64,
        /// Positions in [`Publication::phrases`].
        reasons: [Option<i64>; REASONS],
    },
    /// Left out.
    LeftOut {
        /// Code id of the practice whose list they are on all the same.
        practice: Option<u32>,
        /// Completed years.
        age: i32,
        /// Why.
        reason: LeftOut,
    },
}

impl<'a> Publication<'a> {
    /// Reads what is published beside the scores: registrations, objections, identity.
    ///
    /// # Errors
    /// A data fault when a file of the store is damaged.
    pub fn new(store: &'a Store, model: &'a Model, lists: &CodeLists, run: &'a ScoreRun) -> Result<Self> {
        let rules = CohortRules {
            index: run.index,
            minimum_age: model.population.minimum_age,
            maximum_age: model.population.maximum_age,
            objections: model.objections,
        };
        let facts = Facts::of_everyone(store, rules, lists)?;
        let keys: Vec<PersonKey> = store.person_keys()?;
        let mut order: Vec<(PersonId, u32)> = keys.into_iter().map(PersonId::of).zip(0..).collect();
        order.sort_unstable();
        let mut ranked = vec![u32::MAX; facts.len()];
        for (place, entry) in (0..).zip(&run.ranked) {
            ranked[run.scored[entry.scored as usize].person as usize] = place;
        }
        let (phrases, reasons) = phrases(model, run);
        let practices = practices(store, &facts)?;
        Ok(Self { store, run, facts, identity: store.identity()?, ranked, reasons, order, phrases, practices })
    }

    /// How many people there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The code with this id.
    #[must_use]
    pub fn code(&self, id: u32) -> &'a str {
        self.store.codes().get(id).1
    }

    /// Everyone, in ascending order of their ids.
    pub fn people(&self) -> impl Iterator<Item = Publishable<'_>> {
        self.order.iter().map(|&(id, person)| {
            let person = person as usize;
            let facts = &self.facts[person];
            Publishable { id, facts, identity: &self.identity[person], outcome: self.outcome(person, facts) }
        })
    }

    fn outcome(&self, person: usize, facts: &Facts) -> Outcome {
        let Placed { practice, age, reason } = facts.placed;
        let Some(entry) = self.run.ranked.get(self.ranked[person] as usize) else {
            // Whoever is in has a score; the run and this reading go by the same rules.
            return Outcome::LeftOut { practice, age, reason: reason.unwrap_or(LeftOut::NotYetRegistered) };
        };
        let scored = &self.run.scored[entry.scored as usize];
        Outcome::Scored {
            practice: scored.practice,
            age: scored.age,
            risk: scored.risk,
            percentile: entry.percentile.get(),
            tier: entry.tier,
            rank: entry.rank,
            practice_rank: entry.practice_rank,
            reasons: self.reasons[entry.scored as usize],
        }
    }
}

/// The reasons of a run in words, each once, and whose they are. A few thousand sentences serve half a million people.
fn phrases(model: &Model, run: &ScoreRun) -> (Vec<String>, Vec<[Option<i64>; REASONS]>) {
    let (mut phrases, mut positions) = (vec![], HashMap::new());
    let mut of_reason = HashMap::new();
    let reasons = run
        .reasons
        .iter()
        .map(|reasons| {
            reasons.map(|reason| {
                let reason = reason?;
                // Values that differ beyond what is said share their words.
                Some(*of_reason.entry((reason.feature, reason.value.to_bits(), reason.lowers)).or_insert_with(|| {
                    let said = words(&reason, &model.features);
                    *positions.entry(said).or_insert_with_key(|said: &String| {
                        phrases.push(said.clone());
                        phrases.len() as i64 - 1
                    })
                }))
            })
        })
        .collect();
    (phrases, reasons)
}

fn practices(store: &Store, facts: &[Facts]) -> Result<Vec<PracticeCounts>> {
    let mut counts: BTreeMap<u32, (i64, i64, i64)> = BTreeMap::new();
    for Placed { practice, age, reason } in facts.iter().map(|facts| &facts.placed) {
        let Some(practice) = practice else { continue };
        let (adults, children, unscored) = counts.entry(*practice).or_default();
        match reason {
            Some(_) => *unscored += 1,
            None if *age >= ADULT_AGE => *adults += 1,
            None => *children += 1,
        }
    }
    let mut named: BTreeMap<String, Practice> =
        store.practices()?.into_iter().map(|practice| (practice.code.as_str().to_owned(), practice)).collect();
    let mut found = vec![];
    for (id, (scored_adults, scored_children, unscored)) in counts {
        let code = store.codes().get(id).1;
        let practice = match named.remove(code) {
            Some(practice) => practice,
            None => Practice {
                code: code
                    .parse()
                    .map_err(|_| crate::error::Fault::Data("the store has a practice without a code; import again".into()))?,
                name: "".into(),
                pcn_code: "".into(),
                commissioner_code: "".into(),
                locality: "".into(),
            },
        };
        found.push(PracticeCounts { practice, scored_adults, scored_children, unscored });
    }
    Ok(found)
}
