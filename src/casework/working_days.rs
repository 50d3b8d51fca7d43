//! Working days in England: Monday to Friday without bank holidays, which are data.
//!
//! Only years whose bank holidays are known can be counted in. Outside them the answer is [`OutsideCalendar`], not a guess: a deadline
//! that is a day out is a wrong deadline.

use crate::casework::{Refusal, Rules};
use crate::domain::Day;
use chrono::{Datelike, NaiveDate};
use std::sync::LazyLock;

/// The bank holidays that come with the program, and their source.
const ENGLAND: &str = include_str!("../../data/bank_holidays_england.csv");

/// The calendar that comes with the program. Damaged data would leave it without years, which refuses everything; a test reads it.
static BUILT_IN: LazyLock<WorkingDays> = LazyLock::new(|| WorkingDays::read(ENGLAND).unwrap_or_default());

/// The bank holidays of a year that is needed are not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bank holidays of {0} are not known; add them to the configuration (added_bank_holidays)")]
pub struct OutsideCalendar(pub i32);

impl From<OutsideCalendar> for Refusal {
    fn from(outside: OutsideCalendar) -> Self {
        Self::by("outside_calendar", outside.to_string())
    }
}

/// What is wrong with a list of bank holidays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadList {
    /// A line that is not `date,name`.
    #[error("line {0}: not a date and a name")]
    Line(usize),
    /// Dates that do not go up.
    #[error("line {0}: not after the line before")]
    Order(usize),
    /// A Saturday or Sunday: the substitute day belongs here.
    #[error("line {0}: a weekend")]
    Weekend(usize),
    /// A year is missing between the first and the last.
    #[error("{0}: not there, or with fewer than eight days")]
    Year(i32),
}

/// A calendar of working days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkingDays {
    /// Bank holidays on weekdays, in order.
    holidays: Vec<Day>,
    /// Years known in full, in order.
    years: Vec<i32>,
}

fn year(day: Day) -> i32 {
    NaiveDate::from(day).year()
}

/// Days since Monday.
fn weekday(day: Day) -> i32 {
    // 1970-01-01 was a Thursday.
    (day.number() + 3).rem_euclid(7)
}

impl WorkingDays {
    /// Reads `date,name` lines; lines that begin with `#` and the heading are passed over.
    ///
    /// # Errors
    /// [`BadList`] names the line or the year at fault.
    pub fn read(text: &str) -> Result<Self, BadList> {
        let mut calendar = Self::default();
        let rows = (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#') && *line != "date,name");
        for (number, line) in rows {
            let (date, name) = line.split_once(',').ok_or(BadList::Line(number))?;
            let day: Day = date.parse().map_err(|_| BadList::Line(number))?;
            if name.is_empty() {
                return Err(BadList::Line(number));
            }
            if calendar.holidays.last().is_some_and(|last| *last >= day) {
                return Err(BadList::Order(number));
            }
            if weekday(day) > 4 {
                return Err(BadList::Weekend(number));
            }
            calendar.holidays.push(day);
        }
        let (Some(first), Some(last)) = (calendar.holidays.first(), calendar.holidays.last()) else { return Ok(calendar) };
        calendar.years = (year(*first)..=year(*last)).collect();
        let thin = |wanted: i32| calendar.holidays.iter().filter(|day| year(**day) == wanted).count() < 8;
        match calendar.years.iter().find(|wanted| thin(**wanted)) {
            Some(missing) => Err(BadList::Year(*missing)),
            None => Ok(calendar),
        }
    }

    /// The calendar of England, as it comes with the program.
    #[must_use]
    pub fn england() -> &'static Self {
        &BUILT_IN
    }

    /// England's, with the days that the configuration adds and takes away. A year of which it adds a day counts as known in full.
    #[must_use]
    pub fn of(rules: &Rules) -> Self {
        let mut calendar = Self::england().clone();
        calendar.holidays.retain(|day| !rules.removed_bank_holidays.contains(day));
        calendar.holidays.extend(rules.added_bank_holidays.iter().copied().filter(|day| weekday(*day) <= 4));
        calendar.holidays.sort_unstable();
        calendar.holidays.dedup();
        calendar.years.extend(rules.added_bank_holidays.iter().copied().map(year));
        calendar.years.sort_unstable();
        calendar.years.dedup();
        calendar
    }

    /// Whether `day` is a working day.
    ///
    /// # Errors
    /// [`OutsideCalendar`].
    pub fn is_working_day(&self, day: Day) -> Result<bool, OutsideCalendar> {
        self.known(day)?;
        Ok(weekday(day) <= 4 && self.holidays.binary_search(&day).is_err())
    }

    fn known(&self, day: Day) -> Result<(), OutsideCalendar> {
        let wanted = year(day);
        self.years.binary_search(&wanted).map(drop).map_err(|_| OutsideCalendar(wanted))
    }

    /// How many working days there are up to and with `day`, counted from some fixed Monday.
    fn number(&self, day: Day) -> i32 {
        let monday = day.number() + 3;
        let weekdays = monday.div_euclid(7) * 5 + (monday.rem_euclid(7) + 1).min(5);
        weekdays - i32::try_from(self.holidays.partition_point(|holiday| *holiday <= day)).unwrap_or(i32::MAX)
    }

    /// The `n`th working day after `day`, which itself does not count; with `n` 0, `day`.
    ///
    /// # Errors
    /// [`OutsideCalendar`] when the count begins or ends in a year whose bank holidays are not known.
    pub fn working_days_after(&self, day: Day, n: u32) -> Result<Day, OutsideCalendar> {
        self.known(day)?;
        if n == 0 {
            return Ok(day);
        }
        let n = i32::try_from(n).unwrap_or(i32::MAX / 4).min(i32::MAX / 4);
        let wanted = self.number(day).saturating_add(n);
        // Between Monday and Friday a day can be a holiday; of any four weeks, more than ten are not.
        let (mut low, mut high) = (day.number(), day.number().saturating_add(n.saturating_mul(2).saturating_add(28)));
        while low < high {
            let middle = low + (high - low) / 2;
            if self.number(Day::from_number(middle)) >= wanted { high = middle } else { low = middle + 1 }
        }
        let found = Day::from_number(low);
        self.all_known(day, found)?;
        Ok(found)
    }

    /// Working days after `from` up to and with `until`; negative when `until` is earlier.
    ///
    /// # Errors
    /// [`OutsideCalendar`].
    pub fn between(&self, from: Day, until: Day) -> Result<i32, OutsideCalendar> {
        self.all_known(from.min(until), from.max(until))?;
        Ok(self.number(until) - self.number(from))
    }

    fn all_known(&self, first: Day, last: Day) -> Result<(), OutsideCalendar> {
        self.known(first)?;
        match (year(first)..=year(last)).find(|wanted| self.years.binary_search(wanted).is_err()) {
            Some(unknown) => Err(OutsideCalendar(unknown)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn after(day: &str, n: u32) -> String {
        WorkingDays::england().working_days_after(day.parse().unwrap(), n).unwrap().to_string()
    }

    #[test]
    fn the_list_that_comes_with_the_program_is_sound() {
        let calendar = WorkingDays::read(ENGLAND).unwrap();
        assert_eq!((calendar.years.first(), calendar.years.last()), (Some(&2012), Some(&2030)));
        for one_off in ["2012-06-05", "2020-05-08", "2022-06-03", "2022-09-19", "2023-05-08"] {
            assert_eq!(calendar.is_working_day(one_off.parse().unwrap()), Ok(false), "{one_off}");
        }
        assert_eq!(calendar.is_working_day(Day::of(2020, 5, 4)), Ok(true), "the early May holiday of 2020 was moved");
        assert_eq!(calendar.is_working_day(Day::of(2022, 5, 30)), Ok(true), "the spring holiday of 2022 was moved");
    }

    #[test]
    fn counts_over_easter_and_the_end_of_the_year() {
        assert_eq!(after("2026-03-16", 3), "2026-03-19");
        assert_eq!(after("2026-04-02", 3), "2026-04-09", "Maundy Thursday: Friday and Monday do not count");
        assert_eq!(after("2025-12-24", 3), "2025-12-31");
        assert_eq!(after("2021-12-24", 3), "2021-12-31", "Christmas and Boxing Day on a weekend");
        assert_eq!(after("2025-12-31", 1), "2026-01-02");
        assert_eq!(after("2022-09-16", 1), "2022-09-20");
        assert_eq!(after("2026-03-14", 1), "2026-03-16", "a Saturday");
        assert_eq!(after("2026-03-14", 0), "2026-03-14");
    }

    #[test]
    fn refuses_years_that_it_does_not_know() {
        let calendar = WorkingDays::england();
        assert_eq!(calendar.working_days_after(Day::of(2011, 12, 30), 3), Err(OutsideCalendar(2011)));
        assert_eq!(calendar.working_days_after(Day::of(2030, 12, 30), 3), Err(OutsideCalendar(2031)));
        assert_eq!(calendar.between(Day::of(2030, 1, 1), Day::of(2031, 1, 1)), Err(OutsideCalendar(2031)));
        assert!(calendar.working_days_after(Day::of(2026, 1, 1), u32::MAX).is_err());
        assert_eq!(Refusal::from(OutsideCalendar(2031)).rule, "outside_calendar");
    }

    #[test]
    fn the_configuration_adds_moves_and_extends() {
        let rules = Rules {
            added_bank_holidays: vec![Day::of(2026, 3, 17), Day::of(2031, 1, 1)],
            removed_bank_holidays: vec![Day::of(2026, 4, 3)],
            ..Rules::default()
        };
        let calendar = WorkingDays::of(&rules);
        assert_eq!(calendar.working_days_after(Day::of(2026, 3, 16), 1), Ok(Day::of(2026, 3, 18)));
        assert_eq!(calendar.is_working_day(Day::of(2026, 4, 3)), Ok(true));
        assert_eq!(calendar.working_days_after(Day::of(2030, 12, 31), 1), Ok(Day::of(2031, 1, 2)));
    }

    #[test]
    fn damaged_lists_are_refused_by_line() {
        assert_eq!(WorkingDays::read("date,name\n2026-02-30,x"), Err(BadList::Line(2)));
        assert_eq!(WorkingDays::read("2026-01-01"), Err(BadList::Line(1)));
        assert_eq!(WorkingDays::read("2026-01-03,x"), Err(BadList::Weekend(1)));
        assert_eq!(WorkingDays::read("2026-01-02,x\n2026-01-01,y"), Err(BadList::Order(2)));
        assert_eq!(WorkingDays::read("2026-01-02,x"), Err(BadList::Year(2026)));
    }

    /// One day at a time: slow and plain.
    fn by_walking(calendar: &WorkingDays, day: Day, n: u32) -> Result<Day, OutsideCalendar> {
        let mut found = day;
        calendar.is_working_day(day)?;
        let mut left = n;
        while left > 0 {
            found = found.plus_days(1);
            left -= u32::from(calendar.is_working_day(found)?);
        }
        Ok(found)
    }

    proptest! {
        #[test]
        fn agrees_with_walking(day in 15_000i32..22_500, n in 0u32..400) {
            let (calendar, day) = (WorkingDays::england(), Day::from_number(day));
            let found = calendar.working_days_after(day, n);
            prop_assert_eq!(found, by_walking(calendar, day, n));
            if let Ok(found) = found {
                prop_assert!(n == 0 || calendar.is_working_day(found).unwrap());
                prop_assert_eq!(calendar.between(day, found), Ok(n.cast_signed()));
            }
        }

        #[test]
        fn a_later_start_never_ends_earlier(day in 15_400i32..22_000, n in 1u32..60) {
            let calendar = WorkingDays::england();
            let first = calendar.working_days_after(Day::from_number(day), n);
            let next = calendar.working_days_after(Day::from_number(day + 1), n);
            prop_assert!(first.unwrap() <= next.unwrap());
        }
    }
}
