//! The data-quality summary, from the command line.

use super::delivery::*;
use serde_json::{Value, json};
use std::process::{Command, Output};

fn casefinder(delivery: &Delivery, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casefinder"));
    command.arg("import").arg(delivery.folder()).arg("--store").arg(delivery.store());
    command.args(["--as-of", AS_OF, "--max-reject-percent", "100"]).args(more).output().unwrap()
}

fn delivery() -> Delivery {
    let ann = nhs(1);
    let months =
        (1..=6).filter(|&month| month != 3).map(|month| format!("{ann},2023-{month:02}-10,0205051R0\n")).collect::<String>();
    let bad = format!("{},2023-01-01,0205\n{ann},2099-01-01,0205\n123,2023-01-01,0205\n{ann},2023-01-10,0205051R0\n", nhs(9));
    let spells = [("S1", "2023-01-01", ""), ("S2", "2023-02-01", "2023-02-02")]
        .map(|(spell, on, to)| format!("{ann},{spell},{on},{to},21,,,4,19,,,,\n"))
        .concat();
    Delivery::new()
        .file("prescriptions.csv", format!("{PRESCRIPTIONS}{months}{bad}"))
        .file("admissions.csv", format!("{ADMISSIONS}{spells}"))
}

#[test]
fn json_says_what_the_contract_says() {
    let output = casefinder(&delivery(), &["--json"]);
    assert!(output.status.success());
    assert!(output.stderr.is_empty(), "progress is for terminals");
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        summary["files"],
        json!([
            {"file": "persons.csv", "rows": 3, "kept": 3, "rejected": 0, "set_aside": 0},
            {"file": "admissions.csv", "rows": 2, "kept": 2, "rejected": 0, "set_aside": 0},
            {"file": "prescriptions.csv", "rows": 9, "kept": 5, "rejected": 4, "set_aside": 0},
        ])
    );
    assert_eq!(summary["persons"], 3);
    assert_eq!(
        summary["events"],
        json!({"admissions": 2, "emergency_care": 0, "outpatients": 0, "gp_events": 0, "prescriptions": 5,
            "community_contacts": 0, "social_care": 0})
    );
    assert_eq!(summary["latest_event"]["prescriptions"], "2023-06-10");
    assert_eq!(summary["latest_event"]["gp_events"], Value::Null);
    assert_eq!(summary["latest_recorded"]["prescriptions"], Value::Null);
    assert_eq!(summary["has_recorded_dates"], json!({"admissions": false, "prescriptions": false}));
    assert_eq!(
        summary["feeds_missing"],
        json!(["emergency_care", "outpatients", "gp_events", "community_contacts", "social_care"])
    );
    assert_eq!(summary["thin_months"], json!({"admissions": ["2023-03", "2023-04", "2023-05"], "prescriptions": ["2023-03"]}));
    assert_eq!(summary["months"]["prescriptions"]["2023-06"], 1);
    for (count, expected) in [("nhs_number_failures", 1), ("future_dates", 1), ("duplicates", 1)] {
        assert_eq!(summary[count], expected, "{count}");
    }
    assert_eq!(summary["unknown_person_share"], json!(1.0 / 11.0));
    assert_eq!(summary["rejected"].as_array().unwrap().len(), 4);
    assert_eq!(summary["conflicts"]["overlapping_spells"], 1);
    assert_eq!(summary["conflicts"]["discharge_death_disagreements"], 2);
}

#[test]
fn words_for_a_data_manager() {
    let delivery = delivery();
    let output = casefinder(&delivery, &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    for words in [
        "3 people",
        "dates up to 2024-03-31",
        "prescriptions.csv: person is not in the persons file",
        "gp_events             no such feed",
        "! prescriptions: no rows, or far fewer than usual, in 2023-03",
        "no recorded dates: event dates stand in",
        "1  spells that begin before the person's last one ended",
    ] {
        assert!(text.contains(words), "{words:?} not in\n{text}");
    }
    assert!(!text.contains(&nhs(1)[..9]));
}

#[test]
fn exit_codes() {
    let delivery = Delivery::new();
    assert_eq!(casefinder(&delivery, &["--as-of", "yesterday"]).status.code(), Some(2));
    assert_eq!(casefinder(&delivery, &[]).status.code(), Some(0));
    let output = casefinder(&Delivery::empty(), &[]);
    assert_eq!(output.status.code(), Some(11));
    assert!(output.stdout.is_empty());
    let help = Command::new(env!("CARGO_BIN_EXE_casefinder")).args(["import", "--help"]).output().unwrap();
    assert!(String::from_utf8(help.stdout).unwrap().contains("casefinder import deliveries/2024-04 --store store"));
}
