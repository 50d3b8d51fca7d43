//! What a card says: plain data, filled in by whoever trains or evaluates.

use super::benchmarks::Benchmark;
use super::numbers::can_be_told;
use crate::domain::Day;
use crate::predict::evaluate::{Evaluation, Validation};
use crate::predict::model::Recalibrated;
use serde::{Deserialize, Serialize};

/// Everything on a card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CardInput {
    /// Id of the model.
    pub model_id: String,
    /// Its version.
    pub model_version: String,
    /// Heading of the card.
    pub title: String,
    /// Day the card was made.
    pub made_on: Day,
    /// Whether the people it was fitted or tested on are synthetic: puts a plain warning at the top.
    pub synthetic: bool,
    /// Index date that the model itself was fitted at.
    pub model_index_date: Day,
    /// Index date of the fit that was tested.
    pub fit_index_date: Day,
    /// Index date it was tested at.
    pub test_index_date: Day,
    /// How the people tested relate to those fitted on.
    pub validation: Validation,
    /// Days after the index date in which the outcome counts.
    pub horizon_days: u16,
    /// The outcome, in full, with what is done about deaths and people who leave.
    pub outcome: String,
    /// Who is scored: "everyone registered with the 12 practices and alive on the index date".
    pub population: String,
    /// People fitted on.
    pub fit_people: u64,
    /// Events among them.
    pub fit_events: u64,
    /// People left out of the test, by reason.
    pub left_out: Vec<LeftOut>,
    /// How it was fitted: kind of model, penalty and how it was chosen.
    pub method: String,
    /// Intercept on the log-odds scale, as the coefficients below need it.
    pub intercept: f64,
    /// Features by family, with coefficients.
    pub families: Vec<CardFamily>,
    /// Recalibration that is part of the model.
    pub recalibration: Option<Recalibrated>,
    /// What the model does when something is missing.
    pub missing_rule: String,
    /// Feeds it can use, those not delivered too.
    pub feeds: Vec<Feed>,
    /// Latest day the data hold.
    pub data_until: Day,
    /// Hash of the data fitted on.
    pub data_hash: String,
    /// Hash of the model design.
    pub design_hash: String,
    /// Version of the program.
    pub code_version: String,
    /// The test.
    pub evaluation: Evaluation,
    /// The same test of models with fewer sources, or of other models on the same people.
    pub comparisons: Vec<Comparison>,
    /// Published figures to stand beside; [`super::published`] has them.
    pub benchmarks: Vec<Benchmark>,
    /// What it is for.
    pub intended_use: Vec<String>,
    /// What it must not be used for, and where it is weak.
    pub limits: Vec<String>,
}

/// People who got no score, for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Why: "objected (type 1)".
    pub reason: String,
    /// How many.
    pub people: u64,
}

/// Features shown under one heading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CardFamily {
    /// "hospital", "gp", "prescribing" ...
    pub name: String,
    /// Columns of the model.
    pub features: Vec<CardFeature>,
}

/// One column of the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CardFeature {
    /// Name of the column.
    pub name: String,
    /// What a greater value means more of, and what was done to the number: "emergency admissions in the last 30 days (at most 5)".
    pub words: String,
    /// Change in log odds for one unit of the column.
    pub coefficient: f64,
    /// Standard deviation of the column among the people fitted on; ranks features by `|coefficient| x deviation`.
    pub standard_deviation: f64,
}

/// A source of data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// Name of the extract file: "admissions".
    pub name: String,
    /// Whether it was delivered. A feed not delivered is not a row of noughts.
    pub present: bool,
    /// Rows used.
    pub rows: u64,
    /// Day of the latest event.
    pub latest_event: Option<Day>,
    /// Whether rows say when they were recorded; without it the model may have seen what was entered late.
    pub recorded_dates: bool,
}

/// One model's figures on the same people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// "inpatient only", "+ GP" ...
    pub label: String,
    /// AUROC.
    pub auroc: Option<f64>,
    /// Its 95% interval.
    pub auroc_ci95: Option<[f64; 2]>,
    /// Average precision.
    pub average_precision: Option<f64>,
    /// Scaled Brier score.
    pub scaled_brier: Option<f64>,
    /// Events observed over expected.
    pub observed_expected: Option<f64>,
    /// Calibration slope.
    pub calibration_slope: Option<f64>,
    /// PPV among the top 0.5%.
    pub ppv_top_half_percent: Option<f64>,
    /// PPV among the top 5%.
    pub ppv_top_5_percent: Option<f64>,
}

impl Comparison {
    /// A row from an evaluation on the same people; PPV of few people is left out.
    #[must_use]
    pub fn of(label: &str, evaluation: &Evaluation) -> Self {
        let ppv = |fraction: f64| {
            let top = evaluation.top.iter().find(|top| top.fraction == fraction)?;
            top.yielded.ppv.filter(|_| can_be_told(&top.yielded))
        };
        Self {
            label: label.to_owned(),
            auroc: evaluation.auroc,
            auroc_ci95: evaluation.auroc_ci95,
            average_precision: evaluation.average_precision,
            scaled_brier: evaluation.scaled_brier,
            observed_expected: evaluation.calibration.observed_expected,
            calibration_slope: evaluation.calibration.calibration_slope,
            ppv_top_half_percent: ppv(0.005),
            ppv_top_5_percent: ppv(0.05),
        }
    }
}
