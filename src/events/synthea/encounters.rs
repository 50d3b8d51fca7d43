//! Encounters: one file that fills most feeds, by its classes.

use crate::domain::Day;
use crate::error::Result;
use crate::events::adapter::{Cells, Mapped, RowMap};
use crate::events::extract::{ExtractRow, ExtractTable};
use crate::events::foreign::header::Header;
use crate::events::foreign::rows::{Emit, Sources, date_part, send, source_column};
use crate::events::synthea::facts::{Class, Facts, practice_code};
use std::sync::Arc;

/// `encounters`: an event by class, and the reason, when given, as a GP event.
pub(super) struct Encounters {
    id: usize,
    start: usize,
    stop: usize,
    patient: usize,
    class: usize,
    organisation: Option<usize>,
    description: Option<usize>,
    reason: Option<usize>,
    reason_description: Option<usize>,
    facts: Arc<Facts>,
}

/// SNOMED CT: seen by a GP.
const CONSULTATION: &[u8] = b"185349003";

impl Encounters {
    pub(super) fn bind(header: &Header<'_>, facts: Arc<Facts>) -> Result<Self> {
        Ok(Self {
            id: header.need("Id")?,
            start: header.need("START")?,
            stop: header.need("STOP")?,
            patient: header.need("PATIENT")?,
            class: header.need("ENCOUNTERCLASS")?,
            organisation: header.find("ORGANIZATION")?,
            description: header.find("DESCRIPTION")?,
            reason: header.find("REASONCODE")?,
            reason_description: header.find("REASONDESCRIPTION")?,
            facts,
        })
    }

    /// CDS admission method by the rule in the notes.
    fn admission_method(&self, cells: &Cells<'_>, start: &[u8]) -> &'static [u8] {
        let patient = cells[self.patient].trim_ascii();
        if Day::parse(start).is_ok_and(|start| self.facts.follows_emergency(patient, start)) {
            return b"21";
        }
        let says_emergency = |at: Option<usize>| {
            at.is_some_and(|at| memchr::memmem::find(&cells[at].to_ascii_lowercase(), b"emergency").is_some())
        };
        if says_emergency(self.description) || says_emergency(self.reason_description) { b"28" } else { b"11" }
    }
}

const SOURCES: Sources = &[
    (ExtractTable::Admissions, &["PATIENT", "Id", "START", "STOP", "ENCOUNTERCLASS", "", "", "", "", "", "ORGANIZATION"]),
    (ExtractTable::EmergencyCare, &["PATIENT", "START", "ENCOUNTERCLASS"]),
    (ExtractTable::Outpatients, &["PATIENT", "START"]),
    (ExtractTable::GpEvents, &["PATIENT", "START", "", "REASONCODE"]),
    (ExtractTable::CommunityContacts, &["PATIENT", "START", "ENCOUNTERCLASS"]),
    (ExtractTable::SocialCare, &["PATIENT", "START", "STOP", "ENCOUNTERCLASS"]),
];

impl RowMap for Encounters {
    fn map(&self, cells: &Cells<'_>, scratch: &mut ExtractRow, emit: Emit<'_>) -> Mapped {
        let (patient, start, stop) = (cells[self.patient], date_part(cells[self.start]), date_part(cells[self.stop]));
        let Some(class) = Class::parse(cells[self.class]) else { return Mapped::SetAside };
        let mut row = |cells: &[&[u8]]| send(scratch, &mut *emit, class.table(), cells);
        match class {
            Class::Inpatient => {
                let provider = self.organisation.map_or_else(String::new, |at| practice_code(cells[at].trim_ascii()));
                let method = self.admission_method(cells, start);
                row(&[patient, cells[self.id], start, stop, method, b"", b"1", b"", b"", b"", provider.as_bytes()]);
            }
            Class::Emergency | Class::UrgentCare => {
                let department: &[u8] = if class == Class::Emergency { b"1" } else { b"3" };
                let end = Day::parse(stop).or_else(|_| Day::parse(start));
                let admitted = end.is_ok_and(|end| self.facts.admitted_after(patient.trim_ascii(), end));
                row(&[patient, start, department, b"", if admitted { b"admitted" } else { b"" }]);
            }
            Class::Outpatient => row(&[patient, start, b"attended", b"false"]),
            Class::Ambulatory | Class::Wellness | Class::Virtual => row(&[patient, start, b"snomed", CONSULTATION]),
            Class::Home => row(&[patient, start, b"home_health"]),
            Class::Hospice => row(&[patient, start, b"palliative_care"]),
            Class::Nursing => row(&[patient, start, stop, b"nursing"]),
        }
        if let Some(reason) = self.reason.map(|at| cells[at].trim_ascii()).filter(|reason| !reason.is_empty()) {
            send(scratch, emit, ExtractTable::GpEvents, &[patient, start, b"snomed", reason]);
        }
        Mapped::Emitted
    }

    fn source_column(&self, table: ExtractTable, column: usize) -> &str {
        source_column(SOURCES, table, column)
    }
}
