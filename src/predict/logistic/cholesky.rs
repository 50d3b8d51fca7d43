//! Cholesky factor of an information matrix, in column order, on the scale of its diagonal.
//!
//! In column order, not pivoted by size: when a column turns out to be a combination, it is one of the columns
//! before it, which is how people think of a redundant predictor.

use ndarray::Array2;

/// Lower triangle L with S A S = L Lᵀ, where S makes the diagonal of A one.
#[derive(Debug, Clone)]
pub(super) struct Cholesky {
    lower: Array2<f64>,
    scale: Vec<f64>,
    /// By column: share of its length that the columns before it do not explain (1 - R²).
    pub unexplained: Vec<f64>,
}

/// A column that the ones before it explain.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Dependent {
    pub column: usize,
    /// Columns before it with their coefficients, on the scale of a unit diagonal.
    pub combination: Vec<(usize, f64)>,
}

impl Cholesky {
    /// Factors a symmetric matrix with positive diagonal. A column counts as dependent when less than
    /// `least_unexplained` of it is not explained by those before it.
    pub(super) fn factor(matrix: &Array2<f64>, least_unexplained: f64) -> Result<Self, Dependent> {
        let size = matrix.nrows();
        let scale: Vec<f64> = matrix.diag().iter().map(|value| 1.0 / value.sqrt()).collect();
        let mut lower = Array2::zeros((size, size));
        let mut unexplained = Vec::with_capacity(size);
        for row in 0..size {
            for column in 0..row {
                let mut value = matrix[[row, column]] * scale[row] * scale[column];
                for k in 0..column {
                    value -= lower[[row, k]] * lower[[column, k]];
                }
                lower[[row, column]] = value / lower[[column, column]];
            }
            let explained: f64 = (0..row).map(|k| lower[[row, k]] * lower[[row, k]]).sum();
            let rest = 1.0 - explained;
            // Written so that a value that is not a number fails too.
            if !(rest > least_unexplained && scale[row].is_finite()) {
                return Err(Dependent { column: row, combination: combination(&lower, row) });
            }
            unexplained.push(rest);
            lower[[row, row]] = rest.sqrt();
        }
        Ok(Self { lower, scale, unexplained })
    }

    /// Solves A x = b.
    pub(super) fn solve(&self, right: &[f64]) -> Vec<f64> {
        let size = right.len();
        let mut solution: Vec<f64> = right.iter().zip(&self.scale).map(|(value, scale)| value * scale).collect();
        for row in 0..size {
            let known: f64 = (0..row).map(|k| self.lower[[row, k]] * solution[k]).sum();
            solution[row] = (solution[row] - known) / self.lower[[row, row]];
        }
        for row in (0..size).rev() {
            let known: f64 = (row + 1..size).map(|k| self.lower[[k, row]] * solution[k]).sum();
            solution[row] = (solution[row] - known) / self.lower[[row, row]];
        }
        solution.iter_mut().zip(&self.scale).for_each(|(value, scale)| *value *= scale);
        solution
    }

    /// R with R Rᵀ the inverse of A: S L⁻ᵀ, upper triangular.
    pub(super) fn inverse_root(&self) -> Array2<f64> {
        let size = self.scale.len();
        let mut root = Array2::zeros((size, size));
        for unit in 0..size {
            // Column `unit` of L⁻ᵀ, from the bottom up.
            for row in (0..=unit).rev() {
                let mut value = f64::from(u8::from(row == unit));
                for k in row + 1..=unit {
                    value -= self.lower[[k, row]] * root[[k, unit]];
                }
                root[[row, unit]] = value / self.lower[[row, row]];
            }
        }
        for (mut row, scale) in root.rows_mut().into_iter().zip(&self.scale) {
            row *= *scale;
        }
        root
    }

    /// Logarithm of the determinant of A.
    pub(super) fn log_determinant(&self) -> f64 {
        self.lower.diag().iter().zip(&self.scale).map(|(pivot, scale)| 2.0 * (pivot / scale).ln()).sum()
    }
}

/// Back-substitution: the columns before `row` whose combination it is.
fn combination(lower: &Array2<f64>, row: usize) -> Vec<(usize, f64)> {
    let mut coefficients = vec![0.0; row];
    for column in (0..row).rev() {
        let known: f64 = (column + 1..row).map(|k| lower[[k, column]] * coefficients[k]).sum();
        coefficients[column] = (lower[[row, column]] - known) / lower[[column, column]];
    }
    coefficients.into_iter().enumerate().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use ndarray::array;

    #[test]
    fn solves_and_inverts() {
        // A = [[4, 2], [2, 5]]: determinant 16, inverse [[5, -2], [-2, 4]] / 16.
        let factor = Cholesky::factor(&array![[4.0, 2.0], [2.0, 5.0]], 1e-10).unwrap();
        assert_abs_diff_eq!(factor.log_determinant(), 16.0_f64.ln(), epsilon = 1e-14);
        let root = factor.inverse_root();
        assert_abs_diff_eq!(root.dot(&root.t()), array![[5.0, -2.0], [-2.0, 4.0]] / 16.0, epsilon = 1e-14);
        let solution = factor.solve(&[8.0, 4.0]);
        assert_abs_diff_eq!(solution[0], 2.0, epsilon = 1e-14);
        assert_abs_diff_eq!(solution[1], 0.0, epsilon = 1e-14);
        assert_abs_diff_eq!(factor.unexplained[1], 16.0 / 20.0, epsilon = 1e-14);
    }

    #[test]
    fn names_the_combination() {
        // Columns a, b, c orthonormal but for d = 3a - 4c; scaled to unit length, d = 0.6a - 0.8c.
        let vectors = array![[1.0, 0.0, 0.0, 3.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, -4.0]];
        let dependent = Cholesky::factor(&vectors.t().dot(&vectors), 1e-10).unwrap_err();
        assert_eq!(dependent.column, 3);
        for ((column, coefficient), expected) in dependent.combination.iter().zip([0.6, 0.0, -0.8]) {
            assert_abs_diff_eq!(*coefficient, expected, epsilon = 1e-12);
            assert!(*column < 3);
        }
    }
}
