//! Random definitions over random events: the kernel and the slow reference must give the same numbers, bit for bit.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot be set up has failed")]

use crate::shard::{Cells, Rows};
use casefinder::domain::Day;
use casefinder::events::layout::{Kind, Table};
use casefinder::features::codelist::CodeLists;
use casefinder::features::definition::{Aggregate, Condition, FeatureDefinition, ListRef, Transform, Window};
use casefinder::features::kernel::Plan;
use casefinder::features::reference;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;

const PEOPLE: u32 = 5;
const TABLES: [Table; 9] = [
    Table::Persons,
    Table::Admissions,
    Table::Diagnoses,
    Table::EmergencyCare,
    Table::Outpatients,
    Table::GpEvents,
    Table::Prescriptions,
    Table::CommunityContacts,
    Table::SocialCare,
];

/// Choices to be taken by remainder, so that every sequence of bytes is a definition or an event.
struct Picks<'a>(std::slice::Iter<'a, u8>);

impl Picks<'_> {
    fn byte(&mut self) -> i32 {
        self.0.next().map_or(0, |byte| i32::from(*byte))
    }

    fn number(&mut self) -> usize {
        self.byte().unsigned_abs() as usize
    }

    fn of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.number() % choices.len()].clone()
    }
}

fn index() -> Day {
    "2024-03-01".parse().unwrap()
}

fn vocabulary(system: &str) -> Vec<&'static str> {
    match system {
        "sex" => vec!["female", "male", "unknown"],
        "true_false" => vec!["true", "false"],
        "admission_method" => vec!["21", "2A", "2B", "11", "31", ""],
        "icd10" => vec![
            "I500", "I110", "E119", "E112", "C509", "C787", "J209", "J449", "J181", "D571", "R02", "J459", "K703", "K721",
            "F009", "R298", "N189", "Z000", "",
        ],
        "gp_code" => vec!["44054006", "38341003", "60621009", "77176002", "readv2:C10..", "ctv3:C10..", "185349003"],
        "bnf" => vec!["0212000B0AA", "0202020L0AA", "0202010B0AA", "0209000A0AA", "0601011A0AA", "02"],
        "attended" => vec!["attended", "did_not_attend", "cancelled"],
        "disposal" => vec!["admitted", "discharged", "left", ""],
        "arrival_mode" => vec!["ambulance", "other", ""],
        "social_service" => vec!["home_care", "nursing", "day_care"],
        _ => vec!["1", "2", "54", "320", ""],
    }
}

fn cell(kind: Kind, picks: &mut Picks<'_>, date: Day) -> Option<String> {
    let day = |days: i32| date.plus_days(days).to_string();
    match kind {
        Kind::Code(system) => Some(picks.of(&vocabulary(system)).to_owned()),
        Kind::Number => Some(picks.of(&["", "0", "1", "2.5", "30", "-3", "0.1", "1e9"]).to_owned()),
        Kind::OptionalDay => Some(picks.of(&[Some(0), Some(1), Some(7), Some(40), Some(400), None]).map(day).unwrap_or_default()),
        _ => None,
    }
}

/// One event; a stay of several diagnoses when the table is `diagnoses`.
fn add_event(rows: &mut Rows, number: usize, bytes: &[u8]) {
    let mut picks = Picks(bytes.iter());
    let table = picks.of(&TABLES);
    let person = picks.number() as u32 % PEOPLE;
    let ago = if picks.byte() < 200 { picks.byte() - 3 } else { picks.byte() * 5 };
    let date = index().plus_days(-ago);
    let diagnoses = if table == Table::Diagnoses { 1 + picks.number() % 4 } else { 1 };
    let delay = picks.of(&[0, 0, 0, 1, 2, 30]);
    let mut shared = Cells::new();
    for position in 1..=diagnoses {
        let mut cells = Cells::new();
        for column in table.columns() {
            let text = match column.name {
                "date_of_birth" => Some(date.plus_days(-picks.byte() * 140).to_string()),
                "visible_on" => Some(date.plus_days(delay).to_string()),
                "spell" => Some((number + 1).to_string()),
                "position" => Some(position.to_string()),
                name if Some(name) == table.date_column() => Some(date.to_string()),
                "admission_method" => {
                    let fresh = cell(column.kind, &mut picks, date).unwrap_or_default();
                    Some(shared.entry(column.name.to_owned()).or_insert(fresh).clone())
                }
                _ => cell(column.kind, &mut picks, date),
            };
            if let Some(text) = text {
                cells.insert(column.name.to_owned(), text);
            }
        }
        rows.add(table, person, cells);
    }
}

fn list_for(table: Table, column: &str, picks: &mut Picks<'_>) -> Option<ListRef> {
    let ids: &[&str] = match (table, column) {
        (Table::Diagnoses, "diagnosis") => &["acsc", "charlson_quan2005", "hfrs", "long_term_conditions"],
        (_, "primary_diagnosis") => &["charlson_shmi", "elixhauser"],
        (_, "admission_method") => &["admission_methods"],
        (_, "code") => &["long_term_conditions", "gp_lifestyle", "gp_measurements"],
        (_, "bnf_code") => &["bnf_groups"],
        _ => return None,
    };
    let id = picks.of(ids);
    let lists = CodeLists::built_in().unwrap();
    let names: Vec<String> = lists.get(id).unwrap().groups.iter().map(|group| group.id.clone()).collect();
    let groups = (0..picks.number() % 4).map(|_| picks.of(&names)).collect();
    Some(ListRef { id: id.to_owned(), groups })
}

fn condition(table: Table, column: &str, kind: Kind, picks: &mut Picks<'_>) -> Condition {
    if !matches!(kind, Kind::Code(_)) {
        let number = picks.of(&[-1.0, 0.0, 1.0, 2.0, 30.0]);
        return picks.of(&[Condition::AtLeast(number), Condition::Below(number), Condition::Between(number, number + 2.5)]);
    }
    let Kind::Code(system) = kind else { unreachable!() };
    let words = vocabulary(system);
    let mut codes = || -> Vec<String> {
        let count = 1 + picks.number() % 3;
        (0..count).map(|_| picks.of(&words).split(':').next_back().unwrap().to_owned()).collect()
    };
    let (one, other) = (codes(), codes());
    match picks.number() % 4 {
        0 => Condition::In(one),
        1 => Condition::NotIn(other),
        2 => {
            let length = 1 + picks.number() % 4;
            let starts = one.into_iter().map(|code| code.chars().take(length).collect::<String>());
            let starts: Vec<String> = starts.filter(|start| !start.is_empty()).collect();
            if starts.is_empty() { Condition::Prefix(vec!["2".into()]) } else { Condition::Prefix(starts) }
        }
        _ => list_for(table, column, picks).map_or(Condition::In(one), Condition::List),
    }
}

fn aggregate(table: Table, picks: &mut Picks<'_>) -> Aggregate {
    let mut choices = vec![Aggregate::Count, Aggregate::Any, Aggregate::DaysSinceLatest, Aggregate::DaysSinceFirst];
    for column in table.columns() {
        let name = || column.name.to_owned();
        match column.kind {
            Kind::Number => choices.extend([Aggregate::Sum(name()), Aggregate::Latest(name())]),
            Kind::Code(_) => choices.push(Aggregate::Distinct { column: name(), chars: picks.of(&[0, 1, 4]) }),
            _ => {}
        }
        let lists: &[(&str, &str)] = match (table, column.name) {
            (Table::Diagnoses, "diagnosis") => &[("charlson_quan2005", "original"), ("hfrs", "hfrs"), ("acsc", "")],
            (Table::Admissions, "primary_diagnosis") => &[("charlson_shmi", "shmi"), ("elixhauser", "van_walraven")],
            (Table::GpEvents, "code") => &[("long_term_conditions", "")],
            _ => &[],
        };
        for (list, weights) in lists {
            let (column, list) = (name(), (*list).to_owned());
            choices.push(Aggregate::Groups { column: column.clone(), list: list.clone() });
            if !weights.is_empty() {
                choices.push(Aggregate::Weights { column, list, weights: (*weights).to_owned() });
            }
        }
    }
    match table {
        Table::Persons => choices = vec![Aggregate::Age, Aggregate::Value("imd_decile".into()), Aggregate::Any, Aggregate::Any],
        Table::Admissions => choices.extend([Aggregate::Spells, Aggregate::BedDays, Aggregate::BedDays]),
        Table::Diagnoses => choices.extend([Aggregate::Spells, Aggregate::Spells]),
        Table::SocialCare => choices.push(Aggregate::BedDays),
        _ => {}
    }
    picks.of(&choices)
}

fn definition(number: usize, bytes: &[u8]) -> FeatureDefinition {
    let mut picks = Picks(bytes.iter());
    let table = picks.of(&TABLES);
    let aggregate = aggregate(table, &mut picks);
    let from = picks.of(&[0, 1, 31, 100]);
    let days = Window::Days(from, from + picks.of(&[0, 30, 365, 1000]));
    let mut windows = vec![days, days, Window::Ever];
    if table.end_column().is_some() && aggregate != Aggregate::BedDays {
        windows.push(Window::Current);
    }
    let window = (table != Table::Persons).then(|| picks.of(&windows));
    let mut filter = BTreeMap::new();
    let columns: Vec<_> =
        table.columns().iter().filter(|column| matches!(column.kind, Kind::Code(_) | Kind::Number | Kind::Ordinal)).collect();
    if table != Table::Persons || aggregate == Aggregate::Any {
        for _ in 0..picks.number() % 3 {
            let column = picks.of(&columns);
            filter.insert(column.name.to_owned(), condition(table, column.name, column.kind, &mut picks));
        }
    }
    let transform = if aggregate.can_be_missing() { vec![Transform::Fill(0.0)] } else { Vec::new() };
    let (name, family, words) = (format!("f{number}"), "test".into(), "test".into());
    FeatureDefinition { name, family, words, words_missing: None, table, filter, window, aggregate, transform }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn kernel_and_reference_agree(
        events in vec(vec(any::<u8>(), 28), 0..120),
        features in vec(vec(any::<u8>(), 24), 1..24),
        repeat in prop::sample::select(vec![1usize, 1, 1, 8]),
        missing in prop::sample::select(vec![None, None, Some(Table::Admissions), Some(Table::GpEvents)]),
    ) {
        let lists = CodeLists::built_in().unwrap();
        let mut rows = Rows::default();
        rows.person(PEOPLE - 1);
        events.iter().enumerate().for_each(|(number, bytes)| add_event(&mut rows, number, bytes));
        // Repeated definitions need several walks over a table.
        let features: Vec<FeatureDefinition> = (0..repeat)
            .flat_map(|_| features.iter())
            .enumerate()
            .map(|(number, bytes)| definition(number, bytes))
            .collect();
        let shard = rows.shard();
        let missing: Vec<Table> = missing.into_iter().collect();
        let plan = Plan::new(&features, &lists, &rows.codes).unwrap();
        let fast = plan.run(&shard, index(), &missing).unwrap();
        let slow = reference::run(&features, &lists, &rows.codes, &shard, index(), &missing).unwrap();
        prop_assert_eq!(&fast.people, &slow.people);
        for ((feature, fast), slow) in features.iter().zip(&fast.columns).zip(&slow.columns) {
            let same = fast.iter().zip(slow).all(|(fast, slow)| fast == slow || (fast.is_nan() && slow.is_nan()));
            prop_assert!(same, "{:#?}\nkernel    {:?}\nreference {:?}", feature, fast, slow);
        }
    }
}
