//! Process limits of run charts.

use crate::measures::variation::chance::{of_rate, of_share};

/// 3 / 1.128: three standard deviations from a mean moving range of two (Shewhart; Wheeler, Understanding Variation, 1993).
const INDIVIDUALS: f64 = 2.66;

/// Which limits a chart has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    /// Individual values and their moving ranges: counts, and shares of largely the same people told again and again, for which
    /// no distribution can be taken for granted.
    Xmr,
    /// Shares of separate lots, by the binomial distribution.
    P,
    /// Rates of separate spans of time, by the Poisson distribution.
    U,
}

impl ChartKind {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Xmr => "XmR chart (limits: mean and 2.66 times the mean moving range)",
            Self::P => "p chart (limits: 3 standard deviations of the binomial distribution, by the size of each denominator)",
            Self::U => "u chart (limits: 3 standard deviations of the Poisson distribution, by the person-years of each point)",
        }
    }
}

/// Middle and limits at a point, in the unit of the chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Three standard deviations below.
    pub low: f64,
    /// The mean.
    pub centre: f64,
    /// Three standard deviations above.
    pub high: f64,
    /// One standard deviation.
    pub sigma: f64,
}

impl Limits {
    fn about(centre: f64, sigma: f64, least: f64, most: f64) -> Self {
        Self { low: (centre - 3.0 * sigma).max(least), centre, high: (centre + 3.0 * sigma).min(most), sigma }
    }

    /// In another unit.
    pub(super) fn times(self, unit: f64) -> Self {
        Self { low: self.low * unit, centre: self.centre * unit, high: self.high * unit, sigma: self.sigma * unit }
    }
}

/// `XmR` limits of values, `None` where nothing can be shown: a moving range is taken between neighbours that are both shown.
/// With `bounds`, of what the value can be at all. `noise` is one standard deviation of rounding, below which ranges tell nothing: rounded
/// values that stay the same may come from ones that do not. `None` without two neighbours.
pub(super) fn xmr(values: &[Option<f64>], (least, most): (f64, f64), noise: f64) -> Option<Limits> {
    let ranges: Vec<f64> = values.windows(2).filter_map(|pair| Some((pair[1]? - pair[0]?).abs())).collect();
    let shown: Vec<f64> = values.iter().flatten().copied().collect();
    if ranges.is_empty() {
        return None;
    }
    let (centre, range) = (mean(&shown), mean(&ranges));
    Some(Limits::about(centre, (INDIVIDUALS * range / 3.0).max(noise), least, most))
}

/// p limits, as shares: of `(numerator, denominator)`, by point. `rounding` is the variance that disclosure control gives a count.
pub(super) fn p(counts: &[Option<(u64, u64)>], rounding: f64) -> Vec<Option<Limits>> {
    let centre = pooled(counts);
    let limits = |(_, size): (u64, u64)| Limits::about(centre, of_share(centre, size, rounding).sqrt(), 0.0, 1.0);
    counts.iter().map(|count| count.map(limits)).collect()
}

/// u limits, per unit of exposure: of `(count, exposure)`, by point.
pub(super) fn u(counts: &[Option<(u64, u64)>], rounding: f64) -> Vec<Option<Limits>> {
    let centre = pooled(counts);
    let limits =
        |(_, exposure): (u64, u64)| Limits::about(centre, of_rate(centre, exposure, rounding).sqrt(), 0.0, f64::INFINITY);
    counts.iter().map(|count| count.map(limits)).collect()
}

fn pooled(counts: &[Option<(u64, u64)>]) -> f64 {
    let (numerator, denominator) = counts.iter().flatten().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    numerator as f64 / denominator as f64
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    /// NIST/SEMATECH e-Handbook, 6.3.2.2: 50.81, 55.8041, 45.8159 (with 3/1.128 in place of 2.66).
    #[test]
    fn individuals_of_the_nist_handbook() {
        let flow = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1].map(Some);
        let limits = xmr(&flow, (f64::NEG_INFINITY, f64::INFINITY), 0.0).unwrap();
        assert_abs_diff_eq!(limits.centre, 50.81, epsilon = 1e-12);
        assert_abs_diff_eq!(limits.high, 55.8041, epsilon = 1e-3);
        assert_abs_diff_eq!(limits.low, 45.8159, epsilon = 1e-3);
        assert_abs_diff_eq!(limits.high, 55.804_888_888_888_9, epsilon = 1e-10);
    }

    /// Montgomery, Introduction to Statistical Quality Control, table 7.1: 0.2313, 0.4102, 0.0524.
    #[test]
    fn nonconforming_cans_of_montgomery() {
        let cans = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6];
        for limits in p(&cans.map(|count| Some((count, 50))), 0.0) {
            let limits = limits.unwrap();
            assert_abs_diff_eq!(limits.centre, 0.2313, epsilon = 5e-5);
            assert_abs_diff_eq!(limits.high, 0.4102, epsilon = 5e-5);
            assert_abs_diff_eq!(limits.low, 0.0524, epsilon = 5e-5);
        }
    }

    /// By tests/reference/variation.py.
    #[test]
    fn rates_by_person_years() {
        let counts = [4, 9, 7, 3, 12, 8, 6, 5, 10, 2, 7, 21];
        let years = [90, 110, 100, 80, 120, 95, 105, 100, 115, 70, 100, 110];
        let points: Vec<_> = counts.into_iter().zip(years).map(Some).collect();
        let limits = u(&points, 0.0)[11].unwrap();
        assert_abs_diff_eq!(limits.centre, 0.078_661_087_866_108_79, epsilon = 1e-14);
        assert_eq!(limits.low, 0.0);
        assert_abs_diff_eq!(limits.high, 0.158_885_193_900_674_63, epsilon = 1e-14);
    }

    #[test]
    fn no_moving_range_spans_a_withheld_value() {
        let values = [Some(1.0), Some(2.0), None, Some(50.0), Some(51.0)];
        let limits = xmr(&values, (0.0, 100.0), 0.0).unwrap();
        assert_eq!((limits.centre, limits.sigma), (26.0, 2.66 / 3.0));
        assert!(xmr(&[Some(1.0), None, Some(2.0)], (0.0, 100.0), 0.0).is_none());
    }
}
