//! The smoothed calibration curve and its summaries: ICI, E50, E90.
//!
//! As Austin and Steyerberg (Stat Med 2019;38:4051): loess of the outcome on the risk with R's defaults (local quadratic,
//! tricube weights over the nearest 75% of people, no robustness steps), then the mean, median and 90th percentile over
//! people of |risk - smoothed|. Here the fit is made at every distinct risk, not interpolated, and held within 0 and 1.
//! With more than [`EXACT`] distinct risks, neighbours are first pooled to their mean ([`pool`]).

use super::discrimination::Z975;
use super::ranking::Ranking;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

const SPAN: f64 = 0.75;
/// Distinct risks up to which nothing is pooled: loess costs their square.
const EXACT: usize = 2000;
/// A pool holds at most this share of the people (unless they tie) ...
const POOL_SHARE: f64 = 1.0 / 1000.0;
/// ... and is at most this wide in risk, so that the thin upper tail keeps its shape.
const POOL_WIDTH: f64 = 0.002;

/// A point of the smoothed curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// Risk given by the model.
    pub risk: f64,
    /// Share with the event among people of about that risk, smoothed.
    pub observed: f64,
    /// 95% limits of `observed` at this point.
    pub ci95: [f64; 2],
}

/// The curve and how far it is from the diagonal.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Smoothed {
    pub curve: Vec<CurvePoint>,
    pub ici: f64,
    pub e50: f64,
    pub e90: f64,
}

/// People of about one risk.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Pool {
    people: f64,
    risk: f64,
    share: f64,
}

pub(super) fn smooth(ranking: &Ranking) -> Smoothed {
    let pools = pool(ranking);
    let below: Vec<f64> = running(&pools);
    let curve: Vec<CurvePoint> = (0..pools.len()).into_par_iter().map(|at| local_fit(&pools, &below, at)).collect();
    let mut gaps: Vec<(f64, f64)> =
        curve.iter().zip(&pools).map(|(point, pool)| ((point.risk - point.observed).abs(), pool.people)).collect();
    let people = below[pools.len()];
    let ici = gaps.iter().map(|(gap, people)| gap * people).sum::<f64>() / people;
    gaps.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    Smoothed { ici, e50: quantile(&gaps, people, 0.5), e90: quantile(&gaps, people, 0.9), curve: thin(curve) }
}

/// Distinct risks from the lowest, pooled when there are many.
fn pool(ranking: &Ranking) -> Vec<Pool> {
    let distinct = 1 + ranking.members.windows(2).filter(|pair| pair[0].risk != pair[1].risk).count();
    let (most, widest) = if distinct <= EXACT { (0.0, 0.0) } else { (ranking.people() as f64 * POOL_SHARE, POOL_WIDTH) };
    let mut pools: Vec<Pool> = Vec::new();
    let mut first = f64::NAN;
    let mut last = f64::NAN;
    for member in ranking.members.iter().rev() {
        let event = f64::from(u8::from(member.outcome));
        match pools.last_mut() {
            Some(open) if member.risk == last || (open.people < most && member.risk - first <= widest) => {
                // Sums for now; made means below.
                open.people += 1.0;
                open.risk += member.risk;
                open.share += event;
            }
            _ => {
                first = member.risk;
                pools.push(Pool { people: 1.0, risk: member.risk, share: event });
            }
        }
        last = member.risk;
    }
    for pool in &mut pools {
        pool.risk /= pool.people;
        pool.share /= pool.people;
    }
    pools
}

/// People in the first k pools.
fn running(pools: &[Pool]) -> Vec<f64> {
    let mut sum = 0.0;
    std::iter::once(0.0)
        .chain(pools.iter().map(|pool| {
            sum += pool.people;
            sum
        }))
        .collect()
}

/// Local quadratic fit at one pool, with the variance of the fitted value when each outcome varies as risk x (1 - risk).
fn local_fit(pools: &[Pool], below: &[f64], at: usize) -> CurvePoint {
    let centre = pools[at].risk;
    let (from, to) = nearest(pools, below, at);
    let reach = (centre - pools[from].risk).max(pools[to - 1].risk - centre);
    let mut fit = Moments::default();
    for pool in &pools[from..to] {
        let u = if reach > 0.0 { (pool.risk - centre) / reach } else { 0.0 };
        let kernel = (1.0 - u.abs().powi(3)).max(0.0).powi(3);
        fit.add(u, kernel, pool);
    }
    let (value, variance) = fit.solve().unwrap_or((pools[at].share, pools[at].risk * (1.0 - pools[at].risk) / pools[at].people));
    let observed = value.clamp(0.0, 1.0);
    let half = Z975 * variance.max(0.0).sqrt();
    CurvePoint { risk: centre, observed, ci95: [(observed - half).max(0.0), (observed + half).min(1.0)] }
}

/// The pools that hold the nearest [`SPAN`] of the people, `from..to`.
fn nearest(pools: &[Pool], below: &[f64], at: usize) -> (usize, usize) {
    let wanted = (below[pools.len()] * SPAN + 1e-5).floor().max(1.0);
    let (mut from, mut to) = (at, at + 1);
    while below[to] - below[from] < wanted {
        let down = from.checked_sub(1).map(|next| pools[at].risk - pools[next].risk);
        let up = pools.get(to).map(|next| next.risk - pools[at].risk);
        match (down, up) {
            (Some(down), Some(up)) if down == up => (from, to) = (from - 1, to + 1),
            (Some(down), Some(up)) if down < up => from -= 1,
            (Some(_), None) => from -= 1,
            (_, Some(_)) => to += 1,
            (None, None) => break,
        }
    }
    (from, to)
}

/// Weighted sums of powers of the scaled distance, for the fit and for its variance.
#[derive(Default)]
struct Moments {
    weight: [f64; 5],
    outcome: [f64; 3],
    noise: [f64; 5],
    distinct: usize,
}

impl Moments {
    fn add(&mut self, u: f64, kernel: f64, pool: &Pool) {
        if kernel <= 0.0 {
            return;
        }
        self.distinct += 1;
        let weight = kernel * pool.people;
        let noise = weight * kernel * pool.risk * (1.0 - pool.risk);
        let mut power = 1.0;
        for k in 0..5 {
            self.weight[k] += weight * power;
            self.noise[k] += noise * power;
            if k < 3 {
                self.outcome[k] += weight * power * pool.share;
            }
            power *= u;
        }
    }

    /// Fitted value at the centre and its variance; a lower degree when there are too few distinct risks for a higher.
    fn solve(&self) -> Option<(f64, f64)> {
        (1..=3.min(self.distinct)).rev().find_map(|terms| {
            // The first row of the inverse turns outcomes into the value at the centre.
            let row = first_row_of_inverse(&self.weight, terms)?;
            let value = (0..terms).map(|i| row[i] * self.outcome[i]).sum();
            let variance = (0..terms).map(|i| (0..terms).map(|j| row[i] * self.noise[i + j] * row[j]).sum::<f64>()).sum();
            Some((value, variance))
        })
    }
}

/// First row of the inverse of the Hankel matrix `m[i + j]`, by Gauss-Jordan on the positive definite matrix.
fn first_row_of_inverse(m: &[f64; 5], terms: usize) -> Option<[f64; 3]> {
    let mut a = [[0.0; 3]; 3];
    let mut x = [1.0, 0.0, 0.0];
    for (i, row) in a.iter_mut().enumerate().take(terms) {
        row[..terms].copy_from_slice(&m[i..i + terms]);
    }
    for pivot in 0..terms {
        if a[pivot][pivot] <= 1e-9 * m[2 * pivot] {
            return None;
        }
        let above = a[pivot];
        for row in (0..terms).filter(|&row| row != pivot) {
            let factor = a[row][pivot] / above[pivot];
            a[row].iter_mut().zip(above).for_each(|(cell, above)| *cell -= factor * above);
            x[row] -= factor * x[pivot];
        }
    }
    (0..terms).for_each(|i| x[i] /= a[i][i]);
    Some(x)
}

/// Quantile over people of gaps that come with numbers of people (R's type 7, as if each person stood alone).
fn quantile(sorted: &[(f64, f64)], people: f64, at: f64) -> f64 {
    let place = (people - 1.0) * at;
    let value_at = |index: f64| {
        let mut passed = 0.0;
        sorted.iter().find(|(_, count)| {
            passed += count;
            passed > index
        })
    };
    let [low, high] = [place.floor(), place.ceil()].map(|index| value_at(index).or(sorted.last()).map_or(0.0, |gap| gap.0));
    low + (high - low) * place.fract()
}

/// At most about 200 points for a picture, always with both ends, spaced along the risk.
fn thin(curve: Vec<CurvePoint>) -> Vec<CurvePoint> {
    let (Some(first), Some(last)) = (curve.first().copied(), curve.last().copied()) else { return curve };
    let step = (last.risk - first.risk) / 200.0;
    let mut kept = vec![first];
    for point in curve {
        if kept.last().is_some_and(|before| point.risk - before.risk >= step && point.risk > before.risk) {
            kept.push(point);
        }
    }
    if kept.last().is_some_and(|point| point.risk < last.risk) {
        kept.push(last);
    }
    kept
}
