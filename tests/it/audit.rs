//! `casefinder audit`: the trail checked and shown, as somebody does who looks into it.

use crate::databases::{TestDatabase, execute, postgres, sqlite};
use crate::program::{casefinder, failed, ok};
use crate::served::Served;
use casefinder::domain::Role;
use serde_json::{Value, json};

fn looked_into(database: TestDatabase) {
    let url = database.url.clone();
    let served = Served::start(database);
    let gp = served.someone("Dr Amin", Role::Gp);
    let other = served.someone("Dr Else", Role::Gp);
    let team = served.team("North", &[(&gp, Role::Gp)]);
    let person = served.person(1);
    let body = json!({"person": person, "team": team, "route": "risk", "reason": "Falls"});
    let opened = gp.post("/api/v1/cases", body);
    assert_eq!(opened.status, 201, "{opened:?}");
    let case = opened.json["id"].as_str().unwrap();
    assert_eq!(gp.get(&format!("/api/v1/cases/{case}")).status, 200);
    assert_eq!(other.get("/api/v1/caseload").status, 200);

    let check = || casefinder(&["audit", "check", "--database", &url]);
    let whole = ok(check());
    assert!(whole.starts_with("The audit trail is whole: "), "{whole}");

    // By somebody, and about somebody: the latest first, each with who did what to what.
    let by = ok(casefinder(&["audit", "show", "--database", &url, "--user", "Dr Amin"]));
    let lines: Vec<&str> = by.lines().collect();
    assert_eq!(lines.len(), 2, "{by}");
    assert!(lines[0].contains("Dr Amin  case.read") && lines[1].contains("Dr Amin  case.open"), "{by}");
    assert!(lines.iter().all(|line| line.contains(&format!("case {case}")) && line.contains("1 people")), "{by}");
    let id = person.to_string();
    let about = ok(casefinder(&["audit", "show", "--database", &url, "--person", &id, "--json"]));
    let about: Value = serde_json::from_str(&about).unwrap();
    let did: Vec<_> = about.as_array().unwrap().iter().map(|row| (&row["name"], &row["action"])).collect();
    assert_eq!(did, [(&json!("Dr Amin"), &json!("case.read")), (&json!("Dr Amin"), &json!("case.open"))]);
    let later = ["audit", "show", "--database", &url, "--user", "Dr Amin", "--since", "2026-03-17"];
    assert_eq!(ok(casefinder(&later)), "", "nothing since");
    let nobody = failed(casefinder(&["audit", "show", "--database", &url, "--user", "Dr Nobody"]), 2);
    assert!(nobody.contains("no member of staff has that name"), "{nobody}");

    // Somebody changes a row beside the program: the first that does not fit is named.
    let seq = about[1]["seq"].as_i64().unwrap();
    served.wait(execute(&served.db, "UPDATE audit SET action = 'case.note' WHERE action = 'case.open'"));
    let broken = failed(check(), 11);
    assert!(broken.contains(&format!("broken at row {seq}:")), "{broken}");
}

#[test]
fn the_trail_is_looked_into_on_sqlite() {
    looked_into(sqlite());
}

#[test]
fn the_trail_is_looked_into_on_postgresql() {
    looked_into(postgres());
}
