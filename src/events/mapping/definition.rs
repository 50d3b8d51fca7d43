//! What a mapping file says, checked.

use crate::error::Result;
use crate::events::adapter::PeopleAre;
use crate::events::extract::ExtractTable;
use crate::events::mapping::dates::DateFormat;
use crate::events::mapping::keys::Keys;
use crate::events::mapping::rule::{self, Condition, Rule};
use toml::Table;

/// A mapping file.
#[derive(Debug)]
pub(super) struct Definition {
    pub(super) people: PeopleAre,
    pub(super) notes: Vec<String>,
    /// Whether nobody in the files exists.
    pub(super) synthetic: bool,
    pub(super) files: Vec<FileMap>,
}

/// How files of one kind become rows of one table.
#[derive(Debug)]
pub(super) struct FileMap {
    /// Name of the mapping file and key of this part of it, for messages.
    pub(super) place: String,
    pub(super) patterns: Vec<String>,
    pub(super) to: ExtractTable,
    pub(super) optional: bool,
    /// People taken out of files with several rows a person.
    pub(super) merge: bool,
    pub(super) keep_if: Vec<Condition>,
    /// Rules by extract column, in order; none for columns that are left empty.
    pub(super) columns: Vec<Vec<Rule>>,
}

const TOP: [&str; 7] = ["name", "people", "notes", "synthetic", "empty", "date_formats", "file"];
const FILE: [&str; 8] = ["pattern", "to", "optional", "merge", "empty", "date_formats", "keep_if", "columns"];

/// What cells of a file share.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    pub(super) empty: Vec<String>,
    pub(super) formats: Vec<DateFormat>,
}

impl Definition {
    /// Reads a parsed mapping file, called `file` in messages.
    ///
    /// # Errors
    /// A definition fault that names the key.
    pub(super) fn read(file: &str, table: &Table) -> Result<Self> {
        let top = Keys::new(file, String::new(), table, &TOP)?;
        top.need_text("name")?;
        let people = [("nhs_number", PeopleAre::NhsNumbers), ("pseudonym", PeopleAre::SourceIds)];
        let people = top.choice("people", &people)?.ok_or_else(|| top.fault("people", "is missing; nhs_number or pseudonym"))?;
        let shared = Shared {
            empty: top.texts("empty")?.unwrap_or_default(),
            formats: match rule::formats(&top, "date_formats")? {
                Some(formats) => formats,
                None => DateFormat::new("%Y-%m-%d").into_iter().collect(),
            },
        };
        let mut files = Vec::new();
        for (number, table) in top.tables("file")?.into_iter().enumerate() {
            let keys = Keys::new(file, format!("file[{}]", number + 1), table, &FILE)?;
            files.push(FileMap::read(file, &keys, &shared, people)?);
        }
        if !files.iter().any(|file| file.to == ExtractTable::Persons) {
            return Err(top.fault("file", "none of them has to = \"persons\"; without people there is no import"));
        }
        Ok(Self { people, notes: top.texts("notes")?.unwrap_or_default(), synthetic: top.flag("synthetic")?, files })
    }
}

impl FileMap {
    fn read(file: &str, keys: &Keys<'_>, shared: &Shared, people: PeopleAre) -> Result<Self> {
        let tables = ExtractTable::ALL.map(|table| (table.name(), table));
        let to = keys.choice("to", &tables)?.ok_or_else(|| keys.fault("to", "is missing; the extract table its rows become"))?;
        let patterns = keys.texts("pattern")?.filter(|patterns| !patterns.is_empty());
        let patterns =
            patterns.ok_or_else(|| keys.fault("pattern", "is missing; a file name, with * and ?, or a list of them"))?;
        let merge = keys.flag("merge")?;
        if merge && to != ExtractTable::Persons {
            return Err(keys.fault("merge", "is for to = \"persons\" alone"));
        }
        let shared = Shared {
            empty: keys.texts("empty")?.unwrap_or_else(|| shared.empty.clone()),
            formats: rule::formats(keys, "date_formats")?.unwrap_or_else(|| shared.formats.clone()),
        };
        let given =
            keys.table("columns")?.ok_or_else(|| keys.fault("columns", "is missing; where each extract column comes from"))?;
        let names: Vec<&str> = to.columns().iter().map(|column| column.name).collect();
        let given = Keys::new(file, keys.path("columns"), given, &names)?;
        let mut columns = Vec::new();
        for column in to.columns() {
            let rules = match given.value(column.name) {
                Some(value) => rule::rules(file, &given, column.name, value, &shared, to)?,
                None if column.may_be_empty => Vec::new(),
                None => return Err(given.fault(column.name, &format!("is missing; rows of {} need it", to.name()))),
            };
            columns.push(rules);
        }
        let map = Self {
            place: format!("{file}: {}", keys.path("")),
            patterns,
            to,
            optional: keys.flag("optional")?,
            merge,
            keep_if: rule::conditions(keys, "keep_if")?,
            columns,
        };
        if people == PeopleAre::NhsNumbers {
            map.spells_without_numbers(&given)?;
        }
        Ok(map)
    }

    /// A spell id is kept beside the events, so NHS numbers may not be built into it.
    fn spells_without_numbers(&self, columns: &Keys<'_>) -> Result<()> {
        let (ExtractTable::Admissions, [person, spell, ..]) = (self.to, self.columns.as_slice()) else { return Ok(()) };
        let numbers: Vec<&String> = person.iter().flat_map(|rule| rule.make.columns()).collect();
        if spell.iter().flat_map(|rule| rule.make.columns()).any(|column| numbers.contains(&column)) {
            return Err(columns
                .fault("spell_id", "holds the NHS number's column; spell ids are kept beside events, numbers apart from them"));
        }
        Ok(())
    }
}
