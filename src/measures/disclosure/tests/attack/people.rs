//! Neighbourhoods of single people, counted row by row: a month as it was first known, the same month after late records, and the
//! month after.

use super::super::made_up::{Dice, definition, figures};
use crate::domain::{Day, Line, OdsCode, TeamId};
use crate::measures::definition::{Beside, Definition, Shape};
use crate::measures::tally::{Count, Part, Relation};
use crate::measures::{Figures, Period, Place, Tally};
use std::collections::BTreeMap;

pub(super) const FIRST: Day = Day::of(2024, 4, 30);
pub(super) const SECOND: Day = Day::of(2024, 5, 31);

/// Somebody at high risk.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "what a row of a table would have")]
struct Person {
    places: Vec<Place>,
    plan: bool,
    professional: bool,
    /// The plan, or the professional, was recorded late.
    late: bool,
    old: bool,
    /// Declined a plan, if there is none.
    declined: bool,
    /// Removed from a measure, or its deadline has not passed: two of so many.
    out: Option<bool>,
}

/// A death: running over the quarter.
#[derive(Clone)]
struct Death {
    places: Vec<Place>,
    in_hospital: bool,
    late: bool,
}

pub(super) struct Neighbourhood {
    pub(super) relations: Vec<Relation>,
    /// Whether measures have parts, and something beside them.
    pub(super) in_parts: bool,
    people: [Vec<Person>; 2],
    deaths: [Vec<Death>; 2],
}

/// The cells of the measures, by what they count: numerator, then denominator.
pub(super) const MEASURES: [(&str, Sort, Sort); 4] = [
    ("joint_plan_and_professional", Sort::Both, Sort::High),
    ("joint_plan", Sort::Plan, Sort::High),
    ("professional", Sort::Professional, Sort::High),
    ("deaths_in_hospital", Sort::InHospital, Sort::Deaths),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    High,
    Plan,
    Professional,
    Both,
    Deaths,
    InHospital,
    /// Of parts, told beside, and in neither: where they are asked for.
    HighYoung,
    HighOld,
    PlanYoung,
    PlanOld,
    Declined,
    FirstReason,
    SecondReason,
    Removed,
    Pending,
}

impl Sort {
    pub(super) const ALL: [Self; 15] = [
        Self::High,
        Self::Plan,
        Self::Professional,
        Self::Both,
        Self::Deaths,
        Self::InHospital,
        Self::HighYoung,
        Self::HighOld,
        Self::PlanYoung,
        Self::PlanOld,
        Self::Declined,
        Self::FirstReason,
        Self::SecondReason,
        Self::Removed,
        Self::Pending,
    ];

    /// Whether it is of a list: those are not corrected.
    pub(super) const fn is_listed(self) -> bool {
        matches!(self, Self::High | Self::HighYoung | Self::HighOld)
    }
}

fn code(kind: char, number: u64) -> OdsCode {
    OdsCode::parse(format!("{kind}{number:03}").as_bytes()).unwrap()
}

impl Neighbourhood {
    /// 6 to 12 practices of all sizes, with little, some or much coverage.
    pub(super) fn made_up(dice: &mut Dice, in_parts: bool) -> Self {
        let (practices, networks) = (6 + dice.roll(7), 2 + dice.roll(2));
        let mut above: Vec<[Place; 4]> = vec![];
        for number in 0..practices {
            above.push([
                Place::Practice(code('P', number)),
                Place::Network(code('N', dice.roll(networks))),
                Place::Locality(Line(format!("Locality {}", dice.roll(2)))),
                Place::Commissioner(code('C', dice.roll(2))),
            ]);
        }
        let teams: Vec<Place> = (1..=3).map(|number| Place::Team(TeamId::from(uuid::Uuid::from_u128(number)))).collect();
        let relations = relations(&above, &teams);
        let places = |practice: &[Place; 4], dice: &mut Dice| {
            let team = teams[dice.roll(3) as usize].clone();
            practice.iter().cloned().chain([Place::Everywhere, team]).collect::<Vec<_>>()
        };
        let (mut people, mut next) = (vec![], vec![]);
        let (mut deaths, mut more) = (vec![], vec![]);
        for practice in &above {
            let size = match dice.roll(4) {
                0 => dice.roll(9),
                1 => dice.roll(20),
                2 => 8 + dice.roll(50),
                _ => 30 + dice.roll(150),
            };
            let [plan, professional] = [0, 1].map(|_| [2, 15, 50, 85, 98][dice.roll(5) as usize]);
            for _ in 0..size {
                let mut person = Person {
                    places: places(practice, dice),
                    plan: dice.roll(100) < plan,
                    professional: dice.roll(100) < professional,
                    late: dice.roll(100) < 4,
                    old: in_parts && dice.roll(3) == 0,
                    declined: in_parts && dice.roll(8) == 0,
                    out: (in_parts && dice.roll(12) == 0).then(|| dice.roll(2) == 0),
                };
                people.push(person.clone());
                // A month on, some have gone and some have changed.
                if dice.roll(100) < 97 {
                    person.plan ^= dice.roll(100) < 3;
                    person.professional ^= dice.roll(100) < 3;
                    next.push(person);
                }
            }
            for month in [0, 1] {
                let most = [4, 9, 16][dice.roll(3) as usize];
                for _ in 0..dice.roll(most) {
                    let death =
                        Death { places: places(practice, dice), in_hospital: dice.roll(2) == 0, late: dice.roll(100) < 6 };
                    if month == 0 {
                        deaths.push(death.clone());
                    }
                    more.push(death);
                }
            }
        }
        Self { relations, in_parts, people: [people, next], deaths: [deaths, more] }
    }

    /// Figures of the first or the second month; with late records, or as first known.
    pub(super) fn figures(&self, month: usize, late_known: bool) -> Figures {
        let mut counts: BTreeMap<Place, [u64; Sort::ALL.len()]> = BTreeMap::new();
        let mut count = |places: &[Place], sort: Sort| {
            for place in places {
                counts.entry(place.clone()).or_default()[sort as usize] += 1;
            }
        };
        for person in &self.people[month] {
            let known = late_known || !person.late;
            count(&person.places, Sort::High);
            let planned = person.plan && known;
            let met = person.professional && known;
            for (sort, is) in [
                (Sort::HighYoung, !person.old),
                (Sort::HighOld, person.old),
                (Sort::PlanYoung, planned && !person.old),
                (Sort::PlanOld, planned && person.old),
                (Sort::Declined, !planned && person.declined),
                (Sort::FirstReason, !met && person.declined),
                (Sort::SecondReason, !met && !person.declined),
                (Sort::Removed, person.out == Some(true) && known),
                (Sort::Pending, person.out == Some(false) && known),
            ] {
                if is {
                    count(&person.places, sort);
                }
            }
            for (sort, is) in [
                (Sort::Plan, person.plan),
                (Sort::Professional, person.professional),
                (Sort::Both, person.plan && person.professional),
            ] {
                if is && known {
                    count(&person.places, sort);
                }
            }
        }
        for death in self.deaths[month].iter().filter(|death| late_known || !death.late) {
            count(&death.places, Sort::Deaths);
            if death.in_hospital {
                count(&death.places, Sort::InHospital);
            }
        }
        let measures = MEASURES.map(|(id, numerator, denominator)| {
            let of = |counts: &[u64; Sort::ALL.len()]| {
                let count = |sort: Sort| Count::new(counts[sort as usize]);
                let mut tally = Tally { numerator: count(numerator), denominator: count(denominator), ..Tally::default() };
                if !self.in_parts {
                    return tally;
                }
                for (name, part, all) in parts_of(id) {
                    let part = Part { numerator: count(*part), denominator: count(*all) };
                    tally.parts.insert((*name).to_owned(), part);
                }
                tally.beside = beside(id).iter().map(|(name, sort)| ((*name).to_owned(), count(*sort))).collect();
                if id == "professional" {
                    (tally.removed, tally.pending) = (count(Sort::Removed), count(Sort::Pending));
                }
                tally
            };
            (defined(id), counts.iter().map(|(place, counts)| (place.clone(), of(counts))).collect())
        });
        let mut figures = figures(measures.into(), self.relations.clone());
        figures.as_of = [FIRST, SECOND][month];
        figures
    }
}

/// The parts of a measure: their names, numerators and denominators.
pub(super) fn parts_of(id: &str) -> &'static [(&'static str, Sort, Sort)] {
    match id {
        "joint_plan" => &[("young", Sort::PlanYoung, Sort::HighYoung), ("old", Sort::PlanOld, Sort::HighOld)],
        _ => &[],
    }
}

/// What is told beside a measure.
pub(super) fn beside(id: &str) -> &'static [(&'static str, Sort)] {
    match id {
        "joint_plan" => &[("declined", Sort::Declined)],
        "professional" => &[("first", Sort::FirstReason), ("second", Sort::SecondReason)],
        _ => &[],
    }
}

fn defined(id: &str) -> Definition {
    let (denominator, numerator, period): (&[&str], &[&str], _) = match id {
        "joint_plan_and_professional" => (&["high"], &["plan", "professional"], Period::Day),
        "joint_plan" => (&["high"], &["plan"], Period::Day),
        "professional" => (&["high"], &["professional"], Period::Day),
        _ => (&["died"], &["in_hospital"], Period::Quarter),
    };
    let beside = match id {
        "joint_plan" => Some(Beside::PlanDeclined),
        "professional" => Some(Beside::FirstReason),
        _ => None,
    };
    Definition { period, beside, ..definition(id, Shape::Share, denominator, numerator) }
}

fn relations(above: &[[Place; 4]], teams: &[Place]) -> Vec<Relation> {
    let practices = || above.iter().map(|places| places[0].clone());
    let mut relations = vec![
        Relation { total: Place::Everywhere, parts: practices().collect() },
        Relation { total: Place::Everywhere, parts: teams.to_vec() },
    ];
    for level in 1..4 {
        let mut totals: Vec<Place> = above.iter().map(|places| places[level].clone()).collect();
        totals.sort();
        totals.dedup();
        for total in &totals {
            let parts = above.iter().filter(|places| places[level] == *total).map(|places| places[0].clone()).collect();
            relations.push(Relation { total: total.clone(), parts });
        }
        relations.push(Relation { total: Place::Everywhere, parts: totals });
    }
    relations
}
