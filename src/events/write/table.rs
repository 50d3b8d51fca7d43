//! Writing one event table, shards in parallel, row groups in order.

use super::parquet_file::{Readers, TableFile, Written};
use super::settle::Dropped;
use super::shard::{ShardDone, encode_shard};
use crate::domain::Day;
use crate::error::Result;
use crate::events::layout::Table;
use crate::events::quality::Tally;
use crate::events::spill::Spill;
use rayon::prelude::*;
use std::path::Path;

/// What was written of one table.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub rows: u64,
    pub row_groups: Vec<Option<u32>>,
    pub tally: Tally,
    /// Rows of the earlier generation that were replaced.
    pub replaced: u64,
    pub written: Vec<Written>,
    /// For admissions: rows and row groups of their diagnoses.
    pub diagnoses: Option<(u64, Vec<Option<u32>>)>,
}

/// Writes `<table>.parquet` (and `diagnoses.parquet` with the admissions) from the spill; `drop` is told of rows that do not count.
pub(crate) fn write_table(
    folder: &Path,
    table: Table,
    spill: &Spill,
    codes: &[u32],
    deaths: &[Option<Day>],
    shards: usize,
    drop: &mut dyn FnMut(&[Dropped]) -> Result<()>,
) -> Result<Outcome> {
    let file_of = |table: Table| TableFile::create(folder, &format!("{}.parquet", table.name()), table.schema(), Readers::Usual);
    let mut file = file_of(table)?;
    let mut diagnoses_file = if table == Table::Admissions { Some(file_of(Table::Diagnoses)?) } else { None };
    let mut outcome = Outcome { diagnoses: diagnoses_file.as_ref().map(|_| (0, Vec::new())), ..Outcome::default() };
    let (mut groups, mut diagnosis_groups) = (0, 0);
    let all: Vec<usize> = (0..shards).collect();
    // A window of shards at a time bounds memory to one shard (or part of it) a thread.
    for window in all.chunks(rayon::current_num_threads().max(1)) {
        let (encoder, diagnosis_encoder) = (file.encoder(), diagnoses_file.as_ref().map(TableFile::encoder));
        let done: Vec<ShardDone> = window
            .par_iter()
            .map(|&shard| encode_shard(table, spill, shard, codes, deaths, encoder, diagnosis_encoder))
            .collect::<Result<_>>()?;
        for shard in done {
            outcome.rows += shard.rows;
            outcome.replaced += shard.replaced;
            outcome.tally.add(&shard.tally);
            outcome.row_groups.push(shard.encoded.as_ref().map(|_| groups));
            if let Some(encoded) = shard.encoded {
                file.append(encoded)?;
                groups += 1;
            }
            if let (Some((rows, encoded)), Some(file), Some(of)) = (shard.diagnoses, &mut diagnoses_file, &mut outcome.diagnoses)
            {
                of.0 += rows;
                of.1.push(encoded.as_ref().map(|_| diagnosis_groups));
                if let Some(encoded) = encoded {
                    file.append(encoded)?;
                    diagnosis_groups += 1;
                }
            }
            drop(&shard.dropped)?;
        }
    }
    outcome.written.push(file.finish()?);
    if let Some(file) = diagnoses_file {
        outcome.written.push(file.finish()?);
    }
    spill.forget(table)?;
    Ok(outcome)
}
