//! What a store knows of somebody besides events: birth, death, lists, objections.

use crate::domain::Day;
use crate::error::Result;
use crate::events::layout::Table;
use crate::events::store::{Shard, Store, Wanted};
use crate::features::codelist::CodeLists;
use crate::runs::cohort::{CohortRules, Days, LeftOut, Standing, decide, ids, place};
use rayon::prelude::*;

/// A time on a list, or an objection: code id of the practice or kind, from, until.
pub type Span = (u32, Day, Option<Day>);

/// Somebody, as the store knows them. Code ids are those of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Born.
    pub born_on: Day,
    /// Died.
    pub died_on: Option<Day>,
    /// Code id of the sex.
    pub sex: u32,
    /// Lives in a care home.
    pub care_home: bool,
    /// Code id of the usual GP; 0 when not known.
    pub usual_gp: u32,
    /// Whether they have a long-term condition by the index date; `None` when the store has no GP record to tell.
    pub long_term_condition: Option<bool>,
    /// The first day on which one is on record, be it after the index date.
    pub condition_from: Option<Day>,
    /// Times in care homes as social care tells: code id of the service, from, until, and the day from which each could be known;
    /// `None` when the store has no feed to tell. No two of the same service and start.
    pub residences: Option<Vec<(Span, Day)>>,
    /// Times on lists, in order; no two of the same practice and start.
    pub registrations: Vec<Span>,
    /// Objections, in order; no two of the same kind and start.
    pub objections: Vec<Span>,
    /// Where they stand on the index date.
    pub placed: Placed,
}

/// Where somebody stands on the index date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Code id of the practice whose list they are on.
    pub practice: Option<u32>,
    /// Completed years.
    pub age: i32,
    /// Why they are left out; `None` for those who are in.
    pub reason: Option<LeftOut>,
}

impl Facts {
    /// Of everyone, in person order.
    ///
    /// # Errors
    /// A data fault when a file of the store is damaged.
    pub(super) fn of_everyone(store: &Store, rules: CohortRules, lists: &CodeLists) -> Result<Vec<Self>> {
        let all = |table: Table| (table, table.columns().iter().map(|column| column.name).collect());
        let mut wanted: Wanted = [Table::Persons, Table::Registrations, Table::Objections].map(all).into();
        wanted.insert(Table::GpEvents, vec!["person", "visible_on", "code"]);
        wanted.insert(Table::SocialCare, vec!["person", "started_on", "ended_on", "visible_on", "service"]);
        let conditions = condition_codes(store, lists);
        let shards: Result<Vec<Vec<Self>>> = (0..store.manifest().shards())
            .into_par_iter()
            .map(|shard| Ok(of_shard(store, &store.read(shard, &wanted)?, rules, &conditions)))
            .collect();
        Ok(shards?.into_iter().flatten().collect())
    }

    /// The time on a list that tells where they belong: the one that holds on the index date, else the one that began last.
    #[must_use]
    pub fn registration(&self) -> Option<Span> {
        let here = |span: &&Span| self.placed.practice == Some(span.0);
        let latest = |spans: &mut dyn Iterator<Item = &Span>| spans.max_by_key(|span| span.1).copied();
        latest(&mut self.registrations.iter().filter(here)).or_else(|| latest(&mut self.registrations.iter()))
    }
}

fn of_shard(store: &Store, shard: &Shard, rules: CohortRules, conditions: &[bool]) -> Vec<Facts> {
    let Some(persons) = shard.tables.get(&Table::Persons) else { return vec![] };
    let standings = decide(shard, store.codes(), rules);
    let (births, deaths) = (Days::of(persons, "date_of_birth"), Days::of(persons, "died_on"));
    let (sexes, homes, gps) = (ids(persons, "sex"), ids(persons, "care_home"), ids(persons, "usual_gp_code"));
    let conditions = store.manifest().has(Table::GpEvents).then(|| conditions_from(shard, conditions));
    let mut homes_of = store.manifest().has(Table::SocialCare).then(|| residences(store, shard));
    let mut registrations = spans(shard, Table::Registrations, ["practice_code", "registered_on", "deregistered_on"]);
    let mut objections = spans(shard, Table::Objections, ["kind", "from", "withdrawn_on"]);
    let placed = |standing: &Standing| match *standing {
        Standing::In { practice, age } => Placed { practice: Some(practice), age, reason: None },
        Standing::Out { reason, practice, age } => Placed { practice, age, reason: Some(reason) },
    };
    standings
        .iter()
        .enumerate()
        .map(|(row, standing)| Facts {
            born_on: births.get(row).unwrap_or(Day::from_number(0)),
            died_on: deaths.get(row),
            sex: sexes.get(row).copied().unwrap_or(0),
            care_home: homes.get(row).is_some_and(|&id| store.codes().get(id).1 == "true"),
            usual_gp: gps.get(row).copied().unwrap_or(0),
            long_term_condition: conditions.as_ref().map(|from| from[row].is_some_and(|day| day <= rules.index)),
            condition_from: conditions.as_ref().and_then(|from| from[row]),
            residences: homes_of.as_mut().map(|residences| std::mem::take(&mut residences[row])),
            registrations: std::mem::take(&mut registrations[row]),
            objections: std::mem::take(&mut objections[row]),
            placed: placed(standing),
        })
        .collect()
}

/// Rows of an interval table by person, the last of those with the same code and start.
fn spans(shard: &Shard, table: Table, [code, from, until]: [&str; 3]) -> Vec<Vec<Span>> {
    let mut found = vec![vec![]; shard.people.len()];
    let Some(batch) = shard.tables.get(&table) else { return found };
    let (people, codes) = (ids(batch, "person"), ids(batch, code));
    let (from, until) = (Days::of(batch, from), Days::of(batch, until));
    for row in 0..batch.num_rows() {
        let (Some(person), Some(began)) = (place(shard, people[row]), from.get(row)) else { continue };
        let spans: &mut Vec<Span> = &mut found[person];
        spans.retain(|span| (span.0, span.1) != (codes[row], began));
        spans.push((codes[row], began, until.get(row)));
    }
    found
}

/// Services of social care that are a place in a care home.
const IN_A_CARE_HOME: [&str; 2] = ["residential", "nursing"];

/// Times in care homes by person, the last row of those with the same service and start.
fn residences(store: &Store, shard: &Shard) -> Vec<Vec<(Span, Day)>> {
    let mut found = vec![vec![]; shard.people.len()];
    let Some(batch) = shard.tables.get(&Table::SocialCare) else { return found };
    let (people, services) = (ids(batch, "person"), ids(batch, "service"));
    let (from, until, visible) = (Days::of(batch, "started_on"), Days::of(batch, "ended_on"), Days::of(batch, "visible_on"));
    for row in 0..batch.num_rows() {
        if !IN_A_CARE_HOME.contains(&store.codes().get(services[row]).1) {
            continue;
        }
        let (Some(person), Some(began)) = (place(shard, people[row]), from.get(row)) else { continue };
        let spans: &mut Vec<(Span, Day)> = &mut found[person];
        spans.retain(|(span, _)| (span.0, span.1) != (services[row], began));
        spans.push(((services[row], began, until.get(row)), visible.get(row).unwrap_or(began)));
    }
    found
}

/// The list of long-term conditions, as the models know it.
const CONDITIONS: &str = "long_term_conditions";

/// By code id of the store: whether it says that somebody has a long-term condition.
fn condition_codes(store: &Store, lists: &CodeLists) -> Vec<bool> {
    let mut found = vec![false; store.codes().len()];
    if let Some(list) = lists.get(CONDITIONS) {
        for (id, system, code) in store.codes().iter() {
            found[id as usize] = list.entries_of(system, code).next().is_some();
        }
    }
    found
}

/// The first day on which everybody of a shard had a long-term condition on record.
fn conditions_from(shard: &Shard, conditions: &[bool]) -> Vec<Option<Day>> {
    let mut found: Vec<Option<Day>> = vec![None; shard.people.len()];
    let Some(batch) = shard.tables.get(&Table::GpEvents) else { return found };
    let (people, codes, visible) = (ids(batch, "person"), ids(batch, "code"), Days::of(batch, "visible_on"));
    for row in 0..batch.num_rows() {
        if conditions.get(codes[row] as usize) == Some(&true)
            && let (Some(day), Some(person)) = (visible.get(row), place(shard, people[row]))
        {
            found[person] = Some(found[person].map_or(day, |first| first.min(day)));
        }
    }
    found
}
