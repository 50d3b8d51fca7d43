//! Points for the pictures of a card, thinned, and none that stands for one to nine people, with the event or without.

use super::discrimination::tied;
use super::interval::wilson;
use super::ranking::Ranking;
use super::smooth::CurvePoint;
use serde::{Deserialize, Serialize};

/// Fewest people with the event, and fewest without, that a point of a picture stands for.
const FEWEST: u64 = 10;

/// Everything a card draws.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Figures {
    /// 1 - specificity and sensitivity, rising from (0, 0) to (1, 1).
    pub roc: Vec<[f64; 2]>,
    /// Sensitivity (recall) and PPV (precision), from the top of the list down.
    pub precision_recall: Vec<[f64; 2]>,
    /// Share of the people flagged and lift.
    pub lift: Vec<[f64; 2]>,
    /// Smoothed calibration curve.
    pub calibration: Vec<CurvePoint>,
    /// Groups by risk, lowest first: twenty of equal size, neighbours joined until each has ten events and ten others.
    pub calibration_groups: Vec<RiskGroup>,
    /// How risks are distributed.
    pub histogram: Histogram,
}

/// People next to each other in risk.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RiskGroup {
    /// People.
    pub people: u64,
    /// Their mean risk.
    pub mean_risk: f64,
    /// Share of them with the event.
    pub observed: f64,
    /// Its 95% interval (Wilson).
    pub ci95: [f64; 2],
}

/// Counts of people by risk, in equal steps from 0 to 1. A count of 1 to 9 is `null`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Histogram {
    /// Width of a step.
    pub width: f64,
    /// People with the event.
    pub events: Vec<Option<u64>>,
    /// People without.
    pub others: Vec<Option<u64>>,
}

const STEPS: usize = 50;
const POINTS: f64 = 200.0;

pub(super) fn figures(ranking: &Ranking, calibration: Vec<CurvePoint>) -> Figures {
    let (roc, precision_recall) = curves(ranking);
    Figures {
        roc,
        precision_recall,
        lift: lift(ranking),
        calibration,
        calibration_groups: groups(ranking),
        histogram: histogram(ranking),
    }
}

/// ROC and precision-recall points at distinct risks, one each time the curve has moved by a 200th.
fn curves(ranking: &Ranking) -> (Vec<[f64; 2]>, Vec<[f64; 2]>) {
    let events = ranking.events() as f64;
    let others = ranking.people() as f64 - events;
    let (mut roc, mut precision_recall) = (vec![[0.0, 0.0]], Vec::<[f64; 2]>::new());
    if events == 0.0 || others == 0.0 {
        return (Vec::new(), Vec::new());
    }
    let (mut found, mut needless) = (0, 0);
    for group in tied(ranking.members.iter().map(|member| (member.risk, member.outcome))) {
        found += group.events;
        needless += group.others;
        if found < FEWEST || needless < FEWEST {
            continue;
        }
        let end = found + needless == ranking.people() as u64;
        let (sensitivity, fallout) = (found as f64 / events, needless as f64 / others);
        if end || roc.last().is_none_or(|last| sensitivity - last[1] + fallout - last[0] >= 2.0 / POINTS) {
            roc.push([fallout, sensitivity]);
        }
        let moved = precision_recall.last().is_none_or(|last| sensitivity - last[0] >= 1.0 / POINTS);
        if moved || (end && precision_recall.last().is_some_and(|last| sensitivity > last[0])) {
            precision_recall.push([sensitivity, found as f64 / (found + needless) as f64]);
        }
    }
    (roc, precision_recall)
}

/// Lift at shares of the people evenly spaced on a logarithmic scale, from 1 in 1000 (or as many as can be told) to everyone.
fn lift(ranking: &Ranking) -> Vec<[f64; 2]> {
    let (n, events) = (ranking.people() as f64, ranking.events() as f64);
    let at = |step: u32| {
        let first = ranking.share(0.001f64.powf(1.0 - f64::from(step) / 100.0));
        let found = ranking.events_among(first);
        let share = first as f64 / n;
        enough(found, first as u64).then(|| [share, found as f64 / events / share])
    };
    (0..=100).filter_map(at).collect()
}

fn enough(events: u64, people: u64) -> bool {
    events >= FEWEST && people - events >= FEWEST
}

fn groups(ranking: &Ranking) -> Vec<RiskGroup> {
    let n = ranking.people();
    // Cuts in the ranking, from the lowest risk (its end) up.
    let mut cuts = vec![n];
    let between = |from: usize, to: usize| (ranking.events_among(to) - ranking.events_among(from), (to - from) as u64);
    for group in (0..20).rev() {
        let from = group * n / 20;
        let (events, people) = between(from, cuts.last().copied().unwrap_or(n));
        if enough(events, people) {
            cuts.push(from);
        }
    }
    // The highest group runs to the top, with whoever is left over.
    if let Some(last) = cuts.last_mut().filter(|last| **last < n) {
        *last = 0;
    }
    let group = |cut: &[usize]| {
        let (from, to) = (cut[1], cut[0]);
        let (events, people) = between(from, to);
        let mean_risk = ranking.members[from..to].iter().map(|member| member.risk).sum::<f64>() / people as f64;
        Some(RiskGroup { people, mean_risk, observed: events as f64 / people as f64, ci95: wilson(events, people)? })
    };
    cuts.windows(2).filter_map(group).collect()
}

fn histogram(ranking: &Ranking) -> Histogram {
    let mut counts = [[0u64; STEPS]; 2];
    for member in &ranking.members {
        let step = ((member.risk * STEPS as f64) as usize).min(STEPS - 1);
        counts[usize::from(member.outcome)][step] += 1;
    }
    let shown = |counts: [u64; STEPS]| counts.iter().map(|&count| (count == 0 || count >= FEWEST).then_some(count)).collect();
    Histogram { width: 1.0 / STEPS as f64, events: shown(counts[1]), others: shown(counts[0]) }
}
