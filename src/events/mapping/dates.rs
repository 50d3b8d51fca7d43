//! Dates written in other ways.

use crate::domain::Day;
use chrono::NaiveDate;
use chrono::format::{Item, Parsed, StrftimeItems, parse};

/// A date format, as chrono writes them: `%d/%m/%Y %H:%M`, `%m%Y`. A time of day is read and left out;
/// without a day of the month the 15th is meant.
#[derive(Debug, Clone)]
pub(super) struct DateFormat {
    text: String,
    items: Vec<Item<'static>>,
}

impl DateFormat {
    /// Checks a format: it has to be understood, and to hold year and month.
    pub(super) fn new(text: &str) -> Option<Self> {
        let items = StrftimeItems::new(text).parse_to_owned().ok()?;
        let format = Self { text: text.to_owned(), items };
        let sample = NaiveDate::from_ymd_opt(2001, 2, 3)?.and_hms_opt(4, 5, 6)?;
        // Formatting with items that a date cannot give (time zones) would be an error inside `to_string`.
        let mut written = String::new();
        std::fmt::Write::write_fmt(&mut written, format_args!("{}", sample.format_with_items(format.items.iter()))).ok()?;
        let read = NaiveDate::from(format.read(&written)?);
        (read.format("%Y-%m").to_string() == "2001-02").then_some(format)
    }

    /// Whether dates are written as in the extract layout.
    pub(super) fn is_plain(&self) -> bool {
        self.text == "%Y-%m-%d"
    }

    /// The date in a text.
    pub(super) fn read(&self, text: &str) -> Option<Day> {
        let mut parsed = Parsed::new();
        parse(&mut parsed, text, self.items.iter()).ok()?;
        if parsed.day().is_none() && parsed.ordinal().is_none() {
            parsed.set_day(15).ok()?;
        }
        parsed.to_naive_date().ok().map(Day::from)
    }
}

/// The date in a cell, by the first format that fits.
pub(super) fn read_date(formats: &[DateFormat], cell: &[u8]) -> Option<Day> {
    let text = std::str::from_utf8(cell).ok()?;
    formats.iter().find_map(|format| if format.is_plain() { Day::parse(cell).ok() } else { format.read(text) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: &str, text: &str) -> Option<String> {
        DateFormat::new(format).unwrap().read(text).map(|day| day.to_string())
    }

    #[test]
    fn reads_dates_with_times_and_without_days() {
        assert_eq!(read("%d/%m/%Y %H:%M", "11/03/2019 09:50").unwrap(), "2019-03-11");
        assert_eq!(read("%Y-%m-%d %H:%M:%S", "2019-12-08 00:34:14").unwrap(), "2019-12-08");
        assert_eq!(read("%m%Y", "081937").unwrap(), "1937-08-15");
        assert_eq!(read("%d%m%Y", "05112020").unwrap(), "2020-11-05");
        assert_eq!(read("%d-%b-%Y", "05-NOV-2020").unwrap(), "2020-11-05");
        for (format, text) in [("%d/%m/%Y", "30/02/2019"), ("%m%Y", "131937"), ("%d/%m/%Y", "11/03/2019 09:50"), ("%d/%m/%Y", "")]
        {
            assert_eq!(read(format, text), None, "{format}");
        }
    }

    #[test]
    fn refuses_formats_that_make_no_date() {
        for bad in ["%Q", "DD/MM/YYYY", "%H:%M", "%d/%m", "%Y-%m-%d %z", ""] {
            assert!(DateFormat::new(bad).is_none(), "{bad}");
        }
    }
}
