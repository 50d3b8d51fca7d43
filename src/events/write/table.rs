//! Writing one event table, shards in parallel, row groups in order.

use super::columns::{batch, make};
use super::parquet_file::{Encoded, Encoder, Readers, TableFile, Written};
use super::settle::{Dropped, Settled, settle};
use crate::domain::Day;
use crate::error::Result;
use crate::events::layout::{Kind, Table};
use crate::events::quality::Tally;
use crate::events::spill::record::to_day;
use crate::events::spill::{ShardRows, Spill};
use arrow_array::{ArrayRef, Date32Array, UInt32Array};
use rayon::prelude::*;
use std::path::Path;
use std::sync::Arc;

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

struct ShardDone {
    rows: u64,
    encoded: Option<Encoded>,
    diagnoses: Option<(u64, Option<Encoded>)>,
    settled: Settled,
    tally: Tally,
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
    // A window of shards at a time bounds memory to a shard a thread.
    for window in all.chunks(rayon::current_num_threads().max(1)) {
        let (encoder, diagnosis_encoder) = (file.encoder(), diagnoses_file.as_ref().map(TableFile::encoder));
        let done: Vec<ShardDone> = window
            .par_iter()
            .map(|&shard| write_shard(table, spill.load(table, shard, codes)?, deaths, encoder, diagnosis_encoder))
            .collect::<Result<_>>()?;
        for shard in done {
            outcome.rows += shard.rows;
            outcome.replaced += shard.settled.replaced;
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
            drop(&shard.settled.dropped)?;
        }
    }
    outcome.written.push(file.finish()?);
    if let Some(file) = diagnoses_file {
        outcome.written.push(file.finish()?);
    }
    spill.forget(table)?;
    Ok(outcome)
}

fn write_shard(
    table: Table,
    mut rows: ShardRows,
    deaths: &[Option<Day>],
    encoder: Encoder<'_>,
    diagnosis_encoder: Option<Encoder<'_>>,
) -> Result<ShardDone> {
    let mut settled = settle(table, &rows);
    settled.dropped.sort_unstable();
    let order = std::mem::take(&mut settled.order);
    let encode = |encoder: Encoder<'_>, batch: &arrow_array::RecordBatch| {
        if batch.num_rows() == 0 { Ok(None) } else { encoder.encode(batch).map(Some) }
    };
    let mut diagnosis_codes = Vec::new();
    let diagnoses = match diagnosis_encoder {
        None => None,
        Some(encoder) => {
            number_spells(table, &mut rows, &order);
            let columns = diagnoses(table, &rows, &order);
            diagnosis_codes.clone_from(&columns[DIAGNOSIS]);
            let batch = make(Table::Diagnoses, diagnosis_arrays(columns))?;
            Some((batch.num_rows() as u64, encode(encoder, &batch)?))
        }
    };
    let mut tally = tally(table, &rows, &order, deaths);
    for code in diagnosis_codes {
        tally.code(code);
    }
    let encoded = encode(encoder, &batch(table, &rows, &order)?)?;
    Ok(ShardDone { rows: order.len() as u64, encoded, diagnoses, settled, tally })
}

/// Numbers each person's spells from 1 in the order of the file.
fn number_spells(table: Table, rows: &mut ShardRows, order: &[u32]) {
    let Some(word) = rows.shape.word(table, "spell") else { return };
    let (mut person, mut spell) = (None, 0);
    for &row in order {
        let start = row as usize * rows.shape.words;
        spell = if person == Some(rows.words[start]) { spell + 1 } else { 1 };
        person = Some(rows.words[start]);
        rows.words[start + word] = spell;
    }
}

/// Place of the code among the columns of `diagnoses`.
const DIAGNOSIS: usize = 6;

/// The columns of `diagnoses`, as words: spell by spell, the primary diagnosis at position 1, the others after it.
fn diagnoses(table: Table, rows: &ShardRows, order: &[u32]) -> [Vec<u32>; 7] {
    let word = |name| rows.shape.word(table, name).unwrap_or(0);
    let (admitted, visible, spell) = (word("admitted_on"), word("visible_on"), word("spell"));
    let discharged = word("discharged_on");
    let (method, primary) = (word("admission_method"), word("primary_diagnosis"));
    let list = rows.shape.content - 1;
    let mut columns: [Vec<u32>; 7] = Default::default();
    for &row in order {
        let record = rows.record(row);
        let others = rows.texts.get(1).and_then(|lists| lists.get(record[list] as usize)).map_or(&[][..], |list| list);
        let others = others.chunks_exact(4).map(|code| u32::from_be_bytes([code[0], code[1], code[2], code[3]]));
        let all = std::iter::once(record[primary]).chain(others);
        for (code, position) in all.zip(1..).filter(|&(code, _)| code != 0) {
            // Diagnoses are coded after discharge: nobody could know them while the stay went on. Words of dates sort as dates, none first.
            let known = record[visible].max(record[discharged]);
            let cells = [record[0], record[admitted], known, record[spell], record[method], position, code];
            for (column, cell) in columns.iter_mut().zip(cells) {
                column.push(cell);
            }
        }
    }
    columns
}

fn diagnosis_arrays(columns: [Vec<u32>; 7]) -> Vec<ArrayRef> {
    Table::Diagnoses
        .columns()
        .iter()
        .zip(columns)
        .map(|(column, words)| match column.kind {
            Kind::Day => Arc::new(Date32Array::from_iter_values(words.into_iter().map(|word| to_day(word).number()))) as ArrayRef,
            _ => Arc::new(UInt32Array::from(words)) as ArrayRef,
        })
        .collect()
}

fn tally(table: Table, rows: &ShardRows, order: &[u32], deaths: &[Option<Day>]) -> Tally {
    let mut tally = Tally::default();
    let date = table.date_column().and_then(|name| rows.shape.word(table, name));
    let end = rows.shape.word(table, "discharged_on").filter(|_| table == Table::Admissions);
    // A primary diagnosis is counted among the diagnoses.
    let diagnosis = rows.shape.word(table, "primary_diagnosis");
    let codes: Vec<usize> = rows.shape.codes.iter().copied().filter(|&code| Some(code) != diagnosis).collect();
    let mut before: Option<&[u32]> = None;
    for &row in order {
        let record = rows.record(row);
        for &code in &codes {
            tally.code(record[code]);
        }
        if let Some(date) = date {
            let day = to_day(record[date]);
            let died_on = deaths.get(record[0] as usize).copied().flatten();
            tally.event(day, died_on.is_some_and(|died| day > died));
            if let (Some(end), Some(before)) = (end, before) {
                // No end is the lowest word: a spell without discharge overlaps every later one.
                let overlaps = before[0] == record[0] && (before[end] == 0 || before[end] > record[date]);
                tally.overlapping_spells += u64::from(overlaps);
            }
        }
        before = Some(record);
    }
    tally
}
