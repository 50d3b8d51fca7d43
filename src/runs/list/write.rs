//! Writing the list: CSV or Parquet, in full or not at all.

use super::ListOptions;
use super::rows::{Cell, Kind, Rows};
use crate::error::{Fault, Result};
use crate::events::store::Store;
use crate::predict::model::Model;
use crate::runs::output::{Readers, whole_file};
use crate::runs::score::ScoreRun;
use crate::stratify::rank::Ranked;
use arrow_array::{ArrayRef, Date32Array, Float64Array, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use rayon::prelude::*;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// File formats of a risk list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated, UTF-8, header row.
    Csv,
    /// Apache Parquet.
    Parquet,
}

impl Format {
    /// The format that a file name's ending asks for.
    ///
    /// # Errors
    /// A usage fault for any ending but `.csv` and `.parquet`.
    pub fn of(path: &Path) -> Result<Self> {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("csv") => Ok(Self::Csv),
            Some("parquet") => Ok(Self::Parquet),
            _ => Err(Fault::Usage(format!("{}: a list is written as .csv or .parquet", path.display()))),
        }
    }
}

/// Rows made at once by one thread.
const CHUNK: usize = 16_384;

type AnyError = Box<dyn std::error::Error + Send + Sync>;

/// Writes the list, highest risk first, and says how many rows it has.
///
/// # Errors
/// A data fault when the file cannot be written, or the practice asked for has nobody scored.
pub fn write(path: &Path, format: Format, store: &Store, model: &Model, run: &ScoreRun, options: &ListOptions) -> Result<u64> {
    let practice = options.practice.as_ref().map(|code| {
        store.codes().id("ods", code.as_str()).ok_or_else(|| Fault::Data(format!("practice {code} is not in the store")))
    });
    let practice = practice.transpose()?;
    let in_list = |entry: &&Ranked| practice.is_none_or(|id| run.scored[entry.scored as usize].practice == id);
    let entries: Vec<&Ranked> = run.ranked.iter().filter(in_list).collect();
    if let (Some(code), true) = (&options.practice, entries.is_empty()) {
        return Err(Fault::Data(format!("nobody of practice {code} is scored; is it a practice of this store?")));
    }
    let rows = Rows::new(store, model, run, options.identifiable)?;

    let readers = if options.identifiable { Readers::OwnerAlone } else { Readers::Usual };
    whole_file(path, readers, |out| match format {
        Format::Csv => write_csv(out, &rows, &entries),
        Format::Parquet => write_parquet(out, &rows, &entries),
    })?;
    Ok(entries.len() as u64)
}

/// Chunks are made in parallel and written in order, a few at a time, so that memory stays small.
fn in_chunks<T: Send>(
    entries: &[&Ranked],
    make: impl Fn(&[&Ranked]) -> Result<T, AnyError> + Sync,
    mut put: impl FnMut(T) -> Result<(), AnyError>,
) -> Result<(), AnyError> {
    let at_once = CHUNK * rayon::current_num_threads().max(1) * 2;
    for some in entries.chunks(at_once) {
        let made: Vec<_> = some.par_chunks(CHUNK).map(&make).collect();
        for chunk in made {
            put(chunk?)?;
        }
    }
    Ok(())
}

fn write_csv(mut out: impl Write, rows: &Rows<'_>, entries: &[&Ranked]) -> Result<(), AnyError> {
    let mut header = csv::Writer::from_writer(vec![]);
    header.write_record(rows.columns().iter().map(|(name, _)| name))?;
    out.write_all(&header.into_inner()?)?;
    let make = |chunk: &[&Ranked]| {
        let mut text = csv::Writer::from_writer(Vec::with_capacity(chunk.len() * 300));
        for entry in chunk {
            for cell in rows.cells(entry) {
                match cell {
                    Cell::Text(value) => text.write_field(value.as_ref())?,
                    Cell::Whole(value) => text.write_field(value.to_string())?,
                    // Six decimals: finer differences between risks mean nothing, and ranks are given beside them.
                    Cell::Number(value) => text.write_field(format!("{value:.6}"))?,
                    Cell::Date(value) => text.write_field(value.to_string())?,
                    Cell::Empty => text.write_field("")?,
                }
            }
            text.write_record(None::<&[u8]>)?;
        }
        Ok(text.into_inner().map_err(|error| error.to_string())?)
    };
    in_chunks(entries, make, |text| Ok(out.write_all(&text)?))?;
    Ok(out.flush()?)
}

fn write_parquet(out: impl Write + Send, rows: &Rows<'_>, entries: &[&Ranked]) -> Result<(), AnyError> {
    let field = |&(name, kind): &(&str, Kind)| {
        let data = match kind {
            Kind::Text => DataType::Utf8,
            Kind::Whole => DataType::UInt64,
            Kind::Number => DataType::Float64,
            Kind::Date => DataType::Date32,
        };
        Field::new(name, data, true)
    };
    let schema: SchemaRef = Schema::new(rows.columns().iter().map(field).collect::<Vec<_>>()).into();
    let mut writer = ArrowWriter::try_new(out, schema.clone(), None)?;
    in_chunks(entries, |chunk| batch(rows, chunk, &schema), |batch| Ok(writer.write(&batch)?))?;
    writer.close()?;
    Ok(())
}

fn batch(rows: &Rows<'_>, chunk: &[&Ranked], schema: &SchemaRef) -> Result<RecordBatch, AnyError> {
    let cells: Vec<Vec<Cell<'_>>> = chunk.iter().map(|entry| rows.cells(entry)).collect();
    let columns = rows.columns().into_iter().enumerate().map(|(at, (_, kind))| -> ArrayRef {
        let column = cells.iter().map(|row| &row[at]);
        match kind {
            Kind::Text => Arc::new(
                column.map(|cell| if let Cell::Text(text) = cell { Some(text.as_ref()) } else { None }).collect::<StringArray>(),
            ),
            Kind::Whole => Arc::new(
                column.map(|cell| if let Cell::Whole(number) = cell { Some(*number) } else { None }).collect::<UInt64Array>(),
            ),
            Kind::Number => Arc::new(
                column.map(|cell| if let Cell::Number(number) = cell { Some(*number) } else { None }).collect::<Float64Array>(),
            ),
            Kind::Date => Arc::new(
                column.map(|cell| if let Cell::Date(day) = cell { Some(day.number()) } else { None }).collect::<Date32Array>(),
            ),
        }
    });
    Ok(RecordBatch::try_new(schema.clone(), columns.collect())?)
}
