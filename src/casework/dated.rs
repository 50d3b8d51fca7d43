//! Values that hold from a day on: what lets a state tell any past day.

use crate::domain::Day;

/// The values something had, each from a day until the next one's. Kept in order of day; of two on one day the later recorded holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline<T>(Vec<(Day, T)>);

impl<T> Default for Timeline<T> {
    fn default() -> Self {
        Self(vec![])
    }
}

impl<T> Timeline<T> {
    /// Takes in that `value` holds from `day` on. A day before the last one known fits in where it belongs.
    pub fn set(&mut self, day: Day, value: T) {
        let place = self.0.partition_point(|(from, _)| *from <= day);
        self.0.insert(place, (day, value));
    }

    /// What held on `day`; `None` before the first.
    #[must_use]
    pub fn on(&self, day: Day) -> Option<&T> {
        self.0[..self.0.partition_point(|(from, _)| *from <= day)].last().map(|(_, value)| value)
    }

    /// What holds since the last day known.
    #[must_use]
    pub fn latest(&self) -> Option<&T> {
        self.0.last().map(|(_, value)| value)
    }

    /// The day from which the latest value holds.
    #[must_use]
    pub fn latest_from(&self) -> Option<Day> {
        self.0.last().map(|(from, _)| *from)
    }

    /// Forgets what came after `day`.
    pub fn forget_after(&mut self, day: Day) {
        self.0.retain(|(from, _)| *from <= day);
    }

    /// Every value with its first day, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Day, &T)> {
        self.0.iter().map(|(from, value)| (*from, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_recorded_late_fits_in_where_it_belongs() {
        let day = Day::from_number;
        let mut line = Timeline::default();
        line.set(day(10), 'a');
        line.set(day(20), 'b');
        line.set(day(15), 'c');
        line.set(day(15), 'd');
        let told: Vec<_> = [9, 10, 14, 15, 19, 20, 99].map(|number| line.on(day(number)).copied()).into();
        assert_eq!(told, [None, Some('a'), Some('a'), Some('d'), Some('d'), Some('b'), Some('b')]);
        line.forget_after(day(15));
        assert_eq!((line.latest(), line.latest_from()), (Some(&'d'), Some(day(15))));
    }
}
