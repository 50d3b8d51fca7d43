//! Opening and replacing the files of prepared tables.

use crate::error::{Fault, Result};
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;

const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Opens a file, unpacking it if it is gzip, whatever its name says.
pub(super) fn open(path: &Path) -> Result<Box<dyn Read>> {
    let mut input = BufReader::with_capacity(1 << 16, File::open(path).map_err(|error| Fault::file(path, error))?);
    let start = input.fill_buf().map_err(|error| Fault::file(path, error))?;
    Ok(if start.starts_with(&GZIP) { Box::new(MultiGzDecoder::new(input)) } else { Box::new(input) })
}

/// Writes a file beside its place and moves it there when it is complete, so that a half-written one is never seen.
pub(super) fn replace(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let fault = |error: std::io::Error| Fault::file(path, error);
    let mut file = tempfile::Builder::new().tempfile_in(folder).map_err(fault)?;
    let mut output = std::io::BufWriter::with_capacity(1 << 16, file.as_file_mut());
    write(&mut output)?;
    output.flush().map_err(fault)?;
    drop(output);
    file.as_file().sync_all().map_err(fault)?;
    file.persist(path).map_err(|error| fault(error.error))?;
    Ok(())
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
