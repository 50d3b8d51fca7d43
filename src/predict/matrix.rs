//! The design matrix: people by features, most of them zero.
//!
//! A few well-filled columns (age, deprivation) are kept in a row-major block; the others (counts, flags)
//! as compressed rows of their non-zero values. The layout is an economy, never a meaning: results do not
//! depend on which column is kept where, but for rounding.

use crate::predict::matrix_builder::DesignMatrixBuilder;
use linfa::dataset::Records;
use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

/// Rows handed to one thread at a time where rows do not depend on each other.
const ROWS_AT_A_TIME: usize = 4096;

/// People (rows) by features (columns), without an intercept.
#[derive(Debug, Clone)]
pub struct DesignMatrix {
    pub(super) names: Vec<String>,
    pub(super) rows: usize,
    /// The column each place of the dense block holds, ascending.
    pub(super) dense_columns: Vec<usize>,
    /// The column each sparse place holds, ascending.
    pub(super) sparse_columns: Vec<usize>,
    /// `rows` x `dense_columns`, row-major.
    pub(super) dense: Vec<f64>,
    /// Where each row starts in `places` and `values`; `rows + 1` of them.
    pub(super) row_starts: Vec<usize>,
    /// Index into `sparse_columns`, ascending within a row.
    pub(super) places: Vec<u32>,
    pub(super) values: Vec<f64>,
}

impl DesignMatrix {
    /// Takes over a full matrix, one name a column. Columns that are mostly zero are packed.
    ///
    /// # Panics
    /// If the number of names is not the number of columns.
    #[must_use]
    pub fn from_dense(names: Vec<String>, matrix: Array2<f64>) -> Self {
        let (rows, columns) = matrix.dim();
        assert_eq!(names.len(), columns, "a name for each column");
        if !matrix.is_standard_layout() || DesignMatrixBuilder::would_pack(matrix.view()) {
            return Self::from_view(names, matrix.view());
        }
        let dense = matrix.into_raw_vec_and_offset().0;
        Self {
            names,
            rows,
            dense_columns: (0..columns).collect(),
            sparse_columns: Vec::new(),
            dense,
            row_starts: vec![0; rows + 1],
            places: Vec::new(),
            values: Vec::new(),
        }
    }

    /// Copies a full matrix, one name a column. Columns that are mostly zero are packed.
    ///
    /// # Panics
    /// If the number of names is not the number of columns.
    #[must_use]
    pub fn from_view(names: Vec<String>, matrix: ArrayView2<'_, f64>) -> Self {
        assert_eq!(names.len(), matrix.ncols(), "a name for each column");
        let mut builder = DesignMatrixBuilder::new(names);
        builder.push_rows(matrix);
        builder.finish()
    }

    /// Column names, in the order coefficients have.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Number of people.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of features.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.names.len()
    }

    /// Share of the cells that are kept as non-zero values, to judge how well packing pays.
    #[must_use]
    pub fn stored_share(&self) -> f64 {
        (self.dense.len() + self.values.len()) as f64 / (self.rows * self.columns()).max(1) as f64
    }

    /// The dense part of a row, in the order of `dense_columns`.
    pub(super) fn dense_row(&self, row: usize) -> &[f64] {
        let width = self.dense_columns.len();
        &self.dense[row * width..(row + 1) * width]
    }

    /// The sparse part of a row: places in `sparse_columns`, and values.
    pub(super) fn sparse_row(&self, row: usize) -> (&[u32], &[f64]) {
        let range = self.row_starts[row]..self.row_starts[row + 1];
        (&self.places[range.clone()], &self.values[range])
    }

    /// Writes one row, in column order.
    ///
    /// # Panics
    /// If `into` is not as long as there are columns.
    pub fn copy_row(&self, row: usize, into: &mut [f64]) {
        into.fill(0.0);
        for (&column, &value) in self.dense_columns.iter().zip(self.dense_row(row)) {
            into[column] = value;
        }
        let (places, values) = self.sparse_row(row);
        for (&place, &value) in places.iter().zip(values) {
            into[self.sparse_columns[place as usize]] = value;
        }
    }

    /// Intercept plus the weighted sum of the columns, for every row.
    ///
    /// # Panics
    /// If there is not one coefficient a column.
    #[must_use]
    pub fn linear_predictor(&self, intercept: f64, coefficients: &[f64]) -> Vec<f64> {
        assert_eq!(coefficients.len(), self.columns(), "a coefficient for each column");
        let dense: Vec<f64> = self.dense_columns.iter().map(|&column| coefficients[column]).collect();
        let sparse: Vec<f64> = self.sparse_columns.iter().map(|&column| coefficients[column]).collect();
        let mut sums = vec![0.0; self.rows];
        sums.par_chunks_mut(ROWS_AT_A_TIME).enumerate().for_each(|(chunk, sums)| {
            for (offset, sum) in sums.iter_mut().enumerate() {
                let row = chunk * ROWS_AT_A_TIME + offset;
                *sum = intercept + dot(self.dense_row(row), &dense) + sparse_dot(self.sparse_row(row), &sparse);
            }
        });
        sums
    }
}

/// Inner product in four running sums, so that the compiler may use vector registers; the order is fixed.
pub(super) fn dot(left: &[f64], right: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (left_fours, right_fours) = (left.chunks_exact(4), right.chunks_exact(4));
    let rest: f64 = left_fours.remainder().iter().zip(right_fours.remainder()).map(|(l, r)| l * r).sum();
    for (l, r) in left_fours.zip(right_fours) {
        for lane in 0..4 {
            sums[lane] += l[lane] * r[lane];
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

/// Inner product of a sparse row with one number a sparse place.
pub(super) fn sparse_dot((places, values): (&[u32], &[f64]), by_place: &[f64]) -> f64 {
    places.iter().zip(values).map(|(&place, value)| value * by_place[place as usize]).sum()
}

impl Records for DesignMatrix {
    type Elem = f64;

    fn nsamples(&self) -> usize {
        self.rows
    }

    fn nfeatures(&self) -> usize {
        self.columns()
    }
}
