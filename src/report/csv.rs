//! Figures for spreadsheets and scripts.

use crate::error::{Fault, Result};
use crate::measures::Published;
use crate::report::header::header_of;
use crate::report::words::{one_line, unit};
use crate::report::{Row, Selection, rows};

const COLUMNS: [&str; 19] = [
    "measure",
    "version",
    "title",
    "first_day",
    "last_day",
    "level",
    "place",
    "name",
    "kind",
    "part",
    "numerator",
    "denominator",
    "value",
    "unit",
    "pending",
    "removed",
    "targets",
    "targets_met",
    "warning",
];

/// What figures rest on, as lines that begin with `#`; then one row per measure, place and part. Comma-separated UTF-8,
/// quoted as RFC 4180 has it; the lines that begin with `#` have two fields alone.
///
/// `*` is withheld, `n/a` has denominator 0; an empty cell is one that there is not. A text that a spreadsheet would take for a formula
/// has an apostrophe before it.
///
/// # Errors
/// A fault of the program.
pub fn csv(published: &Published, selection: &Selection) -> Result<String> {
    let mut file = ::csv::WriterBuilder::new().flexible(true).terminator(::csv::Terminator::CRLF).from_writer(vec![]);
    let fault = |_| Fault::Internal("the rows cannot be written as CSV".into());
    for row in header_of(published, selection) {
        file.write_record([format!("# {}", row.label), guarded(&row.value)]).map_err(fault)?;
    }
    file.write_record(COLUMNS).map_err(fault)?;
    for row in rows(published, selection) {
        file.write_record(record(&row)).map_err(fault)?;
    }
    let bytes = file.into_inner().map_err(|_| Fault::Internal("the rows cannot be written as CSV".into()))?;
    String::from_utf8(bytes).map_err(|_| Fault::Internal("the rows are not UTF-8".into()))
}

fn record(row: &Row) -> [String; 19] {
    let count = |count: Option<crate::measures::published::Shown>| count.map_or_else(String::new, |count| count.to_string());
    [
        guarded(&row.measure),
        row.version.to_string(),
        guarded(&row.title),
        row.first_day.to_string(),
        row.last_day.to_string(),
        row.level.name().to_owned(),
        guarded(&row.place),
        guarded(&row.name),
        row.kind.name().to_owned(),
        guarded(row.part.as_deref().unwrap_or_default()),
        row.numerator.to_string(),
        count(row.denominator),
        row.value.map_or_else(String::new, super::words::share),
        row.value.and(unit(row.shape)).unwrap_or_default().to_owned(),
        count(row.pending),
        count(row.removed),
        guarded(&super::words::targets(&row.targets)),
        guarded(&super::words::met(row)),
        guarded(&row.warning),
    ]
}

/// A text that no spreadsheet runs (OWASP, CSV injection).
fn guarded(text: &str) -> String {
    let line = one_line(text);
    if text.starts_with(is_formula) { format!("'{line}") } else { line }
}

/// What begins a formula, or hides what begins one.
pub(super) fn is_formula(first: char) -> bool {
    matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulae_are_told_as_text() {
        for (text, told) in [
            ("=cmd()", "'=cmd()"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "' =1"),
            ("\r=1", "' =1"),
            ("＝1", "'＝1"),
            ("High = Street", "High = Street"),
            ("two\nlines", "two lines"),
        ] {
            assert_eq!(guarded(text), told);
        }
    }
}
