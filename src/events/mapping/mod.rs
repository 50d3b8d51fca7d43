//! Extracts with other file and column names, by a mapping file: data, not code. `docs/mapping.md` explains how to write one.

mod age;
mod bound;
mod dates;
mod definition;
mod keys;
mod merged;
mod pattern;
mod rule;

use crate::error::{Fault, Result};
use crate::events::adapter::{Adapter, Plan, RowMap, SourceFile};
use crate::events::extract::ExtractTable;
use crate::events::foreign::files::{Folder, label};
use crate::events::foreign::header::Header;
use bound::Bound;
use definition::{Definition, FileMap};
use merged::{Merged, MergedRows};
use std::path::Path;
use std::sync::Arc;

/// A mapping file, checked.
#[derive(Debug)]
pub struct Mapping {
    definition: Definition,
    merged: Arc<Merged>,
}

impl Mapping {
    /// Reads and checks a mapping file.
    ///
    /// # Errors
    /// A definition fault that names the file and the key, and says what is allowed.
    pub fn load(file: &Path) -> Result<Self> {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).map_err(|error| Fault::Definition(format!("{name}: {error}")))?;
        Self::parse(&name, &text)
    }

    fn parse(name: &str, text: &str) -> Result<Self> {
        let table: toml::Table = text.parse().map_err(|error| not_toml(name, text, &error))?;
        Ok(Self { definition: Definition::read(name, &table)?, merged: Arc::default() })
    }

    /// The part of the mapping for a file; `people` asks for the part that makes persons of it.
    fn part(&self, name: &str, table: ExtractTable) -> Result<Option<&FileMap>> {
        let mut fitting = self.definition.files.iter().filter(|map| map.to == table && map.takes(name));
        let (first, second) = (fitting.next(), fitting.next());
        if let (Some(first), Some(second)) = (first, second) {
            let (first, second) = (&first.place, &second.place);
            return Err(Fault::Definition(format!("{first} and {second} both make {} of {name}; one has to go", table.name())));
        }
        Ok(first)
    }

    fn check_all_found(&self, folder: &Folder) -> Result<()> {
        for map in self.definition.files.iter().filter(|map| !map.optional) {
            if !folder.names().iter().any(|name| map.takes(name)) {
                let patterns = map.patterns.join(" or ");
                return Err(Fault::Data(format!(
                    "{}: no file is called {patterns} (.csv, .csv.gz or .parquet), which {} wants",
                    folder, map.place
                )));
            }
        }
        Ok(())
    }
}

/// A fault of the TOML itself, with its line and, where there is one, the key or word it is about.
fn not_toml(name: &str, text: &str, error: &toml::de::Error) -> Fault {
    let span = error.span().unwrap_or(0..0);
    let line = text.get(..span.start).map_or(1, |before| before.matches('\n').count() + 1);
    let word = text.get(span).and_then(|word| word.lines().next()).filter(|word| !word.is_empty());
    let word = word.map(|word| format!(" ({word})")).unwrap_or_default();
    Fault::Definition(format!("{name}: line {line}: {}{word}", error.message().lines().next().unwrap_or("not TOML")))
}

impl Adapter for Mapping {
    fn plan(&mut self, folder: &Path) -> Result<Plan> {
        let folder = Folder::list(folder)?;
        self.check_all_found(&folder)?;
        let mut files = Vec::new();
        let mut merged = Merged::default();
        for table in ExtractTable::ALL {
            for name in folder.names() {
                let Some(map) = self.part(name, table)? else { continue };
                let path = folder.path(name);
                if map.merge {
                    merged.read(&path, map)?;
                }
                let also_events = self.definition.files.iter().any(|other| other.to != table && other.takes(name));
                let people = table == ExtractTable::Persons && also_events;
                let label = if people { format!("{} (people)", label(&path)) } else { label(&path) };
                files.push(SourceFile { path, label, gives: vec![table] });
            }
        }
        let notes = self.definition.notes.iter().cloned().chain(merged.note()).collect();
        self.merged = Arc::new(merged);
        Ok(Plan { files, people: self.definition.people, notes, synthetic: self.definition.synthetic })
    }

    fn bind(&self, file: &SourceFile, header: &[&str]) -> Result<Box<dyn RowMap>> {
        let [table] = file.gives.as_slice() else {
            return Err(Fault::Internal(format!("{}: not a file of the plan", file.label)));
        };
        let map = self.part(&label(&file.path), *table)?;
        let map = map.ok_or_else(|| Fault::Internal(format!("{}: not a file of the plan", file.label)))?;
        let bound = Bound::new(map, &Header::new(&file.label, header), &file.label)?;
        Ok(if map.merge { Box::new(MergedRows::new(bound, Arc::clone(&self.merged))) } else { Box::new(bound) })
    }
}

impl FileMap {
    fn takes(&self, name: &str) -> bool {
        self.patterns.iter().any(|pattern| pattern::fits(pattern, name))
    }
}

#[cfg(test)]
mod tests;
