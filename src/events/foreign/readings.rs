//! Laboratory and vital-sign values: LOINC codes to the SNOMED CT codes and units that UK GP records use.

use crate::error::{Fault, Result};
use std::collections::HashMap;

/// `mappings/crosswalks/readings.csv`: one row a LOINC code and unit; value = `factor` x source value + `offset`.
/// Haemoglobin A1c by the NGSP to IFCC master equation (IFCC = 10.93 NGSP - 23.50); cholesterol 1 mmol/L = 38.67 mg/dL.
const TABLE: &str = include_str!("../../../mappings/crosswalks/readings.csv");

/// LOINC code of the question "tobacco smoking status", whose answers are texts.
pub(crate) const SMOKING_STATUS: &[u8] = b"72166-2";

/// How one LOINC code in one unit becomes a GP value.
#[derive(Debug, Clone, PartialEq)]
struct Conversion {
    from_unit: &'static str,
    factor: f64,
    offset: f64,
    decimals: usize,
    snomed: &'static str,
    unit: &'static str,
}

/// A value as the GP record would hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    /// SNOMED CT code.
    pub(crate) snomed: &'static str,
    /// The value, in `unit`.
    pub(crate) value: String,
    /// Unit.
    pub(crate) unit: &'static str,
}

/// The table.
#[derive(Debug)]
pub(crate) struct Readings(HashMap<&'static str, Vec<Conversion>>);

impl Readings {
    /// Reads the table that comes with the program.
    ///
    /// # Errors
    /// An internal fault: a test reads it too.
    pub(crate) fn load() -> Result<Self> {
        let mut table: HashMap<_, Vec<_>> = HashMap::new();
        for line in TABLE.lines().skip(1) {
            let cells: Vec<&'static str> = line.split(',').collect();
            let row = (|| match cells.as_slice() {
                &[loinc, _, from_unit, factor, offset, decimals, snomed, unit] => {
                    let (factor, offset, decimals) = (factor.parse().ok()?, offset.parse().ok()?, decimals.parse().ok()?);
                    Some((loinc, Conversion { from_unit, factor, offset, decimals, snomed, unit }))
                }
                _ => None,
            })();
            let (loinc, conversion) = row.ok_or_else(|| Fault::Internal(format!("readings.csv: bad row: {line}")))?;
            table.entry(loinc).or_default().push(conversion);
        }
        Ok(Self(table))
    }

    /// Whether the LOINC code is in the table, in some unit.
    pub(crate) fn knows(&self, loinc: &str) -> bool {
        self.0.contains_key(loinc)
    }

    /// The value in UK terms. `None` when the code is not in the table, the unit is not one it may have (a number without its
    /// unit says nothing), or the value is no number.
    pub(crate) fn convert(&self, loinc: &[u8], unit: &[u8], value: &[u8]) -> Option<Reading> {
        let unit = std::str::from_utf8(unit).ok()?.trim();
        let conversion =
            self.0.get(std::str::from_utf8(loinc).ok()?)?.iter().find(|row| row.from_unit.eq_ignore_ascii_case(unit))?;
        let value: f64 = std::str::from_utf8(value).ok()?.trim().parse().ok().filter(|value: &f64| value.is_finite())?;
        let value = conversion.factor.mul_add(value, conversion.offset);
        Some(Reading { snomed: conversion.snomed, value: format!("{value:.*}", conversion.decimals), unit: conversion.unit })
    }
}

/// SNOMED CT code of a smoking status given in words (answers of LOINC 72166-2, old wording and new).
pub(crate) fn smoking_status(answer: &[u8]) -> Option<&'static str> {
    let answer = answer.to_ascii_lowercase();
    let has = |word: &str| memchr::memmem::find(&answer, word.as_bytes()).is_some();
    if has("never") {
        Some("266919005")
    } else if has("former") || has("ex-smoker") {
        Some("8517006")
    } else if has("current") || has("smokes tobacco") || has("every day smoker") || has("some day smoker") {
        Some("77176002")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convert(loinc: &str, unit: &str, value: &str) -> Option<(String, &'static str)> {
        let reading = Readings::load().unwrap().convert(loinc.as_bytes(), unit.as_bytes(), value.as_bytes())?;
        Some((reading.value, reading.unit))
    }

    #[test]
    fn converts_units_as_published() {
        // NHS and IFCC conversion charts: 6.5% is 48 mmol/mol, 7.0% is 53, 10% is 86.
        for (ngsp, ifcc) in [("6.5", 48.0), ("7.0", 53.0), ("10", 86.0)] {
            let (value, unit) = convert("4548-4", "%", ngsp).unwrap();
            approx::assert_abs_diff_eq!(value.parse::<f64>().unwrap(), ifcc, epsilon = 0.5);
            assert_eq!(unit, "mmol/mol");
        }
        // 200 mg/dL of cholesterol is 5.17 mmol/L.
        assert_eq!(convert("2093-3", "mg/dL", "200.0"), Some(("5.17".into(), "mmol/L")));
        assert_eq!(convert("718-7", "g/dL", "13.5"), Some(("135".into(), "g/L")));
    }

    #[test]
    fn a_number_without_a_known_unit_is_no_value() {
        assert_eq!(convert("718-7", "", "13.5"), None);
        assert_eq!(convert("718-7", "mmol/L", "13.5"), None);
        assert_eq!(convert("8302-2", "cm", "170"), None);
        assert_eq!(convert("718-7", "g/dL", "NaN"), None);
    }

    #[test]
    fn reads_smoking_answers_old_and_new() {
        assert_eq!(smoking_status(b"Never smoker"), Some("266919005"));
        assert_eq!(smoking_status(b"Never smoked tobacco (finding)"), Some("266919005"));
        assert_eq!(smoking_status(b"Ex-smoker (finding)"), Some("8517006"));
        assert_eq!(smoking_status(b"Former smoker"), Some("8517006"));
        assert_eq!(smoking_status(b"Current every day smoker"), Some("77176002"));
        assert_eq!(smoking_status(b"Smokes tobacco daily (finding)"), Some("77176002"));
        assert_eq!(smoking_status(b"Unknown if ever smoked"), None);
    }
}
