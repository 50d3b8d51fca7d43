//! Columns of a batch as plain slices.

use crate::error::{Fault, Result};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, UInt32Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_buffer::NullBuffer;

/// A column that may have nulls.
#[derive(Clone, Copy)]
pub(super) struct Optional<'a, T> {
    values: &'a [T],
    nulls: Option<&'a NullBuffer>,
}

impl<T: Copy> Optional<'_, T> {
    #[inline]
    pub(super) fn get(&self, row: usize) -> Option<T> {
        if self.nulls.is_some_and(|nulls| nulls.is_null(row)) { None } else { self.values.get(row).copied() }
    }
}

fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef> {
    batch.column_by_name(name).ok_or_else(|| damaged(name))
}

fn damaged(name: &str) -> Fault {
    Fault::Data(format!("the event store's column \"{name}\" is not as it should be; import the extract again"))
}

/// A column of ids, ordinals or person indexes.
pub(super) fn ids<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a [u32]> {
    let array = column(batch, name)?.as_primitive_opt::<UInt32Type>().ok_or_else(|| damaged(name))?;
    Ok(array.values())
}

/// A column of dates that are all known, as day numbers.
pub(super) fn days<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a [i32]> {
    let array = column(batch, name)?.as_primitive_opt::<Date32Type>().ok_or_else(|| damaged(name))?;
    if array.null_count() > 0 {
        return Err(damaged(name));
    }
    Ok(array.values())
}

/// A column of dates that may be unknown.
pub(super) fn optional_days<'a>(batch: &'a RecordBatch, name: &str) -> Result<Optional<'a, i32>> {
    let array = column(batch, name)?.as_primitive_opt::<Date32Type>().ok_or_else(|| damaged(name))?;
    Ok(Optional { values: array.values(), nulls: array.nulls() })
}

/// A column of numbers.
#[derive(Clone, Copy)]
pub(super) enum Numbers<'a> {
    Floats(Optional<'a, f64>),
    Ordinals(&'a [u32]),
}

impl Numbers<'_> {
    /// The number, when there is one.
    #[inline]
    pub(super) fn get(&self, row: usize) -> Option<f64> {
        match self {
            Self::Floats(floats) => floats.get(row).filter(|number| number.is_finite()),
            Self::Ordinals(ordinals) => ordinals.get(row).map(|&ordinal| f64::from(ordinal)),
        }
    }
}

pub(super) fn numbers<'a>(batch: &'a RecordBatch, name: &str) -> Result<Numbers<'a>> {
    if let Some(array) = column(batch, name)?.as_primitive_opt::<Float64Type>() {
        return Ok(Numbers::Floats(Optional { values: array.values(), nulls: array.nulls() }));
    }
    ids(batch, name).map(Numbers::Ordinals)
}
