//! The one-pass engine: every feature of a table at once, in one walk over its rows.
//!
//! Each feature of a table is one bit of a 64-bit word. A filtered column has a table from code to the word of the features that
//! the code satisfies, the window a table from days ago to a word; a row's features are the AND of those words. The few set bits
//! go to small accumulators, which are written out when the person changes. A table with more than 64 features is walked once
//! for every 64, while its columns are in memory.

mod accumulate;
mod columns;
mod lookup;
mod op;
mod persons;
mod scan;

use crate::domain::Day;
use crate::error::Result;
use crate::events::codes::Codes;
use crate::events::layout::Table;
use crate::events::manifest::Manifest;
use crate::events::store::{Shard, Store, Wanted};
use crate::features::check::check;
use crate::features::codelist::CodeLists;
use crate::features::definition::FeatureDefinition;
use crate::features::raw::RawBlock;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Features prepared for one store's dictionary of codes.
#[derive(Debug)]
pub struct Plan {
    features: Vec<Planned>,
    persons: Vec<persons::PersonOp>,
    scans: Vec<scan::Scan>,
    wanted: Wanted,
}

#[derive(Debug)]
struct Planned {
    table: Table,
    /// The raw value of somebody without rows.
    nothing: f32,
}

/// Features that share one walk.
const BITS: usize = 64;

impl Plan {
    /// Checks the definitions and resolves their codes against `codes`.
    ///
    /// # Errors
    /// The definition faults of [`check`].
    pub fn new(features: &[FeatureDefinition], lists: &CodeLists, codes: &Codes) -> Result<Self> {
        check(features, lists)?;
        let mut by_table: BTreeMap<Table, Vec<(usize, &FeatureDefinition)>> = BTreeMap::new();
        for (position, feature) in features.iter().enumerate() {
            by_table.entry(feature.table).or_default().push((position, feature));
        }
        let mut plan = Self {
            features: features
                .iter()
                .map(|feature| Planned {
                    table: feature.table,
                    nothing: if feature.aggregate.can_be_missing() { f32::NAN } else { 0.0 },
                })
                .collect(),
            persons: Vec::new(),
            scans: Vec::new(),
            wanted: Wanted::new(),
        };
        for (table, features) in by_table {
            let mut wanted = BTreeSet::new();
            if table == Table::Persons {
                wanted.insert("date_of_birth");
                for (position, feature) in features {
                    plan.persons.push(persons::PersonOp::new(position, feature, lists, codes, &mut wanted)?);
                }
            } else {
                for features in features.chunks(BITS) {
                    plan.scans.push(scan::Scan::new(table, features, lists, codes, &mut wanted)?);
                }
            }
            let in_order = table.columns().iter().map(|column| column.name).filter(|name| wanted.contains(name)).collect();
            plan.wanted.insert(table, in_order);
        }
        Ok(plan)
    }

    /// The columns to read of each table, in the order of the layout.
    #[must_use]
    pub const fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    /// Feeds that features need and the store does not have: their columns are missing throughout, never zero.
    #[must_use]
    pub fn missing_feeds(&self, manifest: &Manifest) -> Vec<Table> {
        let tables: BTreeSet<Table> = self.features.iter().map(|feature| feature.table).collect();
        let feeds: BTreeSet<Table> =
            tables.into_iter().filter(|&table| table != Table::Persons && !manifest.has(table)).map(Table::feed).collect();
        feeds.into_iter().collect()
    }

    /// Raw values of everyone in `shard`, as they could be known at the end of the day `index`. Features of a feed in
    /// `missing_feeds` are NaN.
    ///
    /// # Errors
    /// A data fault when the shard is not laid out as [`crate::events::layout`] says.
    pub fn run(&self, shard: &Shard, index: Day, missing_feeds: &[Table]) -> Result<RawBlock> {
        let people = shard.people.len();
        let is_missing = |table: Table| missing_feeds.contains(&table.feed());
        let mut columns: Vec<Vec<f32>> = self
            .features
            .iter()
            .map(|feature| vec![if is_missing(feature.table) { f32::NAN } else { feature.nothing }; people])
            .collect();
        if let Some(batch) = shard.tables.get(&Table::Persons) {
            for op in &self.persons {
                op.run(batch, people, index, &mut columns)?;
            }
        }
        for scan in self.scans.iter().filter(|scan| !is_missing(scan.table())) {
            if let Some(batch) = shard.tables.get(&scan.table()) {
                scan.run(batch, &shard.people, index, &mut columns)?;
            }
        }
        Ok(RawBlock { people: shard.people.clone(), columns })
    }
}

/// Raw values of everyone in the store, a block a shard, in order. Shards are worked on in parallel.
///
/// # Errors
/// A data fault naming a damaged file.
pub fn build(store: &Store, plan: &Plan, index: Day) -> Result<Vec<RawBlock>> {
    build_with(store, plan, index, Ok)
}

/// As [`build`], but hands each block on to `next` in the thread that made it, so that blocks need not all be held at once.
///
/// # Errors
/// A data fault naming a damaged file, or what `next` says.
pub fn build_with<T: Send>(
    store: &Store,
    plan: &Plan,
    index: Day,
    next: impl Fn(RawBlock) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let missing = plan.missing_feeds(store.manifest());
    (0..store.manifest().shards())
        .into_par_iter()
        .map(|shard| next(plan.run(&store.read(shard, plan.wanted())?, index, &missing)?))
        .collect()
}
