//! Checks of events and objections.

use super::cells::{RowCells, in_order};
use super::{Notes, System, Wrong, reason};
use crate::domain::Day;
use crate::domain::clinical_code::ADMISSION_METHODS;
use crate::events::dictionary::CodeReader;
use crate::events::extract::{ExtractRow, ExtractTable};
use crate::events::layout::Table;
use crate::events::people::{Known, People};
use crate::events::spill::Record;

/// One thread's checker of events.
#[derive(Debug)]
pub(crate) struct EventCheck<'a> {
    as_of: Day,
    people: &'a People,
    codes: CodeReader<'a>,
    /// Observations on rows that were kept.
    pub notes: Notes,
    /// Recorded date of the row at hand, and whether it lies before the event; noted when the row is kept.
    recorded: Option<(Day, bool)>,
    diagnoses: Vec<u8>,
}

/// Somebody's event: who, their birth, when it happened and when it could be known.
struct Happened {
    person: u32,
    on: Day,
    visible_on: Day,
}

impl<'a> EventCheck<'a> {
    pub(crate) fn new(as_of: Day, people: &'a People, codes: CodeReader<'a>) -> Self {
        Self { as_of, people, codes, notes: Notes::default(), recorded: None, diagnoses: Vec::new() }
    }

    /// Fills `record` with the checked row and says which table it is for.
    pub(crate) fn check(&mut self, table: ExtractTable, row: &ExtractRow, record: &mut Record) -> Result<Table, Wrong> {
        let cells = RowCells::new(row, self.as_of);
        record.clear();
        self.recorded = None;
        let table = match table {
            ExtractTable::Admissions => self.admission(cells, record).map(|()| Table::Admissions),
            ExtractTable::EmergencyCare => self.emergency_care(cells, record).map(|()| Table::EmergencyCare),
            ExtractTable::Outpatients => self.outpatients(cells, record).map(|()| Table::Outpatients),
            ExtractTable::GpEvents => self.gp_event(cells, record).map(|()| Table::GpEvents),
            ExtractTable::Prescriptions => self.prescription(cells, record).map(|()| Table::Prescriptions),
            ExtractTable::CommunityContacts => self.community_contact(cells, record).map(|()| Table::CommunityContacts),
            ExtractTable::SocialCare => self.social_care(cells, record).map(|()| Table::SocialCare),
            ExtractTable::Objections => self.objection(cells, record).map(|()| Table::Objections),
            // People and practices were read before.
            ExtractTable::Persons | ExtractTable::Practices => Err(Wrong { column: 0, reason: reason::UNKNOWN_CATEGORY }),
        }?;
        *self.notes.rows.entry(table).or_default() += 1;
        if let Some((day, early)) = self.recorded {
            *self.notes.dated.entry(table).or_default() += 1;
            self.notes.recorded(table, day, early);
        }
        Ok(table)
    }

    fn person(&self, cells: RowCells<'_>) -> Result<Known, Wrong> {
        self.people.find(cells.cell(0)).map_err(|reason| Wrong { column: 0, reason })
    }

    /// Person, event date (column 1 or `on`) and recorded date of an event.
    fn happened(&mut self, cells: RowCells<'_>, on: usize, recorded: usize) -> Result<Happened, Wrong> {
        let person = self.person(cells)?;
        let day = cells.day(on)?;
        if day < person.date_of_birth {
            return Err(Wrong { column: on, reason: reason::BEFORE_BIRTH });
        }
        let visible_on = match cells.optional_day(recorded)? {
            None => day,
            Some(recorded) => {
                self.recorded = Some((recorded, recorded < day));
                recorded.max(day)
            }
        };
        Ok(Happened { person: person.index, on: day, visible_on })
    }

    /// The code in a cell that may be empty.
    fn code(&mut self, cells: RowCells<'_>, column: usize, system: System) -> Result<u32, Wrong> {
        self.codes.number(system, cells.cell(column)).map_err(|reason| Wrong { column, reason })
    }

    /// The code in a cell that may not be empty.
    fn required_code(&mut self, cells: RowCells<'_>, column: usize, system: System) -> Result<u32, Wrong> {
        let cell = cells.required(column)?;
        self.codes.number(system, cell).map_err(|reason| Wrong { column, reason })
    }

    /// Notes a code that was left out, and gives the number of no code.
    fn left_out(&mut self, column: &'static str) -> u32 {
        *self.notes.unreadable_codes.entry(column).or_default() += 1;
        0
    }

    fn admission(&mut self, cells: RowCells<'_>, record: &mut Record) -> Result<(), Wrong> {
        let happened = self.happened(cells, 2, 13)?;
        cells.required(1)?;
        let spell_id = cells.text(1)?;
        let discharged_on = cells.optional_day(3)?;
        in_order(happened.on, discharged_on, 3, reason::OUT_BEFORE_IN)?;
        record.plain(happened.person);
        record.day(happened.on);
        record.optional_day(discharged_on);
        record.day(happened.visible_on);
        record.plain(0); // numbered once the person's spells are in order
        record.text(spell_id.as_bytes());
        record.plain(self.required_code(cells, 4, System::AdmissionMethod)?);
        for (column, system) in [
            (5, System::AdmissionSource),
            (6, System::PatientClass),
            (7, System::DischargeMethod),
            (8, System::DischargeDestination),
            (9, System::TreatmentFunction),
            (10, System::Provider),
        ] {
            record.plain(self.code(cells, column, system)?);
        }
        // A spell is not lost for a diagnosis that is no code: readmission and bed days do not need it. Nothing fails from here on.
        record.plain(self.code(cells, 11, System::Icd10).unwrap_or_else(|_| self.left_out("admissions.primary_diagnosis")));
        let mut diagnoses = std::mem::take(&mut self.diagnoses);
        diagnoses.clear();
        for code in cells.cell(12).split(|&byte| byte == b';').map(<[u8]>::trim_ascii).filter(|code| !code.is_empty()) {
            let Ok(number) = self.codes.number(System::Icd10, code) else {
                self.left_out("admissions.secondary_diagnoses");
                continue;
            };
            diagnoses.extend_from_slice(&number.to_le_bytes());
        }
        record.text(&diagnoses);
        self.diagnoses = diagnoses;
        // Method 4 and destination 79 both say that the person died in hospital.
        let (method, destination) = (cells.cell(7), cells.cell(8));
        if !method.is_empty() && !destination.is_empty() && (method == b"4") != (destination == b"79") {
            self.notes.death_disagreements += 1;
        }
        let known = ADMISSION_METHODS.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(cells.cell(4)));
        self.notes.unknown_methods += u64::from(!known);
        Ok(())
    }

    fn emergency_care(&mut self, cells: RowCells<'_>, record: &mut Record) -> Result<(), Wrong> {
        let happened = self.happened(cells, 1, 5)?;
        happened.begin(record);
        for (column, system) in [(2, System::DepartmentType), (3, System::ArrivalMode), (4, System::Disposal)] {
            record.plain(self.code(cells, column, system)?);
        }
        Ok(())
    }

    fn outpatients(&mut self, cells: RowCells<'_>, record: &mut Record) -> Result<(), Wrong> {
        let happened = self.happened(cells, 1, 5)?;
        happened.begin(record);
        record.plain(self.required_code(cells, 2, System::Attended)?);
        record.plain(self.required_code(cells, 3, System::TrueFalse)?);
        record.plain(self.code(cells, 4, System::TreatmentFunction)?);
        Ok(())
    }

    fn gp_event(&mut self, cells: RowCells<'_>, record: &mut Record) -> Result<(), Wrong> {
        let happened = self.happened(cells, 1, 6)?;
        let system = System::of_gp(cells.required(2)?).ok_or(Wrong { column: 2, reason: reason::UNKNOWN_CATEGORY })?;
        let value = cells.optional_number(4)?;
        happened.begin(record);
        record.plain(self.required_code(cells, 3, system)?);
        record.number(value);
        record.plain(self.code(cells, 5, System::Unit)?);
        Ok(())
    }

    fn prescription(&mut self, cells: RowCells<'_>, record: &mut Record) -> Result<(), Wrong> {
        self.happened(cells, 1, 3)?.begin(record);
        record.plain(self.required_code(cells, 2, System::Bnf)?);
        Ok(())
    }

    fn community_contact(&mut self, cells: RowCells<'_>, record: &mut Record) -> Result<(), Wrong> {
        self.happened(cells, 1, 3)?.begin(record);
        record.plain(self.required_code(cells, 2, System::CommunityService)?);
        Ok(())
    }

    fn social_care(&mut self, cells: RowCells<'_>, record: &mut Record) -> Result<(), Wrong> {
        let happened = self.happened(cells, 1, 5)?;
        let ended_on = cells.optional_day_maybe_ahead(2)?;
        in_order(happened.on, ended_on, 2, reason::END_BEFORE_START)?;
        let hours = cells.optional_number_within(4, 0.0, 168.0)?;
        record.plain(happened.person);
        record.day(happened.on);
        record.optional_day(ended_on);
        record.day(happened.visible_on);
        record.plain(self.required_code(cells, 3, System::SocialService)?);
        record.number(hours);
        Ok(())
    }

    /// Objections are wishes, not events: they may be dated ahead and are not measured against the birth.
    fn objection(&mut self, cells: RowCells<'_>, record: &mut Record) -> Result<(), Wrong> {
        let person = self.person(cells)?;
        let from = cells.day_maybe_ahead(2)?;
        let withdrawn_on = cells.optional_day_maybe_ahead(3)?;
        in_order(from, withdrawn_on, 3, reason::END_BEFORE_START)?;
        record.plain(person.index);
        record.plain(self.required_code(cells, 1, System::Objection)?);
        record.day(from);
        record.optional_day(withdrawn_on);
        Ok(())
    }
}

impl Happened {
    /// The three columns that most events begin with.
    fn begin(&self, record: &mut Record) {
        record.plain(self.person);
        record.day(self.on);
        record.day(self.visible_on);
    }
}
