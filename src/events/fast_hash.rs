//! A quick hash for tables that are asked once a row. Not for keys an attacker may choose at leisure.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map with this hash.
pub(crate) type FastMap<K, V> = HashMap<K, V, BuildHasherDefault<FastHash>>;

/// Multiply and fold: each word is mixed by one widening multiplication.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct FastHash(u64);

/// Fractional part of the golden ratio: odd, bits well spread.
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

impl Hasher for FastHash {
    fn write(&mut self, bytes: &[u8]) {
        let mut words = bytes.chunks_exact(8);
        for word in &mut words {
            self.write_u64(word.iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte)));
        }
        let rest = words.remainder().iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte));
        self.write_u64(rest | (bytes.len() as u64) << 56);
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(u64::from(byte));
    }

    fn write_u32(&mut self, word: u32) {
        self.write_u64(u64::from(word));
    }

    fn write_i32(&mut self, word: i32) {
        self.write_u64(u64::from(word.cast_unsigned()));
    }

    fn write_u64(&mut self, word: u64) {
        let wide = u128::from(self.0 ^ word ^ FACTOR) * u128::from(FACTOR.rotate_left(32) | 1);
        self.0 = (wide as u64) ^ (wide >> 64) as u64;
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
