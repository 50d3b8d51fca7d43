//! One pass over the predictors: mean, standard deviation, and the range within each class.

use crate::predict::logistic::problem::row_chunks;
use crate::predict::logistic::{Constants, LogisticError, Observations, Separation};
use crate::predict::matrix::DesignMatrix;
use rayon::prelude::*;

/// What one predictor looks like over the rows with weight.
#[derive(Debug, Clone, Copy)]
struct Spread {
    weight: f64,
    mean: f64,
    /// Weighted sum of the squared distances from the mean.
    squares: f64,
    /// Lowest and highest value without the event, and with it.
    range: [[f64; 2]; 2],
}

impl Spread {
    const NOTHING: Self = Self { weight: 0.0, mean: 0.0, squares: 0.0, range: [[f64::INFINITY, f64::NEG_INFINITY]; 2] };

    fn widen(&mut self, event: bool, value: f64) {
        let range = &mut self.range[usize::from(event)];
        range[0] = range[0].min(value);
        range[1] = range[1].max(value);
    }

    /// Joins the moments of two sets of rows (Chan, Golub and `LeVeque`, 1979).
    fn merge(&mut self, other: &Self) {
        let weight = self.weight + other.weight;
        if weight > 0.0 {
            let distance = other.mean - self.mean;
            self.squares += other.squares + distance * distance * self.weight * other.weight / weight;
            self.mean += distance * other.weight / weight;
            self.weight = weight;
        }
        for (range, other) in self.range.iter_mut().zip(&other.range) {
            *range = [range[0].min(other[0]), range[1].max(other[1])];
        }
    }

    fn is_constant(&self) -> bool {
        let [[low, high], [event_low, event_high]] = self.range;
        low.min(event_low) == high.max(event_high)
    }

    /// Exact for one predictor and an intercept: the classes meet at one value at most.
    fn separation(&self) -> Option<Separation> {
        let [[low, high], [event_low, event_high]] = self.range;
        if high < event_low || event_high < low {
            Some(Separation::Complete)
        } else if high == event_low || event_high == low {
            Some(Separation::Quasi)
        } else {
            None
        }
    }
}

/// How columns are brought to one scale.
#[derive(Debug, Clone)]
pub(super) struct Scaling {
    /// By column: the mean for dense columns, 0 for packed ones, whose zeros must stay zeros.
    pub centre: Vec<f64>,
    /// By column: 1 / standard deviation, 0 for a column held at coefficient 0.
    pub inverse_scale: Vec<f64>,
    /// Columns held at coefficient 0.
    pub held: Vec<usize>,
}

impl Scaling {
    /// Looks at every column, and refuses what cannot be fitted. Separation matters to maximum likelihood alone.
    pub(super) fn of(
        matrix: &DesignMatrix,
        observed: &Observations<'_>,
        constants: Constants,
        refuse_separation: bool,
    ) -> Result<Self, LogisticError> {
        let spreads = spreads(matrix, observed);
        let name = |column: usize| matrix.names()[column].clone();
        let mut scaling = Self { centre: vec![0.0; spreads.len()], inverse_scale: vec![0.0; spreads.len()], held: Vec::new() };
        for (column, spread) in spreads.iter().enumerate() {
            let scale = (spread.squares / spread.weight).sqrt();
            if !scale.is_finite() {
                return Err(LogisticError::NotFinite { column: name(column) });
            }
            if spread.is_constant() || scale == 0.0 {
                if constants == Constants::Refuse {
                    return Err(LogisticError::Constant { column: name(column) });
                }
                scaling.held.push(column);
            } else {
                scaling.inverse_scale[column] = 1.0 / scale;
                if !scaling.inverse_scale[column].is_finite() {
                    return Err(LogisticError::Constant { column: name(column) });
                }
            }
        }
        for &column in &matrix.dense_columns {
            scaling.centre[column] = spreads[column].mean;
        }
        if refuse_separation {
            for (column, spread) in spreads.iter().enumerate().filter(|(_, spread)| !spread.is_constant()) {
                if let Some(kind) = spread.separation() {
                    return Err(LogisticError::Separated { kind, columns: vec![name(column)] });
                }
            }
        }
        Ok(scaling)
    }
}

/// The spread of every column, in column order.
fn spreads(matrix: &DesignMatrix, observed: &Observations<'_>) -> Vec<Spread> {
    let chunks: Vec<Vec<Spread>> =
        row_chunks(matrix.rows()).into_par_iter().map(|rows| spreads_of_rows(matrix, observed, rows)).collect();
    let mut spreads = vec![Spread::NOTHING; matrix.columns()];
    for chunk in &chunks {
        spreads.iter_mut().zip(chunk).for_each(|(spread, other)| spread.merge(other));
    }
    spreads
}

fn spreads_of_rows(matrix: &DesignMatrix, observed: &Observations<'_>, rows: std::ops::Range<usize>) -> Vec<Spread> {
    let mut spreads = vec![Spread::NOTHING; matrix.columns()];
    let width = matrix.dense_columns.len();
    // Distances are taken from the first row, so that a large common level does not cost digits.
    let level = matrix.dense_row(rows.start);
    let (mut dense_sums, mut dense_squares) = (vec![0.0; width], vec![0.0; width]);
    let mut dense_ranges = [
        [vec![f64::INFINITY; width], vec![f64::NEG_INFINITY; width]],
        [vec![f64::INFINITY; width], vec![f64::NEG_INFINITY; width]],
    ];
    let (mut sparse_sums, mut sparse_squares) = (vec![0.0; matrix.sparse_columns.len()], vec![0.0; matrix.sparse_columns.len()]);
    let mut filled = vec![[0_usize; 2]; matrix.sparse_columns.len()];
    let (mut total, mut class_rows) = (0.0, [0_usize; 2]);
    for row in rows {
        let (weight, event) = (observed.weight(row), observed.events[row]);
        if weight == 0.0 {
            continue;
        }
        total += weight;
        class_rows[usize::from(event)] += 1;
        let [lows, highs] = &mut dense_ranges[usize::from(event)];
        let values = matrix.dense_row(row).iter().zip(level);
        let sums = dense_sums.iter_mut().zip(dense_squares.iter_mut()).zip(lows.iter_mut().zip(highs.iter_mut()));
        for ((value, level), ((sum, squares), (low, high))) in values.zip(sums) {
            let distance = value - level;
            *sum += weight * distance;
            *squares += weight * distance * distance;
            *low = low.min(*value);
            *high = high.max(*value);
        }
        let (places, values) = matrix.sparse_row(row);
        for (&place, &value) in places.iter().zip(values) {
            let place = place as usize;
            sparse_sums[place] += weight * value;
            sparse_squares[place] += weight * value * value;
            filled[place][usize::from(event)] += 1;
            spreads[matrix.sparse_columns[place]].widen(event, value);
        }
    }
    if total == 0.0 {
        return spreads;
    }
    let mut moments = |column: usize, level: f64, sum: f64, squares: f64| {
        let spread = &mut spreads[column];
        spread.weight = total;
        spread.mean = level + sum / total;
        // Only rounding can make it negative; a value that is not a number must stay one.
        let squares = squares - sum * sum / total;
        spread.squares = if squares < 0.0 { 0.0 } else { squares };
    };
    for (place, &column) in matrix.dense_columns.iter().enumerate() {
        moments(column, level[place], dense_sums[place], dense_squares[place]);
    }
    for (place, &column) in matrix.sparse_columns.iter().enumerate() {
        moments(column, 0.0, sparse_sums[place], sparse_squares[place]);
    }
    for (place, &column) in matrix.dense_columns.iter().enumerate() {
        for (range, [lows, highs]) in spreads[column].range.iter_mut().zip(&dense_ranges) {
            *range = [lows[place], highs[place]];
        }
    }
    for (place, &column) in matrix.sparse_columns.iter().enumerate() {
        for (class, &rows) in class_rows.iter().enumerate() {
            if filled[place][class] < rows {
                spreads[column].widen(class == 1, 0.0);
            }
        }
    }
    spreads
}
