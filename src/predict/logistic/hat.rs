//! Leverages, as Firth's correction needs them.

use crate::predict::logistic::problem::{Problem, RowTerms, add_scaled, row_chunks};
use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

const ROWS_AT_A_TIME: usize = 256;

/// What Firth's correction adds to the gradient: the sum over rows of leverage x (1/2 - p) x predictors, where
/// leverages are the diagonal of W½ X (Xᵀ W X)⁻¹ Xᵀ W½ and `root` is R with R Rᵀ = (Xᵀ W X)⁻¹.
pub(super) fn correction(problem: &Problem<'_>, beta: &[f64], root: &Array2<f64>) -> Vec<f64> {
    let chunks: Vec<Vec<f64>> = row_chunks(problem.matrix.rows())
        .into_par_iter()
        .map(|chunk| {
            let mut sum = vec![0.0; beta.len()];
            let rows: Vec<usize> = problem.rows_of(chunk).collect();
            for rows in rows.chunks(ROWS_AT_A_TIME) {
                add_rows(problem, rows, beta, root, &mut sum);
            }
            sum
        })
        .collect();
    let mut total = vec![0.0; beta.len()];
    for sum in &chunks {
        add_scaled(&mut total, sum, 1.0);
    }
    total
}

fn add_rows(problem: &Problem<'_>, rows: &[usize], beta: &[f64], root: &Array2<f64>, sum: &mut [f64]) {
    let width = beta.len();
    let mut full = vec![0.0; rows.len() * width];
    for (&row, full) in rows.iter().zip(full.chunks_exact_mut(width)) {
        full[0] = 1.0;
        problem.matrix.copy_row(row, &mut full[1..]);
        for (cell, (centre, scale)) in full[1..].iter_mut().zip(problem.scaling.centre.iter().zip(&problem.scaling.inverse_scale))
        {
            *cell = (*cell - centre) * scale;
        }
    }
    let Ok(block) = ArrayView2::from_shape((rows.len(), width), &full) else { return };
    let spread = block.dot(root);
    for ((&row, full), spread) in rows.iter().zip(full.chunks_exact(width)).zip(spread.rows()) {
        let offset = problem.observed.offset.map_or(0.0, |offset| offset[row]);
        let linear_predictor = offset + crate::predict::matrix::dot(full, beta);
        let terms = RowTerms::at(linear_predictor, problem.observed.events[row], problem.observed.weight(row));
        let leverage = terms.information * spread.dot(&spread);
        // 1/2 - p, without cancellation.
        add_scaled(sum, full, -0.5 * leverage * (0.5 * linear_predictor).tanh());
    }
}
