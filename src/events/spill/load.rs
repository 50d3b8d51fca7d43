//! A shard's records back in memory, ready to sort.

use super::record::Shape;
use crate::domain::hidden_debug;
use crate::error::{Fault, Result};
use crate::events::layout::Table;
use std::collections::BTreeMap;

hidden_debug!(ShardRows);

/// The records of one shard of one table, every record `shape.words` words long.
pub(crate) struct ShardRows {
    pub shape: Shape,
    pub words: Vec<u32>,
    /// For each text column, the shard's distinct texts in order; a record's word is an index into them.
    pub texts: Vec<Vec<Box<[u8]>>>,
}

impl ShardRows {
    /// Reads spilled records: codes get their final numbers, texts their ranks.
    pub(crate) fn read(table: Table, mut bytes: &[u8], codes: &[u32]) -> Result<Self> {
        let shape = Shape::of(table);
        let damaged = || Fault::Internal("a spill file is damaged".into());
        let mut words = Vec::with_capacity(bytes.len() / 4);
        let mut found: Vec<Vec<Box<[u8]>>> = vec![Vec::new(); shape.texts.len()];
        while !bytes.is_empty() {
            let start = words.len();
            let (head, tail) = bytes.split_at_checked(shape.words * 4).ok_or_else(damaged)?;
            words.extend(head.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]])));
            bytes = tail;
            for &code in &shape.codes {
                let word = &mut words[start + code];
                *word = *codes.get(*word as usize).ok_or_else(damaged)?;
            }
            for (index, (&text, found)) in shape.texts.iter().zip(&mut found).enumerate() {
                let (text, tail) = bytes.split_at_checked(words[start + text] as usize).ok_or_else(damaged)?;
                // The text behind an admission's columns is its list of secondary diagnoses.
                let is_code_list = index == 1;
                found.push(if is_code_list { renumber(text, codes).ok_or_else(damaged)? } else { text.into() });
                bytes = tail;
            }
        }
        let mut rows = Self { words, texts: Vec::new(), shape };
        for (index, found) in found.into_iter().enumerate() {
            rows.rank(index, found);
        }
        Ok(rows)
    }

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
