//! `casefinder demo`: months of casework that leave something of each kind on the last day, the same for the same seed.

use crate::program::{casefinder, ok};

/// What the demonstration says is in its database, line by line.
fn lived(folder: &str) -> Vec<String> {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().join(folder);
    let said = ok(casefinder(&[
        "demo",
        "--no-serve",
        "--people",
        "2500",
        "--practices",
        "3",
        "--seed",
        "7",
        "--out",
        folder.to_str().unwrap(),
    ]));
    let counted = |line: &&str| line.trim().split_once("  ").is_some_and(|(count, _)| count.parse::<u64>().is_ok());
    said.lines().filter(counted).map(|line| line.trim().to_owned()).collect()
}

#[test]
fn the_demonstration_has_something_of_each_kind_and_repeats_itself() {
    let first = lived("one");
    for what in ["plans agreed", "contacts", "on the register", "runs published", "hand-over", "reviewed"] {
        let line = first.iter().find(|line| line.contains(what));
        assert!(line.is_some_and(|line| !line.starts_with("0 ")), "nothing of {what} among {first:#?}");
    }
    assert_eq!(first, lived("two"));
}
