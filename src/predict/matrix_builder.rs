//! Builds a design matrix from blocks of rows, so that the full matrix never has to exist.

use crate::error::{Fault, Result};
use crate::predict::matrix::DesignMatrix;
use ndarray::{ArrayView2, Axis, Slice};
use rayon::prelude::*;

/// A column of which at least this share is not zero is kept whole. A packed value costs half as much again
/// as a plain one, and a multiplication with it a good deal more.
const DENSE_FROM: f64 = 0.3;
/// How many of the first rows tell how full a column is.
const ROWS_TO_JUDGE: usize = 4096;
const ROWS_A_PACKET: usize = 2048;
const PACKETS_AT_A_TIME: usize = 16;

/// Takes rows in blocks, column by column, and packs them. The first block decides which columns are dense.
#[derive(Debug)]
pub struct DesignMatrixBuilder {
    matrix: DesignMatrix,
    judged: bool,
}

impl DesignMatrixBuilder {
    /// Starts a matrix with these columns.
    #[must_use]
    pub fn new(names: Vec<String>) -> Self {
        let matrix = DesignMatrix {
            names,
            rows: 0,
            dense_columns: Vec::new(),
            sparse_columns: Vec::new(),
            dense: Vec::new(),
            row_starts: vec![0],
            places: Vec::new(),
            values: Vec::new(),
        };
        Self { matrix, judged: false }
    }

    /// Adds rows, given as one vector a column.
    ///
    /// # Errors
    /// [`Fault::Internal`] when the number of columns is not that of the names or the columns differ in length.
    pub fn push_block<T: Copy + Into<f64>>(&mut self, columns: &[Vec<T>]) -> Result<()> {
        let rows = columns.first().map_or(0, Vec::len);
        if columns.len() != self.matrix.columns() || columns.iter().any(|column| column.len() != rows) {
            return Err(Fault::Internal("a block of the design matrix does not have its shape".into()));
        }
        if rows == 0 {
            return Ok(());
        }
        self.judge(rows, |column, row| columns[column][row].into());
        let matrix = &mut self.matrix;
        let (first, width) = (matrix.dense.len(), matrix.dense_columns.len());
        matrix.dense.resize(first + rows * width, 0.0);
        for (place, &column) in matrix.dense_columns.iter().enumerate() {
            let cells = matrix.dense[first..].iter_mut().skip(place).step_by(width);
            for (cell, &value) in cells.zip(&columns[column]) {
                *cell = value.into();
            }
        }
        // Count each row's values, then place them column by column, so that each row stays in order.
        let mut cursors = vec![0_usize; rows];
        for &column in &matrix.sparse_columns {
            for (cursor, &value) in cursors.iter_mut().zip(&columns[column]) {
                *cursor += usize::from(value.into() != 0.0);
            }
        }
        let mut end = matrix.values.len();
        for cursor in &mut cursors {
            let start = end;
            end += *cursor;
            *cursor = start;
            matrix.row_starts.push(end);
        }
        matrix.places.resize(end, 0);
        matrix.values.resize(end, 0.0);
        for (place, &column) in matrix.sparse_columns.iter().enumerate() {
            for (cursor, &value) in cursors.iter_mut().zip(&columns[column]) {
                let value = value.into();
                if value != 0.0 {
                    matrix.places[*cursor] = place as u32;
                    matrix.values[*cursor] = value;
                    *cursor += 1;
                }
            }
        }
        matrix.rows += rows;
        Ok(())
    }

    /// Adds rows given as a full matrix of the right width.
    pub(super) fn push_rows(&mut self, rows: ArrayView2<'_, f64>) {
        if rows.nrows() == 0 {
            return;
        }
        self.judge(rows.nrows(), |column, row| rows[[row, column]]);
        self.matrix.dense.reserve_exact(rows.nrows() * self.matrix.dense_columns.len());
        // A few packets at a time, so that what waits to be appended stays small.
        let packets: Vec<ArrayView2<'_, f64>> = rows.axis_chunks_iter(Axis(0), ROWS_A_PACKET).collect();
        for packets in packets.chunks(PACKETS_AT_A_TIME) {
            let packed: Vec<DesignMatrix> = packets.par_iter().map(|&rows| self.pack(rows)).collect();
            for packed in &packed {
                self.append(packed);
            }
        }
    }

    /// Packs rows by themselves, in the layout decided on.
    fn pack(&self, rows: ArrayView2<'_, f64>) -> DesignMatrix {
        let mut packed = Self::new(Vec::new()).matrix;
        let Self { matrix: DesignMatrix { dense_columns, sparse_columns, .. }, .. } = self;
        packed.rows = rows.nrows();
        packed.dense.reserve_exact(rows.nrows() * dense_columns.len());
        for row in rows.rows() {
            packed.dense.extend(dense_columns.iter().map(|&column| row[column]));
            for (place, &column) in sparse_columns.iter().enumerate() {
                if row[column] != 0.0 {
                    packed.places.push(place as u32);
                    packed.values.push(row[column]);
                }
            }
            packed.row_starts.push(packed.values.len());
        }
        packed
    }

    fn append(&mut self, packed: &DesignMatrix) {
        let matrix = &mut self.matrix;
        let before = matrix.values.len();
        matrix.dense.extend_from_slice(&packed.dense);
        matrix.places.extend_from_slice(&packed.places);
        matrix.values.extend_from_slice(&packed.values);
        matrix.row_starts.extend(packed.row_starts[1..].iter().map(|start| before + start));
        matrix.rows += packed.rows;
    }

    /// The matrix of all rows so far.
    #[must_use]
    pub fn finish(mut self) -> DesignMatrix {
        if !self.judged {
            self.matrix.dense_columns = (0..self.matrix.columns()).collect();
        }
        self.matrix.places.shrink_to_fit();
        self.matrix.values.shrink_to_fit();
        self.matrix.dense.shrink_to_fit();
        self.matrix
    }

    /// Whether any column of a full matrix is empty enough to be packed.
    pub(super) fn would_pack(matrix: ArrayView2<'_, f64>) -> bool {
        let head = matrix.slice_axis(Axis(0), Slice::from(..matrix.nrows().min(ROWS_TO_JUDGE)));
        head.columns().into_iter().any(|column| !is_dense(column.iter().copied(), head.nrows()))
    }

    fn judge(&mut self, rows: usize, cell: impl Fn(usize, usize) -> f64) {
        if self.judged {
            return;
        }
        self.judged = true;
        let rows = rows.min(ROWS_TO_JUDGE);
        let (dense, sparse) =
            (0..self.matrix.columns()).partition(|&column| is_dense((0..rows).map(|row| cell(column, row)), rows));
        self.matrix.dense_columns = dense;
        self.matrix.sparse_columns = sparse;
    }
}

fn is_dense(values: impl Iterator<Item = f64>, rows: usize) -> bool {
    values.filter(|&value| value != 0.0).count() as f64 >= DENSE_FROM * rows as f64
}
