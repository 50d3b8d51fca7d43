//! Reasons behind a score, in words a GP would use.

use crate::features::definition::{Aggregate, FeatureDefinition};

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
/// those that lower it, largest first. Features without a value tell nothing and are passed over.
#[must_use]
pub fn reasons<const COUNT: usize>(contributions: &[f64], raw: impl Fn(usize) -> f32) -> [Option<Reason>; COUNT] {
    let mut best: [(f64, Option<Reason>); COUNT] = [(0.0, None); COUNT];
    let strength = |contribution: f64| (contribution > 0.0, contribution.abs());
    for (feature, &contribution) in contributions.iter().enumerate() {
        if contribution.abs() < SMALLEST {
            continue;
        }
        let weaker = |kept: &(f64, Option<Reason>)| kept.1.is_none() || strength(kept.0) < strength(contribution);
        let Some(place) = best.iter().position(weaker) else { continue };
        let value = raw(feature);
        if value.is_nan() {
            continue;
        }
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
    let mut text = fill(feature, reason.value);
    if reason.lowers {
        text.push_str(" (lowers the risk)");
    }
    text
}

/// Fills `{n}` and `{one|many}` of a feature's words with its value.
fn fill(feature: &FeatureDefinition, value: f32) -> String {
    let none = value == 0.0;
    let mut text = String::with_capacity(feature.words.len() + 8);
    let mut rest = feature.words.as_str();
    let mut counted = false;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((inside, after)) = after.split_once('}') else {
            rest = after;
            break;
        };
        match inside.split_once('|') {
            Some((one, many)) => text.push_str(if value == 1.0 { one } else { many }),
            None if none && is_count(feature) => text.push_str("no"),
            None => text.push_str(&number(value)),
        }
        counted = true;
        rest = after;
    }
    text.push_str(rest);
    if none && !counted { format!("no record of {text}") } else { text }
}

fn is_count(feature: &FeatureDefinition) -> bool {
    use Aggregate::{Any, BedDays, Count, Distinct, Groups, Spells};
    matches!(feature.aggregate, Count | Spells | Any | BedDays | Distinct { .. } | Groups { .. })
}

/// Whole numbers as such, others to one decimal.
fn number(value: f32) -> String {
    if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feature(words: &str, aggregate: &str) -> FeatureDefinition {
        toml::from_str(&format!(
            "name = 'x'\nfamily = 'hospital'\nwords = '{words}'\ntable = 'admissions'\nwindow = {{ days = [0, 90] }}\naggregate = {aggregate}"
        ))
        .unwrap()
    }

    #[test]
    fn words_agree_in_number() {
        let spells = feature("{n} emergency {admission|admissions} in the last 90 days", "'count'");
        let heart = feature("heart failure", "'any'");
        let hours = feature("{n} hours of home care a week", "{ sum = 'hours_per_week' }");
        let say = |feature: &FeatureDefinition, value, lowers| {
            words(&Reason { feature: 0, value, lowers }, std::slice::from_ref(feature))
        };
        assert_eq!(say(&spells, 3.0, false), "3 emergency admissions in the last 90 days");
        assert_eq!(say(&spells, 1.0, false), "1 emergency admission in the last 90 days");
        assert_eq!(say(&spells, 0.0, true), "no emergency admissions in the last 90 days (lowers the risk)");
        assert_eq!(say(&heart, 1.0, false), "heart failure");
        assert_eq!(say(&heart, 0.0, true), "no record of heart failure (lowers the risk)");
        assert_eq!(say(&hours, 10.5, false), "10.5 hours of home care a week");
    }

    #[test]
    fn raising_reasons_come_first_and_the_unknown_is_no_reason() {
        let contributions = [0.2, -3.0, 1.5, 0.0001, 2.0];
        let raw = |feature: usize| if feature == 4 { f32::NAN } else { feature as f32 };
        let found: Vec<_> = reasons::<4>(&contributions, raw).into_iter().flatten().map(|reason| reason.feature).collect();
        assert_eq!(found, [2, 0, 1]);
    }
}
