//! A starting point from fits to some of the rows, so that few passes over all of them remain.
//!
//! Only a start: it changes how many steps the fit takes, not where it ends.

use crate::predict::logistic::newton::{SAME_INFORMATION, Search, maximise};
use crate::predict::logistic::problem::Problem;

/// Every so-manieth row, coarse to fine. Odd primes, lest they fall into step with blocks in the data.
const STRIDES: [usize; 2] = [61, 7];
/// Rows and events a parameter below which a thinned fit teaches little.
const ROWS_A_PARAMETER: usize = 20;
const EVENTS_A_PARAMETER: usize = 3;
/// Pseudo-observations that keep columns rare in the thinned rows from running away.
const RIDGE: f64 = 1.0;
/// A step this small is within what thinning costs in accuracy anyway.
const TOLERANCE: f64 = 0.2;
const MOST_ITERATIONS: usize = 12;

/// Improves `start` on thinned rows as far as that is worth while. Without offsets the Newton steps of a small
/// data set cost nothing, so small ones are left alone.
pub(super) fn warm_start(problem: &Problem<'_>, start: Vec<f64>) -> Vec<f64> {
    STRIDES.into_iter().fold(start, |start, stride| {
        let rows = problem.matrix.rows() / stride;
        let thinned = Problem { stride, ..*problem };
        let events = (0..problem.matrix.rows()).step_by(stride).filter(|&row| problem.observed.events[row]).count();
        let parameters = problem.parameters();
        if rows < ROWS_A_PARAMETER * parameters || events.min(rows - events.min(rows)) < EVENTS_A_PARAMETER * parameters {
            return start;
        }
        let search = Search {
            ridge: RIDGE,
            max_iterations: MOST_ITERATIONS,
            tolerance: TOLERANCE,
            settled: f64::INFINITY,
            same_information: SAME_INFORMATION,
        };
        maximise(&thinned, start.clone(), search).map_or(start, |optimum| optimum.beta)
    })
}
