//! Invariances of a fit, and the fast fit against a slow one, on random small data.

use super::{fit, names, population};
use crate::predict::logistic::{LogisticFit, LogisticParams, Observations, logistic};
use crate::predict::matrix::DesignMatrix;
use crate::predict::matrix_builder::DesignMatrixBuilder;
use approx::assert_abs_diff_eq;
use ndarray::{Array1, Array2, Axis};
use proptest::prelude::*;

/// Plain Newton on the full matrix with Gaussian elimination: slow, obvious, and without any of the solver's parts.
/// Gives intercept and coefficients, and the inverse information.
fn slow_fit(full: &Array2<f64>, events: &[bool], weights: &[f64], ridge: f64) -> (Array1<f64>, Array2<f64>) {
    let (rows, columns) = full.dim();
    let mut x = Array2::ones((rows, columns + 1));
    x.slice_axis_mut(Axis(1), (1..).into()).assign(full);
    let total: f64 = weights.iter().sum();
    let weights = Array1::from(weights.to_vec());
    let y: Array1<f64> = events.iter().map(|&event| f64::from(u8::from(event))).collect();
    // The penalty on the scale of the data: lambda x variance of the column.
    let penalty: Array1<f64> = (0..=columns)
        .map(|column| {
            let values = x.column(column);
            let mean = (&values * &weights).sum() / total;
            ridge * (&weights * &(&values - mean).mapv(|distance| distance * distance)).sum() / total
        })
        .collect();
    let mut beta = Array1::<f64>::zeros(columns + 1);
    for _ in 0..200 {
        let p = x.dot(&beta).mapv(logistic);
        let score = x.t().dot(&(&weights * &(&y - &p))) - &penalty * &beta;
        let w = &weights * &p * &p.mapv(|p| 1.0 - p);
        let information = x.t().dot(&(&x * &w.insert_axis(Axis(1)))) + Array2::from_diag(&penalty);
        let inverse = inverse(information);
        let step = inverse.dot(&score);
        beta += &step;
        if step.iter().all(|change| change.abs() < 1e-12) {
            return (beta, inverse);
        }
    }
    panic!("the slow fit does not converge");
}

/// Gauss-Jordan elimination with row exchange.
fn inverse(mut matrix: Array2<f64>) -> Array2<f64> {
    let size = matrix.nrows();
    let mut result = Array2::eye(size);
    for column in 0..size {
        let pivot = (column..size).max_by(|&a, &b| matrix[[a, column]].abs().total_cmp(&matrix[[b, column]].abs())).unwrap();
        for k in 0..size {
            matrix.swap([column, k], [pivot, k]);
            result.swap([column, k], [pivot, k]);
        }
        let divisor = matrix[[column, column]];
        for k in 0..size {
            matrix[[column, k]] /= divisor;
            result[[column, k]] /= divisor;
        }
        for row in (0..size).filter(|&row| row != column) {
            let factor = matrix[[row, column]];
            for k in 0..size {
                matrix[[row, k]] -= factor * matrix[[column, k]];
                result[[row, k]] -= factor * result[[column, k]];
            }
        }
    }
    result
}

fn packed(full: &Array2<f64>) -> DesignMatrix {
    DesignMatrix::from_view(names(full.ncols()), full.view())
}

fn parameters(fit: &LogisticFit) -> Vec<f64> {
    std::iter::once(fit.intercept).chain(fit.coefficients.iter().copied()).collect()
}

fn close(one: &[f64], other: &[f64], epsilon: f64) {
    assert_eq!(one.len(), other.len());
    for (one, other) in one.iter().zip(other) {
        assert_abs_diff_eq!(*one, *other, epsilon = epsilon * (1.0 + one.abs()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fast_agrees_with_slow(seed: u64, columns in 1_usize..6, rows in 150_usize..600, ridge in prop_oneof![Just(0.0), 0.01..20.0]) {
        let (full, events) = population(rows, columns, seed);
        let weights: Vec<f64> = (0..rows).map(|row| (row % 4) as f64 * 0.5).collect();
        let observed = Observations::new(&events).with_weights(&weights);
        let found = fit(LogisticParams::new().ridge(ridge), &packed(&full), &observed).unwrap();
        let (beta, covariance) = slow_fit(&full, &events, &weights, ridge);
        close(&parameters(&found), &beta.to_vec(), 1e-8);
        close(found.covariance.as_slice().unwrap(), &covariance.as_standard_layout().iter().copied().collect::<Vec<_>>(), 1e-7);
    }

    #[test]
    fn the_score_is_zero_at_the_estimate(seed: u64, columns in 1_usize..6) {
        let (full, events) = population(400, columns, seed);
        let matrix = packed(&full);
        let found = fit(LogisticParams::new(), &matrix, &Observations::new(&events)).unwrap();
        let residuals: Array1<f64> = found.risks(&matrix).iter().zip(&events).map(|(risk, &event)| f64::from(u8::from(event)) - risk).collect();
        assert_abs_diff_eq!(residuals.sum(), 0.0, epsilon = 1e-7);
        for column in full.columns() {
            assert_abs_diff_eq!(residuals.dot(&column), 0.0, epsilon = 1e-5);
        }
    }

    #[test]
    fn scaling_a_column_scales_its_coefficient(seed: u64, factor in prop_oneof![1e-6..1e-3, 1e3..1e6], ridge in prop_oneof![Just(0.0), Just(5.0)]) {
        let (full, events) = population(300, 4, seed);
        let plain = fit(LogisticParams::new().ridge(ridge), &packed(&full), &Observations::new(&events)).unwrap();
        for column in 0..4 {
            let mut scaled = full.clone();
            scaled.column_mut(column).mapv_inplace(|value| value * factor);
            let mut found = parameters(&fit(LogisticParams::new().ridge(ridge), &packed(&scaled), &Observations::new(&events)).unwrap());
            found[column + 1] *= factor;
            close(&found, &parameters(&plain), 1e-8);
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(seed: u64, turn in 1_usize..299) {
        let (full, mut events) = population(300, 4, seed);
        let plain = fit(LogisticParams::new(), &packed(&full), &Observations::new(&events)).unwrap();
        let order: Vec<usize> = (0..300).map(|row| (row + turn) % 300).rev().collect();
        events = order.iter().map(|&row| events[row]).collect();
        let turned = fit(LogisticParams::new(), &packed(&full.select(Axis(0), &order)), &Observations::new(&events)).unwrap();
        close(&parameters(&turned), &parameters(&plain), 1e-9);
    }

    #[test]
    fn weights_are_repeated_rows(seed: u64, method in 0..3) {
        let (full, events) = population(250, 3, seed);
        let params = match method {
            0 => LogisticParams::new(),
            1 => LogisticParams::new().ridge(4.0),
            _ => LogisticParams::new().firth(true),
        };
        let times = |row: usize| row * 7 % 4;
        let weights: Vec<f64> = (0..250).map(|row| times(row) as f64).collect();
        let weighted = fit(params.clone(), &packed(&full), &Observations::new(&events).with_weights(&weights)).unwrap();
        let rows: Vec<usize> = (0..250).flat_map(|row| std::iter::repeat_n(row, times(row))).collect();
        let repeated_events: Vec<bool> = rows.iter().map(|&row| events[row]).collect();
        let repeated = fit(params, &packed(&full.select(Axis(0), &rows)), &Observations::new(&repeated_events)).unwrap();
        close(&parameters(&weighted), &parameters(&repeated), 1e-7);
        close(&weighted.standard_errors(), &repeated.standard_errors(), 1e-7);
        close(&[weighted.log_likelihood, weighted.n, weighted.events], &[repeated.log_likelihood, repeated.n, repeated.events], 1e-9);
    }

    #[test]
    fn a_constant_offset_moves_the_intercept_alone(seed: u64, level in -2.0..2.0_f64) {
        let (full, events) = population(300, 3, seed);
        let plain = fit(LogisticParams::new(), &packed(&full), &Observations::new(&events)).unwrap();
        let offset = vec![level; 300];
        let moved = fit(LogisticParams::new(), &packed(&full), &Observations::new(&events).with_offset(&offset)).unwrap();
        let mut expected = parameters(&plain);
        expected[0] -= level;
        close(&parameters(&moved), &expected, 1e-8);
        close(&[moved.null_log_likelihood], &[plain.null_log_likelihood], 1e-9);
    }

    #[test]
    fn blocks_and_packing_do_not_matter(seed: u64, block in 1_usize..200) {
        let (full, events) = population(300, 5, seed);
        let mut builder = DesignMatrixBuilder::new(names(5));
        for rows in full.axis_chunks_iter(Axis(0), block) {
            let columns: Vec<Vec<f64>> = rows.columns().into_iter().map(|column| column.to_vec()).collect();
            builder.push_block(&columns).unwrap();
        }
        let built = builder.finish();
        let mut row = vec![f64::NAN; 5];
        for (number, expected) in full.rows().into_iter().enumerate() {
            built.copy_row(number, &mut row);
            prop_assert_eq!(&row, &expected.to_vec());
        }
        let one = fit(LogisticParams::new(), &built, &Observations::new(&events)).unwrap();
        let other = fit(LogisticParams::new(), &packed(&full), &Observations::new(&events)).unwrap();
        close(&parameters(&one), &parameters(&other), 1e-8);
    }
}

/// Large enough for the start from thinned rows and for several chunks.
#[test]
fn a_warm_start_ends_in_the_same_place() {
    let (full, events) = population(30_000, 6, 77);
    let found = fit(LogisticParams::new(), &packed(&full), &Observations::new(&events)).unwrap();
    let (beta, covariance) = slow_fit(&full, &events, &vec![1.0; 30_000], 0.0);
    close(&parameters(&found), &beta.to_vec(), 1e-9);
    let errors: Vec<f64> = covariance.diag().iter().map(|variance| variance.sqrt()).collect();
    close(&found.standard_errors(), &errors, 1e-8);
}
