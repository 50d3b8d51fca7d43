//! What a generation of the store holds, in JSON beside it.

use crate::domain::Day;
use crate::events::layout::Table;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The layout version this program writes and reads.
pub const FORMAT: u32 = 1;

/// Facts about one generation of a store.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// Layout version, [`FORMAT`].
    pub format: u32,
    /// Version of the program that wrote it.
    pub written_by: String,
    /// The day the import took as today: later dates were rejected.
    pub as_of: Day,
    /// People, hence person indexes 0..people.
    pub people: u32,
    /// By table that is there: rows, and for each shard its row group (`None` where the shard has no rows).
    pub tables: BTreeMap<Table, TableFacts>,
    /// Latest event in any feed: the data date that every output carries.
    pub data_date: Option<Day>,
    /// Whether the people are synthetic: the source says so, or every NHS number begins with 9, which is issued to nobody.
    pub synthetic: bool,
    /// Length and BLAKE3 of each file of the generation but the manifest itself, checked when the store is opened.
    #[serde(default)]
    pub files: BTreeMap<String, FileFacts>,
    /// BLAKE3 over the checksums of the generation's files: names the data in model provenance.
    pub data_hash: String,
}

/// What a file of the generation was when it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Length in bytes.
    pub bytes: u64,
    /// BLAKE3, in hexadecimal.
    pub blake3: String,
}

/// Facts about one table.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TableFacts {
    /// Rows.
    pub rows: u64,
    /// Row group of each shard.
    pub row_groups: Vec<Option<u32>>,
    /// Earliest event date, for feeds: how far back a study can look.
    #[serde(default)]
    pub earliest_event: Option<Day>,
    /// Latest event date, for feeds.
    pub latest_event: Option<Day>,
    /// Latest recorded date, when the source has one.
    pub latest_recorded: Option<Day>,
    /// Share of rows with a recorded date, over all deliveries.
    #[serde(default)]
    pub recorded_share: f64,
    /// Whether the source had recorded dates; without them event dates stand in, and every card says so.
    pub has_recorded_dates: bool,
}

/// Rows that would have been expected in a silence that is no chance.
const ROWS_MISSED: f64 = 30.0;

impl TableFacts {
    /// The day up to which the feed can be trusted to hold events: its latest event or recorded date.
    #[must_use]
    pub fn reaches(&self) -> Option<Day> {
        self.latest_event.max(self.latest_recorded)
    }

    /// Whether the feed stops before `day` although, at the rate it had, it should go on: that many rows are missing from the time between.
    /// A feed with a row now and then (a small practice, a rare service) may be silent for months and still be complete.
    #[must_use]
    pub fn stops_before(&self, day: Day) -> bool {
        self.reaches().is_some_and(|last| self.misses_rows(day.days_since(last)))
    }

    /// Whether the feed begins after `day` although, at the rate it has, there should be rows from before.
    #[must_use]
    pub fn starts_after(&self, day: Day) -> bool {
        self.earliest_event.is_some_and(|first| self.misses_rows(first.days_since(day)))
    }

    fn misses_rows(&self, silent_days: i32) -> bool {
        let (Some(first), Some(last)) = (self.earliest_event, self.reaches()) else { return false };
        let lived_days = last.days_since(first).max(1);
        silent_days > 0 && self.rows as f64 / f64::from(lived_days) * f64::from(silent_days) >= ROWS_MISSED
    }
}

impl Manifest {
    /// Whether the extract had this feed. A missing feed is not a zero.
    #[must_use]
    pub fn has(&self, table: Table) -> bool {
        self.tables.contains_key(&table.feed())
    }

    /// Number of shards.
    #[must_use]
    pub fn shards(&self) -> usize {
        self.people.div_ceil(crate::events::layout::SHARD_PEOPLE) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(rows: u64) -> TableFacts {
        let day = |text: &str| text.parse().ok();
        TableFacts { rows, earliest_event: day("2021-01-01"), latest_event: day("2024-01-01"), ..TableFacts::default() }
    }

    #[test]
    fn silence_tells_of_a_dense_feed_alone() {
        let day = |text: &str| text.parse().unwrap();
        // 1,095 days: ten rows a day make 30 in three days; ten in all make 30 in nine years.
        assert!(feed(10_950).stops_before(day("2024-01-04")));
        assert!(!feed(10_950).stops_before(day("2024-01-03")));
        assert!(!feed(10).stops_before(day("2025-01-01")));
        assert!(!feed(10_950).stops_before(day("2023-06-30")));
        assert!(feed(10_950).starts_after(day("2020-12-29")) && !feed(10_950).starts_after(day("2021-01-01")));
        assert!(!feed(10).starts_after(day("2020-12-29")));
        assert!(!TableFacts::default().stops_before(day("2024-01-01")));
    }
}
