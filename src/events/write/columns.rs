//! Sorted records as Arrow columns.

use crate::domain::Day;
use crate::events::layout::{Kind, Table};
use crate::events::spill::ShardRows;
use crate::events::spill::record::{to_day, to_number, to_optional_day};
use arrow_array::{ArrayRef, Date32Array, Float64Array, StringArray, UInt32Array};
use std::sync::Arc;

/// The columns of `rows` in the order of `order`, each made when it is asked for.
pub(super) fn columns<'a>(table: Table, rows: &'a ShardRows, order: &'a [u32]) -> impl Iterator<Item = ArrayRef> + 'a {
    let mut texts = rows.texts.iter();
    table.columns().iter().zip(&rows.shape.columns).map(move |(column, &at)| {
        let words = order.iter().map(|&row| rows.record(row)[at]);
        match column.kind {
            Kind::Person | Kind::Code(_) | Kind::Ordinal => Arc::new(UInt32Array::from_iter_values(words)) as ArrayRef,
            Kind::Day => Arc::new(Date32Array::from_iter_values(words.map(|word| to_day(word).number()))),
            Kind::OptionalDay => Arc::new(words.map(|word| to_optional_day(word).map(Day::number)).collect::<Date32Array>()),
            Kind::Number => {
                let number = |&row: &u32| to_number([rows.record(row)[at], rows.record(row)[at + 1]]);
                Arc::new(order.iter().map(number).collect::<Float64Array>())
            }
            Kind::Text => {
                let texts = texts.next().map_or(&[][..], Vec::as_slice);
                let text = |word: u32| texts.get(word as usize).map_or("", |text| std::str::from_utf8(text).unwrap_or(""));
                Arc::new(StringArray::from_iter_values(words.map(text)))
            }
            Kind::Key => Arc::new(UInt32Array::from_iter_values(words)),
        }
    })
}
