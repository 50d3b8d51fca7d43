//! `rejects.csv`: file, row, column, reason. Never a value.

use crate::error::{Fault, Result};
use crate::events::check::reason;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// The list of rejects while it is written, and their counts.
pub(crate) struct Rejects {
    path: PathBuf,
    writer: csv::Writer<File>,
    counts: BTreeMap<(usize, &'static str), u64>,
}

impl Rejects {
    pub(crate) fn create(path: &Path) -> Result<Self> {
        let mut writer = csv::Writer::from_path(path).map_err(|error| Fault::file(path, error))?;
        writer.write_record(["file", "row", "column", "reason"]).map_err(|error| Fault::file(path, error))?;
        Ok(Self { path: path.into(), writer, counts: BTreeMap::new() })
    }

    /// Lists row `row` (from 1) of file number `file`.
    pub(crate) fn add(&mut self, file: usize, label: &str, row: u64, column: &str, reason: &'static str) -> Result<()> {
        *self.counts.entry((file, reason)).or_default() += 1;
        self.writer.write_record([label, &row.to_string(), column, reason]).map_err(|error| Fault::file(&self.path, error))
    }

    /// Rows by file and reason.
    pub(crate) const fn counts(&self) -> &BTreeMap<(usize, &'static str), u64> {
        &self.counts
    }

    /// Rows of one file.
    pub(crate) fn of_file(&self, file: usize) -> u64 {
        self.counts.range((file, "")..).take_while(|((of, _), _)| *of == file).map(|(_, count)| count).sum()
    }

    /// Rows of one file that were told before, word for word: nothing is lost with them.
    pub(crate) fn duplicates_of_file(&self, file: usize) -> u64 {
        self.counts.get(&(file, reason::DUPLICATE)).copied().unwrap_or(0)
    }

    /// Writes everything out.
    pub(crate) fn flush(&mut self) -> Result<()> {
        self.writer.flush().and_then(|()| self.writer.get_ref().sync_all()).map_err(|error| Fault::file(&self.path, error))
    }
}
