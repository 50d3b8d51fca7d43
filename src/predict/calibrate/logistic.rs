//! The two small logistic fits of calibration: log odds as an offset, and log odds as the one predictor.

use rayon::prelude::*;

/// A fitted number and its standard error, from the information matrix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Estimate {
    pub value: f64,
    pub standard_error: f64,
}

/// People whose sums are taken in one go: fixed, so that sums do not depend on the number of threads.
const BLOCK: usize = 1 << 14;
const MOST_STEPS: usize = 50;
/// Beyond this the fit is running off to infinity: the log odds have separated the outcomes.
const FURTHEST: f64 = 100.0;

/// First and second derivatives of the log-likelihood in intercept and slope.
#[derive(Clone, Copy, Default)]
struct Derivatives {
    gradient: [f64; 2],
    information: [f64; 3],
}

impl Derivatives {
    fn of<P: Sync>(people: &[P], read: &(impl Fn(&P) -> (f64, bool) + Sync), at: [f64; 2]) -> Self {
        let blocks: Vec<Self> = people
            .par_chunks(BLOCK)
            .map(|block| {
                block.iter().fold(Self::default(), |mut sum, person| {
                    let (x, outcome) = read(person);
                    let risk = super::inverse_logit(at[0] + at[1] * x);
                    let (rest, weight) = (f64::from(u8::from(outcome)) - risk, risk * (1.0 - risk));
                    sum.gradient[0] += rest;
                    sum.gradient[1] += rest * x;
                    sum.information[0] += weight;
                    sum.information[1] += weight * x;
                    sum.information[2] += weight * x * x;
                    sum
                })
            })
            .collect();
        blocks.iter().fold(Self::default(), |mut sum, block| {
            (0..2).for_each(|i| sum.gradient[i] += block.gradient[i]);
            (0..3).for_each(|i| sum.information[i] += block.information[i]);
            sum
        })
    }

    /// Newton's step in the intercept, or in both.
    fn step(&self, both: bool) -> Option<[f64; 2]> {
        let [a, b, c] = self.information;
        let [g, h] = self.gradient;
        if !both {
            return (a > 0.0).then(|| [g / a, 0.0]);
        }
        let determinant = self.determinant()?;
        Some([(c * g - b * h) / determinant, (a * h - b * g) / determinant])
    }

    /// `None` when log odds do not vary.
    fn determinant(&self) -> Option<f64> {
        let [a, b, c] = self.information;
        let determinant = a * c - b * b;
        (determinant > 1e-10 * a * c).then_some(determinant)
    }
}

/// Newton's method with step-halving. The log-likelihood is concave, so a short enough step always shrinks the
/// gradient; halving until it does needs no logarithms.
fn climb<P: Sync>(people: &[P], read: impl Fn(&P) -> (f64, bool) + Sync, both: bool) -> Option<([f64; 2], Derivatives)> {
    let size = |d: &Derivatives| if both { d.gradient[0].hypot(d.gradient[1]) } else { d.gradient[0].abs() };
    let events = people.iter().filter(|person| read(person).1).count();
    if events == 0 || events == people.len() {
        return None;
    }
    let mut at = [0.0, 1.0];
    let mut here = Derivatives::of(people, &read, at);
    for _ in 0..MOST_STEPS {
        let mut step = here.step(both)?;
        let next = loop {
            let to = [at[0] + step[0], at[1] + step[1]];
            let there = Derivatives::of(people, &read, to);
            // Near the top, rounding decides whether the gradient shrinks; the step is small enough by then.
            let tiny = step.iter().all(|part| part.abs() < 1e-9);
            if tiny || size(&there) < size(&here) {
                at = to;
                break there;
            }
            step = step.map(|part| part / 2.0);
        };
        here = next;
        if at.iter().any(|part| part.abs() > FURTHEST) {
            return None;
        }
        if step.iter().all(|part| part.abs() < 1e-9) {
            return Some((at, here));
        }
    }
    None
}

/// Intercept with the log odds as an offset (slope 1): calibration in the large. `read` gives log odds and outcome.
/// `None` when one class is absent.
pub(crate) fn intercept<P: Sync>(people: &[P], read: impl Fn(&P) -> (f64, bool) + Sync) -> Option<Estimate> {
    let (at, here) = climb(people, read, false)?;
    Some(Estimate { value: at[0], standard_error: here.information[0].recip().sqrt() })
}

/// Intercept and slope on the log odds. `None` when one class is absent, log odds do not vary, or they separate
/// the outcomes.
pub(crate) fn intercept_and_slope<P: Sync>(people: &[P], read: impl Fn(&P) -> (f64, bool) + Sync) -> Option<[Estimate; 2]> {
    let (at, here) = climb(people, read, true)?;
    let determinant = here.determinant()?;
    let [a, _, c] = here.information;
    Some([
        Estimate { value: at[0], standard_error: (c / determinant).sqrt() },
        Estimate { value: at[1], standard_error: (a / determinant).sqrt() },
    ])
}
