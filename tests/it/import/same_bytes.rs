//! The same delivery gives the same files, byte for byte, however many threads work on it.

use super::delivery::*;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

fn files(store: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(store.join("gen-000001"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()))
        .collect()
}

fn delivery() -> Delivery {
    let mut events = GP_EVENTS.to_owned();
    for row in 0..140_000 {
        // Duplicates, bad rows and codes that some thread meets first.
        let code = 100_000 + row * 31 % 5003;
        let day = if row % 4001 == 0 { "2023-02-30" } else { "2023-01-31" };
        let _ = writeln!(events, "{},{day},snomed,{code},{},unit {},2023-02-01", nhs(row % 3 + 1), row % 7, row % 11);
    }
    let mut spells = ADMISSIONS.to_owned();
    for row in 0..500 {
        let _ = writeln!(
            spells,
            "{},{},2023-01-01,,21,,,,,,RX{},I50{},E11{}",
            nhs(row % 3 + 1),
            row % 300,
            row % 5,
            row % 9,
            row % 8
        );
    }
    Delivery::new().file("gp_events.csv", events).file("admissions.csv", spells)
}

#[test]
fn one_thread_and_four_threads_write_the_same_bytes() {
    let written = |threads: usize| {
        let delivery = delivery();
        std::fs::create_dir(delivery.store()).unwrap();
        std::fs::write(delivery.store().join("person.key"), "ab".repeat(32)).unwrap();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| delivery.import()).unwrap();
        (files(&delivery.store()), std::fs::read(delivery.store().join("rejects.csv")).unwrap())
    };
    let (one, four) = (written(1), written(4));
    assert_eq!(one.0.keys().collect::<Vec<_>>(), four.0.keys().collect::<Vec<_>>());
    for (name, bytes) in &one.0 {
        assert!(*bytes == four.0[name], "{name} differs");
    }
    assert!(one.1 == four.1, "rejects.csv differs");
}
