//! Rows of the extract layout become records of the store, or a reason why not.

mod cells;
mod events;
mod notes;
mod person;
pub(super) mod reason;
mod system;

pub(crate) use events::EventCheck;
pub(crate) use notes::Notes;
pub(crate) use person::{Particulars, PersonCheck, PersonRow, PracticeRow, SourcePerson};
pub(crate) use system::System;

/// What is wrong with an extract row: the extract column and the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub column: usize,
    pub reason: &'static str,
}

/// Cells are refused above this.
pub(crate) const LONGEST_CELL_BYTES: usize = 64 << 10;

/// A whole source row that cannot be used: its source column (`None`: the row as a whole) and the reason.
pub(crate) fn source_row(cells: &[&[u8]], columns: usize) -> Option<(Option<usize>, &'static str)> {
    if cells.len() != columns {
        return Some((None, reason::WRONG_COLUMNS));
    }
    cells.iter().position(|cell| cell.len() > LONGEST_CELL_BYTES).map(|column| (Some(column), reason::TOO_LONG))
}
