//! `--rules` and `--definitions`: what an instance brings of its own is what every command goes by, and what publications keep.

use crate::databases::{TestDatabase, postgres, sqlite, wait};
use crate::process::Process;
use crate::program::{casefinder, failed, ok};
use crate::served::Served;
use casefinder::domain::Role;
use casefinder::store::Db;
use serde_json::{Value, json};
use std::path::Path;

const RULES: &str = "# Agreed in 2026\nplan_in_force_months = 6\ncare_home_plan_working_days = 5\n";

const DEFINITIONS: &str = r#"high_tiers = ["top"]

[[measure]]
id = "children"
version = 7
title = "Children"
unit = "person"
shape = "share"
period = "day"
numerator_words = "Those of them with a plan in force."
denominator_words = "Everybody registered."
source = "a test"
denominator = ["registered"]
numerator = [{ plan_in_force = {} }]
"#;

fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// The body of the only publication.
async fn publication(url: &str) -> Value {
    let db = Db::open(url).await.unwrap();
    let sql = "SELECT body FROM publication_body";
    let body: String = match &db {
        Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_one(read).await.unwrap(),
        Db::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await.unwrap(),
    };
    db.close().await;
    serde_json::from_str(&body).unwrap()
}

fn story(database: TestDatabase) {
    let url = database.url.clone();
    let folder = tempfile::tempdir().unwrap();
    let (rules, definitions) = (file(folder.path(), "rules.toml", RULES), file(folder.path(), "own.toml", DEFINITIONS));
    let own = ["--rules", &rules, "--definitions", &definitions];
    let served = Served::start(database);
    let gp = served.someone("Dr Amin", Role::Gp);

    let report = ["report", "coverage", "--database", &url, "--as-of", "2026-02-28", "--json"];
    let told: Value = serde_json::from_str(&ok(casefinder(&[&report[..], &own].concat()))).unwrap();
    let measures: Vec<_> = told["figures"].as_array().unwrap().iter().map(|row| (&row["measure"], &row["version"])).collect();
    assert!(!measures.is_empty() && measures.iter().all(|found| *found == (&json!("children"), &json!(7))), "{told}");
    let kept = wait(publication(&url));
    assert_eq!((&kept["figures"][0]["measure"], &kept["figures"][0]["version"]), (&json!("children"), &json!(7)));
    assert_eq!((&kept["rules"]["plan_in_force_months"], &kept["rules"]["notify_within_days"]), (&json!(6), &json!(21)));
    assert_eq!(kept["definitions"].as_str().map(str::len), Some(64), "the definitions by their hash: {kept}");

    let server = Process::serve(&url, &own);
    let answer = gp.at(&server.address).get("/api/v1/reports/measures").json;
    let ids: Vec<_> = answer["items"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, [&json!("children")], "{answer}");
}

#[test]
fn an_instance_goes_by_its_own_on_sqlite() {
    story(sqlite());
}

#[test]
fn an_instance_goes_by_its_own_on_postgresql() {
    story(postgres());
}

#[test]
fn the_page_tells_the_numbers_in_force() {
    let folder = tempfile::tempdir().unwrap();
    let rules = file(folder.path(), "rules.toml", RULES);
    let definitions = file(folder.path(), "own.toml", DEFINITIONS);
    let page = ok(casefinder(&["measures", "--markdown", "--rules", &rules, "--definitions", &definitions]));
    assert!(page.contains("a plan is in force for 6 months") && page.contains("within 5 working days of coming into"), "{page}");
    assert!(page.contains("`children`, version 7.") && !page.contains("## People on the register"), "{page}");
}

#[test]
fn what_is_wrong_with_a_file_is_told_by_line_and_field_before_anything_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("none.db").display());
    let rules = file(folder.path(), "rules.toml", "notify_within_days = 21\nplan_in_force_months = \"a year\"\n");
    let text = DEFINITIONS.replace("shape = \"share\"", "shape = \"slice\"");
    let definitions = file(folder.path(), "own.toml", &text);
    let commands: [&[&str]; 4] = [
        &["measures"],
        &["report", "coverage", "--as-of", "2026-02-28", "--database", &url],
        &["serve", "--database", &url, "--bind", "127.0.0.1:0"],
        &["hospital", "sync", "--store", "nowhere", "--database", &url],
    ];
    for command in commands {
        let said = failed(casefinder(&[command, &["--rules", &rules]].concat()), 10);
        assert!(said.contains("rules.toml: line 2, plan_in_force_months: invalid type"), "{command:?}: {said}");
        let said = failed(casefinder(&[command, &["--definitions", &definitions]].concat()), 10);
        assert!(said.contains("own.toml: line 8, shape: unknown variant `slice`"), "{command:?}: {said}");
    }
    assert!(!folder.path().join("none.db").exists());
}
