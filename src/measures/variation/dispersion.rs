//! Over-dispersion: practices that differ more than chance alone would have them differ, for reasons nobody has measured.
//!
//! Spiegelhalter, Statistics in Medicine 2005;24:1185, A.3; Spiegelhalter et al., J R Stat Soc A 2012;175:1, section 5.

use crate::measures::variation::chance::of_share;

/// This part of the practices, at either end, is pulled in before their spread is judged: a few that truly stand out must not widen
/// the limits that are to show them.
const WINSORISED: f64 = 0.1;

/// By how much practices differ more than by chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dispersion {
    /// Mean square of the winsorised z: 1 when there is chance alone.
    pub phi: f64,
    /// Above this it is taken for more than chance: 1 + 2 sqrt(2 / practices).
    pub phi_needed: f64,
    /// Variance between practices, of their true shares (`DerSimonian` and Laird, from the winsorised z); 0 when phi is not above.
    pub tau_squared: f64,
}

impl Dispersion {
    /// Of practices with `(numerator, denominator)`, no denominator 0, about the share `target`; `rounding` is the variance that
    /// disclosure control gives a count.
    pub(super) fn of(practices: &[(u64, u64)], target: f64, rounding: f64) -> Self {
        let count = practices.len() as f64;
        let phi_needed = 1.0 + 2.0 * (2.0 / count).sqrt();
        if practices.len() < 2 || target <= 0.0 || target >= 1.0 {
            return Self { phi: 1.0, phi_needed, tau_squared: 0.0 };
        }
        let z = practices.iter().map(|&(numerator, denominator)| {
            (numerator as f64 / denominator as f64 - target) / of_share(target, denominator, rounding).sqrt()
        });
        let squares: f64 = winsorised(z.collect()).into_iter().map(|z| z * z).sum();
        let phi = squares / count;
        let weights = || practices.iter().map(|&(_, denominator)| 1.0 / of_share(target, denominator, rounding));
        let (sum, sum_of_squares): (f64, f64) = (weights().sum(), weights().map(|weight| weight * weight).sum());
        let between = (squares - (count - 1.0)) / (sum - sum_of_squares / sum);
        Self { phi, phi_needed, tau_squared: if phi > phi_needed { between.max(0.0) } else { 0.0 } }
    }

    /// Whether limits are widened for it.
    #[must_use]
    pub fn widens(&self) -> bool {
        self.tau_squared > 0.0
    }
}

/// The same values, those beyond the tenth and the ninetieth percentile set to them.
fn winsorised(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let (low, high) = (quantile(&values, WINSORISED), quantile(&values, 1.0 - WINSORISED));
    values.iter().map(|value| value.clamp(low, high)).collect()
}

/// Of ascending values, linear between two of them (type 7 of Hyndman and Fan; what numpy and R do).
fn quantile(sorted: &[f64], chance: f64) -> f64 {
    let place = chance * (sorted.len() - 1) as f64;
    let below = place as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::variation::practices;
    use approx::assert_relative_eq;

    /// numpy, by tests/reference/variation.py, which holds its tau squared against that of statsmodels.
    #[test]
    fn phi_and_tau_squared_are_those_of_numpy() {
        for (spread, rounding, target, phi, tau_squared) in [
            (10, 0.0, 0.300_777_686_058_130_93, 0.181_502_762_373_201_95, 0.0),
            (10, 2.0, 0.300_777_686_058_130_93, 0.180_154_530_672_481_36, 0.0),
            (60, 0.0, 0.304_600_947_126_037_3, 6.530_364_271_705_224, 0.000_662_602_507_504_134_7),
            (60, 2.0, 0.304_600_947_126_037_3, 6.474_744_265_077_267, 0.000_659_658_632_967_074_4),
            (180, 0.0, 0.313_746_361_385_063_23, 57.742_205_539_526_25, 0.006_863_767_662_776_8),
            (180, 2.0, 0.313_746_361_385_063_23, 57.241_683_367_801_49, 0.006_840_915_971_044_232),
        ] {
            let found = Dispersion::of(&practices(spread), target, rounding);
            assert_relative_eq!(found.phi, phi, max_relative = 1e-10);
            assert_relative_eq!(found.tau_squared, tau_squared, max_relative = 1e-10);
            assert_eq!(found.widens(), spread > 10);
        }
    }

    #[test]
    fn a_spread_that_chance_could_have_made_widens_nothing() {
        // z of 1.2 and -1.2 turn about: phi 1.44, above 1, below what ten practices need (1.894).
        let practices: Vec<_> = (0..10).map(|i| if i % 2 == 0 { (56, 100) } else { (44, 100) }).collect();
        let found = Dispersion::of(&practices, 0.5, 0.0);
        assert_relative_eq!(found.phi, 1.44, max_relative = 1e-12);
        assert_relative_eq!(found.phi_needed, 1.894_427_190_999_916, max_relative = 1e-12);
        assert!(!found.widens());
    }
}
