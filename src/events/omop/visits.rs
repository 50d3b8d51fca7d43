//! Visits: one file that fills most feeds, by its concepts.

use crate::domain::Day;
use crate::error::Result;
use crate::events::adapter::{Cells, Mapped, RowMap};
use crate::events::extract::{ExtractRow, ExtractTable};
use crate::events::foreign::header::Header;
use crate::events::foreign::rows::{Emit, Sources, date_part, send, source_column};
use crate::events::omop::Known;
use crate::events::omop::facts::VisitKind;
use std::sync::Arc;

/// `visit_occurrence`.
pub(super) struct Visits {
    id: usize,
    person: usize,
    concept: usize,
    start: usize,
    end: Option<usize>,
    known: Arc<Known>,
}

/// SNOMED CT: seen by a GP.
const CONSULTATION: &[u8] = b"185349003";

impl Visits {
    pub(super) fn bind(header: &Header<'_>, known: Arc<Known>) -> Result<Self> {
        Ok(Self {
            id: header.need("visit_occurrence_id")?,
            person: header.need("person_id")?,
            concept: header.need("visit_concept_id")?,
            start: header.need("visit_start_date")?,
            end: header.find("visit_end_date")?,
            known,
        })
    }
}

const SOURCES: Sources = &[
    (ExtractTable::Admissions, &["person_id", "visit_occurrence_id", "visit_start_date", "visit_end_date", "visit_concept_id"]),
    (ExtractTable::EmergencyCare, &["person_id", "visit_start_date", "visit_concept_id"]),
    (ExtractTable::Outpatients, &["person_id", "visit_start_date", "visit_concept_id"]),
    (ExtractTable::GpEvents, &["person_id", "visit_start_date", "", "visit_concept_id"]),
    (ExtractTable::CommunityContacts, &["person_id", "visit_start_date", "visit_concept_id"]),
    (ExtractTable::SocialCare, &["person_id", "visit_start_date", "visit_end_date", "visit_concept_id"]),
];

impl RowMap for Visits {
    fn map(&self, cells: &Cells<'_>, scratch: &mut ExtractRow, emit: Emit<'_>) -> Mapped {
        let Some(kind) = VisitKind::of(cells[self.concept]) else { return Mapped::SetAside };
        let (person, start) = (cells[self.person].trim_ascii(), date_part(cells[self.start]));
        let end = self.end.map_or(&[][..], |at| date_part(cells[at]));
        let mut row = |table, cells: &[&[u8]]| send(scratch, &mut *emit, table, cells);
        let facts = &self.known.facts;
        let mut admission = |method: &[u8]| {
            row(ExtractTable::Admissions, &[person, cells[self.id], start, end, method, b"", b"1"]);
        };
        match kind {
            VisitKind::Inpatient => {
                let emergency = Day::parse(start).is_ok_and(|start| facts.follows_emergency(person, start));
                admission(if emergency { b"21" } else { b"11" });
            }
            VisitKind::EmergencyInpatient => {
                admission(b"21");
                row(ExtractTable::EmergencyCare, &[person, start, b"1", b"", b"admitted"]);
            }
            VisitKind::Emergency | VisitKind::UrgentCare => {
                let department: &[u8] = if kind == VisitKind::Emergency { b"1" } else { b"3" };
                let left = Day::parse(end).or_else(|_| Day::parse(start));
                let admitted = left.is_ok_and(|left| facts.admitted_after(person, left));
                let disposal: &[u8] = if admitted { b"admitted" } else { b"" };
                row(ExtractTable::EmergencyCare, &[person, start, department, b"", disposal]);
            }
            VisitKind::Outpatient => row(ExtractTable::Outpatients, &[person, start, b"attended", b"false"]),
            VisitKind::Consultation => row(ExtractTable::GpEvents, &[person, start, b"snomed", CONSULTATION]),
            VisitKind::Home => row(ExtractTable::CommunityContacts, &[person, start, b"home_health"]),
            VisitKind::Hospice => row(ExtractTable::CommunityContacts, &[person, start, b"palliative_care"]),
            VisitKind::Nursing => row(ExtractTable::SocialCare, &[person, start, end, b"nursing"]),
        }
        Mapped::Emitted
    }

    fn source_column(&self, table: ExtractTable, column: usize) -> &str {
        source_column(SOURCES, table, column)
    }
}
