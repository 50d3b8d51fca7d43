//! Run charts: a figure month after month, with limits and signals within one definition only.

use crate::domain::Day;
use crate::measures::definition::{Definition, Shape};
use crate::measures::period::{Days, Period};
use crate::measures::published::{PolicyId, Shown, ShownTally};
use crate::measures::variation::chance::{before_rounding, jump, rounding};
use crate::measures::variation::funnel::numbers;
use crate::measures::variation::limits::{p, u, xmr};
use crate::measures::variation::rules::{Judged, signals};
use crate::measures::variation::{ChartKind, LeftOut, Limits, Signal};
use std::sync::Arc;

/// With fewer points of one definition that can be shown there are no limits and no rules: they would be those of noise. Making Data
/// Count's tools call limits of fewer than twelve points a trial.
pub const FEWEST: usize = 12;

/// A published figure of one place on one day.
#[derive(Debug, Clone)]
pub struct Observation {
    /// The days it tells of.
    pub days: Days,
    /// By which definition.
    pub definition: Arc<Definition>,
    /// Under which policy.
    pub policy: PolicyId,
    /// The figure; `None` when the place had none on that day.
    pub tally: Option<ShownTally>,
}

/// A run chart.
#[derive(Debug, Clone, PartialEq)]
pub struct RunChart {
    /// Which limits.
    pub kind: ChartKind,
    /// Lines, each within one definition and one policy.
    pub stretches: Vec<Stretch>,
    /// Whether days of neighbouring points overlap: the same people or events are then in both, and neighbours are alike.
    pub overlapping: bool,
}

/// A line: points that can be compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// Version of the definition.
    pub version: u32,
    /// Policy of disclosure control.
    pub policy: PolicyId,
    /// In the order of days.
    pub points: Vec<RunPoint>,
}

/// A point.
#[derive(Debug, Clone, PartialEq)]
pub struct RunPoint {
    /// The last day it tells of.
    pub day: Day,
    /// Per cent, per 1,000 person-years, or a count; why there is none, otherwise.
    pub value: Result<f64, LeftOut>,
    /// In the same unit; `None` when there are too few points.
    pub limits: Option<Limits>,
    /// Why it stands out.
    pub signals: Vec<Signal>,
}

impl RunChart {
    /// Of observations of one measure and place, in any order.
    #[must_use]
    pub fn of(mut observations: Vec<Observation>) -> Self {
        observations.sort_by_key(|one| one.days.last);
        let overlapping = observations.windows(2).any(|pair| pair[0].days.last >= pair[1].days.first);
        let kind = observations.last().map_or(ChartKind::Xmr, |one| kind(&one.definition, overlapping));
        let same = |one: &Observation, next: &Observation| {
            (one.definition.version, one.policy) == (next.definition.version, next.policy)
        };
        let stretches = observations.chunk_by(same).map(|points| Stretch::of(points, kind)).collect();
        Self { kind, stretches, overlapping }
    }

    /// What changed at the start of each line but the first, in words.
    #[must_use]
    pub fn breaks(&self) -> Vec<(Day, String)> {
        let told = |pair: &[Stretch]| {
            let [before, after] = pair else { return None };
            let mut changed = vec![];
            if before.version != after.version {
                changed.push(format!("definition changed from version {} to version {}", before.version, after.version));
            }
            if before.policy != after.policy {
                changed.push("policy of disclosure control changed".to_owned());
            }
            Some((after.points.first()?.day, changed.join("; ")))
        };
        self.stretches.windows(2).filter_map(told).collect()
    }
}

/// Separate lots have a distribution to go by; people counted again and again, and windows that overlap, have none.
fn kind(definition: &Definition, overlapping: bool) -> ChartKind {
    match definition.shape {
        Shape::Share if definition.period != Period::Day && !overlapping => ChartKind::P,
        Shape::Rate if !overlapping => ChartKind::U,
        _ => ChartKind::Xmr,
    }
}

impl Stretch {
    fn of(observations: &[Observation], kind: ChartKind) -> Self {
        let (version, policy) = (observations[0].definition.version, observations[0].policy);
        let (shape, counted) = (observations[0].definition.shape, observations[0].definition.unit);
        let rounding = rounding(policy, counted);
        let (unit, most) = match shape {
            Shape::Count => (1.0, f64::INFINITY),
            Shape::Share => (100.0, 100.0),
            Shape::Ratio => (100.0, f64::INFINITY),
            Shape::Rate => (1000.0, f64::INFINITY),
        };
        let counts: Vec<_> = observations.iter().map(|one| figure(one.tally.as_ref(), shape)).collect();
        let shown: Vec<Option<(u64, u64)>> = counts.iter().map(|count| count.ok()).collect();
        let values: Vec<Option<f64>> = shown.iter().map(|count| count.map(|(n, of)| unit * n as f64 / of as f64)).collect();
        let limits = if shown.iter().flatten().count() < FEWEST {
            vec![None; counts.len()]
        } else {
            let scaled = |limits: Vec<Option<Limits>>| limits.into_iter().map(|one| one.map(|one| one.times(unit))).collect();
            match kind {
                ChartKind::Xmr => {
                    vec![xmr(&values, (0.0, most), unit * noise(&shown, shape, jump(policy, counted))); counts.len()]
                }
                ChartKind::P => scaled(p(&shown, rounding)),
                ChartKind::U => scaled(u(&shown, rounding)),
            }
        };
        let judge = |at: usize| {
            let (least, most) = before_rounding(shown[at]?, shape == Shape::Count, policy, counted);
            Some(Judged { value: values[at]?, between: (unit * least, unit * most), limits: limits[at]? })
        };
        let judged: Vec<_> = (0..values.len()).map(judge).collect();
        let points = observations.iter().zip(counts).zip(values).zip(limits).zip(signals(&judged));
        let points = points.map(|((((one, count), value), limits), signals)| {
            let value = value.ok_or_else(|| count.err().unwrap_or(LeftOut::Withheld));
            RunPoint { day: one.days.last, value, limits, signals }
        });
        Self { version, policy, points: points.collect() }
    }
}

/// One standard deviation of what rounding does to the values at its worst: to a count, to numerator and denominator otherwise.
fn noise(shown: &[Option<(u64, u64)>], shape: Shape, jump: f64) -> f64 {
    let variance = |&(numerator, denominator): &(u64, u64)| match shape {
        Shape::Count => jump * jump,
        _ => jump * jump * (1.0 + (numerator as f64 / denominator as f64).powi(2)) / (denominator as f64).powi(2),
    };
    let variances: Vec<f64> = shown.iter().flatten().map(variance).collect();
    (variances.iter().sum::<f64>() / variances.len() as f64).sqrt()
}

/// Numerator and denominator; a count is its own, out of one.
fn figure(tally: Option<&ShownTally>, shape: Shape) -> Result<(u64, u64), LeftOut> {
    match (tally, shape) {
        (None, _) => Err(LeftOut::Nobody),
        (Some(tally), Shape::Count) => match tally.numerator {
            Shown::Number(number) => Ok((number, 1)),
            Shown::Withheld => Err(LeftOut::Withheld),
        },
        (Some(tally), _) => numbers(tally),
    }
}

#[cfg(test)]
mod tests;
