//! Medicines given by name (`RxNorm`, dm+d): the ingredient to a BNF section or paragraph.

use crate::error::{Fault, Result};
use std::collections::HashMap;

/// `mappings/crosswalks/medicines.csv`: an ingredient's word, a word that has to stand beside it (or none), BNF section or paragraph.
/// Where several rows fit, the first counts: opioids stand before paracetamol, inhaled steroids before bronchodilators.
const TABLE: &str = include_str!("../../../mappings/crosswalks/medicines.csv");

/// CVX codes of influenza vaccines (CDC, vaccine group FLU).
const INFLUENZA_CVX: [&str; 22] = [
    "15", "16", "88", "111", "135", "140", "141", "144", "149", "150", "151", "153", "155", "158", "161", "166", "168", "171",
    "185", "186", "197", "205",
];

/// SNOMED CT: influenza vaccination.
pub(crate) const FLU_VACCINATION: &str = "86198006";

/// Whether a CVX code is an influenza vaccine. Seasonal ones are numbered with or without leading zeros.
pub(crate) fn is_influenza_vaccine(cvx: &[u8]) -> bool {
    std::str::from_utf8(cvx).is_ok_and(|cvx| INFLUENZA_CVX.contains(&cvx.trim_start_matches('0')))
}

#[derive(Debug)]
struct Row {
    rank: usize,
    with: &'static str,
    bnf: &'static str,
}

/// The table, by word.
#[derive(Debug)]
pub(crate) struct Medicines(HashMap<&'static str, Vec<Row>>);

impl Medicines {
    /// Reads the table that comes with the program.
    ///
    /// # Errors
    /// An internal fault: a test reads it too.
    pub(crate) fn load() -> Result<Self> {
        let mut table: HashMap<_, Vec<Row>> = HashMap::new();
        for (rank, line) in TABLE.lines().skip(1).enumerate() {
            let mut cells = line.split(',');
            let (Some(word), Some(with), Some(bnf)) = (cells.next(), cells.next(), cells.next()) else {
                return Err(Fault::Internal(format!("medicines.csv: bad row: {line}")));
            };
            table.entry(word).or_default().push(Row { rank, with, bnf });
        }
        Ok(Self(table))
    }

    /// The BNF section or paragraph (4 to 8 characters) of a medicine described in words; `None` when no ingredient is known.
    pub(crate) fn bnf(&self, description: &[u8]) -> Option<&'static str> {
        let text = description.to_ascii_lowercase();
        let words = || text.split(|byte| !byte.is_ascii_alphanumeric()).filter_map(|word| std::str::from_utf8(word).ok());
        words()
            .filter_map(|word| self.0.get(word))
            .flatten()
            .filter(|row| row.with.is_empty() || words().any(|word| word == row.with))
            .min_by_key(|row| row.rank)
            .map(|row| row.bnf)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clinical_code::Bnf;

    #[test]
    fn every_row_holds_a_bnf_code() {
        for row in Medicines::load().unwrap().0.values().flatten() {
            assert!(Bnf::parse(row.bnf.as_bytes()).is_ok() && row.bnf.len() >= 4, "{}", row.bnf);
        }
    }

    #[test]
    fn finds_ingredients_in_rxnorm_names() {
        let medicines = Medicines::load().unwrap();
        for (name, bnf) in [
            ("lisinopril 10 MG Oral Tablet", Some("02050501")),
            ("amLODIPine 2.5 MG Oral Tablet", Some("020602")),
            ("Acetaminophen 325 MG / Oxycodone Hydrochloride 10 MG Oral Tablet [Percocet]", Some("040702")),
            ("Acetaminophen 325 MG Oral Tablet [Tylenol]", Some("040701")),
            ("60 ACTUAT fluticasone propionate 0.25 MG/ACTUAT / salmeterol 0.05 MG/ACTUAT Dry Powder Inhaler", Some("0302")),
            ("hydrocortisone 10 MG/ML Topical Cream", Some("1304")),
            ("hydrocortisone 10 MG Oral Tablet", Some("060302")),
            ("isoflurane 999 MG/ML Inhalation Solution", None),
            ("", None),
        ] {
            assert_eq!(medicines.bnf(name.as_bytes()), bnf, "{name}");
        }
    }

    #[test]
    fn knows_influenza_vaccines() {
        assert!(is_influenza_vaccine(b"140") && is_influenza_vaccine(b"015"));
        assert!(!is_influenza_vaccine(b"33") && !is_influenza_vaccine(b""));
    }
}
