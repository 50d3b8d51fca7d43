//! Reading the files of a plan: rows through the adapter to a hand, rejects to their list.

use super::hands::{Hand, Origin};
use super::{ImportOptions, Stopped};
use crate::error::{Fault, Result};
use crate::events::adapter::{Adapter, Mapped, PeopleAre, Plan, RowMap};
use crate::events::check::{Wrong, reason, source_row};
use crate::events::extract::{ExtractRow, ExtractTable};
use crate::events::layout::Table;
use crate::events::read::{Block, Hands, open, pump};
use crate::events::rejects::Rejects;
use std::path::Path;

/// Where a block of rows came from.
#[derive(Debug, Clone, Copy)]
struct BlockOrigin {
    file: usize,
    first_row: u64,
}

/// Rows of one file.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct FileRows {
    pub rows: u64,
    pub set_aside: u64,
}

/// The state of reading a plan.
pub(super) struct Reading<'a> {
    adapter: &'a dyn Adapter,
    pub plan: Plan,
    options: &'a ImportOptions,
    pub rejects: Rejects,
    pub files: Vec<FileRows>,
    /// By block number; the first stands for the earlier generation.
    blocks: Vec<BlockOrigin>,
    total: u64,
}

/// Where a row is at fault.
#[derive(Debug, Clone, Copy)]
enum At {
    Row,
    SourceColumn(usize),
    ExtractColumn(ExtractTable, usize),
}

/// What became of a block.
struct BlockDone<K> {
    rows: u64,
    set_aside: u64,
    rejects: Vec<(u32, At, &'static str)>,
    kept: K,
}

impl<'a> Reading<'a> {
    pub(super) fn new(adapter: &'a dyn Adapter, plan: Plan, options: &'a ImportOptions, rejects: &Path) -> Result<Self> {
        let files = vec![FileRows::default(); plan.files.len()];
        let blocks = vec![BlockOrigin { file: 0, first_row: 0 }];
        Ok(Self { adapter, plan, options, rejects: Rejects::create(rejects)?, files, blocks, total: 0 })
    }

    pub(super) fn gives_people(&self, index: usize) -> bool {
        let people = [ExtractTable::Persons, ExtractTable::Practices];
        self.plan.files[index].gives.iter().any(|table| people.contains(table))
    }

    pub(super) fn files_of_people(&self) -> Vec<usize> {
        (0..self.plan.files.len()).filter(|&index| self.gives_people(index)).collect()
    }

    pub(super) fn files_of_events(&self) -> Vec<usize> {
        (0..self.plan.files.len()).filter(|&index| !self.gives_people(index)).collect()
    }

    /// Tables of events that the delivery has, with or without rows.
    pub(super) fn event_tables(&self) -> impl Iterator<Item = Table> {
        self.plan.files.iter().flat_map(|file| &file.gives).filter_map(|table| store_table(*table))
    }

    /// Reads file number `index`: every row is counted once, as kept, set aside or rejected.
    pub(super) fn read<H: Hand>(
        &mut self,
        index: usize,
        hands: &Hands<H>,
        spare: &(dyn Fn(PeopleAre) -> H + Sync),
        mut take: impl FnMut(H::Kept) + Send,
    ) -> Result<()> {
        let Self { adapter, plan, options, rejects, files, blocks, total } = self;
        let (file, people) = (&plan.files[index], plan.people);
        options.step(&format!("reading {}", file.label));
        let (header, source) = open(&file.path)?;
        let names: Vec<&str> = header.iter().map(String::as_str).collect();
        let map = adapter.bind(file, &names)?;
        let first_block = u32::try_from(blocks.len()).map_err(|_| Fault::Internal("too many blocks".into()))?;
        let rows = &mut files[index];
        pump(
            source,
            first_block,
            hands,
            || spare(people),
            |hand, number, block| work(&*map, names.len(), hand, number, block),
            |done: BlockDone<H::Kept>| {
                for &(row, at, reason) in &done.rejects {
                    let column = match at {
                        At::Row => "",
                        At::SourceColumn(column) => names.get(column).copied().unwrap_or(""),
                        At::ExtractColumn(table, column) => map.source_column(table, column),
                    };
                    rejects.add(index, &file.label, rows.rows + u64::from(row) + 1, column, reason)?;
                }
                blocks.push(BlockOrigin { file: index, first_row: rows.rows });
                rows.rows += done.rows;
                rows.set_aside += done.set_aside;
                *total += done.rows;
                options.rows(*total);
                take(done.kept);
                Ok(())
            },
        )
        .map(|_| ())
    }

    /// Lists rows that turned out not to count after they were read. `of` is emptied.
    pub(super) fn drop_rows(&mut self, of: &mut Vec<(Origin, &'static str)>) -> Result<()> {
        of.sort_unstable();
        for ((block, row), reason) in of.drain(..) {
            self.drop_row(block, row, reason)?;
        }
        Ok(())
    }

    /// Lists one row that turned out not to count.
    pub(super) fn drop_row(&mut self, block: u32, row: u32, reason: &'static str) -> Result<()> {
        let Some(&BlockOrigin { file, first_row }) = self.blocks.get(block as usize) else {
            return Err(Fault::Internal("a record of no block".into()));
        };
        // Where an adapter makes less of a row than it holds, equal rows need not be the same event told twice.
        if self.plan.people == PeopleAre::SourceIds {
            self.files[file].set_aside += 1;
            return Ok(());
        }
        let label = &self.plan.files[file].label;
        self.rejects.add(file, label, first_row + u64::from(row) + 1, "", reason)
    }

    /// Stops when a file has more rejects than allowed. Duplicates of earlier rows do not count: what they say is there.
    pub(super) fn stop_if_too_many(&self) -> Result<(), Stopped> {
        for (index, file) in self.plan.files.iter().enumerate() {
            let (rows, rejected) = (self.files[index].rows, self.rejects.of_file(index) - self.rejects.duplicates_of_file(index));
            if rejected as f64 * 100.0 > self.options.max_reject_percent * rows as f64 {
                let reasons = self.rejects.counts().iter().filter(|((of, why), _)| *of == index && *why != reason::DUPLICATE);
                let (first, count) =
                    reasons.max_by_key(|(_, count)| **count).map_or(("", 0), |((_, reason), count)| (*reason, *count));
                return Err(Stopped::TooManyRejects(format!(
                    "{}: {rejected} of {rows} rows cannot be used, more than the {} % allowed; most often ({count} rows): {first}",
                    file.label, self.options.max_reject_percent
                )));
            }
        }
        Ok(())
    }
}

/// The store table that an extract table of events goes to.
fn store_table(table: ExtractTable) -> Option<Table> {
    Table::ALL
        .into_iter()
        .find(|to| to.name() == table.name() && !matches!(to, Table::Persons | Table::Registrations | Table::Diagnoses))
}

fn work<H: Hand>(map: &dyn RowMap, columns: usize, hand: &mut H, number: u32, block: &Block) -> Result<BlockDone<H::Kept>> {
    let (mut rows, mut set_aside, mut rejects) = (0, 0, Vec::new());
    let mut scratch = ExtractRow::default();
    let mut fault = None;
    block.for_each_row(&mut |cells| {
        // After a fault (a full disk) the import stops; what is held is of no use, and must not grow.
        if fault.is_some() {
            return;
        }
        let row = rows;
        rows += 1;
        if let Some((column, reason)) = source_row(cells, columns) {
            rejects.push((row, column.map_or(At::Row, At::SourceColumn), reason));
            return;
        }
        let mut wrong: Option<(ExtractTable, Wrong)> = None;
        let mapped = map.map(cells, &mut scratch, &mut |table, extract_row| {
            if wrong.is_none() {
                wrong = hand.check(table, extract_row, (number, row)).err().map(|what| (table, what));
            }
        });
        let keep = match (mapped, wrong) {
            (Mapped::Reject { column, reason }, _) => {
                rejects.push((row, At::SourceColumn(column), reason));
                false
            }
            (_, Some((table, Wrong { column, reason }))) => {
                rejects.push((row, At::ExtractColumn(table, column), reason));
                false
            }
            (Mapped::SetAside, None) => {
                set_aside += 1;
                true
            }
            (Mapped::Emitted, None) => true,
        };
        if let Err(what) = hand.settle(keep) {
            fault = Some(what);
        }
    });
    let kept = hand.end_block();
    fault.map_or(Ok(BlockDone { rows: u64::from(rows), set_aside, rejects, kept }), Err)
}
