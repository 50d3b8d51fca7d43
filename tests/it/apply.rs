//! `casefinder apply`: a table comes back as it was, with its risks.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use approx::assert_relative_eq;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const PEOPLE: &str = "age,flag,admitted\n50,0,0\n55,1,1\n60,0,0\n62,1,0\n66,0,1\n70,1,0\n75,0,1\n80,1,1\n58,0,0\n71,1,1\n";

fn casefinder(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_casefinder")).args(arguments).output().unwrap()
}

/// A model of `PEOPLE` in a folder.
fn model(folder: &Path) -> PathBuf {
    let (table, model) = (folder.join("people.csv"), folder.join("model.json"));
    std::fs::write(&table, PEOPLE).unwrap();
    let output = casefinder(&["fit", table.to_str().unwrap(), "--outcome", "admitted", "--out", model.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    model
}

fn apply(folder: &Path, model: &Path, table: impl AsRef<[u8]>) -> Result<Vec<u8>, (i32, String)> {
    let (input, out) = (folder.join("table.csv"), folder.join("out.csv"));
    std::fs::write(&input, table).unwrap();
    let arguments = ["apply", model.to_str().unwrap(), input.to_str().unwrap(), "--out", out.to_str().unwrap()];
    let output = casefinder(&arguments);
    if output.status.success() {
        Ok(std::fs::read(out).unwrap())
    } else {
        Err((output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap()))
    }
}

#[test]
fn risks_follow_from_the_model_file() {
    let folder = tempfile::tempdir().unwrap();
    let model = model(folder.path());
    let text: serde_json::Value = serde_json::from_slice(&std::fs::read(&model).unwrap()).unwrap();
    assert_eq!(text["kind"], "prepared_table_logistic");
    let coefficient = |place: usize| text["predictors"][place]["coefficient"].as_f64().unwrap();
    // Columns may stand in another order, and others beside them; the outcome need not be there.
    let out = apply(folder.path(), &model, "flag,name,age\n1,\"Smith, \"\"J\"\"\",63.5\n0,,90\n").unwrap();
    let out = String::from_utf8(out).unwrap();
    let mut lines = out.lines();
    assert_eq!(lines.next(), Some("flag,name,age,risk"));
    for (line, (start, age, flag)) in lines.zip([("1,\"Smith, \"\"J\"\"\",63.5,", 63.5, 1.0), ("0,,90,", 90.0, 0.0)]) {
        let risk: f64 = line.strip_prefix(start).unwrap().parse().unwrap();
        let log_odds = text["intercept"].as_f64().unwrap() + coefficient(0) * age + coefficient(1) * flag;
        assert_relative_eq!(risk, 1.0 / (1.0 + (-log_odds).exp()), max_relative = 1e-12);
    }
}

#[test]
fn every_byte_of_the_table_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let model = model(folder.path());
    // A byte-order mark, quotes around numbers, a line break in a cell, odd bytes, CR LF, and no end to the last line.
    let table = b"\xef\xbb\xbfage,note,flag\r\n\"60\",\"two\r\nlines\",1\r\n 61 ,caf\xe9,0\r\n62,\"\",1";
    let out = apply(folder.path(), &model, table).unwrap();
    let without_risks: Vec<u8> = {
        let text: Vec<&[u8]> = out.split_inclusive(|&byte| byte == b'\n').collect();
        assert_eq!(text.len(), 5);
        let mut kept = Vec::new();
        for (place, line) in text.iter().enumerate() {
            if place == 1 {
                kept.extend_from_slice(line);
                continue;
            }
            assert!(line.ends_with(b"\r\n"));
            let end = line.iter().rposition(|&byte| byte == b',').unwrap();
            kept.extend_from_slice(&line[..end]);
            kept.extend_from_slice(b"\r\n");
        }
        kept
    };
    assert_eq!(without_risks, [table.as_slice(), b"\r\n"].concat());
}

#[test]
fn long_tables_stream_through() {
    let folder = tempfile::tempdir().unwrap();
    let model = model(folder.path());
    let rows = (0..30_000).map(|row| format!("{},{},\"row {row}\"\n", 40 + row % 50, row % 2));
    let table: String = std::iter::once("age,flag,note\n".to_owned()).chain(rows).collect();
    let out = String::from_utf8(apply(folder.path(), &model, &table).unwrap()).unwrap();
    assert_eq!(out.lines().count(), 30_001);
    for (line, original) in out.lines().zip(table.lines()) {
        let (kept, _) = line.rsplit_once(',').unwrap();
        assert_eq!(kept, original);
    }
    // Alike people, alike risks.
    let risk = |row: usize| out.lines().nth(row).unwrap().rsplit_once(',').unwrap().1.to_owned();
    assert_eq!(risk(1), risk(101));
}

#[test]
fn tables_that_do_not_fit_the_model_leave_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let model = model(folder.path());
    let refused = |table: &str| apply(folder.path(), &model, table).unwrap_err();
    for (table, words) in [
        ("age,other\n60,1\n", vec!["`flag`"]),
        ("age,flag,risk\n60,1,0.5\n", vec!["`risk`"]),
        ("age,flag\n60,1\n61,\n", vec!["row 2", "`flag`", "missing"]),
        ("age,flag\n60,1\nZebedee,0\n", vec!["row 2", "`age`", "not a number"]),
        ("age,flag\n60,1,5\n", vec!["row 1", "3 cells"]),
        ("", vec!["empty"]),
    ] {
        let (code, message) = refused(table);
        assert_eq!(code, 11, "{message}");
        assert!(words.iter().all(|word| message.contains(word)) && !message.contains("Zebedee"), "{message}");
        assert!(!folder.path().join("out.csv").exists());
    }
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 3, "nothing half-written is left: {names:?}");
}

#[test]
fn files_that_are_no_models() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.json");
    for text in ["", "{}", "[1]", "{\"kind\": \"prepared_table_logistic\", \"format\": 99}"] {
        std::fs::write(&path, text).unwrap();
        let (code, _) = apply(folder.path(), &path, "age,flag\n60,1\n").unwrap_err();
        assert_eq!(code, 10);
    }
}
