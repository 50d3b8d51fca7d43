//! The extract layout itself: `<table>.csv`, `.csv.gz` or `.parquet`, or several `<table>-<anything>` with one of these endings.

use crate::error::{Fault, Result};
use crate::events::adapter::{Adapter, Cells, Mapped, PeopleAre, Plan, RowMap, SourceFile};
use crate::events::extract::{ExtractRow, ExtractTable};
use std::path::{Path, PathBuf};

/// Reads the extract layout.
#[derive(Debug, Clone, Copy, Default)]
pub struct Extract;

const ENDINGS: [&str; 3] = [".csv", ".csv.gz", ".parquet"];

/// The name without its ending, which may be in any case.
fn stem_of(name: &str) -> Option<&str> {
    let lower = name.to_ascii_lowercase();
    ENDINGS.iter().find(|ending| lower.ends_with(**ending)).and_then(|ending| name.get(..name.len() - ending.len()))
}

/// The table and the name without ending of a file of the layout.
fn table_of(name: &str) -> Option<(ExtractTable, &str)> {
    let stem = stem_of(name)?;
    let table = stem.split_once('-').map_or(stem, |(table, _)| table);
    ExtractTable::ALL.into_iter().find(|known| known.name() == table).map(|table| (table, stem))
}

impl Adapter for Extract {
    fn plan(&mut self, folder: &Path) -> Result<Plan> {
        let listed = std::fs::read_dir(folder).map_err(|error| Fault::file(folder, error))?;
        let mut notes = Vec::new();
        let mut found: Vec<(ExtractTable, String, PathBuf)> = Vec::new();
        for entry in listed {
            let path = entry.map_err(|error| Fault::file(folder, error))?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()).map(str::to_owned) else { continue };
            let Some((table, stem)) = table_of(&name) else {
                if stem_of(&name).is_some() {
                    notes.push(format!("not read: {name}, whose name is no table of the layout"));
                }
                continue;
            };
            if let Some((.., twin)) = found.iter().find(|(_, other, _)| table_of(other).is_some_and(|(_, other)| other == stem)) {
                let twin = twin.file_name().unwrap_or_default().to_string_lossy();
                return Err(Fault::file(folder, format!("{twin} and {name} would be read twice; keep one of them")));
            }
            found.push((table, name, path));
        }
        found.sort();
        notes.sort();
        let files = found.into_iter().map(|(table, label, path)| SourceFile { path, label, gives: vec![table] }).collect();
        Ok(Plan { files, people: PeopleAre::NhsNumbers, notes, synthetic: says_synthetic(folder) })
    }

    fn bind(&self, file: &SourceFile, header: &[&str]) -> Result<Box<dyn RowMap>> {
        let Some(&table) = file.gives.first() else {
            return Err(Fault::Internal(format!("{}: planned for no table", file.label)));
        };
        let mut positions = Vec::new();
        let mut missing = Vec::new();
        for column in table.columns() {
            let mut named = header.iter().enumerate().filter(|(_, name)| name.eq_ignore_ascii_case(column.name));
            positions.push(named.next().map(|(position, _)| position));
            if named.next().is_some() {
                return Err(Fault::Data(format!("{}: there are two columns called {}; keep one", file.label, column.name)));
            }
            if column.required && positions.last() == Some(&None) {
                missing.push(column.name);
            }
        }
        if let [only] = header
            && let Some(separator) = only.chars().find(|character| ";\t|".contains(*character))
        {
            return Err(Fault::Data(format!(
                "{}: the header row is one cell; the file seems to be separated by {}: save it separated by commas",
                file.label,
                match separator {
                    ';' => "semicolons",
                    '|' => "vertical bars",
                    _ => "tabs",
                }
            )));
        }
        if !missing.is_empty() {
            return Err(Fault::Data(format!(
                "{}: required columns are missing: {}; the header row needs them by these names",
                file.label,
                missing.join(", ")
            )));
        }
        Ok(Box::new(Columns { table, positions }))
    }
}

/// Whether the folder's `synth.json`, which `casefinder synth` writes, says that nobody in it exists.
fn says_synthetic(folder: &Path) -> bool {
    let text = std::fs::read(folder.join("synth.json")).unwrap_or_default();
    serde_json::from_slice(&text).is_ok_and(|note: serde_json::Value| note["synthetic"] == true)
}

/// Where each column of the layout is in the file.
struct Columns {
    table: ExtractTable,
    positions: Vec<Option<usize>>,
}

impl RowMap for Columns {
    fn map(&self, cells: &Cells<'_>, scratch: &mut ExtractRow, emit: &mut dyn FnMut(ExtractTable, &ExtractRow)) -> Mapped {
        scratch.clear();
        for position in &self.positions {
            scratch.push(position.and_then(|at| cells.get(at)).copied().unwrap_or_default());
        }
        emit(self.table, scratch);
        Mapped::Emitted
    }

    fn source_column(&self, table: ExtractTable, column: usize) -> &str {
        table.columns().get(column).map_or("", |column| column.name)
    }
}
