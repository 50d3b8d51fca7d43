//! Cells of the rows of a block.

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

fn of_quoted_text(text: &[u8], each: &mut dyn FnMut(&[&[u8]])) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    let mut record = csv::ByteRecord::new();
    // Reading from memory with any number of cells allowed cannot fail.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let cells: Vec<&[u8]> = record.iter().collect();
        each(&cells);
    }
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

    proptest! {
        #[test]
        fn the_fast_path_reads_as_the_csv_crate_does(text in "(a|,|\n|\r\n){0,40}") {
            prop_assert!(is_plain(text.as_bytes()));
            prop_assert_eq!(read(text.as_bytes(), of_plain_text), read(text.as_bytes(), of_quoted_text));
        }
    }
}
