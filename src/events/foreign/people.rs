//! Small facts by person, held while the rows that need them go by.

use crate::domain::Day;
use crate::domain::hidden_debug;
use std::collections::{HashMap, HashSet};

hidden_debug!(People, PersonDays);

/// Source ids of people as small numbers, so that sets of days stay small.
#[derive(Default)]
pub(crate) struct People {
    numbers: HashMap<Box<[u8]>, u32>,
}

impl People {
    /// The number of a person, given when new.
    pub(crate) fn number(&mut self, id: &[u8]) -> u32 {
        if let Some(&number) = self.numbers.get(id) {
            return number;
        }
        let number = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        self.numbers.insert(id.into(), number);
        number
    }

    /// The number of a person met before.
    pub(crate) fn known(&self, id: &[u8]) -> Option<u32> {
        self.numbers.get(id).copied()
    }
}

/// Days on which something happened to people.
#[derive(Default)]
pub(crate) struct PersonDays(HashSet<(u32, Day)>);

impl PersonDays {
    /// Notes a day.
    pub(crate) fn insert(&mut self, person: u32, day: Day) {
        self.0.insert((person, day));
    }

    /// Whether it happened on `day` or the day before.
    pub(crate) fn on_or_day_before(&self, person: Option<u32>, day: Day) -> bool {
        person.is_some_and(|person| self.0.contains(&(person, day)) || self.0.contains(&(person, day.plus_days(-1))))
    }

    /// Whether it happened on `day` or the day after.
    pub(crate) fn on_or_day_after(&self, person: Option<u32>, day: Day) -> bool {
        person.is_some_and(|person| self.0.contains(&(person, day)) || self.0.contains(&(person, day.plus_days(1))))
    }
}
