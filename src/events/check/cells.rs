//! Cells of an extract row as values.

use super::{Wrong, reason};
use crate::domain::Day;
use crate::events::extract::ExtractRow;

/// An extract row being read. Blanks around a cell do not count.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowCells<'a> {
    row: &'a ExtractRow,
    as_of: Day,
}

impl<'a> RowCells<'a> {
    pub(super) const fn new(row: &'a ExtractRow, as_of: Day) -> Self {
        Self { row, as_of }
    }

    pub(super) fn cell(self, column: usize) -> &'a [u8] {
        self.row.cell(column).trim_ascii()
    }

    pub(super) fn required(self, column: usize) -> Result<&'a [u8], Wrong> {
        let cell = self.cell(column);
        if cell.is_empty() { Err(Wrong { column, reason: reason::EMPTY }) } else { Ok(cell) }
    }

    /// UTF-8 text, maybe empty.
    pub(super) fn text(self, column: usize) -> Result<&'a str, Wrong> {
        std::str::from_utf8(self.cell(column)).map_err(|_| Wrong { column, reason: reason::NOT_UTF8 })
    }

    /// A date not after today.
    pub(super) fn day(self, column: usize) -> Result<Day, Wrong> {
        self.not_ahead(column, self.day_maybe_ahead(column)?)
    }

    /// A date that may lie ahead.
    pub(super) fn day_maybe_ahead(self, column: usize) -> Result<Day, Wrong> {
        Day::parse(self.required(column)?).map_err(|_| Wrong { column, reason: reason::NOT_A_DATE })
    }

    /// A date not after today, or none.
    pub(super) fn optional_day(self, column: usize) -> Result<Option<Day>, Wrong> {
        if self.cell(column).is_empty() { Ok(None) } else { self.day(column).map(Some) }
    }

    /// A date that may lie ahead, or none.
    pub(super) fn optional_day_maybe_ahead(self, column: usize) -> Result<Option<Day>, Wrong> {
        if self.cell(column).is_empty() { Ok(None) } else { self.day_maybe_ahead(column).map(Some) }
    }

    fn not_ahead(self, column: usize, day: Day) -> Result<Day, Wrong> {
        if day > self.as_of { Err(Wrong { column, reason: reason::FUTURE }) } else { Ok(day) }
    }

    /// A finite number written with ASCII digits, or none.
    pub(super) fn optional_number(self, column: usize) -> Result<Option<f64>, Wrong> {
        let cell = self.cell(column);
        if cell.is_empty() {
            return Ok(None);
        }
        let plain = cell.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
        let number = std::str::from_utf8(cell).ok().filter(|_| plain).and_then(|text| text.parse::<f64>().ok());
        match number {
            Some(number) if number.is_finite() => Ok(Some(number)),
            Some(_) => Err(Wrong { column, reason: reason::OUT_OF_RANGE }),
            None => Err(Wrong { column, reason: reason::NOT_A_NUMBER }),
        }
    }

    /// A number from `low` to `high`, or none.
    pub(super) fn optional_number_within(self, column: usize, low: f64, high: f64) -> Result<Option<f64>, Wrong> {
        match self.optional_number(column)? {
            Some(number) if !(low..=high).contains(&number) => Err(Wrong { column, reason: reason::OUT_OF_RANGE }),
            number => Ok(number),
        }
    }
}

/// `end` is refused with `why` when it comes before `start`.
pub(super) fn in_order(start: Day, end: Option<Day>, column: usize, why: &'static str) -> Result<(), Wrong> {
    if end.is_some_and(|end| end < start) { Err(Wrong { column, reason: why }) } else { Ok(()) }
}
