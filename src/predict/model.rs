//! A model as a file: features, coefficients, missing-data rule, horizon, provenance, and how to apply them.

use crate::domain::{Day, ObjectionPolicy, TierScheme};
use crate::error::{Fault, Result};
use crate::features::definition::FeatureDefinition;
use crate::predict::calibrate::Recalibration;
use crate::predict::design::Population;
use crate::predict::logistic::Method;
use crate::predict::outcome::Outcome;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// The model layout this program writes and reads.
pub const FORMAT: u32 = 1;

/// A fitted model, as `model.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Layout version, [`FORMAT`].
    pub format: u32,
    /// Identifier of the design.
    pub id: String,
    /// Version of the design.
    pub version: String,
    /// One line for people.
    pub title: String,
    /// What is predicted.
    pub outcome: Outcome,
    /// Days after the index date in which the outcome is counted.
    pub horizon_days: u16,
    /// Ages the model is for.
    pub population: Population,
    /// Tiers of the risk list.
    pub tiers: TierScheme,
    /// Objections that leave people out.
    pub objections: ObjectionPolicy,
    /// Log-odds of somebody whose columns are all zero.
    pub intercept: f64,
    /// Columns with their coefficients, on the scale of the column.
    pub columns: Vec<ModelColumn>,
    /// The features that make the columns, in the order of the design.
    pub features: Vec<FeatureDefinition>,
    /// Change of the linear predictor after the fit, if the model was recalibrated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recalibration: Option<Recalibrated>,
    /// What stands in for what is not known, in words.
    pub missing_data_rule: String,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// One column of a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelColumn {
    /// Name, as the transform gives it.
    pub name: String,
    /// Position of its feature in [`Model::features`].
    pub feature: usize,
    /// Change of the log-odds for one unit.
    pub coefficient: f64,
    /// Its standard error; none when the column was left out of the fit.
    pub standard_error: Option<f64>,
    /// Mean among the people fitted on; reasons are told against it.
    pub mean: f64,
    /// Standard deviation among them.
    pub standard_deviation: f64,
}

/// A change of level and spread learnt after the fit, on newer outcomes or other people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recalibrated {
    /// What is done to the log-odds.
    #[serde(flatten)]
    pub change: Recalibration,
    /// The index date whose outcomes it was learnt from.
    pub index_date: Day,
    /// Hash of the data it was learnt from.
    pub data_hash: String,
    /// People it was learnt from.
    pub people: u64,
}

/// Where a model comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Index date of the fit.
    pub index_date: Day,
    /// Day the fit was made.
    pub fitted_on: Day,
    /// Latest event in the store.
    pub data_date: Option<Day>,
    /// Hash of the store's generation.
    pub data_hash: String,
    /// Hash of the design's text.
    pub design_hash: String,
    /// Version of the program.
    pub code_version: String,
    /// Whether the people were synthetic.
    pub synthetic: bool,
    /// People fitted on.
    pub people: u64,
    /// Of them with the outcome.
    pub events: u64,
    /// People left out, by reason in words.
    pub left_out: BTreeMap<String, u64>,
    /// Feeds in the store.
    pub feeds: Vec<String>,
    /// Features left out since their feed was not in the store.
    pub features_without_feed: Vec<String>,
    /// Columns left out since next to nobody had them.
    pub columns_left_out: Vec<String>,
    /// Feeds whose source has no recorded date: the event date stands in, so codes entered late look known too early.
    pub feeds_without_recorded_dates: Vec<String>,
    /// Version of each code list used.
    pub code_lists: BTreeMap<String, String>,
    /// How the coefficients were estimated; none in models made before this was kept.
    #[serde(default)]
    pub method: Option<Method>,
    /// Ridge penalty.
    pub ridge: f64,
    /// Log-likelihood at the solution.
    pub log_likelihood: f64,
    /// Log-likelihood of the base rate alone.
    pub null_log_likelihood: f64,
    /// Newton steps.
    pub iterations: usize,
}

/// A version with one more mark after its `+`, where marks are joined by full stops: `1.2+horizon.90`.
#[must_use]
pub fn marked(version: &str, mark: &str) -> String {
    let joint = if version.contains('+') { '.' } else { '+' };
    format!("{version}{joint}{mark}")
}

impl Model {
    /// Reads `model.json` of a model folder (or the file itself).
    ///
    /// # Errors
    /// A definition fault when there is none, it is damaged, or of another layout.
    pub fn read(path: &Path) -> Result<Self> {
        let path = if path.is_dir() { path.join("model.json") } else { path.to_owned() };
        let fault = |error: &dyn std::fmt::Display| Fault::Definition(format!("{}: {error}", path.display()));
        let text = std::fs::read(&path).map_err(|error| fault(&error))?;
        let model: Self = serde_json::from_slice(&text).map_err(|error| fault(&error))?;
        if model.format != FORMAT {
            return Err(fault(&format!("model layout {}, this program reads {FORMAT}; train again", model.format)));
        }
        if model.columns.iter().any(|column| column.feature >= model.features.len() || !column.coefficient.is_finite()) {
            return Err(fault(&"a column points to no feature or has no coefficient"));
        }
        Ok(model)
    }

    /// Risks of a block of people.
    ///
    /// `columns` are those of [`Model::columns`] in their order, one value a person. Values that are still missing count as zero,
    /// which the missing-data rule says.
    #[must_use]
    pub fn risks(&self, columns: &[Vec<f32>], people: usize) -> Vec<f64> {
        let mut linear = vec![self.intercept; people];
        for (column, values) in self.columns.iter().zip(columns) {
            if column.coefficient == 0.0 {
                continue;
            }
            for (sum, &value) in linear.iter_mut().zip(values) {
                // Most values are zero; adding nothing is cheaper than multiplying.
                if value != 0.0 && !value.is_nan() {
                    *sum += column.coefficient * f64::from(value);
                }
            }
        }
        let (shift, slope) = self.recalibration.as_ref().map_or((0.0, 1.0), |after| (after.change.intercept, after.change.slope));
        linear.iter().map(|&sum| 1.0 / (1.0 + (-(shift + slope * sum)).exp())).collect()
    }

    /// Contributions of each feature to one person's log-odds, against the mean of the people fitted on.
    #[must_use]
    pub fn contributions(&self, columns: &[Vec<f32>], row: usize) -> Vec<f64> {
        let mut by_feature = vec![0.0; self.features.len()];
        for (column, values) in self.columns.iter().zip(columns) {
            let value = f64::from(values[row]);
            let value = if value.is_nan() { 0.0 } else { value };
            by_feature[column.feature] += column.coefficient * (value - column.mean);
        }
        by_feature
    }
}

/// Models for tests.
#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    /// A model without columns.
    pub(crate) fn model_of(fitted_at: &str, data_hash: &str, horizon_days: u16) -> Model {
        let provenance = serde_json::json!({
            "index_date": fitted_at, "fitted_on": fitted_at, "data_date": null, "data_hash": data_hash, "design_hash": "",
            "code_version": "", "synthetic": false, "people": 900, "events": 90, "left_out": {}, "feeds": [],
            "features_without_feed": [], "columns_left_out": [], "feeds_without_recorded_dates": [], "code_lists": {},
            "ridge": 0.0, "log_likelihood": -1.0, "null_log_likelihood": -2.0, "iterations": 1
        });
        Model {
            format: FORMAT,
            id: "m".into(),
            version: "1".into(),
            title: "Ours".into(),
            outcome: Outcome::EmergencyAdmission,
            horizon_days,
            population: Population::default(),
            tiers: TierScheme::default(),
            objections: ObjectionPolicy::default(),
            intercept: 0.0,
            columns: vec![],
            features: vec![],
            recalibration: None,
            missing_data_rule: String::new(),
            provenance: serde_json::from_value(provenance).unwrap(),
        }
    }

    impl Model {
        pub(crate) fn recalibrate_at(&mut self, date: &str, data_hash: &str) {
            self.recalibration = Some(Recalibrated {
                change: Recalibration { intercept: 0.5, slope: 0.75 },
                index_date: date.parse().unwrap(),
                data_hash: data_hash.into(),
                people: 800,
            });
        }
    }
}
