//! What a walk has found of the person it is at.

use super::BITS;
use super::op::{Adds, Op};

/// Accumulators of up to 64 features; only those whose bit in `touched` is set mean anything.
pub(super) struct Person {
    touched: u64,
    /// Features of presence that have had a row.
    noted: u64,
    /// Sums, counts and latest numbers.
    totals: [f64; BITS],
    /// Day of the latest or first row, or the last spell.
    marks: [i64; BITS],
    groups: Vec<u128>,
    /// For distinct values: by value, the person (plus one) it was last seen with, so that nothing has to be cleared.
    seen: Vec<Vec<u32>>,
}

impl Person {
    pub(super) fn new(ops: &[Op]) -> Self {
        let seen = ops.iter().map(|op| if let Adds::Value(_, _, count) = &op.adds { vec![0; *count] } else { Vec::new() });
        Self { touched: 0, noted: 0, totals: [0.0; BITS], marks: [0; BITS], groups: vec![0; ops.len()], seen: seen.collect() }
    }

    /// Whether this is the first row for the feature; its accumulators are then reset.
    #[inline]
    fn first(&mut self, bit: usize) -> bool {
        let first = self.touched & (1 << bit) == 0;
        if first {
            self.touched |= 1 << bit;
            self.totals[bit] = 0.0;
        }
        first
    }

    #[inline]
    pub(super) fn add(&mut self, bit: usize, number: f64) {
        self.first(bit);
        self.totals[bit] += number;
    }

    /// A row for every feature of presence whose bit is set.
    #[inline]
    pub(super) fn note(&mut self, bits: u64) {
        self.noted |= bits;
    }

    /// Rows of a spell are adjacent, so that only the last one has to be remembered.
    #[inline]
    pub(super) fn spell(&mut self, bit: usize, spell: u32) {
        if self.first(bit) || self.marks[bit] != i64::from(spell) {
            self.marks[bit] = i64::from(spell);
            self.totals[bit] += 1.0;
        }
    }

    #[inline]
    pub(super) fn value(&mut self, bit: usize, value: u32, person: u32) {
        if let Some(seen) = self.seen[bit].get_mut(value as usize)
            && value != 0
            && *seen != person.wrapping_add(1)
        {
            *seen = person.wrapping_add(1);
            self.add(bit, 1.0);
        }
    }

    #[inline]
    pub(super) fn groups(&mut self, bit: usize, groups: u128) {
        if self.first(bit) {
            self.groups[bit] = 0;
        }
        self.groups[bit] |= groups;
    }

    #[inline]
    pub(super) fn latest(&mut self, bit: usize, day: i32, number: f64) {
        if self.first(bit) || i64::from(day) >= self.marks[bit] {
            self.marks[bit] = i64::from(day);
            self.totals[bit] = number;
        }
    }

    #[inline]
    pub(super) fn earliest(&mut self, bit: usize, day: i32) {
        if self.first(bit) || i64::from(day) < self.marks[bit] {
            self.marks[bit] = i64::from(day);
        }
    }

    /// Writes the person's numbers into row `row` of the output columns and forgets the person.
    pub(super) fn write(&mut self, ops: &[Op], index: i32, row: usize, columns: &mut [Vec<f32>]) {
        let mut left = std::mem::take(&mut self.noted);
        while left != 0 {
            columns[ops[left.trailing_zeros() as usize].feature][row] = 1.0;
            left &= left - 1;
        }
        let mut left = std::mem::take(&mut self.touched);
        while left != 0 {
            let bit = left.trailing_zeros() as usize;
            left &= left - 1;
            let op = &ops[bit];
            let number = match &op.adds {
                Adds::Groups(_, _, score) => score.of(self.groups[bit]),
                Adds::LatestDay | Adds::FirstDay => (i64::from(index) - self.marks[bit]) as f64,
                _ => self.totals[bit],
            };
            columns[op.feature][row] = number as f32;
        }
    }
}
