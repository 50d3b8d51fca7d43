//! Spells of a person in order, and their diagnoses as rows of their own.

use crate::events::layout::{Kind, Table};
use crate::events::spill::ShardRows;
use crate::events::spill::record::to_day;
use arrow_array::{ArrayRef, Date32Array, UInt32Array};
use std::sync::Arc;

/// Numbers each person's spells from 1 in the order of the file.
pub(super) fn number_spells(table: Table, rows: &mut ShardRows, order: &[u32]) {
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
pub(super) struct SpellDiagnoses {
    columns: [Vec<u32>; 7],
}

impl SpellDiagnoses {
    pub(super) fn of(table: Table, rows: &ShardRows, order: &[u32]) -> Self {
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
                // Diagnoses are coded after discharge: nobody could know them while the stay went on. Words of dates sort as
                // dates, none first.
                let known = record[visible].max(record[discharged]);
                let cells = [record[0], record[admitted], known, record[spell], record[method], position, code];
                for (column, cell) in columns.iter_mut().zip(cells) {
                    column.push(cell);
                }
            }
        }
        Self { columns }
    }

    pub(super) fn len(&self) -> usize {
        self.codes().len()
    }

    /// The code of every row.
    pub(super) fn codes(&self) -> &[u32] {
        &self.columns[DIAGNOSIS]
    }

    pub(super) fn into_columns(self) -> impl Iterator<Item = ArrayRef> {
        Table::Diagnoses.columns().iter().zip(self.columns).map(|(column, words)| match column.kind {
            Kind::Day => Arc::new(Date32Array::from_iter_values(words.into_iter().map(|word| to_day(word).number()))) as ArrayRef,
            _ => Arc::new(UInt32Array::from(words)) as ArrayRef,
        })
    }
}
