//! `casefinder fit`.

use crate::cli::table_file::{in_file, open};
use crate::domain::Day;
use crate::error::{Fault, Result};
use crate::predict::evaluate::{Auroc, auroc_delong, brier};
use crate::predict::logistic::{LogisticError, LogisticFit, LogisticParams, Method, Observations, logistic, two_sided_p};
use crate::predict::prepared::model::PreparedModel;
use crate::predict::prepared::table::{PreparedTable, Roles, read_table};
use crate::runs::output::{Readers, whole_file};
use linfa::ParamGuard;
use serde::Serialize;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

/// The 97.5% point of the standard normal distribution.
const Z975: f64 = 1.959_963_984_540_054;
/// Rows that whole-number weights may stand for when the area under the curve is worked out.
const MOST_COUNTED: f64 = 5e7;

const EXAMPLE: &str = "\
Example:
  casefinder fit people.csv --outcome admitted --predictors age,emergencies_1y --out model.json

The outcome column holds 0 and 1, true and false, or yes and no; every predictor holds numbers. Rows with missing
cells are refused, not dropped. With --ridge L the fit maximises log-likelihood - L/2 x the sum of squared
coefficients of standardised predictors, and standard errors come from the penalised information.";

/// Fit a logistic model to a prepared table
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Fit {
    /// CSV file (gzip allowed) with a header and one row a person
    table: PathBuf,
    /// Column to predict
    #[arg(long, value_name = "COL")]
    outcome: String,
    /// Columns to predict from [default: every other column]
    #[arg(long, value_name = "A,B,C", value_delimiter = ',')]
    predictors: Option<Vec<String>>,
    /// Ridge penalty, from 0 up
    #[arg(long, value_name = "L", default_value_t = 0.0, hide_default_value = true, allow_negative_numbers = true)]
    ridge: f64,
    /// Firth's bias-reduced fit
    #[arg(long)]
    firth: bool,
    /// Column of frequency weights
    #[arg(long, value_name = "COL")]
    weights: Option<String>,
    /// Column to add to the log odds as it is
    #[arg(long, value_name = "COL")]
    offset: Option<String>,
    /// Write the model here
    #[arg(long, value_name = "MODEL.json")]
    out: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Fit {
    pub(super) fn run(self) -> Result<()> {
        let params = LogisticParams::new().ridge(self.ridge).firth(self.firth).check().map_err(LogisticError::from)?;
        let roles = Roles {
            outcome: self.outcome.clone(),
            predictors: self.predictors.clone(),
            weights: self.weights.clone(),
            offset: self.offset.clone(),
        };
        let table = open(&self.table).and_then(|input| read_table(input, &roles)).map_err(|fault| in_file(&self.table, fault))?;
        let observed = Observations { events: &table.events, weights: table.weights.as_deref(), offset: table.offset.as_deref() };
        let fit = params.fit_matrix(&table.matrix, &observed).map_err(|error| self.explain(error))?;
        for near in &fit.nearly_collinear {
            eprintln!(
                "warning: predictor `{}` is almost a combination of those before it ({:.0e} of it is its own): \
                 its standard error is large",
                near.column, near.unexplained
            );
        }
        let report = Report::new(&fit, &table);
        if let Some(path) = &self.out {
            let model = PreparedModel::new(&fit, &self.outcome, self.offset.as_deref(), Day::today());
            whole_file(path, Readers::Usual, |output| {
                let mut output = BufWriter::new(output);
                serde_json::to_writer_pretty(&mut output, &model)?;
                output.write_all(b"\n")?;
                Ok(output.flush()?)
            })?;
        }
        if self.json {
            let text = serde_json::to_string_pretty(&report).map_err(|error| Fault::Internal(error.to_string()))?;
            outln!("{text}");
        } else {
            report.print();
        }
        Ok(())
    }

    /// The fit does not know what the outcome and weights are called.
    fn explain(&self, error: LogisticError) -> Fault {
        let fault = match error {
            LogisticError::OneClass { all_events } => {
                let which = if all_events { "an event in every row" } else { "no events" };
                Fault::Data(format!("outcome `{}` has {which}: a fit needs rows with the event and rows without", self.outcome))
            }
            LogisticError::NoWeight => {
                let weights = self.weights.as_deref().unwrap_or_default();
                Fault::Data(format!("weights `{weights}` are 0 in every row: no row is left to fit to"))
            }
            LogisticError::Offsets => {
                let offset = self.offset.as_deref().unwrap_or_default();
                Fault::Data(format!(
                    "offsets `{offset}` are so far apart that they settle every row's outcome: check that they are log odds"
                ))
            }
            error => error.into(),
        };
        in_file(&self.table, fault)
    }
}

#[derive(Debug, Serialize)]
struct Coefficient {
    name: String,
    estimate: f64,
    standard_error: f64,
    z: f64,
    p: f64,
    odds_ratio: f64,
    odds_ratio_ci95: [f64; 2],
}

#[derive(Debug, Serialize)]
struct Report {
    n: serde_json::Number,
    events: serde_json::Number,
    rows: usize,
    log_likelihood: f64,
    null_log_likelihood: f64,
    penalised_log_likelihood: f64,
    method: Method,
    converged: bool,
    iterations: usize,
    coefficients: Vec<Coefficient>,
    auroc: Option<f64>,
    auroc_ci95: Option<[f64; 2]>,
    brier: Option<f64>,
    nearly_collinear: Vec<String>,
}

impl Report {
    fn new(fit: &LogisticFit, table: &PreparedTable) -> Self {
        let mut risks = table.matrix.linear_predictor(fit.intercept, &fit.coefficients);
        for (row, risk) in risks.iter_mut().enumerate() {
            *risk = logistic(*risk + table.offset.as_ref().map_or(0.0, |offset| offset[row]));
        }
        let (auroc, brier) = judge(&risks, table);
        let names = std::iter::once("(intercept)").chain(fit.names.iter().map(String::as_str));
        let estimates = std::iter::once(fit.intercept).chain(fit.coefficients.iter().copied());
        let coefficients = names.zip(estimates).zip(fit.standard_errors());
        Self {
            n: count(fit.n),
            events: count(fit.events),
            rows: table.events.len(),
            log_likelihood: fit.log_likelihood,
            null_log_likelihood: fit.null_log_likelihood,
            penalised_log_likelihood: fit.penalised_log_likelihood,
            method: fit.method,
            converged: true,
            iterations: fit.iterations,
            coefficients: coefficients.map(|((name, estimate), error)| Coefficient::new(name, estimate, error)).collect(),
            auroc: auroc.map(|auroc| auroc.value),
            auroc_ci95: auroc.map(|auroc| auroc.ci95),
            brier,
            nearly_collinear: fit.nearly_collinear.iter().map(|near| near.column.clone()).collect(),
        }
    }

    fn print(&self) {
        let width = self.coefficients.iter().map(|coefficient| coefficient.name.chars().count()).max().unwrap_or(0).max(9);
        outln!(
            "{:width$}  {:>12}  {:>12}  {:>8}  {:>8}  {:>10}  95% interval",
            "predictor",
            "estimate",
            "std. error",
            "z",
            "p",
            "odds ratio"
        );
        for row in &self.coefficients {
            outln!(
                "{:width$}  {:>12}  {:>12}  {:>8.3}  {:>8}  {:>10}  {} to {}",
                row.name,
                significant(row.estimate),
                significant(row.standard_error),
                row.z,
                if row.p < 0.0001 { "<0.0001".to_owned() } else { format!("{:.4}", row.p) },
                significant(row.odds_ratio),
                significant(row.odds_ratio_ci95[0]),
                significant(row.odds_ratio_ci95[1]),
            );
        }
        let method = match self.method {
            Method::MaximumLikelihood => "maximum likelihood".to_owned(),
            Method::Ridge { lambda } => format!("ridge penalty {lambda}; standard errors of the penalised fit"),
            Method::Firth => "Firth's bias-reduced likelihood; Wald intervals".to_owned(),
        };
        outln!();
        outln!("{method}, {} iterations", self.iterations);
        outln!("n {}, events {}", self.n, self.events);
        outln!("log-likelihood {:.6}, without predictors {:.6}", self.log_likelihood, self.null_log_likelihood);
        if let (Some(auroc), Some([low, high])) = (self.auroc, self.auroc_ci95) {
            outln!("AUROC {auroc:.4} (95% interval {low:.4} to {high:.4}), in the rows it was fitted to");
        }
        if let Some(brier) = self.brier {
            outln!("Brier score {brier:.4}");
        }
    }
}

impl Coefficient {
    fn new(name: &str, estimate: f64, standard_error: f64) -> Self {
        let z = estimate / standard_error;
        Self {
            name: name.to_owned(),
            estimate,
            standard_error,
            z,
            p: two_sided_p(z),
            odds_ratio: estimate.exp(),
            odds_ratio_ci95: [(estimate - Z975 * standard_error).exp(), (estimate + Z975 * standard_error).exp()],
        }
    }
}

/// AUROC and Brier score; with whole-number weights, of the rows they stand for. Other weights have no such rows.
fn judge(risks: &[f64], table: &PreparedTable) -> (Option<Auroc>, Option<f64>) {
    let Some(weights) = &table.weights else {
        return (auroc_delong(risks, &table.events), brier(risks, &table.events));
    };
    if weights.iter().any(|weight| weight.fract() != 0.0) || weights.iter().sum::<f64>() > MOST_COUNTED {
        return (None, None);
    }
    let repeated = |row: usize| std::iter::repeat_n(row, weights[row] as usize);
    let rows: Vec<usize> = (0..risks.len()).flat_map(repeated).collect();
    let risks: Vec<f64> = rows.iter().map(|&row| risks[row]).collect();
    let events: Vec<bool> = rows.iter().map(|&row| table.events[row]).collect();
    (auroc_delong(&risks, &events), brier(&risks, &events))
}

/// A whole number where it is one.
fn count(value: f64) -> serde_json::Number {
    if value.fract() == 0.0 && value < 9e15 {
        (value as u64).into()
    } else {
        serde_json::Number::from_f64(value).unwrap_or_else(|| 0.into())
    }
}

/// Six significant digits, in plain or scientific notation, whichever is shorter to read.
fn significant(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e6).contains(&size) {
        return format!("{value:.3e}");
    }
    let digits = if size < 1.0 { 6 } else { 5 - size.log10().floor() as usize };
    format!("{value:.digits$}")
}
