//! From registrations to people.

use super::{Known, People, id_hash};
use crate::domain::hidden_debug;
use crate::domain::person_key::PersonKey;
use crate::domain::{Day, NhsNumber};
use crate::error::{Fault, Result};
use crate::events::adapter::PeopleAre;
use crate::events::check::{Particulars, reason};
use crate::events::fast_hash::FastMap;
use crate::events::spill::EARLIER;
use std::collections::BTreeMap;

hidden_debug!(Given, Person, Roll);

/// A registration as given: by the delivery, or by the earlier store (block [`EARLIER`]).
#[derive(Clone)]
pub(crate) struct Given {
    pub number: NhsNumber,
    pub source_id: Option<Box<str>>,
    pub practice_code: u32,
    pub registered_on: Day,
    pub deregistered_on: Option<Day>,
    pub particulars: Particulars,
    /// Block and row it came from.
    pub origin: (u32, u32),
}

/// A person in index order.
pub(crate) struct Person {
    pub key: PersonKey,
    pub number: NhsNumber,
    pub source_id: Option<Box<str>>,
    pub particulars: Particulars,
}

/// A time on a practice's list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Registration {
    pub person: u32,
    pub practice_code: u32,
    pub registered_on: Day,
    pub deregistered_on: Option<Day>,
}

/// Contradictions in what was given of people, each counted in people and kept.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Conflicts {
    pub births: u64,
    pub sexes: u64,
    pub deaths: u64,
    pub overlapping_registrations: u64,
}

/// Everyone, in the order of their keys; a person's index is the place here.
pub(crate) struct Roll {
    pub persons: Vec<Person>,
    /// By person, then date.
    pub registrations: Vec<Registration>,
    pub conflicts: Conflicts,
}

/// A row that is not used, and why.
pub(crate) type Dropped = ((u32, u32), &'static str);

/// Makes people of registrations. Rows with one number, practice and date of registration are one registration, of which
/// the last row given counts. Particulars are those of the
/// latest registration, but for the death: the earliest on any of them.
pub(crate) fn call_up(mut given: Vec<Given>, secret: &[u8; 32], dropped: &mut Vec<Dropped>) -> Result<Roll> {
    given.sort_unstable_by_key(|row| (row.number, row.registered_on, row.practice_code, row.origin));
    let mut conflicts = Conflicts::default();
    let mut found: Vec<(Person, Vec<Registration>)> = Vec::new();
    for rows in given.chunk_by(|a, b| a.number == b.number) {
        conflicts.births += u64::from(differ(rows, |row| row.particulars.date_of_birth.number() as u32));
        conflicts.sexes += u64::from(differ(rows, |row| row.particulars.sex));
        conflicts.deaths += u64::from(two_deaths(rows));
        let kept: Vec<&Given> = rows
            .chunk_by(|a, b| (a.registered_on, a.practice_code) == (b.registered_on, b.practice_code))
            .filter_map(|same| last_given(same, dropped))
            .collect();
        conflicts.overlapping_registrations += u64::from(overlap(&kept));
        let Some(latest) = kept.iter().max_by_key(|row| (row.registered_on, row.origin)) else { continue };
        let person = Person {
            key: PersonKey::of(latest.number, secret),
            number: latest.number,
            source_id: latest.source_id.clone(),
            particulars: Particulars { died_on: died(&kept), ..latest.particulars.clone() },
        };
        let registrations = kept.iter().map(|row| Registration {
            person: 0,
            practice_code: row.practice_code,
            registered_on: row.registered_on,
            deregistered_on: row.deregistered_on,
        });
        found.push((person, registrations.collect()));
    }
    found.sort_unstable_by_key(|(person, _)| person.key);
    if u32::try_from(found.len()).is_err() {
        return Err(Fault::Data("more people than a store can number".into()));
    }
    let mut roll = Roll { persons: Vec::with_capacity(found.len()), registrations: Vec::new(), conflicts };
    for (person, registrations) in found {
        let index = roll.persons.len() as u32;
        roll.registrations.extend(registrations.into_iter().map(|registration| Registration { person: index, ..registration }));
        roll.persons.push(person);
    }
    Ok(roll)
}

/// The row that counts among rows of one registration, in the order they were given.
fn last_given<'a>(same: &'a [Given], dropped: &mut Vec<Dropped>) -> Option<&'a Given> {
    let (first, later) = same.split_first()?;
    let mut counts = first;
    for row in later {
        let earlier_store = counts.origin.0 == EARLIER;
        let alike = counts.deregistered_on == row.deregistered_on && counts.particulars == row.particulars;
        if alike && !earlier_store {
            dropped.push((row.origin, reason::DUPLICATE));
            continue;
        }
        if !earlier_store {
            dropped.push((counts.origin, reason::LATER_REGISTRATION));
        }
        counts = row;
    }
    Some(counts)
}

fn differ(rows: &[Given], of: impl Fn(&Given) -> u32) -> bool {
    let mut delivered = rows.iter().filter(|row| row.origin.0 != EARLIER).map(of);
    delivered.next().is_some_and(|first| delivered.any(|other| other != first))
}

/// The earliest death on any registration: the source may have closed an older one with it and not the latest. Deaths of the
/// delivery correct those of the earlier store.
fn died(kept: &[&Given]) -> Option<Day> {
    let earliest = |earlier: bool| {
        let rows = kept.iter().filter(|row| (row.origin.0 == EARLIER) == earlier);
        rows.filter_map(|row| row.particulars.died_on).min()
    };
    earliest(false).or_else(|| earliest(true))
}

fn two_deaths(rows: &[Given]) -> bool {
    let mut deaths = rows.iter().filter(|row| row.origin.0 != EARLIER).filter_map(|row| row.particulars.died_on);
    deaths.next().is_some_and(|first| deaths.any(|other| other != first))
}

/// Whether somebody is on two lists at once; `kept` is in the order of registration.
fn overlap(kept: &[&Given]) -> bool {
    kept.windows(2).any(|pair| pair[0].deregistered_on.is_none_or(|left| left > pair[1].registered_on))
}

impl Roll {
    /// What checking events needs.
    pub(crate) fn people(&self, named_by: PeopleAre) -> Result<People> {
        let mut named = FastMap::default();
        named.reserve(self.persons.len());
        for (index, person) in self.persons.iter().enumerate() {
            let name = match (named_by, &person.source_id) {
                (PeopleAre::NhsNumbers, _) => person.number.as_u64(),
                (PeopleAre::SourceIds, Some(id)) => id_hash(id.as_bytes()),
                (PeopleAre::SourceIds, None) => continue,
            };
            let known = Known { index: index as u32, date_of_birth: person.particulars.date_of_birth };
            if named.insert(name, known).is_some() {
                return Err(Fault::Internal("two source ids have one hash; change one of them".into()));
            }
        }
        Ok(People { named_by, named })
    }

    /// Dates of death by index.
    pub(crate) fn deaths(&self) -> Vec<Option<Day>> {
        self.persons.iter().map(|person| person.particulars.died_on).collect()
    }

    /// Indexes by key.
    pub(crate) fn by_key(&self) -> BTreeMap<PersonKey, u32> {
        self.persons.iter().enumerate().map(|(index, person)| (person.key, index as u32)).collect()
    }
}
