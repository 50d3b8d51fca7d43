//! Shares and their intervals.

use super::discrimination::Z975;

/// `part / whole`; `None` when there is no whole.
pub(super) fn proportion(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Wilson's 95% score interval of a share (J Am Stat Assoc 1927;22:209): sensible for small numbers and at 0 and 1.
pub(super) fn wilson(part: u64, whole: u64) -> Option<[f64; 2]> {
    let share = proportion(part, whole)?;
    let n = whole as f64;
    let z2n = Z975 * Z975 / n;
    let centre = (share + z2n / 2.0) / (1.0 + z2n);
    let half = Z975 / (1.0 + z2n) * (share * (1.0 - share) / n + z2n / (4.0 * n)).sqrt();
    Some([(centre - half).max(0.0), (centre + half).min(1.0)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_as_published() {
        // Newcombe, Stat Med 1998;17:857, table I, method 3: 81/263 -> 0.2553 to 0.3662; 0/20 -> 0 to 0.1611.
        let [low, high] = wilson(81, 263).unwrap();
        assert!((low - 0.2553).abs() < 5e-5 && (high - 0.3662).abs() < 5e-5);
        let [low, high] = wilson(0, 20).unwrap();
        assert!(low == 0.0 && (high - 0.1611).abs() < 5e-5);
        assert_eq!(wilson(0, 0), None);
    }
}
