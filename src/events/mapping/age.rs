//! Date of birth from an age, or a band of ages, on a date.

use crate::domain::Day;

/// Days of a year, leap years evened out.
const YEAR: f64 = 365.25;

/// Middle of the spans that HES codes 7001 to 7007 give for babies, in days (HES data dictionary, STARTAGE).
const BABIES: [f64; 7] = [0.0, 3.0, 17.0, 59.0, 136.0, 227.0, 319.0];

/// Ages of an open band ("95+") are taken as half of a five-year band further on.
const OPEN_BAND_YEARS: f64 = 2.5;

/// The date of birth of somebody whose age on `on` is written in `text`; the middle of what the age leaves open.
///
/// Understands completed years (`84`, `84.0`), exact years (`83.74`), bands (`20-24`, `20-24 yrs`, `95+`, `0 yrs`) and the HES
/// codes for babies. `None` for anything else.
pub(super) fn born(text: &str, on: Day) -> Option<Day> {
    Some(on.plus_days(-(age_days(text)?.round() as i32)))
}

fn age_days(text: &str) -> Option<f64> {
    let text = text.trim();
    let number_ends = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (number, rest) = text.split_at(number_ends);
    let from: f64 = number.parse().ok()?;
    if (7001.0..=7007.0).contains(&from) {
        return BABIES.get(from as usize - 7001).copied();
    }
    let rest = rest.trim();
    let years = if let Some(to) = rest.strip_prefix('-') {
        let to: f64 = to.trim_start().split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()?;
        if to < from {
            return None;
        }
        f64::midpoint(from, to + 1.0)
    } else if rest.starts_with('+') {
        from + OPEN_BAND_YEARS
    } else if !rest.is_empty() && !rest.to_ascii_lowercase().starts_with('y') {
        return None;
    } else if from.fract() == 0.0 {
        from + 0.5
    } else {
        from
    };
    (years <= 130.0).then_some(years * YEAR)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(text: &str) -> Option<f64> {
        let on = Day::from_ymd(2020, 7, 1).unwrap();
        born(text, on).map(|born| (f64::from(on.days_since(born)) / YEAR * 100.0).round() / 100.0)
    }

    #[test]
    fn takes_the_middle_of_what_an_age_leaves_open() {
        for (text, middle) in [
            ("84", 84.5),
            ("84.0", 84.5),
            ("83.74", 83.74),
            ("20-24", 22.5),
            ("20-24 yrs", 22.5),
            ("1-4 yrs", 3.0),
            ("0 yrs", 0.5),
            ("95+", 97.5),
            ("7001", 0.0),
            ("7007", 0.87),
        ] {
            assert_eq!(years(text), Some(middle), "{text}");
        }
        for bad in ["", "old", "24-20", "20 months", "7008", "200", "-5"] {
            assert_eq!(years(bad), None, "{bad}");
        }
    }
}
