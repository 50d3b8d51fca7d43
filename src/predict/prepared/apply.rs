//! Adds a model's risk to every row of a prepared table, leaving the rest of the row as it was, byte for byte.

use crate::error::{Fault, Result};
use crate::predict::logistic::logistic;
use crate::predict::prepared::model::PreparedModel;
use crate::predict::prepared::table::{Header, check_width, csv_reader, number, read_record};
use csv::ByteRecord;
use std::io::{Read, Write};

/// The column that is added.
const RISK: &str = "risk";

/// Keeps what passes through until it is taken, so that a record can be had as it was written.
struct Recorder<R> {
    input: R,
    kept: Vec<u8>,
    /// Where in the input `kept` begins.
    begins_at: u64,
}

impl<R: Read> Read for Recorder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.kept.extend_from_slice(&buffer[..count]);
        Ok(count)
    }
}

/// A record as written: its bytes and its line end.
struct Written<'a> {
    cells: &'a [u8],
    line_end: &'a [u8],
}

/// The bytes of the record that was read last.
fn written<R: Read>(reader: &csv::Reader<Recorder<R>>, from: u64) -> Written<'_> {
    let recorder = reader.get_ref();
    let (start, end) = ((from - recorder.begins_at) as usize, (reader.position().byte() - recorder.begins_at) as usize);
    let end = end.min(recorder.kept.len());
    let bytes = &recorder.kept[start.min(end)..end];
    // Empty lines before a record are passed over by the reader.
    let bytes = &bytes[bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count()..];
    let length = bytes.len() - bytes.iter().rev().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let (cells, rest) = bytes.split_at(length);
    // The reader stops after the carriage return of CR LF.
    let line_end: &[u8] = match (rest.first(), recorder.kept.get(end)) {
        (None, _) => b"",
        (Some(b'\r'), Some(b'\n') | None) => b"\r\n",
        (Some(b'\r'), _) => b"\r",
        _ => b"\n",
    };
    Written { cells, line_end }
}

/// Writes the table with its risks; gives the number of data rows.
///
/// # Errors
/// [`Fault::Data`] when a predictor's column is missing, the table has a column `risk` already, or a cell is not
/// a number.
pub fn apply_table(model: &PreparedModel, input: impl Read, output: &mut dyn Write) -> Result<usize> {
    let mut reader = csv_reader(Recorder { input, kept: Vec::new(), begins_at: 0 });
    let mut record = ByteRecord::new();
    read_record(&mut reader, &mut record)?;
    let header = Header::of(&record)?;
    if header.find(RISK).is_some() {
        return Err(Fault::Data(format!("the table has a column `{RISK}` already: rename it or leave it out")));
    }
    let terms = terms(model, &header)?;
    let header_line = written(&reader, 0);
    let usual_end = match header_line.line_end {
        b"\r\n" => "\r\n",
        b"\r" => "\r",
        _ => "\n",
    };
    let fault = |error: std::io::Error| Fault::Data(format!("the result cannot be written: {error}"));
    output.write_all(header_line.cells).map_err(fault)?;
    write!(output, ",{RISK}{usual_end}").map_err(fault)?;

    let mut rows = 0;
    loop {
        let start = reader.position().byte();
        forget_before(reader.get_mut(), start);
        if !read_record(&mut reader, &mut record)? {
            return Ok(rows);
        }
        rows += 1;
        check_width(&record, &header, rows)?;
        let mut log_odds = model.intercept;
        for (place, name, coefficient) in &terms {
            log_odds += coefficient * number(&record[*place], rows, name)?;
        }
        if !log_odds.is_finite() {
            return Err(Fault::Data(format!("row {rows}: values and coefficients are too large to give a risk")));
        }
        let line = written(&reader, start);
        output.write_all(line.cells).map_err(fault)?;
        // The shortest text that reads back as the same number.
        write!(output, ",{:?}", logistic(log_odds)).map_err(fault)?;
        output.write_all(if line.line_end.is_empty() { usual_end.as_bytes() } else { line.line_end }).map_err(fault)?;
    }
}

/// Lets go of the bytes before a position, now and then.
fn forget_before<R>(recorder: &mut Recorder<R>, position: u64) {
    let done = (position - recorder.begins_at) as usize;
    if done > recorder.kept.len() / 2 {
        recorder.kept.drain(..done.min(recorder.kept.len()));
        recorder.begins_at = position;
    }
}

/// Place, name and coefficient of everything that goes into the log odds.
fn terms<'a>(model: &'a PreparedModel, header: &Header) -> Result<Vec<(usize, &'a str, f64)>> {
    let predictors = model.predictors.iter().map(|term| (term.name.as_str(), term.coefficient));
    predictors
        .chain(model.offset.as_deref().map(|name| (name, 1.0)))
        .map(|(name, coefficient)| {
            let place = header.find(name);
            place
                .map(|place| (place, name, coefficient))
                .ok_or_else(|| Fault::Data(format!("the table has no column `{name}`, which the model needs")))
        })
        .collect()
}
