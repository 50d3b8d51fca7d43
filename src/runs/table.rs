//! A study's people and columns, a shard at a time: what training, judging and scoring all start from.

use crate::domain::{Day, ObjectionPolicy};
use crate::error::{Fault, Result};
use crate::events::layout::Table;
use crate::events::store::{Store, Wanted};
use crate::features::codelist::CodeLists;
use crate::features::definition::FeatureDefinition;
use crate::features::kernel::Plan;
use crate::features::raw::RawBlock;
use crate::features::transform::expand;
use crate::predict::design::Population;
use crate::predict::outcome::Outcome;
use crate::runs::cohort::{self, CohortRules, LeftOutCounts, Standing};
use crate::runs::outcome::{self, Observed};
use crate::runs::people::{self, Groups};
use crate::stratify::rank::ADULT_AGE;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What a study looks at.
pub struct Study<'a> {
    /// The events.
    pub store: &'a Store,
    /// The features that can be built from them.
    pub features: &'a [FeatureDefinition],
    /// The day on which people are looked at.
    pub index: Day,
    /// Who is in.
    pub rules: CohortRules,
    /// What is counted afterwards: outcome and horizon in days. None when scoring.
    pub outcome: Option<(Outcome, u16)>,
    plan: Plan,
    missing: Vec<Table>,
    wanted: Wanted,
}

/// One shard of a study. All vectors but `columns` and `raw` hold the people who are in, in person order.
pub struct Part {
    /// Person indexes of those who are in.
    pub people: Vec<u32>,
    /// Code ids of their practices.
    pub practices: Vec<u32>,
    /// Their ages in completed years.
    pub ages: Vec<i32>,
    /// Their outcomes; empty when scoring.
    pub observed: Vec<Observed>,
    /// Their groups; empty when scoring.
    pub groups: Vec<Groups>,
    /// Positions in the shard of those who are in: rows of `columns` and `raw`.
    pub rows: Vec<usize>,
    /// Raw features of everyone in the shard.
    pub raw: RawBlock,
    /// Model columns of everyone in the shard.
    pub columns: Vec<Vec<f32>>,
    /// Who was left out, counted.
    pub left_out: LeftOutCounts,
    /// Registered adults who were left out, by code id of the practice: they count in its list size.
    pub unscored_adults: BTreeMap<u32, u64>,
}

impl<'a> Study<'a> {
    /// Plans a study.
    ///
    /// # Errors
    /// A definition fault when the features do not fit the store's tables or lists; a data fault when outcomes are wanted
    /// that the store cannot have.
    pub fn new(
        store: &'a Store,
        features: &'a [FeatureDefinition],
        lists: &CodeLists,
        index: Day,
        (population, objections): (Population, ObjectionPolicy),
        outcome: Option<(Outcome, u16)>,
    ) -> Result<Self> {
        if let Some((_, horizon_days)) = outcome {
            outcome::check_window(store.manifest(), index, horizon_days)?;
            check_feeds(store, features, index)?;
        }
        let plan = Plan::new(features, lists, store.codes())?;
        let mut wanted = plan.wanted().clone();
        let missing = plan.missing_feeds(store.manifest());
        let mut want = |more: Wanted| {
            for (table, columns) in more {
                let list: &mut Vec<&'static str> = wanted.entry(table).or_default();
                list.extend(columns);
                list.sort_unstable();
                list.dedup();
            }
        };
        want(cohort::wanted());
        if outcome.is_some() {
            want(outcome::wanted());
        }
        let rules = CohortRules { index, minimum_age: population.minimum_age, maximum_age: population.maximum_age, objections };
        Ok(Self { store, features, index, rules, outcome, plan, missing, wanted })
    }

    /// Reads and computes shard `shard`.
    ///
    /// # Errors
    /// A data fault when a file of the store is damaged.
    pub fn part(&self, shard: usize) -> Result<Part> {
        let data = self.store.read(shard, &self.wanted)?;
        let codes = self.store.codes();
        let standings = cohort::decide(&data, codes, self.rules);
        let raw = self.plan.run(&data, self.index, &self.missing)?;
        let columns = expand(self.features, &raw).columns;
        let mut part = Part {
            people: vec![],
            practices: vec![],
            ages: vec![],
            observed: vec![],
            groups: vec![],
            rows: vec![],
            raw,
            columns,
            left_out: LeftOutCounts::new(),
            unscored_adults: BTreeMap::new(),
        };
        for (row, standing) in standings.iter().enumerate() {
            match *standing {
                Standing::In { practice, age } => {
                    part.rows.push(row);
                    part.people.push(data.people.start + row as u32);
                    part.practices.push(practice);
                    part.ages.push(age);
                }
                Standing::Out { reason, practice, age } => {
                    *part.left_out.entry(reason).or_default() += 1;
                    if let Some(practice) = practice.filter(|_| age >= ADULT_AGE) {
                        *part.unscored_adults.entry(practice).or_default() += 1;
                    }
                }
            }
        }
        if let Some((what, horizon_days)) = self.outcome {
            let observed = outcome::observe(&data, codes, self.index, what, horizon_days);
            let groups = people::groups(&data, self.index);
            part.observed = part.rows.iter().map(|&row| observed[row]).collect();
            part.groups = part.rows.iter().map(|&row| groups[row]).collect();
        }
        Ok(part)
    }

    /// Applies `work` to every part, in parallel; results come in shard order, whatever the number of threads.
    /// `tick` is called after each shard, for progress.
    ///
    /// # Errors
    /// The first fault in shard order.
    pub fn parts<T: Send>(&self, work: impl Fn(Part) -> T + Sync, tick: impl Fn() + Sync) -> Result<Vec<T>> {
        (0..self.store.manifest().shards())
            .into_par_iter()
            .map(|shard| {
                let done = self.part(shard).map(&work);
                tick();
                done
            })
            .collect()
    }
}

/// Days by which a feed may lag behind the index date: prescribing and social care arrive late, a quarter is too late.
const LAG_DAYS: i32 = 92;

/// Refuses an index date that a feed of the features does not reach though it should: its recent windows would be zeros that nobody counted.
///
/// # Errors
/// A data fault that names the feeds and the day each ends.
pub fn check_feeds(store: &Store, features: &[FeatureDefinition], index: Day) -> Result<()> {
    let used: BTreeSet<Table> = features.iter().map(|feature| feature.table.feed()).collect();
    let short: Vec<String> = used
        .iter()
        .filter_map(|feed| Some((feed, store.manifest().tables.get(feed)?)))
        .filter(|(_, facts)| facts.stops_before(index.plus_days(-LAG_DAYS)))
        .filter_map(|(feed, facts)| Some(format!("{} ends on {}", feed.name(), facts.reaches()?)))
        .collect();
    if short.is_empty() {
        return Ok(());
    }
    Err(Fault::Data(format!(
        "the store is too old for the index date {index}: {}; import later data or choose an earlier index date",
        short.join(", ")
    )))
}

/// The day that all feeds of the features reach: what lists carry as their data date.
#[must_use]
pub fn data_date(store: &Store, features: &[FeatureDefinition]) -> Option<Day> {
    let used: BTreeSet<Table> = features.iter().map(|feature| feature.table.feed()).collect();
    let reaches = used.iter().filter_map(|feed| store.manifest().tables.get(feed)?.reaches());
    reaches.min().or(store.manifest().data_date)
}

/// The feeds of the features that the store holds, in words, in the order of the layout.
#[must_use]
pub fn sources(store: &Store, features: &[FeatureDefinition]) -> Vec<String> {
    let used: BTreeSet<Table> = features.iter().map(|feature| feature.table.feed()).collect();
    let held = |feed: &&Table| used.contains(*feed) && store.manifest().tables.contains_key(*feed);
    Table::FEEDS.iter().filter(held).map(|feed| feed.words().to_owned()).collect()
}

/// Adds the counts of `more` to `sum`.
pub fn add_left_out(sum: &mut LeftOutCounts, more: &LeftOutCounts) {
    for (&reason, &count) in more {
        *sum.entry(reason).or_default() += count;
    }
}

/// Feeds that are in the store, and those of them whose source has no recorded date.
#[must_use]
pub fn feeds(store: &Store) -> (Vec<String>, Vec<String>) {
    let manifest = store.manifest();
    let there = Table::FEEDS.iter().filter(|feed| manifest.has(**feed));
    let undated = there.clone().filter(|feed| !manifest.tables[feed].has_recorded_dates);
    let names = |feeds: &mut dyn Iterator<Item = &Table>| feeds.map(|feed| feed.name().to_owned()).collect();
    (names(&mut there.clone()), names(&mut undated.clone()))
}
