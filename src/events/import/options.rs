//! How to import.

use crate::domain::Day;
use std::fmt;
use std::sync::Arc;

/// Is told how far an import has come.
pub trait Progress: Send + Sync {
    /// A step has begun: a file read, a table written. `bytes` are those of the file, when it is one.
    fn step(&self, what: &str);
    /// So many rows have been read or written in all.
    fn rows(&self, rows: u64);
}

/// How to import.
#[derive(Clone)]
pub struct ImportOptions {
    /// The day taken as today: later dates are refused.
    pub as_of: Day,
    /// Add the delivery to what the store has, in place of replacing it.
    pub append: bool,
    /// A file with a larger share of rows that cannot be used stops the import, in per cent.
    pub max_reject_percent: f64,
    /// Who is told of progress.
    pub progress: Option<Arc<dyn Progress>>,
}

impl ImportOptions {
    /// The usual options, with `as_of` as today.
    #[must_use]
    pub const fn new(as_of: Day) -> Self {
        Self { as_of, append: false, max_reject_percent: 5.0, progress: None }
    }

    pub(super) fn step(&self, what: &str) {
        if let Some(progress) = &self.progress {
            progress.step(what);
        }
    }

    pub(super) fn rows(&self, rows: u64) {
        if let Some(progress) = &self.progress {
            progress.rows(rows);
        }
    }
}

impl fmt::Debug for ImportOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImportOptions")
            .field("as_of", &self.as_of)
            .field("append", &self.append)
            .field("max_reject_percent", &self.max_reject_percent)
            .finish_non_exhaustive()
    }
}
