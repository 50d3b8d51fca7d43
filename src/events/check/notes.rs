//! What is worth saying of rows that are kept.

use crate::domain::Day;
use crate::events::layout::Table;
use std::collections::BTreeMap;

/// Counted by each thread while checking, then added up.
#[derive(Debug, Default, Clone)]
pub(crate) struct Notes {
    /// By table: rows.
    pub rows: BTreeMap<Table, u64>,
    /// By table: rows with a recorded date.
    pub dated: BTreeMap<Table, u64>,
    /// By table: rows recorded before they happened.
    pub recorded_early: BTreeMap<Table, u64>,
    /// By table: the latest recorded date.
    pub latest_recorded: BTreeMap<Table, Day>,
    /// Admissions whose discharge method and destination disagree about death.
    pub death_disagreements: u64,
    /// By table and column: codes left out because they are none.
    pub unreadable_codes: BTreeMap<&'static str, u64>,
    /// Admissions by a method outside the data dictionary.
    pub unknown_methods: u64,
}

impl Notes {
    pub(crate) fn add(&mut self, other: &Self) {
        for (sum, more) in [(&mut self.rows, &other.rows), (&mut self.dated, &other.dated)] {
            for (&table, count) in more {
                *sum.entry(table).or_default() += count;
            }
        }
        for (&table, count) in &other.recorded_early {
            *self.recorded_early.entry(table).or_default() += count;
        }
        for (&table, &day) in &other.latest_recorded {
            self.recorded(table, day, false);
        }
        self.death_disagreements += other.death_disagreements;
        self.unknown_methods += other.unknown_methods;
        for (&column, count) in &other.unreadable_codes {
            *self.unreadable_codes.entry(column).or_default() += count;
        }
    }

    pub(super) fn recorded(&mut self, table: Table, day: Day, early: bool) {
        if early {
            *self.recorded_early.entry(table).or_default() += 1;
        }
        let latest = self.latest_recorded.entry(table).or_insert(day);
        *latest = day.max(*latest);
    }
}
