//! The generation in force, as input to the next one.

use crate::domain::{Day, NhsNumber};
use crate::error::{Fault, Result};
use crate::events::check::{Particulars, PracticeRow};
use crate::events::dictionary::Dictionary;
use crate::events::layout::{Kind, Table};
use crate::events::manifest::TableFacts;
use crate::events::people::{Given, Numbers, Roll};
use crate::events::spill::record::of_row;
use crate::events::spill::{EARLIER, Record, Spill};
use crate::events::store::{Store, Wanted};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, UInt32Type};
use arrow_array::{Array, RecordBatch};
use std::path::Path;

/// The earlier generation.
#[derive(Debug)]
pub(crate) struct Earlier {
    store: Store,
}

impl Earlier {
    pub(crate) fn open(store: &Path) -> Result<Self> {
        Store::open(store).map(|store| Self { store })
    }

    /// Whether nobody in it exists.
    pub(crate) const fn is_synthetic(&self) -> bool {
        self.store.manifest().synthetic
    }

    /// Numbers given to source ids before.
    pub(crate) fn numbers(&self) -> Result<Numbers> {
        let identity = self.store.identity()?;
        Ok(identity.into_iter().filter_map(|person| Some((person.source_id?, person.nhs_number))).collect())
    }

    /// Everybody's number.
    pub(crate) fn all_numbers(&self) -> Result<Vec<NhsNumber>> {
        Ok(self.store.identity()?.into_iter().map(|person| person.nhs_number).collect())
    }

    pub(crate) fn practices(&self) -> Result<Vec<PracticeRow>> {
        let practices = self.store.practices()?;
        Ok(practices
            .into_iter()
            .map(|practice| PracticeRow {
                code: practice.code,
                texts: [practice.name, practice.pcn_code, practice.commissioner_code, practice.locality],
            })
            .collect())
    }

    /// Tables of events and objections.
    pub(crate) fn event_tables(&self) -> impl Iterator<Item = Table> {
        let people = [Table::Persons, Table::Registrations, Table::Diagnoses];
        self.store.manifest().tables.keys().copied().filter(move |table| !people.contains(table))
    }

    /// What the manifest says of a table.
    pub(crate) fn facts(&self, table: Table) -> Option<&TableFacts> {
        self.store.manifest().tables.get(&table)
    }

    /// Provisional numbers of the earlier generation's codes.
    fn codes(&self, dictionary: &Dictionary) -> Vec<u32> {
        let mut numbers = vec![0; self.store.codes().len()];
        for (id, system, code) in self.store.codes().iter() {
            numbers[id as usize] = dictionary.intern(system, code);
        }
        numbers
    }

    /// Registrations as if they had been delivered, particulars of the person with each.
    pub(crate) fn people(&self, dictionary: &Dictionary) -> Result<Vec<Given>> {
        let codes = self.codes(dictionary);
        let identity = self.store.identity()?;
        let wanted: Wanted = [(Table::Persons, vec![]), (Table::Registrations, vec![])].into();
        let mut given = Vec::new();
        for number in 0..self.store.manifest().shards() {
            let shard = self.store.read(number, &wanted)?;
            let (Some(persons), Some(registrations)) =
                (shard.tables.get(&Table::Persons), shard.tables.get(&Table::Registrations))
            else {
                return Err(damaged(Table::Persons));
            };
            let of = |column: &str| registrations.column_by_name(column).ok_or_else(|| damaged(Table::Registrations));
            let people = of("person")?.as_primitive::<UInt32Type>();
            let practices = of("practice_code")?.as_primitive::<UInt32Type>();
            let (from, to) =
                (of("registered_on")?.as_primitive::<Date32Type>(), of("deregistered_on")?.as_primitive::<Date32Type>());
            for row in 0..registrations.num_rows() {
                let person = people.value(row);
                let who = identity.get(person as usize).ok_or_else(|| damaged(Table::Registrations))?;
                let particulars = particulars(persons, (person - shard.people.start) as usize, &codes)?;
                given.push(Given {
                    number: who.nhs_number,
                    source_id: who.source_id.clone(),
                    practice_code: codes[practices.value(row) as usize],
                    registered_on: Day::from_number(from.value(row)),
                    deregistered_on: to.is_valid(row).then(|| Day::from_number(to.value(row))),
                    particulars: Particulars {
                        given_name: who.given_name.clone(),
                        family_name: who.family_name.clone(),
                        postcode: who.postcode.clone(),
                        ..particulars
                    },
                    origin: (EARLIER, 0),
                });
            }
        }
        Ok(given)
    }

    /// Spills all events, under the people's new indexes.
    pub(crate) fn spill(&self, roll: &Roll, dictionary: &Dictionary, spill: &Spill) -> Result<()> {
        let codes = self.codes(dictionary);
        let indexes = self.indexes(roll)?;
        let mut buffers = spill.buffers();
        for table in self.event_tables() {
            let mut wanted: Wanted = [(table, vec![])].into();
            if table == Table::Admissions {
                wanted.insert(Table::Diagnoses, vec![]);
            }
            for number in 0..self.store.manifest().shards() {
                let shard = self.store.read(number, &wanted)?;
                let Some(batch) = shard.tables.get(&table) else { continue };
                let mut lists = SpellLists::new(shard.tables.get(&Table::Diagnoses));
                let (mut record, mut bytes) = (Record::default(), Vec::new());
                for row in 0..batch.num_rows() {
                    fill(table, batch, row, &codes, &indexes, &mut record)?;
                    if table == Table::Admissions {
                        record.text(&lists.of(batch, row, &codes));
                    }
                    bytes.clear();
                    record.spill(EARLIER, of_row(0, false), &mut bytes);
                    buffers.add(table, record.person(), &bytes)?;
                }
            }
        }
        buffers.finish()
    }

    /// New index by old index.
    fn indexes(&self, roll: &Roll) -> Result<Vec<u32>> {
        let new = roll.by_key();
        let keys = self.store.person_keys()?;
        keys.iter().map(|key| new.get(key).copied().ok_or_else(|| damaged(Table::Persons))).collect()
    }
}

fn damaged(table: Table) -> Fault {
    Fault::Data(format!("{}.parquet of the store is damaged; import everything anew, without --append", table.name()))
}

fn particulars(persons: &RecordBatch, row: usize, codes: &[u32]) -> Result<Particulars> {
    let column =
        |name: &str| persons.column_by_name(name).filter(|column| row < column.len()).ok_or_else(|| damaged(Table::Persons));
    let code = |name: &str| column(name).map(|column| codes[column.as_primitive::<UInt32Type>().value(row) as usize]);
    let (died_on, decile) =
        (column("died_on")?.as_primitive::<Date32Type>(), column("imd_decile")?.as_primitive::<Float64Type>());
    Ok(Particulars {
        date_of_birth: Day::from_number(column("date_of_birth")?.as_primitive::<Date32Type>().value(row)),
        sex: code("sex")?,
        imd_decile: decile.is_valid(row).then(|| decile.value(row)),
        care_home: code("care_home")?,
        ethnicity: code("ethnicity")?,
        died_on: died_on.is_valid(row).then(|| Day::from_number(died_on.value(row))),
        usual_gp_code: code("usual_gp_code")?,
        given_name: "".into(),
        family_name: "".into(),
        postcode: "".into(),
    })
}

/// Makes a record of a row of the store again.
fn fill(table: Table, batch: &RecordBatch, row: usize, codes: &[u32], indexes: &[u32], record: &mut Record) -> Result<()> {
    record.clear();
    for (column, array) in table.columns().iter().zip(batch.columns()) {
        match column.kind {
            Kind::Person => {
                let old = array.as_primitive::<UInt32Type>().value(row) as usize;
                record.plain(indexes.get(old).copied().ok_or_else(|| damaged(table))?);
            }
            Kind::Code(_) => {
                let old = array.as_primitive::<UInt32Type>().value(row) as usize;
                record.plain(codes.get(old).copied().ok_or_else(|| damaged(table))?);
            }
            // Spells are numbered anew.
            Kind::Ordinal => record.plain(0),
            Kind::Day => record.day(Day::from_number(array.as_primitive::<Date32Type>().value(row))),
            Kind::OptionalDay => {
                let day = array.is_valid(row).then(|| Day::from_number(array.as_primitive::<Date32Type>().value(row)));
                record.optional_day(day);
            }
            Kind::Number => record.number(array.is_valid(row).then(|| array.as_primitive::<Float64Type>().value(row))),
            Kind::Text => record.text(array.as_string::<i32>().value(row).as_bytes()),
            Kind::Key => return Err(Fault::Internal("a table of events with keys".into())),
        }
    }
    Ok(())
}

/// Secondary diagnoses of the spells of a shard; diagnoses are in the order of the spells.
struct SpellLists<'a> {
    diagnoses: Option<&'a RecordBatch>,
    next: usize,
}

impl<'a> SpellLists<'a> {
    const fn new(diagnoses: Option<&'a RecordBatch>) -> Self {
        Self { diagnoses, next: 0 }
    }

    /// The list of the spell in `row` of the admissions, as records hold it.
    fn of(&mut self, admissions: &RecordBatch, row: usize, codes: &[u32]) -> Vec<u8> {
        let mut list = Vec::new();
        let Some(diagnoses) = self.diagnoses else { return list };
        let number = |batch: &RecordBatch, name: &str, row: usize| {
            batch.column_by_name(name).map(|column| column.as_primitive::<UInt32Type>().value(row))
        };
        let spell = |batch: &RecordBatch, row: usize| (number(batch, "person", row), number(batch, "spell", row));
        while self.next < diagnoses.num_rows() && spell(diagnoses, self.next) == spell(admissions, row) {
            // Position 1 is the primary diagnosis, which the admission has itself.
            if number(diagnoses, "position", self.next) > Some(1) {
                let code = number(diagnoses, "diagnosis", self.next).and_then(|code| codes.get(code as usize)).copied();
                list.extend_from_slice(&code.unwrap_or(0).to_le_bytes());
            }
            self.next += 1;
        }
        list
    }
}
