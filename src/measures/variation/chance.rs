//! How far a published share lies from what practices really do, by chance and by the rounding of disclosure control.

use crate::measures::published::PolicyId;

/// The variance that a policy's rounding gives a count: that of a number anywhere among those shown as the same one, (width^2 - 1) / 12.
pub(super) const fn rounding(policy: PolicyId) -> f64 {
    match policy {
        PolicyId::Hes2018 => 2.0,
        PolicyId::OnsLt10 => 0.0,
        PolicyId::Midpoint6 => 35.0 / 12.0,
    }
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
        assert_eq!(rounding(PolicyId::Hes2018), variance(&[8.0, 9.0, 10.0, 11.0, 12.0]));
        assert!((rounding(PolicyId::Midpoint6) - variance(&[7.0, 8.0, 9.0, 10.0, 11.0, 12.0])).abs() < 1e-12);
    }
}
