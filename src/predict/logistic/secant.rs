//! Limited-memory secant corrections to a known matrix.
//!
//! Liu and Nocedal, Mathematical Programming 1989;45:503, with the information at the point itself, factored, as
//! the starting matrix (Nocedal and Wright, Numerical Optimization, 2nd edition, algorithm 7.4).

use crate::predict::logistic::cholesky::Cholesky;
use crate::predict::logistic::problem::add_scaled;
use crate::predict::matrix::dot;
use std::collections::VecDeque;

/// Pairs kept; more than most models have coefficients would be of no use.
const MOST_PAIRS: usize = 20;
/// Curvature, relative to the lengths of a pair, below which it is rounding or of the wrong sign.
const LEAST_CURVATURE: f64 = 1e-10;

/// A step that was taken and how much the gradient fell along it.
#[derive(Debug, Clone)]
struct Pair {
    step: Vec<f64>,
    fall: Vec<f64>,
    curvature: f64,
}

/// What the last steps have taught of the curvature.
#[derive(Debug, Clone, Default)]
pub(super) struct Secant(VecDeque<Pair>);

impl Secant {
    /// Learns from a step, unless the target is not concave along it: the matrix stays positive definite.
    pub(super) fn learn(&mut self, step: Vec<f64>, fall: Vec<f64>) {
        let curvature = dot(&step, &fall);
        if curvature > LEAST_CURVATURE * (dot(&step, &step) * dot(&fall, &fall)).sqrt() {
            if self.0.len() == MOST_PAIRS {
                self.0.pop_front();
            }
            self.0.push_back(Pair { step, fall, curvature });
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn forget(&mut self) {
        self.0.clear();
    }

    /// The step uphill: `factor` alone gives Newton's step with the factored matrix.
    pub(super) fn step(&self, gradient: &[f64], factor: &Cholesky) -> Vec<f64> {
        let mut rest = gradient.to_vec();
        let mut shares = Vec::with_capacity(self.0.len());
        for pair in self.0.iter().rev() {
            let share = dot(&pair.step, &rest) / pair.curvature;
            add_scaled(&mut rest, &pair.fall, -share);
            shares.push(share);
        }
        let mut step = factor.solve(&rest);
        for (pair, share) in self.0.iter().zip(shares.into_iter().rev()) {
            let back = dot(&pair.fall, &step) / pair.curvature;
            add_scaled(&mut step, &pair.step, share - back);
        }
        step
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use ndarray::array;

    /// With a step along every axis of a quadratic target, the secant step is Newton's, whatever matrix it began with.
    #[test]
    fn finds_the_curvature_it_was_shown() {
        // Curvature diag(2, 8); the matrix known is [[4, 2], [2, 5]].
        let factor = Cholesky::factor(&array![[4.0, 2.0], [2.0, 5.0]], 1e-10).unwrap();
        let mut secant = Secant::default();
        assert_eq!(secant.step(&[8.0, 4.0], &factor), factor.solve(&[8.0, 4.0]));
        secant.learn(vec![1.0, 0.0], vec![2.0, 0.0]);
        secant.learn(vec![0.0, 0.5], vec![0.0, 4.0]);
        let step = secant.step(&[6.0, 4.0], &factor);
        assert_abs_diff_eq!(step[0], 3.0, epsilon = 1e-14);
        assert_abs_diff_eq!(step[1], 0.5, epsilon = 1e-14);
        secant.forget();
        // Curvature of the wrong sign is not learnt.
        secant.learn(vec![1.0, 0.0], vec![-2.0, 0.0]);
        assert!(secant.is_empty());
    }
}
