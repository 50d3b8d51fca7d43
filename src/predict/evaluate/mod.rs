//! Judging a model: how well risks agree with what happened.
//!
//! [`evaluate`] takes risks and outcomes and gives an [`Evaluation`]; [`Report`] dates it. People are sorted by risk
//! once and everything else is a pass over that order.

mod calibration;
mod decision;
pub mod discrimination;
mod figures;
mod interval;
mod ranking;
mod report;
mod sample;
mod smooth;
mod subgroups;
#[cfg(test)]
mod tests;
mod top;

pub use calibration::Calibration;
pub use decision::NetBenefit;
pub use discrimination::{Auroc, auroc_delong, brier};
pub use figures::{Figures, Histogram, RiskGroup};
pub use report::{Report, Validation};
pub use sample::{EvaluateOptions, Sample, Subgroup};
pub use smooth::CurvePoint;
pub use subgroups::{Division, Group, GroupFigures, GroupMeasures};
pub use top::{AtRisk, Top, Yield};

use crate::error::Result;
use crate::predict::calibrate::LOGIT_LIMIT;
use ranking::Ranking;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// How well risks agree with outcomes. Serialised, the names are the command line's contract; a figure that cannot be
/// told (no events, say) is `null`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// People.
    pub n: u64,
    /// People with the event.
    pub events: u64,
    /// Share of people with the event: the PPV of choosing at random.
    pub event_rate: f64,
    /// Mean risk.
    pub mean_risk: f64,
    /// Area under the ROC curve.
    pub auroc: Option<f64>,
    /// `DeLong`'s 95% interval.
    pub auroc_ci95: Option<[f64; 2]>,
    /// `DeLong`'s standard error.
    pub auroc_standard_error: Option<f64>,
    /// Average precision: mean PPV over the events, without interpolation; chance gives the event rate.
    pub average_precision: Option<f64>,
    /// Brier score.
    pub brier: f64,
    /// 1 - Brier / (Brier of giving everyone the event rate): 0 is no better than that, 1 perfect.
    pub scaled_brier: Option<f64>,
    /// Observed over expected, calibration intercept and slope.
    #[serde(flatten)]
    pub calibration: Calibration,
    /// Integrated calibration index: mean distance between the risk and the smoothed observed share.
    pub ici: f64,
    /// Median of that distance.
    pub e50: f64,
    /// Its 90th percentile.
    pub e90: f64,
    /// Risks so near 0 or 1 that they were held at a millionth from it where their log odds were needed.
    pub risks_held: u64,
    /// Yield at shares of the people.
    pub top: Vec<Top>,
    /// Yield at fixed risks.
    pub at_risks: Vec<AtRisk>,
    /// Net benefit over thresholds.
    pub decision_curve: Vec<NetBenefit>,
    /// The model in parts of the people, small ones withheld.
    pub subgroups: Vec<Division>,
    /// Points for pictures.
    pub figures: Figures,
}

/// Judges risks against outcomes.
///
/// The same input gives the same bytes, whatever the number of threads.
///
/// # Errors
/// [`crate::error::Fault::Data`] for nobody or a risk outside 0 to 1; [`crate::error::Fault::Usage`] for options out of range.
pub fn evaluate(sample: &Sample<'_>, options: &EvaluateOptions) -> Result<Evaluation> {
    sample.check()?;
    options.check()?;
    let ranking = Ranking::of(sample);
    let (n, events) = (ranking.people() as u64, ranking.events());
    let event_rate = events as f64 / n as f64;
    let groups = || discrimination::tied(ranking.members.iter().map(|member| (member.risk, member.outcome)));
    let auroc = discrimination::auroc_of_tied(groups());
    let brier = discrimination::brier(sample.risks, sample.outcomes).unwrap_or_default();
    let (calibration, (smoothed, subgroups)) = rayon::join(
        || Calibration::of(&ranking.members),
        || {
            rayon::join(
                || smooth::smooth(&ranking),
                || sample.subgroups.par_iter().map(|by| subgroups::divide(&ranking, by, options)).collect(),
            )
        },
    );
    Ok(Evaluation {
        n,
        events,
        event_rate,
        mean_risk: calibration.expected.unwrap_or_default() / n as f64,
        auroc: auroc.map(|auroc| auroc.value),
        auroc_ci95: auroc.map(|auroc| auroc.ci95),
        auroc_standard_error: auroc.map(|auroc| auroc.standard_error),
        average_precision: discrimination::average_precision(groups(), events),
        brier,
        scaled_brier: (events > 0 && events < n).then(|| 1.0 - brier / (event_rate * (1.0 - event_rate))),
        calibration,
        ici: smoothed.ici,
        e50: smoothed.e50,
        e90: smoothed.e90,
        risks_held: sample.risks.iter().filter(|risk| !(LOGIT_LIMIT..=1.0 - LOGIT_LIMIT).contains(*risk)).count() as u64,
        top: top::at_fractions(&ranking, &options.fractions),
        at_risks: top::at_risks(&ranking, &options.risks),
        decision_curve: decision::curve(&ranking, &options.thresholds),
        subgroups,
        figures: figures::figures(&ranking, smoothed.curve),
    })
}
