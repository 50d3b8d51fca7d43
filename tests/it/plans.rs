//! `/api/v1/plans`, on both databases.

use crate::databases::{TestDatabase, postgres, sqlite};
use crate::served::{Reply, Served, Someone};
use casefinder::domain::Role;
use serde_json::{Value, json};

fn content(matron: &Someone) -> Value {
    json!({
        "what_matters": "To stay at home with the dog",
        "needs": [{"kind": "health", "words": "Breathless on the stairs"}, {"kind": "social", "words": "Cannot shop alone"}],
        "goals": [{"words": "Walk to the shop"}],
        "actions": [{"what": "Refer to pulmonary rehabilitation", "owner": matron.id, "due": "2026-04-10"}],
        "contingency": [{"sign": "More breathless than usual", "what_to_do": "Start the rescue pack", "call": "Matron 01253 000000"}],
        "allergies": [{"substance": "Penicillin", "reaction": "Rash"}],
        "contributors": [{"organisation": "gp_practice", "name": "Dr Amin", "agreed_on": "2026-03-12"}],
    })
}

/// Saves a draft and gives its version.
fn save(by: &Someone, path: &str, seen: &Reply, content: &Value) -> Reply {
    let saved = by.change("PUT", &format!("{path}/draft"), seen, content.clone());
    assert_eq!(saved.status, 200, "{saved:?}");
    saved
}

fn agreement(draft: &Reply, on: &str) -> Value {
    json!({"draft_version": draft.json["draft_version"], "on": on, "with": {"who": "person"}, "contributions": []})
}

fn story(database: TestDatabase) {
    let served = Served::start(database);
    let gp = served.someone("Dr Amin", Role::Gp);
    let matron = served.someone_at("Bea Lodge", Role::CommunityMatron, "RX101");
    let stranger = served.someone_at("Cy Dunn", Role::CommunityMatron, "RX101");
    let team = served.team("North", &[(&gp, Role::Gp), (&matron, Role::CommunityMatron)]);
    let (person, other) = (served.person(1), served.person(2));
    let open = |person, start: &str| {
        let body = json!({"person": person, "team": team, "route": "risk", "reason": "Falls", "start": start});
        let opened = gp.post("/api/v1/cases", body);
        assert_eq!(opened.status, 201, "{opened:?}");
        opened
    };
    let case = format!("/api/v1/cases/{}", open(person, "2026-03-02").json["id"].as_str().unwrap());
    let other_case = format!("/api/v1/cases/{}", open(other, "2026-03-09").json["id"].as_str().unwrap());

    // Both are waiting for a plan, the longest first, one page after the other.
    let due = gp.get("/api/v1/practices/A81001/plans-due?limit=1");
    assert_eq!(
        (due.json["items"][0]["person"].as_str(), due.json["items"][0]["days_since_start"].as_i64()),
        (Some(person.to_string().as_str()), Some(14))
    );
    let next = gp.get(&format!("/api/v1/practices/A81001/plans-due?after={}", due.json["next"].as_str().unwrap()));
    assert_eq!(
        (next.json["items"].as_array().unwrap().len(), next.json["items"][0]["person"].as_str()),
        (1, Some(other.to_string().as_str()))
    );
    assert_eq!(matron.get("/api/v1/practices/A81001/plans-due").status, 404);

    // Not yours is not found, and nothing happened.
    assert_eq!(stranger.post("/api/v1/plans", json!({"person": person})).status, 404);
    assert_eq!(gp.get(&format!("/api/v1/people/{person}/plan")).status, 404);
    let started = matron.post_once("/api/v1/plans", "p1", json!({"person": person}));
    assert_eq!((started.status, started.json["status"].as_str()), (201, Some("draft")), "{started:?}");
    assert_eq!(matron.post_once("/api/v1/plans", "p1", json!({"person": person})).json, started.json);
    assert_eq!(gp.post("/api/v1/plans", json!({"person": person})).json["rule"], "one_current_plan");
    let path = format!("/api/v1/plans/{}", started.json["id"].as_str().unwrap());
    assert_eq!(stranger.get(&path).status, 404);
    assert_eq!(stranger.get(&format!("{path}/draft")).status, 404);

    // The draft saves itself; of two who save, one is told.
    let draft = matron.get(&format!("{path}/draft"));
    let saved = save(&matron, &path, &draft, &content(&matron));
    let late = gp.change("PUT", &format!("{path}/draft"), &draft, json!({}));
    assert_eq!((late.status, late.json["current_version"].as_i64()), (409, Some(2)));
    assert_eq!(gp.get(&format!("{path}/draft")).json["content"]["what_matters"], "To stay at home with the dog");
    let early = gp.change("POST", &format!("{path}/agreement"), &started, agreement(&saved, "2026-03-01"));
    assert_eq!(early.json["rule"], "agreed_before_start");
    assert_eq!(gp.get(&case).json["actions"], json!([]), "nothing of a refused agreement stays");

    // Agreed: the version is there for good, its action is the case's.
    let agreed = gp.change("POST", &format!("{path}/agreement"), &started, agreement(&saved, "2026-03-12"));
    assert_eq!(agreed.status, 200, "{agreed:?}");
    assert_eq!(
        (agreed.json["status"].as_str(), agreed.json["in_force"].as_bool(), agreed.json["joint"].as_bool()),
        (Some("agreed"), Some(true), Some(false))
    );
    assert_eq!(agreed.json["review_due"], "2027-03-12");
    let action = &agreed.json["agreed"]["content"]["actions"][0];
    assert_eq!(gp.get(&case).json["actions"][0]["id"], action["id"]);
    let refused = gp.change("PUT", &format!("{path}/draft"), &saved, json!({}));
    assert_eq!(refused.json["rule"], "agreed_version_unchangeable");
    assert_eq!(gp.get("/api/v1/practices/A81001/plans-due").json["items"].as_array().unwrap().len(), 1);
    let day_before = gp.get(&format!("{path}?as_of=2026-03-11"));
    assert_eq!(day_before.status, 404, "{day_before:?}");

    // Social care agrees later: now it is joint, from that day.
    let social = json!({"contributor": {"organisation": "social_care", "name": "Dee Ives", "role": "Social worker", "agreed_on": "2026-03-14"}});
    let joint = gp.change("POST", &format!("{path}/contributions"), &agreed, social);
    assert_eq!(joint.json["joint"], true, "{joint:?}");
    assert_eq!(gp.get(&format!("{path}?as_of=2026-03-13")).json["joint"], false);

    // A review that finds changes begins the next version.
    let reviewed = gp.change("POST", &format!("{path}/reviews"), &joint, json!({"outcome": "changed", "on": "2026-03-15"}));
    assert_eq!(
        (reviewed.json["status"].as_str(), reviewed.json["review_due"].as_str()),
        (Some("under_review"), Some("2027-03-15"))
    );
    let draft = gp.get(&format!("{path}/draft"));
    let mut words = draft.json["content"].clone();
    assert_eq!(words["contributors"][0]["agreed_on"], Value::Null, "nobody has agreed to the draft");
    words["goals"][0]["words"] = json!("Walk to the shop and back");
    let saved = save(&gp, &path, &draft, &words);
    let nobody = gp.change("POST", &format!("{path}/agreement"), &reviewed, agreement(&saved, "2026-03-16"));
    assert_eq!(nobody.json["rule"], "needs_contributor");
    let mut body = agreement(&saved, "2026-03-16");
    body["contributions"] = json!([{"organisation": "community_health", "name": "Bea Lodge"}]);
    let second = gp.change("POST", &format!("{path}/agreement"), &reviewed, body);
    assert_eq!(second.json["agreed"]["number"], 2, "{second:?}");
    assert_eq!(gp.get(&case).json["actions"].as_array().unwrap().len(), 1, "an action agreed before is not added again");
    let versions = gp.get(&format!("{path}/versions"));
    assert_eq!(versions.json["versions"].as_array().unwrap().len(), 2);
    assert_eq!(
        gp.get(&format!("{path}/versions/1")).json["content"],
        agreed.json["agreed"]["content"],
        "the first version is as it was"
    );
    assert_eq!(gp.get(&format!("{path}/versions/3")).status, 404);

    let told = gp.get(&format!("{path}/versions/2/changes"));
    assert_eq!((told.json["from"].as_i64(), told.json["to"].as_i64()), (Some(1), Some(2)), "{told:?}");
    let goal = &told.json["changes"][0];
    assert_eq!((goal["section"].as_str(), goal["kind"].as_str()), (Some("goals"), Some("changed")));
    assert_eq!(goal["fields"][0]["pieces"][1], json!({"kind": "added", "text": " and back"}));
    let whole = gp.get(&format!("{path}/versions/1/changes?from=0"));
    assert!(whole.json["changes"].as_array().unwrap().iter().all(|change| change["kind"] == "added"));
    let owner = whole.json["changes"].as_array().unwrap().iter().find(|change| change["what"] == "action").unwrap();
    assert_eq!(owner["fields"][1]["pieces"][0]["text"], "Bea Lodge", "{owner}");
    assert_eq!(stranger.get(&format!("{path}/versions/2/changes")).status, 404);

    // The emergency summary, as data and as a page.
    let summary = gp.get(&format!("/api/v1/people/{person}/emergency-summary"));
    assert_eq!((summary.json["version"].as_i64(), summary.json["in_force"].as_bool()), (Some(2), Some(true)), "{summary:?}");
    assert_eq!(summary.json["contingency"][0]["call"], "Matron 01253 000000");
    assert_eq!(summary.json["resuscitation"], Value::Null, "never inferred");
    assert_eq!(gp.get(&format!("/api/v1/people/{person}/emergency-summary.html")).status, 200);
    assert_eq!(stranger.get(&format!("/api/v1/people/{person}/emergency-summary")).status, 404);
    assert_eq!(gp.get(&format!("/api/v1/people/{other}/emergency-summary")).status, 404, "no plan was agreed");

    // Does this person count?
    let counts = gp.get(&format!("/api/v1/people/{person}/counts?as_of=2026-03-01"));
    assert_eq!(
        (counts.json["counts"].as_bool(), counts.json["failed"].as_str()),
        (Some(false), Some("not_started")),
        "{counts:?}"
    );
    assert_eq!(gp.get(&format!("/api/v1/people/{person}/counts")).json["plan"], json!({"on": "2026-03-16", "what": "agreed"}));
    assert_eq!(stranger.get(&format!("/api/v1/people/{person}/counts")).status, 404);

    // Somebody else does not want one.
    let declined =
        gp.post_once(&format!("{other_case}/plan-declined"), "d1", json!({"reason": "Manages well", "on": "2026-03-10"}));
    assert_eq!((declined.status, declined.json["status"].as_str()), (201, Some("declined")), "{declined:?}");
    assert_eq!(gp.get("/api/v1/practices/A81001/plans-due").json["items"], json!([]));

    let ended = gp.change("PUT", &format!("{path}/end"), &second, json!({"reason": "goals_met", "words": "All well"}));
    assert_eq!(ended.json["status"], "ended", "{ended:?}");
    assert_eq!(gp.change("POST", &format!("{path}/draft"), &ended, json!(null)).json["rule"], "plan_closed");
    assert_eq!(gp.get(&format!("/api/v1/people/{person}/plan")).status, 404);
    let after = gp.get(&format!("/api/v1/people/{person}/emergency-summary"));
    assert!(after.json["warnings"][0].as_str().unwrap().starts_with("ENDED"), "{after:?}");
    let chain =
        served.wait(async { casefinder::store::audit::check(&mut served.db.read().await.unwrap().conn()).await.unwrap() });
    assert!(matches!(chain, casefinder::store::audit::Chain::Whole(rows) if rows > 20), "{chain:?}");
}

#[test]
fn a_plan_from_draft_to_end_on_sqlite() {
    story(sqlite());
}

#[test]
fn a_plan_from_draft_to_end_on_postgresql() {
    story(postgres());
}

/// Off the register and on again: the old plan no longer counts, and gives way to a copy.
fn restart(database: TestDatabase) {
    let served = Served::start(database);
    let gp = served.someone("Dr Amin", Role::Gp);
    let matron = served.someone("Bea Lodge", Role::CommunityMatron);
    let team = served.team("North", &[(&gp, Role::Gp), (&matron, Role::CommunityMatron)]);
    let person = served.person(1);
    let open = |start: &str| {
        let body = json!({"person": person, "team": team, "route": "risk", "reason": "Falls", "start": start});
        gp.post("/api/v1/cases", body)
    };
    let first = open("2025-06-02");
    let started = gp.post("/api/v1/plans", json!({"person": person}));
    let path = format!("/api/v1/plans/{}", started.json["id"].as_str().unwrap());
    let mut words = content(&matron);
    words["actions"] = json!([]);
    words["contributors"][0]["agreed_on"] = json!("2025-06-10");
    let saved = save(&gp, &path, &gp.get(&format!("{path}/draft")), &words);
    let agreed = gp.change("POST", &format!("{path}/agreement"), &started, agreement(&saved, "2025-06-10"));
    assert_eq!(agreed.status, 200, "{agreed:?}");
    let case = format!("/api/v1/cases/{}", first.json["id"].as_str().unwrap());
    let end = json!({"reason": "goals_met", "outcome": "Well", "on": "2025-09-01"});
    assert_eq!(gp.change("PUT", &format!("{case}/end"), &first, end).status, 200);
    assert_eq!(open("2026-03-02").status, 201);

    let waiting = gp.get("/api/v1/practices/A81001/plans-due");
    assert_eq!(waiting.json["items"][0]["start"], "2026-03-02", "{waiting:?}");
    let current = gp.get(&format!("/api/v1/people/{person}/plan"));
    assert_eq!(
        (current.json["before_latest_start"].as_bool(), current.json["plan"]["in_force"].as_bool()),
        (Some(true), Some(true))
    );
    let copy = json!({"person": person, "copy_from": agreed.json["id"]});
    let copied = gp.post("/api/v1/plans", copy.clone());
    assert_eq!((copied.status, copied.json["copied_from"]["version"].as_i64()), (201, Some(1)), "{copied:?}");
    assert_eq!(gp.post("/api/v1/plans", copy).json["rule"], "one_current_plan");
    let old = gp.get(&path);
    assert_eq!((old.json["status"].as_str(), &old.json["closed"]["by"]), (Some("superseded"), &copied.json["id"]));
    let summary = gp.get(&format!("/api/v1/people/{person}/emergency-summary"));
    assert!(summary.json["warnings"][0].as_str().unwrap().starts_with("SUPERSEDED"), "{summary:?}");
    let draft = gp.get(&format!("/api/v1/plans/{}/draft", copied.json["id"].as_str().unwrap()));
    assert_eq!(
        (&draft.json["content"]["goals"][0]["words"], &draft.json["content"]["contributors"][0]["agreed_on"]),
        (&words["goals"][0]["words"], &Value::Null)
    );
}

#[test]
fn a_restart_leaves_the_old_plan_behind_on_sqlite() {
    restart(sqlite());
}

#[test]
fn a_restart_leaves_the_old_plan_behind_on_postgresql() {
    restart(postgres());
}
