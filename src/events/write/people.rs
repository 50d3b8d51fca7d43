//! People, their registrations, their identity, and practices.

use super::parquet_file::{Readers, TableFile, Written};
use crate::domain::Day;
use crate::error::{Fault, Result};
use crate::events::check::PracticeRow;
use crate::events::layout::{SHARD_PEOPLE, Table};
use crate::events::people::{Person, Registration};
use arrow_array::{ArrayRef, Date32Array, FixedSizeBinaryArray, Float64Array, StringArray, UInt32Array};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use std::path::Path;
use std::sync::Arc;

/// A written table of people: its file and its row groups by shard.
pub(crate) type PeopleWritten = (Written, Vec<Option<u32>>);

fn file(folder: &Path, table: Table) -> Result<TableFile> {
    TableFile::create(folder, &format!("{}.parquet", table.name()), table.schema(), Readers::Usual)
}

/// Writes `persons.parquet`; `codes` gives final code numbers.
pub(crate) fn write_persons(folder: &Path, persons: &[Person], codes: &[u32]) -> Result<PeopleWritten> {
    let mut file = file(folder, Table::Persons)?;
    let mut groups = Vec::new();
    let code = |number: u32| codes.get(number as usize).copied().unwrap_or(0);
    for shard in persons.chunks(SHARD_PEOPLE as usize) {
        let of = |value: fn(&Person) -> u32| -> ArrayRef {
            Arc::new(UInt32Array::from_iter_values(shard.iter().map(|person| code(value(person)))))
        };
        let keys = FixedSizeBinaryArray::try_from_iter(shard.iter().map(|person| person.key.as_bytes()))
            .map_err(|error| Fault::Internal(error.to_string()))?;
        let known = || shard.iter().map(|person| &person.particulars);
        let columns: Vec<ArrayRef> = vec![
            Arc::new(keys),
            Arc::new(Date32Array::from_iter_values(known().map(|known| known.date_of_birth.number()))),
            of(|person| person.particulars.sex),
            Arc::new(known().map(|known| known.imd_decile).collect::<Float64Array>()),
            of(|person| person.particulars.care_home),
            of(|person| person.particulars.ethnicity),
            Arc::new(known().map(|known| known.died_on.map(Day::number)).collect::<Date32Array>()),
            of(|person| person.particulars.usual_gp_code),
        ];
        file.append_rows(shard.len(), columns)?;
        groups.push(Some(groups.len() as u32));
    }
    Ok((file.finish()?, groups))
}

/// Writes `registrations.parquet`: by person, date, practice.
pub(crate) fn write_registrations(
    folder: &Path,
    registrations: &[Registration],
    shards: usize,
    codes: &[u32],
) -> Result<PeopleWritten> {
    let code = |number: u32| codes.get(number as usize).copied().unwrap_or(0);
    let mut sorted = registrations.to_vec();
    sorted.sort_unstable_by_key(|row| (row.person, row.registered_on, code(row.practice_code), row.deregistered_on));
    let mut file = file(folder, Table::Registrations)?;
    let mut groups = vec![None; shards];
    for (group, shard) in (0..).zip(sorted.chunk_by(|a, b| a.person / SHARD_PEOPLE == b.person / SHARD_PEOPLE)) {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(UInt32Array::from_iter_values(shard.iter().map(|row| row.person))),
            Arc::new(UInt32Array::from_iter_values(shard.iter().map(|row| code(row.practice_code)))),
            Arc::new(Date32Array::from_iter_values(shard.iter().map(|row| row.registered_on.number()))),
            Arc::new(shard.iter().map(|row| row.deregistered_on.map(Day::number)).collect::<Date32Array>()),
        ];
        file.append_rows(shard.len(), columns)?;
        groups[(shard[0].person / SHARD_PEOPLE) as usize] = Some(group);
    }
    Ok((file.finish()?, groups))
}

fn write_texts(folder: &Path, name: &str, schema: SchemaRef, readers: Readers, columns: Vec<ArrayRef>) -> Result<Written> {
    let mut file = TableFile::create(folder, name, schema, readers)?;
    file.append_rows(columns.first().map_or(0, |column| column.len()), columns)?;
    file.finish()
}

fn texts<'a>(texts: impl Iterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(texts))
}

/// Writes `identity.parquet`, readable by its owner alone: one row a person, in index order.
pub(crate) fn write_identity(folder: &Path, persons: &[Person]) -> Result<Written> {
    let text = |name: &str| Field::new(name, DataType::Utf8, false);
    let schema = Arc::new(Schema::new(vec![
        text("nhs_number"),
        Field::new("source_id", DataType::Utf8, true),
        text("given_name"),
        text("family_name"),
        text("postcode"),
    ]));
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from_iter_values(persons.iter().map(|person| person.number.reveal()))),
        Arc::new(persons.iter().map(|person| person.source_id.as_deref()).collect::<StringArray>()),
        texts(persons.iter().map(|person| &*person.particulars.given_name)),
        texts(persons.iter().map(|person| &*person.particulars.family_name)),
        texts(persons.iter().map(|person| &*person.particulars.postcode)),
    ];
    write_texts(folder, "identity.parquet", schema, Readers::Owner, columns)
}

/// Writes `practices.parquet`, by code.
pub(crate) fn write_practices(folder: &Path, practices: &[PracticeRow]) -> Result<Written> {
    let names = ["practice_code", "name", "pcn_code", "commissioner_code", "locality"];
    let fields: Vec<Field> = names.iter().map(|name| Field::new(*name, DataType::Utf8, false)).collect();
    let mut columns = vec![texts(practices.iter().map(|practice| practice.code.as_str()))];
    columns.extend((0..4).map(|at| texts(practices.iter().map(|practice| &*practice.texts[at]))));
    write_texts(folder, "practices.parquet", Arc::new(Schema::new(fields)), Readers::Usual, columns)
}
