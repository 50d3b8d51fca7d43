//! People and practices.

use crate::error::Result;
use crate::events::adapter::{Cells, Mapped, RowMap};
use crate::events::extract::{ExtractRow, ExtractTable};
use crate::events::foreign::header::Header;
use crate::events::foreign::rows::{Emit, Sources, date_part, send, source_column};
use crate::events::synthea::facts::{Facts, practice_code};
use std::sync::Arc;

/// `patients`: one person a row.
pub(super) struct Patients {
    id: usize,
    born: usize,
    died: usize,
    sex: usize,
    given: Option<usize>,
    family: Option<usize>,
    postcode: Option<usize>,
    facts: Arc<Facts>,
}

impl Patients {
    pub(super) fn bind(header: &Header<'_>, facts: Arc<Facts>) -> Result<Self> {
        Ok(Self {
            id: header.need("Id")?,
            born: header.need("BIRTHDATE")?,
            died: header.need("DEATHDATE")?,
            sex: header.need("GENDER")?,
            given: header.find("FIRST")?,
            family: header.find("LAST")?,
            postcode: header.find("ZIP")?,
            facts,
        })
    }
}

const PATIENTS: Sources = &[(
    ExtractTable::Persons,
    &["Id", "BIRTHDATE", "GENDER", "", "BIRTHDATE", "", "DEATHDATE", "", "", "", "FIRST", "LAST", "ZIP"],
)];

impl RowMap for Patients {
    fn map(&self, cells: &Cells<'_>, scratch: &mut ExtractRow, emit: Emit<'_>) -> Mapped {
        let optional = |at: Option<usize>| at.map_or(&[][..], |at| cells[at]);
        let born = date_part(cells[self.born]);
        let sex: &[u8] = match cells[self.sex].trim_ascii() {
            b"M" => b"male",
            b"F" => b"female",
            _ => b"unknown",
        };
        let practice = self.facts.practice(cells[self.id].trim_ascii());
        let names = [optional(self.given), optional(self.family), optional(self.postcode)];
        let [given, family, postcode] = names;
        #[rustfmt::skip]
        let row = [
            cells[self.id], born, sex, practice.as_bytes(), born, b"", date_part(cells[self.died]),
            b"", b"false", b"", given, family, postcode,
        ];
        send(scratch, emit, ExtractTable::Persons, &row);
        Mapped::Emitted
    }

    fn source_column(&self, table: ExtractTable, column: usize) -> &str {
        source_column(PATIENTS, table, column)
    }
}

/// `organizations`: those that are somebody's practice.
pub(super) struct Organizations {
    id: usize,
    name: usize,
    city: Option<usize>,
    facts: Arc<Facts>,
}

impl Organizations {
    pub(super) fn bind(header: &Header<'_>, facts: Arc<Facts>) -> Result<Self> {
        Ok(Self { id: header.need("Id")?, name: header.need("NAME")?, city: header.find("CITY")?, facts })
    }
}

/// Stands for the commissioner, which Synthea does not know.
const COMMISSIONER: &[u8] = b"SYNTHEA";

impl RowMap for Organizations {
    fn map(&self, cells: &Cells<'_>, scratch: &mut ExtractRow, emit: Emit<'_>) -> Mapped {
        let code = practice_code(cells[self.id].trim_ascii());
        if !self.facts.is_practice(&code) {
            return Mapped::SetAside;
        }
        let city = self.city.map_or(&[][..], |at| cells[at]);
        send(scratch, emit, ExtractTable::Practices, &[code.as_bytes(), cells[self.name], b"", COMMISSIONER, city]);
        Mapped::Emitted
    }

    fn source_column(&self, table: ExtractTable, column: usize) -> &str {
        source_column(&[(ExtractTable::Practices, &["Id", "NAME", "", "", "CITY"])], table, column)
    }
}
