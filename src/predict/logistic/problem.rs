//! The likelihood of one data set: value, gradient and information at a point, in one parallel pass.
//!
//! Points are on the standardised scale, the intercept first, then the columns in their order.

use crate::predict::logistic::Observations;
use crate::predict::logistic::scaling::Scaling;
use crate::predict::matrix::{DesignMatrix, dot, sparse_dot};
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, Axis, Slice};
use rayon::prelude::*;
use std::ops::Range;

/// Parts into which rows are cut, whatever the number of threads, so that sums always have the same order.
const CHUNKS: usize = 64;
/// Rows whose dense part is standardised at a time; small enough to stay in a core's cache.
const ROWS_AT_A_TIME: usize = 256;
/// Columns multiplied at a time: only panels on and above the diagonal are worked out.
const PANEL: usize = 32;

/// Consecutive ranges that cover the rows; they depend on nothing but the number of rows.
pub(super) fn row_chunks(rows: usize) -> Vec<Range<usize>> {
    let length = rows.div_ceil(CHUNKS).max(ROWS_AT_A_TIME);
    (0..rows).step_by(length).map(|start| start..rows.min(start + length)).collect()
}

/// A matrix, its outcomes, and the scale to work on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Problem<'a> {
    pub matrix: &'a DesignMatrix,
    pub observed: Observations<'a>,
    pub scaling: &'a Scaling,
    /// Use every so-manieth row only.
    pub stride: usize,
}

/// Log-likelihood and its derivatives at a point.
#[derive(Debug, Clone)]
pub(super) struct Evaluation {
    pub log_likelihood: f64,
    pub gradient: Vec<f64>,
    /// Negative second derivatives, if asked for.
    pub information: Option<Array2<f64>>,
}

/// One row's part in the likelihood.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RowTerms {
    pub log_likelihood: f64,
    /// Outcome less probability, by weight.
    pub residual: f64,
    /// p(1 - p), by weight.
    pub information: f64,
}

impl RowTerms {
    /// From the linear predictor, without loss of digits at either end.
    pub(super) fn at(linear_predictor: f64, event: bool, weight: f64) -> Self {
        let sign = if event { 1.0 } else { -1.0 };
        let margin = sign * linear_predictor;
        let small = (-margin.abs()).exp();
        let wrong = if margin >= 0.0 { small / (1.0 + small) } else { 1.0 / (1.0 + small) };
        Self {
            log_likelihood: weight * (margin.min(0.0) - small.ln_1p()),
            residual: weight * sign * wrong,
            information: weight * small / ((1.0 + small) * (1.0 + small)),
        }
    }
}

/// A point, split into what the dense block and the packed rows need.
pub(super) struct Point {
    /// Intercept first, then the dense columns on their standardised scale.
    dense: Vec<f64>,
    /// Packed columns on their own scale.
    sparse: Vec<f64>,
}

impl Problem<'_> {
    /// Parameters: intercept and one a column.
    pub(super) fn parameters(&self) -> usize {
        self.matrix.columns() + 1
    }

    pub(super) fn point(&self, beta: &[f64]) -> Point {
        let dense = std::iter::once(beta[0]).chain(self.matrix.dense_columns.iter().map(|&column| beta[column + 1])).collect();
        let scale = &self.scaling.inverse_scale;
        let sparse = self.matrix.sparse_columns.iter().map(|&column| beta[column + 1] * scale[column]).collect();
        Point { dense, sparse }
    }

    /// Centre and inverse scale by place of the dense block.
    pub(super) fn dense_scales(&self) -> Vec<(f64, f64)> {
        let scaling = self.scaling;
        self.matrix.dense_columns.iter().map(|&column| (scaling.centre[column], scaling.inverse_scale[column])).collect()
    }

    /// Writes 1 and the standardised dense part of a row.
    pub(super) fn standardise(&self, row: usize, scales: &[(f64, f64)], into: &mut [f64]) {
        into[0] = 1.0;
        let cells = into[1..].iter_mut().zip(self.matrix.dense_row(row)).zip(scales);
        for ((cell, value), (centre, inverse_scale)) in cells {
            *cell = (value - centre) * inverse_scale;
        }
    }

    pub(super) fn linear_predictor(&self, row: usize, standardised: &[f64], point: &Point) -> f64 {
        let offset = self.observed.offset.map_or(0.0, |offset| offset[row]);
        offset + dot(standardised, &point.dense) + sparse_dot(self.matrix.sparse_row(row), &point.sparse)
    }

    /// Rows of a chunk that are used.
    pub(super) fn rows_of(&self, chunk: Range<usize>) -> impl Iterator<Item = usize> {
        (chunk.start.next_multiple_of(self.stride)..chunk.end).step_by(self.stride)
    }

    /// Log-likelihood and gradient, and the information if wanted.
    pub(super) fn evaluate(&self, beta: &[f64], with_information: bool) -> Evaluation {
        let point = self.point(beta);
        let chunks: Vec<Sums> = row_chunks(self.matrix.rows())
            .into_par_iter()
            .map(|chunk| {
                let mut sums = Sums::new(self.matrix, with_information);
                self.add_rows(self.rows_of(chunk), &point, &mut sums);
                sums
            })
            .collect();
        let mut total = Sums::new(self.matrix, with_information);
        for sums in &chunks {
            total.add(sums);
        }
        total.into_evaluation(self)
    }

    fn add_rows(&self, rows: impl Iterator<Item = usize>, point: &Point, sums: &mut Sums) {
        let width = point.dense.len();
        let scales = self.dense_scales();
        let mut block = vec![0.0; ROWS_AT_A_TIME * width];
        let mut filled = 0;
        for row in rows {
            let standardised = &mut block[filled * width..(filled + 1) * width];
            self.standardise(row, &scales, standardised);
            let weight = self.observed.weight(row);
            let terms = RowTerms::at(self.linear_predictor(row, standardised, point), self.observed.events[row], weight);
            sums.log_likelihood += terms.log_likelihood;
            add_scaled(&mut sums.dense_gradient, standardised, terms.residual);
            let (places, values) = self.matrix.sparse_row(row);
            for (&place, value) in places.iter().zip(values) {
                sums.sparse_gradient[place as usize] += terms.residual * value;
            }
            let Some(information) = &mut sums.information else { continue };
            information.add_sparse_row(standardised, (places, values), terms.information);
            let root = terms.information.sqrt();
            for cell in standardised.iter_mut() {
                *cell *= root;
            }
            filled += 1;
            if filled == ROWS_AT_A_TIME {
                information.add_dense_block(&block, width, filled);
                filled = 0;
            }
        }
        if let Some(information) = &mut sums.information {
            information.add_dense_block(&block, width, filled);
        }
    }
}

/// `into += factor * values`.
pub(super) fn add_scaled(into: &mut [f64], values: &[f64], factor: f64) {
    for (sum, value) in into.iter_mut().zip(values) {
        *sum += factor * value;
    }
}

/// Sums over a range of rows, in the order of the storage.
struct Sums {
    log_likelihood: f64,
    dense_gradient: Vec<f64>,
    sparse_gradient: Vec<f64>,
    information: Option<InformationSums>,
}

/// The three parts of the information matrix.
struct InformationSums {
    /// Intercept and dense columns: panels on and above the diagonal.
    dense: Array2<f64>,
    /// Packed columns by intercept and dense columns, row-major.
    mixed: Vec<f64>,
    /// Packed columns, on and above the diagonal, row-major.
    sparse: Vec<f64>,
}

impl InformationSums {
    fn add_sparse_row(&mut self, standardised: &[f64], (places, values): (&[u32], &[f64]), weight: f64) {
        let (dense_width, sparse_width) = (standardised.len(), self.mixed.len() / standardised.len());
        for (first, (&place, value)) in places.iter().zip(values).enumerate() {
            let (place, weighted) = (place as usize, weight * value);
            add_scaled(&mut self.mixed[place * dense_width..(place + 1) * dense_width], standardised, weighted);
            let products = &mut self.sparse[place * sparse_width..(place + 1) * sparse_width];
            for (&other, value) in places[first..].iter().zip(&values[first..]) {
                products[other as usize] += weighted * value;
            }
        }
    }

    fn add_dense_block(&mut self, block: &[f64], width: usize, rows: usize) {
        let Ok(block) = ArrayView2::from_shape((rows, width), &block[..rows * width]) else { return };
        for start in (0..width).step_by(PANEL) {
            let panel = Slice::from(start..width.min(start + PANEL));
            let (left, right) = (block.slice_axis(Axis(1), panel), block.slice_axis(Axis(1), Slice::from(start..)));
            let mut rows = self.dense.slice_axis_mut(Axis(0), panel);
            let mut products = rows.slice_axis_mut(Axis(1), Slice::from(start..));
            general_mat_mul(1.0, &left.t(), &right, 1.0, &mut products);
        }
    }
}

impl Sums {
    fn new(matrix: &DesignMatrix, with_information: bool) -> Self {
        let (dense, sparse) = (matrix.dense_columns.len() + 1, matrix.sparse_columns.len());
        Self {
            log_likelihood: 0.0,
            dense_gradient: vec![0.0; dense],
            sparse_gradient: vec![0.0; sparse],
            information: with_information.then(|| InformationSums {
                dense: Array2::zeros((dense, dense)),
                mixed: vec![0.0; sparse * dense],
                sparse: vec![0.0; sparse * sparse],
            }),
        }
    }

    fn add(&mut self, other: &Self) {
        self.log_likelihood += other.log_likelihood;
        add_scaled(&mut self.dense_gradient, &other.dense_gradient, 1.0);
        add_scaled(&mut self.sparse_gradient, &other.sparse_gradient, 1.0);
        if let (Some(sum), Some(other)) = (&mut self.information, &other.information) {
            sum.dense += &other.dense;
            add_scaled(&mut sum.mixed, &other.mixed, 1.0);
            add_scaled(&mut sum.sparse, &other.sparse, 1.0);
        }
    }

    /// From the order of storage to that of the columns, on the standardised scale.
    fn into_evaluation(self, problem: &Problem<'_>) -> Evaluation {
        let (matrix, scale) = (problem.matrix, &problem.scaling.inverse_scale);
        let parameters = problem.parameters();
        let dense_width = self.dense_gradient.len();
        let dense: Vec<usize> = std::iter::once(0).chain(matrix.dense_columns.iter().map(|column| column + 1)).collect();
        let sparse: Vec<(usize, f64)> = matrix.sparse_columns.iter().map(|&column| (column + 1, scale[column])).collect();
        let mut gradient = vec![0.0; parameters];
        for (&parameter, sum) in dense.iter().zip(&self.dense_gradient) {
            gradient[parameter] = *sum;
        }
        for (&(parameter, scale), sum) in sparse.iter().zip(&self.sparse_gradient) {
            gradient[parameter] = sum * scale;
        }
        let information = self.information.map(|sums| {
            let mut matrix = Array2::zeros((parameters, parameters));
            let mut set = |one: usize, other: usize, value: f64| {
                matrix[[one, other]] = value;
                matrix[[other, one]] = value;
            };
            for (place, &one) in dense.iter().enumerate() {
                for (second, &other) in dense.iter().enumerate().skip(place) {
                    set(one, other, sums.dense[[place, second]]);
                }
            }
            for (place, &(one, one_scale)) in sparse.iter().enumerate() {
                for (second, &other) in dense.iter().enumerate() {
                    set(one, other, sums.mixed[place * dense_width + second] * one_scale);
                }
                for (second, &(other, other_scale)) in sparse.iter().enumerate().skip(place) {
                    set(one, other, sums.sparse[place * sparse.len() + second] * one_scale * other_scale);
                }
            }
            matrix
        });
        Evaluation { log_likelihood: self.log_likelihood, gradient, information }
    }
}
