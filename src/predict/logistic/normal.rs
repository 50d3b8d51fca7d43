//! Tail of the normal distribution, for p-values.

/// Chance that a standard normal value is at least as far from 0 as `z`, either side; about 14 true digits.
#[must_use]
pub fn two_sided_p(z: f64) -> f64 {
    let x = z.abs() / std::f64::consts::SQRT_2;
    if x.is_nan() {
        f64::NAN
    } else if x < 2.0 {
        1.0 - error_function_series(x)
    } else {
        complement_fraction(x)
    }
}

/// erf(x) = 2/√π e^(-x²) Σ 2ⁿ x^(2n+1) / (1·3·5···(2n+1)): all terms positive (Abramowitz and Stegun 7.1.6).
fn error_function_series(x: f64) -> f64 {
    let (mut term, mut sum, mut odd) = (x, x, 1.0);
    while term > f64::EPSILON * sum / 4.0 {
        odd += 2.0;
        term *= 2.0 * x * x / odd;
        sum += term;
    }
    std::f64::consts::FRAC_2_SQRT_PI * (-x * x).exp() * sum
}

/// erfc(x) for x of 2 or more, by its continued fraction from the far end (Abramowitz and Stegun 7.1.14).
fn complement_fraction(x: f64) -> f64 {
    let tail = (1..=120).rev().fold(x, |tail, k| x + f64::from(k) / 2.0 / tail);
    (-x * x).exp() / tail * std::f64::consts::FRAC_2_SQRT_PI / 2.0
}

#[cfg(test)]
mod tests {
    use super::two_sided_p;
    use approx::assert_relative_eq;

    /// Expected values: erfc(z / sqrt(2)) of scipy 1.17.1, by `tests/reference/logistic.py`.
    #[test]
    fn agrees_with_scipy() {
        for (z, p) in NORMAL {
            assert_relative_eq!(two_sided_p(z), p, max_relative = 1e-13);
            assert_eq!(two_sided_p(-z), two_sided_p(z));
        }
        assert_eq!(two_sided_p(0.0), 1.0);
        assert_eq!(two_sided_p(f64::INFINITY), 0.0);
        assert!(two_sided_p(f64::NAN).is_nan());
    }

    const NORMAL: [(f64, f64); 5] = [
        (0.5, 0.617_075_077_451_973_9),
        (1.96, 0.049_995_790_296_440_87),
        (2.9, 0.003_731_626_600_768_075),
        (5.0, 5.733_031_437_583_89e-7),
        (12.0, 3.552_964_224_155_409e-33),
    ];
}
