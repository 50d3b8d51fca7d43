//! Tables of the OMOP Common Data Model, version 5.
//!
//! File names are the table names in any case, as CSV or CSV.gz. What has no counterpart here is approximated, and every
//! approximation is a note of the plan. Source: OHDSI, "OMOP Common Data Model v5.4".

mod clinical;
mod concepts;
mod facts;
mod notes;
mod persons;
mod side;
mod visits;

use crate::error::{Fault, Result};
use crate::events::adapter::{Adapter, PeopleAre, Plan, RowMap, SourceFile};
use crate::events::extract::ExtractTable;
use crate::events::foreign::files::{Folder, label};
use crate::events::foreign::header::Header;
use crate::events::foreign::medicines::Medicines;
use crate::events::foreign::readings::Readings;
use clinical::ClinicalTable;
use concepts::Concepts;
use facts::Facts;
use std::path::Path;
use std::sync::Arc;

/// The OMOP format. Plan it before binding files.
#[derive(Debug, Default)]
pub struct Omop {
    known: Arc<Known>,
}

/// What rows need to know beside themselves.
#[derive(Debug, Default)]
struct Known {
    facts: Facts,
    concepts: Option<Concepts>,
    readings: Option<Readings>,
}

/// A file that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Person,
    CareSite,
    Location,
    /// `death` or `observation_period`, by columns: its facts were read with the plan; here its rows are counted.
    Side(&'static [&'static str]),
    Visits,
    Clinical(ClinicalTable),
}

/// In the order of the plan: people, practices, events.
const KINDS: [(&str, Kind); 11] = [
    ("person", Kind::Person),
    ("care_site", Kind::CareSite),
    ("location", Kind::Location),
    ("death", Kind::Side(&["death_date"])),
    ("observation_period", Kind::Side(&["observation_period_start_date", "observation_period_end_date"])),
    ("visit_occurrence", Kind::Visits),
    ("condition_occurrence", Kind::Clinical(ClinicalTable::Conditions)),
    ("procedure_occurrence", Kind::Clinical(ClinicalTable::Procedures)),
    ("observation", Kind::Clinical(ClinicalTable::Observations)),
    ("measurement", Kind::Clinical(ClinicalTable::Measurements)),
    ("drug_exposure", Kind::Clinical(ClinicalTable::Drugs)),
];

impl Adapter for Omop {
    fn plan(&mut self, folder: &Path) -> Result<Plan> {
        let folder = Folder::list(folder)?;
        let readings = Readings::load()?;
        let concepts = match folder.find("concept")? {
            Some(path) => Some(Concepts::read(&path, &readings, &Medicines::load()?)?),
            None => None,
        };
        let facts = Facts::read(&folder)?;
        let mut files = Vec::new();
        for (stem, kind) in KINDS {
            let Some(path) = folder.find(stem)? else { continue };
            let gives = match kind {
                Kind::Person => vec![ExtractTable::Persons],
                Kind::CareSite | Kind::Location => vec![ExtractTable::Practices],
                Kind::Side(_) => Vec::new(),
                Kind::Visits => facts.feeds(),
                Kind::Clinical(table) => table.gives(),
            };
            files.push(SourceFile { label: label(&path), path, gives });
        }
        let notes = notes::notes(concepts.is_some());
        self.known = Arc::new(Known { facts, concepts, readings: Some(readings) });
        Ok(Plan { files, people: PeopleAre::SourceIds, notes, synthetic: false })
    }

    fn bind(&self, file: &SourceFile, header: &[&str]) -> Result<Box<dyn RowMap>> {
        let stem = file.path.file_name().map_or_else(String::new, |name| name.to_string_lossy().to_ascii_lowercase());
        let stem = stem.split('.').next().unwrap_or_default();
        let header = Header::new(&file.label, header);
        let known = Arc::clone(&self.known);
        Ok(match KINDS.iter().find(|(name, _)| *name == stem).map(|(_, kind)| *kind) {
            Some(Kind::Person) => Box::new(persons::Persons::bind(&header, known)?),
            Some(Kind::CareSite) => Box::new(persons::Places::care_sites(&header, known)?),
            Some(Kind::Location) => Box::new(persons::Places::locations(&header, known)?),
            Some(Kind::Side(dates)) => Box::new(side::Side::bind(&header, dates)?),
            Some(Kind::Visits) => Box::new(visits::Visits::bind(&header, known)?),
            Some(Kind::Clinical(table)) => Box::new(clinical::Clinical::bind(&header, table, known)?),
            None => return Err(Fault::Internal(format!("{}: not a file of the plan", file.label))),
        })
    }
}

#[cfg(test)]
mod tests;
