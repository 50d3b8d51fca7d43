//! What happens in a life, as typed rows. Days are days since 1970-01-01; codes are the texts of the extract layout.

use std::fmt;

/// A hospital spell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spell {
    pub admitted: i32,
    /// `None`: still in hospital on the last day of the extract.
    pub discharged: Option<i32>,
    pub method: &'static str,
    pub source: &'static str,
    pub class: &'static str,
    pub discharge_method: &'static str,
    pub destination: &'static str,
    pub specialty: &'static str,
    /// Which hospital, by position in the neighbourhood's list.
    pub provider: usize,
    pub primary: &'static str,
    pub secondary: Vec<&'static str>,
    pub recorded: i32,
}

/// An A&E attendance.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Attendance {
    pub on: i32,
    pub department: &'static str,
    pub arrival: &'static str,
    pub disposal: &'static str,
    pub recorded: i32,
}

/// An outpatient appointment.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Appointment {
    pub on: i32,
    pub attended: &'static str,
    pub first: bool,
    pub specialty: &'static str,
    pub recorded: i32,
}

/// A value of the GP record in tenths of its unit: exact, and printed without trailing zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tenths(pub i32);

impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0 / 10)?;
        if self.0 % 10 == 0 { Ok(()) } else { write!(f, ".{}", self.0 % 10) }
    }
}

/// A coded entry of the GP record, SNOMED CT.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct GpEntry {
    pub on: i32,
    pub code: &'static str,
    pub value: Option<(Tenths, &'static str)>,
    pub recorded: i32,
}

/// An item issued.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    pub on: i32,
    pub bnf: &'static str,
    pub recorded: i32,
}

/// A community contact.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Contact {
    pub on: i32,
    pub service: &'static str,
    pub recorded: i32,
}

/// A social-care service.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Service {
    pub from: i32,
    pub to: Option<i32>,
    pub kind: &'static str,
    /// Hours a week, where the service is counted so.
    pub hours: Option<Tenths>,
    pub recorded: i32,
}

/// An objection.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Objection {
    pub kind: &'static str,
    pub from: i32,
    pub withdrawn: Option<i32>,
}

/// Everything one person leaves behind in the extract. Reused from person to person.
#[derive(Debug, Default)]
pub(super) struct Traces {
    pub spells: Vec<Spell>,
    pub attendances: Vec<Attendance>,
    pub appointments: Vec<Appointment>,
    pub gp: Vec<GpEntry>,
    pub items: Vec<Item>,
    pub contacts: Vec<Contact>,
    pub services: Vec<Service>,
    pub objections: Vec<Objection>,
}

impl Traces {
    /// Forgets the last person.
    pub(super) fn clear(&mut self) {
        self.spells.clear();
        self.attendances.clear();
        self.appointments.clear();
        self.gp.clear();
        self.items.clear();
        self.contacts.clear();
        self.services.clear();
        self.objections.clear();
    }

    /// Puts every feed in order of date, ties as they were made.
    pub(super) fn sort(&mut self) {
        self.spells.sort_by_key(|row| (row.admitted, row.discharged.unwrap_or(i32::MAX)));
        self.attendances.sort_by_key(|row| row.on);
        self.appointments.sort_by_key(|row| row.on);
        self.gp.sort_by_key(|row| row.on);
        self.items.sort_by_key(|row| row.on);
        self.contacts.sort_by_key(|row| row.on);
        self.services.sort_by_key(|row| row.from);
        self.objections.sort_by_key(|row| row.from);
        // Rows alike in every column cannot be told from a repeat by whoever reads the extract.
        once(&mut self.attendances, |row| row.on);
        once(&mut self.appointments, |row| row.on);
        once(&mut self.gp, |row| row.on);
        once(&mut self.items, |row| row.on);
        once(&mut self.contacts, |row| row.on);
        once(&mut self.services, |row| row.from);
        once(&mut self.objections, |row| row.from);
    }
}

/// Keeps the first of rows that are alike; `rows` are in order of date.
fn once<T: PartialEq>(rows: &mut Vec<T>, date: impl Fn(&T) -> i32) {
    let mut kept: usize = 0;
    for at in 0..rows.len() {
        let (before, rest) = rows.split_at(at);
        let same_day = before[..kept].iter().rev().take_while(|row| date(row) == date(&rest[0]));
        if !same_day.into_iter().any(|row| *row == rest[0]) {
            rows.swap(kept, at);
            kept += 1;
        }
    }
    rows.truncate(kept);
}
