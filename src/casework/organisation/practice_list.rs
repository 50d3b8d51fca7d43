//! A row of the NHS list of practices and prescribing cost centres (`epraccur`), as the Organisation Data Service publishes it: no
//! header, 27 columns, dates as YYYYMMDD.
//!
//! Source: NHS Digital, "GP practices and prescribing cost centres: data definitions" (epraccur). Columns count from 1: 1 code, 2 name,
//! 11 open date, 12 close date, 13 status, 15 commissioner, 16 and 17 its join and left dates, 26 prescribing setting (4: GP practice).

use super::listed::Listed;
use super::state::{OrganisationKind, OrganisationStatus, Profile};
use crate::domain::{Day, Line, OdsCode};
use validator::Validate;

/// Columns of a row.
pub const COLUMNS: usize = 27;

/// A row that cannot be used: which column, and why. Never its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {reason}")]
pub struct BadRow {
    /// Column from 1; 0 for the row as a whole.
    pub column: usize,
    /// What is wrong with it.
    pub reason: &'static str,
}

/// Reads a row; `None` for what is not a GP practice.
///
/// # Errors
/// [`BadRow`] names the first column that cannot be read. Nothing is guessed in its place.
pub fn read(row: &[&str]) -> Result<Option<Listed>, BadRow> {
    if row.len() != COLUMNS {
        return Err(BadRow { column: 0, reason: "does not have 27 columns" });
    }
    let cell = |column: usize| row[column - 1].trim();
    let bad = |column, reason| BadRow { column, reason };
    if cell(26) != "4" {
        return Ok(None);
    }
    let code = |column| OdsCode::parse(cell(column).as_bytes()).map_err(|_| bad(column, "not an organisation code"));
    let day = |column| match cell(column) {
        "" => Ok(None),
        text => date(text).map(Some).ok_or(bad(column, "not a date written YYYYMMDD")),
    };
    let own = code(1)?;
    let name = Line::from(cell(2));
    name.validate().map_err(|_| bad(2, "not a name of 1 to 200 characters"))?;
    let (opened_on, closed_on) = (day(11)?, day(12)?);
    if matches!((opened_on, closed_on), (Some(opened), Some(closed)) if closed < opened) {
        return Err(bad(12, "closes before it opens"));
    }
    let status = match cell(13) {
        "A" => OrganisationStatus::Active,
        "C" => OrganisationStatus::Closed,
        "D" => OrganisationStatus::Dormant,
        "P" => OrganisationStatus::Proposed,
        _ => return Err(bad(13, "not a status (A, C, D, P)")),
    };
    let commissioner = if cell(15).is_empty() {
        None
    } else {
        let (joined, left) = (day(16)?, day(17)?);
        if matches!((joined, left), (Some(joined), Some(left)) if left < joined) {
            return Err(bad(17, "leaves its commissioner before it joins"));
        }
        Some((code(15)?, joined, left))
    };
    let profile = Profile { kind: OrganisationKind::Practice, name, status, opened_on, closed_on, locality: None };
    Ok(Some(Listed { code: own, profile, commissioner }))
}

fn date(text: &str) -> Option<Day> {
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| Day::parse(format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]).as_bytes()).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(changes: &[(usize, &'static str)]) -> Vec<&'static str> {
        let mut row = vec![""; COLUMNS];
        for (column, text) in
            [(1, "A81001"), (2, "THE SURGERY"), (11, "19740401"), (13, "A"), (15, "00K"), (16, "20130401"), (26, "4")]
        {
            row[column - 1] = text;
        }
        for (column, text) in changes {
            row[column - 1] = text;
        }
        row
    }

    #[test]
    fn reads_a_practice_and_passes_over_the_rest() {
        let listed = read(&row(&[])).unwrap().unwrap();
        assert_eq!((listed.code.as_str(), listed.profile.opened_on), ("A81001", Some(Day::of(1974, 4, 1))));
        assert_eq!(listed.commissioner, Some(("00K".parse().unwrap(), Some(Day::of(2013, 4, 1)), None)));
        assert_eq!(read(&row(&[(15, ""), (16, "")])).unwrap().unwrap().commissioner, None);
        assert_eq!(read(&row(&[(26, "0"), (11, "rubbish")])), Ok(None), "a clinic's faults are not a practice's");
    }

    #[test]
    fn says_which_column_is_wrong_and_never_what_it_holds() {
        for (changes, column) in [
            (vec![(1, "A8")], 1),
            (vec![(2, " ")], 2),
            (vec![(11, "1974-04-01")], 11),
            (vec![(11, "19740431")], 11),
            (vec![(12, "19730101")], 12),
            (vec![(13, "X")], 13),
            (vec![(15, "?")], 15),
            (vec![(16, "20139999")], 16),
            (vec![(17, "20120101")], 17),
        ] {
            let bad = read(&row(&changes)).unwrap_err();
            assert_eq!(bad.column, column);
            assert!(!bad.to_string().contains(changes[0].1.trim()) || changes[0].1.trim().len() < 2, "{bad}");
        }
        assert_eq!(read(&["A81001"]).unwrap_err().column, 0);
    }
}
