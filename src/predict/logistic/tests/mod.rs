//! The fit against independent answers, against a slow fit, and against its own invariances.

mod properties;
mod reference;
mod refusals;
mod threads;

use super::{LogisticError, LogisticFit, LogisticParams, Observations};
use crate::predict::matrix::DesignMatrix;
use linfa::ParamGuard;
use ndarray::{Array2, Axis};

/// A matrix with columns called a, b, c, ...
fn matrix(columns: &[&[f64]]) -> DesignMatrix {
    let mut full = Array2::zeros((columns[0].len(), columns.len()));
    for (mut into, column) in full.axis_iter_mut(Axis(1)).zip(columns) {
        into.iter_mut().zip(*column).for_each(|(cell, value)| *cell = *value);
    }
    DesignMatrix::from_dense(names(columns.len()), full)
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|column| char::from(b'a' + column as u8).to_string()).collect()
}

fn fit(params: LogisticParams, matrix: &DesignMatrix, observed: &Observations<'_>) -> Result<LogisticFit, LogisticError> {
    params.check()?.fit_matrix(matrix, observed)
}

fn events(outcomes: &[u8]) -> Vec<bool> {
    outcomes.iter().map(|&outcome| outcome == 1).collect()
}

/// Numbers between 0 and 1 that look random and are the same everywhere (splitmix64).
fn scatter(seed: u64) -> impl Iterator<Item = f64> {
    let mut state = seed;
    std::iter::from_fn(move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Some((mixed ^ (mixed >> 31)) as f64 / u64::MAX as f64)
    })
}

/// Rows like a population's: a filled column, a flag, packed counts; and outcomes that depend on them.
fn population(rows: usize, columns: usize, seed: u64) -> (Array2<f64>, Vec<bool>) {
    let mut random = scatter(seed);
    let mut next = || random.next().unwrap();
    let mut full = Array2::zeros((rows, columns));
    let mut events = Vec::with_capacity(rows);
    for mut row in full.rows_mut() {
        let frailty = next();
        let mut log_odds = -1.5;
        for (column, cell) in row.iter_mut().enumerate() {
            *cell = match column {
                0 => 20.0 + 70.0 * (0.6 * frailty + 0.4 * next()),
                1 => f64::from(u8::from(next() < 0.5)),
                _ if next() < 0.05 + 0.25 * frailty => (1.0 + 4.0 * next()).floor(),
                _ => 0.0,
            };
            log_odds += *cell * [0.015, 0.3, 0.25, -0.2, 0.1][column.min(4)];
        }
        events.push(next() < 1.0 / (1.0 + (-log_odds).exp()));
    }
    (full, events)
}
