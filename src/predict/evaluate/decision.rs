//! Decision curve: is acting on the model better than acting on everybody or nobody?

use super::ranking::Ranking;
use serde::{Deserialize, Serialize};

/// Net benefit at one threshold, per person: events found, less needless reviews weighed by the odds of the threshold
/// (Vickers and Elkin, Med Decis Making 2006;26:565). Acting on nobody is 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NetBenefit {
    /// The risk at which one would just act.
    pub threshold: f64,
    /// Acting on those at or above the threshold.
    pub model: f64,
    /// Acting on everybody.
    pub all: f64,
}

pub(super) fn curve(ranking: &Ranking, thresholds: &[f64]) -> Vec<NetBenefit> {
    let n = ranking.people() as f64;
    let net = |flagged: usize, threshold: f64| {
        let found = ranking.events_among(flagged) as f64;
        (found - (flagged as f64 - found) * threshold / (1.0 - threshold)) / n
    };
    thresholds
        .iter()
        .map(|&threshold| NetBenefit {
            threshold,
            model: net(ranking.at_least(threshold), threshold),
            all: net(ranking.people(), threshold),
        })
        .collect()
}
