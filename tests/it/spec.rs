//! Runs the specification tables of `tests/spec` on both engines. A case is a heading, a definition in TOML, tables of events
//! (the first column is the person) and a table of what is expected; see `tests/spec/README.md`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot be set up has failed")]

use crate::shard::{Cells, Rows};
use casefinder::domain::Day;
use casefinder::events::layout::Table;
use casefinder::features::codelist::CodeLists;
use casefinder::features::definition::{FeatureDefinition, FeatureList};
use casefinder::features::kernel::Plan;
use casefinder::features::{reference, transform};
use std::path::Path;

#[derive(Default)]
struct Case {
    title: String,
    index: Option<Day>,
    definition: String,
    missing: Vec<Table>,
    tables: Vec<Vec<Vec<String>>>,
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut index = None;
    let mut in_toml = false;
    let mut in_table = false;
    for line in text.lines() {
        if let Some(date) = line.strip_prefix("Index date: ") {
            index = Some(date.trim().parse().expect("Index date"));
            if let Some(case) = cases.last_mut() {
                case.index = index;
            }
            continue;
        }
        if let Some(title) = line.strip_prefix("## ") {
            cases.push(Case { title: title.into(), index, ..Case::default() });
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        if line.starts_with("```") {
            in_toml = !in_toml;
        } else if in_toml {
            case.definition.push_str(line);
            case.definition.push('\n');
        } else if let Some(feed) = line.strip_prefix("Missing feed: ") {
            case.missing.push(table(feed.trim()));
        } else if line.starts_with('|') {
            let cells: Vec<String> = line.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
            if !in_table {
                case.tables.push(Vec::new());
            }
            in_table = true;
            if !cells.iter().all(|cell| cell.chars().all(|c| c == '-')) {
                case.tables.last_mut().unwrap().push(cells);
            }
        } else {
            in_table = false;
        }
    }
    cases
}

fn table(name: &str) -> Table {
    *Table::ALL.iter().find(|table| table.name() == name).unwrap_or_else(|| panic!("no table {name}"))
}

fn definition(text: &str) -> FeatureDefinition {
    let whole = format!("[[feature]]\nname = \"x\"\nfamily = \"test\"\nwords = \"test\"\n{text}");
    let mut list: FeatureList = toml::from_str(&whole).unwrap_or_else(|error| panic!("{error}"));
    list.features.remove(0)
}

fn run(case: &Case) {
    let lists = CodeLists::built_in().unwrap();
    let mut rows = Rows::default();
    let mut expected = None;
    for lines in &case.tables {
        let (header, lines) = lines.split_first().unwrap();
        if header[0] == "expected" {
            for line in lines {
                rows.person(line[0].parse::<u32>().unwrap() - 1);
            }
            expected = Some((header, lines));
            continue;
        }
        for line in lines {
            assert_eq!(line.len(), header.len(), "a row of {} has too many or too few cells", header[0]);
            let cells: Cells = header[1..].iter().cloned().zip(line[1..].iter().cloned()).collect();
            rows.add(table(&header[0]), line[0].parse::<u32>().unwrap() - 1, cells);
        }
    }
    let (header, lines) = expected.expect("a table of what is expected");
    let shard = rows.shard();
    assert_eq!(lines.len(), shard.people.len(), "one expected row a person");
    let features = [definition(&case.definition)];
    let index = case.index.expect("Index date");
    let plan = Plan::new(&features, &lists, &rows.codes).unwrap();
    let kernel = plan.run(&shard, index, &case.missing).unwrap();
    let slow = reference::run(&features, &lists, &rows.codes, &shard, index, &case.missing).unwrap();
    for (engine, block) in [("kernel", kernel), ("reference", slow)] {
        let expanded = transform::expand(&features, &block);
        for (at, name) in header.iter().enumerate().skip(1) {
            let values = if name == "value" {
                &block.columns[0]
            } else {
                let column = expanded.names.iter().position(|column| column.name == *name);
                &expanded.columns[column.unwrap_or_else(|| panic!("no column {name}"))]
            };
            for line in lines {
                let value = values[line[0].parse::<usize>().unwrap() - 1];
                let agrees = match line[at].as_str() {
                    "missing" => value.is_nan(),
                    number => (f64::from(value) - number.parse::<f64>().unwrap()).abs() < 5e-5,
                };
                assert!(agrees, "{engine}, person {}, {name}: expected {}, got {value}", line[0], line[at]);
            }
        }
    }
}

#[test]
fn both_engines_give_what_the_tables_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|item| item.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "md") && path.file_stem().unwrap() != "README");
    paths.sort();
    let mut failures = Vec::new();
    let mut count = 0;
    for path in &paths {
        for case in cases(&std::fs::read_to_string(path).unwrap()) {
            count += 1;
            if let Err(panic) = std::panic::catch_unwind(|| run(&case)) {
                let what = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
                failures.push(format!("{}, \"{}\": {}", path.file_name().unwrap().display(), case.title, what.unwrap_or("?")));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(count >= 30, "only {count} cases were found");
}
