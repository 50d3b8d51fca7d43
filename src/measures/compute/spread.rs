//! Tallies by home, and by the places that homes are part of.

use crate::measures::compute::answer::Verdict;
use crate::measures::compute::homes::{HomeIx, Homes};
use crate::measures::compute::scene::Scene;
use crate::measures::compute::walk::{Found, always_beside, beside};
use crate::measures::definition::{Shape, Unit};
use crate::measures::tally::{Count, Part, Relation, Tally};
use crate::measures::{Definition, Level, Place};
use std::collections::{BTreeMap, BTreeSet};

/// Tallies of a measure by home.
#[derive(Default)]
pub(super) struct Spread {
    homes: Vec<Tally>,
}

impl Spread {
    /// Takes in what was found.
    pub(super) fn take(&mut self, scene: &Scene<'_>, definition: &Definition, found: &Found) {
        let place = found.home as usize;
        if place >= self.homes.len() {
            self.homes.resize(place + 1, Tally::default());
        }
        let tally = &mut self.homes[place];
        let in_both = definition.shape == Shape::Share;
        match found.verdict {
            Verdict::Counted => {
                tally.numerator += Count::new(1);
                tally.denominator += Count::new(u64::from(in_both));
            }
            Verdict::Missing(_) => tally.denominator += Count::new(1),
            Verdict::Pending(_) => tally.pending += Count::new(1),
            Verdict::Removed(_) => tally.removed += Count::new(1),
            Verdict::Base(count) => tally.denominator += Count::new(count),
        }
        if let Some(name) = found.part {
            let (numerator, denominator) = match found.verdict {
                Verdict::Counted => (1, 1),
                Verdict::Missing(_) => (0, 1),
                _ => (0, 0),
            };
            add_part(&mut tally.parts, name, Part { numerator: Count::new(numerator), denominator: Count::new(denominator) });
        }
        if definition.beside.is_some() {
            for name in beside(scene, definition, found).into_iter().flatten() {
                add_beside(&mut tally.beside, name, Count::new(1));
            }
        }
    }

    /// Adds them up by place. Every place of the day is there, with nothing where nothing was found.
    pub(super) fn by_place(
        &self,
        homes: &Homes<'_>,
        definition: &Definition,
        places: &BTreeSet<Place>,
    ) -> BTreeMap<Place, Tally> {
        let attends = definition.unit == Unit::Attendance;
        // A meeting is a team's and no practice's.
        let told = |place: &&Place| !attends || matches!(place.level(), Level::Everywhere | Level::Team);
        let beside = definition.beside.map_or(&[][..], always_beside).iter().map(|name| ((*name).to_owned(), Count::default()));
        let empty = Tally { beside: beside.collect(), ..Tally::default() };
        let mut found: BTreeMap<Place, Tally> = places.iter().filter(told).map(|place| (place.clone(), empty.clone())).collect();
        for (home, tally) in (0..).zip(&self.homes).filter(|(_, tally)| **tally != Tally::default()) {
            for place in homes.places(home) {
                add(found.entry(place).or_insert_with(|| empty.clone()), tally);
            }
        }
        found
    }

    /// The homes at which anything was found.
    pub(super) fn used(&self) -> impl Iterator<Item = HomeIx> {
        (0..).zip(&self.homes).filter(|(_, tally)| **tally != Tally::default()).map(|(home, _)| home)
    }
}

fn add(sum: &mut Tally, tally: &Tally) {
    sum.numerator += tally.numerator;
    sum.denominator += tally.denominator;
    sum.pending += tally.pending;
    sum.removed += tally.removed;
    tally.beside.iter().for_each(|(name, count)| add_beside(&mut sum.beside, name, *count));
    tally.parts.iter().for_each(|(name, part)| add_part(&mut sum.parts, name, *part));
}

fn add_beside(beside: &mut BTreeMap<String, Count>, name: &str, count: Count) {
    match beside.get_mut(name) {
        Some(known) => *known += count,
        None => drop(beside.insert(name.to_owned(), count)),
    }
}

fn add_part(parts: &mut BTreeMap<String, Part>, name: &str, part: Part) {
    match parts.get_mut(name) {
        Some(known) => {
            known.numerator += part.numerator;
            known.denominator += part.denominator;
        }
        None => drop(parts.insert(name.to_owned(), part)),
    }
}

/// Every place of the day: of those registered, of every open practice, of every team that serves one, and of what was found.
pub(super) fn places(scene: &Scene<'_>, used: &BTreeSet<HomeIx>) -> BTreeSet<Place> {
    let homes = &scene.homes;
    let mut places: BTreeSet<Place> = used.iter().flat_map(|home| homes.places(*home)).collect();
    places.insert(Place::Everywhere);
    for practice in homes.open_practices() {
        places.extend(homes.above(practice));
        places.insert(Place::Practice(practice.clone()));
    }
    let serving = scene.book.teams.iter().filter(|(_, team)| team.serves_on(scene.as_of).next().is_some());
    places.extend(serving.map(|(team, _)| Place::Team(*team)));
    places
}

/// Which places add up to which. `used` are the homes at which anything was found, of any measure.
pub(super) fn relations(homes: &Homes<'_>, used: &BTreeSet<HomeIx>, places: &BTreeSet<Place>) -> Vec<Relation> {
    let practices: BTreeSet<&Place> = places.iter().filter(|place| place.level() == Level::Practice).collect();
    let mut parts: BTreeMap<Place, BTreeSet<Place>> = BTreeMap::new();
    for place in &practices {
        let Place::Practice(code) = place else { continue };
        for above in homes.above(code).into_iter().chain([Place::Everywhere]) {
            parts.entry(above).or_default().insert((*place).clone());
        }
    }
    let mut relations: Vec<Relation> =
        parts.into_iter().map(|(total, parts)| Relation { total, parts: parts.into_iter().collect() }).collect();
    let at_practices = || used.iter().map(|home| homes.home(*home)).filter_map(|home| Some((home.practice?, home.team)));
    if at_practices().next().is_some() && at_practices().all(|(_, team)| team.is_some()) {
        let teams = places.iter().filter(|place| place.level() == Level::Team);
        relations.push(Relation { total: Place::Everywhere, parts: teams.cloned().collect() });
    }
    // A team that looks after all of some practices, and nobody else, is told by them.
    for place in places {
        let Place::Team(team) = place else { continue };
        let own: BTreeSet<_> = at_practices().filter(|(_, other)| *other == Some(*team)).map(|(code, _)| code).collect();
        let whole = at_practices().all(|(code, other)| other == Some(*team) || !own.contains(&code));
        if whole && !own.is_empty() {
            relations.push(Relation { total: place.clone(), parts: own.into_iter().map(Place::Practice).collect() });
        }
    }
    relations
}
