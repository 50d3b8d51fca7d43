//! The logistic fit on data shaped like a population's features. Against other programs: `benches/compare`.
#![allow(clippy::expect_used, missing_docs, reason = "a bench that cannot be set up has failed")]

use casefinder::predict::logistic::{LogisticParams, LogisticValidParams, Observations};
use casefinder::predict::matrix::DesignMatrix;
use casefinder::predict::matrix_builder::DesignMatrixBuilder;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use linfa::ParamGuard;
use std::hint::black_box;

const COLUMNS: usize = 100;
const ROWS_AT_A_TIME: usize = 16_384;

/// Columns of some rows: six filled, the others zero nine times in ten; and the outcomes, about 6% events.
fn block(first: usize, rows: usize, share_filled: f64) -> (Vec<Vec<f32>>, Vec<bool>) {
    let cell = |row: usize, column: usize| {
        let mut mixed = (row as u64 * COLUMNS as u64 + column as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 31)) as f64 / u64::MAX as f64
    };
    let value = |row: usize, column: usize| match cell(row, column) {
        random if column < 6 => random,
        random if random < share_filled => 1.0 + (10.0 * cell(row, column + 7)).floor(),
        _ => 0.0,
    };
    let columns: Vec<Vec<f32>> =
        (0..COLUMNS).map(|column| (first..first + rows).map(|row| value(row, column) as f32).collect()).collect();
    let events = (0..rows)
        .map(|row| {
            let sum: f64 = (0..COLUMNS).map(|column| f64::from(columns[column][row]) * [0.04, -0.03, 0.01][column % 3]).sum();
            cell(first + row, COLUMNS + 1) < 1.0 / (1.0 + (3.0 - sum).exp())
        })
        .collect();
    (columns, events)
}

fn data(rows: usize, share_filled: f64) -> (DesignMatrix, Vec<bool>) {
    let mut builder = DesignMatrixBuilder::new((0..COLUMNS).map(|column| format!("x{column}")).collect());
    let mut events = Vec::with_capacity(rows);
    for first in (0..rows).step_by(ROWS_AT_A_TIME) {
        let (columns, outcomes) = block(first, ROWS_AT_A_TIME.min(rows - first), share_filled);
        builder.push_block(&columns).expect("blocks have the same columns");
        events.extend(outcomes);
    }
    (builder.finish(), events)
}

fn params(params: LogisticParams) -> LogisticValidParams {
    params.check().expect("the options go together")
}

fn fits(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("logistic");
    group.sample_size(10);
    for (name, rows, share_filled) in [("sparse", 50_000, 0.1), ("sparse", 500_000, 0.1), ("dense", 50_000, 1.0)] {
        let (matrix, events) = data(rows, share_filled);
        let observed = Observations::new(&events);
        group.throughput(Throughput::Elements(rows as u64));
        let maximum_likelihood = params(LogisticParams::new());
        group.bench_function(BenchmarkId::new(name, rows), |bencher| {
            bencher.iter(|| black_box(maximum_likelihood.fit_matrix(&matrix, &observed)));
        });
        let ridge = params(LogisticParams::new().ridge(1.0));
        group.bench_function(BenchmarkId::new(format!("{name}, ridge"), rows), |bencher| {
            bencher.iter(|| black_box(ridge.fit_matrix(&matrix, &observed)));
        });
    }
    let (columns, _) = block(0, ROWS_AT_A_TIME, 0.1);
    group.throughput(Throughput::Elements(ROWS_AT_A_TIME as u64));
    group.bench_function("packing a block", |bencher| {
        bencher.iter(|| {
            let mut builder = DesignMatrixBuilder::new((0..COLUMNS).map(|column| format!("x{column}")).collect());
            builder.push_block(&columns).expect("blocks have the same columns");
            black_box(builder.finish())
        });
    });
    group.finish();
}

criterion_group!(benches, fits);
criterion_main!(benches);
