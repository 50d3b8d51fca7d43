//! Recalibration: bending the risks of a model that ranks well but whose level or spread is off for these people.

mod isotonic;
mod logistic;

pub use isotonic::Isotonic;
pub(crate) use logistic::{Estimate, intercept, intercept_and_slope};

use crate::error::{Fault, Result};
use serde::{Deserialize, Serialize};

/// Nearest that a risk may come to 0 or 1 where its logit is taken, so that one certain risk that turns out wrong
/// does not outweigh everybody else.
pub const LOGIT_LIMIT: f64 = 1e-6;

/// Log odds of a risk held [`LOGIT_LIMIT`] away from 0 and 1.
#[must_use]
pub fn logit(risk: f64) -> f64 {
    let risk = risk.clamp(LOGIT_LIMIT, 1.0 - LOGIT_LIMIT);
    (risk / (1.0 - risk)).ln()
}

/// Probability of log odds.
#[must_use]
pub fn inverse_logit(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

/// Logistic recalibration: new log odds = intercept + slope x old log odds. Lives in a model file.
///
/// Source: Cox, Biometrika 1958;45:562; Steyerberg, Clinical Prediction Models, "model updating".
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recalibration {
    /// Added to the log odds.
    pub intercept: f64,
    /// Multiplies the log odds; 1 leaves their spread as it is.
    pub slope: f64,
}

impl Default for Recalibration {
    /// Leaves risks as they are.
    fn default() -> Self {
        Self { intercept: 0.0, slope: 1.0 }
    }
}

impl Recalibration {
    /// Fits the intercept alone (the slope stays 1): makes expected events equal observed ones. Needs few events.
    ///
    /// # Errors
    /// [`Fault::Model`] when nobody or everybody had the event; [`Fault::Data`] for a risk outside 0 to 1.
    pub fn intercept_only(risks: &[f64], outcomes: &[bool]) -> Result<Self> {
        let people = paired(risks, outcomes)?;
        let fitted = intercept(&people, |person| *person)
            .ok_or_else(|| Fault::Model("recalibration: people with and without the event are both needed".into()))?;
        Ok(Self { intercept: fitted.value, slope: 1.0 })
    }

    /// Fits intercept and slope.
    ///
    /// # Errors
    /// As [`Recalibration::intercept_only`]; also when all risks are equal, when the risks separate the outcomes, or
    /// when the slope comes out at or below 0: such a model ranks people the wrong way round and must not be rescued so.
    pub fn intercept_and_slope(risks: &[f64], outcomes: &[bool]) -> Result<Self> {
        let people = paired(risks, outcomes)?;
        let [intercept, slope] = intercept_and_slope(&people, |person| *person).ok_or_else(|| {
            Fault::Model(
                "recalibration: no slope can be fitted (one class or one risk only, or risks separate the outcomes); \
                 fit the intercept alone or use more people"
                    .into(),
            )
        })?;
        if slope.value <= 0.0 {
            return Err(Fault::Model(
                "recalibration: the slope is not above 0: the model ranks these people the wrong way round".into(),
            ));
        }
        Ok(Self { intercept: intercept.value, slope: slope.value })
    }

    /// The recalibrated risk. Keeps the order of people, since the slope is above 0.
    #[must_use]
    pub fn apply(&self, risk: f64) -> f64 {
        inverse_logit(self.intercept + self.slope * logit(risk))
    }
}

/// Log odds and outcome of each person, checked.
fn paired(risks: &[f64], outcomes: &[bool]) -> Result<Vec<(f64, bool)>> {
    if risks.len() != outcomes.len() {
        return Err(Fault::Internal("recalibration: as many risks as outcomes are needed".into()));
    }
    if let Some(position) = risks.iter().position(|risk| !(0.0..=1.0).contains(risk)) {
        return Err(Fault::Data(format!("row {}: the risk is not a probability between 0 and 1", position + 1)));
    }
    Ok(risks.iter().map(|&risk| logit(risk)).zip(outcomes.iter().copied()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Risks 0.1 x 40 and 0.4 x 20 people, with 8 and 10 events: two groups, so the two-parameter fit is exact
    /// and known in closed form: the new risks are the observed shares 0.2 and 0.5.
    fn two_groups() -> (Vec<f64>, Vec<bool>) {
        let risks = [[0.1].repeat(40), [0.4].repeat(20)].concat();
        let outcomes = (0..60).map(|i| i < 8 || (40..50).contains(&i)).collect();
        (risks, outcomes)
    }

    #[test]
    fn two_groups_are_recalibrated_to_their_shares() {
        let (risks, outcomes) = two_groups();
        let fit = Recalibration::intercept_and_slope(&risks, &outcomes).unwrap();
        assert!((fit.apply(0.1) - 0.2).abs() < 1e-9);
        assert!((fit.apply(0.4) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn intercept_alone_makes_expected_equal_observed() {
        let (risks, outcomes) = two_groups();
        let fit = Recalibration::intercept_only(&risks, &outcomes).unwrap();
        let expected: f64 = risks.iter().map(|&risk| fit.apply(risk)).sum();
        assert!((expected - 18.0).abs() < 1e-9);
        assert_eq!(fit.slope, 1.0);
    }

    #[test]
    fn refuses_what_cannot_be_fitted() {
        let exit = |fit: Result<Recalibration>| fit.unwrap_err().exit_code();
        assert_eq!(exit(Recalibration::intercept_only(&[0.1, 0.2], &[false, false])), 12);
        assert_eq!(exit(Recalibration::intercept_and_slope(&[0.2; 4], &[true, false, true, false])), 12);
        assert_eq!(exit(Recalibration::intercept_and_slope(&[0.1, 0.2, 0.8, 0.9], &[false, false, true, true])), 12);
        assert_eq!(exit(Recalibration::intercept_and_slope(&[0.2, 0.3, 0.2, 0.3], &[true, false, true, true])), 12);
        assert_eq!(exit(Recalibration::intercept_only(&[0.1, 1.2], &[false, true])), 11);
    }

    #[test]
    fn certain_risks_stay_finite_and_the_file_form_comes_back() {
        let fit = Recalibration { intercept: -0.25, slope: 1.5 };
        assert!(fit.apply(0.0) > 0.0 && fit.apply(1.0) < 1.0);
        let text = serde_json::to_string(&fit).unwrap();
        assert_eq!(text, r#"{"intercept":-0.25,"slope":1.5}"#);
        assert_eq!(serde_json::from_str::<Recalibration>(&text).unwrap(), fit);
        assert_eq!((Recalibration::default().apply(0.3) * 1e12).round(), 0.3e12);
    }
}
