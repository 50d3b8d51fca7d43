//! Opening the files of prepared tables.

use crate::error::{Fault, Result};
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Opens a file, unpacking it if it is gzip, whatever its name says.
pub(super) fn open(path: &Path) -> Result<Box<dyn Read>> {
    let mut input = BufReader::with_capacity(1 << 16, File::open(path).map_err(|error| Fault::file(path, error))?);
    let start = input.fill_buf().map_err(|error| Fault::file(path, error))?;
    Ok(if start.starts_with(&GZIP) { Box::new(MultiGzDecoder::new(input)) } else { Box::new(input) })
}

/// Puts the name of the file before a fault about its content.
pub(super) fn in_file(path: &Path, fault: Fault) -> Fault {
    let named = |message: String| format!("{}: {message}", path.display());
    match fault {
        Fault::Data(message) => Fault::Data(named(message)),
        Fault::Definition(message) => Fault::Definition(named(message)),
        Fault::Usage(message) => Fault::Usage(named(message)),
        other => other,
    }
}
