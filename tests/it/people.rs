//! A person's page and where they stand, as the parts of casework know it, on both databases.

use crate::databases::{TestDatabase, postgres, sqlite};
use crate::served::{PRACTICE, Served};
use casefinder::domain::Role;
use serde_json::json;

fn story(database: TestDatabase) {
    let served = Served::start(database);
    let gp = served.someone("Dr Amin", Role::Gp);
    let matron = served.someone_at("Bea Lodge", Role::CommunityMatron, "RX101");
    let team = served.team("North", &[(&gp, Role::Gp), (&matron, Role::CommunityMatron)]);
    let person = served.person(1);
    let page = format!("/api/v1/people/{person}");
    let before = gp.get(&page).json;
    for nothing in ["coordinator", "accountable_gp", "plan", "not_suitable", "in_hospital"] {
        assert_eq!(before[nothing], json!(null), "{nothing}");
    }
    assert_eq!((&before["objections"], &before["standing"]), (&json!([]), &json!("none")));

    // On the register, with a coordinator, an accountable GP and a plan that is being written.
    let body = json!({"person": person, "team": team, "route": "risk", "reason": "Falls", "start": "2026-03-02"});
    let opened = gp.post("/api/v1/cases", body);
    assert_eq!(opened.status, 201, "{opened:?}");
    let case = format!("/api/v1/cases/{}", opened.json["id"].as_str().unwrap());
    let naming = json!({"coordinator": matron.id, "from": "2026-03-02", "reason": "Knows her"});
    let named = gp.change("PUT", &format!("{case}/coordinator"), &opened, naming);
    assert_eq!(named.status, 200, "{named:?}");
    assert_eq!(gp.get(&format!("{page}/counts")).json["failed"], "no_accountable_gp");
    let accountable = format!("{page}/accountable-gp");
    let choice = json!({"choose": {"how": "hand", "gp": gp.id, "reason": "Asked for him"}});
    assert_eq!(gp.change("PUT", &accountable, &gp.get(&accountable), choice).status, 200);
    let started = gp.post("/api/v1/plans", json!({"person": person}));
    let plan = format!("/api/v1/plans/{}", started.json["id"].as_str().unwrap());
    let draft = gp.get(&format!("{plan}/draft"));
    let content = json!({
        "what_matters": "To stay at home", "needs": [{"kind": "health", "words": "Breathless"}], "goals": [{"words": "Walk"}],
        "contingency": [{"sign": "Worse", "what_to_do": "Rescue pack", "call": "Matron 01253 000000"}],
        "contributors": [{"organisation": "gp_practice", "name": "Dr Amin", "agreed_on": "2026-03-12"}],
    });
    let saved = gp.change("PUT", &format!("{plan}/draft"), &draft, content);
    let agreement = json!({"draft_version": saved.json["draft_version"], "on": "2026-03-12", "with": {"who": "person"}});
    let agreed = gp.change("POST", &format!("{plan}/agreement"), &started, agreement);
    assert_eq!(agreed.status, 200, "{agreed:?}");
    let now = gp.get(&page).json;
    assert_eq!(now["coordinator"], json!({"id": matron.id, "name": "Bea Lodge"}), "{now}");
    assert_eq!(now["accountable_gp"], json!({"id": gp.id, "name": "Dr Amin"}));
    assert_eq!((&now["accountable_gp_from"], &now["standing"]), (&json!("2026-03-16"), &json!("on_register")));
    let id = &started.json["id"];
    let stands = json!({"id": id, "status": "agreed", "agreed_on": "2026-03-12", "review_due": "2027-03-12"});
    assert_eq!(now["plan"], stands);
    let summary = gp.get(&format!("{page}/emergency-summary")).json;
    assert_eq!(summary["accountable_gp"], now["accountable_gp"], "{summary}");
    let counts = gp.get(&format!("{page}/counts")).json;
    assert_eq!((&counts["counts"], &counts["gp_allocated_on"]), (&json!(true), &json!("2026-03-16")), "{counts}");

    // What they object to, and what a clinician said.
    let objections = format!("{page}/objections");
    let kind = json!({"kind": "national_opt_out"});
    assert_eq!(gp.change("POST", &objections, &gp.get(&objections), kind).status, 200);
    let suitability = format!("{page}/suitability");
    let said = json!({"reason": "passing", "words": "Chest infection", "until": "2026-06-01"});
    assert_eq!(gp.change("PUT", &suitability, &gp.get(&suitability), said).status, 200);
    let now = gp.get(&page).json;
    assert_eq!(now["objections"], json!(["national_opt_out"]));
    assert_eq!(now["not_suitable"], json!({"reason": "passing", "until": "2026-06-01"}));

    // A death ends the plan with the case; any other end leaves it.
    let end = |seen: &crate::served::Reply, reason: &str| {
        let body = json!({"reason": reason, "outcome": "At home", "on": "2026-03-14"});
        gp.change("PUT", &format!("{case}/end"), seen, body)
    };
    let ended = end(&gp.get(&case), "moved");
    assert_eq!(ended.status, 200, "{ended:?}");
    let now = gp.get(&page).json;
    assert_eq!((&now["plan"]["status"], &now["standing"]), (&json!("agreed"), &json!("not_suitable")), "{now}");
    let again = gp.change("PUT", &format!("{case}/end/withdrawal"), &ended, json!({"why": "Wrong person"}));
    assert_eq!(again.status, 200, "{again:?}");
    assert_eq!(end(&opened, "died").status, 409, "an old version");
    assert_eq!(gp.get(&page).json["plan"]["status"], "agreed", "nothing happened");
    let ended = end(&again, "died");
    assert_eq!(ended.status, 200, "{ended:?}");
    let over = gp.get(&plan).json;
    assert_eq!((&over["status"], &over["in_force"]), (&json!("ended"), &json!(false)), "{over}");
    assert_eq!(gp.get(&page).json["plan"]["status"], "ended");
    let practice = format!("/api/v1/practices/{PRACTICE}/plans-due");
    assert_eq!(gp.get(&practice).json["items"], json!([]));
}

#[test]
fn a_page_knows_all_parts_on_sqlite() {
    story(sqlite());
}

#[test]
fn a_page_knows_all_parts_on_postgresql() {
    story(postgres());
}
