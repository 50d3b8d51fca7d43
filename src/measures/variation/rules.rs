//! Rules that tell a change from noise.
//!
//! Four of them, those of NHS England's Making Data Count: a point beyond three standard deviations; seven in a row on one side of the
//! mean (so it and its `NHSRplotthedots` have it, where Western Electric has eight and Nelson nine); six in a row rising or falling
//! (Nelson, J Qual Technol 1984;16:237); two of three in a row beyond two standard deviations on one side. More rules would ring more
//! false alarms.

use crate::measures::variation::Limits;

/// As many in a row on one side are a shift.
pub const SHIFT: usize = 7;

/// As many in a row, each above the one before it (or each below), are a trend.
pub const TREND: usize = 6;

/// Why a point stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signal {
    /// Beyond three standard deviations.
    Beyond,
    /// One of at least [`SHIFT`] in a row on one side of the mean.
    Shift,
    /// One of at least [`TREND`] in a row that rise or fall.
    Trend,
    /// One of two, of three in a row, beyond two standard deviations on the same side.
    TwoOfThree,
}

impl Signal {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Beyond => "beyond the limits",
            Self::Shift => "shift: 7 or more on one side",
            Self::Trend => "trend: 6 or more in a row",
            Self::TwoOfThree => "2 of 3 near a limit",
        }
    }
}

/// A point to be judged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judged {
    /// As it is shown.
    pub(super) value: f64,
    /// The least and the most that it can have been before rounding.
    pub(super) between: (f64, f64),
    /// Its limits.
    pub(super) limits: Limits,
}

impl Judged {
    /// On which side of the mean it is: 1 above, -1 below, 0 on it, or on either before rounding.
    fn side(&self) -> i8 {
        let (least, most) = self.between;
        i8::from(least > self.limits.centre) - i8::from(most < self.limits.centre)
    }
}

/// The signals of each point, in the order of [`Signal`]. What is withheld breaks every run: nobody may guess on which side it lies.
pub(super) fn signals(points: &[Option<Judged>]) -> Vec<Vec<Signal>> {
    let mut found = vec![vec![]; points.len()];
    let mut start = 0;
    while start < points.len() {
        let run: Vec<_> = points[start..].iter().map_while(|point| *point).collect();
        mark(&run, &mut found[start..start + run.len()]);
        start += run.len() + 1;
    }
    for signals in &mut found {
        signals.sort_unstable();
        signals.dedup();
    }
    found
}

fn mark(run: &[Judged], found: &mut [Vec<Signal>]) {
    for (at, Judged { value, limits, .. }) in run.iter().enumerate() {
        if *value > limits.high || *value < limits.low {
            found[at].push(Signal::Beyond);
        }
    }
    let sides: Vec<i8> = run.iter().map(Judged::side).collect();
    streaks(&sides, SHIFT, |at| found[at].push(Signal::Shift));

    let steps: Vec<i8> = run.windows(2).map(|pair| sign(pair[1].value - pair[0].value)).collect();
    // Five steps up join six points.
    streaks(&steps, TREND - 1, |step| {
        found[step].push(Signal::Trend);
        found[step + 1].push(Signal::Trend);
    });

    for from in 0..run.len().saturating_sub(2) {
        for side in [1.0, -1.0] {
            let far: Vec<usize> = (from..from + 3)
                .filter(|&at| {
                    let Judged { value, limits, .. } = run[at];
                    side * (value - limits.centre) > 2.0 * limits.sigma
                })
                .collect();
            if far.len() >= 2 {
                for at in far {
                    found[at].push(Signal::TwoOfThree);
                }
            }
        }
    }
}

/// Calls `each` for every position in a streak of at least `least` equal signs that are not 0.
fn streaks(signs: &[i8], least: usize, mut each: impl FnMut(usize)) {
    let mut start = 0;
    for streak in signs.chunk_by(|one, next| one == next) {
        if streak[0] != 0 && streak.len() >= least {
            (start..start + streak.len()).for_each(&mut each);
        }
        start += streak.len();
    }
}

fn sign(difference: f64) -> i8 {
    i8::from(difference > 0.0) - i8::from(difference < 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { low: 20.0, centre: 50.0, high: 80.0, sigma: 10.0 };

    fn of(values: &[i32]) -> Vec<Vec<Signal>> {
        let point = |value: &i32| {
            let value = f64::from(*value);
            (value >= 0.0).then_some(Judged { value, between: (value, value), limits: LIMITS })
        };
        signals(&values.iter().map(point).collect::<Vec<_>>())
    }

    fn count(values: &[i32], signal: Signal) -> usize {
        of(values).iter().filter(|signals| signals.contains(&signal)).count()
    }

    #[test]
    fn a_point_on_the_limit_is_inside() {
        assert_eq!(count(&[80, 20, 50], Signal::Beyond), 0);
        assert_eq!(of(&[81, 50, 19]), [vec![Signal::Beyond], vec![], vec![Signal::Beyond]]);
    }

    #[test]
    fn seven_on_one_side_are_a_shift_and_six_are_none() {
        assert_eq!(count(&[51, 55, 52, 55, 52, 55, 49], Signal::Shift), 0);
        assert_eq!(count(&[49, 51, 55, 52, 55, 52, 55, 52, 49], Signal::Shift), 7);
        assert_eq!(count(&[49, 45, 48, 44, 48, 44, 48, 44], Signal::Shift), 8);
        assert_eq!(count(&[51, 55, 52, 50, 55, 52, 55, 52], Signal::Shift), 0, "the mean is on no side");
    }

    #[test]
    fn a_rounded_value_that_may_have_been_on_the_other_side_is_on_neither() {
        let shift = |value: f64, room: f64| {
            let one = Judged { value, between: (value - room, value + room), limits: LIMITS };
            signals(&[Some(one); 7]).concat()
        };
        assert_eq!(shift(52.0, 1.9), [Signal::Shift; 7]);
        assert_eq!(shift(48.0, 1.9), [Signal::Shift; 7]);
        assert!(shift(52.0, 2.0).is_empty() && shift(48.0, 2.0).is_empty());
    }

    #[test]
    fn six_that_rise_are_a_trend_and_five_are_none() {
        assert_eq!(count(&[46, 47, 48, 51, 52, 50], Signal::Trend), 0);
        assert_eq!(count(&[47, 46, 47, 48, 51, 52, 53, 50], Signal::Trend), 6);
        assert_eq!(count(&[56, 55, 53, 51, 48, 47, 46], Signal::Trend), 7);
        assert_eq!(count(&[46, 47, 48, 48, 49, 51, 52], Signal::Trend), 0, "equal is neither");
    }

    #[test]
    fn two_of_three_must_be_on_the_same_side() {
        assert_eq!(of(&[71, 50, 72]), [vec![Signal::TwoOfThree], vec![], vec![Signal::TwoOfThree]]);
        assert_eq!(count(&[71, 50, 29], Signal::TwoOfThree), 0);
        assert_eq!(count(&[71, 50, 50, 71], Signal::TwoOfThree), 0);
        assert_eq!(count(&[70, 50, 70], Signal::TwoOfThree), 0, "on the line is not beyond");
    }

    #[test]
    fn a_withheld_value_breaks_a_run() {
        assert_eq!(count(&[51, 55, 52, -1, 55, 52, 55, 52], Signal::Shift), 0);
        assert_eq!(count(&[46, 47, 48, -1, 51, 52, 53], Signal::Trend), 0);
        assert_eq!(count(&[71, -1, 72], Signal::TwoOfThree), 0);
        assert_eq!(of(&[-1, 81, -1]).concat(), [Signal::Beyond]);
    }
}
