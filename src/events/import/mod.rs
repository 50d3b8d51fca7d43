//! Importing a delivery: two passes over the files (people, then events), one over the spilled records.

mod finish;
mod hands;
mod options;
mod reading;

pub use options::{ImportOptions, Progress};

use crate::error::{Fault, Result};
use crate::events::adapter::{Adapter, PeopleAre};
use crate::events::check::SourcePerson;
use crate::events::dictionary::{CodeReader, Dictionary};
use crate::events::earlier::Earlier;
use crate::events::extract::ExtractTable;
use crate::events::generation::Site;
use crate::events::layout::Table;
use crate::events::people::{Given, Numbers, assign, call_up};
use crate::events::quality::ImportSummary;
use crate::events::read::{Hands, lock};
use crate::events::spill::Spill;
use hands::{EventHand, PersonHand};
use reading::Reading;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;

/// Reads the files that `adapter` finds in `folder`, checks every row, and puts a new generation of the event store at
/// `store` in force. When it fails the store is as it was.
///
/// # Errors
/// A data fault for a file that cannot be read or has too many rows that cannot be used (they are then listed in
/// `<store>.rejects.csv`), for a folder that is not a store, and when another import is at work; what the adapter finds wrong.
pub fn import(adapter: &mut dyn Adapter, folder: &Path, store: &Path, options: &ImportOptions) -> Result<ImportSummary> {
    let plan = adapter.plan(folder)?;
    if !options.append && !plan.files.iter().any(|file| file.gives.contains(&ExtractTable::Persons)) {
        return Err(Fault::file(
            folder,
            "there is no persons file (persons.csv, persons.csv.gz or persons.parquet); it is required",
        ));
    }
    let site = Site::open(store)?;
    let earlier = open_earlier(store, &site, options)?;
    let mut reading = Reading::new(&*adapter, plan, options, &site.rejects())?;
    let result = run(&mut reading, earlier.as_ref(), &site, options);
    match result {
        Ok(mut summary) => {
            if let Some(fault) = site.commit()? {
                summary.notes.push(format!("the new store is in force, but tidying up after it failed: {fault}"));
            }
            Ok(summary)
        }
        Err(Stopped::Fault(fault)) => Err(fault),
        Err(Stopped::TooManyRejects(what)) => {
            reading.rejects.flush()?;
            let beside = site.rejects_beside();
            std::fs::copy(site.rejects(), &beside).map_err(|error| Fault::file(&beside, error))?;
            Err(Fault::Data(format!("{what}; they are listed in {}; the store is as it was", beside.display())))
        }
    }
}

/// The generation in force, when there is one. To replace it, it need not be readable: then nothing is carried over from it.
fn open_earlier(store: &Path, site: &Site, options: &ImportOptions) -> Result<Option<Earlier>> {
    match Earlier::open(store) {
        _ if !site.has_earlier() && options.append => {
            Err(Fault::file(store, "there is no store here to add to; leave out --append to make one"))
        }
        _ if !site.has_earlier() => Ok(None),
        Err(_) if !options.append => Ok(None),
        opened => opened.map(Some),
    }
}

/// Why an import ends early.
enum Stopped {
    Fault(Fault),
    TooManyRejects(String),
}

impl From<Fault> for Stopped {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

fn run(
    reading: &mut Reading<'_>,
    earlier: Option<&Earlier>,
    site: &Site,
    options: &ImportOptions,
) -> Result<ImportSummary, Stopped> {
    let dictionary = Dictionary::default();
    let appended = earlier.filter(|_| options.append);

    // People.
    let hands: Hands<PersonHand<'_>> = Mutex::default();
    let (mut rows, mut practices) = (Vec::new(), Vec::new());
    for index in reading.files_of_people() {
        reading.read(index, &hands, &|people| PersonHand::new(options.as_of, people, CodeReader::new(&dictionary)), |kept| {
            rows.extend(kept.persons);
            practices.extend(kept.practices);
        })?;
    }
    reading.stop_if_too_many()?;
    let known = earlier.map(Earlier::numbers).transpose()?.unwrap_or_default();
    let taken = appended.map(Earlier::all_numbers).transpose()?.unwrap_or_default();
    let numbers = match reading.plan.people {
        PeopleAre::NhsNumbers => Numbers::new(),
        PeopleAre::SourceIds => assign(rows.iter().filter_map(|(_, row)| row.person.id()), &known, taken)?,
    };
    let mut given: Vec<Given> = appended.map(|earlier| earlier.people(&dictionary)).transpose()?.unwrap_or_default();
    let mut deaths_ahead = BTreeSet::new();
    for (origin, row) in rows {
        let (number, source_id) = match row.person {
            SourcePerson::Number(number) => (number, None),
            SourcePerson::Id(id) => {
                let number = numbers.get(&id).copied().ok_or_else(|| Fault::Internal("a source id without a number".into()))?;
                (number, Some(id))
            }
        };
        if row.death_ahead {
            deaths_ahead.insert(number);
        }
        given.push(Given {
            number,
            source_id,
            practice_code: row.practice_code,
            registered_on: row.registered_on,
            deregistered_on: row.deregistered_on,
            particulars: row.particulars,
            origin,
        });
    }
    let mut dropped = Vec::new();
    let roll = call_up(given, site.secret(), &mut dropped)?;
    if roll.persons.is_empty() && !options.append {
        return Err(Fault::Data(
            "the persons files hold nobody that can be used; a store of nobody is not put in force (an --append may bring no people)"
                .into(),
        )
        .into());
    }
    reading.drop_rows(&mut dropped)?;
    let practices = finish::practices(practices, appended, &mut dropped)?;
    reading.drop_rows(&mut dropped)?;
    reading.stop_if_too_many()?;

    // Events.
    let mut tables: BTreeSet<Table> = reading.event_tables().collect();
    tables.extend(appended.into_iter().flat_map(Earlier::event_tables));
    let shards = roll.persons.len().div_ceil(crate::events::layout::SHARD_PEOPLE as usize);
    let spill = Spill::create(&site.spill(), tables.iter().copied(), shards)?;
    if let Some(earlier) = appended {
        earlier.spill(&roll, &dictionary, &spill)?;
    }
    let people = roll.people(reading.plan.people)?;
    let hands: Hands<EventHand<'_>> = Mutex::default();
    for index in reading.files_of_events() {
        reading.read(
            index,
            &hands,
            &|_| EventHand::new(options.as_of, &people, CodeReader::new(&dictionary), &spill),
            |()| {},
        )?;
    }
    let mut notes = crate::events::check::Notes::default();
    for hand in std::mem::take(&mut *lock(&hands)) {
        notes.add(&hand.finish()?);
    }
    drop(hands);
    reading.stop_if_too_many()?;

    let written = finish::Contents { roll, practices, tables, shards, notes, spill, deaths_ahead: deaths_ahead.len() as u64 };
    written.write(reading, dictionary, appended, site, options)
}
