use super::*;
use PolicyId::{Hes2018, Midpoint6, OnsLt10};
use proptest::prelude::*;

#[test]
fn each_policy_at_its_boundaries() {
    // count, hes2018, ons_lt10, midpoint6: by hand. None: withheld.
    for (count, hes, ons, midpoint) in [
        (0, Some(0), Some(0), 0),
        (1, None, None, 3),
        (6, None, None, 3),
        (7, None, None, 9),
        (8, Some(10), None, 9),
        (9, Some(10), None, 9),
        (10, Some(10), Some(10), 9),
        (12, Some(10), Some(12), 9),
        (13, Some(15), Some(13), 15),
        (17, Some(15), Some(17), 15),
        (18, Some(20), Some(18), 15),
        (19, Some(20), Some(19), 21),
    ] {
        let shown = |policy: PolicyId| (!(policy.is_small(count) && policy.withholds_small())).then(|| policy.round(count));
        assert_eq!((shown(Hes2018), shown(OnsLt10), shown(Midpoint6)), (hes, ons, Some(midpoint)), "{count}");
    }
}

fn percentage(policy: PolicyId, numerator: u64, denominator: u64) -> String {
    let show = |count| {
        if policy.is_small(count) && policy.withholds_small() { Shown::Withheld } else { Shown::Number(policy.round(count)) }
    };
    policy.percentage((numerator, denominator), (show(numerator), show(denominator))).to_string()
}

#[test]
fn a_percentage_is_withheld_where_numerator_denominator_or_difference_is_small() {
    for (numerator, denominator, hes, ons, midpoint) in [
        (0, 0, "not applicable", "not applicable", "not applicable"),
        (0, 7, "*", "*", "0"),
        (0, 8, "0", "*", "0"),
        (7, 100, "*", "*", "9"),
        (8, 100, "10", "*", "9"),
        (99, 100, "*", "*", "100"),
        (93, 100, "*", "*", "94"),
        // A difference of 8: 90 of 100 in fives, 93 of 99 by midpoints.
        (92, 100, "90", "*", "94"),
        (90, 100, "90", "90", "88"),
        (100, 100, "100", "100", "100"),
        (2, 5, "*", "*", "100"),
    ] {
        assert_eq!(percentage(Hes2018, numerator, denominator), hes, "hes2018 {numerator}/{denominator}");
        assert_eq!(percentage(OnsLt10, numerator, denominator), ons, "ons_lt10 {numerator}/{denominator}");
        assert_eq!(percentage(Midpoint6, numerator, denominator), midpoint, "midpoint6 {numerator}/{denominator}");
    }
}

#[test]
fn a_decimal_needs_a_rounded_denominator_of_4000() {
    // 3,997 is shown as 3,995 and 3,998 as 4,000; 1,000 of them are 25.03 and 25.0 per cent.
    assert_eq!(percentage(Hes2018, 1_000, 3_997), "25");
    assert_eq!(percentage(Hes2018, 1_000, 3_998), "25.0");
    assert_eq!(percentage(Hes2018, 4_000, 200_000), "2.0");
    // 2,400 of 57,830: 4.1501 per cent.
    assert_eq!(percentage(Hes2018, 2_400, 57_831), "4.2");
    // Rounded once: 12.45 per cent is 12, though its tenth is 12.5.
    assert_eq!(percentage(OnsLt10, 249, 2_000), "12");
    assert_eq!(percentage(OnsLt10, 25, 200), "13");
}

#[test]
fn a_rate_is_per_thousand_person_years_of_what_is_shown() {
    let number = Shown::Number;
    // 1,461 days are four years; 183 days half a year and more; somebody's single day is not nobody's.
    assert_eq!([0, 1, 182, 183, 547, 548, 1_461].map(person_years), [0, 1, 1, 1, 1, 2, 4]);
    assert_eq!(Hes2018.rate(365_250, (number(120), number(1_000))).to_string(), "120");
    assert_eq!(Hes2018.rate(1_461_000, (number(125), number(4_000))).to_string(), "31.3");
    assert_eq!(Hes2018.rate(0, (number(0), number(0))).to_string(), "not applicable");
    assert_eq!(Hes2018.rate(9_000, (Shown::Withheld, number(25))).to_string(), "*");
    assert_eq!(Hes2018.rate(900, (number(10), Shown::Withheld)).to_string(), "*");
}

proptest! {
    #[test]
    fn what_a_number_tells_is_every_count_that_is_shown_so(count in 0_u64..100_000) {
        for policy in [Hes2018, OnsLt10, Midpoint6] {
            if policy.is_small(count) && policy.withholds_small() {
                continue;
            }
            let (low, high) = policy.told_by(policy.round(count));
            prop_assert!(low <= count && count <= high);
            prop_assert!((low..=high).all(|other| policy.round(other) == policy.round(count)));
            prop_assert_ne!(policy.round(high + 1), policy.round(count));
            let below = low.checked_sub(1).is_some_and(|below| policy.round(below) == policy.round(count) && !policy.is_small(below));
            prop_assert!(!below);
        }
    }
}
