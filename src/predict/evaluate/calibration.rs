//! Are the risks right on the whole, and spread as they should be? Observed over expected, intercept, slope.

use super::discrimination::Z975;
use super::ranking::Member;
use crate::predict::calibrate;
use serde::{Deserialize, Serialize};

/// Calibration of a group of people, as numbers. `null` where it cannot be told: no events, or risks all equal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Events expected: the sum of the risks. None where counts are withheld, since events follow from it.
    pub expected: Option<f64>,
    /// Events over expected events; 1 is right, above 1 the model says too little.
    pub observed_expected: Option<f64>,
    /// Its 95% interval on the log scale, standard error sqrt((1 - rate) / events) (Debray and others, BMJ 2017;356:i6460).
    pub observed_expected_ci95: Option<[f64; 2]>,
    /// Calibration in the large: intercept of a logistic fit with the model's log odds as offset; 0 is right.
    pub calibration_intercept: Option<f64>,
    /// Its 95% interval.
    pub calibration_intercept_ci95: Option<[f64; 2]>,
    /// Slope of a logistic fit on the model's log odds; 1 is right, below 1 the risks are too extreme.
    pub calibration_slope: Option<f64>,
    /// Its 95% interval.
    pub calibration_slope_ci95: Option<[f64; 2]>,
}

impl Calibration {
    pub(super) fn of(people: &[Member]) -> Self {
        let events = people.iter().filter(|member| member.outcome).count() as f64;
        let expected: f64 = people.iter().map(|member| member.risk).sum();
        let ratio = (expected > 0.0).then(|| events / expected);
        let spread = (Z975 * ((1.0 - events / people.len() as f64) / events).sqrt()).exp();
        let read = |member: &Member| (member.logit, member.outcome);
        let intercept = calibrate::intercept(people, read);
        let slope = calibrate::intercept_and_slope(people, read).map(|[_, slope]| slope);
        let interval = |e: calibrate::Estimate| [e.value - Z975 * e.standard_error, e.value + Z975 * e.standard_error];
        Self {
            expected: Some(expected),
            observed_expected: ratio,
            observed_expected_ci95: ratio.filter(|_| events > 0.0).map(|ratio| [ratio / spread, ratio * spread]),
            calibration_intercept: intercept.map(|e| e.value),
            calibration_intercept_ci95: intercept.map(interval),
            calibration_slope: slope.map(|e| e.value),
            calibration_slope_ci95: slope.map(interval),
        }
    }

    /// To two decimals and without the expected number, so that no count can be worked out.
    pub(super) fn coarse(self) -> Self {
        let interval = |ci95: Option<[f64; 2]>| ci95.map(|ci95| ci95.map(|value| to_decimals(value, 2)));
        let value = |value: Option<f64>| value.map(|value| to_decimals(value, 2));
        Self {
            expected: None,
            observed_expected: value(self.observed_expected),
            observed_expected_ci95: interval(self.observed_expected_ci95),
            calibration_intercept: value(self.calibration_intercept),
            calibration_intercept_ci95: interval(self.calibration_intercept_ci95),
            calibration_slope: value(self.calibration_slope),
            calibration_slope_ci95: interval(self.calibration_slope_ci95),
        }
    }
}

/// Rounded to so many decimals.
pub(super) fn to_decimals(value: f64, decimals: i32) -> f64 {
    let scale = 10f64.powi(decimals);
    (value * scale).round() / scale
}
