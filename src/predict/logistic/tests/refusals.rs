//! What cannot be fitted is refused by name, and only that.

use super::{events, fit, matrix, names, population};
use crate::error::Fault;
use crate::predict::logistic::{Constants, InvalidParams, LogisticError, LogisticParams, Observations, Separation};
use crate::predict::matrix::DesignMatrix;
use approx::{assert_abs_diff_eq, assert_relative_eq};
use linfa::ParamGuard;
use ndarray::{Array2, Axis};

fn refused(columns: &[&[f64]], outcomes: &[u8]) -> LogisticError {
    fit(LogisticParams::new(), &matrix(columns), &Observations::new(&events(outcomes))).unwrap_err()
}

/// The columns named for separation, and its kind.
fn separated(columns: &[&[f64]], outcomes: &[u8]) -> (Separation, String) {
    match refused(columns, outcomes) {
        LogisticError::Separated { kind, columns } => (kind, columns.concat()),
        other => panic!("{other}"),
    }
}

const NOISE: [f64; 8] = [0.3, -1.0, 0.8, 0.1, -0.4, 1.2, -0.7, 0.5];

#[test]
fn options_that_make_no_sense() {
    let checked = |params: LogisticParams| params.check().unwrap_err();
    assert_eq!(checked(LogisticParams::new().ridge(-1.0)), InvalidParams::Ridge);
    assert_eq!(checked(LogisticParams::new().ridge(f64::NAN)), InvalidParams::Ridge);
    assert_eq!(checked(LogisticParams::new().ridge(1.0).firth(true)), InvalidParams::FirthWithRidge);
    assert_eq!(checked(LogisticParams::new().tolerance(0.0)), InvalidParams::Tolerance);
    assert_eq!(checked(LogisticParams::new().max_iterations(0)), InvalidParams::Iterations);
}

#[test]
fn one_class() {
    assert!(matches!(refused(&[&NOISE], &[0; 8]), LogisticError::OneClass { all_events: false }));
    assert!(matches!(refused(&[&NOISE], &[1; 8]), LogisticError::OneClass { all_events: true }));
}

#[test]
fn constants() {
    let outcomes = [0, 1, 0, 1, 1, 0, 0, 1];
    for constant in [0.0, 1.0, 1e9, -3e-9] {
        let error = refused(&[&NOISE, &[constant; 8]], &outcomes);
        assert!(matches!(&error, LogisticError::Constant { column } if column == "b"), "{error}");
    }
    // Rows without weight do not count as variation.
    let weights = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0];
    let flags = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0];
    let events = events(&outcomes);
    let observed = Observations::new(&events).with_weights(&weights);
    let error = fit(LogisticParams::new(), &matrix(&[&flags]), &observed).unwrap_err();
    assert!(matches!(error, LogisticError::Constant { .. }), "{error}");
}

#[test]
fn constants_held_at_zero_change_nothing_else() {
    let outcomes = events(&[0, 1, 0, 1, 1, 0, 0, 1]);
    let observed = Observations::new(&outcomes);
    for params in [LogisticParams::new(), LogisticParams::new().ridge(0.7), LogisticParams::new().firth(true)] {
        let alone = fit(params.clone(), &matrix(&[&NOISE]), &observed).unwrap();
        let held = fit(params.constants(Constants::HoldAtZero), &matrix(&[&[5.0; 8], &NOISE, &[0.0; 8]]), &observed).unwrap();
        assert_eq!(held.held_at_zero, ["a", "c"]);
        assert_eq!((held.coefficients[0], held.coefficients[2]), (0.0, 0.0));
        assert_abs_diff_eq!(held.coefficients[1], alone.coefficients[0], epsilon = 1e-12);
        assert_abs_diff_eq!(held.standard_errors()[2], alone.standard_errors()[1], epsilon = 1e-12);
        assert_eq!(held.standard_errors()[1], 0.0);
    }
}

#[test]
fn not_finite() {
    let mut column = NOISE;
    for value in [f64::NAN, f64::INFINITY, 1e300] {
        column[3] = value;
        let error = refused(&[&NOISE, &column], &[0, 1, 0, 1, 1, 0, 0, 1]);
        assert!(matches!(&error, LogisticError::NotFinite { column } if column == "b"), "{error}");
    }
}

#[test]
fn collinear_columns_name_each_other() {
    let (full, events) = population(200, 4, 1);
    // e = 2a - 3c + 7; b and d take no part.
    let extra = full.column(0).mapv(|value| 2.0 * value + 7.0) - full.column(2).mapv(|value| 3.0 * value);
    let mut joined = full.clone();
    joined.push_column(extra.view()).unwrap();
    let joined = DesignMatrix::from_dense(names(5), joined);
    let error = fit(LogisticParams::new(), &joined, &Observations::new(&events)).unwrap_err();
    let LogisticError::Collinear { column, with } = &error else { panic!("{error}") };
    assert_eq!((column.as_str(), with.concat().as_str()), ("e", "ac"));
    assert!(matches!(Fault::from(error), Fault::Data(_)));
    let firth = fit(LogisticParams::new().firth(true), &joined, &Observations::new(&events)).unwrap_err();
    assert!(matches!(firth, LogisticError::Collinear { .. }));
    // A penalty chooses between them.
    assert!(fit(LogisticParams::new().ridge(1.0), &joined, &Observations::new(&events)).is_ok());
}

#[test]
fn a_full_set_of_flags_is_collinear_with_the_intercept() {
    let (male, female) = ([1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0]);
    let error = refused(&[&male, &female], &[0, 1, 0, 1, 1, 0, 0, 1]);
    assert!(matches!(&error, LogisticError::Collinear { column, .. } if column == "b"), "{error}");
}

/// Near enough to say so, far enough to fit: the answer then has to be right.
#[test]
fn nearly_collinear_columns_are_fitted_and_reported() {
    let (full, events) = population(400, 2, 2);
    let close = |distance: f64| {
        let jitter: Vec<f64> = super::scatter(3).take(400).collect();
        let twin: Vec<f64> = full.column(0).iter().zip(&jitter).map(|(value, jitter)| value + distance * jitter).collect();
        (matrix(&[full.column(0).to_vec().as_slice(), &twin]), jitter)
    };
    let (far_twin, jitter) = close(1e-3);
    let found = fit(LogisticParams::new(), &far_twin, &Observations::new(&events)).unwrap();
    assert_eq!(found.nearly_collinear.len(), 1);
    // The same model in well-separated columns: a + d x jitter spans the same space.
    let plain = matrix(&[full.column(0).to_vec().as_slice(), &jitter]);
    let plain = fit(LogisticParams::new(), &plain, &Observations::new(&events)).unwrap();
    assert!(plain.nearly_collinear.is_empty());
    assert_abs_diff_eq!(found.log_likelihood, plain.log_likelihood, epsilon = 1e-8);
    assert_relative_eq!(found.coefficients[1] * 1e-3, plain.coefficients[1], max_relative = 1e-5);
    let (near_twin, _) = close(1e-6);
    let error = fit(LogisticParams::new(), &near_twin, &Observations::new(&events)).unwrap_err();
    assert!(matches!(&error, LogisticError::Collinear { column, .. } if column == "b"), "{error}");
}

#[test]
fn more_columns_than_rows() {
    let columns: Vec<Vec<f64>> = (0..4).map(|column| NOISE[column..column + 4].to_vec()).collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let error = fit(LogisticParams::new(), &matrix(&columns), &Observations::new(&[true, false, true, false]));
    let error = error.unwrap_err();
    // Checked before or after separation, never fitted.
    assert!(matches!(error, LogisticError::TooFewRows { .. } | LogisticError::Separated { .. }), "{error}");
}

#[test]
fn one_column_separates_completely() {
    let (kind, columns) = separated(&[&NOISE, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]], &[0, 0, 0, 0, 1, 1, 1, 1]);
    assert_eq!((kind, columns.as_str()), (Separation::Complete, "b"));
}

#[test]
fn one_flag_without_non_events_separates_in_part() {
    let (kind, columns) = separated(&[&NOISE, &[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0]], &[0, 1, 0, 0, 1, 0, 1, 1]);
    assert_eq!((kind, columns.as_str()), (Separation::Quasi, "b"));
}

/// Neither column separates alone: events lie above the line b + c = 0.
#[test]
fn two_columns_together_separate_completely() {
    let b: Vec<f64> = super::scatter(8).take(60).map(|value| value * 2.0 - 1.0).collect();
    let c: Vec<f64> = super::scatter(9).take(60).map(|value| value * 2.0 - 1.0).collect();
    let noise: Vec<f64> = super::scatter(10).take(60).collect();
    let outcomes: Vec<u8> = b.iter().zip(&c).map(|(b, c)| u8::from(b + c > 0.0)).collect();
    let (kind, columns) = separated(&[&noise, &b, &c], &outcomes);
    assert_eq!(kind, Separation::Complete);
    assert!(columns == "bc" || columns == "cb", "{columns}");
}

/// After a start from thinned rows, and with packed columns: whoever has both c and d has the event, and nobody
/// without c and d; c alone and d alone decide nothing.
#[test]
fn separation_among_many_rows() {
    let (full, mut events) = population(30_000, 4, 31);
    for (row, event) in full.rows().into_iter().zip(&mut events) {
        let [c, d] = [row[2] > 0.0, row[3] > 0.0];
        *event = if c == d { c } else { *event };
    }
    let flags = full.mapv(|value| if value > 19.0 { value } else { value.min(1.0) });
    let matrix = DesignMatrix::from_dense(names(4), flags);
    assert_eq!(matrix.sparse_columns, [2, 3]);
    let error = fit(LogisticParams::new(), &matrix, &Observations::new(&events)).unwrap_err();
    let LogisticError::Separated { kind, columns } = &error else { panic!("{error}") };
    assert_eq!(*kind, Separation::Quasi);
    assert!(columns.concat() == "cd" || columns.concat() == "dc", "{columns:?}");
    assert!(matches!(Fault::from(error), Fault::Model(_)));
}

/// b = 1 and c = 1 together always mean the event, elsewhere there are both: only b x c would show it alone.
#[test]
fn an_empty_cell_among_combined_flags_separates_in_part() {
    let mut columns: [Vec<f64>; 3] = Default::default();
    let mut outcomes = Vec::new();
    for (b, c, d, ones, zeros) in
        [(0, 0, 0, 6, 9), (1, 0, 0, 4, 0), (0, 1, 0, 5, 3), (1, 1, 1, 2, 0), (1, 0, 1, 3, 0), (0, 1, 1, 2, 4), (0, 0, 1, 3, 0)]
    {
        for outcome in std::iter::repeat_n(1, ones).chain(std::iter::repeat_n(0, zeros)) {
            columns[0].push(f64::from(b - d));
            columns[1].push(f64::from(c));
            columns[2].push(f64::from(b + d));
            outcomes.push(outcome);
        }
    }
    // Non-events have b = 0, hence b - d + (b + d) = 0; events have it 0 or 2.
    let (kind, columns) = separated(&[&columns[0], &columns[1], &columns[2]], &outcomes);
    assert_eq!(kind, Separation::Quasi);
    assert!(columns.contains('a') && columns.contains('c') && !columns.contains('b'), "{columns}");
}

#[test]
fn separation_can_be_fitted_by_firth_and_ridge() {
    let steps = matrix(&[&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]]);
    let outcomes = events(&[0, 0, 0, 0, 1, 1, 1, 1]);
    for params in [LogisticParams::new().firth(true), LogisticParams::new().ridge(0.1), LogisticParams::new().ridge(1e-6)] {
        let fit = fit(params, &steps, &Observations::new(&outcomes)).unwrap();
        assert!(fit.coefficients[0] > 0.0 && fit.coefficients[0].is_finite());
        assert_abs_diff_eq!(fit.intercept, -4.5 * fit.coefficients[0], epsilon = 1e-6 * fit.coefficients[0]);
    }
}

/// Gaps from a hair's breadth to fifty standard deviations, rare and common events, up to eight columns of noise.
#[test]
fn firth_fits_any_separation() {
    for (case, (rows, gap, noise)) in [
        (12, 1.0, 1),
        (20, 50.0, 1),
        (200, 0.002, 5),
        (200, 1.0, 1),
        (200, 50.0, 8),
        (1000, 0.002, 0),
        (1000, 5.0, 5),
        (1000, 50.0, 8),
    ]
    .into_iter()
    .cycle()
    .take(40)
    .enumerate()
    {
        let mut random = super::scatter(case as u64);
        let rare = if case % 3 == 0 { 0.1 } else { 0.5 };
        let mut full = Array2::zeros((rows, noise + 1));
        let mut outcomes = Vec::new();
        for mut row in full.rows_mut() {
            row.iter_mut().zip(&mut random).for_each(|(cell, random)| *cell = random);
            let event = outcomes.is_empty() || (outcomes.len() > 1 && random.next().unwrap() < rare);
            row[0] = (gap + row[0]) * if event { 1.0 } else { -1.0 };
            outcomes.push(event);
        }
        let matrix = DesignMatrix::from_dense(names(noise + 1), full);
        let fit = fit(LogisticParams::new().firth(true), &matrix, &Observations::new(&outcomes)).unwrap();
        assert!(fit.coefficients[0] > 0.0 && fit.coefficients[0].is_finite());
        assert!(fit.iterations <= 150, "case {case}: {} iterations", fit.iterations);
    }
}

/// The offset is known, so its level is the intercept's to make up for, however large.
#[test]
fn large_offsets() {
    let (full, events) = population(300, 3, 11);
    let matrix = DesignMatrix::from_dense(names(3), full);
    let plain = fit(LogisticParams::new(), &matrix, &Observations::new(&events)).unwrap();
    let offset = vec![1e4; 300];
    for params in [LogisticParams::new(), LogisticParams::new().firth(true), LogisticParams::new().ridge(1.0)] {
        let level = fit(params.clone(), &matrix, &Observations::new(&events)).unwrap();
        let found = fit(params, &matrix, &Observations::new(&events).with_offset(&offset)).unwrap();
        assert_abs_diff_eq!(found.intercept + 1e4, level.intercept, epsilon = 1e-6);
        assert_abs_diff_eq!(found.coefficients[0], level.coefficients[0], epsilon = 1e-6);
        assert_abs_diff_eq!(found.null_log_likelihood, plain.null_log_likelihood, epsilon = 1e-6);
    }
    // Offsets that leave every row certain leave nothing to learn from.
    let certain: Vec<f64> = (0..300).map(|row| if row % 2 == 0 { 1e4 } else { -1e4 }).collect();
    let error = fit(LogisticParams::new(), &matrix, &Observations::new(&events).with_offset(&certain)).unwrap_err();
    assert!(matches!(error, LogisticError::Offsets), "{error}");
}

/// A sharp but honest model: one event out of line keeps the maximum finite.
#[test]
fn a_steep_fit_is_not_taken_for_separation() {
    let values: Vec<f64> = (0..2000).map(f64::from).collect();
    let mut outcomes: Vec<u8> = (0..2000).map(|row| u8::from(row >= 1000)).collect();
    outcomes.swap(990, 1010);
    let mut matrices = vec![matrix(&[&values])];
    let noise: Vec<f64> = super::scatter(4).take(2000).collect();
    matrices.push(matrix(&[&values, &noise]));
    for matrix in matrices {
        let fit = fit(LogisticParams::new(), &matrix, &Observations::new(&events(&outcomes))).unwrap();
        assert!(fit.coefficients[0] > 0.0);
    }
}

#[test]
fn extreme_scales() {
    let (full, events) = population(300, 3, 11);
    let plain =
        fit(LogisticParams::new(), &DesignMatrix::from_dense(names(3), full.clone()), &Observations::new(&events)).unwrap();
    let mut scaled = full.clone();
    let factors = [1e-9, 1e9, 1e120];
    for (mut column, factor) in scaled.axis_iter_mut(Axis(1)).zip(factors) {
        column *= factor;
    }
    let found = fit(LogisticParams::new(), &DesignMatrix::from_dense(names(3), scaled), &Observations::new(&events)).unwrap();
    assert_relative_eq!(found.log_likelihood, plain.log_likelihood, max_relative = 1e-12);
    for (column, factor) in factors.iter().enumerate() {
        assert_relative_eq!(found.coefficients[column] * factor, plain.coefficients[column], max_relative = 1e-8);
        assert_relative_eq!(
            found.standard_errors()[column + 1] * factor,
            plain.standard_errors()[column + 1],
            max_relative = 1e-8
        );
    }
    // A large common level, as of a year or an identifier.
    let mut shifted = full;
    shifted.column_mut(0).mapv_inplace(|value| value + 1e6);
    let found = fit(LogisticParams::new(), &DesignMatrix::from_dense(names(3), shifted), &Observations::new(&events)).unwrap();
    assert_relative_eq!(found.coefficients[0], plain.coefficients[0], max_relative = 1e-6);
}

#[test]
fn messages_are_one_line_that_names_the_column() {
    let error = refused(&[&NOISE, &[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0]], &[0, 1, 0, 0, 1, 0, 1, 1]);
    assert_eq!(
        error.to_string(),
        "quasi-complete separation: predictor `b` alone tells events from the rest; fit with Firth's correction (--firth) \
         or a ridge penalty (--ridge), or leave it out"
    );
}
