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

impl TableFacts {
    /// The day up to which the feed can be trusted to hold events: its latest event or recorded date.
    #[must_use]
    pub fn reaches(&self) -> Option<Day> {
        self.latest_event.max(self.latest_recorded)
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
