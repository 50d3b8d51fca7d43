//! Reasons behind a score, in words a GP would use.

use crate::features::definition::FeatureDefinition;
use crate::features::words::say;

/// One reason: a feature, its value, and how far it moved the log-odds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reason {
    /// Position of the feature in the model.
    pub feature: u16,
    /// Raw value of the feature.
    pub value: f32,
    /// Whether it lowers the risk.
    pub lowers: bool,
}

/// The `count` features that moved a score most: those that raise it first, largest first; when there are too few,
/// those that lower it, largest first. Features of which `raw` gives nothing are passed over.
#[must_use]
pub fn reasons<const COUNT: usize>(contributions: &[f64], raw: impl Fn(usize) -> Option<f32>) -> [Option<Reason>; COUNT] {
    let mut best: [(f64, Option<Reason>); COUNT] = [(0.0, None); COUNT];
    let strength = |contribution: f64| (contribution > 0.0, contribution.abs());
    for (feature, &contribution) in contributions.iter().enumerate() {
        if contribution.abs() < SMALLEST {
            continue;
        }
        let weaker = |kept: &(f64, Option<Reason>)| kept.1.is_none() || strength(kept.0) < strength(contribution);
        let Some(place) = best.iter().position(weaker) else { continue };
        let Some(value) = raw(feature) else { continue };
        best[place..].rotate_right(1);
        best[place] = (contribution, Some(Reason { feature: feature as u16, value, lowers: contribution < 0.0 }));
    }
    best.map(|(_, reason)| reason)
}

/// Log-odds below which a feature is no reason.
const SMALLEST: f64 = 0.005;

/// A reason as a sentence without a full stop.
#[must_use]
pub fn words(reason: &Reason, features: &[FeatureDefinition]) -> String {
    let Some(feature) = features.get(usize::from(reason.feature)) else { return String::new() };
    let mut text = say(feature, reason.value);
    if reason.lowers {
        text.push_str(" (lowers the risk)");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_that_lowers_the_risk_says_so() {
        let feature: FeatureDefinition = toml::from_str(
            "name = 'x'\nfamily = 'hospital'\nwords = '{n} emergency {admission|admissions} in the last 90 days'\n\
             table = 'admissions'\nwindow = { days = [0, 90] }\naggregate = 'count'",
        )
        .unwrap();
        let say = |value, lowers| words(&Reason { feature: 0, value, lowers }, std::slice::from_ref(&feature));
        assert_eq!(say(3.0, false), "3 emergency admissions in the last 90 days");
        assert_eq!(say(0.0, true), "no emergency admissions in the last 90 days (lowers the risk)");
    }

    #[test]
    fn raising_reasons_come_first_and_what_cannot_be_said_is_no_reason() {
        let contributions = [0.2, -3.0, 1.5, 0.0001, 2.0];
        let raw = |feature: usize| (feature != 4).then_some(feature as f32);
        let found: Vec<_> = reasons::<4>(&contributions, raw).into_iter().flatten().map(|reason| reason.feature).collect();
        assert_eq!(found, [2, 0, 1]);
    }
}
