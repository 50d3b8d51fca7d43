//! Separation by several predictors together.
//!
//! Where no finite maximum exists, Newton's steps settle into a direction along which every row's fitted
//! probability moves towards its outcome, or stays. Such a direction is itself the proof (Albert and Anderson,
//! Biometrika 1984;71:1), so it only has to be checked against every row.

use crate::predict::logistic::Separation;
use crate::predict::logistic::problem::{Problem, row_chunks};
use rayon::prelude::*;

/// How far a row may move the wrong way, as a share of the farthest right move, in a settled direction.
pub(super) const CLEARLY: f64 = 1e-6;
/// As above, when the search has to end anyway.
pub(super) const ROUGHLY: f64 = 1e-3;
/// Predictors are named when they move by at least this share of what the strongest does (standardised).
const WORTH_NAMING: f64 = 0.1;
const MOST_NAMED: usize = 3;

/// A separating direction that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Separated {
    pub kind: Separation,
    /// The columns that matter most in it, the strongest first.
    pub columns: Vec<usize>,
}

/// Whether going along `direction` (standardised, intercept first) separates the classes.
pub(super) fn along(problem: &Problem<'_>, direction: &[f64], tolerance: f64) -> Option<Separated> {
    let point = problem.point(direction);
    let scales = problem.dense_scales();
    let extremes: Vec<(f64, f64)> = row_chunks(problem.matrix.rows())
        .into_par_iter()
        .map(|chunk| {
            let mut standardised = vec![0.0; scales.len() + 1];
            let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
            for row in problem.rows_of(chunk).filter(|&row| problem.observed.weight(row) > 0.0) {
                problem.standardise(row, &scales, &mut standardised);
                let move_up = problem.linear_predictor(row, &standardised, &point)
                    - problem.observed.offset.map_or(0.0, |offset| offset[row]);
                let right_way = if problem.observed.events[row] { move_up } else { -move_up };
                least = least.min(right_way);
                most = most.max(right_way);
            }
            (least, most)
        })
        .collect();
    let least = extremes.iter().fold(f64::INFINITY, |least, chunk| least.min(chunk.0));
    let most = extremes.iter().fold(f64::NEG_INFINITY, |most, chunk| most.max(chunk.1));
    if !(most > 0.0 && least >= -tolerance * most) {
        return None;
    }
    let kind = if least > tolerance * most { Separation::Complete } else { Separation::Quasi };
    let mut columns: Vec<usize> = (0..problem.matrix.columns()).collect();
    let strength = |column: usize| direction[column + 1].abs();
    columns.sort_by(|&one, &other| strength(other).total_cmp(&strength(one)));
    let strongest = columns.first().map_or(0.0, |&column| strength(column));
    columns.retain(|&column| strength(column) >= WORTH_NAMING * strongest);
    columns.truncate(MOST_NAMED);
    Some(Separated { kind, columns })
}
