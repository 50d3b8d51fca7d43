//! What is in a store: who may read which file, and that formats make no difference.

use super::delivery::*;
use arrow_array::{ArrayRef, Date32Array, Float64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use casefinder::domain::{Day, NhsNumber, person_key::PersonKey};
use casefinder::events::layout::Table;
use casefinder::events::store::Store;
use std::sync::Arc;

#[test]
fn only_the_owner_reads_key_and_identity() {
    let row = format!("{},1950-06-15,female,Y00001,2010-01-01,,,5,false,Ann,\"O'Neil, Lee\",TS1 1AA\n", nhs(1));
    let header = format!("{},given_name,family_name,postcode\n", PERSONS.trim_end());
    let delivery = Delivery::empty().file("persons.csv", header + &row);
    delivery.import().unwrap();
    #[cfg(unix)]
    for name in ["person.key", "gen-000001/identity.parquet"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(delivery.store().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let store = Store::open(&delivery.store()).unwrap();
    let identity = &store.identity().unwrap()[0];
    assert_eq!((&*identity.given_name, &*identity.family_name, &*identity.postcode), ("Ann", "O'Neil, Lee", "TS1 1AA"));
    // The key file is the secret of the keys.
    let hex = std::fs::read_to_string(delivery.store().join("person.key")).unwrap();
    let secret: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).unwrap()).collect();
    let number = NhsNumber::parse(nhs(1).as_bytes()).unwrap();
    assert_eq!(store.person_keys().unwrap(), [PersonKey::of(number, &secret.try_into().unwrap())]);
    // Nobody's number or name is in any other file.
    for entry in
        std::fs::read_dir(store.folder()).unwrap().map(Result::unwrap).filter(|entry| entry.file_name() != "identity.parquet")
    {
        let bytes = std::fs::read(entry.path()).unwrap();
        for secret in [nhs(1), "O'Neil".into(), "TS1 1AA".into()] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{:?}", entry.file_name());
        }
    }
}

#[test]
fn a_lost_key_is_not_made_anew_under_an_existing_store() {
    let delivery = Delivery::new();
    delivery.import().unwrap();
    std::fs::remove_file(delivery.store().join("person.key")).unwrap();
    let fault = delivery.import().unwrap_err();
    assert!(fault.to_string().contains("person.key"), "{fault}");
    assert!(Store::open(&delivery.store()).is_ok());
}

#[test]
fn diagnoses_lie_beside_their_spells() {
    let row = |spell: &str, on: &str, diagnoses: &str| format!("{},{spell},{on},,2A,,,,,,,{diagnoses}\n", nhs(1));
    let delivery = Delivery::new().file(
        "admissions.csv",
        [ADMISSIONS.to_owned(), row("B", "2023-05-01", "I50.0,E11.9; R02X;;J44"), row("A", "2023-01-01", ",J44.9")].concat(),
    );
    delivery.import().unwrap();
    let expected: Vec<String> = [
        "2023-01-01|2023-01-01|1|2A|2|J449",
        "2023-05-01|2023-05-01|2|2A|1|I500",
        "2023-05-01|2023-05-01|2|2A|2|E119",
        "2023-05-01|2023-05-01|2|2A|3|R02",
        "2023-05-01|2023-05-01|2|2A|4|J44",
    ]
    .map(|row| format!("{}|{row}", nhs(1)))
    .into();
    assert_eq!(delivery.rows(Table::Diagnoses), expected);
    let store = Store::open(&delivery.store()).unwrap();
    let rows = store.code_rows().unwrap();
    let rows_with = |system: &str, code: &str| store.codes().id(system, code).map(|id| rows[id as usize]);
    assert_eq!(
        [rows_with("icd10", "I500"), rows_with("icd10", "J449"), rows_with("admission_method", "2A")],
        [Some(1), Some(1), Some(2)]
    );
}

#[test]
fn an_event_is_visible_when_it_is_recorded_but_not_before_it_happens() {
    let row = |on: &str, recorded: &str| format!("{},{on},snomed,73211009,1,,{recorded}\n", nhs(1));
    let delivery = Delivery::new().file(
        "gp_events.csv",
        [GP_EVENTS.to_owned(), row("2023-01-01", ""), row("2023-01-02", "2023-03-01"), row("2023-01-03", "2022-12-01")].concat(),
    );
    let summary = delivery.import().unwrap();
    let dates: Vec<String> = delivery.rows(Table::GpEvents).iter().map(|row| row[11..32].to_owned()).collect();
    assert_eq!(dates, ["2023-01-01|2023-01-01", "2023-01-02|2023-03-01", "2023-01-03|2023-01-03"]);
    assert_eq!(summary.conflicts.recorded_before_event["gp_events"], 1);
    assert_eq!(summary.latest_recorded["gp_events"], Some("2023-03-01".parse().unwrap()));
}

fn parquet(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

#[test]
fn parquet_reads_as_csv_does() {
    let ann = nhs(1);
    let day: Day = "2023-01-05".parse().unwrap();
    let expected = vec![format!("{ann}|2023-01-05|2023-01-06|73211009|7.5|mmol/mol")];
    let csv =
        Delivery::new().file("gp_events.csv", format!("{GP_EVENTS}{ann},2023-01-05,snomed,73211009,7.5,mmol/mol,2023-01-06\n"));
    csv.import().unwrap();
    assert_eq!(csv.rows(Table::GpEvents), expected);
    // Typed columns, among them a number read as floating point and a time of day.
    let file = parquet(vec![
        ("nhs_number", Arc::new(Float64Array::from(vec![Some(ann.parse::<f64>().unwrap()), None]))),
        ("effective_on", Arc::new(Date32Array::from(vec![day.number(), day.number()]))),
        ("code_system", Arc::new(StringArray::from(vec!["snomed", "snomed"]))),
        ("code", Arc::new(arrow_array::Int64Array::from(vec![73_211_009, 73_211_009]))),
        ("value", Arc::new(arrow_array::Float32Array::from(vec![7.5, 7.5]))),
        ("unit", Arc::new(arrow_array::LargeStringArray::from(vec!["mmol/mol", ""]))),
        ("recorded_on", Arc::new(TimestampMicrosecondArray::from(vec![i64::from(day.number() + 1) * 86_400_000_000 + 1, 0]))),
    ]);
    let typed = Delivery::new().file("gp_events.parquet", &file);
    assert_eq!(typed.rejects(), ["gp_events.parquet,2,nhs_number,NHS number missing"]);
    assert_eq!(typed.rows(Table::GpEvents), expected);
    let short = Delivery::new().file("gp_events.parquet", &file[..file.len() - 20]);
    assert!(short.refusal().contains("not a Parquet file"));
}
