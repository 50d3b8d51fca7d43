//! Conditions, procedures, observations, medications and immunisations.

use crate::domain::Day;
use crate::error::Result;
use crate::events::adapter::{Cells, Mapped, RowMap};
use crate::events::extract::{ExtractRow, ExtractTable};
use crate::events::foreign::header::Header;
use crate::events::foreign::medicines::{FLU_VACCINATION, Medicines, is_influenza_vaccine};
use crate::events::foreign::readings::{Readings, SMOKING_STATUS, smoking_status};
use crate::events::foreign::rows::{Emit, Sources, date_part, send, source_column};
use crate::events::synthea::facts::Facts;
use chrono::{Months, NaiveDate};
use std::sync::Arc;

/// `conditions`, `procedures`: SNOMED CT codes by date.
pub(super) struct Coded {
    date: usize,
    patient: usize,
    code: usize,
}

impl Coded {
    pub(super) fn bind(header: &Header<'_>) -> Result<Self> {
        // Procedures of older versions have DATE for START.
        Ok(Self { date: header.need_any(&["START", "DATE"])?, patient: header.need("PATIENT")?, code: header.need("CODE")? })
    }
}

impl RowMap for Coded {
    fn map(&self, cells: &Cells<'_>, scratch: &mut ExtractRow, emit: Emit<'_>) -> Mapped {
        let row = [cells[self.patient], date_part(cells[self.date]), b"snomed", cells[self.code]];
        send(scratch, emit, ExtractTable::GpEvents, &row);
        Mapped::Emitted
    }

    fn source_column(&self, table: ExtractTable, column: usize) -> &str {
        source_column(&[(ExtractTable::GpEvents, &["PATIENT", "START", "", "CODE"])], table, column)
    }
}

/// `observations`: the LOINC codes of the readings table, and smoking.
pub(super) struct Observations {
    date: usize,
    patient: usize,
    code: usize,
    value: usize,
    units: usize,
    readings: Readings,
}

impl Observations {
    pub(super) fn bind(header: &Header<'_>, readings: Readings) -> Result<Self> {
        Ok(Self {
            date: header.need("DATE")?,
            patient: header.need("PATIENT")?,
            code: header.need("CODE")?,
            value: header.need("VALUE")?,
            units: header.need("UNITS")?,
            readings,
        })
    }
}

const OBSERVATIONS: Sources = &[(ExtractTable::GpEvents, &["PATIENT", "DATE", "", "CODE", "VALUE", "UNITS"])];

impl RowMap for Observations {
    fn map(&self, cells: &Cells<'_>, scratch: &mut ExtractRow, emit: Emit<'_>) -> Mapped {
        let (patient, date, code) = (cells[self.patient], date_part(cells[self.date]), cells[self.code].trim_ascii());
        if code == SMOKING_STATUS {
            let Some(status) = smoking_status(cells[self.value]) else { return Mapped::SetAside };
            send(scratch, emit, ExtractTable::GpEvents, &[patient, date, b"snomed", status.as_bytes()]);
            return Mapped::Emitted;
        }
        let Some(reading) = self.readings.convert(code, cells[self.units], cells[self.value]) else { return Mapped::SetAside };
        let row = [patient, date, b"snomed", reading.snomed.as_bytes(), reading.value.as_bytes(), reading.unit.as_bytes()];
        send(scratch, emit, ExtractTable::GpEvents, &row);
        Mapped::Emitted
    }

    fn source_column(&self, table: ExtractTable, column: usize) -> &str {
        source_column(OBSERVATIONS, table, column)
    }
}

/// `medications`: courses, as one item a month.
pub(super) struct Medications {
    start: usize,
    stop: usize,
    patient: usize,
    description: usize,
    dispenses: Option<usize>,
    medicines: Medicines,
    facts: Arc<Facts>,
}

/// No course is longer than a life.
const MOST_DISPENSES: u32 = 1200;

impl Medications {
    pub(super) fn bind(header: &Header<'_>, medicines: Medicines, facts: Arc<Facts>) -> Result<Self> {
        Ok(Self {
            start: header.need("START")?,
            stop: header.need("STOP")?,
            patient: header.need("PATIENT")?,
            description: header.need("DESCRIPTION")?,
            dispenses: header.find("DISPENSES")?,
            medicines,
            facts,
        })
    }

    /// Items after the first, and the last day on which one may be issued.
    fn course(&self, cells: &Cells<'_>) -> (u32, Option<Day>) {
        let dispenses = self.dispenses.and_then(|at| std::str::from_utf8(cells[at]).ok()?.trim().parse::<u32>().ok());
        let stop = Day::parse(date_part(cells[self.stop])).ok();
        let end = [stop, self.facts.data_end].into_iter().flatten().min();
        (dispenses.unwrap_or(1).clamp(1, MOST_DISPENSES) - 1, end)
    }
}

impl RowMap for Medications {
    fn map(&self, cells: &Cells<'_>, scratch: &mut ExtractRow, emit: Emit<'_>) -> Mapped {
        let Some(bnf) = self.medicines.bnf(cells[self.description]) else { return Mapped::SetAside };
        let (patient, start) = (cells[self.patient], date_part(cells[self.start]));
        send(scratch, &mut *emit, ExtractTable::Prescriptions, &[patient, start, bnf.as_bytes()]);
        if let (Ok(first), (more, Some(end))) = (Day::parse(start), self.course(cells)) {
            let issues = (1..=more).map_while(|month| NaiveDate::from(first).checked_add_months(Months::new(month)));
            for day in issues.map(Day::from).take_while(|day| *day <= end) {
                let issued = day.to_string();
                send(scratch, &mut *emit, ExtractTable::Prescriptions, &[patient, issued.as_bytes(), bnf.as_bytes()]);
            }
        }
        Mapped::Emitted
    }

    fn source_column(&self, table: ExtractTable, column: usize) -> &str {
        source_column(&[(ExtractTable::Prescriptions, &["PATIENT", "START", "DESCRIPTION"])], table, column)
    }
}

/// `immunizations`: influenza alone has a use here.
pub(super) struct Immunizations {
    date: usize,
    patient: usize,
    code: usize,
}

impl Immunizations {
    pub(super) fn bind(header: &Header<'_>) -> Result<Self> {
        Ok(Self { date: header.need("DATE")?, patient: header.need("PATIENT")?, code: header.need("CODE")? })
    }
}

impl RowMap for Immunizations {
    fn map(&self, cells: &Cells<'_>, scratch: &mut ExtractRow, emit: Emit<'_>) -> Mapped {
        if !is_influenza_vaccine(cells[self.code].trim_ascii()) {
            return Mapped::SetAside;
        }
        let row = [cells[self.patient], date_part(cells[self.date]), b"snomed", FLU_VACCINATION.as_bytes()];
        send(scratch, emit, ExtractTable::GpEvents, &row);
        Mapped::Emitted
    }

    fn source_column(&self, table: ExtractTable, column: usize) -> &str {
        source_column(&[(ExtractTable::GpEvents, &["PATIENT", "DATE", "", "CODE"])], table, column)
    }
}
