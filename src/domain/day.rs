//! Civil dates as day numbers: what events carry and features subtract.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A civil date (Europe/London), held as days since 1970-01-01.
///
/// Four bytes and integer arithmetic, as Arrow's `Date32`; millions are compared while features are built.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(i32);

/// The text is not a date that exists, written `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a date written YYYY-MM-DD")]
pub struct NotADay;

impl Day {
    /// From days since 1970-01-01.
    #[must_use]
    pub const fn from_number(days: i32) -> Self {
        Self(days)
    }

    /// A date known when the program is written. Dates that do not exist become 1970-01-01; use it for constants alone.
    #[must_use]
    pub const fn of(year: i32, month: u32, day: u32) -> Self {
        match NaiveDate::from_ymd_opt(year, month, day) {
            Some(date) => Self(date.to_epoch_days()),
            None => Self(0),
        }
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The date `year-month-day`, if it exists.
    #[must_use]
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self::from)
    }

    /// Reads exactly `YYYY-MM-DD`, ASCII digits only, and refuses days that do not exist (30 February).
    ///
    /// # Errors
    /// [`NotADay`] for anything else.
    pub fn parse(text: &[u8]) -> Result<Self, NotADay> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else {
            return Err(NotADay);
        };
        let number = |digits: &[&u8]| {
            digits.iter().try_fold(0u32, |sum, &&digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
        };
        let (Some(year), Some(month), Some(day)) = (number(&[y1, y2, y3, y4]), number(&[m1, m2]), number(&[d1, d2])) else {
            return Err(NotADay);
        };
        Self::from_ymd(year.cast_signed(), month, day).ok_or(NotADay)
    }

    /// Today at the door, by the machine's clock and zone. Only doors call this; everything inside takes a date.
    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "the one clock of the command line")]
    pub fn today() -> Self {
        chrono::Local::now().date_naive().into()
    }

    /// This date moved by `days` (negative: earlier), held at the ends of the range.
    #[must_use]
    pub const fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Days from `earlier` to this date; negative when `earlier` is later.
    #[must_use]
    pub const fn days_since(self, earlier: Self) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// Completed years from `birth` to this date: age on the last birthday.
    /// Somebody born on 29 February has a birthday on 1 March in other years.
    #[must_use]
    pub fn completed_years_since(self, birth: Self) -> i32 {
        let (now, born) = (NaiveDate::from(self), NaiveDate::from(birth));
        let before_birthday = (now.month(), now.day()) < (born.month(), born.day());
        now.year() - born.year() - i32::from(before_birthday)
    }
}

impl Day {
    /// The latest day of birth of somebody who has completed `years` on this date.
    #[must_use]
    pub fn birth_of_age(self, years: i32) -> Self {
        let now = NaiveDate::from(self);
        // On 29 February of a year whose counterpart has none, those born on the 28th or before have had their birthday.
        let born = |day| NaiveDate::from_ymd_opt(now.year() - years, now.month(), day);
        born(now.day()).or_else(|| born(now.day() - 1)).map_or(self, Self::from)
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Self {
        Self(date.to_epoch_days())
    }
}

impl From<Day> for NaiveDate {
    fn from(day: Day) -> Self {
        Self::from_epoch_days(day.0).unwrap_or(if day.0 < 0 { Self::MIN } else { Self::MAX })
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&NaiveDate::from(*self), f)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for Day {
    type Err = NotADay;
    fn from_str(text: &str) -> Result<Self, NotADay> {
        Self::parse(text.as_bytes())
    }
}

impl TryFrom<String> for Day {
    type Error = NotADay;
    fn try_from(text: String) -> Result<Self, NotADay> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

impl utoipa::PartialSchema for Day {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))).into()
    }
}

impl utoipa::ToSchema for Day {
    fn name() -> std::borrow::Cow<'static, str> {
        std::borrow::Cow::Borrowed("Day")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_only_days_that_exist() {
        assert_eq!(Day::parse(b"1970-01-02").unwrap().number(), 1);
        assert_eq!(Day::parse(b"2024-02-29").unwrap().to_string(), "2024-02-29");
        for bad in ["2023-02-30", "2023-02-29", "2023-2-01", "01/02/2023", "", "2023-01-01T00:00:00", "２０２３-01-01"] {
            assert_eq!(Day::parse(bad.as_bytes()), Err(NotADay), "{bad}");
        }
    }

    #[test]
    fn the_latest_birth_of_an_age_is_the_last_that_has_completed_it() {
        for text in ["2026-03-16", "2024-02-29", "2018-02-28", "2018-03-01", "2020-02-29", "2026-01-01"] {
            let day: Day = text.parse().unwrap();
            let born = day.birth_of_age(18);
            assert_eq!(day.completed_years_since(born), 18, "{text}");
            assert_eq!(day.completed_years_since(born.plus_days(1)), 17, "{text}");
        }
    }

    #[test]
    fn counts_completed_years() {
        let born: Day = "2000-02-29".parse().unwrap();
        assert_eq!("2018-02-28".parse::<Day>().unwrap().completed_years_since(born), 17);
        assert_eq!("2018-03-01".parse::<Day>().unwrap().completed_years_since(born), 18);
        assert_eq!("2020-02-29".parse::<Day>().unwrap().completed_years_since(born), 20);
    }
}
