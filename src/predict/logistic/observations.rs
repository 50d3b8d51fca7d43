//! What is known of each row beside its predictors.

use crate::predict::logistic::LogisticError;

/// Outcomes of the rows of a design matrix, with optional weights and offsets.
#[derive(Debug, Clone, Copy)]
pub struct Observations<'a> {
    /// Whether the row had the event.
    pub events: &'a [bool],
    /// Frequency weights, 0 or more: a row of weight 3 counts as three equal rows.
    pub weights: Option<&'a [f64]>,
    /// Known part of the linear predictor, added with coefficient 1.
    pub offset: Option<&'a [f64]>,
}

impl<'a> Observations<'a> {
    /// Outcomes alone.
    #[must_use]
    pub fn new(events: &'a [bool]) -> Self {
        Self { events, weights: None, offset: None }
    }

    /// With frequency weights.
    #[must_use]
    pub fn with_weights(mut self, weights: &'a [f64]) -> Self {
        self.weights = Some(weights);
        self
    }

    /// With offsets.
    #[must_use]
    pub fn with_offset(mut self, offset: &'a [f64]) -> Self {
        self.offset = Some(offset);
        self
    }

    pub(super) fn weight(&self, row: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights[row])
    }

    /// Mean of the offsets over the rows with weight.
    pub(super) fn mean_offset(&self, totals: Totals) -> f64 {
        let offset = self.offset.unwrap_or_default().iter().enumerate();
        offset.map(|(row, offset)| offset * (self.weight(row) / totals.n)).sum()
    }

    pub(super) fn check(&self, rows: usize) -> Result<Totals, LogisticError> {
        let fault = |message: &str| Err(LogisticError::Observations(message.to_owned()));
        if self.events.len() != rows
            || self.weights.is_some_and(|weights| weights.len() != rows)
            || self.offset.is_some_and(|offset| offset.len() != rows)
        {
            return fault("outcomes, weights and offsets must be as many as the rows");
        }
        if self.weights.is_some_and(|weights| weights.iter().any(|weight| !(weight.is_finite() && *weight >= 0.0))) {
            return fault("weights must be finite numbers, 0 or more");
        }
        if self.offset.is_some_and(|offset| offset.iter().any(|value| !value.is_finite())) {
            return fault("offsets must be finite numbers");
        }
        let mut totals = Totals::default();
        for (row, &event) in self.events.iter().enumerate() {
            let weight = self.weight(row);
            totals.rows += usize::from(weight > 0.0);
            totals.n += weight;
            totals.events += if event { weight } else { 0.0 };
        }
        if totals.rows == 0 && rows > 0 {
            return Err(LogisticError::NoWeight);
        }
        if totals.events > 0.0 && totals.events < totals.n {
            Ok(totals)
        } else {
            Err(LogisticError::OneClass { all_events: totals.n > 0.0 && totals.events > 0.0 })
        }
    }
}

/// Sums over the rows.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Totals {
    /// Rows with weight.
    pub rows: usize,
    /// Sum of the weights.
    pub n: f64,
    /// Sum of the weights of events.
    pub events: f64,
}

impl Totals {
    /// Of an event, in all rows together.
    pub(super) fn log_odds(self) -> f64 {
        (self.events / (self.n - self.events)).ln()
    }
}
