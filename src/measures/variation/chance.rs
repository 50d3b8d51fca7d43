//! How far a published share lies from what practices really do, by chance and by the rounding of disclosure control.

use crate::measures::definition::Unit;
use crate::measures::disclosure::is_of_people;
use crate::measures::published::PolicyId;

/// The variance that a policy's rounding gives a count: that of a number anywhere among those shown as the same one, (width^2 - 1) / 12.
/// Counts that are not of people are not rounded.
pub(super) fn rounding(policy: PolicyId, unit: Unit) -> f64 {
    if !is_of_people(unit) {
        return 0.0;
    }
    match policy {
        PolicyId::Hes2018 => 2.0,
        PolicyId::OnsLt10 => 0.0,
        PolicyId::Midpoint6 => 35.0 / 12.0,
    }
}

/// One standard deviation of what rounding does to a count at its worst: one that lies on the edge between two shown numbers jumps from
/// the one to the other.
pub(super) fn jump(policy: PolicyId, unit: Unit) -> f64 {
    if policy.is_exact() || !is_of_people(unit) {
        return 0.0;
    }
    let (least, most) = policy.told_by(policy.round(1_000));
    (most - least + 1) as f64 / 2.0
}

/// The least and the most that a share, rate or count of one can have been before rounding, of numbers as they are shown.
pub(super) fn before_rounding((numerator, denominator): (u64, u64), is_count: bool, policy: PolicyId, unit: Unit) -> (f64, f64) {
    let told = |count: u64| if is_of_people(unit) { policy.told_by(count) } else { (count, count) };
    let (numerator, denominator) = (told(numerator), if is_count { (1, 1) } else { told(denominator) });
    (numerator.0 as f64 / denominator.1 as f64, numerator.1 as f64 / denominator.0 as f64)
}

/// The variance of a share of `size` people whose true value is `share`: binomial, and by the rounding of both counts. Ten of ten
/// people may be eight of twelve before rounding; without its part, small practices would stand out for nothing.
pub(super) fn of_share(share: f64, size: u64, rounding: f64) -> f64 {
    let size = size as f64;
    share * (1.0 - share) / size + rounding * (1.0 + share * share) / (size * size)
}

/// The variance of a rate over `exposure`: Poisson, and by the rounding of both.
pub(super) fn of_rate(rate: f64, exposure: u64, rounding: f64) -> f64 {
    let exposure = exposure as f64;
    rate / exposure + rounding * (1.0 + rate * rate) / (exposure * exposure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variance_of_rounding_is_that_of_the_numbers_shown_alike() {
        // 8 to 12 are shown as 10; 7 to 12 as 9.
        let variance = |numbers: &[f64]| {
            let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
            numbers.iter().map(|number| (number - mean) * (number - mean)).sum::<f64>() / numbers.len() as f64
        };
        assert_eq!(rounding(PolicyId::Hes2018, Unit::Person), variance(&[8.0, 9.0, 10.0, 11.0, 12.0]));
        assert!((rounding(PolicyId::Midpoint6, Unit::Person) - variance(&[7.0, 8.0, 9.0, 10.0, 11.0, 12.0])).abs() < 1e-12);
    }

    #[test]
    fn what_was_before_rounding_lies_between_the_extremes() {
        let of = |count, is_count, policy, unit| before_rounding(count, is_count, policy, unit);
        assert_eq!(of((10, 20), false, PolicyId::Hes2018, Unit::Person), (8.0 / 22.0, 12.0 / 18.0));
        assert_eq!(of((315, 1), true, PolicyId::Hes2018, Unit::Person), (313.0, 317.0));
        assert_eq!(of((0, 20), false, PolicyId::Hes2018, Unit::Person), (0.0, 0.0));
        assert_eq!(of((10, 20), false, PolicyId::OnsLt10, Unit::Person), (0.5, 0.5));
        // Staff at meetings are told as they are.
        assert_eq!(of((10, 20), false, PolicyId::Hes2018, Unit::Attendance), (0.5, 0.5));
        assert_eq!(rounding(PolicyId::Hes2018, Unit::Attendance), 0.0);
    }

    #[test]
    fn a_count_on_the_edge_jumps_by_a_whole_step() {
        let half = |policy, unit| jump(policy, unit);
        assert_eq!(half(PolicyId::Hes2018, Unit::Person), 2.5);
        assert_eq!(half(PolicyId::Midpoint6, Unit::Person), 3.0);
        assert_eq!([half(PolicyId::OnsLt10, Unit::Person), half(PolicyId::Hes2018, Unit::Attendance)], [0.0, 0.0]);
    }
}
