//! `/api/v1/cases`, on both databases.

use crate::databases::{TestDatabase, postgres, sqlite};
use crate::served::Served;
use casefinder::domain::Role;
use serde_json::json;

fn story(database: TestDatabase) {
    let served = Served::start(database);
    let gp = served.someone("Dr Amin", Role::Gp);
    let matron = served.someone_at("Bea Lodge", Role::CommunityMatron, "RX101");
    let stranger = served.someone_at("Cy Dunn", Role::CommunityMatron, "RX101");
    let team = served.team("North", &[(&gp, Role::Gp), (&matron, Role::CommunityMatron)]);
    let person = served.person(1);
    let body = json!({"person": person, "team": team, "route": "clinical_judgement", "reason": "Falls", "start": "2026-03-02"});

    // Not yours is not found, and nothing happened.
    assert_eq!(stranger.post("/api/v1/cases", body.clone()).status, 404);
    let opened = gp.post_once("/api/v1/cases", "k1", body.clone());
    assert_eq!(opened.status, 201, "{opened:?}");
    let again = gp.post_once("/api/v1/cases", "k1", body.clone());
    assert_eq!((again.status, &again.json, &again.etag), (201, &opened.json, &opened.etag));
    assert_eq!(
        gp.post_once("/api/v1/cases", "k1", json!({"person": person, "team": team, "route": "risk", "reason": "x"})).status,
        409
    );
    let second = gp.post("/api/v1/cases", body);
    assert_eq!((second.status, second.json["rule"].as_str()), (409, Some("one_open_case")));

    let path = format!("/api/v1/cases/{}", opened.json["id"].as_str().unwrap());
    assert_eq!(stranger.get(&path).status, 404);
    let named =
        gp.change("PUT", &format!("{path}/coordinator"), &opened, json!({"coordinator": matron.id, "reason": "Knows her"}));
    assert_eq!(named.status, 200, "{named:?}");
    let outsider = gp.change("PUT", &format!("{path}/coordinator"), &named, json!({"coordinator": stranger.id, "reason": "x"}));
    assert_eq!(outsider.json["rule"], "not_a_member");
    // Two people change the same case: one wins, the other is told what happened.
    let late = gp.change(
        "POST",
        &format!("{path}/actions"),
        &opened,
        json!({"what": "Falls clinic", "owner": matron.id, "due": "2026-04-01"}),
    );
    assert_eq!(
        (late.status, late.json["current_version"].as_i64(), late.json["since"][0].as_str()),
        (409, Some(2), Some("coordinator_set"))
    );

    let acted = matron.change(
        "POST",
        &format!("{path}/actions"),
        &named,
        json!({"what": "Falls clinic", "owner": matron.id, "due": "2026-04-01"}),
    );
    assert_eq!(acted.status, 200, "{acted:?}");
    assert_eq!(matron.get("/api/v1/caseload").json["cases"][0]["open_actions"], 1);
    let end = json!({"reason": "goals_met", "outcome": "Walks again"});
    assert_eq!(matron.change("PUT", &format!("{path}/end"), &acted, end.clone()).json["rule"], "open_actions");
    let closing = format!("{path}/actions/{}/closing", acted.json["actions"][0]["id"].as_str().unwrap());
    let closed = matron.change("PUT", &closing, &acted, json!({"closing": {"how": "done"}, "outcome": "Seen"}));
    assert_eq!(closed.status, 200, "{closed:?}");
    let ended = matron.change("PUT", &format!("{path}/end"), &closed, end);
    assert_eq!(ended.status, 200, "{ended:?}");
    assert_eq!(matron.get("/api/v1/caseload").json["cases"], json!([]));
    assert_eq!(matron.get(&path).status, 404, "the relationship ended with the case");
    assert_eq!(gp.get(&path).json, ended.json);
    let chain =
        served.wait(async { casefinder::store::audit::check(&mut served.db.read().await.unwrap().conn()).await.unwrap() });
    assert!(matches!(chain, casefinder::store::audit::Chain::Whole(rows) if rows > 10), "{chain:?}");
}

#[test]
fn a_case_from_start_to_end_on_sqlite() {
    story(sqlite());
}

#[test]
fn a_case_from_start_to_end_on_postgresql() {
    story(postgres());
}
