//! Neighbourhoods made up for tests: places, how they add up, and counts at practices that are added up to all of them.

use crate::domain::{Day, Line, OdsCode, TeamId};
use crate::measures::Test;
use crate::measures::definition::{Definition, Shape};
use crate::measures::tally::{Count, MeasureFigures, Relation};
use crate::measures::{Figures, Place, Tally};
use chrono::DateTime;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) const AS_OF: Day = Day::of(2024, 5, 31);

/// Small and reproducible: xorshift*.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// Below `sides`.
    pub(super) fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % sides
    }

    /// How many of `count` pass, each with a chance of `of_100`.
    pub(super) fn some(&mut self, count: u64, of_100: u64) -> u64 {
        (0..count).filter(|_| self.roll(100) < of_100).count() as u64
    }
}

pub(super) fn practice(number: u64) -> Place {
    Place::Practice(OdsCode::parse(format!("P8{number:04}").as_bytes()).unwrap())
}

fn ods(kind: char, number: u64) -> OdsCode {
    OdsCode::parse(format!("{kind}{number:03}").as_bytes()).unwrap()
}

/// How practices and teams lie.
pub(super) struct Map {
    pub(super) practices: Vec<Place>,
    pub(super) teams: Vec<Place>,
    pub(super) relations: Vec<Relation>,
}

impl Map {
    /// Practices in so many networks, localities and commissioners, at random; and teams.
    pub(super) fn made_up(
        dice: &mut Dice,
        practices: u64,
        networks: u64,
        localities: u64,
        commissioners: u64,
        teams: u64,
    ) -> Self {
        let practices: Vec<Place> = (0..practices).map(practice).collect();
        let teams: Vec<Place> =
            (0..teams).map(|number| Place::Team(TeamId::from(uuid::Uuid::from_u128(u128::from(number) + 1)))).collect();
        let mut relations = vec![
            Relation { total: Place::Everywhere, parts: practices.clone() },
            Relation { total: Place::Everywhere, parts: teams.clone() },
        ];
        let mut part = |count: u64, name: &dyn Fn(u64) -> Place| {
            let mut parts: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
            for place in &practices {
                parts.entry(name(dice.roll(count))).or_default().push(place.clone());
            }
            relations.push(Relation { total: Place::Everywhere, parts: parts.keys().cloned().collect() });
            relations.extend(parts.into_iter().map(|(total, parts)| Relation { total, parts }));
        };
        part(networks, &|number| Place::Network(ods('N', number)));
        part(localities, &|number| Place::Locality(Line(format!("Locality {number}"))));
        part(commissioners, &|number| Place::Commissioner(ods('C', number)));
        Self { practices, teams, relations }
    }

    /// Tallies of all places from those of practices; `team` says which team has somebody who is counted at a practice.
    pub(super) fn add_up(&self, at: &BTreeMap<Place, Tally>, dice: &mut Dice) -> BTreeMap<Place, Tally> {
        let mut all = at.clone();
        for relation in &self.relations {
            if relation.parts.iter().all(|part| at.contains_key(part)) {
                let mut total = Tally::default();
                for part in &relation.parts {
                    add(&mut total, &at[part]);
                }
                all.insert(relation.total.clone(), total);
            }
        }
        // Somebody's team: people of a practice are dealt out to teams, those of a numerator with those of the denominator.
        for tally in at.values() {
            for (tally, times) in singles(tally) {
                for _ in 0..times {
                    let team = self.teams[dice.roll(self.teams.len() as u64) as usize].clone();
                    add(all.entry(team).or_default(), &tally);
                }
            }
        }
        all
    }
}

fn add(total: &mut Tally, part: &Tally) {
    total.numerator += part.numerator;
    total.denominator += part.denominator;
    total.pending += part.pending;
    total.removed += part.removed;
    for (name, count) in &part.beside {
        *total.beside.entry(name.clone()).or_default() += *count;
    }
    for (name, of) in &part.parts {
        let sum = total.parts.entry(name.clone()).or_default();
        sum.numerator += of.numerator;
        sum.denominator += of.denominator;
    }
}

/// A tally taken apart into people; parts of it are not.
fn singles(tally: &Tally) -> Vec<(Tally, u64)> {
    let one = Count::new(1);
    let both = tally.numerator.get().min(tally.denominator.get());
    vec![
        (Tally { numerator: one, denominator: one, ..Tally::default() }, both),
        (Tally { denominator: one, ..Tally::default() }, tally.denominator.get() - both),
        (Tally { numerator: one, ..Tally::default() }, tally.numerator.get() - both),
        (Tally { pending: one, ..Tally::default() }, tally.pending.get()),
        (Tally { removed: one, ..Tally::default() }, tally.removed.get()),
    ]
}

/// Tests that stand for made-up ones: disclosure control looks at which are the same, and at nothing else.
fn test_called(name: &str) -> Test {
    match name {
        "all" | "high" => Test::HighRisk,
        "some" | "plan" => Test::PlanInForce { months: None },
        "professional" => Test::AccountableProfessional,
        "counted" => Test::OnRegister,
        "expected" => Test::Registered,
        "there" => Test::Came,
        "died" => Test::WasOnRegister,
        "in_hospital" => Test::DiedInHospital,
        other => match other.split_at(1) {
            // As many as are wanted.
            ("d", number) => Test::JointPlanInForce { months: number.parse().ok() },
            ("n", number) => Test::PlanInForce { months: number.parse().ok() },
            _ => panic!("{other} stands for no test"),
        },
    }
}

pub(super) fn definition(id: &str, shape: Shape, denominator: &[&str], numerator: &[&str]) -> Definition {
    let owned = |tests: &[&str]| tests.iter().map(|&test| test_called(test)).collect();
    Definition { denominator: owned(denominator), numerator: owned(numerator), ..Definition::made_up(id, shape) }
}

pub(super) fn of(numerator: u64, denominator: u64) -> Tally {
    Tally { numerator: Count::new(numerator), denominator: Count::new(denominator), ..Tally::default() }
}

pub(super) fn figures(measures: Vec<(Definition, BTreeMap<Place, Tally>)>, relations: Vec<Relation>) -> Figures {
    Figures {
        as_of: AS_OF,
        known_at: DateTime::UNIX_EPOCH,
        measures: measures
            .into_iter()
            .map(|(definition, places)| MeasureFigures { definition: Arc::new(definition), places })
            .collect(),
        relations,
    }
}
