//! From an extract to a team's list by the command line alone, on both databases.

use crate::databases::{TestDatabase, postgres, sqlite};
use crate::program::{casefinder, failed, ok};
use crate::served::{Served, Someone};
use casefinder::domain::{Role, TeamId};
use casefinder::store::Db;
use serde_json::{Value, json};
use std::sync::LazyLock;
use tempfile::TempDir;

/// A small neighbourhood's store, made once.
static STORE: LazyLock<(TempDir, String)> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (extract, store) = (path("extract"), path("store"));
    let size = ["synth", "--people", "1200", "--practices", "2", "--seed", "11", "--out", &extract];
    ok(casefinder(&[&size[..], &["--from", "2022-01-01", "--to", "2025-06-30"]].concat()));
    ok(casefinder(&["import", &extract, "--store", &store, "--as-of", "2025-06-30"]));
    (folder, store)
});

fn model() -> &'static str {
    concat!(env!("CARGO_MANIFEST_DIR"), "/models/combined")
}

fn score(url: &str, index: &str) -> Value {
    let run = ["score", "--store", &STORE.1, "--model", model(), "--index-date", index, "--database", url, "--json"];
    serde_json::from_str(&ok(casefinder(&run))).unwrap()
}

/// A practice of the latest run.
async fn practice(db: &Db) -> String {
    let sql = "SELECT MIN(practice) FROM run_practice";
    match db {
        Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_one(read).await.unwrap(),
        Db::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await.unwrap(),
    }
}

/// Beside what a person is now, the days of deaths and first conditions are there, for measures of any past day.
async fn days_are_kept(db: &Db) {
    let differ = "SELECT COUNT(*) FROM person p LEFT JOIN person_death d ON d.person = p.id AND d.superseded_at IS NULL \
        LEFT JOIN person_condition c ON c.person = p.id AND c.superseded_at IS NULL \
        WHERE COALESCE(p.died_on, '1800-01-01') <> COALESCE(d.died_on, '1800-01-01') \
        OR p.long_term_condition <> (c.from_day IS NOT NULL AND c.from_day <= '2025-06-30')";
    let [deaths, conditions, days] = [
        "SELECT COUNT(*) FROM person_death",
        "SELECT COUNT(*) FROM person_condition",
        "SELECT COUNT(DISTINCT from_day) FROM person_condition",
    ];
    let residences = "SELECT COUNT(DISTINCT person) FROM person_residence WHERE kind IN ('residential', 'nursing')";
    let superseded = "SELECT COUNT(*) FROM person_condition WHERE superseded_at IS NOT NULL";
    let mut counts: Vec<i64> = vec![];
    for sql in [differ, superseded, deaths, conditions, days, residences] {
        counts.push(match db {
            Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_one(read).await.unwrap(),
            Db::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await.unwrap(),
        });
    }
    assert!(matches!(counts[..], [0, 0, 20..=1200, 200..=800, 100..=800, 2..=200]), "{counts:?}");
}

fn story(database: TestDatabase) {
    let url = database.url.clone();
    let may = score(&url, "2025-05-31");
    let (scored, people) = (may["scored"].as_u64().unwrap(), may["published"]["people"].as_u64().unwrap());
    assert!(scored > 900 && people >= 1200 && may["published"]["published_before"].is_null(), "{may}");
    let june = score(&url, "2025-06-30");
    assert_ne!(june["published"]["run"], may["published"]["run"]);
    let again = score(&url, "2025-06-30");
    assert_eq!(again["published"]["run"], june["published"]["run"]);
    assert!(again["published"]["published_before"].is_string(), "{again}");

    let served = Served::start(database);
    served.wait(days_are_kept(&served.db));
    let practice = served.wait(practice(&served.db));
    let gp = served.someone_at("Dr Amin", Role::Gp, &practice);
    let runs = gp.get("/api/v1/runs").json;
    assert_eq!(runs["items"].as_array().unwrap().len(), 2, "{runs}");
    let heeded = gp.get(&format!("/api/v1/runs/{}", june["published"]["run"].as_str().unwrap())).json;
    let reasons: Vec<_> = heeded["left_out"].as_array().unwrap().iter().map(|left| left["reason"].clone()).collect();
    assert!(reasons.contains(&json!("objection_case_management")), "heeded, whether or not anybody objects: {heeded}");
    let list = format!("/api/v1/practices/{practice}/risk-list");
    let first = gp.get(&list).json;
    assert_eq!((&first["run"]["index_date"], &first["run"]["synthetic"]), (&json!("2025-06-30"), &json!(true)), "{first}");
    assert_eq!(first["items"].as_array().unwrap().len(), 50);

    let team = north(&served, &gp, &practice);
    mdt_list(&url, &gp, &list);
    a_gp_gone_astray(&served, &gp, &url, &practice);
    hospital(&url, &gp, team, &first);
}

/// A team that serves the practice.
fn north(served: &Served, gp: &Someone, practice: &str) -> TeamId {
    let admin = served.someone("Ada Reeve", Role::Administrator);
    let team = served.team("North", &[(gp, Role::Gp)]);
    let path = format!("/api/v1/teams/{team}");
    let serves = json!({"organisation": practice, "kind": "practice", "from": "2020-01-01"});
    let serving = admin.change("POST", &format!("{path}/serves"), &admin.get(&path), serves);
    assert_eq!(serving.status, 200, "{serving:?}");
    team
}

/// Twice is once; the practice sees who is a candidate.
fn mdt_list(url: &str, gp: &Someone, list: &str) {
    let propose = |more: &[&str]| casefinder(&[&["mdt", "list", "--database", url, "--team", "North"][..], more].concat());
    let made: Value = serde_json::from_str(&ok(propose(&["--json"]))).unwrap();
    let people = made["counts"]["people"].as_u64().unwrap();
    assert!(people > 0 && made["new"] == json!(true) && made["index_date"] == json!("2025-06-30"), "{made}");
    assert!(ok(propose(&[])).starts_with(&format!("As before: {people} people, on the run of 2025-06-30.")));
    failed(propose(&["--tier", "no such tier"]), 2);
    failed(casefinder(&["mdt", "list", "--database", url, "--team", "Nowhere"]), 2);
    let candidates = gp.get(&format!("{list}?standing=candidate&limit=200")).json;
    let candidates = candidates["items"].as_array().unwrap();
    assert_eq!(candidates.len() as u64, people);
    assert_eq!(candidates[0]["practice_rank"], 1);

    // Who objects at the door is gone from the ranked list at once.
    let page = format!("/api/v1/people/{}/objections", candidates[0]["person"].as_str().unwrap());
    assert_eq!(gp.change("POST", &page, &gp.get(&page), json!({"kind": "case_management"})).status, 200);
    assert_eq!(gp.get(&format!("{list}?limit=1")).json["items"][0]["practice_rank"], 2);
    let withdrawal = format!("{page}/case_management/withdrawal");
    assert_eq!(gp.change("PUT", &withdrawal, &gp.get(&page), json!({})).status, 200);
    assert_eq!(gp.get(&format!("{list}?limit=1")).json["items"][0]["practice_rank"], 1);
}

/// Publishing ends nobody's accountable GP; it says how many need another.
fn a_gp_gone_astray(served: &Served, gp: &Someone, url: &str, practice: &str) {
    let all = gp.post(&format!("/api/v1/practices/{practice}/accountable-gps"), json!({}));
    assert!(all.json["people"].as_u64().unwrap() > 300, "{all:?}");
    assert_eq!(score(url, "2025-06-30")["published"]["accountable_gps_astray"], 0);
    let left = "UPDATE accountable_gp SET practice = 'Z99999' WHERE person = (SELECT person FROM accountable_gp ORDER BY person LIMIT 1)";
    served.wait(crate::databases::execute(&served.db, left));
    assert_eq!(score(url, "2025-06-30")["published"]["accountable_gps_astray"], 1);
}

/// Stays of whoever has a case; twice is once.
fn hospital(url: &str, gp: &Someone, team: TeamId, first: &Value) {
    for line in &first["items"].as_array().unwrap()[..20] {
        let body = json!({"person": line["person"], "team": team, "route": "risk", "reason": "Risk", "start": "2026-03-02"});
        assert_eq!(gp.post("/api/v1/cases", body).status, 201);
    }
    let sync = || -> Value {
        let run = ["hospital", "sync", "--store", &STORE.1, "--database", url, "--json"];
        serde_json::from_str(&ok(casefinder(&run))).unwrap()
    };
    let done = sync();
    assert!(done["added"].as_u64().unwrap() > 5 && done["attendances"].as_u64().unwrap() > 5, "{done}");
    let again = sync();
    assert_eq!((&again["added"], &again["same"]), (&json!(0), &done["added"]), "{again}");
}

#[test]
fn from_an_extract_to_a_list_on_sqlite() {
    story(sqlite());
}

#[test]
fn from_an_extract_to_a_list_on_postgresql() {
    story(postgres());
}
