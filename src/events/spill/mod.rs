//! Checked rows on their way to the store, sorted by shard of people into one file a table.
//!
//! Records that cannot wait in memory wait here: a buffer for each shard and thread, flushed to the table's file when
//! full. Memory grows with shards and threads, never with events.

mod load;
pub(crate) mod record;

use load::Loading;
pub(crate) use load::ShardRows;
pub(crate) use record::{EARLIER, Record};

use crate::domain::hidden_debug;
use crate::error::{Fault, Result};
use crate::events::layout::{SHARD_PEOPLE, Table};
use crate::events::read::lock;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

hidden_debug!(Buffers<'_>);

/// A buffer is flushed when it is longer than this.
const BUFFER_BYTES: usize = 64 << 10;

/// A shard with more spilled bytes than this is worked on in parts, a range of its people at a time: the records are read
/// once for each part, and memory stays the same however many events its people have.
const PART_BYTES: usize = 32 << 20;

/// A stretch of a spill file that belongs to one shard.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    offset: u64,
    bytes: usize,
}

#[derive(Debug)]
struct SpillFile {
    file: File,
    end: u64,
    shards: Vec<Vec<Stretch>>,
}

/// The spill files of an import, one a table.
#[derive(Debug)]
pub(crate) struct Spill {
    folder: PathBuf,
    files: BTreeMap<Table, Mutex<SpillFile>>,
    shards: usize,
}

impl Spill {
    /// Makes an empty file for each of `tables` in `folder`.
    pub(crate) fn create(folder: &Path, tables: impl IntoIterator<Item = Table>, shards: usize) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(|error| Fault::file(folder, error))?;
        let files = tables
            .into_iter()
            .map(|table| {
                let path = path(folder, table);
                let file = File::create(&path).map_err(|error| Fault::file(&path, error))?;
                Ok((table, Mutex::new(SpillFile { file, end: 0, shards: vec![Vec::new(); shards] })))
            })
            .collect::<Result<_>>()?;
        Ok(Self { folder: folder.into(), files, shards })
    }

    /// A thread's buffers.
    pub(crate) fn buffers(&self) -> Buffers<'_> {
        Buffers { spill: self, tables: self.files.keys().map(|&table| (table, vec![Vec::new(); self.shards])).collect() }
    }

    fn stretches(&self, table: Table, shard: usize) -> Vec<Stretch> {
        self.files.get(&table).map(|file| lock(file).shards[shard].clone()).unwrap_or_default()
    }

    /// Ranges of a shard's people, in order, whose records fit in memory together.
    pub(crate) fn parts(&self, table: Table, shard: usize) -> Vec<Range<u32>> {
        let bytes = self.stretches(table, shard).iter().map(|stretch| stretch.bytes).sum();
        parts(bytes, u32::try_from(shard).unwrap_or(u32::MAX).saturating_mul(SHARD_PEOPLE))
    }

    /// The records of a part of a shard, with codes renumbered by `codes`, in no particular order.
    pub(crate) fn load(&self, table: Table, shard: usize, people: Range<u32>, codes: &[u32]) -> Result<ShardRows> {
        let path = path(&self.folder, table);
        let mut file = File::open(&path).map_err(|error| Fault::file(&path, error))?;
        let mut loading = Loading::new(table, people, codes);
        let mut bytes = Vec::new();
        for stretch in self.stretches(table, shard) {
            bytes.resize(stretch.bytes, 0);
            file.seek(SeekFrom::Start(stretch.offset))
                .and_then(|_| file.read_exact(&mut bytes))
                .map_err(|error| Fault::file(&path, error))?;
            loading.add(&bytes)?;
        }
        Ok(loading.finish())
    }

    /// Removes a table's file once it is written to the store.
    pub(crate) fn forget(&self, table: Table) -> Result<()> {
        let path = path(&self.folder, table);
        std::fs::remove_file(&path).map_err(|error| Fault::file(&path, error))
    }
}

/// Cuts the shard that begins with person `first` and has `bytes` spilled bytes.
fn parts(bytes: usize, first: u32) -> Vec<Range<u32>> {
    let parts = u32::try_from(bytes.div_ceil(PART_BYTES)).unwrap_or(u32::MAX).clamp(1, SHARD_PEOPLE);
    let bound = |part: u32| first.saturating_add(part * SHARD_PEOPLE / parts);
    (0..parts).map(|part| bound(part)..bound(part + 1)).collect()
}

fn path(folder: &Path, table: Table) -> PathBuf {
    folder.join(format!("{}.spill", table.name()))
}

/// One thread's buffers: by table, by shard.
pub(crate) struct Buffers<'a> {
    spill: &'a Spill,
    tables: BTreeMap<Table, Vec<Vec<u8>>>,
}

impl Buffers<'_> {
    /// Adds a spilled record of `person`.
    pub(crate) fn add(&mut self, table: Table, person: u32, record: &[u8]) -> Result<()> {
        let shard = (person / SHARD_PEOPLE) as usize;
        let buffer = self.tables.get_mut(&table).and_then(|shards| shards.get_mut(shard));
        let buffer = buffer.ok_or_else(|| Fault::Internal("a record of a table or shard that was not planned".into()))?;
        buffer.extend_from_slice(record);
        if buffer.len() >= BUFFER_BYTES { self.spill.append(table, shard, buffer) } else { Ok(()) }
    }

    /// Flushes what is left.
    pub(crate) fn finish(mut self) -> Result<()> {
        for (&table, shards) in &mut self.tables {
            for (shard, buffer) in shards.iter_mut().enumerate() {
                self.spill.append(table, shard, buffer)?;
            }
        }
        Ok(())
    }
}

impl Spill {
    fn append(&self, table: Table, shard: usize, buffer: &mut Vec<u8>) -> Result<()> {
        if buffer.is_empty() {
            return Ok(());
        }
        let Some(file) = self.files.get(&table) else { return Ok(()) };
        let mut file = lock(file);
        file.file.write_all(buffer).map_err(|error| Fault::file(&path(&self.folder, table), error))?;
        let stretch = Stretch { offset: file.end, bytes: buffer.len() };
        file.end += buffer.len() as u64;
        file.shards[shard].push(stretch);
        buffer.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Day;

    #[test]
    fn parts_cover_a_shard_without_gap_or_overlap() {
        for bytes in [0, 1, PART_BYTES, PART_BYTES + 1, 7 * PART_BYTES, usize::MAX] {
            let parts = parts(bytes, SHARD_PEOPLE);
            assert_eq!((parts[0].start, parts[parts.len() - 1].end), (SHARD_PEOPLE, 2 * SHARD_PEOPLE));
            assert!(parts.windows(2).all(|pair| pair[0].end == pair[1].start && !pair[0].is_empty()));
            assert!(parts.len() >= bytes.div_ceil(PART_BYTES).min(SHARD_PEOPLE as usize));
        }
    }

    #[test]
    fn every_record_is_loaded_with_its_part_and_texts_keep_to_their_records() {
        let folder = tempfile::tempdir().unwrap();
        let spill = Spill::create(folder.path(), [Table::Admissions], 1).unwrap();
        let mut buffers = spill.buffers();
        for person in 0..100 {
            let mut record = Record::default();
            record.plain(person);
            for _ in 0..3 {
                record.day(Day::from_number(0));
            }
            record.plain(0);
            record.text(format!("spell of {person}").as_bytes());
            (0..8).for_each(|_| record.plain(1));
            record.text(&1u32.to_le_bytes());
            let mut bytes = Vec::new();
            record.spill(1, 0, &mut bytes);
            buffers.add(Table::Admissions, person, &bytes).unwrap();
        }
        buffers.finish().unwrap();
        let mut people = Vec::new();
        for part in [0..40, 40..41, 41..SHARD_PEOPLE] {
            let rows = spill.load(Table::Admissions, 0, part, &[0, 7]).unwrap();
            for row in 0..rows.len() as u32 {
                let record = rows.record(row);
                let text = &rows.texts[0][record[rows.shape.texts[0]] as usize];
                assert_eq!(**text, *format!("spell of {}", record[0]).as_bytes());
                assert_eq!(record[rows.shape.codes[0]], 7, "codes have their final numbers");
                people.push(record[0]);
            }
            assert_eq!(*rows.texts[1][0], 7u32.to_be_bytes());
        }
        assert_eq!(people, (0..100).collect::<Vec<_>>());
    }
}
