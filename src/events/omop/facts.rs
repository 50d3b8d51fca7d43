//! What rows need to know of other tables, read before anything is mapped.

use crate::domain::Day;
use crate::error::Result;
use crate::events::extract::ExtractTable;
use crate::events::foreign::files::Folder;
use crate::events::foreign::people::{People, PersonDays};
use crate::events::foreign::rows::date_part;
use crate::events::foreign::side_table::{self, Wanted};
use crate::events::omop::concepts::number;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

/// The pseudo practice "GP practice code not known" of the NHS Data Dictionary.
const UNKNOWN_PRACTICE: &str = "V81999";

/// `mappings/crosswalks/omop_visits.csv`: what each visit concept becomes.
const VISITS: &str = include_str!("../../../mappings/crosswalks/omop_visits.csv");

static BY_CONCEPT: LazyLock<HashMap<i64, VisitKind>> = LazyLock::new(|| {
    let rows = VISITS.lines().skip(1).map(|line| line.split(','));
    rows.filter_map(|mut row| Some((row.next()?.parse().ok()?, VisitKind::parse(row.next()?)?))).collect()
});

/// What a visit is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum VisitKind {
    /// A hospital stay.
    Inpatient,
    /// An A&E attendance and the stay that followed, in one record.
    EmergencyInpatient,
    /// An A&E attendance.
    Emergency,
    /// An urgent-care centre.
    UrgentCare,
    /// An outpatient appointment.
    Outpatient,
    /// A GP consultation.
    Consultation,
    /// A visit at home.
    Home,
    /// Hospice care.
    Hospice,
    /// A stay in a nursing home.
    Nursing,
}

impl VisitKind {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "inpatient" => Self::Inpatient,
            "emergency_inpatient" => Self::EmergencyInpatient,
            "emergency" => Self::Emergency,
            "urgent_care" => Self::UrgentCare,
            "outpatient" => Self::Outpatient,
            "consultation" => Self::Consultation,
            "home" => Self::Home,
            "hospice" => Self::Hospice,
            "nursing" => Self::Nursing,
            _ => return None,
        })
    }

    /// What the visit concept in a cell is; `None` for concepts without a use here.
    pub(super) fn of(concept: &[u8]) -> Option<Self> {
        BY_CONCEPT.get(&number(concept)?).copied()
    }

    fn feeds(self) -> &'static [ExtractTable] {
        match self {
            Self::Inpatient => &[ExtractTable::Admissions],
            Self::EmergencyInpatient => &[ExtractTable::Admissions, ExtractTable::EmergencyCare],
            Self::Emergency | Self::UrgentCare => &[ExtractTable::EmergencyCare],
            Self::Outpatient => &[ExtractTable::Outpatients],
            Self::Consultation => &[ExtractTable::GpEvents],
            Self::Home | Self::Hospice => &[ExtractTable::CommunityContacts],
            Self::Nursing => &[ExtractTable::SocialCare],
        }
    }
}

/// A time in which somebody was observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Observed {
    /// First day.
    pub(super) start: Day,
    /// Last day.
    pub(super) end: Day,
}

/// Facts about people, gathered from the other tables.
#[derive(Debug, Default)]
pub(super) struct Facts {
    people: People,
    deaths: HashMap<u32, Day>,
    periods: HashMap<u32, Vec<Observed>>,
    practices: HashSet<String>,
    emergency_ends: PersonDays,
    inpatient_starts: PersonDays,
    visits: BTreeSet<VisitKind>,
}

impl Facts {
    /// Reads what the folder has of `person`, `death`, `observation_period` and `visit_occurrence`.
    ///
    /// # Errors
    /// A data fault when there is no person table, or a table cannot be read.
    pub(super) fn read(folder: &Folder) -> Result<Self> {
        let mut facts = Self::default();
        let wanted = Wanted { needed: &["person_id"], optional: &["care_site_id", "location_id"] };
        side_table::read(&folder.need("person")?, wanted, |cells| {
            if let &[_, care_site, location] = cells {
                facts.practices.insert(practice(care_site, location));
            }
        })?;
        if let Some(path) = folder.find("death")? {
            let wanted = Wanted { needed: &["person_id", "death_date"], optional: &[] };
            side_table::read(&path, wanted, |cells| {
                let &[person, date] = cells else { return };
                let Ok(date) = Day::parse(date_part(date)) else { return };
                let person = facts.people.number(person);
                facts.deaths.entry(person).and_modify(|held| *held = date.min(*held)).or_insert(date);
            })?;
        }
        if let Some(path) = folder.find("observation_period")? {
            let columns = ["person_id", "observation_period_start_date", "observation_period_end_date"];
            side_table::read(&path, Wanted { needed: &columns, optional: &[] }, |cells| {
                let &[person, start, end] = cells else { return };
                let (Ok(start), Ok(end)) = (Day::parse(date_part(start)), Day::parse(date_part(end))) else { return };
                let person = facts.people.number(person);
                facts.periods.entry(person).or_default().push(Observed { start, end });
            })?;
            facts.periods.values_mut().for_each(|periods| periods.sort_unstable());
        }
        if let Some(path) = folder.find("visit_occurrence")? {
            let wanted = Wanted { needed: &["person_id", "visit_concept_id", "visit_start_date"], optional: &["visit_end_date"] };
            side_table::read(&path, wanted, |cells| {
                if let &[person, concept, start, end] = cells {
                    facts.note_visit(person, concept, start, end);
                }
            })?;
        }
        Ok(facts)
    }

    fn note_visit(&mut self, person: &[u8], concept: &[u8], start: &[u8], end: &[u8]) {
        let (Some(kind), Ok(start)) = (VisitKind::of(concept), Day::parse(date_part(start))) else { return };
        self.visits.insert(kind);
        match kind {
            VisitKind::Inpatient => self.inpatient_starts.insert(self.people.number(person), start),
            VisitKind::Emergency | VisitKind::UrgentCare => {
                let end = Day::parse(date_part(end)).unwrap_or(start);
                self.emergency_ends.insert(self.people.number(person), end);
            }
            _ => {}
        }
    }

    /// The feeds that visits fill. A kind of visit that never occurs is a feed that is not there, not an empty one.
    pub(super) fn feeds(&self) -> Vec<ExtractTable> {
        let feeds: BTreeSet<_> = self.visits.iter().flat_map(|kind| kind.feeds()).copied().collect();
        feeds.into_iter().collect()
    }

    /// When somebody died.
    pub(super) fn died(&self, person: &[u8]) -> Option<Day> {
        self.deaths.get(&self.people.known(person)?).copied()
    }

    /// When somebody was observed, earliest first.
    pub(super) fn observed(&self, person: &[u8]) -> &[Observed] {
        self.people.known(person).and_then(|person| self.periods.get(&person)).map_or(&[], Vec::as_slice)
    }

    /// Whether a practice code is anybody's.
    pub(super) fn is_practice(&self, code: &str) -> bool {
        self.practices.contains(code)
    }

    /// Whether an A&E visit of the person ended on `day` or the day before.
    pub(super) fn follows_emergency(&self, person: &[u8], day: Day) -> bool {
        self.emergency_ends.on_or_day_before(self.people.known(person), day)
    }

    /// Whether the person was taken into hospital on `day` or the day after.
    pub(super) fn admitted_after(&self, person: &[u8], day: Day) -> bool {
        self.inpatient_starts.on_or_day_after(self.people.known(person), day)
    }
}

/// The practice of somebody with this care site and location: C and the care site, else L and the location, else not known.
pub(super) fn practice(care_site: &[u8], location: &[u8]) -> String {
    place('C', care_site).or_else(|| place('L', location)).unwrap_or_else(|| UNKNOWN_PRACTICE.to_owned())
}

/// An id as a code in the shape of an ODS code. Ids of ten digits or more do not fit and are not known.
pub(super) fn place(letter: char, id: &[u8]) -> Option<String> {
    number(id).filter(|id| (1..1_000_000_000).contains(id)).map(|id| format!("{letter}{id:05}"))
}
