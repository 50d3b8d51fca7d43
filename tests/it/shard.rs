//! Shards made of text cells, for tests of features.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot be set up has failed")]

use arrow_array::{ArrayRef, Date32Array, FixedSizeBinaryArray, Float64Array, RecordBatch, StringArray, UInt32Array};
use casefinder::domain::Day;
use casefinder::events::codes::Codes;
use casefinder::events::layout::{Kind, Table};
use casefinder::events::store::Shard;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Cells of one row by column name; columns left out take a default.
pub(crate) type Cells = BTreeMap<String, String>;

/// Rows by table, and the dictionary they make.
#[derive(Default)]
pub(crate) struct Rows {
    pub(crate) codes: Codes,
    people: u32,
    tables: BTreeMap<Table, Vec<(u32, Cells)>>,
}

impl Rows {
    /// Makes sure that person `person` is there.
    pub(crate) fn person(&mut self, person: u32) {
        self.people = self.people.max(person + 1);
    }

    /// Adds a row of `table`.
    pub(crate) fn add(&mut self, table: Table, person: u32, cells: Cells) {
        for name in cells.keys() {
            assert!(table.column(name).is_some(), "{} has no column {name}", table.name());
        }
        self.person(person);
        self.tables.entry(table).or_default().push((person, cells));
    }

    /// The shard, its rows in the order of the store.
    pub(crate) fn shard(&mut self) -> Shard {
        let rows = std::mem::take(&mut self.tables);
        let mut persons: Vec<(u32, Cells)> = (0..self.people).map(|person| (person, Cells::new())).collect();
        for (person, cells) in rows.get(&Table::Persons).into_iter().flatten() {
            persons[*person as usize].1 = cells.clone();
        }
        let mut tables = BTreeMap::from([(Table::Persons, self.batch(Table::Persons, &persons))]);
        for (table, mut rows) in rows {
            if table == Table::Persons {
                continue;
            }
            let date = table.date_column().unwrap();
            let number = |cells: &Cells, name: &str| cells.get(name).map_or(1, |text| text.parse::<u32>().unwrap());
            rows.sort_by_key(|(person, cells)| (*person, cells[date].clone(), number(cells, "spell"), number(cells, "position")));
            tables.insert(table, self.batch(table, &rows));
        }
        Shard { people: 0..self.people, tables }
    }

    fn batch(&mut self, table: Table, rows: &[(u32, Cells)]) -> RecordBatch {
        let columns = table.columns().iter().map(|column| self.column(table, column.name, column.kind, rows)).collect();
        RecordBatch::try_new(table.schema(), columns).unwrap()
    }

    fn column(&mut self, table: Table, name: &str, kind: Kind, rows: &[(u32, Cells)]) -> ArrayRef {
        let text = |cells: &Cells| -> String {
            let default = match name {
                "visible_on" => cells.get(table.date_column().unwrap()).cloned().unwrap_or_default(),
                "date_of_birth" => "1950-01-01".into(),
                "spell" | "position" => "1".into(),
                _ => String::new(),
            };
            cells.get(name).filter(|text| !text.is_empty()).cloned().unwrap_or(default)
        };
        let day =
            |cells: &Cells| Some(text(cells)).filter(|text| !text.is_empty()).map(|text| text.parse::<Day>().unwrap().number());
        match kind {
            Kind::Person => Arc::new(rows.iter().map(|(person, _)| *person).collect::<UInt32Array>()),
            Kind::Key => Arc::new(
                FixedSizeBinaryArray::try_from_iter(rows.iter().map(|(person, _)| u128::from(*person).to_be_bytes())).unwrap(),
            ),
            Kind::Day => Arc::new(rows.iter().map(|(_, cells)| Some(day(cells).expect(name))).collect::<Date32Array>()),
            Kind::OptionalDay => Arc::new(rows.iter().map(|(_, cells)| day(cells)).collect::<Date32Array>()),
            Kind::Number => Arc::new(rows.iter().map(|(_, cells)| text(cells).parse::<f64>().ok()).collect::<Float64Array>()),
            Kind::Ordinal => Arc::new(rows.iter().map(|(_, cells)| text(cells).parse::<u32>().unwrap()).collect::<UInt32Array>()),
            Kind::Text => Arc::new(rows.iter().map(|(_, cells)| Some(text(cells))).collect::<StringArray>()),
            Kind::Code(system) => {
                let ids = rows.iter().map(|(_, cells)| {
                    let text = text(cells);
                    // "readv2:C10.." names its system; GP codes that do not are SNOMED.
                    let system = if system == "gp_code" { "snomed" } else { system };
                    let (system, code) = text.split_once(':').unwrap_or((system, &text));
                    self.codes.intern(system, code)
                });
                Arc::new(ids.collect::<UInt32Array>())
            }
        }
    }
}
