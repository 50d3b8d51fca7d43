//! What a thread does with the extract rows of a source row: check them, hold them back until the whole row is known to be
//! good, then keep them.

use crate::domain::Day;
use crate::domain::hidden_debug;
use crate::error::Result;
use crate::events::adapter::PeopleAre;
use crate::events::check::{EventCheck, Notes, PersonCheck, PersonRow, PracticeRow, Wrong};
use crate::events::dictionary::CodeReader;
use crate::events::extract::{ExtractRow, ExtractTable};
use crate::events::layout::Table;
use crate::events::people::People;
use crate::events::spill::record::of_row;
use crate::events::spill::{Buffers, Record, Spill};

hidden_debug!(KeptPeople);

/// Block and row that something came from.
pub(super) type Origin = (u32, u32);

/// One thread's part in reading.
pub(super) trait Hand: Send {
    /// What a block leaves to be taken in order.
    type Kept: Send;
    /// Checks an extract row of the source row at hand.
    fn check(&mut self, table: ExtractTable, row: &ExtractRow, origin: Origin) -> Result<(), Wrong>;
    /// Keeps what was checked since the last call, or lets go of it.
    fn settle(&mut self, keep: bool) -> Result<()>;
    /// Ends a block.
    fn end_block(&mut self) -> Self::Kept;
}

/// Rows of people and practices of a block.
#[derive(Default)]
pub(super) struct KeptPeople {
    pub persons: Vec<(Origin, PersonRow)>,
    pub practices: Vec<(Origin, PracticeRow)>,
}

/// Reads people and practices.
pub(super) struct PersonHand<'a> {
    check: PersonCheck<'a>,
    held: KeptPeople,
    kept: KeptPeople,
}

impl<'a> PersonHand<'a> {
    pub(super) fn new(as_of: Day, people: PeopleAre, codes: CodeReader<'a>) -> Self {
        Self { check: PersonCheck::new(as_of, people, codes), held: KeptPeople::default(), kept: KeptPeople::default() }
    }
}

impl Hand for PersonHand<'_> {
    type Kept = KeptPeople;

    fn check(&mut self, table: ExtractTable, row: &ExtractRow, origin: Origin) -> Result<(), Wrong> {
        match table {
            ExtractTable::Practices => self.held.practices.push((origin, self.check.practice(row)?)),
            _ => self.held.persons.push((origin, self.check.person(row)?)),
        }
        Ok(())
    }

    fn settle(&mut self, keep: bool) -> Result<()> {
        if keep {
            self.kept.persons.append(&mut self.held.persons);
            self.kept.practices.append(&mut self.held.practices);
        } else {
            self.held = KeptPeople::default();
        }
        Ok(())
    }

    fn end_block(&mut self) -> KeptPeople {
        std::mem::take(&mut self.kept)
    }
}

/// Reads events into the spill.
pub(super) struct EventHand<'a> {
    check: EventCheck<'a>,
    buffers: Buffers<'a>,
    record: Record,
    held: Vec<u8>,
    /// Table, person and end in `held` of each record.
    held_records: Vec<(Table, u32, usize)>,
}

impl<'a> EventHand<'a> {
    pub(super) fn new(as_of: Day, people: &'a People, codes: CodeReader<'a>, spill: &'a Spill) -> Self {
        Self {
            check: EventCheck::new(as_of, people, codes),
            buffers: spill.buffers(),
            record: Record::default(),
            held: Vec::new(),
            held_records: Vec::new(),
        }
    }

    /// Flushes the buffers and gives what was noted.
    pub(super) fn finish(self) -> Result<Notes> {
        self.buffers.finish()?;
        Ok(self.check.notes)
    }
}

impl Hand for EventHand<'_> {
    type Kept = ();

    fn check(&mut self, table: ExtractTable, row: &ExtractRow, (block, row_number): Origin) -> Result<(), Wrong> {
        let table = self.check.check(table, row, &mut self.record)?;
        let further = !self.held_records.is_empty();
        self.record.spill(block, of_row(row_number, further), &mut self.held);
        self.held_records.push((table, self.record.person(), self.held.len()));
        Ok(())
    }

    fn settle(&mut self, keep: bool) -> Result<()> {
        let (mut start, mut done) = (0, Ok(()));
        for (table, person, end) in self.held_records.drain(..) {
            if keep && done.is_ok() {
                done = self.buffers.add(table, person, &self.held[start..end]);
            }
            start = end;
        }
        self.held.clear();
        done
    }

    fn end_block(&mut self) {}
}
