//! CSV and CSV.gz, cut into blocks at row ends.

use super::quoted::{Quoted, follow, line_end};
use super::{Block, Blocks};
use crate::error::{Fault, Result};
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

/// Bytes of a block, about.
const BLOCK_BYTES: usize = 4 << 20;
/// A row longer than this is taken for a quote that never closes.
const LONGEST_ROW_BYTES: usize = 64 << 20;

struct Csv {
    path: PathBuf,
    input: Box<dyn Read + Send>,
    /// Read, but belonging to the next block. Begins at the start of a row.
    rest: Vec<u8>,
    ended: bool,
}

pub(super) fn open(file: File, path: &Path) -> Result<(Vec<String>, Box<dyn Blocks>)> {
    let mut csv = Csv { path: path.into(), input: unpacked(file, path)?, rest: Vec::new(), ended: false };
    csv.fill(BLOCK_BYTES)?;
    if csv.rest.is_empty() {
        return Err(csv.fault("the file is empty; a feed without rows still has its header row"));
    }
    if csv.rest.starts_with(&[0xFF, 0xFE]) || csv.rest.starts_with(&[0xFE, 0xFF]) {
        return Err(csv.fault("the file is UTF-16; save it as UTF-8"));
    }
    if csv.rest.starts_with(&[0xEF, 0xBB, 0xBF]) {
        csv.rest.drain(..3);
    }
    let header = csv.header()?;
    Ok((header, Box::new(csv)))
}

/// Compressed files are known by their first two bytes, whatever they are called.
fn unpacked(file: File, path: &Path) -> Result<Box<dyn Read + Send>> {
    let mut input = BufReader::with_capacity(1 << 18, file);
    let start = std::io::BufRead::fill_buf(&mut input).map_err(|error| Fault::file(path, error))?;
    Ok(if start.starts_with(&[0x1F, 0x8B]) { Box::new(MultiGzDecoder::new(input)) } else { Box::new(input) })
}

impl Csv {
    fn fault(&self, what: &str) -> Fault {
        Fault::file(&self.path, what)
    }

    /// Reads until `rest` holds `bytes` or the file ends.
    fn fill(&mut self, bytes: usize) -> Result<()> {
        if self.ended || self.rest.len() >= bytes {
            return Ok(());
        }
        let wanted = bytes - self.rest.len();
        self.rest.reserve_exact(wanted);
        let got = (&mut self.input).take(wanted as u64).read_to_end(&mut self.rest).map_err(|error| match error.kind() {
            std::io::ErrorKind::UnexpectedEof => self.fault("the compressed file is cut short; deliver it again"),
            std::io::ErrorKind::InvalidInput | std::io::ErrorKind::InvalidData => {
                self.fault("the compressed file is damaged; deliver it again")
            }
            _ => Fault::file(&self.path, error),
        })?;
        self.ended = got < wanted;
        Ok(())
    }

    fn header(&mut self) -> Result<Vec<String>> {
        // The header may be preceded by blank lines, which the reader skips as everywhere.
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(self.rest.as_slice());
        let mut record = ::csv::ByteRecord::new();
        let found = reader.read_byte_record(&mut record).map_err(|_| self.fault("the header row cannot be read"))?;
        let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        if !found || (end >= self.rest.len() && !self.ended) {
            return Err(self.fault("there is no header row"));
        }
        let header = record
            .iter()
            .map(|name| std::str::from_utf8(name).map(|name| name.trim().to_owned()))
            .collect::<Result<_, _>>()
            .map_err(|_| self.fault("the header row is not UTF-8; save the file as UTF-8"))?;
        self.rest.drain(..end.min(self.rest.len()));
        Ok(header)
    }
}

impl Blocks for Csv {
    fn next(&mut self) -> Result<Option<Block>> {
        let mut bytes = BLOCK_BYTES;
        loop {
            self.fill(bytes)?;
            let scan = scan(&self.rest);
            if self.ended {
                if scan.open_quote {
                    return Err(self.fault("a quote is opened and never closed; the file is cut short or a quote is not doubled"));
                }
                let text = std::mem::take(&mut self.rest);
                return Ok((!text.is_empty()).then_some(Block::Text(text)));
            }
            if let Some(cut) = scan.last_row_end {
                let rest = self.rest.split_off(cut);
                return Ok(Some(Block::Text(std::mem::replace(&mut self.rest, rest))));
            }
            bytes *= 2;
            if bytes > LONGEST_ROW_BYTES {
                return Err(
                    self.fault("a row is longer than 64 MiB: a quote is opened and never closed, or this is not a CSV file")
                );
            }
        }
    }
}

struct Scan {
    /// Just after the last line feed that ends a row.
    last_row_end: Option<usize>,
    /// Whether the text ends inside a quoted cell.
    open_quote: bool,
}

/// Follows quotes as `rows` does: one opens a cell only at the cell's start; inside, two stand for one; a stray one spoils its line.
fn scan(text: &[u8]) -> Scan {
    if memchr::memchr(b'"', text).is_none() {
        return Scan { last_row_end: memchr::memrchr(b'\n', text).map(|at| at + 1), open_quote: false };
    }
    let mut last_row_end = None;
    let mut at = 0;
    let mut cell_start = true;
    while at < text.len() {
        if cell_start && text[at] == b'"' {
            match follow(text, at) {
                Quoted::Closed(end, _) => {
                    at = end + 1;
                    cell_start = false;
                }
                Quoted::Stray => {
                    let Some(end) = line_end(text, at) else { break };
                    at = end;
                    last_row_end = Some(at);
                }
                Quoted::Open => return Scan { last_row_end, open_quote: true },
            }
            continue;
        }
        let Some(end) = memchr::memchr3(b',', b'\n', b'\r', &text[at..]) else { break };
        at += end + 1;
        cell_start = true;
        if text[at - 1] == b'\n' {
            last_row_end = Some(at);
        }
    }
    Scan { last_row_end, open_quote: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(text: &str) -> (Option<usize>, bool) {
        let scan = scan(text.as_bytes());
        (scan.last_row_end, scan.open_quote)
    }

    #[test]
    fn cuts_only_where_a_row_ends() {
        assert_eq!(ends("a,b\nc,d\ne"), (Some(8), false));
        assert_eq!(ends("a,\"b\nc\",d\ne"), (Some(10), false));
        assert_eq!(ends("a,\"b\nc"), (None, true));
        assert_eq!(ends("x\na,\"say \"\"hi\"\"\n\"\nb"), (Some(18), false));
        // A quote inside an unquoted cell is a character like any other.
        assert_eq!(ends("5\" nail,b\nc\"\n"), (Some(13), false));
        // A closing quote in the middle of a cell is stray: the line is a row, a bad one.
        assert_eq!(ends("\"a\"b\"\nc\n"), (Some(8), false));
    }
}
