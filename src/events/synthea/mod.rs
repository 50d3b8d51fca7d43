//! The CSV files that Synthea writes: American synthetic people, their encounters, conditions, medications and observations.
//!
//! What has no counterpart here is approximated, and every approximation is a note of the plan.
//! Source: Synthea wiki, "CSV File Data Dictionary".

mod clinical;
mod encounters;
mod facts;
mod notes;
mod patients;

use crate::error::{Fault, Result};
use crate::events::adapter::{Adapter, PeopleAre, Plan, RowMap, SourceFile};
use crate::events::extract::ExtractTable;
use crate::events::foreign::files::{Folder, label};
use crate::events::foreign::header::Header;
use crate::events::foreign::medicines::Medicines;
use crate::events::foreign::readings::Readings;
use facts::Facts;
use std::path::Path;
use std::sync::Arc;

/// The Synthea format. Plan it before binding files.
#[derive(Debug, Default)]
pub struct Synthea {
    facts: Arc<Facts>,
}

/// A file that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Patients,
    Organizations,
    Encounters,
    Conditions,
    Procedures,
    Observations,
    Medications,
    Immunizations,
}

/// In the order of the plan: people, practices, events.
const KINDS: [(&str, Kind); 8] = [
    ("patients", Kind::Patients),
    ("organizations", Kind::Organizations),
    ("encounters", Kind::Encounters),
    ("conditions", Kind::Conditions),
    ("procedures", Kind::Procedures),
    ("observations", Kind::Observations),
    ("medications", Kind::Medications),
    ("immunizations", Kind::Immunizations),
];

impl Kind {
    fn gives(self, facts: &Facts) -> Vec<ExtractTable> {
        match self {
            Self::Patients => vec![ExtractTable::Persons],
            Self::Organizations => vec![ExtractTable::Practices],
            Self::Encounters => facts.feeds(),
            Self::Medications => vec![ExtractTable::Prescriptions],
            Self::Conditions | Self::Procedures | Self::Observations | Self::Immunizations => vec![ExtractTable::GpEvents],
        }
    }
}

impl Adapter for Synthea {
    fn plan(&mut self, folder: &Path) -> Result<Plan> {
        let folder = Folder::list(folder)?;
        folder.need("patients")?;
        self.facts = Arc::new(Facts::read(&folder.need("encounters")?)?);
        let mut files = Vec::new();
        for (stem, kind) in KINDS {
            if let Some(path) = folder.find(stem)? {
                files.push(SourceFile { label: label(&path), path, gives: kind.gives(&self.facts) });
            }
        }
        Ok(Plan { files, people: PeopleAre::SourceIds, notes: notes::notes(&folder), synthetic: true })
    }

    fn bind(&self, file: &SourceFile, header: &[&str]) -> Result<Box<dyn RowMap>> {
        let stem = stem(&file.path);
        let kind = KINDS.iter().find(|(name, _)| *name == stem).map(|(_, kind)| *kind);
        let header = Header::new(&file.label, header);
        let facts = Arc::clone(&self.facts);
        Ok(match kind {
            Some(Kind::Patients) => Box::new(patients::Patients::bind(&header, facts)?),
            Some(Kind::Organizations) => Box::new(patients::Organizations::bind(&header, facts)?),
            Some(Kind::Encounters) => Box::new(encounters::Encounters::bind(&header, facts)?),
            Some(Kind::Conditions | Kind::Procedures) => Box::new(clinical::Coded::bind(&header)?),
            Some(Kind::Observations) => Box::new(clinical::Observations::bind(&header, Readings::load()?)?),
            Some(Kind::Medications) => Box::new(clinical::Medications::bind(&header, Medicines::load()?, facts)?),
            Some(Kind::Immunizations) => Box::new(clinical::Immunizations::bind(&header)?),
            None => return Err(Fault::Internal(format!("{}: not a file of the plan", file.label))),
        })
    }
}

/// Lower-case file name up to its first dot.
fn stem(path: &Path) -> String {
    label(path).split('.').next().unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests;
