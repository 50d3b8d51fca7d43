//! The clock of the doors.

use crate::casework::Moment;
use crate::domain::{Day, StaffId};
use chrono::{DateTime, NaiveDate, SubsecRound, TimeDelta, Utc};
use chrono_tz::Europe::London;
use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the time. Everything behind the doors is told it.
#[derive(Debug, Clone, Copy)]
pub enum Clock {
    /// The machine's.
    System,
    /// The machine's, moved: for demonstrations, whose data ends on some past day.
    Moved(TimeDelta),
    /// Stands still: for tests.
    Fixed(DateTime<Utc>),
    /// Stands where it was last put, in microseconds since 1970: for a demonstration that lives through some months.
    Put(&'static AtomicI64),
}

impl Clock {
    /// The machine's clock, moved so that it is `today` now.
    #[must_use]
    pub fn as_at(today: Day) -> Self {
        let now = Self::System.now();
        Self::Moved(moved(now, today))
    }

    /// Now, in whole microseconds: what both databases can keep.
    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "the one clock of the server")]
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Moved(by) => Utc::now() + by,
            Self::Fixed(instant) => instant,
            Self::Put(micros) => DateTime::from_timestamp_micros(micros.load(Ordering::Relaxed)).unwrap_or_default(),
        }
        .trunc_subsecs(6)
    }

    /// The civil date in London.
    #[must_use]
    pub fn today(self) -> Day {
        self.now().with_timezone(&London).date_naive().into()
    }

    /// This moment, with somebody who acts in it.
    #[must_use]
    pub fn moment(self, author: StaffId) -> Moment {
        let now = self.now();
        Moment { today: now.with_timezone(&London).date_naive().into(), now, author }
    }
}

/// How far it is from `now` to the same time of `today` by London's clocks, whether or not it is summer there: whole days alone would
/// be wrong in the hour before midnight.
fn moved(now: DateTime<Utc>, today: Day) -> TimeDelta {
    let time = now.with_timezone(&London).time();
    let there = NaiveDate::from(today).and_time(time).and_local_timezone(London).earliest();
    // An hour that the clocks leave out.
    let there = there.map_or_else(|| NaiveDate::from(today).and_time(time).and_utc(), |there| there.with_timezone(&Utc));
    there - now
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_moved_to_by_the_clocks_of_london() {
        let at = |now: &str, today: &str| {
            let now: DateTime<Utc> = now.parse().unwrap();
            Clock::Fixed(now + moved(now, today.parse().unwrap()))
        };
        for now in ["2026-11-22T23:30:00Z", "2026-11-22T00:10:00Z", "2026-07-01T23:30:00Z", "2026-07-01T12:00:00Z"] {
            for today in ["2025-06-30", "2025-12-31", "2025-03-30", "2025-10-26"] {
                assert_eq!(at(now, today).today().to_string(), today, "at {now}");
            }
        }
        // 01:30 is left out on the last Sunday of March.
        assert_eq!(at("2026-11-22T01:30:00Z", "2025-03-30").today().to_string(), "2025-03-30");
        assert_eq!(at("2026-11-22T23:30:00Z", "2025-06-30").now().to_string(), "2025-06-30 22:30:00 UTC");
    }

    #[test]
    fn the_day_is_londons() {
        let at = |text: &str| Clock::Fixed(text.parse().unwrap()).today();
        assert_eq!(at("2026-06-30T23:30:00Z"), Day::of(2026, 7, 1), "summer time is an hour ahead");
        assert_eq!(at("2026-12-31T23:30:00Z"), Day::of(2026, 12, 31));
        assert_eq!(Clock::as_at(Day::of(2025, 6, 30)).today(), Day::of(2025, 6, 30));
    }
}
