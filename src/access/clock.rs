//! The clock of the doors.

use crate::casework::Moment;
use crate::domain::{Day, StaffId};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
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
        let days = today.days_since(Self::System.today());
        Self::Moved(TimeDelta::days(i64::from(days)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_londons() {
        let at = |text: &str| Clock::Fixed(text.parse().unwrap()).today();
        assert_eq!(at("2026-06-30T23:30:00Z"), Day::of(2026, 7, 1), "summer time is an hour ahead");
        assert_eq!(at("2026-12-31T23:30:00Z"), Day::of(2026, 12, 31));
        assert_eq!(Clock::as_at(Day::of(2025, 6, 30)).today(), Day::of(2025, 6, 30));
    }
}
