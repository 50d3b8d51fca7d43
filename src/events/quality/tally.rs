//! Counts over the rows of a table as they go into the store.

use crate::domain::Day;
use crate::events::fast_hash::FastMap;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// Counts of one table, or of one shard of it.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tally {
    days: FastMap<i32, u64>,
    codes: FastMap<u32, u64>,
    pub after_death: u64,
    pub overlapping_spells: u64,
}

impl Tally {
    pub(crate) fn event(&mut self, day: Day, after_death: bool) {
        *self.days.entry(day.number()).or_default() += 1;
        self.after_death += u64::from(after_death);
    }

    pub(crate) fn code(&mut self, code: u32) {
        *self.codes.entry(code).or_default() += 1;
    }

    pub(crate) fn add(&mut self, other: &Self) {
        for (&day, count) in &other.days {
            *self.days.entry(day).or_default() += count;
        }
        for (&code, count) in &other.codes {
            *self.codes.entry(code).or_default() += count;
        }
        self.after_death += other.after_death;
        self.overlapping_spells += other.overlapping_spells;
    }

    pub(crate) fn earliest(&self) -> Option<Day> {
        self.days.keys().map(|&day| Day::from_number(day)).min()
    }

    pub(crate) fn latest(&self) -> Option<Day> {
        self.days.keys().map(|&day| Day::from_number(day)).max()
    }

    /// Rows by month, named `YYYY-MM`.
    pub(crate) fn months(&self) -> BTreeMap<String, u64> {
        let mut months = BTreeMap::new();
        for (&day, count) in &self.days {
            let date = NaiveDate::from(Day::from_number(day));
            *months.entry(format!("{:04}-{:02}", date.year(), date.month())).or_default() += count;
        }
        months
    }

    /// Adds the rows by code to `rows`.
    pub(crate) fn add_codes(&self, rows: &mut [u64]) {
        for (&code, count) in &self.codes {
            if let Some(rows) = rows.get_mut(code as usize) {
                *rows += count;
            }
        }
    }
}
