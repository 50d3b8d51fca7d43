//! Checked rows on their way to the store, sorted by shard of people into one file a table.
//!
//! Records that cannot wait in memory wait here: a buffer for each shard and thread, flushed to the table's file when
//! full. Memory grows with shards and threads, never with events.

mod load;
pub(crate) mod record;

pub(crate) use load::ShardRows;
pub(crate) use record::{EARLIER, Record};

use crate::domain::hidden_debug;
use crate::error::{Fault, Result};
use crate::events::layout::{SHARD_PEOPLE, Table};
use crate::events::read::lock;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

hidden_debug!(Buffers<'_>);

/// A buffer is flushed when it is longer than this.
const BUFFER_BYTES: usize = 64 << 10;

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

    /// The records of one shard, with codes renumbered by `codes`, in no particular order.
    pub(crate) fn load(&self, table: Table, shard: usize, codes: &[u32]) -> Result<ShardRows> {
        let stretches = self.files.get(&table).map(|file| lock(file).shards[shard].clone()).unwrap_or_default();
        let path = path(&self.folder, table);
        let mut bytes = vec![0; stretches.iter().map(|stretch| stretch.bytes).sum()];
        let mut file = File::open(&path).map_err(|error| Fault::file(&path, error))?;
        let mut at = 0;
        for stretch in stretches {
            file.seek(SeekFrom::Start(stretch.offset))
                .and_then(|_| file.read_exact(&mut bytes[at..at + stretch.bytes]))
                .map_err(|error| Fault::file(&path, error))?;
            at += stretch.bytes;
        }
        ShardRows::read(table, &bytes, codes)
    }

    /// Removes a table's file once it is written to the store.
    pub(crate) fn forget(&self, table: Table) -> Result<()> {
        let path = path(&self.folder, table);
        std::fs::remove_file(&path).map_err(|error| Fault::file(&path, error))
    }
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
