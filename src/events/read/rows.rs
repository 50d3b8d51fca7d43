//! Cells of the rows of a block.

use super::quoted::{Quoted, follow, line_end};
use arrow_array::{Array, StringArray};

pub(super) fn of_text(text: &[u8], each: &mut dyn FnMut(&[&[u8]])) {
    if is_plain(text) { of_plain_text(text, each) } else { of_quoted_text(text, each) }
}

/// Without quotes and lone carriage returns, commas and line feeds are all there is to look for.
fn is_plain(text: &[u8]) -> bool {
    memchr::memchr(b'"', text).is_none() && memchr::memchr_iter(b'\r', text).all(|at| text.get(at + 1) == Some(&b'\n'))
}

fn of_plain_text<'a>(text: &'a [u8], each: &mut dyn FnMut(&[&[u8]])) {
    let mut cells: Vec<&'a [u8]> = Vec::new();
    let mut start = 0;
    let mut finish = |cells: &mut Vec<&'a [u8]>, start: usize, end: usize| {
        let end = if end > start && text[end - 1] == b'\r' { end - 1 } else { end };
        if cells.is_empty() && start == end {
            return;
        }
        cells.push(&text[start..end]);
        each(cells);
        cells.clear();
    };
    for at in memchr::memchr2_iter(b',', b'\n', text) {
        if text[at] == b',' {
            cells.push(&text[start..at]);
        } else {
            finish(&mut cells, start, at);
        }
        start = at + 1;
    }
    if start < text.len() || !cells.is_empty() {
        finish(&mut cells, start, text.len());
    }
}

/// A cell: from where to where, in the text or among the cells that had to be rewritten.
struct Cell {
    rewritten: bool,
    from: usize,
    to: usize,
}

fn of_quoted_text(text: &[u8], each: &mut dyn FnMut(&[&[u8]])) {
    let mut cells: Vec<Cell> = Vec::new();
    let mut rewritten: Vec<u8> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let start = at;
        let end = if text[at] == b'"' {
            match follow(text, at) {
                Quoted::Closed(end, doubled) => {
                    if doubled {
                        let from = rewritten.len();
                        without_doubles(&text[start + 1..end], &mut rewritten);
                        cells.push(Cell { rewritten: true, from, to: rewritten.len() });
                    } else {
                        cells.push(Cell { rewritten: false, from: start + 1, to: end });
                    }
                    end + 1
                }
                Quoted::Stray | Quoted::Open => {
                    at = line_end(text, start).unwrap_or(text.len());
                    cells.clear();
                    each(&[]);
                    continue;
                }
            }
        } else {
            let end = memchr::memchr3(b',', b'\n', b'\r', &text[at..]).map_or(text.len(), |found| at + found);
            let blank_line = cells.is_empty() && start == end && text.get(end) != Some(&b',');
            if !blank_line {
                cells.push(Cell { rewritten: false, from: start, to: end });
            }
            end
        };
        at = end + 1;
        if text.get(end) == Some(&b',') {
            if at < text.len() {
                continue;
            }
            // The text ends behind a comma: one more cell, empty.
            cells.push(Cell { rewritten: false, from: at, to: at });
        }
        if !cells.is_empty() {
            finish(text, &rewritten, &cells, each);
        }
        cells.clear();
        rewritten.clear();
    }
}

fn finish(text: &[u8], rewritten: &[u8], cells: &[Cell], each: &mut dyn FnMut(&[&[u8]])) {
    let cells: Vec<&[u8]> = cells
        .iter()
        .map(|cell| if cell.rewritten { &rewritten[cell.from..cell.to] } else { &text[cell.from..cell.to] })
        .collect();
    each(&cells);
}

fn without_doubles(cell: &[u8], out: &mut Vec<u8>) {
    let mut rest = cell;
    while let Some(quote) = memchr::memchr(b'"', rest) {
        out.extend_from_slice(&rest[..=quote]);
        rest = rest.get(quote + 2..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
}

pub(super) fn of_columns(columns: &[StringArray], each: &mut dyn FnMut(&[&[u8]])) {
    let rows = columns.first().map_or(0, Array::len);
    let mut cells: Vec<&[u8]> = Vec::with_capacity(columns.len());
    for row in 0..rows {
        cells.clear();
        cells.extend(columns.iter().map(|column| if column.is_null(row) { &[][..] } else { column.value(row).as_bytes() }));
        each(&cells);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type How = fn(&[u8], &mut dyn FnMut(&[&[u8]]));

    fn read(text: &[u8], how: How) -> Vec<Vec<Vec<u8>>> {
        let mut rows = Vec::new();
        how(text, &mut |cells| rows.push(cells.iter().map(|cell| cell.to_vec()).collect()));
        rows
    }

    #[test]
    fn blank_lines_are_no_rows_and_carriage_returns_no_cells() {
        let rows = read(b"a,b\r\n\r\n,\nc", of_text);
        assert_eq!(rows, [vec![b"a".to_vec(), b"b".to_vec()], vec![vec![], vec![]], vec![b"c".to_vec()]]);
    }

    /// The csv crate as oracle.
    fn of_csv_crate(text: &[u8], each: &mut dyn FnMut(&[&[u8]])) {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record).unwrap() {
            each(&record.iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_stray_quote_spoils_its_own_row_alone() {
        let row = |cells: &[&str]| cells.iter().map(|cell| cell.as_bytes().to_vec()).collect::<Vec<_>>();
        let rows = read(b"a,b\n\"CAN\"ARY,c\nd,\"e\nf,g\nh,\"i\nj,k\n", of_text);
        // The third row opens a quote that only the fifth would close, in front of a letter.
        assert_eq!(rows, [row(&["a", "b"]), row(&[]), row(&[]), row(&["f", "g"]), row(&[]), row(&["j", "k"])]);
    }

    proptest! {
        #[test]
        fn the_fast_path_reads_as_the_csv_crate_does(text in "(a|,|\n|\r\n){0,40}") {
            prop_assert!(is_plain(text.as_bytes()));
            prop_assert_eq!(read(text.as_bytes(), of_plain_text), read(text.as_bytes(), of_csv_crate));
        }

        #[test]
        fn quoted_cells_read_as_the_csv_crate_does(text in "((a|ab|\"(a|,|\n|\"\"){0,6}\"|)(,|\n|\r\n)){0,20}") {
            prop_assert_eq!(read(text.as_bytes(), of_quoted_text), read(text.as_bytes(), of_csv_crate));
        }
    }
}
