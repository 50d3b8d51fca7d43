//! Restricted cubic splines: smooth between the outer knots, straight beyond them.

/// The basis of Harrell, Regression Modeling Strategies (2nd ed. 2015), section 2.4.5: with knots t1 < ... < tk, the terms are
/// x itself and, for j = 1 ... k-2,
///
/// ```text
/// [ (x-tj)+^3 - (x-t(k-1))+^3 (tk-tj)/(tk-t(k-1)) + (x-tk)+^3 (t(k-1)-tj)/(tk-t(k-1)) ] / (tk-t1)^2
/// ```
///
/// The division by the squared range keeps every term on the scale of x.
#[derive(Debug, Clone, PartialEq)]
pub struct RestrictedCubic<'a> {
    knots: &'a [f64],
}

impl<'a> RestrictedCubic<'a> {
    /// A basis for `knots`: at least three, rising. With fewer there is only the straight term.
    #[must_use]
    pub const fn new(knots: &'a [f64]) -> Self {
        Self { knots }
    }

    /// The `term`-th curved term at `x`, counting from 0.
    #[must_use]
    pub fn curved(&self, term: usize, x: f64) -> f64 {
        let [first, .., before_last, last] = self.knots else { return 0.0 };
        let cube = |knot: f64| if x < knot { 0.0 } else { (x - knot).powi(3) };
        let knot = self.knots[term];
        let width = last - before_last;
        let sum = cube(knot) - cube(*before_last) * (last - knot) / width + cube(*last) * (before_last - knot) / width;
        sum / (last - first).powi(2)
    }

    /// The columns for `values`: themselves, then the curved terms. Missing stays missing.
    #[must_use]
    pub fn columns(&self, values: &[f32]) -> Vec<Vec<f32>> {
        let mut columns = vec![values.to_vec()];
        for term in 0..self.knots.len().saturating_sub(2) {
            columns.push(values.iter().map(|&value| self.curved(term, f64::from(value)) as f32).collect());
        }
        columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    const KNOTS: [f64; 4] = [10.0, 40.0, 60.0, 80.0];

    #[test]
    fn is_nothing_below_and_straight_above() {
        let basis = RestrictedCubic::new(&KNOTS);
        for term in 0..2 {
            assert_eq!(basis.curved(term, 10.0), 0.0);
            let steps: Vec<f64> = [80.0, 90.0, 100.0, 110.0].map(|x| basis.curved(term, x)).into();
            assert_relative_eq!(steps[1] - steps[0], steps[3] - steps[2], max_relative = 1e-9);
        }
    }

    #[test]
    fn agrees_with_the_formula_worked_by_hand() {
        // x = 70: [60^3 - 10^3 * 70/20] / 70^2 and [30^3 - 10^3 * 40/20] / 70^2.
        let basis = RestrictedCubic::new(&KNOTS);
        assert_relative_eq!(basis.curved(0, 70.0), (216_000.0 - 3_500.0) / 4_900.0, max_relative = 1e-12);
        assert_relative_eq!(basis.curved(1, 70.0), (27_000.0 - 2_000.0) / 4_900.0, max_relative = 1e-12);
        assert!(basis.columns(&[f32::NAN]).iter().all(|column| column[0].is_nan()));
    }
}
