//! Which days figures can be asked for.

use crate::casework::Refusal;
use crate::casework::refusal::{not_in_future, require};
use crate::domain::Day;
use crate::measures::period::{is_month_end, month_ends};

/// The first day of the National Health Service: nothing is counted of a day before it.
pub const FIRST_DAY: Day = Day::of(1948, 7, 5);

/// Refuses a day that figures cannot tell of: one that has not come, and one before there was anything to count.
///
/// # Errors
/// Rules `in_the_future` and `before_first_day`, at `as_of`.
pub fn day_told(day: Day, today: Day) -> Result<Day, Refusal> {
    not_in_future(day, today, "as_of")?;
    require(day >= FIRST_DAY, || {
        Refusal::by("before_first_day", format!("figures begin on {FIRST_DAY}; give that day or a later one")).at("as_of")
    })?;
    Ok(day)
}

/// The last day of a month that has ended, as those are asked for who see figures under disclosure control; that of the month before
/// `today` when left out.
///
/// # Errors
/// As [`day_told`]; and rule `not_a_month_end`, at `as_of`.
pub fn month_told(asked: Option<Day>, today: Day) -> Result<Day, Refusal> {
    let latest = month_ends(today, 2).first().copied().unwrap_or(today);
    let day = day_told(asked.unwrap_or(latest), today)?;
    require(day < today && is_month_end(day), || {
        Refusal::by("not_a_month_end", "figures are given out by months; give the last day of a month that has ended").at("as_of")
    })?;
    Ok(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day::of(2026, 3, 31);

    #[test]
    fn figures_tell_of_days_that_have_come_since_there_was_anything_to_count() {
        for day in [FIRST_DAY, Day::of(2026, 3, 30), TODAY] {
            assert_eq!(day_told(day, TODAY), Ok(day));
        }
        for (day, rule) in [(Day::of(2026, 4, 1), "in_the_future"), (Day::of(1948, 7, 4), "before_first_day")] {
            let refusal = day_told(day, TODAY).unwrap_err();
            assert_eq!((refusal.rule, refusal.field), (rule, Some("as_of")));
        }
    }

    #[test]
    fn a_month_has_ended_when_its_last_day_is_over() {
        assert_eq!(month_told(None, TODAY), Ok(Day::of(2026, 2, 28)));
        assert_eq!(month_told(Some(Day::of(2024, 2, 29)), TODAY), Ok(Day::of(2024, 2, 29)));
        assert_eq!(month_told(Some(TODAY), TODAY.plus_days(1)), Ok(TODAY));
        for (day, rule) in [
            (TODAY, "not_a_month_end"),
            (Day::of(2026, 2, 27), "not_a_month_end"),
            (Day::of(2026, 4, 30), "in_the_future"),
            (Day::of(1948, 6, 30), "before_first_day"),
        ] {
            let refusal = month_told(Some(day), TODAY).unwrap_err();
            assert_eq!((refusal.rule, refusal.field), (rule, Some("as_of")), "{day}");
        }
    }
}
