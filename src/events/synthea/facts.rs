//! What rows need to know of other rows, read from the encounters before anything is mapped.

use crate::domain::Day;
use crate::error::Result;
use crate::events::extract::ExtractTable;
use crate::events::foreign::people::{People, PersonDays};
use crate::events::foreign::rows::date_part;
use crate::events::foreign::side_table::{self, Wanted};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

/// The pseudo practice "GP practice code not known" of the NHS Data Dictionary.
pub(super) const UNKNOWN_PRACTICE: &str = "V81999";

/// Facts about people, gathered in one pass over the encounters.
#[derive(Debug, Default)]
pub(super) struct Facts {
    people: People,
    practices: HashMap<u32, Visit>,
    practice_codes: HashSet<String>,
    emergency_ends: PersonDays,
    inpatient_starts: PersonDays,
    classes: BTreeSet<Class>,
    /// The last day on which an encounter began: where the data end.
    pub(super) data_end: Option<Day>,
}

/// Why an organisation may be somebody's practice: wellness visits before ambulatory ones, then the latest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Visit {
    wellness: bool,
    on: Day,
    organisation: Box<[u8]>,
}

/// An encounter class, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// A hospital stay.
    Inpatient,
    /// An emergency department.
    Emergency,
    /// An urgent-care centre.
    UrgentCare,
    /// A specialist's outpatient clinic.
    Outpatient,
    /// Primary care for a reason.
    Ambulatory,
    /// Primary care without one: a check-up.
    Wellness,
    /// Primary care by telephone or video.
    Virtual,
    /// Care at home.
    Home,
    /// Hospice care.
    Hospice,
    /// A stay in a skilled nursing facility.
    Nursing,
}

impl Class {
    /// Reads the class of an encounter; `None` for classes that newer versions may add.
    pub(super) fn parse(cell: &[u8]) -> Option<Self> {
        Some(match cell.trim_ascii().to_ascii_lowercase().as_slice() {
            b"inpatient" => Self::Inpatient,
            b"emergency" => Self::Emergency,
            b"urgentcare" => Self::UrgentCare,
            b"outpatient" => Self::Outpatient,
            b"ambulatory" => Self::Ambulatory,
            b"wellness" => Self::Wellness,
            b"virtual" => Self::Virtual,
            b"home" => Self::Home,
            b"hospice" => Self::Hospice,
            b"snf" => Self::Nursing,
            _ => return None,
        })
    }

    /// The feed its encounters go to.
    pub(super) fn table(self) -> ExtractTable {
        match self {
            Self::Inpatient => ExtractTable::Admissions,
            Self::Emergency | Self::UrgentCare => ExtractTable::EmergencyCare,
            Self::Outpatient => ExtractTable::Outpatients,
            Self::Ambulatory | Self::Wellness | Self::Virtual => ExtractTable::GpEvents,
            Self::Home | Self::Hospice => ExtractTable::CommunityContacts,
            Self::Nursing => ExtractTable::SocialCare,
        }
    }
}

impl Facts {
    /// Reads the encounters.
    ///
    /// # Errors
    /// A data fault when the file cannot be read or a column is missing.
    pub(super) fn read(encounters: &Path) -> Result<Self> {
        let mut facts = Self::default();
        let wanted = Wanted { needed: &["PATIENT", "START", "ENCOUNTERCLASS"], optional: &["STOP", "ORGANIZATION"] };
        side_table::read(encounters, wanted, |cells| {
            if let &[patient, start, class, stop, organisation] = cells {
                facts.note(patient, start, class, stop, organisation);
            }
        })?;
        facts.practice_codes = facts.practices.values().map(|visit| practice_code(&visit.organisation)).collect();
        Ok(facts)
    }

    fn note(&mut self, patient: &[u8], start: &[u8], class: &[u8], stop: &[u8], organisation: &[u8]) {
        let (Some(class), Ok(start)) = (Class::parse(class), Day::parse(date_part(start))) else { return };
        let person = self.people.number(patient);
        self.classes.insert(class);
        self.data_end = self.data_end.max(Some(start));
        match class {
            Class::Inpatient => self.inpatient_starts.insert(person, start),
            Class::Emergency | Class::UrgentCare => {
                self.emergency_ends.insert(person, Day::parse(date_part(stop)).unwrap_or(start));
            }
            Class::Wellness | Class::Ambulatory if !organisation.is_empty() => {
                let visit = Visit { wellness: class == Class::Wellness, on: start, organisation: organisation.into() };
                let held = self.practices.entry(person).or_insert_with(|| visit.clone());
                if *held < visit {
                    *held = visit;
                }
            }
            _ => {}
        }
    }

    /// The feeds that the encounters fill. A class that never occurs is a feed that is not there, not an empty one.
    pub(super) fn feeds(&self) -> Vec<ExtractTable> {
        let mut feeds: BTreeSet<_> = self.classes.iter().map(|class| class.table()).collect();
        feeds.insert(ExtractTable::GpEvents);
        feeds.into_iter().collect()
    }

    /// The code of somebody's practice.
    pub(super) fn practice(&self, patient: &[u8]) -> String {
        let visit = self.people.known(patient).and_then(|person| self.practices.get(&person));
        visit.map_or_else(|| UNKNOWN_PRACTICE.to_owned(), |visit| practice_code(&visit.organisation))
    }

    /// Whether an organisation is anybody's practice.
    pub(super) fn is_practice(&self, code: &str) -> bool {
        self.practice_codes.contains(code)
    }

    /// Whether an emergency or urgent-care encounter of the patient ended on `day` or the day before.
    pub(super) fn follows_emergency(&self, patient: &[u8], day: Day) -> bool {
        self.emergency_ends.on_or_day_before(self.people.known(patient), day)
    }

    /// Whether the patient was taken into hospital on `day` or the day after.
    pub(super) fn admitted_after(&self, patient: &[u8], day: Day) -> bool {
        self.inpatient_starts.on_or_day_after(self.people.known(patient), day)
    }
}

/// An organisation's id in the shape of an ODS code: Y and the first nine letters and digits of the id, so that a code
/// does not depend on which other organisations a delivery names.
pub(super) fn practice_code(organisation: &[u8]) -> String {
    let kept: String =
        organisation.iter().filter(|byte| byte.is_ascii_alphanumeric()).take(9).map(|&byte| char::from(byte)).collect();
    if kept.is_empty() { UNKNOWN_PRACTICE.to_owned() } else { format!("Y{:0>5}", kept.to_ascii_uppercase()) }
}
