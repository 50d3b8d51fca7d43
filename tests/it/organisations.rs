//! Organisations: the national practice list, and what an administrator says, on both databases.

use crate::databases::{TestDatabase, postgres, sqlite};
use crate::program::{casefinder, failed, ok};
use crate::served::Served;
use casefinder::domain::Role;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// A row of the list: 27 columns, most of them empty here.
fn row(code: &str, name: &str, status: &str, commissioner: [&str; 3], setting: &str) -> String {
    let mut cells = vec![""; 27];
    (cells[0], cells[1], cells[10], cells[12], cells[25]) = (code, name, "19740401", status, setting);
    cells[14..17].copy_from_slice(&commissioner);
    cells.iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",")
}

fn import(file: &Path, url: &str) -> Value {
    let told = ok(casefinder(&["organisations", "import", &file.display().to_string(), "--database", url, "--json"]));
    serde_json::from_str(&told).unwrap()
}

fn story(database: TestDatabase) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("epraccur.csv");
    let rows = [
        row("A81001", "THE DENSHAM SURGERY", "A", ["00K", "20130401", ""], "4"),
        row("A81003", "VICTORIA PRACTICE", "C", ["00K", "20130401", "20171031"], "4"),
        row("Y00001", "A CLINIC", "A", ["00K", "rubbish", ""], "0"),
        row("A81004", "WRONG DAY", "A", ["00K", "20131301", ""], "4"),
        row("A8", "WRONG CODE", "A", ["00K", "20130401", ""], "4"),
    ];
    fs::write(&file, rows.join("\n")).unwrap();
    let url = database.url.clone();
    let told = import(&file, &url);
    assert_eq!([&told["rows"], &told["added"], &told["passed_over"]], [5, 2, 1].map(|count| json!(count)).each_ref());
    assert_eq!(told["bad"][0], json!({"row": 4, "column": 16, "reason": "not a date written YYYYMMDD"}));
    assert_eq!((&told["bad"][1]["row"], &told["bad"][1]["column"]), (&json!(5), &json!(1)));
    // Again: nothing. With a change: that alone.
    let again = import(&file, &url);
    assert_eq!((&again["added"], &again["changed"], &again["same"]), (&json!(0), &json!(0), &json!(2)));
    fs::write(&file, row("A81001", "THE DENSHAM SURGERY", "A", ["16C", "20200401", ""], "4")).unwrap();
    assert_eq!(import(&file, &url)["changed"], 1);

    let served = Served::start(database);
    let (admin, gp) = (served.someone("Ida", Role::Administrator), served.someone("Dr Amin", Role::Gp));
    let path = "/api/v1/organisations/A81001";
    let practice = gp.get(path);
    assert_eq!(
        practice.json["links"][0],
        json!({"kind": "commissioner", "target": "00K", "from": "2013-04-01", "until": "2020-04-01"})
    );
    assert_eq!(practice.json["links"][1]["target"], "16C", "{practice:?}");
    assert_eq!(gp.get("/api/v1/organisations?parent=16C").json["items"][0]["code"], "A81001");
    let page = gp.get("/api/v1/organisations?kind=practice&limit=1");
    let next = gp.get(&format!("/api/v1/organisations?kind=practice&limit=1&after={}", page.json["next"].as_str().unwrap()));
    assert_eq!((&next.json["items"][0]["code"], &next.json["next"]), (&json!("A81003"), &json!(null)));

    let said = json!({"kind": "practice", "name": "Densham", "network": "U00001", "commissioner": "16C", "from": "2026-01-05"});
    assert_eq!(gp.change("PUT", path, &practice, said.clone()).status, 403);
    let put = admin.change("PUT", path, &practice, said.clone());
    assert_eq!((put.status, put.json["name"].as_str()), (200, Some("Densham")), "{put:?}");
    assert_eq!(admin.change("PUT", path, &practice, said.clone()).status, 409, "the version is no longer the present one");
    assert_eq!(admin.change("PUT", path, &put, said).json["rule"], "nothing_new");
    let own = json!({"kind": "practice", "name": "Densham", "network": "A81001"});
    assert_eq!(admin.change("PUT", path, &put, own).json["rule"], "own_parent");
    assert_eq!(gp.get(path).json, put.json, "what is refused changes nothing");
    // One that nobody knew yet is at version 0.
    let home = json!({"kind": "care_home", "name": "The Elms", "opened_on": "2001-02-03"});
    assert_eq!(admin.send("PUT", "/api/v1/organisations/VLAB1", &[("If-Match", "\"0\"")], home).json["status"], "active");
    assert_eq!(gp.get("/api/v1/organisations/NOSUCH").status, 404);
}

#[test]
fn organisations_on_sqlite() {
    story(sqlite());
}

#[test]
fn organisations_on_postgresql() {
    story(postgres());
}

#[test]
fn a_file_that_is_no_list_says_so() {
    let (database, folder) = (sqlite(), tempfile::tempdir().unwrap());
    let file = folder.path().join("nothing.csv").display().to_string();
    assert!(failed(casefinder(&["organisations", "import", &file, "--database", &database.url]), 11).contains("nothing.csv"));
}

/// The real list, where a copy lies beside the repository.
#[test]
fn the_national_list_of_2019_is_taken_in_whole() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/ods/epraccur.csv.gz");
    if !file.exists() {
        eprintln!("skipped: {} is not there", file.display());
        return;
    }
    let database = sqlite();
    let told = import(&file, &database.url);
    assert_eq!((told["rows"].as_u64(), told["bad"].as_array().map(Vec::len)), (Some(14_357), Some(0)), "{told}");
    assert_eq!((told["added"].as_u64(), told["passed_over"].as_u64()), (Some(8_204), Some(6_153)));
    assert_eq!(import(&file, &database.url)["same"], 8_204);
}
