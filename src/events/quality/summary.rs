//! The data-quality summary, kept as `quality.json` in the generation.

use crate::domain::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an import read, kept and refused, and what stands out. `--json` prints it as it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportSummary {
    /// Version of the program.
    pub version: String,
    /// The day taken as today.
    pub as_of: Option<Day>,
    /// Whether this delivery was added to an earlier one.
    pub appended: bool,
    /// Files read, in order.
    pub files: Vec<FileSummary>,
    /// People in the store.
    pub persons: u64,
    /// Practices in the store.
    pub practices: u64,
    /// Rows in the store by feed; 0 also for a feed that is missing (see `feeds_missing`).
    pub events: BTreeMap<String, u64>,
    /// Feeds the store does not have. Not the same as no events.
    pub feeds_missing: Vec<String>,
    /// Latest event by feed.
    pub latest_event: BTreeMap<String, Option<Day>>,
    /// Latest recorded date by feed; null when the source has none.
    pub latest_recorded: BTreeMap<String, Option<Day>>,
    /// Share of rows with a recorded date by feed.
    pub recorded_share: BTreeMap<String, f64>,
    /// Whether the feed has recorded dates; without them a feature may know an event too early.
    pub has_recorded_dates: BTreeMap<String, bool>,
    /// Rejected rows by file and reason, most first.
    pub rejected: Vec<RejectCount>,
    /// Share of event rows that name nobody in the persons file.
    pub unknown_person_share: f64,
    /// Rows refused for their NHS number.
    pub nhs_number_failures: u64,
    /// Rows refused for a date after `as_of`.
    pub future_dates: u64,
    /// Rows refused as duplicates.
    pub duplicates: u64,
    /// Rows of the earlier generation that this delivery replaced, by feed.
    pub replaced: BTreeMap<String, u64>,
    /// Rows in the store by feed and month.
    pub months: BTreeMap<String, BTreeMap<String, u64>>,
    /// Months that stand out by feed: none, or far fewer rows than the months around.
    pub thin_months: BTreeMap<String, Vec<String>>,
    /// Kept, but contradictory.
    pub conflicts: Conflicts,
    /// What the format's reader has to say.
    pub notes: Vec<String>,
}

/// One file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSummary {
    /// Name.
    pub file: String,
    /// Rows without the header.
    pub rows: u64,
    /// Rows used, among them those set aside.
    pub kept: u64,
    /// Rows that could not be used.
    pub rejected: u64,
    /// Rows of no use by rule of the format, which is no fault of theirs.
    pub set_aside: u64,
}

/// Rows of a file refused for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectCount {
    /// File.
    pub file: String,
    /// Reason.
    pub reason: String,
    /// Rows.
    pub rows: u64,
}

/// Contradictions in rows that were kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Conflicts {
    /// People with two dates of birth; that of the latest registration counts.
    pub people_with_two_births: u64,
    /// People with two sexes; likewise.
    pub people_with_two_sexes: u64,
    /// People with two dates of death; the earliest counts.
    pub people_with_two_deaths: u64,
    /// People of sources with ids of their own whose death lay after `as_of`: the death was left out.
    pub deaths_ahead: u64,
    /// Codes that may be empty and could not be read, by table and column: the code was left out, the row kept.
    pub unreadable_codes: BTreeMap<String, u64>,
    /// Admissions by a method that is no code of the data dictionary; they do not count as emergencies.
    pub unknown_admission_methods: u64,
    /// People on two lists at once.
    pub people_with_overlapping_registrations: u64,
    /// Practices that people are registered with and the practices file lacks.
    pub practices_without_a_row: u64,
    /// Events after the person's death, by feed.
    pub events_after_death: BTreeMap<String, u64>,
    /// Spells that begin before the person's last one ended.
    pub overlapping_spells: u64,
    /// Rows recorded before they happened, by feed.
    pub recorded_before_event: BTreeMap<String, u64>,
    /// Admissions whose discharge method and destination disagree about death.
    pub discharge_death_disagreements: u64,
}
