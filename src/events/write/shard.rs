//! One shard of one table: load, settle, count, encode, a part of its people at a time.

use super::columns::columns;
use super::parquet_file::{Encoded, Encoder};
use super::settle::{Dropped, settle};
use super::spells::{SpellDiagnoses, number_spells};
use crate::domain::Day;
use crate::error::Result;
use crate::events::layout::Table;
use crate::events::quality::Tally;
use crate::events::spill::record::to_day;
use crate::events::spill::{ShardRows, Spill};

/// A shard ready to be written.
#[derive(Default)]
pub(super) struct ShardDone {
    pub rows: u64,
    /// The row group, `None` without rows.
    pub encoded: Option<Encoded>,
    /// For admissions: rows and row group of their diagnoses.
    pub diagnoses: Option<(u64, Option<Encoded>)>,
    pub dropped: Vec<Dropped>,
    pub replaced: u64,
    pub tally: Tally,
}

/// Makes the row groups of one shard.
pub(super) fn encode_shard(
    table: Table,
    spill: &Spill,
    shard: usize,
    codes: &[u32],
    deaths: &[Option<Day>],
    encoder: Encoder<'_>,
    diagnosis_encoder: Option<Encoder<'_>>,
) -> Result<ShardDone> {
    let mut done = ShardDone::default();
    let mut group = encoder.group()?;
    let mut diagnosis_group = diagnosis_encoder.map(Encoder::group).transpose()?;
    for people in spill.parts(table, shard) {
        let mut rows = spill.load(table, shard, people, codes)?;
        let mut settled = settle(table, &rows);
        if let Some(group) = &mut diagnosis_group {
            number_spells(table, &mut rows, &settled.order);
            let diagnoses = SpellDiagnoses::of(table, &rows, &settled.order);
            for &code in diagnoses.codes() {
                done.tally.code(code);
            }
            group.add(diagnoses.len(), diagnoses.into_columns())?;
        }
        tally(table, &rows, &settled.order, deaths, &mut done.tally);
        group.add(settled.order.len(), columns(table, &rows, &settled.order))?;
        done.replaced += settled.replaced;
        done.dropped.append(&mut settled.dropped);
    }
    done.dropped.sort_unstable();
    done.rows = group.rows();
    done.encoded = group.finish()?;
    if let Some(group) = diagnosis_group {
        done.diagnoses = Some((group.rows(), group.finish()?));
    }
    Ok(done)
}

/// Counts the rows that go into the store.
fn tally(table: Table, rows: &ShardRows, order: &[u32], deaths: &[Option<Day>], tally: &mut Tally) {
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
}
