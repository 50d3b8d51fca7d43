//! Firth's bias-reduced fit: the penalised likelihood climbed by quasi-Newton steps.
//!
//! Firth, Biometrika 1993;80:27; Heinze and Schemper, Statistics in Medicine 2002;21:2409. The estimate is finite
//! under separation. For a two-by-two table it is the log odds ratio after adding one half to every cell.
//!
//! The usual iteration, Newton's on the modified score with the plain information as the matrix, leaves out the
//! curvature of the penalty. Under separation that curvature is as large as the information itself, and the
//! iteration swings around the maximum for hundreds of steps. Secant corrections to the information make up for it.

use crate::predict::logistic::cholesky::Cholesky;
use crate::predict::logistic::hat;
use crate::predict::logistic::newton::{MAY_BE_ROUNDING, Optimum, Search, StepSize, Stop, halve_until_better, hold};
use crate::predict::logistic::problem::{Evaluation, Problem};
use crate::predict::logistic::secant::Secant;
use crate::predict::matrix::dot;

/// As for maximum likelihood: a share of a column not explained by those before it, below which it is collinear.
const COLLINEAR: f64 = 1e-10;
const SINGULAR: f64 = 1e-14;
/// Longest change of a standardised coefficient in one step, beside the largest coefficient so far: the target is
/// not concave far from its maximum, but a narrow gap between the classes makes for coefficients in the hundreds.
const LONGEST_STEP: f64 = 5.0;
/// Share of the foreseen rise that a step has to bring (Armijo), lest steps swing from side to side for nothing.
const SUFFICIENT: f64 = 1e-4;
/// Largest relative change of a coefficient in the last step: the target may be flat.
const SETTLED: f64 = 1e-6;

/// A point with its modified score and factored information.
struct Penalised {
    log_likelihood: f64,
    /// Log-likelihood and half the log-determinant of the information.
    value: f64,
    score: Vec<f64>,
    total_information: f64,
    factor: Cholesky,
}

impl Penalised {
    /// Nothing where the information is singular.
    fn at(problem: &Problem<'_>, beta: &[f64], least: f64) -> Result<Self, Stop> {
        let Evaluation { log_likelihood, gradient: mut score, information } = problem.evaluate(beta, true);
        let mut information = information.unwrap_or_default();
        hold(problem, &mut information);
        let factor = Cholesky::factor(&information, least).map_err(Stop::Dependent)?;
        let correction = hat::correction(problem, beta, &factor.inverse_root());
        score.iter_mut().zip(correction).for_each(|(score, correction)| *score += correction);
        let value = log_likelihood + 0.5 * factor.log_determinant();
        Ok(Self { log_likelihood, value, score, total_information: information[[0, 0]], factor })
    }

    fn optimum(self, beta: Vec<f64>, iterations: usize) -> Optimum {
        let Self { log_likelihood, value, factor, .. } = self;
        Optimum { beta, log_likelihood, penalised: value, factor, iterations }
    }
}

/// Climbs from `beta` to the maximum of the penalised likelihood.
pub(super) fn maximise(problem: &Problem<'_>, mut beta: Vec<f64>, search: Search) -> Result<Optimum, Stop> {
    let mut current = Penalised::at(problem, &beta, COLLINEAR)?;
    let mut secant = Secant::default();
    let mut parameter = 0;
    for iteration in 0..=search.max_iterations {
        let mut step = secant.step(&current.score, &current.factor);
        let size = StepSize::of(&step, &current.score, &beta, current.total_information);
        // The score measured by the plain information too: secants may be wrong about how near the maximum is.
        let plain = dot(&current.score, &current.factor.solve(&current.score));
        let rms = size.rms.max((plain.max(0.0) / current.total_information).sqrt());
        if rms <= search.tolerance && size.relative <= SETTLED.min(search.settled) {
            return Ok(current.optimum(beta, iteration));
        }
        parameter = size.parameter;
        shorten(&mut step, &beta);
        let least_rise = SUFFICIENT * dot(&current.score, &step);
        let climbed = halve_until_better(&beta, &step, current.value, least_rise, |candidate| {
            let next = Penalised::at(problem, candidate, SINGULAR).ok();
            (next.as_ref().map_or(f64::NEG_INFINITY, |next| next.value), next)
        });
        match climbed {
            Some((next_beta, Some(next))) => {
                let step = next_beta.iter().zip(&beta).map(|(next, current)| next - current).collect();
                let fall = current.score.iter().zip(&next.score).map(|(current, next)| current - next).collect();
                secant.learn(step, fall);
                (beta, current) = (next_beta, next);
            }
            _ if rms <= MAY_BE_ROUNDING => return Ok(current.optimum(beta, iteration)),
            _ if secant.is_empty() => return Err(Stop::NotConverged { iterations: iteration, parameter }),
            // Start afresh from the information alone, whose step leads uphill for certain.
            _ => secant.forget(),
        }
    }
    Err(Stop::NotConverged { iterations: search.max_iterations, parameter })
}

fn shorten(step: &mut [f64], beta: &[f64]) {
    let largest = |values: &[f64]| values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let (length, most) = (largest(step), LONGEST_STEP + largest(beta));
    if length > most {
        for change in step.iter_mut() {
            *change *= most / length;
        }
    }
}
