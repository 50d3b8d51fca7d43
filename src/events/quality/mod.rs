//! What a data manager wants to know of an import.

mod months;
mod summary;
mod tally;
mod words;

pub(crate) use months::thin_months;
pub use summary::{Conflicts, FileSummary, ImportSummary, RejectCount};
pub(crate) use tally::Tally;
