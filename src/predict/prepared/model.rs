//! A logistic model of a prepared table, as a file.

use crate::domain::Day;
use crate::error::{Fault, Result};
use crate::predict::logistic::{LogisticFit, Method};
use serde::{Deserialize, Serialize};

/// The version of the file that this program writes and reads.
const FORMAT: u32 = 1;

/// Says what kind of model file this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A logistic model fitted to a prepared table.
    PreparedTableLogistic,
}

/// A predictor and its coefficient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// Column of the table.
    pub name: String,
    /// Change of the log odds for one more.
    pub coefficient: f64,
}

/// A fitted model and where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PreparedModel {
    /// Always [`Kind::PreparedTableLogistic`].
    pub kind: Kind,
    /// Version of the file format.
    pub format: u32,
    /// The day it was fitted.
    pub created: Day,
    /// Version of the program that fitted it.
    pub code_version: String,
    /// What it predicts.
    pub outcome: String,
    /// What was maximised.
    pub method: Method,
    /// Log odds when every predictor is 0.
    pub intercept: f64,
    /// The predictors.
    pub predictors: Vec<Term>,
    /// Column added to the log odds as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<String>,
    /// Rows, counted by weight.
    pub n: f64,
    /// Events, counted by weight.
    pub events: f64,
    /// Log-likelihood, no penalty in it.
    pub log_likelihood: f64,
    /// Covariance of intercept and coefficients.
    pub covariance: Vec<Vec<f64>>,
}

impl PreparedModel {
    /// Describes a fit.
    #[must_use]
    pub fn new(fit: &LogisticFit, outcome: &str, offset: Option<&str>, created: Day) -> Self {
        let terms = fit.names.iter().zip(&fit.coefficients);
        Self {
            kind: Kind::PreparedTableLogistic,
            format: FORMAT,
            created,
            code_version: env!("CARGO_PKG_VERSION").to_owned(),
            outcome: outcome.to_owned(),
            method: fit.method,
            intercept: fit.intercept,
            predictors: terms.map(|(name, &coefficient)| Term { name: name.clone(), coefficient }).collect(),
            offset: offset.map(str::to_owned),
            n: fit.n,
            events: fit.events,
            log_likelihood: fit.log_likelihood,
            covariance: fit.covariance.rows().into_iter().map(|row| row.to_vec()).collect(),
        }
    }

    /// Reads a model file's text.
    ///
    /// # Errors
    /// [`Fault::Definition`] when it is another kind of file, or of a later format.
    pub fn parse(text: &[u8]) -> Result<Self> {
        let not_one = |error: String| Fault::Definition(format!("not a model made by `casefinder fit`: {error}"));
        let value: serde_json::Value = serde_json::from_slice(text).map_err(|error| not_one(error.to_string()))?;
        if value.get("format").and_then(serde_json::Value::as_u64).is_some_and(|format| format != u64::from(FORMAT)) {
            return Err(not_one(format!("its format is not {FORMAT}; use the program that made it, or fit again")));
        }
        serde_json::from_value(value).map_err(|error| not_one(error.to_string()))
    }
}
