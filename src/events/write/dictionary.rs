//! `codes.parquet`: every code once, with the rows that carry it.

use super::parquet_file::{Readers, TableFile, Written};
use crate::error::Result;
use crate::events::codes::Codes;
use arrow_array::{ArrayRef, StringArray, UInt32Array, UInt64Array};
use arrow_schema::{DataType, Field, Schema};
use std::path::Path;
use std::sync::Arc;

/// Writes the dictionary; `rows` counts rows by code.
pub(crate) fn write_codes(folder: &Path, codes: &Codes, rows: &[u64]) -> Result<Written> {
    let schema = Arc::new(Schema::new(vec![
        Field::new("id", DataType::UInt32, false),
        Field::new("system", DataType::Utf8, false),
        Field::new("code", DataType::Utf8, false),
        Field::new("rows", DataType::UInt64, false),
    ]));
    let counted = |id: u32| rows.get(id as usize).copied().unwrap_or(0);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(UInt32Array::from_iter_values(codes.iter().map(|(id, ..)| id))),
        Arc::new(StringArray::from_iter_values(codes.iter().map(|(_, system, _)| system))),
        Arc::new(StringArray::from_iter_values(codes.iter().map(|(.., code)| code))),
        Arc::new(UInt64Array::from_iter_values(codes.iter().map(|(id, ..)| counted(id)))),
    ];
    let mut file = TableFile::create(folder, "codes.parquet", schema, Readers::Usual)?;
    file.append_rows(codes.len() - 1, columns)?;
    file.finish()
}
