//! Every measure against an oracle: worlds by chance, kept as plain rows, counted one by one by other code than ours.

mod answers;
mod cases;
mod crowd;
mod draw;
mod view;
mod world;

use crate::casework::Rules;
use crate::casework::organisation::LinkKind;
use crate::domain::Day;
use crate::measures::compute::{Audience, Standing, compute, explain};
use crate::measures::definition::{Shape, Unit};
use crate::measures::tally::{Figures, Tally};
use crate::measures::{Definition, Definitions, Level, Place};
use answers::Line;
use draw::{Dice, FIRST};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use view::View;
use world::{World, evening};

/// Numbers of a tally, where they can be compared and shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Numbers {
    n: u64,
    d: u64,
    pending: u64,
    removed: u64,
    beside: BTreeMap<String, u64>,
    parts: BTreeMap<String, (u64, u64)>,
}

impl From<&Tally> for Numbers {
    fn from(tally: &Tally) -> Self {
        let beside = tally.beside.iter().filter(|(_, count)| count.get() > 0);
        Self {
            n: tally.numerator.get(),
            d: tally.denominator.get(),
            pending: tally.pending.get(),
            removed: tally.removed.get(),
            beside: beside.map(|(name, count)| (name.clone(), count.get())).collect(),
            parts: tally
                .parts
                .iter()
                .map(|(name, part)| (name.clone(), (part.numerator.get(), part.denominator.get())))
                .filter(|(_, part)| *part != (0, 0))
                .collect(),
        }
    }
}

/// The places of a line, read from rows.
fn places(view: &View<'_>, line: &Line) -> Vec<Place> {
    let mut places = vec![Place::Everywhere];
    if let Some(practice) = line.practice {
        places.extend(above(view, practice));
        places.push(Place::Practice(world::practice(practice)));
    }
    places.extend(line.team.map(|team| Place::Team(world::team(team))));
    places
}

fn above(view: &View<'_>, practice: usize) -> Vec<Place> {
    let raw = &view.w.practices[practice];
    let network = view.network(practice).map(|number| Place::Network(world::target(LinkKind::Network, number)));
    let commissioner =
        view.commissioner(practice).map(|number| Place::Commissioner(world::target(LinkKind::Commissioner, number)));
    let locality = raw.locality.filter(|_| raw.rec <= view.k).map(|name| Place::Locality(name.into()));
    [network, commissioner, locality].into_iter().flatten().collect()
}

fn add_up(view: &View<'_>, lines: &[Line]) -> BTreeMap<Place, Numbers> {
    let mut sums: BTreeMap<Place, Numbers> = BTreeMap::new();
    for line in lines {
        for place in places(view, line) {
            let sum = sums.entry(place).or_default();
            sum.n += line.n;
            sum.d += line.d;
            sum.pending += line.pending;
            sum.removed += line.removed;
            for name in &line.beside {
                *sum.beside.entry((*name).to_owned()).or_default() += 1;
            }
            if let Some(name) = line.part.filter(|_| line.d > 0) {
                let part = sum.parts.entry(name.to_owned()).or_default();
                part.0 += line.n;
                part.1 += line.d;
            }
        }
    }
    sums
}

/// Places of the day, whether or not anything was found there.
fn expected_places(view: &View<'_>, all: &[(&Definition, Vec<Line>)]) -> BTreeSet<Place> {
    let mut found = BTreeSet::from([Place::Everywhere]);
    found.extend(all.iter().flat_map(|(_, lines)| lines.iter().flat_map(|line| places(view, line))));
    for (number, raw) in view.w.practices.iter().enumerate() {
        let open = raw.opened.is_none_or(|opened| opened <= view.d) && raw.closed.is_none_or(|closed| closed > view.d);
        if open && raw.rec <= view.k && view.standing(number) == number {
            found.insert(Place::Practice(world::practice(number)));
            found.extend(above(view, number));
        }
    }
    for row in &view.w.serves {
        if view.runs(row.from, row.rec, row.end, view.d) {
            found.insert(Place::Team(world::team(row.what.0)));
        }
    }
    found
}

/// Compares everything of one day as known on another.
fn compare(world: &World, k: Day, d: Day, audience: Audience) {
    let definitions = Definitions::built_in();
    let book = world.ledger().as_known(evening(k));
    let figures = compute(&book, &definitions, &Rules::default(), d, audience);
    let view = View { w: world, k, d, hides: audience == Audience::Commissioning };
    let all: Vec<(&Definition, Vec<Line>)> = figures
        .measures
        .iter()
        .map(|measure| {
            let definition = measure.definition.as_ref();
            (definition, view.lines(&definition.id, definition.version).unwrap())
        })
        .collect();
    let wanted = expected_places(&view, &all);
    for ((definition, lines), measure) in all.iter().zip(&figures.measures) {
        let expected = add_up(&view, lines);
        let found: BTreeMap<&Place, Numbers> = measure.places.iter().map(|(place, tally)| (place, tally.into())).collect();
        let attends = definition.unit == Unit::Attendance;
        let told = |place: &&Place| !attends || matches!(place.level(), Level::Everywhere | Level::Team);
        assert_eq!(
            found.keys().copied().collect::<Vec<_>>(),
            wanted.iter().filter(told).collect::<Vec<_>>(),
            "places of {} on {d} as known on {k}",
            definition.id
        );
        for (place, numbers) in found {
            let expected = expected.get(place).cloned().unwrap_or_default();
            assert_eq!(numbers, expected, "{} version {} at {place:?} on {d} as known on {k}", definition.id, definition.version);
        }
        if audience == Audience::Practice && definition.unit != Unit::Attendance {
            explained(&book, &definitions, definition, d, &measure.places);
        }
    }
    relations_hold(&figures);
    conjunctions_hold(&figures);
}

/// The people named are those counted.
fn explained(
    book: &crate::measures::Book,
    definitions: &Definitions,
    definition: &Definition,
    d: Day,
    places: &BTreeMap<Place, Tally>,
) {
    for (place, tally) in places {
        let numbers = Numbers::from(tally);
        let told = explain(book, definitions, definition, &Rules::default(), d, place);
        let count = |wanted: fn(&Standing) -> bool| told.iter().filter(|one| wanted(&one.standing)).count() as u64;
        let counted = count(|standing| *standing == Standing::Counted);
        let missing = count(|standing| matches!(standing, Standing::Missing { why } if !why.is_empty()));
        let pending = count(|standing| matches!(standing, Standing::Pending { until } if *until > Day::of(2000, 1, 1)));
        let removed = count(|standing| matches!(standing, Standing::Removed { why } if !why.is_empty()));
        let apart: u64 = told
            .iter()
            .map(|one| match one.standing {
                Standing::Denominator { count } => count,
                _ => 0,
            })
            .sum();
        let denominator = if definition.shape == Shape::Share { counted + missing } else { apart };
        assert_eq!(
            (counted, denominator, pending, removed),
            (numbers.n, numbers.d, numbers.pending, numbers.removed),
            "{} at {place:?}",
            definition.id
        );
    }
}

/// Whatever is said to add up does.
fn relations_hold(figures: &Figures) {
    for measure in figures.measures.iter().filter(|measure| measure.definition.unit != Unit::Attendance) {
        let at = |place: &Place| measure.places.get(place).map(Numbers::from).unwrap_or_default();
        for relation in &figures.relations {
            let sum = |number: fn(&Numbers) -> u64| relation.parts.iter().map(|part| number(&at(part))).sum::<u64>();
            let total = at(&relation.total);
            assert_eq!(
                (sum(|part| part.n), sum(|part| part.d), sum(|part| part.pending)),
                (total.n, total.d, total.pending),
                "{}: {relation:?}",
                measure.definition.id
            );
        }
    }
}

/// Both together are never more than either, and are of the same people.
fn conjunctions_hold(figures: &Figures) {
    let of = |id: &str| figures.measures.iter().find(|measure| measure.definition.id == id).unwrap();
    let both = of("bcf_joint_plan_and_professional");
    for one in ["bcf_joint_plan", "bcf_professional"].map(of) {
        for (place, tally) in &both.places {
            assert!(tally.numerator <= one.places[place].numerator && tally.denominator == one.places[place].denominator);
        }
    }
}

/// Days on which something turns: ends of quarters, leap days, and any.
fn asked(dice: &mut Dice) -> (Day, Day) {
    let d = match dice.below(4) {
        0 => [Day::of(2014, 6, 30), Day::of(2015, 3, 31), Day::of(2015, 4, 1), Day::of(2016, 2, 29)][dice.below(4)],
        _ => FIRST.plus_days(120 + dice.below(850) as i32),
    };
    let k = if dice.below(3) == 0 { d } else { FIRST.plus_days(120 + dice.below(1100) as i32) };
    (d, k)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(
        std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(64)
    ) })]

    #[test]
    fn every_measure_agrees_with_its_oracle_on_any_day_as_known_on_any_other(seed in any::<u64>()) {
        let world = draw::world(seed);
        let mut dice = Dice(seed ^ 1);
        for audience in [Audience::Practice, Audience::Commissioning] {
            for _ in 0..2 {
                let (d, k) = asked(&mut dice);
                compare(&world, k, d, audience);
            }
        }
    }
}

#[test]
fn every_definition_has_an_oracle() {
    let world = World::default();
    let view = View { w: &world, k: FIRST, d: FIRST, hides: false };
    let without: Vec<String> = Definitions::built_in()
        .measure
        .iter()
        .filter(|definition| view.lines(&definition.id, definition.version).is_none())
        .map(|definition| format!("{} {}", definition.id, definition.version))
        .collect();
    assert!(without.is_empty(), "no oracle: {without:?}");
}

/// Worlds by chance reach what they are there for: each measure counts somebody, misses somebody, in some of them.
#[test]
fn worlds_by_chance_reach_every_measure() {
    let mut seen: BTreeMap<String, (u64, u64, u64)> = BTreeMap::new();
    for seed in 0..600 {
        let world = draw::world(seed);
        let mut dice = Dice(seed);
        let (d, k) = asked(&mut dice);
        let view = View { w: &world, k, d, hides: false };
        for definition in Definitions::built_in().used_on(d) {
            let name = format!("{} {}", definition.id, definition.version);
            for line in view.lines(&definition.id, definition.version).unwrap() {
                let sums = seen.entry(name.clone()).or_default();
                sums.0 += line.n;
                sums.1 += line.d - line.n.min(line.d);
                sums.2 += line.pending + line.removed;
            }
        }
    }
    for definition in &Definitions::built_in().measure {
        let sums = seen.get(&format!("{} {}", definition.id, definition.version)).copied().unwrap_or_default();
        assert!(sums.0 > 0, "{} counts nobody: {sums:?}", definition.id);
        assert!(definition.shape == Shape::Count || sums.1 > 0, "{} misses nobody: {sums:?}", definition.id);
        let waits = ["gp_informed_75", "discharge_contact", "care_home_plan", "reviews_on_time", "actions_on_time"];
        assert!(!waits.contains(&definition.id.as_str()) || sums.2 > 0, "{}: nobody waits: {sums:?}", definition.id);
    }
}
