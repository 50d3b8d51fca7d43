//! Patterns for file names and for runs of columns.

/// Whether a file name fits a pattern: `*` stands for any text, `?` for one letter, case does not count.
/// Endings (.csv, .csv.gz, .parquet) are no part of it.
pub(super) fn fits(pattern: &str, name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let stem = [".csv.gz", ".csv", ".parquet"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(&name);
    glob(pattern.to_ascii_lowercase().as_bytes(), stem.as_bytes())
}

fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match pattern {
        [] => text.is_empty(),
        [b'*', rest @ ..] => (0..=text.len()).any(|skipped| glob(rest, &text[skipped..])),
        [b'?', rest @ ..] => text.split_first().is_some_and(|(_, text)| glob(rest, text)),
        [letter, rest @ ..] => text.split_first().is_some_and(|(first, text)| first == letter && glob(rest, text)),
    }
}

/// The columns a name stands for: `DIAG_{02..20}` is `DIAG_02`, `DIAG_03` ... `DIAG_20`. `None` when the braces make no sense.
pub(super) fn columns(name: &str) -> Option<Vec<String>> {
    let Some((before, rest)) = name.split_once('{') else { return (!name.contains('}')).then(|| vec![name.to_owned()]) };
    let (range, after) = rest.split_once('}')?;
    let (from, to) = range.split_once("..")?;
    let (first, last): (u16, u16) = (from.parse().ok()?, to.parse().ok()?);
    if first > last || after.contains(['{', '}']) {
        return None;
    }
    // The width of the first number is kept: {02..20} pads with noughts, {2..20} does not.
    let width = from.len();
    Some((first..=last).map(|number| format!("{before}{number:0width$}{after}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_fit_patterns() {
        assert!(fits("*_apc_*", "artificial_HES_APC_2122.csv.gz"));
        assert!(fits("ed_data", "ed_data.csv.gz") && fits("ed_data", "ED_DATA.parquet"));
        assert!(!fits("ed_data", "example_ed_data.csv"));
        assert!(fits("a?c", "abc.csv") && !fits("a?c", "ac.csv"));
    }

    #[test]
    fn ranges_name_columns() {
        assert_eq!(columns("DIAG_{09..11}").unwrap(), ["DIAG_09", "DIAG_10", "DIAG_11"]);
        assert_eq!(columns("D{1..2}X").unwrap(), ["D1X", "D2X"]);
        assert_eq!(columns("SEX").unwrap(), ["SEX"]);
        for bad in ["D{2..1}", "D{1-2}", "D{1..2", "D}", "D{a..b}", "D{1..2}{1..2}"] {
            assert!(columns(bad).is_none(), "{bad}");
        }
    }
}
