//! Whatever is delivered: rows = kept + rejected, every good row is in the store once, no bad row is, and all is in order.

use super::delivery::*;
use arrow_array::cast::AsArray;
use casefinder::domain::NhsNumber;
use casefinder::events::layout::{SHARD_PEOPLE, Table};
use casefinder::events::store::Store;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fmt::Write;

/// A row of prescriptions and whether it is good.
#[derive(Debug, Clone)]
struct Row {
    person: u32,
    day: u32,
    drug: u8,
    flaw: u8,
}

impl Row {
    fn text(&self) -> String {
        let (who, day, drug) = (nhs(self.person), format!("2023-01-{:02}", self.day), format!("0205{:02}", self.drug));
        match self.flaw {
            0 => format!("{},{day},{drug}", nhs(77)),
            1 => format!("{who},2023-02-3{},{drug}", self.day % 2),
            2 => format!("{who},{day}"),
            3 => format!("{who},{day},{drug},"),
            4 => format!("{who},{day},\"{drug}\n\""),
            5 => format!("{who},{day},?"),
            6 => format!("\"{who}\",\"{day}\",\"{drug}\""),
            _ => format!("{who},{day},{drug}"),
        }
    }

    /// What is in the store of it. A line end at the end of a quoted cell is a blank around the cell.
    fn kept(&self) -> Option<String> {
        let day = format!("2023-01-{:02}", self.day);
        (![0, 1, 2, 3, 5].contains(&self.flaw)).then(|| format!("{}|{day}|{day}|0205{:02}", nhs(self.person), self.drug))
    }
}

fn row() -> impl Strategy<Value = Row> {
    (1..=3u32, 1..=5u32, 0..4u8, 0..16u8).prop_map(|(person, day, drug, flaw)| Row { person, day, drug, flaw })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn nothing_good_is_lost_and_nothing_bad_is_kept(rows in prop::collection::vec(row(), 0..60), crlf in any::<bool>()) {
        let end = if crlf { "\r\n" } else { "\n" };
        let body: String = rows.iter().map(|row| row.text() + end).collect();
        let delivery = Delivery::new().file("prescriptions.csv", format!("nhs_number,issued_on,bnf_code{end}{body}"));
        let summary = delivery.import().unwrap();
        let file = &summary.files[1];
        let good: BTreeSet<String> = rows.iter().filter_map(Row::kept).collect();
        let in_store = delivery.rows(Table::Prescriptions);
        prop_assert_eq!(in_store.iter().cloned().collect::<BTreeSet<_>>(), good);
        prop_assert_eq!(in_store.len() as u64, file.kept, "each once");
        prop_assert_eq!((file.rows, file.rows), (rows.len() as u64, file.kept + file.rejected));
        let listed = read_rejects(&delivery.store().join("rejects.csv"));
        prop_assert_eq!(listed.len() as u64, file.rejected);
        // Every bad row is listed by its number.
        let numbers: BTreeSet<usize> = listed.iter().map(|reject| reject.split(',').nth(1).unwrap().parse().unwrap()).collect();
        for (number, row) in (1..).zip(&rows) {
            prop_assert!(row.kept().is_some() || numbers.contains(&number), "row {}", number);
        }
    }
}

/// Enough people for three shards, and rows for more than one block of a file.
#[test]
fn row_groups_are_shards_in_order() {
    let people = SHARD_PEOPLE * 2 + 100;
    let numbers: Vec<String> = (0..).filter_map(NhsNumber::synthetic).map(NhsNumber::reveal).take(people as usize).collect();
    let mut persons = PERSONS.to_owned();
    for number in &numbers {
        let _ = writeln!(persons, "{number},1950-06-15,female,Y00001,2010-01-01,,,,false");
    }
    let mut events = GP_EVENTS.to_owned();
    let mut bad = Vec::new();
    let rows = 180_000;
    for row in 1..=rows {
        // A stride that is prime to the number of people spreads rows over all shards; some cells are quoted over two lines.
        let number = &numbers[row * 7919 % numbers.len()];
        let day = if row % 5000 == 0 { "2023-02-30".to_owned() } else { format!("20{:02}-{:02}-17", row % 24, row % 12 + 1) };
        if row % 5000 == 0 {
            bad.push(row);
        }
        let unit = if row % 3 == 0 { "\"per\n\"\"min\"\"\"" } else { "mmHg" };
        let _ = writeln!(events, "{number},{day},snomed,{},{row},{unit},", 100_000 + row % 977);
    }
    assert!(events.len() > 8 << 20, "more than two blocks: {}", events.len());
    let delivery = Delivery::empty().file("persons.csv", persons).file("gp_events.csv", events);
    let summary = delivery.import().unwrap();
    assert_eq!(summary.events["gp_events"], (rows - bad.len()) as u64);
    let expected: Vec<String> =
        bad.iter().map(|row| format!("gp_events.csv,{row},effective_on,not a date written YYYY-MM-DD")).collect();
    assert_eq!(read_rejects(&delivery.store().join("rejects.csv")), expected);

    let store = Store::open(&delivery.store()).unwrap();
    assert_eq!(store.manifest().shards(), 3);
    let keys = store.person_keys().unwrap();
    assert!(keys.is_sorted(), "people are in the order of their keys");
    let mut rows = 0;
    for shard in 0..3 {
        let read = store.read(shard, &[(Table::GpEvents, vec!["person", "effective_on", "value"])].into()).unwrap();
        let batch = &read.tables[&Table::GpEvents];
        let column = |at: usize| batch.column(at).clone();
        let people = column(0).as_primitive::<arrow_array::types::UInt32Type>().values().to_vec();
        let days = column(1).as_primitive::<arrow_array::types::Date32Type>().values().to_vec();
        let order: Vec<(u32, i32)> = people.into_iter().zip(days).collect();
        assert!(order.is_sorted(), "shard {shard}");
        assert!(order.iter().all(|(person, _)| read.people.contains(person)), "shard {shard}");
        rows += order.len();
    }
    assert_eq!(rows as u64, summary.events["gp_events"]);
}
