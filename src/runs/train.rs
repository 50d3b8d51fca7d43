//! Training: a store, a design and an index date in; a model and an honest judgement of it out.

use crate::domain::Day;
use crate::error::{Fault, Result};
use crate::events::layout::Table;
use crate::events::store::Store;
use crate::features::transform::available;
use crate::predict::design::{Design, LoadedDesign};
use crate::predict::evaluate::{Evaluation, Report, Validation};
use crate::predict::model::Model;
use crate::runs::evaluate::{judge, report};
use crate::runs::fit::{FitContext, fit};
use crate::runs::gather::{Gathered, gather};
use crate::runs::score::in_words;
use crate::runs::table::Study;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a design is to be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judging {
    /// Fit the design one horizon earlier and test that fit at the index date; a split sample when the store has no such past.
    EarlierFit,
    /// Test the model itself at this later index date.
    LaterTest(Day),
    /// Fit on two thirds of the people, test on one third.
    SplitSample,
}

/// What was fitted on whom and tested on whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidationFacts {
    /// Index date of the fit that was tested.
    pub fitted_at: Day,
    /// Index date of the test.
    pub tested_at: Day,
    /// The same in words, with the reason where the default could not be followed.
    pub words: String,
}

/// What one more data source adds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceValue {
    /// The sources so far.
    pub label: String,
    /// Columns in the fit.
    pub columns: usize,
    /// Judged on the same people as the whole model.
    pub evaluation: Evaluation,
}

/// A model's judgement, as `evaluation.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// How the design does on people or a time it was not fitted on.
    #[serde(flatten)]
    pub report: Report,
    /// What that rests on.
    #[serde(flatten)]
    pub facts: ValidationFacts,
    /// People left out of the test, by reason in words.
    pub left_out: BTreeMap<String, u64>,
    /// Nested models by data source.
    pub sources: Vec<SourceValue>,
}

/// A trained model.
#[derive(Debug)]
pub struct Trained {
    /// The model, fitted at the index date.
    pub model: Model,
    /// How good its design is.
    pub judgement: Judgement,
}

impl Judgement {
    /// What each data source adds, as a small table; empty when the design names no sources.
    #[must_use]
    pub fn sources_table(&self) -> String {
        if self.sources.is_empty() {
            return String::new();
        }
        let mut text = format!("{:<40} {:>7} {:>7} {:>9} {:>7}\n", "data sources", "columns", "AUROC", "PPV 0.5%", "PPV 5%");
        for source in &self.sources {
            let ppv = |fraction: f64| {
                let top = source.evaluation.top.iter().find(|top| top.fraction == fraction);
                top.and_then(|top| top.yielded.ppv).map_or("-".into(), |ppv| format!("{ppv:.3}"))
            };
            let auroc = source.evaluation.auroc.map_or("-".into(), |auroc| format!("{auroc:.3}"));
            text += &format!("{:<40} {:>7} {auroc:>7} {:>9} {:>7}\n", source.label, source.columns, ppv(0.005), ppv(0.05));
        }
        text
    }
}

/// Days of history before an index date that a fit needs to be worth judging.
const HISTORY_DAYS: i32 = 365;

/// Trains `loaded` on the people of `index`.
///
/// # Errors
/// Data faults when outcomes or feeds are missing, model faults when the fit fails, each naming what to change.
pub fn train(
    store: &Store,
    loaded: &LoadedDesign,
    index: Day,
    judging: Judging,
    fitted_on: Day,
    say: &(dyn Fn(&str) + Sync),
) -> Result<Trained> {
    let (features, without) = available(&loaded.design.features, store.manifest());
    if features.is_empty() {
        return Err(Fault::Data("the store has none of the feeds that the design's features need".into()));
    }
    let design = Design { features, ..loaded.design.clone() };
    let without: Vec<String> = without.into_iter().map(|feature| feature.name).collect();
    let context = |index| FitContext { store, loaded, design: &design, without_feed: &without, index, fitted_on };
    let look = |index: Day| {
        let outcome = Some((design.outcome, design.horizon_days));
        Study::new(store, &design.features, &loaded.lists, index, (design.population, design.objections), outcome)
    };
    let collect = |index: Day, keep: &(dyn Fn(u32) -> bool + Sync)| {
        say(&format!("building features as of {index}"));
        gather(&look(index)?, keep, || ())
    };

    let everyone = collect(index, &|_| true)?;
    say("fitting the model");
    let model = fit(&context(index), &everyone, |_| true)?;

    let horizon = i32::from(design.horizon_days);
    let (judging, words) = settle(judging, store, index, horizon);
    let (fit_people, test_people, facts): (Gathered, Gathered, _) = match judging {
        Judging::EarlierFit => {
            let earlier = index.plus_days(-horizon);
            (collect(earlier, &|_| true)?, everyone, facts(earlier, index, words))
        }
        Judging::LaterTest(later) => (everyone, collect(later, &|_| true)?, facts(index, later, words)),
        Judging::SplitSample => {
            drop(everyone);
            let (fitted, tested) = (collect(index, &|person| !is_test(person))?, collect(index, &is_test)?);
            (fitted, tested, facts(index, index, words))
        }
    };
    say("judging the model");
    let tested = match judging {
        Judging::LaterTest(_) => model.clone(),
        _ => fit(&context(facts.fitted_at), &fit_people, |_| true)?,
    };
    let evaluation = judge(store, &test_people, &test_people.risks(&tested))?;
    let mut sources = vec![];
    let mut families: Vec<&str> = vec![];
    for step in &design.sources {
        families.extend(step.adds.iter().map(String::as_str));
        say(&format!("judging {}", step.label));
        let nested = fit(&context(facts.fitted_at), &fit_people, |family| families.contains(&family))?;
        let columns = nested.columns.iter().filter(|column| column.standard_error.is_some()).count();
        let evaluation = judge(store, &test_people, &test_people.risks(&nested))?;
        sources.push(SourceValue { label: step.label.clone(), columns, evaluation });
    }
    let how = if judging == Judging::SplitSample { Validation::SplitSample } else { Validation::Temporal };
    let report = report(store, &model, facts.tested_at, how, fitted_on, evaluation)?;
    Ok(Trained { model, judgement: Judgement { report, facts, left_out: in_words(&test_people.left_out), sources } })
}

/// One person in three, by index: person keys are hashes, so their order has nothing to do with anybody.
fn is_test(person: u32) -> bool {
    person % 3 == 0
}

fn facts(fitted_at: Day, tested_at: Day, words: String) -> ValidationFacts {
    ValidationFacts { fitted_at, tested_at, words }
}

/// The validation that can be done, and the words for it.
fn settle(wanted: Judging, store: &Store, index: Day, horizon: i32) -> (Judging, String) {
    match wanted {
        Judging::EarlierFit => {
            let earlier = index.plus_days(-horizon);
            let needed = earlier.plus_days(-HISTORY_DAYS);
            match store.manifest().tables.get(&Table::Admissions).and_then(|facts| facts.earliest_event) {
                Some(first) if first <= needed => (
                    wanted,
                    format!(
                        "Temporal: the same design was fitted at {earlier} and tested on the people and outcomes of {index}."
                    ),
                ),
                _ => (
                    Judging::SplitSample,
                    format!(
                        "Split sample: fitted on two thirds of the people of {index}, tested on the others. A temporal validation \
                         needs admissions from {needed} on, which the store does not have."
                    ),
                ),
            }
        }
        Judging::LaterTest(later) => {
            (wanted, format!("Temporal: the model itself, fitted at {index}, was tested on the people and outcomes of {later}."))
        }
        Judging::SplitSample => {
            (wanted, format!("Split sample: fitted on two thirds of the people of {index}, tested on the others."))
        }
    }
}
