//! Running an adapter by hand in tests: files in, extract rows out, without the checks of the import.

use crate::events::adapter::{Adapter, Mapped, Plan};
use crate::events::extract::{ExtractRow, ExtractTable};
use crate::events::foreign::side_table;
use std::path::Path;

/// What became of the rows of a folder.
#[derive(Debug, Default)]
pub(crate) struct Ran {
    pub(crate) plan: Option<Plan>,
    /// File label, table, cells joined by `|`.
    pub(crate) rows: Vec<(String, ExtractTable, String)>,
    /// File label and what became of each row.
    pub(crate) mapped: Vec<(String, Mapped)>,
}

impl Ran {
    /// Rows of one table.
    pub(crate) fn of(&self, table: ExtractTable) -> Vec<&str> {
        self.rows.iter().filter(|(_, of, _)| *of == table).map(|(_, _, row)| row.as_str()).collect()
    }

    /// Rows of a file with this outcome.
    pub(crate) fn count(&self, file: &str, outcome: Mapped) -> usize {
        self.mapped.iter().filter(|(label, mapped)| label == file && *mapped == outcome).count()
    }
}

/// Plans a folder and maps every row of it.
pub(crate) fn run(adapter: &mut dyn Adapter, folder: &Path) -> crate::error::Result<Ran> {
    let plan = adapter.plan(folder)?;
    let mut ran = Ran::default();
    for file in &plan.files {
        let bind = |header: &super::header::Header<'_>| adapter.bind(file, header.names());
        let mut row = ExtractRow::default();
        side_table::scan(&file.path, bind, |map, cells| {
            let mut emit = |table: ExtractTable, row: &ExtractRow| {
                assert!(file.gives.contains(&table), "{}: gives no {}", file.label, table.name());
                assert_eq!(row.len(), table.columns().len(), "{}", table.name());
                let cells: Vec<_> = (0..row.len()).map(|at| String::from_utf8_lossy(row.cell(at))).collect();
                ran.rows.push((file.label.clone(), table, cells.join("|")));
            };
            let mapped = map.map(cells, &mut row, &mut emit);
            ran.mapped.push((file.label.clone(), mapped));
        })?;
    }
    ran.plan = Some(plan);
    Ok(ran)
}

/// A folder with these files.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}
