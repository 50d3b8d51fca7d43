//! Firth's bias-reduced fit: Newton steps on the modified score, with the information as the matrix.
//!
//! Firth, Biometrika 1993;80:27; Heinze and Schemper, Statistics in Medicine 2002;21:2409. The estimate is finite
//! under separation. For a two-by-two table it is the log odds ratio after adding one half to every cell.

use crate::predict::logistic::cholesky::Cholesky;
use crate::predict::logistic::hat;
use crate::predict::logistic::newton::{Optimum, Search, StepSize, Stop, halve_until_better, hold};
use crate::predict::logistic::problem::{Evaluation, Problem};

/// As for maximum likelihood: a share of a column not explained by those before it, below which it is collinear.
const COLLINEAR: f64 = 1e-10;
const SINGULAR: f64 = 1e-14;
/// Longest change of a standardised coefficient in one step; the target is not concave far from its maximum.
const LONGEST_STEP: f64 = 5.0;

/// A point with its factored information.
struct Penalised {
    log_likelihood: f64,
    /// Log-likelihood and half the log-determinant of the information.
    value: f64,
    gradient: Vec<f64>,
    total_information: f64,
    factor: Cholesky,
}

impl Penalised {
    /// Nothing where the information is singular.
    fn at(problem: &Problem<'_>, beta: &[f64], least: f64) -> Result<Self, Stop> {
        let Evaluation { log_likelihood, gradient, information } = problem.evaluate(beta, true);
        let mut information = information.unwrap_or_default();
        hold(problem, &mut information);
        let factor = Cholesky::factor(&information, least).map_err(Stop::Dependent)?;
        let value = log_likelihood + 0.5 * factor.log_determinant();
        Ok(Self { log_likelihood, value, gradient, total_information: information[[0, 0]], factor })
    }
}

/// Climbs from `beta` to the maximum of the penalised likelihood.
pub(super) fn maximise(problem: &Problem<'_>, mut beta: Vec<f64>, search: Search) -> Result<Optimum, Stop> {
    let mut current = Penalised::at(problem, &beta, COLLINEAR)?;
    let mut parameter = 0;
    for iteration in 0..=search.max_iterations {
        let mut gradient = hat::correction(problem, &beta, &current.factor.inverse_root());
        gradient.iter_mut().zip(&current.gradient).for_each(|(sum, score)| *sum += score);
        let mut step = current.factor.solve(&gradient);
        let size = StepSize::of(&step, &gradient, &beta, current.total_information);
        if size.rms <= search.tolerance && size.relative <= search.settled {
            let Penalised { log_likelihood, value, factor, .. } = current;
            return Ok(Optimum { beta, log_likelihood, penalised: value, factor, iterations: iteration });
        }
        parameter = size.parameter;
        let longest = step.iter().fold(0.0_f64, |longest, change| longest.max(change.abs()));
        if longest > LONGEST_STEP {
            for change in &mut step {
                *change *= LONGEST_STEP / longest;
            }
        }
        let Some((next_beta, Some(next))) = halve_until_better(&beta, &step, current.value, |candidate| {
            let next = Penalised::at(problem, candidate, SINGULAR).ok();
            (next.as_ref().map_or(f64::NEG_INFINITY, |next| next.value), next)
        }) else {
            return Err(Stop::NotConverged { iterations: iteration, parameter });
        };
        (beta, current) = (next_beta, next);
    }
    Err(Stop::NotConverged { iterations: search.max_iterations, parameter })
}
