//! Questions about the past: nobody is told of a day that has not come, or of what will be known.

use crate::domain::Day;
use crate::web::Problem;
use chrono::{DateTime, Utc};

/// The day asked about; `today` when left out.
///
/// # Errors
/// 400 that names `field`, when the day is after `today`.
pub fn day(field: &'static str, asked: Option<Day>, today: Day) -> Result<Day, Problem> {
    match asked {
        Some(day) if day > today => Err(Problem::field(field, "lies in the future; give today or an earlier day")),
        asked => Ok(asked.unwrap_or(today)),
    }
}

/// The `known_at` asked for; `None` stays so: as known now.
///
/// # Errors
/// 400 that names it, when the instant is after `now`.
pub fn known_at(asked: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Problem> {
    match asked {
        Some(instant) if instant > now => Err(Problem::field("known_at", "lies in the future; give an instant that has been")),
        asked => Ok(asked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn today_and_now_are_the_last() {
        let (today, now) = (Day::of(2026, 3, 16), "2026-03-16T12:00:00Z".parse::<DateTime<Utc>>().unwrap());
        assert_eq!(day("as_of", None, today).unwrap(), today);
        assert_eq!(day("as_of", Some(today), today).unwrap(), today);
        let problem = day("to", Some(today.plus_days(1)), today).unwrap_err();
        assert_eq!((problem.status, problem.errors[0].pointer.as_str()), (400, "to"));
        assert_eq!(known_at(None, now).unwrap(), None);
        assert_eq!(known_at(Some(now), now).unwrap(), Some(now));
        let problem = known_at(Some(now + chrono::TimeDelta::microseconds(1)), now).unwrap_err();
        assert_eq!((problem.status, problem.errors[0].pointer.as_str()), (400, "known_at"));
    }
}
