//! What holds of every page.

use super::made_up::{Dice, Map, definition, figures, of};
use crate::measures::definition::Shape;
use crate::measures::disclosure::{Withheld, disclose, disclose_after};
use crate::measures::published::{PolicyId, Shown, ShownShare};
use crate::measures::{Figures, Place, Tally};
use proptest::prelude::*;
use std::collections::BTreeMap;

const POLICIES: [PolicyId; 3] = [PolicyId::Hes2018, PolicyId::OnsLt10, PolicyId::Midpoint6];

/// A conjunction and its components over a handful of practices.
fn made_up(seed: u64) -> Figures {
    let mut dice = Dice::new(seed);
    let practices = 3 + dice.roll(6);
    let map = Map::made_up(&mut dice, practices, 2, 2, 2, 2);
    let mut at: [BTreeMap<Place, Tally>; 3] = Default::default();
    for place in &map.practices {
        let most = [8, 40, 200][dice.roll(3) as usize];
        let all = dice.roll(most);
        let (first, second) = (dice.roll(101), dice.roll(101));
        let plan = dice.some(all, first);
        let professional = dice.some(all, second);
        // Of two sets of these sizes among so many, as many are in both as chance has it within what is possible.
        let least = (plan + professional).saturating_sub(all);
        let both = least + dice.roll(plan.min(professional) - least + 1);
        for (at, count) in at.iter_mut().zip([both, plan, professional]) {
            at.insert(place.clone(), of(count, all));
        }
    }
    let named: [(&str, &[&str]); 3] =
        [("both", &["plan", "professional"]), ("plan", &["plan"]), ("professional", &["professional"])];
    let measures = named.iter().zip(&at).map(|((id, tests), at)| {
        let mut places = map.add_up(at, &mut dice);
        // Teams are dealt at random for each measure: three measures of the same people would not fit together.
        places.retain(|place, _| !matches!(place, Place::Team(_)));
        (definition(id, Shape::Share, &["high"], tests), places)
    });
    let measures = measures.collect();
    figures(measures, map.relations)
}

fn number(shown: Shown) -> Option<u64> {
    match shown {
        Shown::Number(number) => Some(number),
        Shown::Withheld => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_page_is_what_the_policy_says(seed in any::<u64>()) {
        let figures = made_up(seed);
        for policy in POLICIES {
            let (published, _) = disclose(&figures, policy, &Withheld::default());
            for (shown, counted) in published.iter().zip(&figures.measures) {
                prop_assert_eq!(shown.places.len(), counted.places.len());
                for (place, tally) in &counted.places {
                    let page = &shown.places[place];
                    let denominator = page.denominator.unwrap();
                    for (shown, count) in [(page.numerator, tally.numerator.get()), (denominator, tally.denominator.get())] {
                        match number(shown) {
                            Some(number) => {
                                prop_assert!(!(policy.withholds_small() && policy.is_small(count)), "a small count is shown");
                                prop_assert_eq!(number, policy.round(count), "a total is of unrounded counts");
                            }
                            None => prop_assert!(count > 0, "nought stays nought"),
                        }
                    }
                    if let Some(ShownShare::Tenths(tenths, _)) = page.share {
                        let (Some(n), Some(d)) = (number(page.numerator), number(denominator)) else {
                            return Err(TestCaseError::fail("a percentage of what is withheld"));
                        };
                        // It tells nothing that its counts do not: it is made of them.
                        prop_assert!((tenths as f64 - 1000.0 * n as f64 / d as f64).abs() <= 5.0);
                        let difference = tally.denominator.get() - tally.numerator.get();
                        prop_assert!(!(policy.withholds_small() && policy.is_small(difference)));
                    }
                }
            }
            // A conjunction is never shown above a component.
            for component in &published[1..] {
                for (place, both) in &published[0].places {
                    if let (Some(both), Some(one)) = (number(both.numerator), number(component.places[place].numerator)) {
                        prop_assert!(both <= one);
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_withheld_for_a_day_only_grows(seed in any::<u64>(), late in any::<u64>()) {
        let first = made_up(seed);
        // The same places, other counts.
        let mut second = made_up(seed);
        let mut dice = Dice::new(late);
        for measure in &mut second.measures {
            for tally in measure.places.values_mut() {
                if dice.roll(3) == 0 {
                    tally.denominator += crate::measures::Count::new(1);
                }
            }
        }
        for policy in POLICIES {
            let (_, before) = disclose(&first, policy, &Withheld::default());
            let (published, after) = disclose(&second, policy, &before);
            prop_assert!(after.holds(&before));
            let stars = published.iter().flat_map(|measure| measure.places.values()).flat_map(|page| [Some(page.numerator), page.denominator]);
            let stars = stars.filter(|shown| *shown == Some(Shown::Withheld)).count();
            prop_assert_eq!(after.rows().count(), stars + published.len(), "what is withheld is remembered, and each page");
        }
    }

    #[test]
    fn a_page_published_again_with_nothing_new_is_the_same(seed in any::<u64>()) {
        let figures = made_up(seed);
        for policy in POLICIES {
            let (published, withheld) = disclose(&figures, policy, &Withheld::default());
            let (again, kept) = disclose_after(&figures, &[&figures], policy, &withheld);
            prop_assert!(again == published, "{policy:?}");
            prop_assert_eq!(kept, withheld);
        }
    }
}
