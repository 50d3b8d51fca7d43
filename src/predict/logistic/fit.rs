//! From a design matrix and outcomes to a fitted model.

use crate::predict::logistic::cholesky::{Cholesky, Dependent};
use crate::predict::logistic::fitted::{LogisticFit, Method, NearCollinear};
use crate::predict::logistic::newton::{self, Optimum, Search, Stop};
use crate::predict::logistic::observations::{Observations, Totals};
use crate::predict::logistic::problem::Problem;
use crate::predict::logistic::scaling::Scaling;
use crate::predict::logistic::warm_start::warm_start;
use crate::predict::logistic::{Constants, LogisticError, LogisticValidParams, firth};
use crate::predict::matrix::DesignMatrix;
use crate::predict::matrix_builder::DesignMatrixBuilder;
use ndarray::Array2;

/// A coefficient of a combination (unit columns) that is more than rounding.
const TAKES_PART: f64 = 1e-4;
/// Share not explained by the other columns below which standard errors are worth a warning.
const NEARLY_COLLINEAR: f64 = 1e-6;
/// As small as a column may be unexplained before it counts as a combination of others.
const COLLINEAR: f64 = 1e-10;

impl LogisticValidParams {
    /// Fits the model. The same data give the same bits on any number of threads.
    ///
    /// # Errors
    /// [`LogisticError`], naming the predictor: constants, collinear columns, separation, values that are not
    /// finite, too few rows, one class only, no convergence.
    pub fn fit_matrix(&self, matrix: &DesignMatrix, observed: &Observations<'_>) -> Result<LogisticFit, LogisticError> {
        let totals = observed.check(matrix.rows())?;
        let unpenalised = self.ridge == 0.0;
        let scaling = Scaling::of(matrix, observed, self.constants, unpenalised && !self.firth)?;
        let predictors = matrix.columns() - scaling.held.len();
        if unpenalised && predictors >= totals.rows {
            let column = (0..matrix.columns()).filter(|column| !scaling.held.contains(column)).nth(totals.rows.saturating_sub(1));
            let column = column.map_or_else(String::new, |column| matrix.names()[column].clone());
            return Err(LogisticError::TooFewRows { rows: totals.rows, predictors, column });
        }
        let problem = Problem { matrix, observed: *observed, scaling: &scaling, stride: 1 };
        let mut start = vec![0.0; problem.parameters()];
        start[0] = totals.log_odds() - observed.mean_offset(totals);
        let search = Search {
            ridge: self.ridge,
            max_iterations: self.max_iterations(),
            tolerance: self.tolerance,
            settled: newton::SETTLED,
            same_information: same_information(matrix.rows()),
        };
        let found = if self.firth {
            firth::maximise(&problem, start, search)
        } else {
            newton::maximise(&problem, warm_start(&problem, start), search)
        };
        let optimum = found.map_err(|stop| explain(&problem, stop))?;
        let null_log_likelihood = self.null_log_likelihood(observed, totals)?;
        Ok(self.describe(&problem, &optimum, totals, null_log_likelihood))
    }

    /// Log-likelihood of the model with an intercept, and the offset if there is one, alone.
    fn null_log_likelihood(&self, observed: &Observations<'_>, totals: Totals) -> Result<f64, LogisticError> {
        let Totals { n, events, .. } = totals;
        if observed.offset.is_none() {
            return Ok(events * (events / n).ln() + (n - events) * ((n - events) / n).ln());
        }
        let mut empty = DesignMatrixBuilder::new(Vec::new());
        empty.push_rows(Array2::zeros((observed.events.len(), 0)).view());
        let matrix = empty.finish();
        let scaling = Scaling::of(&matrix, observed, Constants::Refuse, false)?;
        let problem = Problem { matrix: &matrix, observed: *observed, scaling: &scaling, stride: 1 };
        let search = Search {
            ridge: 0.0,
            max_iterations: self.max_iterations(),
            tolerance: self.tolerance,
            settled: newton::SETTLED,
            same_information: newton::SAME_INFORMATION,
        };
        let optimum = newton::maximise(&problem, vec![totals.log_odds() - observed.mean_offset(totals)], search)
            .map_err(|stop| explain(&problem, stop))?;
        Ok(optimum.log_likelihood)
    }

    /// Brings the optimum back to the scale of the data.
    fn describe(&self, problem: &Problem<'_>, optimum: &Optimum, totals: Totals, null_log_likelihood: f64) -> LogisticFit {
        let Scaling { centre, inverse_scale, held } = problem.scaling;
        let coefficients: Vec<f64> = optimum.beta[1..].iter().zip(inverse_scale).map(|(value, scale)| value * scale).collect();
        let shift: f64 = coefficients.iter().zip(centre).map(|(coefficient, centre)| coefficient * centre).sum();
        let mut back = Array2::<f64>::zeros((optimum.beta.len(), optimum.beta.len()));
        back[[0, 0]] = 1.0;
        for (column, (centre, scale)) in centre.iter().zip(inverse_scale).enumerate() {
            back[[0, column + 1]] = -centre * scale;
            back[[column + 1, column + 1]] = *scale;
        }
        let root = back.dot(&optimum.factor.inverse_root());
        let name = |column: usize| problem.matrix.names()[column].clone();
        let nearly_collinear = optimum.factor.unexplained.iter().enumerate().skip(1);
        LogisticFit {
            names: problem.matrix.names().to_vec(),
            intercept: optimum.beta[0] - shift,
            coefficients,
            covariance: root.dot(&root.t()),
            log_likelihood: optimum.log_likelihood,
            penalised_log_likelihood: optimum.penalised,
            null_log_likelihood,
            iterations: optimum.iterations,
            n: totals.n,
            events: totals.events,
            method: match (self.firth, self.ridge) {
                (true, _) => Method::Firth,
                (false, 0.0) => Method::MaximumLikelihood,
                (false, lambda) => Method::Ridge { lambda },
            },
            held_at_zero: held.iter().map(|&column| name(column)).collect(),
            nearly_collinear: nearly_collinear
                .filter(|&(_, &unexplained)| unexplained < NEARLY_COLLINEAR)
                .map(|(parameter, &unexplained)| NearCollinear { column: name(parameter - 1), unexplained })
                .collect(),
        }
    }
}

/// Puts names to a failed search.
fn explain(problem: &Problem<'_>, stop: Stop) -> LogisticError {
    let name = |parameter: usize| match parameter {
        0 => "(intercept)".to_owned(),
        parameter => problem.matrix.names()[parameter - 1].clone(),
    };
    match stop {
        Stop::Separated(separated) => LogisticError::Separated {
            kind: separated.kind,
            columns: separated.columns.iter().map(|column| name(column + 1)).collect(),
        },
        Stop::NotConverged { iterations, parameter } => LogisticError::NotConverged { iterations, column: name(parameter) },
        // Fitted probabilities near 0 and 1 can hide the rows that tell two columns apart; ask with even weights.
        Stop::Dependent(seen) => match collinear(problem) {
            Some(Dependent { column, combination }) => LogisticError::Collinear {
                column: name(column),
                with: combination
                    .into_iter()
                    .filter(|&(parameter, coefficient)| parameter > 0 && coefficient.abs() > TAKES_PART)
                    .map(|(parameter, _)| name(parameter))
                    .collect(),
            },
            None if problem.observed.offset.is_some() => LogisticError::Offsets,
            None => LogisticError::NotConverged { iterations: 0, column: name(seen.column) },
        },
    }
}

/// The first column that is a combination of earlier ones, whatever the outcome.
fn collinear(problem: &Problem<'_>) -> Option<Dependent> {
    let even = Problem { observed: Observations { offset: None, ..problem.observed }, ..*problem };
    let mut information = even.evaluate(&vec![0.0; even.parameters()], true).information?;
    newton::hold(&even, &mut information);
    Cholesky::factor(&information, COLLINEAR).err()
}

/// Rows up to which a fit is carried to the last digits.
const SMALL: usize = 20_000;

fn same_information(rows: usize) -> f64 {
    if rows <= SMALL { newton::SAME_INFORMATION_SMALL } else { newton::SAME_INFORMATION }
}
