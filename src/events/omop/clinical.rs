//! Conditions, procedures, observations, measurements and drugs: tables of one shape.

use crate::domain::clinical_code::Snomed;
use crate::error::Result;
use crate::events::adapter::{Cells, Mapped, RowMap};
use crate::events::extract::{ExtractRow, ExtractTable};
use crate::events::foreign::header::Header;
use crate::events::foreign::medicines::FLU_VACCINATION;
use crate::events::foreign::rows::{Emit, date_part, send};
use crate::events::omop::Known;
use crate::events::omop::concepts::Meaning;
use std::sync::Arc;

/// A table of coded entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClinicalTable {
    Conditions,
    Procedures,
    Observations,
    Measurements,
    Drugs,
}

impl ClinicalTable {
    /// What begins the names of its concept columns.
    const fn word(self) -> &'static str {
        match self {
            Self::Conditions => "condition",
            Self::Procedures => "procedure",
            Self::Observations => "observation",
            Self::Measurements => "measurement",
            Self::Drugs => "drug",
        }
    }

    const fn date(self) -> &'static str {
        match self {
            Self::Conditions => "condition_start_date",
            Self::Procedures => "procedure_date",
            Self::Observations => "observation_date",
            Self::Measurements => "measurement_date",
            Self::Drugs => "drug_exposure_start_date",
        }
    }

    /// The feeds it fills.
    pub(super) fn gives(self) -> Vec<ExtractTable> {
        match self {
            Self::Drugs => vec![ExtractTable::GpEvents, ExtractTable::Prescriptions],
            _ => vec![ExtractTable::GpEvents],
        }
    }
}

/// Rows of one of those tables.
pub(super) struct Clinical {
    table: ClinicalTable,
    person: usize,
    date: usize,
    concept: usize,
    source_concept: Option<usize>,
    source_value: Option<usize>,
    value: Option<usize>,
    unit_concept: Option<usize>,
    unit_source: Option<usize>,
    concept_name: String,
    known: Arc<Known>,
}

impl Clinical {
    pub(super) fn bind(header: &Header<'_>, table: ClinicalTable, known: Arc<Known>) -> Result<Self> {
        let concept_name = format!("{}_concept_id", table.word());
        Ok(Self {
            table,
            person: header.need("person_id")?,
            date: header.need(table.date())?,
            concept: header.need(&concept_name)?,
            source_concept: header.find(&format!("{}_source_concept_id", table.word()))?,
            source_value: header.find(&format!("{}_source_value", table.word()))?,
            value: header.find("value_as_number")?,
            unit_concept: header.find("unit_concept_id")?,
            unit_source: header.find("unit_source_value")?,
            concept_name,
            known,
        })
    }

    /// What the row is about: by its standard concept, else its source concept, else, without a vocabulary, its source value.
    fn meaning(&self, cells: &Cells<'_>) -> Option<Meaning> {
        let Some(concepts) = &self.known.concepts else {
            if self.table == ClinicalTable::Drugs {
                return None;
            }
            let code = self.source_value.and_then(|at| Snomed::parse(cells[at]).ok())?;
            return code.as_str().parse().ok().map(Meaning::Snomed);
        };
        let of = |at: usize| concepts.meaning(cells[at]).filter(|meaning| self.fits(meaning)).cloned();
        of(self.concept).or_else(|| self.source_concept.and_then(of))
    }

    /// Whether a meaning belongs in this table: a drug is no condition, and a condition among the drugs is a slip of the source.
    fn fits(&self, meaning: &Meaning) -> bool {
        match meaning {
            Meaning::Bnf(_) | Meaning::InfluenzaVaccine => self.table == ClinicalTable::Drugs,
            Meaning::Snomed(_) | Meaning::Loinc(_) => self.table != ClinicalTable::Drugs,
            Meaning::Unit(_) => false,
        }
    }

    fn unit<'a>(&'a self, cells: &Cells<'a>) -> &'a [u8] {
        let by_concept = self.unit_concept.and_then(|at| self.known.concepts.as_ref()?.meaning(cells[at]));
        match by_concept {
            Some(Meaning::Unit(code)) => code.as_bytes(),
            _ => self.unit_source.map_or(&[], |at| cells[at]),
        }
    }
}

impl RowMap for Clinical {
    fn map(&self, cells: &Cells<'_>, scratch: &mut ExtractRow, emit: Emit<'_>) -> Mapped {
        let (person, date) = (cells[self.person], date_part(cells[self.date]));
        let value = self.value.map_or(&[][..], |at| cells[at].trim_ascii());
        match self.meaning(cells) {
            Some(Meaning::Snomed(code)) => {
                let code = code.to_string();
                // A value belongs to measurements and observations; its unit says nothing without it.
                let unit = if value.is_empty() { &[][..] } else { self.unit(cells) };
                send(scratch, emit, ExtractTable::GpEvents, &[person, date, b"snomed", code.as_bytes(), value, unit]);
            }
            Some(Meaning::Loinc(code)) => {
                let reading =
                    self.known.readings.as_ref().and_then(|table| table.convert(code.as_bytes(), self.unit(cells), value));
                let Some(reading) = reading else { return Mapped::SetAside };
                let (value, unit) = (reading.value.as_bytes(), reading.unit.as_bytes());
                let row = [person, date, b"snomed", reading.snomed.as_bytes(), value, unit];
                send(scratch, emit, ExtractTable::GpEvents, &row);
            }
            Some(Meaning::Bnf(bnf)) => send(scratch, emit, ExtractTable::Prescriptions, &[person, date, bnf.as_bytes()]),
            Some(Meaning::InfluenzaVaccine) => {
                send(scratch, emit, ExtractTable::GpEvents, &[person, date, b"snomed", FLU_VACCINATION.as_bytes()]);
            }
            Some(Meaning::Unit(_)) | None => return Mapped::SetAside,
        }
        Mapped::Emitted
    }

    fn source_column(&self, table: ExtractTable, column: usize) -> &str {
        match table.columns().get(column).map_or("", |column| column.name) {
            "nhs_number" => "person_id",
            "effective_on" | "issued_on" => self.table.date(),
            "code" | "bnf_code" => &self.concept_name,
            "value" => "value_as_number",
            "unit" => "unit_source_value",
            other => other,
        }
    }
}
