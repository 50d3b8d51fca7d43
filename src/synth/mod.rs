//! A synthetic neighbourhood: people, lives, events; labelled synthetic wherever it is shown.
//!
//! [`write()`] makes an extract in the layout of [`crate::events::extract`]. How lives are simulated, and what that leaves out, is told
//! in `docs/synthetic-population.md`. The order of the parts: `neighbourhood` (practices) -> `population` (who) -> `life` (month by month:
//! `conditions`, `frailty`, `hospital`, `planned_care`, `primary_care`, `prescribing`, `community`) -> `rows` -> `writing`.

mod causes;
mod community;
mod conditions;
mod events;
mod faults;
mod frailty;
mod hospital;
mod life;
mod names;
mod neighbourhood;
mod note;
mod numbers;
mod objections;
mod planned_care;
mod population;
mod prescribing;
mod primary_care;
mod recording;
mod rng;
mod rows;
mod writing;

use crate::domain::Day;
use crate::error::{Fault, Result};
use crate::events::extract::ExtractTable;
use std::path::Path;

/// How the files are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// CSV text.
    Csv,
    /// CSV text, gzip; several members in a file.
    CsvGz,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 2] = [Self::Csv, Self::CsvGz];

    /// Ending of a file's name.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::CsvGz => "csv.gz",
        }
    }
}

/// What is asked for. The same request gives the same bytes, on any machine and any number of threads.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// People who are, at some time of the period, on a list of the neighbourhood.
    pub people: u32,
    /// Practices.
    pub practices: u32,
    /// Seed of every random stream.
    pub seed: u64,
    /// First day of events.
    pub from: Day,
    /// Last day of events, and the day on which the extract is taken: what is recorded later is not in it.
    pub to: Day,
    /// How the files are written.
    pub format: Format,
    /// Percentage of event rows to spoil; 0 for clean data.
    pub faults_percent: f64,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Rows by table, headers apart.
    pub rows: Vec<(ExtractTable, u64)>,
}

impl Summary {
    /// Rows of the seven event feeds together.
    #[must_use]
    pub fn events(&self) -> u64 {
        use ExtractTable::{Objections, Persons, Practices};
        self.rows.iter().filter(|(table, _)| !matches!(table, Persons | Practices | Objections)).map(|(_, rows)| rows).sum()
    }
}

/// Earliest first and latest last day: enough for any use, and safe arithmetic.
const YEARS: (i32, i32) = (1950, 2100);

impl Request {
    /// Refuses what cannot be meant.
    ///
    /// # Errors
    /// A usage fault.
    pub fn check(&self) -> Result<()> {
        let fault = |message: String| Err(Fault::Usage(message));
        if self.people == 0 || self.people as usize > numbers::MOST_PEOPLE {
            return fault(format!("--people: give a number from 1 to {}", numbers::MOST_PEOPLE));
        }
        if self.practices == 0 || self.practices > self.people.min(90_000) {
            return fault("--practices: give a number from 1 to that of the people, at most 90000".into());
        }
        if self.to <= self.from {
            return fault("--to: give a date after --from".into());
        }
        let year = |year: i32| Day::from_ymd(year, 1, 1).unwrap_or(self.from);
        if self.from < year(YEARS.0) || self.to >= year(YEARS.1) {
            return fault(format!("--from, --to: give dates from {} to {}", YEARS.0, YEARS.1 - 1));
        }
        if !(0.0..=100.0).contains(&self.faults_percent) {
            return fault("--faults: give a percentage from 0 to 100".into());
        }
        Ok(())
    }
}

/// Writes the extract into `folder`, which is made when it is not there. An earlier synthetic extract in it is replaced; any
/// other content stops the command unless `force` is set, and is never removed. `progress` hears of people done.
///
/// # Errors
/// A usage fault for a request that cannot be meant or a folder in use; a data fault when a file cannot be written.
pub fn write(request: &Request, folder: &Path, force: bool, progress: &mut (dyn FnMut(u64) + Send)) -> Result<Summary> {
    request.check()?;
    if folder.exists() && !folder.is_dir() {
        return Err(Fault::Usage(format!("--out: {} is not a folder", folder.display())));
    }
    std::fs::create_dir_all(folder).map_err(|error| Fault::file(folder, error))?;
    let in_use = std::fs::read_dir(folder).map_err(|error| Fault::file(folder, error))?.next().is_some();
    if in_use && !force && !note::is_ours(folder) {
        return Err(Fault::Usage(format!(
            "--out: {} is not empty and holds no earlier synthetic extract; choose another folder, or add --force",
            folder.display()
        )));
    }
    writing::clear(folder)?;
    note::write_readme(request, folder)?;
    let summary = writing::write(request, folder, progress)?;
    note::write_complete(request, &summary, folder)?;
    Ok(summary)
}
