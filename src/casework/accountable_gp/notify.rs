//! By when somebody must be told who their accountable GP is, and whether they were.

use crate::casework::Rules;
use crate::domain::Day;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the deadline follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Entitled {
    /// Registration with the practice.
    Registration,
    /// The 75th birthday, while registered.
    Birthday75,
    /// The accountable GP changed: the person is told anew.
    NewGp,
    /// Entitled before the duty began: a fixed day for everybody.
    FixedDay,
}

/// The deadline, and what it follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotifyBy {
    /// The last day in time.
    pub due: Day,
    /// Why then.
    pub entitled: Entitled,
}

/// Where somebody stands. The first two and the last two are the numerator and the rest of measure `gp_informed_75`; inside the window
/// they are in neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Informed {
    /// Told by the deadline.
    InTime,
    /// Told, after the deadline.
    Late,
    /// Not told, and the deadline has passed.
    Overdue,
    /// Not told, and there is still time.
    InsideTheWindow,
}

/// The duty towards people aged 75 and over began on 1 April 2014: those entitled before had to be told by 30 June 2014.
const FROM_75: (Day, Day) = (Day::of(2014, 4, 1), Day::of(2014, 6, 30));
/// The duty towards everybody else began on 1 April 2015: those registered before had to be told by 31 March 2016.
const FROM_ALL: (Day, Day) = (Day::of(2015, 4, 1), Day::of(2016, 3, 31));

/// The 75th birthday; of somebody born on 29 February, 1 March.
fn birthday_75(born_on: Day) -> Day {
    let born = NaiveDate::from(born_on);
    Day::from_ymd(born.year() + 75, born.month(), born.day()).unwrap_or_else(|| Day::of(born.year() + 75, 3, 1))
}

/// The deadline of somebody who is `registered_on` a practice's list, on `as_of`. `follows` is the first day of the present GP when
/// that GP follows another at the same practice.
#[must_use]
pub fn notify_by(born_on: Day, registered_on: Day, follows: Option<Day>, as_of: Day, rules: &Rules) -> NotifyBy {
    let days = rules.notify_within_days;
    let birthday = birthday_75(born_on);
    let aged = birthday <= as_of;
    let (entitled_on, entitled) =
        if aged && birthday > registered_on { (birthday, Entitled::Birthday75) } else { (registered_on, Entitled::Registration) };
    let (begins, fixed) = if aged { FROM_75 } else { FROM_ALL };
    let first = if entitled_on < begins {
        NotifyBy { due: fixed, entitled: Entitled::FixedDay }
    } else {
        NotifyBy { due: entitled_on.plus_days(days), entitled }
    };
    match follows {
        Some(from) if from.plus_days(days) > first.due => NotifyBy { due: from.plus_days(days), entitled: Entitled::NewGp },
        _ => first,
    }
}

impl NotifyBy {
    /// Where somebody stands on `as_of` who was told on a day, or not.
    #[must_use]
    pub fn stands(&self, told_on: Option<Day>, as_of: Day) -> Informed {
        match told_on.filter(|&told| told <= as_of) {
            Some(told) if told <= self.due => Informed::InTime,
            Some(_) => Informed::Late,
            None if as_of > self.due => Informed::Overdue,
            None => Informed::InsideTheWindow,
        }
    }

    /// Days left on `as_of`; negative when overdue.
    #[must_use]
    pub fn days_left(&self, as_of: Day) -> i32 {
        self.due.days_since(as_of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(born_on: Day, registered_on: Day, follows: Option<Day>, as_of: Day) -> (Day, Entitled) {
        let NotifyBy { due, entitled } = notify_by(born_on, registered_on, follows, as_of, &Rules::default());
        (due, entitled)
    }

    #[test]
    fn from_registration_birthday_a_new_gp_or_a_fixed_day() {
        let (as_of, old, long_ago) = (Day::of(2026, 3, 16), Day::of(1940, 5, 1), Day::of(2000, 1, 1));
        assert_eq!(by(old, Day::of(2026, 3, 1), None, as_of), (Day::of(2026, 3, 22), Entitled::Registration));
        assert_eq!(by(Day::of(1951, 3, 10), long_ago, None, as_of), (Day::of(2026, 3, 31), Entitled::Birthday75));
        assert_eq!(by(Day::of(1952, 2, 29), long_ago, None, Day::of(2027, 3, 1)), (Day::of(2027, 3, 22), Entitled::Birthday75));
        assert_eq!(by(old, long_ago, None, as_of), (Day::of(2015, 5, 22), Entitled::Birthday75));
        assert_eq!(by(Day::of(1930, 5, 1), long_ago, None, as_of), (Day::of(2014, 6, 30), Entitled::FixedDay));
        assert_eq!(by(Day::of(1980, 5, 1), long_ago, None, as_of), (Day::of(2016, 3, 31), Entitled::FixedDay));
        assert_eq!(by(old, long_ago, Some(Day::of(2026, 3, 10)), as_of), (Day::of(2026, 3, 31), Entitled::NewGp));
        let recent = Day::of(2026, 3, 12);
        assert_eq!(by(old, recent, Some(Day::of(2026, 3, 12)), as_of), (Day::of(2026, 4, 2), Entitled::Registration));
    }

    #[test]
    fn the_last_day_is_in_time() {
        let by = NotifyBy { due: Day::of(2026, 3, 22), entitled: Entitled::Registration };
        let (last, next) = (Day::of(2026, 3, 22), Day::of(2026, 3, 23));
        assert_eq!(by.stands(Some(last), next), Informed::InTime);
        assert_eq!(by.stands(Some(next), next), Informed::Late);
        assert_eq!(by.stands(Some(next), last), Informed::InsideTheWindow, "told later is not told yet");
        assert_eq!((by.stands(None, last), by.days_left(last)), (Informed::InsideTheWindow, 0));
        assert_eq!((by.stands(None, next), by.days_left(next)), (Informed::Overdue, -1));
    }
}
