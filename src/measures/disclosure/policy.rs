//! The rules of each policy for one count and one percentage, and what a reader who knows the policy can tell from either.
//!
//! | policy | withheld at once | shown as | percentage |
//! |---|---|---|---|
//! | `hes2018` | 1 to 7 | nearest 5, half up; 0 as 0 | of the rounded; withheld where numerator, denominator or difference is 1 to 7 |
//! | `ons_lt10` | 1 to 9 | itself | of the counts; withheld where numerator, denominator or difference is 1 to 9 |
//! | `midpoint6` | nothing | 0 as 0, 1-6 as 3, 7-12 as 9, ... | of the rounded |
//!
//! Sources:
//! - `hes2018`: NHS Digital, *Disclosure control methodology for Hospital Episode Statistics and Emergency Care Data Set*, from
//!   September 2018 (digital.nhs.uk, "change to disclosure control methodology for HES and ECDS"). Below national level 1 to 7 is
//!   replaced by `*` and other numbers are rounded to the nearest 5; totals are made from unrounded figures, then rounded; one
//!   decimal can be trusted to 0.1 only where the rounded denominator is at least 4,000; counts that are not of individuals are exempt.
//! - `ons_lt10`: the threshold of ten of the Office for National Statistics for outputs of small groups (*Policy on protecting
//!   confidentiality in tables of birth and death statistics*; the rule of ten of its Longitudinal Study: "fewer than 10 observations"),
//!   with secondary suppression. Other counts are exact, so it is the policy that withholds most and protects least over time.
//! - `midpoint6`: `OpenSAFELY`'s midpoint rounding, `ceiling(x / 6) * 6 - 3`, 0 staying 0. It hides small counts by not telling
//!   1 from 6, and needs no stars; percentages are derived from rounded counts.

use crate::measures::published::{PolicyId, Shown, ShownShare};

/// 365.25 days, in quarters of a day.
const QUARTER_DAYS_IN_A_YEAR: u64 = 1_461;

/// The rounded denominator from which a percentage is written with a decimal.
const DECIMAL_FROM: u64 = 4_000;

impl PolicyId {
    /// The largest count that is small.
    #[must_use]
    pub const fn threshold(self) -> u64 {
        match self {
            Self::Hes2018 => 7,
            Self::OnsLt10 => 9,
            Self::Midpoint6 => 6,
        }
    }

    /// Whether a count of people is one that nobody may be able to tell.
    #[must_use]
    pub const fn is_small(self, count: u64) -> bool {
        count >= 1 && count <= self.threshold()
    }

    /// Whether a small count is withheld for itself; else it is hidden by rounding.
    #[must_use]
    pub const fn withholds_small(self) -> bool {
        !matches!(self, Self::Midpoint6)
    }

    /// Whether what is shown is the count itself.
    #[must_use]
    pub const fn is_exact(self) -> bool {
        matches!(self, Self::OnsLt10)
    }

    /// A count as it is shown when it is shown.
    #[must_use]
    pub const fn round(self, count: u64) -> u64 {
        match self {
            Self::Hes2018 => (count + 2) / 5 * 5,
            Self::OnsLt10 => count,
            Self::Midpoint6 => match count {
                0 => 0,
                _ => count.div_ceil(6) * 6 - 3,
            },
        }
    }

    /// The smallest and the largest count that is shown as `shown`.
    #[must_use]
    pub const fn told_by(self, shown: u64) -> (u64, u64) {
        match (self, shown) {
            (_, 0) => (0, 0),
            // 8 and 9 are shown as 10, and so is nothing below 8.
            (Self::Hes2018, _) => (shown - 2, shown + 2),
            (Self::OnsLt10, _) => (shown, shown),
            (Self::Midpoint6, _) => (shown - 2, shown + 3),
        }
    }

    /// A percentage: of `(numerator, denominator)` as they are, and as they are shown.
    #[must_use]
    pub fn percentage(self, counts: (u64, u64), shown: (Shown, Shown)) -> ShownShare {
        let (Shown::Number(numerator), Shown::Number(denominator)) = shown else { return ShownShare::Withheld };
        if counts.1 == 0 {
            return ShownShare::NotApplicable;
        }
        let small = [counts.0, counts.1, counts.0.abs_diff(counts.1)].into_iter().any(|count| self.is_small(count));
        if small && self.withholds_small() {
            return ShownShare::Withheld;
        }
        quotient(100, numerator, denominator)
    }

    /// A rate per 1,000 person-years, from the numerator and the person-years as they are shown.
    #[must_use]
    pub fn rate(self, person_days: u64, shown: (Shown, Shown)) -> ShownShare {
        let (Shown::Number(numerator), Shown::Number(years)) = shown else { return ShownShare::Withheld };
        if person_days == 0 {
            return ShownShare::NotApplicable;
        }
        quotient(1_000, numerator, years)
    }
}

/// Person-years of 365.25 days, half up; one at least, where anybody was there on any day.
#[must_use]
pub const fn person_years(person_days: u64) -> u64 {
    let years = (8 * person_days + QUARTER_DAYS_IN_A_YEAR) / (2 * QUARTER_DAYS_IN_A_YEAR);
    if years == 0 && person_days > 0 { 1 } else { years }
}

/// `per` x numerator / denominator, rounded once, half up: to a tenth where the denominator bears it, else to a whole number.
pub(super) fn quotient(per: u64, numerator: u64, denominator: u64) -> ShownShare {
    let Some(doubled) = denominator.checked_mul(2).filter(|&doubled| doubled > 0) else { return ShownShare::NotApplicable };
    let half_up = |scaled: u64| ((2 * scaled + denominator) / doubled) as i64;
    if denominator >= DECIMAL_FROM {
        ShownShare::Tenths(half_up(10 * per * numerator), 1)
    } else {
        ShownShare::Tenths(10 * half_up(per * numerator), 0)
    }
}

#[cfg(test)]
mod tests;
