//! Small shards for tests of this room.

use crate::domain::Day;
use crate::events::codes::Codes;
use crate::events::layout::{Kind, Table};
use crate::events::store::Shard;
use arrow_array::{ArrayRef, Date32Array, FixedSizeBinaryArray, Float64Array, RecordBatch, StringArray, UInt32Array};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A date written out.
pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A shard made row by row; cells are texts, empty for none.
#[derive(Default)]
pub(crate) struct ShardOf {
    pub(crate) codes: Codes,
    people: u32,
    rows: BTreeMap<Table, Vec<BTreeMap<&'static str, String>>>,
}

impl ShardOf {
    pub(crate) fn person(&mut self, born: &str, died: &str) -> &mut Self {
        self.people += 1;
        self.row(Table::Persons, &[("date_of_birth", born), ("died_on", died)])
    }

    pub(crate) fn registered(&mut self, practice: &str, from: &str, to: &str) -> &mut Self {
        let cells = [("practice_code", practice), ("registered_on", from), ("deregistered_on", to)];
        self.row(Table::Registrations, &cells)
    }

    pub(crate) fn objects(&mut self, kind: &str, from: &str, withdrawn: &str) -> &mut Self {
        self.row(Table::Objections, &[("kind", kind), ("from", from), ("withdrawn_on", withdrawn)])
    }

    pub(crate) fn admitted(&mut self, on: &str, visible: &str, method: &str) -> &mut Self {
        let cells = [("admitted_on", on), ("visible_on", visible), ("admission_method", method)];
        self.row(Table::Admissions, &cells)
    }

    fn row(&mut self, table: Table, cells: &[(&'static str, &str)]) -> &mut Self {
        let mut row: BTreeMap<_, _> = cells.iter().map(|&(name, cell)| (name, cell.to_owned())).collect();
        row.insert("person", (self.people - 1).to_string());
        for column in table.columns() {
            if let Kind::Code(system) = column.kind {
                self.codes.intern(system, row.get(column.name).map_or("", String::as_str));
            }
        }
        self.rows.entry(table).or_default().push(row);
        self
    }

    pub(crate) fn shard(&self) -> Shard {
        let tables = self.rows.iter().map(|(&table, rows)| (table, self.batch(table, rows))).collect();
        Shard { people: 0..self.people, tables }
    }

    fn batch(&self, table: Table, rows: &[BTreeMap<&'static str, String>]) -> RecordBatch {
        let columns = table.columns().iter().map(|column| -> ArrayRef {
            let cells = rows.iter().map(|row| row.get(column.name).map_or("", String::as_str));
            let date = |cell: &str| cell.parse::<Day>().ok().map(Day::number);
            match column.kind {
                Kind::Person | Kind::Ordinal => Arc::new(cells.map(|cell| cell.parse().unwrap_or(1)).collect::<UInt32Array>()),
                Kind::Key => {
                    let keys = (0..rows.len() as u128).map(u128::to_be_bytes);
                    Arc::new(FixedSizeBinaryArray::try_from_iter(keys).unwrap())
                }
                Kind::Day => Arc::new(Date32Array::from_iter_values(cells.map(|cell| date(cell).unwrap()))),
                Kind::OptionalDay => Arc::new(cells.map(date).collect::<Date32Array>()),
                Kind::Code(system) => Arc::new(cells.map(|cell| self.codes.id(system, cell).unwrap()).collect::<UInt32Array>()),
                Kind::Number => Arc::new(cells.map(|cell| cell.parse::<f64>().ok()).collect::<Float64Array>()),
                Kind::Text => Arc::new(cells.map(Some).collect::<StringArray>()),
            }
        });
        RecordBatch::try_new(table.schema(), columns.collect()).unwrap()
    }
}
