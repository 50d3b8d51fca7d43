//! Scoring: everyone registered and alive on the index date, ranked, tiered and explained.

use crate::domain::{Day, TierScheme};
use crate::error::{Fault, Result};
use crate::events::store::Store;
use crate::features::codelist::CodeLists;
use crate::features::definition::FeatureDefinition;
use crate::features::transform::column_names;
use crate::predict::explain::{Reason, reasons};
use crate::predict::model::Model;
use crate::runs::cohort::{LeftOut, LeftOutCounts};
use crate::runs::table::{Study, add_left_out, check_feeds, data_date};
use crate::stratify::rank::{ADULT_AGE, Ranked, Scored, rank};
use std::collections::{BTreeMap, BTreeSet};

/// Reasons told with each score.
pub const REASONS: usize = 5;

/// A scoring run.
pub struct ScoreRun {
    /// Everyone scored, in person order.
    pub scored: Vec<Scored>,
    /// Their reasons, in the same order.
    pub reasons: Vec<[Option<Reason>; REASONS]>,
    /// Everyone scored, highest risk first.
    pub ranked: Vec<Ranked>,
    /// Tiers used.
    pub tiers: TierScheme,
    /// Who was left out, counted by reason.
    pub left_out: LeftOutCounts,
    /// The day on which people were looked at.
    pub index: Day,
    /// The day that all feeds of the model reach.
    pub data_date: Option<Day>,
}

/// What to do when a feed of the model ends long before the index date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OldData {
    /// Refuse to score.
    Refuse,
    /// Score all the same: what happened since counts as nothing.
    Allow,
}

/// Scores a store's people with `model` as of `index`.
///
/// # Errors
/// A data fault when the index date lies after the import or well after the end of a feed, or a feed that the model needs is missing
/// from the store: scoring with zeros in its place would be a quiet lie. A definition fault when the model's lists are unknown.
pub fn score(
    store: &Store,
    model: &Model,
    lists: &CodeLists,
    index: Day,
    tiers: Option<TierScheme>,
    old_data: OldData,
    tick: impl Fn() + Sync,
) -> Result<ScoreRun> {
    check_fits(store, model)?;
    let manifest = store.manifest();
    if index > manifest.as_of {
        return Err(Fault::Data(format!("the index date {index} lies after the day of the import, {}", manifest.as_of)));
    }
    if old_data == OldData::Refuse {
        check_feeds(store, &model.features, index)?;
    }
    let tiers = tiers.unwrap_or_else(|| model.tiers.clone());
    let study = Study::new(store, &model.features, lists, index, (model.population, model.objections), None)?;
    let parts = study.parts(
        |part| {
            let risks = model.risks(&part.columns, part.raw.people.len());
            let mut scored = Vec::with_capacity(part.rows.len());
            let mut why = Vec::with_capacity(part.rows.len());
            for (at, &row) in part.rows.iter().enumerate() {
                let contributions = model.contributions(&part.columns, row);
                why.push(reasons::<REASONS>(&contributions, |feature| {
                    let value = part.raw.columns[feature][row];
                    // What was never measured is a reason only where the design has words for it.
                    (!value.is_nan() || model.features[feature].words_missing.is_some()).then_some(value)
                }));
                scored.push(Scored {
                    person: part.people[at],
                    risk: risks[row],
                    practice: part.practices[at],
                    age: part.ages[at],
                });
            }
            (scored, why, part.left_out, part.unscored_adults)
        },
        tick,
    )?;
    let (mut scored, mut why, mut left_out) = (vec![], vec![], LeftOutCounts::new());
    let mut adults: BTreeMap<u32, u64> = BTreeMap::new();
    for (more, more_why, more_left_out, unscored) in parts {
        for person in more.iter().filter(|person| person.age >= ADULT_AGE) {
            *adults.entry(person.practice).or_default() += 1;
        }
        for (practice, count) in unscored {
            *adults.entry(practice).or_default() += count;
        }
        scored.extend(more);
        why.extend(more_why);
        add_left_out(&mut left_out, &more_left_out);
    }
    let ranked = rank(&scored, &tiers, &adults);
    Ok(ScoreRun { scored, reasons: why, ranked, tiers, left_out, index, data_date: data_date(store, &model.features) })
}

/// Refuses a model on a store that lacks a feed it was fitted with, or whose columns are not those of its features.
///
/// # Errors
/// A data fault that names the feeds; a definition fault for a model file that does not hold together.
pub fn check_fits(store: &Store, model: &Model) -> Result<()> {
    let names = column_names(&model.features);
    if !names.iter().map(|column| &column.name).eq(model.columns.iter().map(|column| &column.name)) {
        return Err(Fault::Definition("the model's columns are not those of its features; train it again".into()));
    }
    let lacks = |feature: &&FeatureDefinition| !store.manifest().has(feature.table);
    let missing: BTreeSet<&str> = model.features.iter().filter(lacks).map(|feature| feature.table.feed().name()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let missing: Vec<&str> = missing.into_iter().collect();
    Err(Fault::Data(format!(
        "the model was fitted with {}, which the store does not have; a missing feed is not a zero: import it, or train a model without it",
        missing.join(", ")
    )))
}

/// Left-out counts with their reasons in words, for summaries and cards.
#[must_use]
pub fn in_words(left_out: &LeftOutCounts) -> std::collections::BTreeMap<String, u64> {
    left_out.iter().map(|(reason, &count)| (LeftOut::words(*reason).to_owned(), count)).collect()
}
