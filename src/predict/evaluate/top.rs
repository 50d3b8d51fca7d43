//! What a team gets that works from the top of the list: yield at shares of the people and at fixed risks.

use super::interval::{proportion, wilson};
use super::ranking::Ranking;
use serde::{Deserialize, Serialize};

/// Yield among the people of highest risk, `ceil(fraction x n)` of them. Of people with equal risks at the cut those
/// who come first in the sample are flagged (order of person key).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Top {
    /// Share of the people that was asked for.
    pub fraction: f64,
    /// Lowest risk among the flagged.
    pub lowest_risk: f64,
    /// Their yield.
    #[serde(flatten)]
    pub yielded: Yield,
}

/// Yield among everyone at or above a risk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AtRisk {
    /// The risk.
    pub risk: f64,
    /// Share of the people that this flags.
    pub share: f64,
    /// Their yield.
    #[serde(flatten)]
    pub yielded: Yield,
}

/// What comes of flagging some people. Empty (`null`) where nobody is flagged or nobody had the event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Yield {
    /// People flagged.
    pub flagged: u64,
    /// Flagged people who had the event.
    pub events: u64,
    /// Positive predictive value: share of the flagged who had the event.
    pub ppv: Option<f64>,
    /// 95% interval of the PPV (Wilson's score interval).
    pub ppv_ci95: Option<[f64; 2]>,
    /// Share of all who had the event that was flagged.
    pub sensitivity: Option<f64>,
    /// Share of all who did not have the event that was not flagged.
    pub specificity: Option<f64>,
    /// PPV over the event rate of everyone.
    pub lift: Option<f64>,
    /// People to review for each one who has the event: 1 / PPV.
    pub number_to_review: Option<f64>,
    /// Share of the flagged with no emergency admission in the two years up to the index date: people whom a list of past
    /// admissions would have missed.
    pub no_emergency_admission_in_2_years: Option<f64>,
}

pub(super) fn at_fractions(ranking: &Ranking, fractions: &[f64]) -> Vec<Top> {
    let top = |&fraction: &f64| {
        let flagged = ranking.share(fraction);
        Top { fraction, lowest_risk: ranking.members[flagged - 1].risk, yielded: Yield::of_first(ranking, flagged) }
    };
    fractions.iter().map(top).collect()
}

pub(super) fn at_risks(ranking: &Ranking, risks: &[f64]) -> Vec<AtRisk> {
    let at = |&risk: &f64| {
        let flagged = ranking.at_least(risk);
        AtRisk { risk, share: flagged as f64 / ranking.people() as f64, yielded: Yield::of_first(ranking, flagged) }
    };
    risks.iter().map(at).collect()
}

impl Yield {
    fn of_first(ranking: &Ranking, first: usize) -> Self {
        let (n, all_events) = (ranking.people() as u64, ranking.events());
        let (flagged, events) = (first as u64, ranking.events_among(first));
        let ppv = proportion(events, flagged);
        Self {
            flagged,
            events,
            ppv,
            ppv_ci95: wilson(events, flagged),
            sensitivity: proportion(events, all_events),
            specificity: proportion((n - all_events) - (flagged - events), n - all_events),
            lift: ppv.zip(proportion(all_events, n)).and_then(|(ppv, rate)| (rate > 0.0).then(|| ppv / rate)),
            number_to_review: proportion(flagged, events),
            no_emergency_admission_in_2_years: proportion(flagged - ranking.recent_among(first), flagged),
        }
    }
}
