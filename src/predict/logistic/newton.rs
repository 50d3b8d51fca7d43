//! Newton's method with step-halving, for the likelihood with or without a ridge penalty.

use crate::predict::logistic::cholesky::{Cholesky, Dependent};
use crate::predict::logistic::problem::{Evaluation, Problem};
use crate::predict::logistic::separation::{self, Separated};
use crate::predict::matrix::dot;
use ndarray::Array2;

/// Below this share not explained by earlier columns (a tolerance, 1 - R²) a column counts as collinear: its
/// coefficient would have fewer than about six true digits.
const COLLINEAR: f64 = 1e-10;
/// As far as double precision goes; for steps after the first and for penalised fits.
const SINGULAR: f64 = 1e-14;
/// A root-mean-square change of the linear predictor that leaves the information as good as unchanged. A step
/// with information this near the maximum is the last: it leaves an error of about the square of this.
pub(super) const SAME_INFORMATION: f64 = 1e-6;
/// The same for tables so small that another pass costs nothing, where nearly separated data make digits dear.
pub(super) const SAME_INFORMATION_SMALL: f64 = 1e-9;
/// When the next change is foreseen to be below this, information that is a little old will do for it: a pass
/// for the gradient alone takes a fraction of the time of one that adds up the information too.
const OLD_INFORMATION_DOES: f64 = 1e-3;
/// A coefficient that still moves by more than this, relative to 1 + its size, has not settled, however flat
/// the likelihood: this is what separation looks like.
pub(super) const SETTLED: f64 = 1e-4;
/// A change of the linear predictor so small that it may be rounding, if it does not shrink from step to step.
pub(super) const MAY_BE_ROUNDING: f64 = 1e-7;
/// Steps after which a fit that has not settled is looked at for separation.
const PATIENCE: usize = 8;
const MOST_HALVINGS: usize = 40;
/// Loss of log-likelihood, relative to its size, that may be rounding.
const ROUNDING: f64 = 1e-12;

/// How to search.
#[derive(Debug, Clone, Copy)]
pub(super) struct Search {
    pub ridge: f64,
    pub max_iterations: usize,
    pub tolerance: f64,
    /// Largest relative change of a coefficient in the last step.
    pub settled: f64,
    /// Change of the linear predictor that leaves the information as good as unchanged.
    pub same_information: f64,
}

/// Where the search ended.
#[derive(Debug, Clone)]
pub(super) struct Optimum {
    pub beta: Vec<f64>,
    /// Without any penalty.
    pub log_likelihood: f64,
    /// With the penalty, if there is one.
    pub penalised: f64,
    /// Factor of the information, penalty included.
    pub factor: Cholesky,
    pub iterations: usize,
}

/// Why the search ended without a maximum.
#[derive(Debug, Clone)]
pub(super) enum Stop {
    Dependent(Dependent),
    Separated(Separated),
    /// With the parameter that moved most.
    NotConverged {
        iterations: usize,
        parameter: usize,
    },
}

/// How far a step goes.
pub(super) struct StepSize {
    /// Root mean square change of the linear predictor, weighted by p(1 - p).
    pub rms: f64,
    /// Largest change of a coefficient, relative to 1 + its size, and whose it is.
    pub relative: f64,
    pub parameter: usize,
}

impl StepSize {
    pub(super) fn of(step: &[f64], gradient: &[f64], beta: &[f64], total_information: f64) -> Self {
        let mut size = Self { rms: (dot(gradient, step).max(0.0) / total_information).sqrt(), relative: 0.0, parameter: 0 };
        for (parameter, (change, value)) in step.iter().zip(beta).enumerate() {
            let relative = change.abs() / (1.0 + value.abs());
            if relative > size.relative {
                (size.relative, size.parameter) = (relative, parameter);
            }
        }
        size
    }
}

/// The penalised likelihood at a point.
struct Penalised {
    value: f64,
    gradient: Vec<f64>,
    information: Option<Array2<f64>>,
}

impl Penalised {
    fn at(problem: &Problem<'_>, beta: &[f64], ridge: f64, with_information: bool) -> Self {
        let Evaluation { log_likelihood, mut gradient, mut information } = problem.evaluate(beta, with_information);
        let mut value = log_likelihood;
        for parameter in 1..beta.len() {
            value -= 0.5 * ridge * beta[parameter] * beta[parameter];
            gradient[parameter] -= ridge * beta[parameter];
        }
        if let Some(information) = &mut information {
            information.diag_mut().iter_mut().skip(1).for_each(|cell| *cell += ridge);
            hold(problem, information);
        }
        Self { value, gradient, information }
    }

    /// Takes a step too small to need an evaluation: the target rises by half the decrement.
    fn after_last_step(self, mut beta: Vec<f64>, step: &[f64], ridge: f64, factor: Cholesky, iterations: usize) -> Optimum {
        let penalised = self.value + 0.5 * dot(&self.gradient, step).max(0.0);
        beta.iter_mut().zip(step).for_each(|(value, change)| *value += change);
        let log_likelihood = penalised + 0.5 * ridge * dot(&beta[1..], &beta[1..]);
        Optimum { beta, log_likelihood, penalised, factor, iterations: iterations + 1 }
    }
}

/// Columns held at 0 have no information; a 1 in their place keeps them there and the rest solvable.
pub(super) fn hold(problem: &Problem<'_>, information: &mut Array2<f64>) {
    for &column in &problem.scaling.held {
        information[[column + 1, column + 1]] = 1.0;
    }
}

/// Climbs from `beta` to the maximum.
pub(super) fn maximise(problem: &Problem<'_>, mut beta: Vec<f64>, search: Search) -> Result<Optimum, Stop> {
    let unpenalised = search.ridge == 0.0;
    let mut current = Penalised::at(problem, &beta, search.ridge, true);
    let mut known: Option<Known> = None;
    let mut last_step: Option<Vec<f64>> = None;
    let (mut parameter, mut last_rms) = (0, f64::INFINITY);
    for iteration in 0..=search.max_iterations {
        let fresh = current.information.take();
        let is_fresh = fresh.is_some();
        if let Some(information) = fresh {
            let least = if unpenalised && known.is_none() { COLLINEAR } else { SINGULAR };
            match Cholesky::factor(&information, least) {
                Ok(factor) => known = Some(Known { factor, total: information[[0, 0]], distance: f64::INFINITY }),
                Err(dependent) if iteration == 0 => return Err(Stop::Dependent(dependent)),
                Err(dependent) => {
                    parameter = dependent.column;
                    break;
                }
            }
        }
        let Some(known) = &mut known else { break };
        let step = known.factor.solve(&current.gradient);
        let size = StepSize::of(&step, &current.gradient, &beta, known.total);
        if is_fresh {
            known.distance = size.rms;
        }
        if known.is_last(&size, is_fresh, last_rms, search) {
            let factor = known.factor.clone();
            return Ok(current.after_last_step(beta, &step, search.ridge, factor, iteration));
        }
        parameter = size.parameter;
        let suspicious = unpenalised && iteration >= PATIENCE && size.relative > SETTLED;
        if let Some(separated) =
            Some(&step).filter(|_| suspicious).and_then(|step| separation::along(problem, step, separation::CLEARLY))
        {
            return Err(Stop::Separated(separated));
        }
        if iteration == search.max_iterations {
            last_step = Some(step);
            break;
        }
        let renew = known.should_renew(&size, last_rms, iteration, search.same_information);
        let Some(next) = halve_until_better(&beta, &step, current.value, 0.0, |candidate| {
            let next = Penalised::at(problem, candidate, search.ridge, renew);
            (next.value, next)
        }) else {
            return Err(Stop::NotConverged { iterations: iteration, parameter });
        };
        (beta, current) = next;
        (last_step, last_rms) = (Some(step), size.rms);
    }
    match last_step.filter(|_| unpenalised).and_then(|step| separation::along(problem, &step, separation::ROUGHLY)) {
        Some(separated) => Err(Stop::Separated(separated)),
        None => Err(Stop::NotConverged { iterations: search.max_iterations, parameter }),
    }
}

/// The information as last added up.
struct Known {
    factor: Cholesky,
    /// Sum of weight x p(1 - p).
    total: f64,
    /// How far from the maximum that was, in changes of the linear predictor.
    distance: f64,
}

impl Known {
    fn is_last(&self, size: &StepSize, is_fresh: bool, last_rms: f64, search: Search) -> bool {
        let as_far_as_digits_go = size.rms <= MAY_BE_ROUNDING && size.rms > 0.5 * last_rms;
        let near = size.rms <= search.tolerance || (is_fresh && size.rms <= search.same_information) || as_far_as_digits_go;
        near && size.relative <= search.settled && self.distance <= search.same_information.max(search.tolerance)
    }

    /// Whether to add up the information again after this step. Newton's steps square the distance; steps with
    /// old information multiply it by the distance the information was taken at.
    fn should_renew(&self, size: &StepSize, last_rms: f64, iteration: usize, same: f64) -> bool {
        let foreseen = size.rms * self.distance;
        let slow = size.rms > 0.5 * last_rms || iteration >= PATIENCE;
        self.distance > same && (slow || foreseen > OLD_INFORMATION_DOES || foreseen <= same)
    }
}

/// Takes the step, or half of it, or a quarter, ... until the target does not fall, but rises by at least
/// `least_rise` a full step.
pub(super) fn halve_until_better<E>(
    beta: &[f64],
    step: &[f64],
    target: f64,
    least_rise: f64,
    mut evaluate: impl FnMut(&[f64]) -> (f64, E),
) -> Option<(Vec<f64>, E)> {
    let mut share = 1.0;
    for _ in 0..MOST_HALVINGS {
        let candidate: Vec<f64> = beta.iter().zip(step).map(|(value, change)| value + share * change).collect();
        let (value, evaluation) = evaluate(&candidate);
        if value >= target + share * least_rise - ROUNDING * (1.0 + target.abs()) {
            return Some((candidate, evaluation));
        }
        share /= 2.0;
    }
    None
}
