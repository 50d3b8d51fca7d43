//! The days a measure looks at.

use crate::casework::plan::months_before;
use crate::domain::Day;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which days a measure looks at, when it is told for a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// The day alone.
    Day,
    /// The quarter of the calendar that the day is in, up to the day: on the last day of a quarter, all of it.
    Quarter,
    /// The twelve months that end with the day.
    Year,
}

/// First and last day, both in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Days {
    /// First day.
    pub first: Day,
    /// Last day.
    pub last: Day,
}

impl Days {
    /// Whether `day` is one of them.
    #[must_use]
    pub fn contain(&self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }
}

impl Period {
    /// The days of this period when it is told for `as_of`.
    #[must_use]
    pub fn days(self, as_of: Day) -> Days {
        let first = match self {
            Self::Day => as_of,
            Self::Quarter => first_of_quarter(as_of),
            Self::Year => months_before(as_of, 12).plus_days(1),
        };
        Days { first, last: as_of }
    }
}

/// The first day of the quarter that `day` is in.
#[must_use]
pub fn first_of_quarter(day: Day) -> Day {
    let date = NaiveDate::from(day);
    Day::of(date.year(), date.month0() / 3 * 3 + 1, 1)
}

/// `as_of` and the last days of the months before it, `months` days in all, ascending.
#[must_use]
pub fn month_ends(as_of: Day, months: u32) -> Vec<Day> {
    let first = NaiveDate::from(as_of).with_day(1).map_or(as_of, Day::from);
    let mut days: Vec<Day> = (0..months.saturating_sub(1)).map(|back| months_before(first, back).plus_days(-1)).collect();
    days.reverse();
    days.push(as_of);
    days
}

/// Whether `day` is the last of its month.
#[must_use]
pub fn is_month_end(day: Day) -> bool {
    NaiveDate::from(day.plus_days(1)).day() == 1
}

/// The last day of the quarter that `day` is in.
#[must_use]
pub fn last_of_quarter(day: Day) -> Day {
    first_of_quarter(first_of_quarter(day).plus_days(100)).plus_days(-1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_begin_in_january_april_july_and_october() {
        for (day, first) in [
            (Day::of(2024, 2, 29), Day::of(2024, 1, 1)),
            (Day::of(2024, 3, 31), Day::of(2024, 1, 1)),
            (Day::of(2024, 4, 1), Day::of(2024, 4, 1)),
            (Day::of(2024, 12, 31), Day::of(2024, 10, 1)),
        ] {
            assert_eq!(Period::Quarter.days(day), Days { first, last: day });
        }
    }

    #[test]
    fn a_year_leaves_out_the_same_day_a_year_before() {
        assert_eq!(Period::Year.days(Day::of(2024, 2, 29)).first, Day::of(2023, 3, 1));
        assert_eq!(Period::Year.days(Day::of(2023, 2, 28)).first, Day::of(2022, 3, 1));
        assert_eq!(Period::Year.days(Day::of(2025, 3, 31)).first, Day::of(2024, 4, 1));
    }

    #[test]
    fn quarters_and_months_end_where_the_next_begins() {
        let quarter = |day| last_of_quarter(day);
        assert_eq!(quarter(Day::of(2024, 1, 1)), Day::of(2024, 3, 31));
        assert_eq!(quarter(Day::of(2023, 12, 31)), Day::of(2023, 12, 31));
        assert_eq!(quarter(Day::of(2023, 7, 31)), Day::of(2023, 9, 30));
        assert!(is_month_end(Day::of(2024, 2, 29)) && is_month_end(Day::of(2023, 12, 31)));
        assert!(!is_month_end(Day::of(2024, 2, 28)) && !is_month_end(Day::of(2024, 3, 1)));
    }

    #[test]
    fn months_end_on_their_last_days() {
        let days = month_ends(Day::of(2024, 3, 15), 4);
        assert_eq!(days, [Day::of(2023, 12, 31), Day::of(2024, 1, 31), Day::of(2024, 2, 29), Day::of(2024, 3, 15)]);
        assert_eq!(month_ends(Day::of(2024, 3, 31), 2), [Day::of(2024, 2, 29), Day::of(2024, 3, 31)]);
    }
}
