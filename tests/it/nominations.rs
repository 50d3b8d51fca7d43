//! Nominations, suitability and objections, on both databases.

use crate::databases::{TestDatabase, postgres, sqlite};
use crate::served::Served;
use casefinder::domain::Role;
use serde_json::json;

fn story(database: TestDatabase) {
    let served = Served::start(database);
    let gp = served.someone("Dr Amin", Role::Gp);
    let matron = served.someone_at("Bea Lodge", Role::CommunityMatron, "RX101");
    let stranger = served.someone_at("Cy Dunn", Role::CommunityMatron, "RX101");
    let team = served.team("North", &[(&matron, Role::CommunityMatron)]);
    let person = served.person(1);
    let body = json!({"person": person, "team": team, "route": "care_home", "reason": "Falls at night"});

    // Not yours is not found, and nothing happened.
    assert_eq!(stranger.post("/api/v1/nominations", body.clone()).status, 404);
    assert_eq!(matron.post("/api/v1/nominations", body.clone()).status, 404, "no relationship yet");
    assert_eq!(gp.get("/api/v1/nominations").json["items"], json!([]));

    let made = gp.post_once("/api/v1/nominations", "k1", body.clone());
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(gp.post_once("/api/v1/nominations", "k1", body.clone()).json, made.json);
    let second = gp.post("/api/v1/nominations", body.clone());
    assert_eq!((second.status, second.json["rule"].as_str()), (409, Some("one_open_nomination")));
    let path = format!("/api/v1/nominations/{}", made.json["id"].as_str().unwrap());
    assert_eq!(matron.get(&path).json, made.json, "the nomination to her team is the relationship");
    assert_eq!(stranger.get(&path).status, 404);
    assert_eq!(matron.get(&format!("/api/v1/nominations?team={team}&open=true")).json["items"][0]["id"], made.json["id"]);
    assert_eq!(stranger.get("/api/v1/nominations").json["items"], json!([]));

    // An objection is effective on the next read: off the team's list, out of its sight; the record stays with the practice.
    let objections = format!("/api/v1/people/{person}/objections");
    let before = gp.get(&objections);
    assert_eq!((before.status, before.etag.as_str()), (200, "\"0\""));
    assert_eq!(
        gp.change("POST", &objections, &before, json!({"kind": "case_management", "from": "2027-01-01"})).json["rule"],
        "in_the_future"
    );
    let objecting = gp.change("POST", &objections, &before, json!({"kind": "case_management"}));
    assert_eq!((objecting.status, &objecting.json["standing"]), (200, &json!(["case_management"])), "{objecting:?}");
    assert_eq!(matron.get(&path).status, 404);
    assert_eq!(matron.get("/api/v1/nominations").json["items"], json!([]));
    assert_eq!(gp.get(&path).status, 200);
    let other = served.team("South", &[(&matron, Role::CommunityMatron)]);
    let elsewhere = json!({"person": person, "team": other, "route": "care_home", "reason": "Falls"});
    assert_eq!(gp.post("/api/v1/nominations", elsewhere).json["rule"], "objects_to_case_management");
    let withdrawal = format!("{objections}/case_management/withdrawal");
    let agreeing = gp.change("PUT", &withdrawal, &objecting, json!({}));
    assert_eq!((agreeing.status, &agreeing.json["standing"]), (200, &json!([])), "{agreeing:?}");
    assert_eq!(gp.change("PUT", &withdrawal, &agreeing, json!({})).json["rule"], "no_objection");
    assert_eq!(matron.get(&path).status, 200);

    // Not suitable now, and suitable after all.
    let suitability = format!("/api/v1/people/{person}/suitability");
    let nothing = matron.get(&suitability);
    let said = json!({"reason": "passing", "words": "Chest infection", "until": "2026-06-01"});
    let unsuitable = matron.change("PUT", &suitability, &nothing, said.clone());
    assert_eq!((unsuitable.status, &unsuitable.json["unsuitable"]["until"]), (200, &json!("2026-06-01")), "{unsuitable:?}");
    assert_eq!(matron.change("PUT", &suitability, &unsuitable, said).json["rule"], "not_suitable_already");
    let lifted = matron.change("PUT", &format!("{suitability}/lifting"), &unsuitable, json!({"reason": "Well again"}));
    assert_eq!((lifted.status, &lifted.json["unsuitable"]), (200, &json!(null)), "{lifted:?}");
    assert_eq!(stranger.get(&suitability).status, 404);

    // Decided: not with somebody else's case; then the relationship ends with the nomination, unless there is a case.
    let decision = format!("{path}/decision");
    let nobodys = json!({"decision": {"verdict": "accepted", "case": team}});
    assert_eq!(matron.change("PUT", &decision, &made, nobodys).json["rule"], "no_such_case");
    let no = json!({"decision": {"verdict": "not_accepted", "reason": "no_capacity", "words": "  "}});
    let blank = matron.change("PUT", &decision, &made, no);
    assert_eq!((blank.status, &blank.json["errors"][0]["pointer"]), (400, &json!("/decision/words")));
    let opened = gp.post("/api/v1/cases", json!({"person": person, "team": team, "route": "care_home", "reason": "Falls"}));
    assert_eq!(opened.status, 201, "{opened:?}");
    let accepted = json!({"decision": {"verdict": "accepted", "case": opened.json["id"]}});
    let decided = matron.change("PUT", &decision, &made, accepted.clone());
    assert_eq!((decided.status, &decided.json["closed"]["outcome"]), (200, &json!("accepted")), "{decided:?}");
    assert_eq!(matron.change("PUT", &decision, &decided, accepted).json["rule"], "nomination_closed");
    assert_eq!(gp.post("/api/v1/nominations", body).json["rule"], "on_the_register");
}

#[test]
fn a_nomination_from_start_to_end_on_sqlite() {
    story(sqlite());
}

#[test]
fn a_nomination_from_start_to_end_on_postgresql() {
    story(postgres());
}
