//! Checks of people and practices.

use super::cells::{RowCells, in_order};
use super::{System, Wrong, reason};
use crate::domain::hidden_debug;
use crate::domain::{Day, NhsNumber, OdsCode};
use crate::events::adapter::PeopleAre;
use crate::events::dictionary::CodeReader;
use crate::events::extract::ExtractRow;

hidden_debug!(SourcePerson, PersonRow, Particulars);

/// Nobody in an extract is older.
const OLDEST_YEARS: i32 = 130;

/// What a source calls somebody.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SourcePerson {
    /// By NHS number.
    Number(NhsNumber),
    /// By an id of its own.
    Id(Box<str>),
}

impl SourcePerson {
    /// The source's own id, when it has one.
    pub(crate) fn id(&self) -> Option<&str> {
        match self {
            Self::Number(_) => None,
            Self::Id(id) => Some(id),
        }
    }
}

/// A checked row of the persons file: one registration, with the person's particulars at the time. Codes are provisional.
#[derive(Clone, PartialEq)]
pub(crate) struct PersonRow {
    pub person: SourcePerson,
    pub practice_code: u32,
    pub registered_on: Day,
    pub deregistered_on: Option<Day>,
    /// A death after the day taken as today was given, and left out.
    pub death_ahead: bool,
    pub particulars: Particulars,
}

/// What is known of somebody.
#[derive(Clone, PartialEq)]
pub(crate) struct Particulars {
    pub date_of_birth: Day,
    pub sex: u32,
    pub imd_decile: Option<f64>,
    pub care_home: u32,
    pub ethnicity: u32,
    pub died_on: Option<Day>,
    pub usual_gp_code: u32,
    pub given_name: Box<str>,
    pub family_name: Box<str>,
    pub postcode: Box<str>,
}

/// A checked row of the practices file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PracticeRow {
    pub code: OdsCode,
    /// Name, network, commissioner, locality.
    pub texts: [Box<str>; 4],
}

/// One thread's checker of people and practices.
#[derive(Debug)]
pub(crate) struct PersonCheck<'a> {
    as_of: Day,
    people: PeopleAre,
    codes: CodeReader<'a>,
}

impl<'a> PersonCheck<'a> {
    pub(crate) const fn new(as_of: Day, people: PeopleAre, codes: CodeReader<'a>) -> Self {
        Self { as_of, people, codes }
    }

    pub(crate) fn person(&mut self, row: &ExtractRow) -> Result<PersonRow, Wrong> {
        let cells = RowCells::new(row, self.as_of);
        let person = match self.people {
            PeopleAre::NhsNumbers => SourcePerson::Number(
                NhsNumber::parse(cells.cell(0)).map_err(|why| Wrong { column: 0, reason: reason::of_number(why) })?,
            ),
            PeopleAre::SourceIds => {
                cells.required(0)?;
                SourcePerson::Id(cells.text(0)?.into())
            }
        };
        let date_of_birth = cells.day(1)?;
        if self.as_of.completed_years_since(date_of_birth) >= OLDEST_YEARS {
            return Err(Wrong { column: 1, reason: reason::BORN_TOO_EARLY });
        }
        let registered_on = cells.day(4)?;
        let deregistered_on = cells.optional_day_maybe_ahead(5)?;
        in_order(registered_on, deregistered_on, 5, reason::LEFT_BEFORE_JOINED)?;
        // A table of deaths of its own may run ahead of the day taken as today: its person is not at fault.
        let (died_on, death_ahead) = match (self.people, cells.optional_day_maybe_ahead(6)?) {
            (PeopleAre::SourceIds, Some(day)) if day > self.as_of => (None, true),
            _ => (cells.optional_day(6)?, false),
        };
        in_order(date_of_birth, died_on, 6, reason::DIED_BEFORE_BIRTH)?;
        let imd_decile = cells.optional_number_within(7, 1.0, 10.0)?;
        if imd_decile.is_some_and(|decile| decile.fract() != 0.0) {
            return Err(Wrong { column: 7, reason: reason::OUT_OF_RANGE });
        }
        let text = |column: usize| cells.text(column).map(Box::<str>::from);
        let (given_name, family_name, postcode) = (text(10)?, text(11)?, text(12)?);
        let mut code = |column: usize, system: System, required: bool| {
            let cell = if required { cells.required(column)? } else { cells.cell(column) };
            self.codes.number(system, cell).map_err(|reason| Wrong { column, reason })
        };
        Ok(PersonRow {
            person,
            registered_on,
            deregistered_on,
            death_ahead,
            particulars: Particulars {
                date_of_birth,
                sex: code(2, System::Sex, true)?,
                imd_decile,
                care_home: code(8, System::TrueFalse, true)?,
                ethnicity: code(13, System::Ethnicity, false)?,
                died_on,
                usual_gp_code: code(9, System::Gp, false)?,
                given_name,
                family_name,
                postcode,
            },
            practice_code: code(3, System::Ods, true)?,
        })
    }

    pub(crate) fn practice(&self, row: &ExtractRow) -> Result<PracticeRow, Wrong> {
        let cells = RowCells::new(row, self.as_of);
        let code = OdsCode::parse(cells.required(0)?).map_err(|_| Wrong { column: 0, reason: reason::NOT_ITS_CODE })?;
        for required in [1, 3] {
            cells.required(required)?;
        }
        let text = |column: usize| cells.text(column).map(Box::<str>::from);
        Ok(PracticeRow { code, texts: [text(1)?, text(2)?, text(3)?, text(4)?] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_shows_nobody() {
        let particulars = Particulars {
            date_of_birth: Day::from_number(-7777),
            sex: 1,
            imd_decile: None,
            care_home: 1,
            ethnicity: 0,
            died_on: None,
            usual_gp_code: 0,
            given_name: "Canary".into(),
            family_name: "Canary".into(),
            postcode: "Canary".into(),
        };
        let row = PersonRow {
            person: SourcePerson::Id("Canary".into()),
            practice_code: 1,
            registered_on: Day::from_number(0),
            deregistered_on: None,
            death_ahead: false,
            particulars: particulars.clone(),
        };
        for (text, expected) in [
            (format!("{:?}", row.person), "SourcePerson(hidden)"),
            (format!("{row:?}"), "PersonRow(hidden)"),
            (format!("{particulars:?}"), "Particulars(hidden)"),
        ] {
            assert_eq!(text, expected);
        }
    }
}
