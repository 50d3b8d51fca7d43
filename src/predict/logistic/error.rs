//! What can stand in the way of a logistic fit, by name.

use crate::error::Fault;
use crate::predict::logistic::InvalidParams;

/// How the predictors tell events from the rest without error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separation {
    /// Every event lies on one side, every non-event on the other.
    Complete,
    /// As complete, but both kinds are found on the border itself: an empty cell in a table, for instance.
    Quasi,
}

/// Why a fit failed. Columns are given by name.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LogisticError {
    /// Options that do not go together.
    #[error(transparent)]
    Params(#[from] InvalidParams),
    /// An error of linfa itself.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
    /// Outcomes, weights or offsets are not as many as the rows, or not usable numbers.
    #[error("{0}")]
    Observations(String),
    /// A predictor holds infinity, no number, or numbers whose squares overflow.
    #[error("predictor `{column}` has a value that is not a finite number, or too large")]
    NotFinite {
        /// The predictor.
        column: String,
    },
    /// Nobody, or everybody, had the event.
    #[error("the outcome has {} events: it needs rows with the event and rows without", if *.all_events { "only" } else { "no" })]
    OneClass {
        /// Everybody had it.
        all_events: bool,
    },
    /// Weights that leave no row.
    #[error("every weight is 0: no row is left to fit to")]
    NoWeight,
    /// Offsets after which the predictors have nothing left to say.
    #[error("the offsets are so far apart that they settle every row's outcome: check that they are log odds")]
    Offsets,
    /// Too few rows to tell the predictors apart.
    #[error(
        "{predictors} predictors need more than {rows} rows: leave some out, from `{column}` on, or fit with a ridge penalty"
    )]
    TooFewRows {
        /// Rows with weight.
        rows: usize,
        /// Predictors.
        predictors: usize,
        /// The first predictor there is no row left for.
        column: String,
    },
    /// A predictor that does not vary.
    #[error("predictor `{column}` is constant: leave it out")]
    Constant {
        /// The predictor.
        column: String,
    },
    /// A predictor that the ones before it already give.
    #[error("predictor `{column}` is collinear: a combination of {}; leave one of them out", list(.with))]
    Collinear {
        /// The predictor.
        column: String,
        /// The earlier predictors it is a combination of, together with a constant.
        with: Vec<String>,
    },
    /// The predictors separate events from the rest, so that no finite maximum likelihood estimate exists.
    #[error("{}; fit with Firth's correction (--firth) or a ridge penalty (--ridge), or leave {} out", separation(*.kind, .columns), if .columns.len() == 1 { "it" } else { "one" })]
    Separated {
        /// Completely or not.
        kind: Separation,
        /// The predictors that do it together, the strongest first.
        columns: Vec<String>,
    },
    /// No maximum was found.
    #[error(
        "the fit did not converge in {iterations} iterations; `{column}` moved most: look at its values, or fit with a ridge penalty (--ridge)"
    )]
    NotConverged {
        /// Iterations done.
        iterations: usize,
        /// The predictor whose coefficient still moved most.
        column: String,
    },
}

fn list(names: &[String]) -> String {
    match names {
        [] => "a constant".to_owned(),
        names => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
    }
}

fn separation(kind: Separation, columns: &[String]) -> String {
    let how = match kind {
        Separation::Complete => "complete separation",
        Separation::Quasi => "quasi-complete separation",
    };
    match columns {
        [column] => format!("{how}: predictor `{column}` alone tells events from the rest"),
        columns => format!("{how}: predictors {} together tell events from the rest", list(columns)),
    }
}

impl From<LogisticError> for Fault {
    fn from(error: LogisticError) -> Self {
        let message = error.to_string();
        match error {
            LogisticError::Params(_) => Self::Usage(message),
            LogisticError::Separated { .. } | LogisticError::NotConverged { .. } => Self::Model(message),
            _ => Self::Data(message),
        }
    }
}
