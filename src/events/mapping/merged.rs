//! People taken out of event files: many rows a person, which have to become one.

use crate::domain::hidden_debug;
use crate::error::Result;
use crate::events::adapter::{Cells, Mapped, RowMap};
use crate::events::extract::{ExtractRow, ExtractTable};
use crate::events::foreign::rows::{Emit, send};
use crate::events::foreign::side_table;
use crate::events::mapping::bound::Bound;
use crate::events::mapping::definition::FileMap;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

hidden_debug!(MergedPerson, Merged);

/// Everybody in the files that are merged.
///
/// Files in the order of the plan, rows in the order of the file: of each cell the first that is not empty counts, so that a
/// death in the last row is not lost; constants of the mapping ("unknown") count when no row has anything else. Of several dates of birth and of registration the earliest counts, since dates made of ages
/// differ from row to row and no event may come before a birth.
#[derive(Default)]
pub(super) struct Merged {
    people: HashMap<Box<[u8]>, MergedPerson>,
}

struct MergedPerson {
    /// Each cell, and whether a constant made it.
    cells: Vec<(Box<[u8]>, bool)>,
    /// Columns, as bits, in which two rows of the person differ.
    differ: u32,
    /// The row that stands for the person: the first one; the others are set aside.
    first_row: u64,
    sent: AtomicBool,
}

impl Merged {
    /// Adds the people of a file.
    ///
    /// # Errors
    /// As reading and binding the file.
    pub(super) fn read(&mut self, path: &Path, map: &FileMap) -> Result<()> {
        let (mut row, mut constants) = (ExtractRow::default(), Vec::new());
        let file = crate::events::foreign::files::label(path);
        side_table::scan(
            path,
            |header| Bound::new(map, header, &file),
            |bound, cells| {
                constants.clear();
                if bound.keeps(cells) && bound.fill_noting(cells, &mut row, &mut |constant| constants.push(constant)).is_ok() {
                    self.add(&row, &constants, fingerprint(cells));
                }
            },
        )?;
        Ok(())
    }

    /// What a reader of the summary has to know: how many people differ from row to row, and in what.
    pub(super) fn note(&self) -> Option<String> {
        let columns = ExtractTable::Persons.columns().iter().enumerate();
        let counts = columns.filter_map(|(bit, column)| {
            let people = self.people.values().filter(|person| person.differ >> bit & 1 == 1).count();
            (people > 0).then(|| format!("{} {people}", column.name))
        });
        let counts: Vec<String> = counts.collect();
        (!counts.is_empty()).then(|| {
            format!("{} people out of event files; so many differ from row to row in {}", self.people.len(), counts.join(", "))
        })
    }

    fn add(&mut self, row: &ExtractRow, constants: &[bool], fingerprint: u64) {
        let given = || (0..row.len()).map(|column| row.cell(column)).zip(constants.iter().copied());
        let Some(person) = self.people.get_mut(row.cell(0)) else {
            let cells = given().map(|(cell, constant)| (cell.into(), constant)).collect();
            let person = MergedPerson { cells, differ: 0, first_row: fingerprint, sent: AtomicBool::new(false) };
            self.people.insert(row.cell(0).into(), person);
            return;
        };
        for (bit, ((held, given), column)) in
            person.cells.iter_mut().zip(given()).zip(ExtractTable::Persons.columns()).enumerate()
        {
            let both = !held.0.is_empty() && !given.0.is_empty() && !held.1 && !given.1;
            person.differ |= u32::from(both && *held.0 != *given.0) << bit;
            let earliest = matches!(column.name, "date_of_birth" | "registered_on");
            let better = held.0.is_empty() || held.1 && !given.1 || earliest && *given.0 < *held.0;
            if better && !given.0.is_empty() {
                *held = (given.0.into(), given.1);
            }
        }
    }
}

/// Names a row, so that the one which stands for its person is the same whichever thread meets it.
fn fingerprint(cells: &Cells<'_>) -> u64 {
    let mut hasher = blake3::Hasher::new();
    for cell in cells {
        hasher.update(&(cell.len() as u64).to_le_bytes()).update(cell);
    }
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(first)
}

/// Rows of a merged file: the first of each person gives the person, the others are set aside.
#[derive(Debug)]
pub(super) struct MergedRows {
    bound: Bound,
    merged: Arc<Merged>,
}

impl MergedRows {
    pub(super) fn new(bound: Bound, merged: Arc<Merged>) -> Self {
        Self { bound, merged }
    }
}

impl RowMap for MergedRows {
    fn map(&self, cells: &Cells<'_>, scratch: &mut ExtractRow, emit: Emit<'_>) -> Mapped {
        if !self.bound.keeps(cells) {
            return Mapped::SetAside;
        }
        if let Err(rejected) = self.bound.fill(cells, scratch) {
            return rejected;
        }
        match self.merged.people.get(scratch.cell(0)) {
            Some(person) if person.first_row == fingerprint(cells) && !person.sent.swap(true, Ordering::Relaxed) => {
                let cells: Vec<&[u8]> = person.cells.iter().map(|(cell, _)| &**cell).collect();
                send(scratch, emit, ExtractTable::Persons, &cells);
                Mapped::Emitted
            }
            Some(_) => Mapped::SetAside,
            // Cannot be: the same rows were read before.
            None => {
                emit(ExtractTable::Persons, scratch);
                Mapped::Emitted
            }
        }
    }

    fn source_column(&self, table: ExtractTable, column: usize) -> &str {
        self.bound.source_column(table, column)
    }
}
