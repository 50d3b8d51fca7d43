//! A fitted model: what was found, and what it predicts.

use crate::predict::matrix::DesignMatrix;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// What was maximised.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The likelihood.
    MaximumLikelihood,
    /// The likelihood with a ridge penalty; see [`LogisticParams::ridge`](super::LogisticParams::ridge).
    Ridge {
        /// The penalty.
        lambda: f64,
    },
    /// Firth's penalised likelihood.
    Firth,
}

/// A predictor that others almost give: its standard error is large, and its coefficient hardly to be read alone.
#[derive(Debug, Clone, PartialEq)]
pub struct NearCollinear {
    /// The predictor.
    pub column: String,
    /// Share of its variation that the columns before it do not explain.
    pub unexplained: f64,
}

/// A fitted logistic model, on the scale of the data.
#[derive(Debug, Clone)]
pub struct LogisticFit {
    /// Predictors, without the intercept.
    pub names: Vec<String>,
    /// Log odds when every predictor is 0.
    pub intercept: f64,
    /// Change of the log odds for one more of each predictor, in the order of `names`.
    pub coefficients: Vec<f64>,
    /// Covariance of intercept and coefficients, in that order: the inverse of the information at the estimate.
    /// With ridge, of the penalised information: spread under the penalty read as a prior, not the frequency of
    /// an estimate that is biased on purpose. With Firth, of the plain information, as is usual.
    pub covariance: Array2<f64>,
    /// Log-likelihood at the estimate, no penalty in it.
    pub log_likelihood: f64,
    /// What was maximised; the same when there is no penalty. With Firth it holds half the log-determinant of
    /// the information of the standardised predictors, so compare it between fits of the same predictors only.
    pub penalised_log_likelihood: f64,
    /// Log-likelihood with an intercept (and offset) alone.
    pub null_log_likelihood: f64,
    /// Newton steps over all rows.
    pub iterations: usize,
    /// Rows, each counted by its weight.
    pub n: f64,
    /// Rows with the event, each counted by its weight.
    pub events: f64,
    /// What was maximised.
    pub method: Method,
    /// Constant predictors kept with coefficient 0.
    pub held_at_zero: Vec<String>,
    /// Predictors others almost give.
    pub nearly_collinear: Vec<NearCollinear>,
}

impl LogisticFit {
    /// Standard errors of intercept and coefficients, in that order.
    #[must_use]
    pub fn standard_errors(&self) -> Vec<f64> {
        self.covariance.diag().iter().map(|variance| variance.max(0.0).sqrt()).collect()
    }

    /// Risk of every row of a matrix with the same columns, offsets taken as 0.
    ///
    /// # Panics
    /// If the matrix does not have as many columns as the model.
    #[must_use]
    pub fn risks(&self, matrix: &DesignMatrix) -> Vec<f64> {
        let mut risks = matrix.linear_predictor(self.intercept, &self.coefficients);
        for risk in &mut risks {
            *risk = logistic(*risk);
        }
        risks
    }
}

/// Probability of a log odds, without overflow at either end.
#[must_use]
pub fn logistic(log_odds: f64) -> f64 {
    let small = (-log_odds.abs()).exp();
    if log_odds >= 0.0 { 1.0 / (1.0 + small) } else { small / (1.0 + small) }
}
