//! Ranking everyone scored, and putting each into a tier.

use crate::domain::tier::Standing;
use crate::domain::{Percentile, Risk, TierScheme};
use std::collections::BTreeMap;

/// Somebody scored, as ranking needs it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// Person index: the order of person keys.
    pub person: u32,
    /// Risk.
    pub risk: f64,
    /// Code id of the practice.
    pub practice: u32,
    /// Completed years on the index date.
    pub age: i32,
}

/// Where somebody stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// Position in the input of [`rank`].
    pub scored: u32,
    /// Rank among everyone scored, from 1. Equal risks are ranked by person key, so that two runs agree.
    pub rank: u64,
    /// Share of people who rank at or below.
    pub percentile: Percentile,
    /// Position of the tier in the scheme.
    pub tier: u16,
    /// Rank in the practice, adults (18 and over) and children apart, from 1.
    pub practice_rank: u64,
}

/// Age from which somebody counts as an adult.
pub const ADULT_AGE: i32 = 18;

/// Ranks people, highest risk first.
///
/// `practice_adults` has the registered adults of each practice, objectors included, for tiers that are a share of them;
/// a practice that is not in it counts its scored adults.
#[must_use]
pub fn rank(people: &[Scored], scheme: &TierScheme, practice_adults: &BTreeMap<u32, u64>) -> Vec<Ranked> {
    let mut order: Vec<u32> = (0..people.len() as u32).collect();
    let key = |at: &u32| &people[*at as usize];
    order.sort_unstable_by(|a, b| key(b).risk.total_cmp(&key(a).risk).then(key(a).person.cmp(&key(b).person)));
    let mut scored_adults: BTreeMap<u32, u64> = BTreeMap::new();
    for person in people.iter().filter(|person| person.age >= ADULT_AGE) {
        *scored_adults.entry(person.practice).or_default() += 1;
    }
    let mut places: BTreeMap<(u32, bool), u64> = BTreeMap::new();
    let scored = people.len() as u64;
    (1..)
        .zip(order)
        .map(|(rank, at)| {
            let person = &people[at as usize];
            let adult = person.age >= ADULT_AGE;
            let place = places.entry((person.practice, adult)).or_default();
            *place += 1;
            let adults = practice_adults.get(&person.practice).or_else(|| scored_adults.get(&person.practice));
            let standing = Standing {
                rank,
                scored,
                // A risk is always a probability: the model gives nothing else.
                risk: Risk::new(person.risk.clamp(0.0, 1.0)).unwrap_or(Risk::ZERO),
                practice_rank: adult.then_some(*place),
                practice_adults: adults.copied().unwrap_or(0),
            };
            Ranked {
                scored: at,
                rank,
                percentile: Percentile::from(&standing),
                tier: scheme.position(&standing) as u16,
                practice_rank: *place,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{RiskTier, TierRule};

    fn person(person: u32, risk: f64, practice: u32, age: i32) -> Scored {
        Scored { person, risk, practice, age }
    }

    #[test]
    fn ties_go_by_person_key_and_children_stand_apart() {
        let people = [person(7, 0.2, 1, 80), person(3, 0.2, 1, 5), person(9, 0.9, 1, 40), person(1, 0.2, 2, 40)];
        let ranked = rank(&people, &TierScheme::default(), &BTreeMap::new());
        let order: Vec<_> = ranked.iter().map(|entry| people[entry.scored as usize].person).collect();
        assert_eq!(order, [9, 1, 3, 7]);
        let places: Vec<_> = ranked.iter().map(|entry| entry.practice_rank).collect();
        assert_eq!(places, [1, 1, 1, 2]);
        assert_eq!(ranked[0].percentile.get(), 100.0);
        assert_eq!(ranked[3].percentile.get(), 25.0);
    }

    #[test]
    fn a_share_of_a_practice_counts_all_its_adults() {
        // 2% of 100 registered adults is 2, though only 3 are scored; the child is outside the arithmetic.
        let scheme = TierScheme {
            tiers: vec![
                (RiskTier("register".into()), TierRule::TopPercentOfPracticeAdults(2.0)),
                (RiskTier("rest".into()), TierRule::Everyone),
            ],
        };
        let people = [person(1, 0.9, 1, 3), person(2, 0.8, 1, 70), person(3, 0.7, 1, 70), person(4, 0.6, 1, 70)];
        let ranked = rank(&people, &scheme, &BTreeMap::from([(1, 100)]));
        assert_eq!(ranked.iter().map(|entry| entry.tier).collect::<Vec<_>>(), [1, 0, 0, 1]);
    }
}
