//! Small tables that rows of other files need: deaths, concepts, who was in A&E when.

use crate::error::{Fault, Result};
use crate::events::foreign::files::label;
use crate::events::foreign::header::Header;
use crate::events::read::open;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// Columns wanted of a side table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// Columns that have to be there.
    pub(crate) needed: &'a [&'a str],
    /// Columns that may be missing; their cells are then empty.
    pub(crate) optional: &'a [&'a str],
}

/// Reads the wanted columns of a CSV, CSV.gz or Parquet file; `row` gets the needed cells, then the optional ones, without blanks around them.
///
/// # Errors
/// A data fault when the file cannot be read or a needed column is missing.
pub(crate) fn read(path: &Path, wanted: Wanted<'_>, mut row: impl FnMut(&[&[u8]])) -> Result<()> {
    let bind = |header: &Header<'_>| {
        let mut positions = Vec::with_capacity(wanted.needed.len() + wanted.optional.len());
        for name in wanted.needed {
            positions.push(Some(header.need(name)?));
        }
        for name in wanted.optional {
            positions.push(header.find(name)?);
        }
        Ok(positions)
    };
    scan(path, bind, |positions: &mut Vec<Option<usize>>, all| {
        let cell = |at: &Option<usize>| at.and_then(|at| all.get(at).copied()).unwrap_or_default().trim_ascii();
        let cells: Vec<&[u8]> = positions.iter().map(cell).collect();
        row(&cells);
    })?;
    Ok(())
}

/// Reads a whole CSV, CSV.gz or Parquet file: `bind` gets its header, `row` what `bind` made of it and the cells of every row.
/// Rows of another width than the header are passed over: files of the plan are read again by the import, which lists them;
/// of vocabularies they are lost. Vocabulary files may use tabs.
///
/// # Errors
/// A data fault when the file cannot be read, and what `bind` finds.
pub(crate) fn scan<T>(
    path: &Path,
    bind: impl FnOnce(&Header<'_>) -> Result<T>,
    mut row: impl FnMut(&mut T, &[&[u8]]),
) -> Result<T> {
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet")) {
        return scan_parquet(path, bind, row);
    }
    let fault = |error: &dyn std::fmt::Display| Fault::file(path, error);
    let file = File::open(path).map_err(|error| fault(&error))?;
    let gzip = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"));
    let plain: Box<dyn Read> = if gzip { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) };
    let mut text = BufReader::with_capacity(1 << 16, plain);
    let start = text.fill_buf().map_err(|error| fault(&error))?;
    let tabs = start.split(|byte| *byte == b'\n').next().is_some_and(|line| line.contains(&b'\t'));
    // Vocabulary files with tabs have unbalanced quotes in names: there they mean nothing.
    let mut reader =
        csv::ReaderBuilder::new().delimiter(if tabs { b'\t' } else { b',' }).quoting(!tabs).flexible(true).from_reader(text);
    let header = reader.byte_headers().map_err(|error| fault(&error))?.clone();
    let names: Vec<_> = header.iter().map(String::from_utf8_lossy).collect();
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    let mut bound = bind(&Header::new(&label(path), &names))?;
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(|error| fault(&error))? {
        if record.len() == names.len() {
            let cells: Vec<&[u8]> = record.iter().collect();
            row(&mut bound, &cells);
        }
    }
    Ok(bound)
}

fn scan_parquet<T>(path: &Path, bind: impl FnOnce(&Header<'_>) -> Result<T>, mut row: impl FnMut(&mut T, &[&[u8]])) -> Result<T> {
    let (names, mut blocks) = open(path)?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut bound = bind(&Header::new(&label(path), &names))?;
    while let Some(block) = blocks.next()? {
        block.for_each_row(&mut |cells| row(&mut bound, cells));
    }
    Ok(bound)
}
