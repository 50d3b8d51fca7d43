//! Risk and where it stands among everyone scored.

use serde::{Deserialize, Serialize};

/// A probability between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Risk(f64);

/// The number is not between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a probability between 0 and 1")]
pub struct NotARisk;

impl Risk {
    /// No risk at all.
    pub const ZERO: Self = Self(0.0);

    /// A probability.
    ///
    /// # Errors
    /// [`NotARisk`] when outside 0 to 1 or not a number.
    pub fn new(probability: f64) -> Result<Self, NotARisk> {
        if (0.0..=1.0).contains(&probability) { Ok(Self(probability)) } else { Err(NotARisk) }
    }

    /// The probability.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Risk {
    type Error = NotARisk;
    fn try_from(probability: f64) -> Result<Self, NotARisk> {
        Self::new(probability)
    }
}

impl From<Risk> for f64 {
    fn from(risk: Risk) -> Self {
        risk.0
    }
}

/// Position among the people scored: the share of them, in per cent, who rank at or below this person.
/// Rank 1 of n has 100; rank n has 100/n.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Percentile(f64);

impl Percentile {
    /// From a rank (1 is the highest risk) among `scored` people.
    ///
    /// # Panics
    /// Never for ranks from 1 to `scored`, which is what ranking gives.
    #[must_use]
    pub fn from_rank(rank: u64, scored: u64) -> Self {
        debug_assert!(rank >= 1 && rank <= scored);
        Self((scored + 1 - rank) as f64 * 100.0 / scored as f64)
    }

    /// Per cent, above 0 and up to 100.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn risk_is_a_probability() {
        assert_eq!(Risk::new(0.25).unwrap().get(), 0.25);
        for bad in [-0.1, 1.1, f64::NAN] {
            assert_eq!(Risk::new(bad), Err(NotARisk));
        }
    }

    #[test]
    fn percentile_counts_from_the_top() {
        assert_eq!(Percentile::from_rank(1, 200).get(), 100.0);
        assert_eq!(Percentile::from_rank(200, 200).get(), 0.5);
    }
}
