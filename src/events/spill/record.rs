//! One row as 32-bit words whose order is the order of the rows: sorting and comparing rows is sorting and comparing
//! words, whatever the table. Parquet columns are made from the words at the end.
//!
//! A record is the columns of the table in layout order (an admission has its secondary diagnoses behind them as a text),
//! then where it came from: block and row in the block. A date and an ordinal, code or person is one word, a number two.
//! A text is one word (its length while spilled, its rank among the shard's texts once loaded), its bytes follow the words.

use crate::domain::Day;
use crate::domain::hidden_debug;
use crate::events::layout::{Kind, Table};

hidden_debug!(Record);

/// Turns the sign bit, so that unsigned comparison orders signed days.
const SIGN: u32 = 1 << 31;
/// No date; before every date.
const NO_DAY: u32 = 0;

/// The block number of rows that the earlier generation of the store had.
pub(crate) const EARLIER: u32 = 0;
/// The word of a record's row in its block. `further` marks that the source row already gave another record, so that
/// the loss of this one is not the loss of the row.
pub(crate) fn of_row(row: u32, further: bool) -> u32 {
    row << 1 | u32::from(further)
}

/// Row and whether it is a further record of it.
pub(crate) fn to_row(word: u32) -> (u32, bool) {
    (word >> 1, word & 1 == 1)
}

pub(crate) fn of_day(day: Day) -> u32 {
    day.number().cast_unsigned() ^ SIGN
}

pub(crate) fn to_day(word: u32) -> Day {
    Day::from_number((word ^ SIGN).cast_signed())
}

pub(crate) fn of_optional_day(day: Option<Day>) -> u32 {
    day.map_or(NO_DAY, of_day)
}

pub(crate) fn to_optional_day(word: u32) -> Option<Day> {
    (word != NO_DAY).then(|| to_day(word))
}

/// Bits of a finite number in an order that agrees with the number's; both words 0 for none.
pub(crate) fn of_number(number: Option<f64>) -> [u32; 2] {
    let Some(number) = number else { return [0, 0] };
    let bits = (number + 0.0).to_bits();
    let ordered = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
    [(ordered >> 32) as u32, ordered as u32]
}

pub(crate) fn to_number([high, low]: [u32; 2]) -> Option<f64> {
    let ordered = u64::from(high) << 32 | u64::from(low);
    if ordered == 0 {
        return None;
    }
    Some(f64::from_bits(if ordered >> 63 == 1 { ordered ^ 1 << 63 } else { !ordered }))
}

/// Where a table's columns are in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    /// First word of each column of the layout.
    pub columns: Vec<usize>,
    /// Words that hold codes.
    pub codes: Vec<usize>,
    /// Words that stand for texts.
    pub texts: Vec<usize>,
    /// Words before those that say where the record came from.
    pub content: usize,
    /// Words.
    pub words: usize,
}

impl Shape {
    pub(crate) fn of(table: Table) -> Self {
        let (mut columns, mut codes, mut texts, mut at) = (vec![], vec![], vec![], 0);
        for column in table.columns() {
            columns.push(at);
            match column.kind {
                Kind::Code(_) => codes.push(at),
                Kind::Text => texts.push(at),
                _ => {}
            }
            at += if matches!(column.kind, Kind::Number) { 2 } else { 1 };
        }
        if table == Table::Admissions {
            texts.push(at);
            at += 1;
        }
        Self { columns, codes, texts, content: at, words: at + 2 }
    }

    /// The word of a column of the layout.
    pub(crate) fn word(&self, table: Table, name: &str) -> Option<usize> {
        table.columns().iter().position(|column| column.name == name).map(|index| self.columns[index])
    }
}

/// A record being made, to be filled in the order of the columns.
#[derive(Default)]
pub(crate) struct Record {
    words: Vec<u32>,
    bytes: Vec<u8>,
}

impl Record {
    pub(crate) fn clear(&mut self) {
        self.words.clear();
        self.bytes.clear();
    }

    /// A person, code or ordinal.
    pub(crate) fn plain(&mut self, word: u32) {
        self.words.push(word);
    }

    pub(crate) fn day(&mut self, day: Day) {
        self.words.push(of_day(day));
    }

    pub(crate) fn optional_day(&mut self, day: Option<Day>) {
        self.words.push(of_optional_day(day));
    }

    pub(crate) fn number(&mut self, number: Option<f64>) {
        self.words.extend(of_number(number));
    }

    pub(crate) fn text(&mut self, text: &[u8]) {
        self.words.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        self.bytes.extend_from_slice(text);
    }

    /// The person, which every record begins with.
    pub(crate) fn person(&self) -> u32 {
        self.words.first().copied().unwrap_or(0)
    }

    /// Appends the spilled form to `bytes`.
    pub(crate) fn spill(&self, block: u32, row: u32, bytes: &mut Vec<u8>) {
        for word in self.words.iter().chain(&[block, row]) {
            bytes.extend_from_slice(&word.to_le_bytes());
        }
        bytes.extend_from_slice(&self.bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shapes_cover_every_column() {
        for table in Table::ALL.into_iter().filter(|&table| table != Table::Persons) {
            let shape = Shape::of(table);
            let numbers = table.columns().iter().filter(|column| column.kind == Kind::Number).count();
            let hidden = usize::from(table == Table::Admissions);
            assert_eq!(shape.content, table.columns().len() + numbers + hidden, "{table:?}");
            assert_eq!(shape.words, shape.content + 2);
        }
    }

    #[test]
    fn missing_comes_first_and_comes_back() {
        assert_eq!(to_optional_day(of_optional_day(None)), None);
        assert_eq!(to_number(of_number(None)), None);
        assert!(of_optional_day(None) < of_day(Day::from_number(-100_000)));
        assert!(of_number(None) < of_number(Some(f64::MIN)));
    }

    proptest! {
        #[test]
        fn words_keep_values_and_their_order(a in -1e9f64..1e9, b in -1e9f64..1e9, d in -100_000i32..100_000, e in -100_000i32..100_000) {
            prop_assert_eq!(to_number(of_number(Some(a))), Some(a));
            prop_assert_eq!(of_number(Some(a)).cmp(&of_number(Some(b))), a.total_cmp(&b));
            let (d, e) = (Day::from_number(d), Day::from_number(e));
            prop_assert_eq!(to_day(of_day(d)), d);
            prop_assert_eq!(of_day(d).cmp(&of_day(e)), d.cmp(&e));
        }
    }
}
