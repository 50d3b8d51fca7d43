//! A shard's records back in memory, ready to sort.

use super::record::Shape;
use crate::domain::hidden_debug;
use crate::error::{Fault, Result};
use crate::events::layout::Table;
use std::collections::BTreeMap;
use std::ops::Range;

hidden_debug!(ShardRows);

/// The records of a shard of one table, or of a part of it; every record is `shape.words` words long.
pub(crate) struct ShardRows {
    pub shape: Shape,
    pub words: Vec<u32>,
    /// For each text column, the distinct texts in order; a record's word is an index into them.
    pub texts: Vec<Vec<Box<[u8]>>>,
}

/// Records being read from the spill: codes get their final numbers, texts wait to be ranked.
pub(super) struct Loading<'a> {
    rows: ShardRows,
    people: Range<u32>,
    codes: &'a [u32],
}

impl<'a> Loading<'a> {
    /// Records of `people`; others are passed over.
    pub(super) fn new(table: Table, people: Range<u32>, codes: &'a [u32]) -> Self {
        let shape = Shape::of(table);
        Self { rows: ShardRows { words: Vec::new(), texts: vec![Vec::new(); shape.texts.len()], shape }, people, codes }
    }

    /// Adds a stretch of whole records.
    pub(super) fn add(&mut self, mut bytes: &[u8]) -> Result<()> {
        let damaged = || Fault::Internal("a spill file is damaged".into());
        let ShardRows { shape, words, texts } = &mut self.rows;
        while !bytes.is_empty() {
            let start = words.len();
            let (head, tail) = bytes.split_at_checked(shape.words * 4).ok_or_else(damaged)?;
            words.extend(head.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]])));
            bytes = tail;
            let wanted = self.people.contains(&words[start]);
            for (index, (&text, found)) in shape.texts.iter().zip(texts.iter_mut()).enumerate() {
                let (text, tail) = bytes.split_at_checked(words[start + text] as usize).ok_or_else(damaged)?;
                bytes = tail;
                if wanted {
                    // The text behind an admission's columns is its list of secondary diagnoses.
                    let is_code_list = index == 1;
                    found.push(if is_code_list { renumber(text, self.codes).ok_or_else(damaged)? } else { text.into() });
                }
            }
            if !wanted {
                words.truncate(start);
                continue;
            }
            for &code in &shape.codes {
                let word = &mut words[start + code];
                *word = *self.codes.get(*word as usize).ok_or_else(damaged)?;
            }
        }
        Ok(())
    }

    /// Ranks the texts.
    pub(super) fn finish(mut self) -> ShardRows {
        let found = std::mem::take(&mut self.rows.texts);
        for (index, found) in found.into_iter().enumerate() {
            self.rows.rank(index, found);
        }
        self.rows
    }
}

impl ShardRows {
    /// Records.
    pub(crate) fn len(&self) -> usize {
        self.words.len() / self.shape.words
    }

    /// Record `row`: its content, then where it came from.
    pub(crate) fn record(&self, row: u32) -> &[u32] {
        let start = row as usize * self.shape.words;
        &self.words[start..start + self.shape.words]
    }

    /// The columns of record `row`, without where it came from.
    pub(crate) fn content(&self, row: u32) -> &[u32] {
        &self.record(row)[..self.shape.content]
    }

    fn rank(&mut self, index: usize, found: Vec<Box<[u8]>>) {
        let mut ranks: BTreeMap<&[u8], u32> = found.iter().map(|text| (&**text, 0)).collect();
        for (rank, place) in ranks.values_mut().enumerate() {
            *place = rank as u32;
        }
        let word = self.shape.texts[index];
        for (row, text) in found.iter().enumerate() {
            self.words[row * self.shape.words + word] = ranks[&**text];
        }
        self.texts.push(ranks.into_keys().map(Into::into).collect());
    }
}

/// Codes of a list, four bytes each: little-endian and provisional while spilled, big-endian and final afterwards, so that lists
/// are ordered by their codes.
fn renumber(list: &[u8], codes: &[u32]) -> Option<Box<[u8]>> {
    let mut renumbered = Vec::with_capacity(list.len());
    for code in list.chunks_exact(4) {
        let code = codes.get(u32::from_le_bytes([code[0], code[1], code[2], code[3]]) as usize)?;
        renumbered.extend_from_slice(&code.to_be_bytes());
    }
    Some(renumbered.into())
}
