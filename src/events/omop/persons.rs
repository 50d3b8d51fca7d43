//! People and what stands for their practices.

use crate::error::Result;
use crate::events::adapter::{Cells, Mapped, RowMap};
use crate::events::extract::{ExtractRow, ExtractTable};
use crate::events::foreign::header::Header;
use crate::events::foreign::rows::{Emit, Sources, date_part, send, source_column};
use crate::events::omop::Known;
use crate::events::omop::concepts::number;
use crate::events::omop::facts::{place, practice};
use std::sync::Arc;

/// `person`: a row for each time on a list.
pub(super) struct Persons {
    id: usize,
    gender: usize,
    gender_source: Option<usize>,
    year: usize,
    month: Option<usize>,
    day: Option<usize>,
    born: Option<usize>,
    location: Option<usize>,
    care_site: Option<usize>,
    known: Arc<Known>,
}

impl Persons {
    pub(super) fn bind(header: &Header<'_>, known: Arc<Known>) -> Result<Self> {
        Ok(Self {
            id: header.need("person_id")?,
            gender: header.need("gender_concept_id")?,
            gender_source: header.find("gender_source_value")?,
            year: header.need("year_of_birth")?,
            month: header.find("month_of_birth")?,
            day: header.find("day_of_birth")?,
            born: header.find("birth_datetime")?,
            location: header.find("location_id")?,
            care_site: header.find("care_site_id")?,
            known,
        })
    }

    /// Date of birth: the datetime, else year, month and day; without a month 1 July, without a day the 15th.
    fn born(&self, cells: &Cells<'_>) -> String {
        let whole = self.born.map_or(&[][..], |at| date_part(cells[at]));
        if !whole.is_empty() {
            return String::from_utf8_lossy(whole).into_owned();
        }
        let part = |at: Option<usize>| at.and_then(|at| number(cells[at]));
        match (number(cells[self.year]), part(self.month), part(self.day)) {
            (None, _, _) => String::new(),
            (Some(year), None, _) => format!("{year:04}-07-01"),
            (Some(year), Some(month), day) => format!("{year:04}-{month:02}-{:02}", day.unwrap_or(15)),
        }
    }

    /// OMOP's concepts of gender, else the source's letter.
    fn sex(&self, cells: &Cells<'_>) -> &'static [u8] {
        match number(cells[self.gender]) {
            Some(8507) => b"male",
            Some(8532) => b"female",
            Some(8521) => b"indeterminate",
            _ => match self.gender_source.map_or(&[][..], |at| cells[at].trim_ascii()) {
                b"M" | b"m" | b"male" => b"male",
                b"F" | b"f" | b"female" => b"female",
                _ => b"unknown",
            },
        }
    }
}

const PERSONS: Sources = &[(
    ExtractTable::Persons,
    &[
        "person_id",
        "year_of_birth",
        "gender_concept_id",
        "care_site_id",
        "observation_period_start_date",
        "observation_period_end_date",
        "death_date",
    ],
)];

impl RowMap for Persons {
    fn map(&self, cells: &Cells<'_>, scratch: &mut ExtractRow, emit: Emit<'_>) -> Mapped {
        let optional = |at: Option<usize>| at.map_or(&[][..], |at| cells[at]);
        let id = cells[self.id].trim_ascii();
        let (born, sex) = (self.born(cells), self.sex(cells));
        let practice = practice(optional(self.care_site), optional(self.location));
        let died = self.known.facts.died(id).map(|day| day.to_string()).unwrap_or_default();
        let mut row = |from: &str, to: &str| {
            let row: [&[u8]; 9] =
                [id, born.as_bytes(), sex, practice.as_bytes(), from.as_bytes(), to.as_bytes(), died.as_bytes(), b"", b"false"];
            send(scratch, &mut *emit, ExtractTable::Persons, &row);
        };
        match self.known.facts.observed(id) {
            [] => row(&born, ""),
            [earlier @ .., last] => {
                for period in earlier {
                    row(&period.start.to_string(), &period.end.to_string());
                }
                row(&last.start.to_string(), "");
            }
        }
        Mapped::Emitted
    }

    fn source_column(&self, table: ExtractTable, column: usize) -> &str {
        source_column(PERSONS, table, column)
    }
}

/// `care_site` or `location`: those that stand for somebody's practice.
pub(super) struct Places {
    letter: char,
    id: usize,
    id_name: &'static str,
    names: Vec<usize>,
    known: Arc<Known>,
}

/// Stands for the commissioner, which OMOP does not know.
const COMMISSIONER: &[u8] = b"OMOP";

impl Places {
    pub(super) fn care_sites(header: &Header<'_>, known: Arc<Known>) -> Result<Self> {
        Self::bind(header, 'C', "care_site_id", &["care_site_name", "care_site_source_value"], known)
    }

    pub(super) fn locations(header: &Header<'_>, known: Arc<Known>) -> Result<Self> {
        Self::bind(header, 'L', "location_id", &["location_source_value", "county", "city"], known)
    }

    fn bind(header: &Header<'_>, letter: char, id_name: &'static str, names: &[&str], known: Arc<Known>) -> Result<Self> {
        let mut found = Vec::new();
        for name in names {
            found.extend(header.find(name)?);
        }
        Ok(Self { letter, id: header.need(id_name)?, id_name, names: found, known })
    }
}

impl RowMap for Places {
    fn map(&self, cells: &Cells<'_>, scratch: &mut ExtractRow, emit: Emit<'_>) -> Mapped {
        let Some(code) = place(self.letter, cells[self.id]).filter(|code| self.known.facts.is_practice(code)) else {
            return Mapped::SetAside;
        };
        let name = self.names.iter().map(|&at| cells[at].trim_ascii()).find(|name| !name.is_empty());
        let row = [code.as_bytes(), name.unwrap_or(code.as_bytes()), b"", COMMISSIONER];
        send(scratch, emit, ExtractTable::Practices, &row);
        Mapped::Emitted
    }

    fn source_column(&self, table: ExtractTable, column: usize) -> &str {
        if column == 0 { self.id_name } else { source_column(&[], table, column) }
    }
}
