//! Made-up published figures for the tests: names that want to be code, withheld and inapplicable figures, parts, every shape.

use crate::domain::Day;
use crate::measures::Place;
use crate::measures::definition::{Definition, Shape, Target, Unit};
use crate::measures::period::Period;
use crate::measures::published::{
    Basis, PolicyId, Published, PublishedMeasure, RunBasis, Shown, ShownPart, ShownShare, ShownTally,
};
use chrono::{DateTime, Days, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The measures: id, title, unit, shape, period, about how many in 1,000.
const MEASURES: [(&str, &str, Unit, Shape, Period, u64); 9] = [
    ("register_size", "People on the register", Unit::Person, Shape::Count, Period::Day, 20),
    ("register_percent", "Register as a share of adults", Unit::Person, Shape::Ratio, Period::Quarter, 20),
    ("bcf_high_risk", "Adults at high risk", Unit::Person, Shape::Share, Period::Day, 50),
    (
        "bcf_joint_plan_and_professional",
        "Adults at high risk with a joint care plan and an accountable professional",
        Unit::Person,
        Shape::Share,
        Period::Day,
        430,
    ),
    ("bcf_joint_plan", "Adults at high risk with a joint care plan", Unit::Person, Shape::Share, Period::Day, 480),
    ("bcf_professional", "Adults at high risk with an accountable professional", Unit::Person, Shape::Share, Period::Day, 760),
    ("reviews_on_time", "Reviews done by the due date", Unit::Review, Shape::Share, Period::Quarter, 700),
    (
        "deaths_in_preferred_place",
        "Deaths in the preferred place <recorded & known>",
        Unit::Death,
        Shape::Share,
        Period::Year,
        600,
    ),
    ("emergency_rate", "Emergency spells", Unit::EmergencySpell, Shape::Rate, Period::Year, 240),
];

/// One that the sample reaches here and there, and one that it reaches nowhere.
fn targets() -> Vec<Target> {
    [("floor", 180), ("target", 415)]
        .map(|(name, per_10_000)| Target { name: name.into(), per_10_000, source: "the Enhanced service".into() })
        .into()
}

fn definition(at: usize, version: u32) -> Definition {
    let (id, title, unit, shape, period, _) = MEASURES[at];
    Definition {
        version,
        title: title.into(),
        unit,
        period,
        numerator_words: format!("numerator of {id}, in words"),
        denominator_words: if shape == Shape::Count { String::new() } else { "adults registered and alive on the day".into() },
        exclusions_words: if unit == Unit::Review { "died or left before the due date".into() } else { String::new() },
        source: "Better Care Fund planning requirements 2015/16".into(),
        used_from: (version > 1).then(|| Day::of(2025, 10, 1)),
        target: if id == "register_percent" { targets() } else { vec![] },
        warning: if shape == Shape::Rate {
            "Descriptive only: people enter at their worst, and would go fewer times to hospital without any care.".into()
        } else {
            String::new()
        },
        ..Definition::made_up(id, shape)
    }
}

/// As `hes2018` has it, so that the sample looks like what will be shown.
fn shown(count: u64) -> Shown {
    if (1..8).contains(&count) { Shown::Withheld } else { Shown::Number((count + 2) / 5 * 5) }
}

fn share(numerator: Shown, denominator: Shown, shape: Shape) -> ShownShare {
    match (numerator, denominator) {
        (_, Shown::Number(0)) => ShownShare::NotApplicable,
        (Shown::Number(numerator), Shown::Number(denominator)) => {
            let unit = if shape == Shape::Rate { 10_000 } else { 1000 };
            let decimals = u8::from(denominator >= 4000);
            ShownShare::Tenths(((2 * unit * numerator + denominator) / (2 * denominator)) as i64, decimals)
        }
        _ => ShownShare::Withheld,
    }
}

fn tally(numerator: u64, denominator: u64, (unit, shape): (Unit, Shape)) -> ShownTally {
    let (top, bottom) = (shown(numerator), shown(denominator));
    let (has, review) = (shape != Shape::Count, unit == Unit::Review);
    let part = |numerator: u64, denominator: u64| {
        let (numerator, denominator) = (shown(numerator.min(denominator)), shown(denominator));
        ShownPart { numerator, denominator, share: share(numerator, denominator, shape) }
    };
    let parts = [("18 to 64".to_owned(), part(numerator / 5, denominator / 4)), ("=75+()".to_owned(), part(3, denominator / 5))];
    ShownTally {
        numerator: top,
        denominator: has.then_some(bottom),
        share: has.then(|| share(top, bottom, shape)),
        pending: shown(if review { 25 } else { 0 }),
        removed: shown(if review { 5 } else { 0 }),
        beside: if review { BTreeMap::from([("declined".to_owned(), shown(40))]) } else { BTreeMap::new() },
        parts: if review { BTreeMap::from(parts) } else { BTreeMap::new() },
    }
}

fn practice(number: u64) -> Place {
    Place::Practice(format!("C84{number:03}").parse().unwrap())
}

/// Adults of a practice: from 600 to some 17,000; the last but one has nobody, the last has a few.
fn adults(number: u64) -> u64 {
    match number {
        40 => 0,
        41 => 90,
        _ => 600 + 11 * number * number,
    }
}

/// Figures as of a day, under a version of the definitions.
pub(super) fn published(as_of: Day, version: u32) -> Published {
    let practices: Vec<u64> = (1..=41).collect();
    // A little noise from month to month, from the day itself.
    let noise = |salt: u64| (u64::from(as_of.number().unsigned_abs()) * 7 + salt * 13) % 17;
    // Every month is a little different, June 2024 is far out, and from January to August 2025 it is more.
    let odd = if as_of == Day::of(2024, 6, 30) { 150 } else { 0 }
        + if (Day::of(2025, 1, 1)..Day::of(2025, 9, 1)).contains(&as_of) { 70 } else { 0 };
    let month = |at: u64| (u64::from(as_of.number().unsigned_abs()) * 2_654_435_761 + at * 97) / 1000 % 40 + odd;
    let measure = |at: usize| {
        let definition = definition(at, version);
        let (.., unit, shape, period, thousandth) = MEASURES[at];
        let level = if version > 1 { thousandth * 6 / 5 } else { thousandth };
        let counts = |number: u64| {
            let people = match definition.id.as_str() {
                "bcf_joint_plan_and_professional" | "bcf_joint_plan" | "bcf_professional" | "reviews_on_time" => {
                    adults(number) / 20
                }
                "deaths_in_preferred_place" => adults(number) / 110,
                _ => adults(number),
            };
            let wobble = 840 + (number * 37 + at as u64 * 11) % 240 + noise(number + at as u64) + month(at as u64);
            ((people * level * wobble / 1_000_000).min(people), people)
        };
        let of = |numbers: &[u64]| {
            let (top, bottom) =
                numbers.iter().map(|number| counts(*number)).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
            tally(top, bottom, (unit, shape))
        };
        let mut places = BTreeMap::from([(Place::Everywhere, of(&practices))]);
        places.insert(Place::Commissioner("QT1".parse().unwrap()), of(&practices));
        for network in 0..4 {
            let members: Vec<u64> = practices.iter().copied().filter(|number| number % 4 == network).collect();
            places.insert(Place::Network(format!("U{network}0001").parse().unwrap()), of(&members));
        }
        places.extend(practices.iter().map(|number| (practice(*number), of(&[*number]))));
        let warning = match definition.shape {
            Shape::Rate => format!(
                "{} The people counted came onto the register between 2024-02-03 and {}.",
                definition.warning,
                as_of.plus_days(-9)
            ),
            _ => definition.warning.clone(),
        };
        PublishedMeasure { definition: Arc::new(definition), days: period.days(as_of), places, warning }
    };
    let made: DateTime<Utc> = DateTime::UNIX_EPOCH.checked_add_days(Days::new(as_of.number().unsigned_abs().into())).unwrap();
    let mut names: BTreeMap<Place, String> =
        practices.iter().map(|number| (practice(*number), format!("Practice {number}"))).collect();
    names.insert(practice(3), "=cmd|'/c calc'!A1".into());
    names.insert(practice(4), "Smith & Sons <\"The Elms\">".into());
    names.insert(practice(5), "+44 Surgery\nand annexe".into());
    names.insert(Place::Commissioner("QT1".parse().unwrap()), "Nottingham & Nottinghamshire".into());
    Published {
        basis: Basis {
            as_of,
            known_at: made + chrono::TimeDelta::hours(9),
            made_at: made + chrono::TimeDelta::minutes(555),
            list_size_source: "registrations of the extract, counted on the day".into(),
            run: Some(RunBasis {
                model: "combined".into(),
                version: "1.2.0".into(),
                index: as_of.plus_days(-30),
                data_date: Some(as_of.plus_days(-45)),
                sources: vec!["hospital admissions".into(), "GP events".into()],
                high_tiers: vec!["very high".into(), "high".into()],
            }),
            synthetic: true,
            policy: PolicyId::Hes2018,
        },
        measures: (0..MEASURES.len()).map(measure).collect(),
        names,
    }
}

/// The figures most tests look at.
pub(super) fn one() -> Published {
    published(Day::of(2026, 3, 31), 2)
}

/// Ends of 28 months up to that day; the definitions change in October 2025.
pub(super) fn months() -> Vec<Published> {
    (11..39u32)
        .map(|month| {
            // The first day of the month after it, less one.
            let after = month + 1;
            Day::of(2023 + (after / 12).cast_signed(), after % 12 + 1, 1).plus_days(-1)
        })
        .map(|day| published(day, if day < Day::of(2025, 10, 1) { 1 } else { 2 }))
        .collect()
}

/// Every number that may be told of a place: of its tallies and parts, as it is written.
pub(super) fn numbers(published: &Published) -> Vec<String> {
    let mut found = vec![];
    let mut add = |count: Shown| {
        if let Shown::Number(number) = count {
            found.push(number.to_string());
        }
    };
    for tally in published.measures.iter().flat_map(|measure| measure.places.values()) {
        [tally.numerator, tally.pending, tally.removed].into_iter().chain(tally.denominator).for_each(&mut add);
        tally.beside.values().copied().for_each(&mut add);
        tally.parts.values().flat_map(|part| [part.numerator, part.denominator]).for_each(&mut add);
    }
    found
}
