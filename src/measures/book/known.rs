//! From everything recorded to what was known at an instant.

use crate::casework::Aggregate;
use crate::casework::case::{Case, EndReason};
use crate::casework::event::fold_as_known;
use crate::casework::objection::{ObjectionKind, ObjectionSpan, Objections, standing};
use crate::casework::stay::{Stay, StayEnd};
use crate::domain::{Day, OdsCode, PersonId};
use crate::measures::book::{Book, Index, Listed, NEVER, Objecting};
use crate::measures::ledger::{Ledger, PersonIx, Stream, Told};
use chrono::{DateTime, Utc};
use chrono_tz::Europe::London;
use std::collections::HashMap;

impl Ledger {
    /// What was known at `known_at`: events recorded by then, and what was then taken for true of lists, deaths, conditions and
    /// objections.
    #[must_use]
    pub fn as_known(&self, known_at: DateTime<Utc>) -> Book {
        let people = self.people.len();
        let person = |id: Option<PersonId>| {
            id.and_then(|id| self.people.binary_search(&id).ok()).and_then(|place| PersonIx::try_from(place).ok())
        };
        let cases: Vec<(PersonIx, Case)> = known(&self.cases, known_at, |case: &Case| person(case.person));
        let stays: Vec<(PersonIx, Stay)> = known(&self.stays, known_at, |stay: &Stay| person(stay.person));
        let mut died = earliest(people, &self.deaths, known_at);
        for (person, day) in cases.iter().filter_map(died_on_register).chain(stays.iter().filter_map(died_in_hospital)) {
            let known = &mut died[person as usize];
            *known = day.min(*known);
        }
        Book {
            known_at,
            people: self.people.clone(),
            born: self.born.clone(),
            died,
            condition: earliest(people, &self.conditions, known_at),
            practices: self.every_practice(&cases),
            lists: self.lists(known_at),
            residences: self.residences(known_at),
            objecting: self.objecting(known_at),
            runs: self.runs.iter().filter(|run| run.published_at <= known_at).cloned().collect(),
            synthetic: self.runs.iter().any(|run| run.synthetic),
            cases: Index::new(people, cases),
            plans: Index::new(people, known(&self.plans, known_at, |plan| person(plan.person))),
            gps: Index::new(people, known(&self.accountable_gps, known_at, |gp| person(gp.person))),
            stays: Index::new(people, stays),
            meetings: self.meetings.iter().map(|stream| fold_as_known(&stream.events, known_at)).collect(),
            teams: self.teams.iter().map(|stream| (stream.id, fold_as_known(&stream.events, known_at))).collect(),
            staff: self.staff.iter().map(|stream| (stream.id, fold_as_known(&stream.events, known_at))).collect(),
            organisations: {
                let states = self.organisations.iter().map(|stream| fold_as_known(&stream.events, known_at));
                states
                    .filter_map(|state: crate::casework::organisation::Organisation| Some((state.code.clone()?, state)))
                    .collect()
            },
        }
    }

    /// Every practice that a list or a case names.
    fn every_practice(&self, cases: &[(PersonIx, Case)]) -> Vec<OdsCode> {
        let mut practices = self.practices.clone();
        for code in cases.iter().filter_map(|(_, case)| case.practice.as_ref()) {
            if !practices.contains(code) {
                practices.push(code.clone());
            }
        }
        practices
    }

    /// As [`Ledger::as_known`], for figures that go out at `now`: whoever objects then is left out of them, whatever day and knowledge
    /// they tell of.
    #[must_use]
    pub fn as_known_to_tell(&self, known_at: DateTime<Utc>, now: DateTime<Utc>) -> Book {
        Book { objecting: self.objecting(now), ..self.as_known(known_at) }
    }

    /// Whether the same people objected at two instants.
    #[must_use]
    pub fn same_object(&self, one: DateTime<Utc>, other: DateTime<Utc>) -> bool {
        one == other || self.objecting(one) == self.objecting(other)
    }

    fn lists(&self, known_at: DateTime<Utc>) -> Index<Listed> {
        let believed = self.registrations.iter().filter(|row| row.believed.at(known_at));
        let rows = believed.map(|row| {
            let until = row.until.unwrap_or(NEVER);
            (row.person, Listed { from: row.from, until, practice: row.practice })
        });
        let mut rows: Vec<(PersonIx, Listed)> = rows.collect();
        rows.sort_unstable();
        Index::new(self.people.len(), rows)
    }

    fn residences(&self, known_at: DateTime<Utc>) -> Index<(Day, Day)> {
        let believed = self.residences.iter().filter(|row| row.believed.at(known_at));
        let rows = believed.map(|row| (row.person, (row.from, row.until.unwrap_or(NEVER))));
        Index::new(self.people.len(), rows.collect())
    }

    /// Who objects on the day of `known_at`. An objection takes effect on the next read, whichever day the figures tell of.
    fn objecting(&self, known_at: DateTime<Utc>) -> HashMap<PersonIx, Objecting> {
        let mut spans: HashMap<PersonIx, Vec<ObjectionSpan>> = HashMap::new();
        for (person, span, believed) in &self.objections {
            if believed.at(known_at) {
                spans.entry(*person).or_default().push(span.clone());
            }
        }
        for stream in &self.objections_told {
            let told: Objections = fold_as_known(&stream.events, known_at);
            let Ok(person) = self.people.binary_search(&stream.id) else { continue };
            let Ok(person) = PersonIx::try_from(person) else { continue };
            spans.entry(person).or_default().extend(told.spans);
        }
        let today = Day::from(known_at.with_timezone(&London).date_naive());
        let stands = |spans: &[ObjectionSpan], kind| standing(spans, kind, today).is_some();
        let objecting = spans.into_iter().map(|(person, spans)| {
            let type_1 = stands(&spans, ObjectionKind::Type1);
            (person, Objecting { type_1, national_opt_out: stands(&spans, ObjectionKind::NationalOptOut) })
        });
        objecting.filter(|(_, found)| found.type_1 || found.national_opt_out).collect()
    }
}

/// The states of streams that somebody known is in.
fn known<A: Aggregate>(
    streams: &[Stream<A>],
    known_at: DateTime<Utc>,
    person: impl Fn(&A) -> Option<PersonIx>,
) -> Vec<(PersonIx, A)> {
    let states = streams.iter().map(|stream| fold_as_known::<A>(&stream.events, known_at));
    states.filter_map(|state| Some((person(&state)?, state))).collect()
}

/// The earliest day told of each person.
fn earliest(people: usize, told: &[Told], known_at: DateTime<Utc>) -> Vec<Day> {
    let mut days = vec![NEVER; people];
    for told in told.iter().filter(|told| told.believed.at(known_at)) {
        let day = &mut days[told.person as usize];
        *day = told.on.min(*day);
    }
    days
}

fn died_on_register((person, case): &(PersonIx, Case)) -> Option<(PersonIx, Day)> {
    let ended = case.ended.as_ref().filter(|ended| case.in_error.is_none() && ended.reason == EndReason::Died)?;
    Some((*person, ended.on))
}

fn died_in_hospital((person, stay): &(PersonIx, Stay)) -> Option<(PersonIx, Day)> {
    match stay.end {
        Some(StayEnd::Died { on }) if stay.in_error.is_none() => Some((*person, on)),
        _ => None,
    }
}
