//! From values to places on paper.

use crate::report::svg::canvas::At;
use crate::report::words::thousands;

/// A round axis.
pub(super) struct Axis {
    from: f64,
    to: f64,
    step: f64,
    start: f64,
    end: f64,
}

impl Axis {
    /// Over `least` to `most`, widened to round numbers; `on` is where they lie on paper. About `wanted` ticks.
    pub(super) fn round((least, most): (f64, f64), on: At, wanted: f64) -> Self {
        let most = if most > least { most } else { least + 1.0 };
        let step = round_step((most - least) / wanted);
        Self { from: (least / step).floor() * step, to: (most / step).ceil() * step, step, start: on.0, end: on.1 }
    }

    /// As [`Axis::round`], in whole numbers.
    pub(super) fn whole(range: (f64, f64), on: At, wanted: f64) -> Self {
        let most = range.1.max(range.0 + wanted);
        Self::round((range.0, most), on, wanted)
    }

    /// Over exactly `from` to `to`.
    pub(super) fn exact((from, to): (f64, f64), on: At) -> Self {
        let to = if to > from { to } else { from + 1.0 };
        Self { from, to, step: to - from, start: on.0, end: on.1 }
    }

    /// Whether a value is on it.
    pub(super) fn holds(&self, value: f64) -> bool {
        self.from <= value && value <= self.to
    }

    /// Where a value lies.
    pub(super) fn at(&self, value: f64) -> f64 {
        self.start + (value.clamp(self.from, self.to) - self.from) / (self.to - self.from) * (self.end - self.start)
    }

    /// The largest value.
    pub(super) fn most(&self) -> f64 {
        self.to
    }

    /// Round values, and what is written beside them.
    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
        let count = ((self.to - self.from) / self.step).round() as u32;
        let decimals = if self.step >= 1.0 { 0 } else { (-self.step.log10()).ceil() as usize };
        let tick = |at| {
            let value = self.from + f64::from(at) * self.step;
            (value, if decimals == 0 { thousands(value.round() as u64) } else { format!("{value:.decimals$}") })
        };
        (0..=count).map(tick).collect()
    }
}

/// 1, 2 or 5 times a power of ten, not below `about`.
fn round_step(about: f64) -> f64 {
    let power = 10f64.powf(about.log10().floor());
    let times = [1.0, 2.0, 5.0, 10.0].into_iter().find(|times| times * power >= about * 0.999_999).unwrap_or(10.0);
    times * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round() {
        let ticks = |least, most| {
            let ticks = Axis::round((least, most), (0.0, 100.0), 5.0).ticks();
            ticks.into_iter().map(|(_, written)| written).collect::<Vec<_>>()
        };
        assert_eq!(ticks(0.0, 100.0), ["0", "20", "40", "60", "80", "100"]);
        assert_eq!(ticks(1.2, 2.9), ["1.0", "1.5", "2.0", "2.5", "3.0"]);
        assert_eq!(ticks(0.0, 8731.0), ["0", "2,000", "4,000", "6,000", "8,000", "10,000"]);
        assert_eq!(ticks(0.0, 0.21), ["0.00", "0.05", "0.10", "0.15", "0.20", "0.25"]);
        assert_eq!(ticks(3.0, 3.0).first().unwrap(), "3.0");
    }

    #[test]
    fn values_beyond_the_axis_are_held_at_its_ends() {
        let axis = Axis::round((0.0, 10.0), (100.0, 0.0), 5.0);
        assert_eq!([axis.at(0.0), axis.at(5.0), axis.at(10.0), axis.at(99.0)], [100.0, 50.0, 0.0, 0.0]);
    }
}
