//! Input files as blocks of whole rows, a few megabytes each, so that threads can work on them apart.

mod csv;
mod parquet;
mod pump;
mod quoted;
mod rows;

pub(crate) use pump::{Hands, lock, pump};

use crate::domain::hidden_debug;
use crate::error::{Fault, Result};
use std::fs::File;
use std::path::Path;

hidden_debug!(Block);

/// Some whole rows of a file.
pub(crate) enum Block {
    /// CSV text, without the header row, ending at a row end (or the file's).
    Text(Vec<u8>),
    /// Columns of text.
    Columns(Vec<arrow_array::StringArray>),
}

impl Block {
    /// Calls `each` with the cells of every row, in order. Blank lines are no rows. A row with a stray quote has no cells.
    pub(crate) fn for_each_row(&self, each: &mut dyn FnMut(&[&[u8]])) {
        match self {
            Self::Text(text) => rows::of_text(text, each),
            Self::Columns(columns) => rows::of_columns(columns, each),
        }
    }
}

/// A file that gives one block after another.
pub(crate) trait Blocks: Send {
    /// The next block, `None` at the end.
    fn next(&mut self) -> Result<Option<Block>>;
}

/// Opens a file by its ending and reads its header.
///
/// # Errors
/// A data fault that names the file: empty, unreadable, UTF-16, damaged, not Parquet.
pub(crate) fn open(path: &Path) -> Result<(Vec<String>, Box<dyn Blocks>)> {
    // Asked before opening: opening a pipe waits for whoever writes into it.
    let facts = std::fs::metadata(path).map_err(|error| Fault::file(path, error))?;
    if !facts.is_file() {
        return Err(Fault::file(path, "is not a file but a folder, pipe or device; deliver a file"));
    }
    let file = File::open(path).map_err(|error| Fault::file(path, error))?;
    let length = facts.len();
    if length == 0 {
        return Err(Fault::file(path, "the file is empty (0 bytes); a feed without rows still has its header row"));
    }
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet")) {
        parquet::open(file, path)
    } else {
        csv::open(file, path)
    }
}
