//! Questions about the past: nobody is told of a day that has not come, or of what will be known. A rule refuses them: what may be
//! asked changes with the day, so that no description of a parameter can say it.

use crate::casework::Refusal;
use crate::casework::refusal::{not_in_future, require};
use crate::domain::Day;
use crate::web::Problem;
use chrono::{DateTime, Utc};

/// The day asked about; `today` when left out.
///
/// # Errors
/// 409 by rule `in_the_future`, naming the parameter `field`, when the day is after `today`.
pub fn day(field: &'static str, asked: Option<Day>, today: Day) -> Result<Day, Problem> {
    let day = asked.unwrap_or(today);
    not_in_future(day, today, field).map_err(Problem::of_query)?;
    Ok(day)
}

/// The `known_at` asked for; `None` stays so: as known now.
///
/// # Errors
/// 409 by rule `in_the_future`, naming it, when the instant is after `now`.
pub fn known_at(asked: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Problem> {
    let words = "that instant lies in the future; give one that has been";
    require(asked.is_none_or(|instant| instant <= now), || Refusal::by("in_the_future", words).at("known_at"))
        .map_err(Problem::of_query)?;
    Ok(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(problem: &Problem) -> (u16, Option<&str>, &str) {
        (problem.status, problem.rule.as_deref(), &problem.errors[0].pointer)
    }

    #[test]
    fn today_and_now_are_the_last() {
        let (today, now) = (Day::of(2026, 3, 16), "2026-03-16T12:00:00Z".parse::<DateTime<Utc>>().unwrap());
        assert_eq!(day("as_of", None, today).unwrap(), today);
        assert_eq!(day("as_of", Some(today), today).unwrap(), today);
        let problem = day("to", Some(today.plus_days(1)), today).unwrap_err();
        assert_eq!(told(&problem), (409, Some("in_the_future"), "to"));
        assert_eq!(known_at(None, now).unwrap(), None);
        assert_eq!(known_at(Some(now), now).unwrap(), Some(now));
        let problem = known_at(Some(now + chrono::TimeDelta::microseconds(1)), now).unwrap_err();
        assert_eq!(told(&problem), (409, Some("in_the_future"), "known_at"));
    }
}
