//! Quantiles of the binomial distribution, with the usual interpolation between two numbers.

/// Weights further out than this, against the most likely number, are nothing.
const NOTHING: f64 = 1e-20;

/// The numbers out of `size` below which each of `chances` (ascending) lies, when each of them counts with probability `share`.
///
/// A binomial number has no exact 2.275% point: the smallest number that reaches it, less the part of its probability that is too
/// much, makes limits smooth in `size` (Spiegelhalter, Statistics in Medicine 2005;24:1185, A.1.1). Never below 0.
///
/// Sums the probabilities themselves, outwards from the most likely number and in proportion to it: exact to rounding, with as many
/// steps as some 19 standard deviations have numbers.
pub(super) fn quantiles<const N: usize>(size: u64, share: f64, chances: [f64; N]) -> [f64; N] {
    if size == 0 || share <= 0.0 || share >= 1.0 {
        return [size as f64 * share.clamp(0.0, 1.0); N];
    }
    let odds = share / (1.0 - share);
    let peak = (((size + 1) as f64 * share) as u64).min(size);
    let mut below = vec![];
    let (mut at, mut weight) = (peak, 1.0);
    while at > 0 && weight > NOTHING {
        weight *= at as f64 / ((size - at + 1) as f64 * odds);
        at -= 1;
        below.push(weight);
    }
    let first = at;
    let (mut at, mut weight) = (peak, 1.0);
    let mut weights: Vec<f64> = below.into_iter().rev().collect();
    weights.push(1.0);
    while at < size && weight > NOTHING {
        weight *= (size - at) as f64 * odds / (at + 1) as f64;
        at += 1;
        weights.push(weight);
    }
    let total: f64 = weights.iter().sum();
    let mut found = [size as f64; N];
    let mut next = 0;
    let mut reached = 0.0;
    for (number, weight) in (first..).zip(weights) {
        let part = weight / total;
        reached += part;
        while next < N && reached >= chances[next] {
            found[next] = (number as f64 - (reached - chances[next]) / part).max(0.0);
            next += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    const CHANCES: [f64; 4] = [0.00135, 0.02275, 0.97725, 0.99865];

    /// scipy.stats.binom, by tests/reference/variation.py.
    #[test]
    fn quantiles_are_those_of_scipy() {
        for (size, share, expected) in [
            (5, 0.3, [0.0, 0.0, 3.283_245_149_911_816_3, 4.444_444_444_444_46]),
            (20, 0.5, [3.013_328_710_010_320_3, 5.055_601_238_390_094, 13.944_398_761_609_905, 15.986_671_289_989_689]),
            (137, 0.02, [0.0, 0.0, 5.948_105_864_809_079, 8.361_962_560_372_781]),
            (1000, 0.731, [687.836_427_708_645_8, 702.220_423_440_458_7, 758.320_483_571_501, 771.924_250_946_524_5]),
            (8500, 0.02, [132.085_820_676_792, 144.166_869_274_521_82, 195.794_966_818_412_43, 209.495_171_189_958_23]),
            (400_000, 0.018, [6_948.531_284_508_375, 7_031.810_582_474_456, 7_368.153_138_554_85, 7_453.035_550_949_113]),
        ] {
            for (ours, theirs) in quantiles(size, share, CHANCES).into_iter().zip(expected) {
                assert_relative_eq!(ours, theirs, max_relative = 1e-9, epsilon = 1e-9);
            }
        }
    }

    #[test]
    fn nobody_and_certainty_have_no_spread() {
        assert_eq!(quantiles(0, 0.5, CHANCES), [0.0; 4]);
        assert_eq!(quantiles(9, 0.0, CHANCES), [0.0; 4]);
        assert_eq!(quantiles(9, 1.0, CHANCES), [9.0; 4]);
    }
}
