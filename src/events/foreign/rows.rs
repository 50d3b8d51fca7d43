//! Making extract rows.

use crate::events::extract::{ExtractRow, ExtractTable};

/// Where emitted rows go.
pub(crate) type Emit<'a> = &'a mut dyn FnMut(ExtractTable, &ExtractRow);

/// Emits one row of `table`. Cells are in the order of its columns; the last ones may be left out when they are empty.
pub(crate) fn send(scratch: &mut ExtractRow, emit: Emit<'_>, table: ExtractTable, cells: &[&[u8]]) {
    scratch.clear();
    for cell in cells {
        scratch.push(cell);
    }
    for _ in cells.len()..table.columns().len() {
        scratch.push(b"");
    }
    emit(table, scratch);
}

/// The date of a cell that holds `YYYY-MM-DD`, alone or with a time of day behind it. Anything else is left for the checks to refuse.
pub(crate) fn date_part(cell: &[u8]) -> &[u8] {
    let cell = cell.trim_ascii();
    match cell.get(10) {
        Some(b'T' | b' ') => &cell[..10],
        _ => cell,
    }
}

/// Source columns of the extract columns of each table, in order; an empty name is a value that has no source column.
pub(crate) type Sources = &'static [(ExtractTable, &'static [&'static str])];

/// The source column of column `column` of `table`, or the name in the extract layout where the adapter made the value.
pub(crate) fn source_column(sources: Sources, table: ExtractTable, column: usize) -> &'static str {
    let named = sources.iter().find(|(of, _)| *of == table).and_then(|(_, names)| names.get(column).copied());
    match named {
        Some(name) if !name.is_empty() => name,
        _ => table.columns().get(column).map_or("", |column| column.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_date_of_a_datetime_and_leaves_the_rest() {
        for (cell, date) in [
            ("2023-01-27T16:17:47Z", "2023-01-27"),
            (" 2013-07-05 00:00:00 ", "2013-07-05"),
            ("2013-07-05", "2013-07-05"),
            ("2013-07-05x", "2013-07-05x"),
            ("", ""),
        ] {
            assert_eq!(date_part(cell.as_bytes()), date.as_bytes());
        }
    }

    #[test]
    fn rows_have_every_cell_of_their_table() {
        let mut seen = Vec::new();
        let mut row = ExtractRow::default();
        send(&mut row, &mut |table, row| seen.push((table, row.clone())), ExtractTable::Prescriptions, &[b"a", b"b", b"c"]);
        assert_eq!(seen[0].1.len(), 4);
        assert_eq!(seen[0].1.cell(2), b"c");
        assert_eq!(seen[0].1.cell(3), b"");
    }
}
