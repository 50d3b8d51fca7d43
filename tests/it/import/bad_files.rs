//! Files that cannot be read stop the import and leave the store as it was; odd but sound ones are read.

use super::delivery::*;
use casefinder::events::layout::Table;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn prescriptions(rows: usize) -> String {
    let rows: String = (0..rows).map(|n| format!("{},2023-01-{:02},0205051R0\n", nhs(1), n % 28 + 1)).collect();
    format!("{PRESCRIPTIONS}{rows}")
}

#[track_caller]
fn refused(delivery: &Delivery, words: &str) {
    let message = delivery.refusal();
    assert!(message.contains(words), "{message}");
    assert!(!message.contains(&nhs(1)), "{message}");
}

#[test]
fn without_people_there_is_no_import() {
    refused(&Delivery::empty(), "there is no persons file");
    refused(&Delivery::new().without("persons.csv").file("gp_events.csv", GP_EVENTS), "there is no persons file");
}

#[test]
fn empty_files() {
    refused(&Delivery::new().file("gp_events.csv", ""), "gp_events.csv: the file is empty");
    refused(&Delivery::new().file("gp_events.csv.gz", gzip("")), "gp_events.csv.gz: the file is empty");
    refused(&Delivery::new().file("gp_events.csv", "\n\n"), "there is no header row");
    let header_only = Delivery::new().file("gp_events.csv", GP_EVENTS);
    let summary = header_only.import().unwrap();
    assert_eq!((summary.files[1].rows, summary.events["gp_events"]), (0, 0));
    assert!(!summary.feeds_missing.contains(&"gp_events".to_owned()), "a feed without rows is a feed");
    assert!(summary.feeds_missing.contains(&"prescriptions".to_owned()));
}

#[test]
fn nobody_is_no_population() {
    refused(&Delivery::empty().file("persons.csv", PERSONS).file("gp_events.csv", GP_EVENTS), "hold nobody");
    let delivery = Delivery::new();
    delivery.import().unwrap();
    let before = delivery.rows(Table::Persons);
    let delivery = delivery.file("persons.csv", PERSONS);
    assert_eq!(delivery.import().unwrap_err().exit_code(), 11);
    assert_eq!(delivery.rows(Table::Persons), before, "the store is as it was");
    delivery.import_with(|options| options.append = true).unwrap();
    assert_eq!(delivery.rows(Table::Persons), before, "a later delivery may bring nobody new");
}

#[test]
fn files_cut_short() {
    let whole = gzip(&prescriptions(20));
    refused(&Delivery::new().file("prescriptions.csv.gz", &whole[..whole.len() - 9]), "cut short");
    refused(&Delivery::new().file("prescriptions.csv", format!("{}\"99", prescriptions(3))), "never closed");
    // A last row that is cut, but not inside quotes, is one bad row.
    let delivery = Delivery::new().file("prescriptions.csv", format!("{}{},20", prescriptions(3), nhs(1)));
    assert_eq!(delivery.rejects(), ["prescriptions.csv,4,,wrong number of columns"]);
}

#[test]
fn not_what_they_are_called() {
    refused(&Delivery::new().file("gp_events.parquet", "nhs_number,effective_on\n"), "not a Parquet file");
    refused(&Delivery::new().file("gp_events.csv", b"\xFF\xFEn\0h\0s\0"), "UTF-16");
    refused(&Delivery::new().file("gp_events.csv", b"nhs_number,\xE9\n"), "header row is not UTF-8");
    let mut damaged = gzip(&prescriptions(500));
    let middle = damaged.len() / 2;
    damaged[middle..middle + 8].fill(0xAA);
    refused(&Delivery::new().file("prescriptions.csv.gz", damaged), "prescriptions.csv.gz");
}

#[test]
fn missing_and_doubled_columns() {
    refused(
        &Delivery::new().file("prescriptions.csv", "nhs_number,issued\n"),
        "required columns are missing: issued_on, bnf_code",
    );
    refused(
        &Delivery::new().file("prescriptions.csv", "nhs_number,issued_on,bnf_code,issued_on\n"),
        "two columns called issued_on",
    );
    refused(
        &Delivery::new().file("prescriptions.csv", PRESCRIPTIONS).file("prescriptions.csv.gz", gzip(PRESCRIPTIONS)),
        "read twice",
    );
}

#[test]
fn sound_but_odd_files_are_read() {
    let (ann, expected) = (nhs(1), vec![format!("{}|2023-01-01|2023-01-01|0205051R0", nhs(1))]);
    for (name, text) in [
        ("columns in another order", format!("bnf_code,issued_on,nhs_number\n0205051R0,2023-01-01,{ann}\n")),
        ("byte-order mark", format!("\u{feff}{PRESCRIPTIONS}{ann},2023-01-01,0205051R0\n")),
        ("carriage returns", format!("nhs_number,issued_on,bnf_code\r\n{ann},2023-01-01,0205051R0\r\n")),
        ("no line end", format!("{PRESCRIPTIONS}{ann},2023-01-01,0205051R0")),
        ("blank lines and blanks", format!("{PRESCRIPTIONS}\n {ann} , 2023-01-01,0205051r0 \n\n")),
        ("quotes", format!("{PRESCRIPTIONS}\"{ann}\",\"2023-01-01\",\"0205051R0\"\n")),
        ("number in groups", format!("{PRESCRIPTIONS}{} {} {},2023-01-01,0205051R0\n", &ann[..3], &ann[3..6], &ann[6..])),
        (
            "200 more columns, one with a line end",
            format!(
                "nhs_number,issued_on,bnf_code{}\n{ann},2023-01-01,0205051R0,\"two\nlines\"{}\n",
                (0..200).map(|n| format!(",x{n}")).collect::<String>(),
                ",".repeat(199)
            ),
        ),
    ] {
        let delivery = Delivery::new().file("prescriptions.csv", &text);
        assert_eq!(delivery.rejects(), Vec::<String>::new(), "{name}");
        assert_eq!(delivery.rows(Table::Prescriptions), expected, "{name}");
        let packed = Delivery::new().file("prescriptions.csv.gz", gzip(&text));
        assert_eq!(packed.rejects(), Vec::<String>::new(), "{name}");
        assert_eq!(packed.rows(Table::Prescriptions), expected, "{name}");
    }
}

#[test]
fn one_feed_in_several_files() {
    let delivery =
        Delivery::new().file("prescriptions-2022.csv", format!("{PRESCRIPTIONS}{},2022-01-01,0205051R0\n", nhs(1))).file(
            "prescriptions-2023.csv",
            format!("{PRESCRIPTIONS}{},2023-01-01,0205051R0\n{},2022-01-01,0205051R0\n", nhs(1), nhs(1)),
        );
    assert_eq!(delivery.rejects(), ["prescriptions-2023.csv,2,,duplicate of an earlier row"]);
    assert_eq!(delivery.rows(Table::Prescriptions).len(), 2);
}

#[test]
fn too_many_rejects_stop_the_import_and_leave_the_earlier_store() {
    let good = Delivery::new().file("prescriptions.csv", prescriptions(20));
    good.import().unwrap();
    let before = good.rows(Table::Prescriptions);
    let bad = good.file(
        "prescriptions.csv",
        format!("{}{},2023-02-30,0205051R0\n{},2023-02-31,0205051R0\n", prescriptions(20), nhs(1), nhs(1)),
    );
    let fault = bad.import_with(|_| {}).unwrap_err();
    assert_eq!(fault.exit_code(), 11);
    assert!(fault.to_string().contains("prescriptions.csv: 2 of 22 rows"), "{fault}");
    let beside = bad.store().with_file_name("store.rejects.csv");
    assert_eq!(read_rejects(&beside).len(), 2);
    assert_eq!(bad.rows(Table::Prescriptions), before);
    assert_eq!(read_rejects(&bad.store().join("rejects.csv")), Vec::<String>::new());
    // Two of twenty-two are within ten per cent.
    bad.import_with(|options| options.max_reject_percent = 10.0).unwrap();
}

#[test]
fn a_folder_of_something_else_is_not_written_to() {
    let delivery = Delivery::new();
    std::fs::create_dir(delivery.store()).unwrap();
    std::fs::write(delivery.store().join("thesis.doc"), "x").unwrap();
    let fault = delivery.import().unwrap_err();
    assert!(fault.to_string().contains("not an event store"), "{fault}");
    assert_eq!(std::fs::read_dir(delivery.store()).unwrap().count(), 1);
}
