//! The vocabulary table: what a concept id means in the codes of the extract layout.

use crate::error::Result;
use crate::events::foreign::medicines::{Medicines, is_influenza_vaccine};
use crate::events::foreign::readings::Readings;
use crate::events::foreign::side_table::{self, Wanted};
use std::collections::HashMap;
use std::path::Path;

/// What a concept is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A SNOMED CT code.
    Snomed(u64),
    /// A LOINC code that can be brought to a UK code and unit.
    Loinc(Box<str>),
    /// A medicine of this BNF section or paragraph.
    Bnf(&'static str),
    /// An influenza vaccine.
    InfluenzaVaccine,
    /// A unit, as its UCUM code.
    Unit(Box<str>),
}

/// Meanings of concept ids. Concepts without a use here are not held: a full vocabulary has millions.
#[derive(Debug)]
pub(super) struct Concepts(HashMap<i64, Meaning>);

impl Concepts {
    /// Reads `CONCEPT`.
    ///
    /// # Errors
    /// A data fault when it cannot be read or a column is missing.
    pub(super) fn read(path: &Path, readings: &Readings, medicines: &Medicines) -> Result<Self> {
        let mut concepts = HashMap::new();
        let wanted = Wanted { needed: &["concept_id", "concept_name", "vocabulary_id", "concept_code"], optional: &[] };
        side_table::read(path, wanted, |cells| {
            let &[id, name, vocabulary, code] = cells else { return };
            let meaning = match vocabulary {
                b"SNOMED" => number(code).and_then(|code| u64::try_from(code).ok()).map(Meaning::Snomed),
                b"LOINC" => text(code).filter(|code| readings.knows(code)).map(|code| Meaning::Loinc(code.into())),
                b"RxNorm" | b"RxNorm Extension" | b"dm+d" => medicines.bnf(name).map(Meaning::Bnf),
                b"CVX" => is_influenza_vaccine(code).then_some(Meaning::InfluenzaVaccine),
                b"UCUM" => text(code).map(|code| Meaning::Unit(code.into())),
                _ => None,
            };
            if let (Some(id), Some(meaning)) = (number(id), meaning) {
                concepts.insert(id, meaning);
            }
        })?;
        Ok(Self(concepts))
    }

    /// What the concept in a cell means; `None` for 0, for blanks and for concepts without a use here.
    pub(super) fn meaning(&self, cell: &[u8]) -> Option<&Meaning> {
        number(cell).and_then(|id| self.0.get(&id))
    }
}

/// A whole number in a cell.
pub(super) fn number(cell: &[u8]) -> Option<i64> {
    text(cell)?.trim().parse().ok()
}

fn text(cell: &[u8]) -> Option<&str> {
    std::str::from_utf8(cell).ok()
}
