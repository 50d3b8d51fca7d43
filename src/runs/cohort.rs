//! Who is in a study on its index date, and who is left out and why.

use crate::domain::{Day, ObjectionPolicy, Period};
use crate::events::codes::Codes;
use crate::events::layout::Table;
use crate::events::store::{Shard, Wanted};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, UInt32Type};
use arrow_array::{Array, RecordBatch};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Why somebody in the store is left out of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// Died on or before the index date.
    Died,
    /// On no practice's list yet.
    NotYetRegistered,
    /// On no practice's list any more.
    Deregistered,
    /// A type 1 objection in force.
    ObjectionType1,
    /// A national data opt-out in force.
    ObjectionNationalOptOut,
    /// An objection to case management in force.
    ObjectionCaseManagement,
    /// Outside the ages that the design is for.
    OutsideAgeRange,
}

impl LeftOut {
    /// The reason as a reader of a summary sees it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Died => "died on or before the index date",
            Self::NotYetRegistered => "not yet registered",
            Self::Deregistered => "no longer registered",
            Self::ObjectionType1 => "type 1 objection",
            Self::ObjectionNationalOptOut => "national data opt-out",
            Self::ObjectionCaseManagement => "objection to case management",
            Self::OutsideAgeRange => "outside the ages the model is for",
        }
    }
}

/// One person on the index date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Registered, alive and free of objections.
    In {
        /// Code id of the practice in force.
        practice: u32,
        /// Completed years of age.
        age: i32,
    },
    /// Left out.
    Out {
        /// Why.
        reason: LeftOut,
        /// Code id of the practice whose list the person is on all the same: objectors count in list sizes.
        practice: Option<u32>,
        /// Completed years of age.
        age: i32,
    },
}

/// People left out of a run, counted by reason.
pub type LeftOutCounts = BTreeMap<LeftOut, u64>;

/// Rules that decide who is in.
#[derive(Debug, Clone, Copy)]
pub struct CohortRules {
    /// The day on which people are looked at.
    pub index: Day,
    /// Youngest age that is in, in completed years.
    pub minimum_age: i32,
    /// Oldest age that is in.
    pub maximum_age: i32,
    /// Which objections leave people out.
    pub objections: ObjectionPolicy,
}

/// The columns that deciding needs.
#[must_use]
pub fn wanted() -> Wanted {
    let all = |table: Table| table.columns().iter().map(|column| column.name).collect();
    [
        (Table::Persons, vec!["date_of_birth", "sex", "imd_decile", "ethnicity", "died_on"]),
        (Table::Registrations, all(Table::Registrations)),
        (Table::Objections, all(Table::Objections)),
    ]
    .into()
}

/// Decides for everyone in a shard, in person order.
#[must_use]
pub fn decide(shard: &Shard, codes: &Codes, rules: CohortRules) -> Vec<Standing> {
    let count = shard.people.len();
    let objections = objections(shard, codes, rules.index, rules.objections);
    let registrations = registrations(shard, rules.index);
    let Some(persons) = shard.tables.get(&Table::Persons) else { return vec![] };
    let (births, deaths) = (Days::of(persons, "date_of_birth"), Days::of(persons, "died_on"));
    (0..count)
        .map(|row| {
            let age = births.get(row).map_or(0, |born| rules.index.completed_years_since(born));
            let out = |reason, practice| Standing::Out { reason, practice, age };
            if deaths.get(row).is_some_and(|died| died <= rules.index) {
                return out(LeftOut::Died, None);
            }
            let practice = match registrations[row] {
                Registration::In { practice, .. } => practice,
                Registration::Never => return out(LeftOut::NotYetRegistered, None),
                Registration::Left => return out(LeftOut::Deregistered, None),
            };
            if let Some(objection) = objections[row] {
                return out(objection, Some(practice));
            }
            if !(rules.minimum_age..=rules.maximum_age).contains(&age) {
                return out(LeftOut::OutsideAgeRange, Some(practice));
            }
            Standing::In { practice, age }
        })
        .collect()
}

#[derive(Debug, Clone, Copy)]
enum Registration {
    Never,
    Left,
    In { practice: u32, since: Day },
}

/// The registration in force of each person: of several, the one that began last (the newest practice has the person).
fn registrations(shard: &Shard, index: Day) -> Vec<Registration> {
    let mut found = vec![Registration::Never; shard.people.len()];
    let Some(batch) = shard.tables.get(&Table::Registrations) else { return found };
    let (people, practices) = (ids(batch, "person"), ids(batch, "practice_code"));
    let (from, to) = (Days::of(batch, "registered_on"), Days::of(batch, "deregistered_on"));
    for row in 0..batch.num_rows() {
        let (Some(began), Some(person)) = (from.get(row), place(shard, people[row])) else { continue };
        if began > index {
            continue;
        }
        let in_force = Period::new(began, to.get(row)).is_ok_and(|period| period.contains(index));
        found[person] = match found[person] {
            Registration::In { practice, since } if !in_force || since > began => Registration::In { practice, since },
            _ if in_force => Registration::In { practice: practices[row], since: began },
            _ => Registration::Left,
        };
    }
    found
}

/// The objection in force of each person that the policy heeds, if any; the first in the order of [`LeftOut`].
fn objections(shard: &Shard, codes: &Codes, index: Day, policy: ObjectionPolicy) -> Vec<Option<LeftOut>> {
    let mut found = vec![None; shard.people.len()];
    let Some(batch) = shard.tables.get(&Table::Objections) else { return found };
    let (people, kinds) = (ids(batch, "person"), ids(batch, "kind"));
    let (from, withdrawn) = (Days::of(batch, "from"), Days::of(batch, "withdrawn_on"));
    for row in 0..batch.num_rows() {
        let (Some(began), Some(person)) = (from.get(row), place(shard, people[row])) else { continue };
        let in_force = began <= index && withdrawn.get(row).is_none_or(|day| day > index);
        let (reason, heeded) = match codes.get(kinds[row]).1 {
            "type_1" => (LeftOut::ObjectionType1, policy.type_1),
            "national_opt_out" => (LeftOut::ObjectionNationalOptOut, policy.national_opt_out),
            _ => (LeftOut::ObjectionCaseManagement, policy.case_management),
        };
        if in_force && heeded && found[person].is_none_or(|earlier| reason < earlier) {
            found[person] = Some(reason);
        }
    }
    found
}

/// Position of a person in the shard; nothing for somebody who does not belong there, as only a damaged store has.
#[must_use]
pub fn place(shard: &Shard, person: u32) -> Option<usize> {
    shard.people.contains(&person).then(|| (person - shard.people.start) as usize)
}

/// A column of code ids, ordinals or person indexes. Empty when the batch was read without it.
#[must_use]
pub fn ids<'a>(batch: &'a RecordBatch, name: &str) -> &'a [u32] {
    batch.column_by_name(name).map_or(&[], |column| column.as_primitive::<UInt32Type>().values())
}

/// A column of dates, null allowed.
pub struct Days<'a>(Option<&'a arrow_array::Date32Array>);

impl<'a> Days<'a> {
    /// The column called `name`.
    #[must_use]
    pub fn of(batch: &'a RecordBatch, name: &str) -> Self {
        Self(batch.column_by_name(name).map(AsArray::as_primitive::<Date32Type>))
    }

    /// The date in `row`, if there is one.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<Day> {
        let column = self.0?;
        (row < column.len() && column.is_valid(row)).then(|| Day::from_number(column.value(row)))
    }
}

#[cfg(test)]
mod tests {
    use super::LeftOut::{
        Deregistered, Died, NotYetRegistered, ObjectionCaseManagement, ObjectionNationalOptOut, ObjectionType1,
    };
    use super::*;
    use crate::runs::testing::{ShardOf, day};

    fn rules(objections: ObjectionPolicy) -> CohortRules {
        CohortRules { index: day("2024-06-30"), minimum_age: 0, maximum_age: 130, objections }
    }

    fn reasons(shard: &ShardOf, rules: CohortRules) -> Vec<Option<LeftOut>> {
        let decided = decide(&shard.shard(), &shard.codes, rules);
        let reason = |standing: &Standing| match standing {
            Standing::In { .. } => None,
            Standing::Out { reason, .. } => Some(*reason),
        };
        decided.iter().map(reason).collect()
    }

    #[test]
    fn the_index_date_itself_decides() {
        let mut people = ShardOf::default();
        for (died, from, to) in [
            ("", "2024-06-30", ""),
            ("", "2024-07-01", ""),
            ("", "2020-01-01", "2024-06-30"),
            ("", "2020-01-01", "2024-07-01"),
            ("2024-06-30", "2020-01-01", ""),
            ("2024-07-01", "2020-01-01", ""),
        ] {
            people.person("1950-01-01", died).registered("A00001", from, to);
        }
        let expected = [None, Some(NotYetRegistered), Some(Deregistered), None, Some(Died), None];
        assert_eq!(reasons(&people, rules(ObjectionPolicy::default())), expected);
    }

    #[test]
    fn somebody_on_two_lists_belongs_to_the_newer() {
        let mut people = ShardOf::default();
        people.person("1950-01-01", "").registered("A00001", "2010-01-01", "").registered("B00002", "2024-01-01", "");
        people.person("1950-01-01", "").registered("A00001", "2010-01-01", "").registered("B00002", "2024-01-01", "2024-02-01");
        let decided = decide(&people.shard(), &people.codes, rules(ObjectionPolicy::default()));
        let practices: Vec<_> = decided
            .iter()
            .map(|standing| match standing {
                Standing::In { practice, .. } => people.codes.get(*practice).1,
                Standing::Out { .. } => "",
            })
            .collect();
        assert_eq!(practices, ["B00002", "A00001"]);
    }

    #[test]
    fn objections_count_while_in_force_and_by_policy() {
        let mut people = ShardOf::default();
        for (kind, from, withdrawn) in [
            ("type_1", "2024-06-30", ""),
            ("type_1", "2024-07-01", ""),
            ("type_1", "2020-01-01", "2024-06-30"),
            ("national_opt_out", "2020-01-01", ""),
            ("case_management", "2020-01-01", "2024-07-01"),
        ] {
            people.person("1950-01-01", "").registered("A00001", "2010-01-01", "").objects(kind, from, withdrawn);
        }
        let all = [Some(ObjectionType1), None, None, Some(ObjectionNationalOptOut), Some(ObjectionCaseManagement)];
        assert_eq!(reasons(&people, rules(ObjectionPolicy::default())), all);
        let policy = ObjectionPolicy { national_opt_out: false, ..ObjectionPolicy::default() };
        assert_eq!(reasons(&people, rules(policy))[3], None);
    }

    #[test]
    fn ages_outside_the_design_are_left_out_but_count_in_the_list() {
        let mut people = ShardOf::default();
        people.person("2006-07-01", "").registered("A00001", "2010-01-01", "");
        people.person("2006-06-30", "").registered("A00001", "2010-01-01", "");
        let adults = CohortRules { minimum_age: 18, ..rules(ObjectionPolicy::default()) };
        let decided = decide(&people.shard(), &people.codes, adults);
        assert!(matches!(decided[0], Standing::Out { reason: LeftOut::OutsideAgeRange, practice: Some(_), age: 17 }));
        assert!(matches!(decided[1], Standing::In { age: 18, .. }));
    }
}
