//! Who the people of a store are, and their practices: kept apart from events.

use crate::domain::{NhsNumber, OdsCode};
use crate::error::{Fault, Result};
use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch, StringArray};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fmt;
use std::fs::File;
use std::path::Path;

/// A person's number, names and postcode. Debug output shows none of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// The NHS number, or one of the 999 range that stands for the source's id.
    pub nhs_number: NhsNumber,
    /// The id of the source, where it knows people by other ids than NHS numbers.
    pub source_id: Option<Box<str>>,
    /// Empty when the extract has none; so the rest.
    pub given_name: Box<str>,
    /// Family name.
    pub family_name: Box<str>,
    /// Postcode as the extract has it.
    pub postcode: Box<str>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(hidden)")
    }
}

/// A practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practice {
    /// ODS code.
    pub code: OdsCode,
    /// Name.
    pub name: Box<str>,
    /// Primary care network; empty when unknown.
    pub pcn_code: Box<str>,
    /// Commissioner.
    pub commissioner_code: Box<str>,
    /// Locality; empty when unknown.
    pub locality: Box<str>,
}

/// All batches of a Parquet file.
pub(crate) fn batches(path: &Path) -> Result<Vec<RecordBatch>> {
    let file = File::open(path).map_err(|error| Fault::file(path, error))?;
    let fault = |error: &dyn fmt::Display| Fault::file(path, error);
    ParquetRecordBatchReaderBuilder::try_new(file)
        .and_then(ParquetRecordBatchReaderBuilder::build)
        .map_err(|error| fault(&error))?
        .map(|batch| batch.map_err(|error| fault(&error)))
        .collect()
}

fn texts<'a, const N: usize>(batch: &'a RecordBatch, path: &Path) -> Result<[&'a StringArray; N]> {
    let damaged = || Fault::file(path, "is damaged; import the extract again");
    let columns: Vec<&StringArray> = batch.columns().iter().filter_map(|column| column.as_string_opt::<i32>()).collect();
    columns.try_into().map_err(|_| damaged())
}

pub(crate) fn read_identity(path: &Path) -> Result<Vec<Identity>> {
    let mut people = Vec::new();
    for batch in batches(path)? {
        let [numbers, ids, given, family, postcodes] = texts(&batch, path)?;
        for row in 0..batch.num_rows() {
            people.push(Identity {
                nhs_number: NhsNumber::parse(numbers.value(row).as_bytes()).map_err(|error| Fault::file(path, error))?,
                source_id: ids.is_valid(row).then(|| ids.value(row).into()),
                given_name: given.value(row).into(),
                family_name: family.value(row).into(),
                postcode: postcodes.value(row).into(),
            });
        }
    }
    Ok(people)
}

pub(crate) fn read_practices(path: &Path) -> Result<Vec<Practice>> {
    let mut practices = Vec::new();
    for batch in batches(path)? {
        let [codes, names, networks, commissioners, localities] = texts(&batch, path)?;
        for row in 0..batch.num_rows() {
            practices.push(Practice {
                code: OdsCode::parse(codes.value(row).as_bytes()).map_err(|error| Fault::file(path, error))?,
                name: names.value(row).into(),
                pcn_code: networks.value(row).into(),
                commissioner_code: commissioners.value(row).into(),
                locality: localities.value(row).into(),
            });
        }
    }
    Ok(practices)
}
