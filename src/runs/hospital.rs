//! Hospital stays and attendances of some people, read from the event store as plain values.

use crate::domain::{Day, PersonId};
use crate::error::Result;
use crate::events::layout::Table;
use crate::events::store::{Shard, Store, Wanted};
use crate::runs::cohort::{Days, ids};
use arrow_array::Array;
use arrow_array::cast::AsArray;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// A spell of the imported admissions. Codes as the store has them.
#[derive(Clone, PartialEq, Eq)]
pub struct Spell {
    /// Who.
    pub person: PersonId,
    /// Provider.
    pub provider: String,
    /// The provider's number of it.
    pub spell: String,
    /// Admission method.
    pub method: String,
    /// Came on.
    pub admitted_on: Day,
    /// Left on.
    pub discharged_on: Option<Day>,
    /// Discharge method.
    pub discharge_method: String,
    /// Where to.
    pub destination: String,
}

/// An attendance at an emergency department.
#[derive(Clone, PartialEq, Eq)]
pub struct Attendance {
    /// Who.
    pub person: PersonId,
    /// The day.
    pub arrived_on: Day,
    /// Kind of department.
    pub department_type: String,
}

crate::domain::hidden_debug!(Spell, Attendance);

/// Patient classes that do not stay: day cases, regular attenders.
const NOT_STAYING: [&str; 3] = ["2", "3", "4"];

/// Spells and attendances of `people` that began on or after `since`, in person order.
///
/// # Errors
/// A data fault when a file of the store is damaged.
pub fn read(store: &Store, people: &BTreeSet<PersonId>, since: Day) -> Result<(Vec<Spell>, Vec<Attendance>)> {
    let keys = store.person_keys()?;
    let wanted: Wanted = [
        (
            Table::Admissions,
            vec![
                "person",
                "admitted_on",
                "discharged_on",
                "spell_id",
                "admission_method",
                "patient_class",
                "discharge_method",
                "discharge_destination",
                "provider_code",
            ],
        ),
        (Table::EmergencyCare, vec!["person", "arrived_on", "department_type"]),
    ]
    .into();
    let who = |index: u32| keys.get(index as usize).map(|key| PersonId::of(*key)).filter(|id| people.contains(id));
    let parts: Result<Vec<(Vec<Spell>, Vec<Attendance>)>> = (0..store.manifest().shards())
        .into_par_iter()
        .map(|shard| {
            let shard = store.read(shard, &wanted)?;
            Ok((spells(store, &shard, &who, since), attendances(store, &shard, &who, since)))
        })
        .collect();
    let mut all = (vec![], vec![]);
    for (spells, attendances) in parts? {
        all.0.extend(spells);
        all.1.extend(attendances);
    }
    Ok(all)
}

fn spells(store: &Store, shard: &Shard, who: &impl Fn(u32) -> Option<PersonId>, since: Day) -> Vec<Spell> {
    let Some(batch) = shard.tables.get(&Table::Admissions) else { return vec![] };
    let Some(numbers) = batch.column_by_name("spell_id").and_then(|column| column.as_string_opt::<i32>()) else { return vec![] };
    let (admitted, left) = (Days::of(batch, "admitted_on"), Days::of(batch, "discharged_on"));
    let people = ids(batch, "person");
    let code = |name: &str, row: usize| store.codes().get(ids(batch, name)[row]).1;
    let mut found = vec![];
    for (row, &index) in people.iter().enumerate() {
        let Some(admitted_on) = admitted.get(row).filter(|day| *day >= since) else { continue };
        if NOT_STAYING.contains(&code("patient_class", row)) {
            continue;
        }
        let Some(person) = who(index) else { continue };
        found.push(Spell {
            person,
            provider: code("provider_code", row).to_owned(),
            spell: if numbers.is_valid(row) { numbers.value(row).to_owned() } else { String::new() },
            method: code("admission_method", row).to_owned(),
            admitted_on,
            discharged_on: left.get(row),
            discharge_method: code("discharge_method", row).to_owned(),
            destination: code("discharge_destination", row).to_owned(),
        });
    }
    found
}

fn attendances(store: &Store, shard: &Shard, who: &impl Fn(u32) -> Option<PersonId>, since: Day) -> Vec<Attendance> {
    let Some(batch) = shard.tables.get(&Table::EmergencyCare) else { return vec![] };
    let arrived = Days::of(batch, "arrived_on");
    let departments = ids(batch, "department_type");
    let attendance = |(row, &index): (usize, &u32)| {
        Some(Attendance {
            arrived_on: arrived.get(row).filter(|day| *day >= since)?,
            person: who(index)?,
            department_type: store.codes().get(departments[row]).1.to_owned(),
        })
    };
    ids(batch, "person").iter().enumerate().filter_map(attendance).collect()
}
