//! Isotonic recalibration: the best never-falling map from old risks to observed shares, by pooling adjacent violators.

use crate::error::{Fault, Result};
use serde::{Deserialize, Serialize};

/// A never-falling map, linear between its knots and flat beyond them. It can bend anywhere, so it needs many events
/// (some thousands) and makes ties; prefer [`super::Recalibration`] with fewer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Isotonic {
    /// Old risk and new risk of each knot, both rising.
    pub knots: Vec<[f64; 2]>,
}

/// People next to each other in risk who share one new risk.
struct Pool {
    lowest: f64,
    highest: f64,
    people: f64,
    events: f64,
}

impl Isotonic {
    /// Fits by pooling adjacent violators (Ayer and others, Ann Math Stat 1955;26:641); ties in risk are pooled first.
    ///
    /// # Errors
    /// [`Fault::Model`] for nobody; [`Fault::Data`] for a risk outside 0 to 1.
    pub fn fit(risks: &[f64], outcomes: &[bool]) -> Result<Self> {
        if risks.is_empty() || risks.len() != outcomes.len() {
            return Err(Fault::Model("isotonic recalibration: people are needed, each with a risk and an outcome".into()));
        }
        if let Some(position) = risks.iter().position(|risk| !(0.0..=1.0).contains(risk)) {
            return Err(Fault::Data(format!("row {}: the risk is not a probability between 0 and 1", position + 1)));
        }
        let mut people: Vec<(f64, bool)> = risks.iter().copied().zip(outcomes.iter().copied()).collect();
        people.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut pools: Vec<Pool> = Vec::new();
        for (risk, outcome) in people {
            let event = f64::from(u8::from(outcome));
            match pools.last_mut() {
                Some(last) if last.lowest == risk => {
                    last.people += 1.0;
                    last.events += event;
                }
                _ => pools.push(Pool { lowest: risk, highest: risk, people: 1.0, events: event }),
            }
        }
        let mut kept: Vec<Pool> = Vec::new();
        for mut pool in pools {
            while let Some(before) = kept.pop_if(|before| before.events * pool.people >= pool.events * before.people) {
                pool.lowest = before.lowest;
                pool.people += before.people;
                pool.events += before.events;
            }
            kept.push(pool);
        }
        let mut knots = Vec::with_capacity(2 * kept.len());
        for pool in kept {
            let risk = pool.events / pool.people;
            knots.push([pool.lowest, risk]);
            if pool.highest > pool.lowest {
                knots.push([pool.highest, risk]);
            }
        }
        Ok(Self { knots })
    }

    /// The recalibrated risk.
    #[must_use]
    pub fn apply(&self, risk: f64) -> f64 {
        let above = self.knots.partition_point(|knot| knot[0] < risk);
        match (above.checked_sub(1).and_then(|below| self.knots.get(below)), self.knots.get(above)) {
            (None, None) => risk,
            (None, Some(knot)) | (Some(knot), None) => knot[1],
            (Some([x0, y0]), Some([x1, y1])) => y0 + (y1 - y0) * (risk - x0) / (x1 - x0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pools_the_violators_of_a_worked_example() {
        // Shares by risk: 0.1 -> 0/1, 0.2 -> 1/1, 0.3 -> 0/1, 0.4 -> 1/1. The middle two violate and share 1/2.
        let fit = Isotonic::fit(&[0.1, 0.2, 0.3, 0.4], &[false, true, false, true]).unwrap();
        assert_eq!(fit.knots, [[0.1, 0.0], [0.2, 0.5], [0.3, 0.5], [0.4, 1.0]]);
        assert!((fit.apply(0.15) - 0.25).abs() < 1e-12);
        assert_eq!((fit.apply(0.0), fit.apply(0.25), fit.apply(1.0)), (0.0, 0.5, 1.0));
    }

    proptest! {
        #[test]
        fn never_falls_and_keeps_the_number_of_events(people in prop::collection::vec((0u8..20, any::<bool>()), 1..60)) {
            let risks: Vec<f64> = people.iter().map(|person| f64::from(person.0) / 20.0).collect();
            let outcomes: Vec<bool> = people.iter().map(|person| person.1).collect();
            let fit = Isotonic::fit(&risks, &outcomes).unwrap();
            prop_assert!(fit.knots.windows(2).all(|pair| pair[0][0] < pair[1][0] && pair[0][1] <= pair[1][1]));
            let expected: f64 = risks.iter().map(|&risk| fit.apply(risk)).sum();
            let events = outcomes.iter().filter(|outcome| **outcome).count() as f64;
            prop_assert!((expected - events).abs() < 1e-9);
        }
    }
}
