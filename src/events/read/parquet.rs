//! Parquet input: every column as text, so that one set of checks serves all formats.

use super::{Block, Blocks};
use crate::error::{Fault, Result};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type};
use arrow_array::{Array, ArrayRef, StringArray};
use arrow_cast::{can_cast_types, cast};
use arrow_schema::DataType;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use std::fs::File;
use std::path::{Path, PathBuf};

const BLOCK_ROWS: usize = 32_768;

struct Columns {
    path: PathBuf,
    batches: ParquetRecordBatchReader,
}

pub(super) fn open(file: File, path: &Path) -> Result<(Vec<String>, Box<dyn Blocks>)> {
    let damaged = || Fault::file(path, "not a Parquet file, or a damaged one; deliver it again");
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|_| damaged())?;
    // Nested columns cannot be cells; they are left out as if the file did not have them.
    let flat: Vec<usize> = builder
        .schema()
        .fields()
        .iter()
        .enumerate()
        .filter(|(_, field)| !field.data_type().is_nested() && can_cast_types(field.data_type(), &DataType::Utf8))
        .map(|(index, _)| index)
        .collect();
    let names = flat.iter().map(|&index| builder.schema().field(index).name().trim().to_owned()).collect();
    let mask = ProjectionMask::roots(builder.parquet_schema(), flat);
    let batches = builder.with_projection(mask).with_batch_size(BLOCK_ROWS).build().map_err(|_| damaged())?;
    Ok((names, Box::new(Columns { path: path.into(), batches })))
}

impl Blocks for Columns {
    fn next(&mut self) -> Result<Option<Block>> {
        let damaged =
            || Fault::file(&self.path, "the Parquet file is damaged, or compressed in a way this program does not read");
        let Some(batch) = self.batches.next() else { return Ok(None) };
        let batch = batch.map_err(|_| damaged())?;
        let columns: Option<Vec<StringArray>> = batch.columns().iter().map(text).collect();
        columns.map(|columns| Some(Block::Columns(columns))).ok_or_else(damaged)
    }
}

/// Instants become their date; whole floating numbers lose their ".0", because an id read as a number comes so.
fn text(column: &ArrayRef) -> Option<StringArray> {
    let column = match column.data_type() {
        DataType::Timestamp(..) | DataType::Date64 => &cast(column, &DataType::Date32).ok()?,
        DataType::Float64 => {
            return Some(column.as_primitive::<Float64Type>().iter().map(|n| n.map(|n| n.to_string())).collect());
        }
        DataType::Float32 => {
            return Some(column.as_primitive::<Float32Type>().iter().map(|n| n.map(|n| n.to_string())).collect());
        }
        _ => column,
    };
    cast(column, &DataType::Utf8).ok()?.as_string_opt::<i32>().cloned()
}
