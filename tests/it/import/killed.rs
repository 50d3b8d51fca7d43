//! An import killed at any point leaves the earlier store, and the next import clears up after it.

use super::delivery::*;
use casefinder::events::layout::Table;
use casefinder::events::store::Store;
use std::fmt::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn command(delivery: &Delivery, append: bool) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casefinder"));
    command.arg("import").arg(delivery.folder()).arg("--store").arg(delivery.store()).args(["--as-of", AS_OF]);
    if append {
        command.arg("--append");
    }
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// A delivery of one feed, every row of it issued on `day`.
fn rows(day: &str) -> String {
    (0..40_000).fold(PRESCRIPTIONS.to_owned(), |mut text, n| {
        let _ = writeln!(text, "{},{day},{n:09}", nhs(n % 3 + 1));
        text
    })
}

fn killed(append: bool) {
    let delivery = Delivery::new().file("prescriptions.csv", rows("2022-01-01"));
    assert!(command(&delivery, false).status().unwrap().success());
    let before = delivery.rows(Table::Prescriptions);
    let delivery = delivery.file("prescriptions.csv", rows("2023-01-01"));
    let start = Instant::now();
    let mut child = command(&delivery, append).spawn().unwrap();
    // Kill at ever later points, until one import gets through.
    let mut delay = Duration::ZERO;
    let mut killed = 0;
    loop {
        std::thread::sleep(delay);
        child.kill().unwrap();
        if child.wait().unwrap().success() {
            break;
        }
        // `current` names a whole generation: the earlier one, or the new one when only tidying was left.
        let rows = delivery.rows(Table::Prescriptions);
        if rows != before {
            assert_eq!(rows.len(), if append { 80_000 } else { 40_000 });
            break;
        }
        killed += 1;
        delay += Duration::from_millis(4) + delay / 4;
        assert!(start.elapsed() < Duration::from_mins(2), "no import got through");
        child = command(&delivery, append).spawn().unwrap();
    }
    assert!(killed >= 3, "killed only {killed} times");
    assert!(command(&delivery, append).status().unwrap().success());
    let mut names: Vec<String> =
        std::fs::read_dir(delivery.store()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| !name.starts_with("gen-"));
    names.sort();
    assert_eq!(names, ["current", "lock", "person.key", "rejects.csv"]);
    Store::open(&delivery.store()).unwrap();
    assert_eq!(delivery.rows(Table::Prescriptions).len(), if append { 80_000 } else { 40_000 });
}

#[test]
fn a_killed_import_leaves_the_earlier_store() {
    killed(false);
}

#[test]
fn a_killed_append_leaves_the_earlier_store() {
    killed(true);
}

#[test]
fn two_imports_do_not_meet() {
    let delivery = Delivery::new();
    delivery.import().unwrap();
    let lock = std::fs::OpenOptions::new().write(true).open(delivery.store().join("lock")).unwrap();
    lock.lock().unwrap();
    let fault = delivery.import().unwrap_err();
    assert_eq!(fault.exit_code(), 11);
    assert!(fault.to_string().contains("another import"), "{fault}");
    drop(lock);
    delivery.import().unwrap();
}
