//! Prepared tables: a CSV file with a header row and one row a person, read as numbers.
//!
//! Faults name the column and the data row (from 1), never what stands in the cell.

use crate::error::{Fault, Result};
use crate::predict::matrix::DesignMatrix;
use crate::predict::matrix_builder::DesignMatrixBuilder;
use csv::ByteRecord;
use std::io::Read;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
const ROWS_AT_A_TIME: usize = 4096;

/// Which columns of a table to fit.
#[derive(Debug, Clone, Default)]
pub struct Roles {
    /// What is to be predicted.
    pub outcome: String,
    /// Predictors; every column without another role when there is no list.
    pub predictors: Option<Vec<String>>,
    /// Frequency weights.
    pub weights: Option<String>,
    /// Offset of the log odds.
    pub offset: Option<String>,
}

/// A table ready to be fitted.
#[derive(Debug)]
pub struct PreparedTable {
    /// The predictors.
    pub matrix: DesignMatrix,
    /// The outcome of each row.
    pub events: Vec<bool>,
    /// The weight of each row, if weights were asked for.
    pub weights: Option<Vec<f64>>,
    /// The offset of each row, if offsets were asked for.
    pub offset: Option<Vec<f64>>,
}

/// Column names of a table and where they stand.
#[derive(Debug, Clone)]
pub struct Header {
    names: Vec<String>,
}

impl Header {
    /// Checks that names are text and differ.
    ///
    /// # Errors
    /// [`Fault::Data`] for an empty table, a name that is not UTF-8, or one name twice.
    pub fn of(record: &ByteRecord) -> Result<Self> {
        let mut names: Vec<String> = Vec::with_capacity(record.len());
        for (place, name) in record.iter().enumerate() {
            let name = if place == 0 { name.strip_prefix(BYTE_ORDER_MARK).unwrap_or(name) } else { name };
            let Ok(name) = std::str::from_utf8(name) else {
                return Err(Fault::Data(format!("the name of column {} is not UTF-8 text", place + 1)));
            };
            let name = name.trim();
            if !name.is_empty() && names.iter().any(|other| other == name) {
                return Err(Fault::Data(format!("two columns are called `{name}`: rename one")));
            }
            names.push(name.to_owned());
        }
        if names.iter().all(String::is_empty) {
            return Err(Fault::Data("the table is empty: it needs a header row".into()));
        }
        Ok(Self { names })
    }

    /// Number of columns.
    #[must_use]
    pub fn width(&self) -> usize {
        self.names.len()
    }

    /// The place of a column, if it is there.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|other| other == name)
    }

    fn require(&self, name: &str) -> Result<usize> {
        self.find(name).ok_or_else(|| Fault::Usage(format!("the table has no column `{name}`")))
    }
}

/// Opens a CSV reader that leaves the checking of widths to this module.
pub fn csv_reader<R: Read>(input: R) -> csv::Reader<R> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(1 << 16).from_reader(input)
}

/// Reads the next record; false at the end.
///
/// # Errors
/// [`Fault::Data`] when the input breaks off or cannot be read.
pub fn read_record<R: Read>(reader: &mut csv::Reader<R>, record: &mut ByteRecord) -> Result<bool> {
    reader.read_byte_record(record).map_err(|error| Fault::Data(format!("the table cannot be read: {}", cause(&error))))
}

/// What went wrong beneath the CSV reader, in words that quote no cell.
fn cause(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => "it is not CSV".to_owned(),
    }
}

/// Refuses a row with more or fewer cells than the header.
///
/// # Errors
/// [`Fault::Data`] that names the row.
pub fn check_width(record: &ByteRecord, header: &Header, row: usize) -> Result<()> {
    let (cells, columns) = (record.len(), header.width());
    if cells == columns {
        return Ok(());
    }
    Err(Fault::Data(format!("row {row} has {cells} cells where the header has {columns} columns")))
}

/// Reads a cell as a finite number.
///
/// # Errors
/// [`Fault::Data`] that names row and column.
pub fn number(cell: &[u8], row: usize, column: &str) -> Result<f64> {
    let cell = cell.trim_ascii();
    if cell.is_empty() {
        return Err(Fault::Data(format!("row {row}, column `{column}`: missing value; leave the row out or fill it in")));
    }
    let value = std::str::from_utf8(cell).ok().and_then(|text| text.parse::<f64>().ok());
    value.filter(|value| value.is_finite()).ok_or_else(|| {
        Fault::Data(format!(
            "row {row}, column `{column}`: not a number; code it as numbers, or choose columns with --predictors"
        ))
    })
}

fn outcome(cell: &[u8], row: usize, column: &str) -> Result<bool> {
    let cell = cell.trim_ascii();
    if cell.is_empty() {
        return Err(Fault::Data(format!("row {row}, column `{column}`: missing outcome")));
    }
    let is = |words: &[&str]| words.iter().any(|word| cell.eq_ignore_ascii_case(word.as_bytes()));
    if is(&["1", "1.0", "true", "yes"]) {
        Ok(true)
    } else if is(&["0", "0.0", "false", "no"]) {
        Ok(false)
    } else {
        Err(Fault::Data(format!("row {row}, column `{column}`: an outcome must be 0 or 1, true or false, yes or no")))
    }
}

/// A column read as numbers.
struct NumberColumn {
    name: String,
    place: usize,
}

impl NumberColumn {
    fn find(header: &Header, name: &str) -> Result<Self> {
        Ok(Self { name: name.to_owned(), place: header.require(name)? })
    }

    fn read(&self, record: &ByteRecord, row: usize) -> Result<f64> {
        number(&record[self.place], row, &self.name)
    }
}

/// Reads a whole table, a block of rows at a time.
///
/// # Errors
/// [`Fault::Usage`] for roles that do not fit the table, [`Fault::Data`] for cells that do not.
pub fn read_table(input: impl Read, roles: &Roles) -> Result<PreparedTable> {
    let mut reader = csv_reader(input);
    let mut record = ByteRecord::new();
    read_record(&mut reader, &mut record)?;
    let header = Header::of(&record)?;
    let outcome_place = header.require(&roles.outcome)?;
    let weight_column = roles.weights.as_deref().map(|name| NumberColumn::find(&header, name)).transpose()?;
    let offset_column = roles.offset.as_deref().map(|name| NumberColumn::find(&header, name)).transpose()?;
    let predictors = predictors(&header, roles)?;

    let names: Vec<String> = predictors.iter().map(|column| column.name.clone()).collect();
    let mut builder = DesignMatrixBuilder::new(names);
    let mut block: Vec<Vec<f64>> = predictors.iter().map(|_| Vec::with_capacity(ROWS_AT_A_TIME)).collect();
    let mut events = Vec::new();
    let mut weights = weight_column.as_ref().map(|_| Vec::new());
    let mut offset = offset_column.as_ref().map(|_| Vec::new());
    while read_record(&mut reader, &mut record)? {
        let row = events.len() + 1;
        check_width(&record, &header, row)?;
        events.push(outcome(&record[outcome_place], row, &roles.outcome)?);
        for (values, column) in block.iter_mut().zip(&predictors) {
            values.push(column.read(&record, row)?);
        }
        if let (Some(weights), Some(column)) = (&mut weights, &weight_column) {
            let weight = column.read(&record, row)?;
            if weight < 0.0 {
                return Err(Fault::Data(format!("row {row}, column `{}`: a weight must be 0 or more", column.name)));
            }
            weights.push(weight);
        }
        if let (Some(offset), Some(column)) = (&mut offset, &offset_column) {
            offset.push(column.read(&record, row)?);
        }
        if row % ROWS_AT_A_TIME == 0 {
            builder.push_block(&block)?;
            block.iter_mut().for_each(Vec::clear);
        }
    }
    builder.push_block(&block)?;
    if events.is_empty() {
        return Err(Fault::Data("the table has a header but no rows".into()));
    }
    Ok(PreparedTable { matrix: builder.finish(), events, weights, offset })
}

/// The columns to use as predictors.
fn predictors(header: &Header, roles: &Roles) -> Result<Vec<NumberColumn>> {
    let mut taken = vec![(roles.outcome.as_str(), "the outcome")];
    taken.extend(roles.weights.as_deref().map(|name| (name, "the weights")));
    taken.extend(roles.offset.as_deref().map(|name| (name, "the offset")));
    for (place, (name, role)) in taken.iter().enumerate() {
        if let Some((_, other)) = taken[..place].iter().find(|(other, _)| other == name) {
            return Err(Fault::Usage(format!("column `{name}` cannot be {role} and {other} at once")));
        }
    }
    let Some(chosen) = &roles.predictors else {
        let rest: Vec<&String> = header.names.iter().filter(|name| taken.iter().all(|(other, _)| other != name)).collect();
        if let Some(place) = header.names.iter().position(String::is_empty) {
            return Err(Fault::Data(format!("column {} has no name: name it, or choose columns with --predictors", place + 1)));
        }
        return if rest.is_empty() {
            Err(Fault::Data(format!("the table has no column to predict `{}` from", roles.outcome)))
        } else {
            rest.into_iter().map(|name| NumberColumn::find(header, name)).collect()
        };
    };
    for (place, name) in chosen.iter().enumerate() {
        if let Some((_, role)) = taken.iter().find(|(other, _)| other == name) {
            return Err(Fault::Usage(format!("column `{name}` is {role}: it cannot be a predictor too")));
        }
        if chosen[..place].contains(name) {
            return Err(Fault::Usage(format!("predictor `{name}` is named twice")));
        }
    }
    chosen.iter().map(|name| NumberColumn::find(header, name)).collect()
}
