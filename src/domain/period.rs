//! Periods of civil dates.

use crate::domain::Day;

/// From `from` (in) to `to` (out); no `to` means it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    from: Day,
    to: Option<Day>,
}

/// A period that would end before it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("ends before it starts")]
pub struct EndsBeforeStart;

impl Period {
    /// A period; an end on the day of the start makes it empty, which is allowed.
    ///
    /// # Errors
    /// [`EndsBeforeStart`].
    pub fn new(from: Day, to: Option<Day>) -> Result<Self, EndsBeforeStart> {
        match to {
            Some(to) if to < from => Err(EndsBeforeStart),
            _ => Ok(Self { from, to }),
        }
    }

    /// First day in it.
    #[must_use]
    pub const fn from(&self) -> Day {
        self.from
    }

    /// First day no longer in it.
    #[must_use]
    pub const fn to(&self) -> Option<Day> {
        self.to
    }

    /// Whether `day` is in it: the start counts, the end does not.
    #[must_use]
    pub fn contains(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_counts_and_end_does_not() {
        let day = Day::from_number;
        let period = Period::new(day(10), Some(day(20))).unwrap();
        assert_eq!([9, 10, 19, 20].map(|n| period.contains(day(n))), [false, true, true, false]);
        assert!(Period::new(day(10), None).unwrap().contains(day(100_000)));
        assert!(!Period::new(day(10), Some(day(10))).unwrap().contains(day(10)));
        assert_eq!(Period::new(day(10), Some(day(9))), Err(EndsBeforeStart));
    }
}
