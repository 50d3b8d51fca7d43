//! Times, as sets of days.

use crate::domain::Day;

/// Days, as times that do not touch, in order: first day, and first day no longer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::measures) struct Times(Vec<(Day, Day)>);

impl Times {
    /// The days that are in any of `times`.
    pub(in crate::measures) fn of(times: impl IntoIterator<Item = (Day, Day)>) -> Self {
        let mut times: Vec<(Day, Day)> = times.into_iter().filter(|(from, until)| from < until).collect();
        times.sort_unstable();
        let mut joined: Vec<(Day, Day)> = vec![];
        for (from, until) in times {
            match joined.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(until),
                _ => joined.push((from, until)),
            }
        }
        Self(joined)
    }

    /// Those from `first` to before `end`.
    pub(in crate::measures) fn within(&self, first: Day, end: Day) -> Self {
        Self::of(self.0.iter().map(|(from, until)| ((*from).max(first), (*until).min(end))))
    }

    /// Those that are not in `other`.
    pub(in crate::measures) fn without(&self, other: &Self) -> Self {
        let mut left = self.0.clone();
        for (cut, end) in &other.0 {
            left = left.into_iter().flat_map(|(from, until)| [(from, until.min(*cut)), (from.max(*end), until)]).collect();
            left.retain(|(from, until)| from < until);
        }
        Self::of(left)
    }

    /// The first day of each time.
    pub(in crate::measures) fn starts(&self) -> impl Iterator<Item = Day> {
        self.0.iter().map(|(from, _)| *from)
    }

    /// How many.
    pub(in crate::measures) fn count(&self) -> u64 {
        self.0.iter().map(|(from, until)| u64::from(until.days_since(*from).unsigned_abs())).sum()
    }

    /// Whether `day` is one of them.
    pub(in crate::measures) fn contain(&self, day: Day) -> bool {
        self.0.iter().any(|(from, until)| *from <= day && day < *until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn times(numbers: &[(i32, i32)]) -> Times {
        Times::of(numbers.iter().map(|(from, length)| (Day::from_number(*from), Day::from_number(from + length))))
    }

    proptest! {
        #[test]
        fn agree_with_days_one_by_one(
            some in prop::collection::vec((0..40, 0..12), 0..6),
            others in prop::collection::vec((0..40, 0..12), 0..6),
            first in 0..30, length in 0..30,
        ) {
            let (one, other) = (times(&some), times(&others));
            let plain = |rows: &[(i32, i32)], day: i32| rows.iter().any(|(from, length)| *from <= day && day < from + length);
            let within = one.within(Day::from_number(first), Day::from_number(first + length));
            let without = one.without(&other);
            let mut counts = [0; 3];
            for day in 0..60 {
                let (mine, theirs) = (plain(&some, day), plain(&others, day));
                let expected = [mine, mine && first <= day && day < first + length, mine && !theirs];
                for (place, set) in [&one, &within, &without].into_iter().enumerate() {
                    prop_assert_eq!(set.contain(Day::from_number(day)), expected[place]);
                    counts[place] += u64::from(expected[place]);
                }
            }
            prop_assert_eq!([one.count(), within.count(), without.count()], counts);
        }
    }
}
