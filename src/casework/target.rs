//! A practice's target: how many adults the register should hold, and how many it must hold to be paid.

use crate::casework::Rules;
use serde::Serialize;
use utoipa::ToSchema;

/// A practice's target on a day. Whole people throughout; shares are rounded up to the next person.
///
/// Source: enhanced service "Avoiding unplanned admissions" 2014/15: at least 2% of registered adults on the register, paid from 1.8%.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Target {
    /// Registered people aged 18 and over.
    pub adults: i64,
    /// Adults on the register.
    pub on_register: i64,
    /// People the register aims for.
    pub target: i64,
    /// People below which the register is not paid for.
    pub payment_floor: i64,
    /// People missing to the target; 0 when it is met.
    pub short_of_target: i64,
    /// People missing to the floor; 0 when it is met.
    pub short_of_floor: i64,
    /// Whether the target is met: no target is met by a list without adults.
    pub target_met: bool,
    /// Whether the floor is met.
    pub floor_met: bool,
}

impl Target {
    /// The target of a practice with `adults` registered adults, `on_register` of whom are on the register.
    #[must_use]
    pub fn of(adults: i64, on_register: i64, rules: &Rules) -> Self {
        let (target, payment_floor) =
            (share(rules.register_target_permille, adults), share(rules.register_floor_permille, adults));
        Self {
            adults,
            on_register,
            target,
            payment_floor,
            short_of_target: (target - on_register).max(0),
            short_of_floor: (payment_floor - on_register).max(0),
            target_met: adults > 0 && on_register >= target,
            floor_met: adults > 0 && on_register >= payment_floor,
        }
    }
}

/// `permille` thousandths of `people`, rounded up. In 128 bits, so that no count overflows.
fn share(permille: u32, people: i64) -> i64 {
    let thousandths = u128::from(permille) * u128::from(people.max(0).unsigned_abs());
    i64::try_from(thousandths.div_ceil(1000)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_worked_example_of_8500_adults() {
        let at = |on_register| Target::of(8500, on_register, &Rules::default());
        assert_eq!((at(0).target, at(0).payment_floor), (170, 153));
        assert_eq!((at(152).short_of_floor, at(152).short_of_target, at(152).floor_met), (1, 18, false));
        assert_eq!((at(153).floor_met, at(153).target_met, at(169).short_of_target), (true, false, 1));
        assert!(at(170).target_met && at(170).short_of_target == 0);
    }

    #[test]
    fn part_of_a_person_is_a_person_and_nobody_is_nobody() {
        let adults = |adults| Target::of(adults, 0, &Rules::default());
        assert_eq!((adults(1).target, adults(1).payment_floor), (1, 1));
        assert_eq!((adults(51).target, adults(100).payment_floor, adults(1000).payment_floor), (2, 2, 18));
        assert_eq!((adults(0).target, adults(0).target_met, adults(0).floor_met), (0, false, false));
    }

    proptest! {
        #[test]
        fn met_as_the_measures_have_it(adults in 1i64..1_000_000, on_register in 0i64..50_000) {
            // The measures say it without division: 50 R >= L18 and 1000 R >= 18 L18.
            let target = Target::of(adults, on_register, &Rules::default());
            prop_assert_eq!(target.target_met, 50 * on_register >= adults);
            prop_assert_eq!(target.floor_met, 1000 * on_register >= 18 * adults);
        }
    }
}
