//! Training: a store, a design and an index date in; a model and an honest judgement of it out.

use crate::domain::Day;
use crate::error::{Fault, Result};
use crate::events::store::Store;
use crate::features::transform::available;
use crate::predict::card::Comparison;
use crate::predict::design::{Design, LoadedDesign};
use crate::predict::evaluate::Report;
use crate::predict::model::Model;
use crate::runs::evaluate::{judge, report};
use crate::runs::score::in_words;
use crate::runs::trial::{Judging, Trial, Workshop};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::rc::Rc;

/// What was fitted on whom and tested on whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidationFacts {
    /// Index date of the fit that was tested.
    pub fitted_at: Day,
    /// People in that fit.
    pub fitted_people: u64,
    /// Of them with the outcome.
    pub fitted_events: u64,
    /// Index date of the test.
    pub tested_at: Day,
    /// The same in words, with the reason where the default could not be followed.
    pub words: String,
}

/// What one more data source adds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceValue {
    /// Columns in the fit.
    pub columns: usize,
    /// Judged on the same people as the whole model.
    #[serde(flatten)]
    pub figures: Comparison,
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

/// Events a column should have behind it; with fewer, risks come out too spread.
const EVENTS_A_COLUMN: u64 = 10;
/// A calibration slope below this means risks that are clearly too spread.
const LOW_SLOPE: f64 = 0.8;

impl Judgement {
    /// What somebody who would use the model has to hear first; nothing when all is well.
    #[must_use]
    pub fn warnings(&self, model: &Model) -> Vec<String> {
        let mut warnings = vec![];
        let columns = model.columns.iter().filter(|column| column.standard_error.is_some()).count() as u64;
        let events = model.provenance.events;
        if events < EVENTS_A_COLUMN * columns {
            warnings.push(format!(
                "{events} people with the outcome are few for {columns} columns: risks of this model are unsteady and too spread. Use more \
                 people, fewer features, or a model fitted elsewhere and recalibrated."
            ));
        }
        if let Some(slope) = self.report.evaluation.calibration.calibration_slope.filter(|slope| *slope < LOW_SLOPE) {
            warnings.push(format!(
                "The calibration slope is {slope:.2}, well below 1: high risks are too high and low ones too low. Recalibrate before use."
            ));
        }
        warnings
    }

    /// What each data source adds, as a small table; empty when the design names no sources.
    #[must_use]
    pub fn sources_table(&self) -> String {
        if self.sources.is_empty() {
            return String::new();
        }
        let mut text = format!("{:<40} {:>7} {:>7} {:>9} {:>7}\n", "data sources", "columns", "AUROC", "PPV 0.5%", "PPV 5%");
        for source in &self.sources {
            let figures = &source.figures;
            let three = |value: Option<f64>| value.map_or("-".into(), |value| format!("{value:.3}"));
            let [auroc, half, five] = [figures.auroc, figures.ppv_top_half_percent, figures.ppv_top_5_percent].map(three);
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{:<40} {:>7} {auroc:>7} {half:>9} {five:>7}", figures.label, source.columns);
        }
        text
    }
}

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
    let workshop = Workshop { store, loaded, design: &design, without: &without, fitted_on, say };

    let everyone = Rc::new(workshop.collect(index, &|_| true)?);
    say("fitting the model");
    let model = workshop.fit(index, &everyone, |_| true)?;
    say("judging the model");
    let Trial { tested, fit_people, fitted_at, test_people, tested_at, how, words } =
        workshop.trial(judging, &model, index, everyone)?;
    let evaluation = judge(store, &test_people, &test_people.risks(&tested))?;
    let mut sources = vec![];
    let mut families: Vec<&str> = vec![];
    for step in &design.sources {
        families.extend(step.adds.iter().map(String::as_str));
        say(&format!("judging {}", step.label));
        let nested = workshop.fit(fitted_at, &fit_people, |family| families.contains(&family))?;
        let columns = nested.columns.iter().filter(|column| column.standard_error.is_some()).count();
        // Its feeds are not in the store: it would repeat the row before it.
        if columns == sources.last().map_or(0, |source: &SourceValue| source.columns) {
            continue;
        }
        let evaluation = judge(store, &test_people, &test_people.risks(&nested))?;
        sources.push(SourceValue { columns, figures: Comparison::of(&step.label, &evaluation) });
    }
    let facts = ValidationFacts {
        fitted_at,
        fitted_people: fit_people.observed.len() as u64,
        fitted_events: fit_people.observed.iter().filter(|observed| observed.event).count() as u64,
        tested_at,
        words,
    };
    let report = report(store, &model, tested_at, how, fitted_on, evaluation)?;
    Ok(Trained { model, judgement: Judgement { report, facts, left_out: in_words(&test_people.left_out), sources } })
}
