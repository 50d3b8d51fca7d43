//! Does the model put people who were admitted above people who were not? AUROC, average precision, Brier score.

use serde::{Deserialize, Serialize};

/// Area under the ROC curve: the chance that somebody with the event was given a higher risk than somebody
/// without, ties counting one half.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Auroc {
    /// The area, 0 to 1; 0.5 is no better than chance.
    pub value: f64,
    /// 95% interval: value ± 1.96 standard errors, held within 0 to 1 (not on the logit scale, as most software prints it).
    pub ci95: [f64; 2],
    /// `DeLong`'s standard error; 0 when the classes are perfectly separated, which says little in a small sample.
    pub standard_error: f64,
}

/// People who share one risk: how many had the event, how many had not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tied {
    pub events: u64,
    pub others: u64,
}

/// The 97.5% point of the standard normal distribution.
pub(super) const Z975: f64 = 1.959_963_984_540_054;

/// AUROC with the standard error of `DeLong` and others (Biometrics 1988;44:837), by ranks as in Sun and Xu
/// (IEEE Signal Processing Letters 2014;21:1389): O(n log n), exact with ties.
///
/// `None` when a risk is not a number or a class has fewer than two members: no variance can be told from one.
#[must_use]
pub fn auroc_delong(risks: &[f64], outcomes: &[bool]) -> Option<Auroc> {
    if risks.iter().any(|risk| risk.is_nan()) {
        return None;
    }
    let mut pairs: Vec<(f64, bool)> = risks.iter().copied().zip(outcomes.iter().copied()).collect();
    pairs.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    auroc_of_tied(tied(pairs.into_iter()))
}

/// Groups people, sorted by risk in either direction, by equal risk.
pub(super) fn tied(sorted: impl Iterator<Item = (f64, bool)>) -> impl Iterator<Item = Tied> {
    let mut sorted = sorted.peekable();
    std::iter::from_fn(move || {
        let (risk, outcome) = sorted.next()?;
        let mut group = Tied::default();
        group.add(outcome);
        while let Some((_, outcome)) = sorted.next_if(|next| next.0 == risk) {
            group.add(outcome);
        }
        Some(group)
    })
}

impl Tied {
    fn add(&mut self, outcome: bool) {
        if outcome {
            self.events += 1;
        } else {
            self.others += 1;
        }
    }
}

/// AUROC of groups in falling order of risk. Each person's placement (twice the number of the other class on the
/// right side of them, ties once) is a whole number, so value and variance are exact until the last division
/// and do not depend on order or threads.
pub(super) fn auroc_of_tied(groups: impl Iterator<Item = Tied>) -> Option<Auroc> {
    // Placements counted from above; the share of the other class below is one minus it, with the same variance.
    let (mut above, mut event_placements, mut other_placements) = (Tied::default(), Placements::default(), Placements::default());
    for group in groups {
        event_placements.add(2 * above.others + group.others, group.events);
        other_placements.add(2 * above.events + group.events, group.others);
        above.events += group.events;
        above.others += group.others;
    }
    if above.events < 2 || above.others < 2 {
        return None;
    }
    let pairs = 2.0 * above.events as f64 * above.others as f64;
    let value = 1.0 - event_placements.sum as f64 / pairs;
    let variance = event_placements.variance_of_mean(above.events, above.others)
        + other_placements.variance_of_mean(above.others, above.events);
    let standard_error = variance.sqrt();
    let ci95 = [(value - Z975 * standard_error).max(0.0), (value + Z975 * standard_error).min(1.0)];
    Some(Auroc { value, ci95, standard_error })
}

#[derive(Default)]
struct Placements {
    sum: u128,
    sum_of_squares: u128,
}

impl Placements {
    fn add(&mut self, doubled: u64, people: u64) {
        let (doubled, people) = (u128::from(doubled), u128::from(people));
        self.sum += doubled * people;
        self.sum_of_squares += doubled * doubled * people;
    }

    /// Variance of the mean placement, as a share of the other class, over the people of this class.
    fn variance_of_mean(&self, people: u64, other_class: u64) -> f64 {
        let m = u128::from(people);
        let spread = (m * self.sum_of_squares - self.sum * self.sum) as f64;
        let (m, n) = (people as f64, other_class as f64);
        spread / (4.0 * n * n * m * m * (m - 1.0))
    }
}

/// Average precision: the sum over falling distinct risks of (gain in sensitivity) x PPV, without interpolation.
/// `None` when nobody had the event.
pub(super) fn average_precision(groups: impl Iterator<Item = Tied>, events: u64) -> Option<f64> {
    let (mut found, mut flagged, mut sum) = (0, 0, 0.0);
    for group in groups {
        found += group.events;
        flagged += group.events + group.others;
        if group.events > 0 {
            sum += group.events as f64 * found as f64 / flagged as f64;
        }
    }
    (events > 0).then(|| sum / events as f64)
}

/// Brier score: the mean squared distance of the risk from what happened (0 or 1). `None` for nobody.
#[must_use]
pub fn brier(risks: &[f64], outcomes: &[bool]) -> Option<f64> {
    let n = risks.len().min(outcomes.len());
    let sum: f64 = risks.iter().zip(outcomes).map(|(&risk, &outcome)| (risk - f64::from(u8::from(outcome))).powi(2)).sum();
    (n > 0).then(|| sum / n as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The paper's own definition, pair by pair: the oracle.
    fn delong_by_definition(risks: &[f64], outcomes: &[bool]) -> (f64, f64) {
        let class = |wanted: bool| -> Vec<f64> {
            risks.iter().zip(outcomes).filter(|(_, outcome)| **outcome == wanted).map(|(risk, _)| *risk).collect()
        };
        let (events, others) = (class(true), class(false));
        let kernel = |x: f64, y: f64| {
            if y < x {
                1.0
            } else if y == x {
                0.5
            } else {
                0.0
            }
        };
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let v10: Vec<f64> = events.iter().map(|&x| mean(&others.iter().map(|&y| kernel(x, y)).collect::<Vec<_>>())).collect();
        let v01: Vec<f64> = others.iter().map(|&y| mean(&events.iter().map(|&x| kernel(x, y)).collect::<Vec<_>>())).collect();
        let area = mean(&v10);
        let s = |v: &[f64]| v.iter().map(|x| (x - area).powi(2)).sum::<f64>() / (v.len() as f64 - 1.0) / v.len() as f64;
        (area, (s(&v10) + s(&v01)).sqrt())
    }

    proptest! {
        #[test]
        fn ranks_agree_with_the_definition(people in prop::collection::vec((0u8..12, any::<bool>()), 4..80)) {
            // Few distinct risks, so that ties are many.
            let risks: Vec<f64> = people.iter().map(|person| f64::from(person.0) / 11.0).collect();
            let outcomes: Vec<bool> = people.iter().map(|person| person.1).collect();
            let events = outcomes.iter().filter(|outcome| **outcome).count();
            match auroc_delong(&risks, &outcomes) {
                None => prop_assert!(events < 2 || outcomes.len() - events < 2),
                Some(fast) => {
                    let (value, standard_error) = delong_by_definition(&risks, &outcomes);
                    prop_assert!((fast.value - value).abs() < 1e-12);
                    prop_assert!((fast.standard_error - standard_error).abs() < 1e-12);
                }
            }
        }
    }

    #[test]
    fn a_missing_class_has_no_area() {
        assert_eq!(auroc_delong(&[0.1, 0.2], &[false, false]), None);
        assert_eq!(auroc_delong(&[0.1, 0.2, 0.3], &[true, true, true]), None);
        assert_eq!(auroc_delong(&[], &[]), None);
        assert_eq!(auroc_delong(&[f64::NAN, 0.2, 0.3, 0.4], &[true, false, true, false]), None);
    }

    #[test]
    fn interval_stays_within_its_bounds() {
        let perfect = auroc_delong(&[0.1, 0.2, 0.8, 0.9], &[false, false, true, true]).unwrap();
        assert_eq!((perfect.value, perfect.standard_error, perfect.ci95), (1.0, 0.0, [1.0, 1.0]));
        let wide = auroc_delong(&[0.1, 0.85, 0.8, 0.9], &[false, false, true, true]).unwrap();
        assert!(wide.ci95[1] == 1.0 && wide.value + 1.96 * wide.standard_error > 1.0);
    }

    #[test]
    fn brier_of_four_people_by_hand() {
        // (0.01 + 0.04 + 0.09 + 0.36) / 4
        assert!((brier(&[0.1, 0.8, 0.3, 0.6], &[false, true, false, false]).unwrap() - 0.125).abs() < 1e-15);
        assert_eq!(brier(&[], &[]), None);
    }
}
