//! Accountable GPs, on both databases.

use crate::databases::{TestDatabase, execute, postgres, sqlite};
use crate::served::{PRACTICE, Served, TODAY};
use casefinder::domain::{Day, PersonId, PersonKey, Role};
use casefinder::store::audit;
use casefinder::store::organisation::{Named, practice_seen};
use casefinder::store::person::{PersonRow, put};
use serde_json::json;

/// A person registered somewhere since some day.
fn registered(served: &Served, serial: u16, practice: &str, born_on: Day, registered_on: Day) -> PersonId {
    let mut key = [0; 16];
    key[..2].copy_from_slice(&serial.to_be_bytes());
    let row = PersonRow {
        id: PersonId::of(PersonKey::from_bytes(key)),
        practice: practice.parse().unwrap(),
        born_on,
        sex: "female".into(),
        registered_on,
        deregistered_on: None,
        died_on: None,
        care_home: false,
    };
    served.wait(async {
        let mut tx = served.db.begin().await.unwrap();
        put(&mut tx.conn(), &row).await.unwrap();
        tx.commit().await.unwrap();
    });
    row.id
}

fn story(database: TestDatabase) {
    let served = Served::start(database);
    let amin = served.someone("Dr Amin", Role::Gp);
    let brook = served.someone("Dr Brook", Role::Gp);
    let clerk = served.someone("Dee Hall", Role::PracticeStaff);
    let elsewhere = served.someone_at("Dr Cole", Role::Gp, "A81002");
    let (old, young) = (Day::of(1940, 5, 1), Day::of(1980, 5, 1));
    let people: Vec<PersonId> = (1..=20)
        .map(|serial| {
            let (born, since) =
                if serial % 2 == 0 { (old, TODAY.plus_days(-i32::from(serial))) } else { (young, Day::of(2000, 1, 1)) };
            registered(&served, serial, PRACTICE, born, since)
        })
        .collect();
    let of = |person: PersonId| format!("/api/v1/people/{person}/accountable-gp");
    let practice = format!("/api/v1/practices/{PRACTICE}");

    // Not yours is not found, and nothing happened.
    let everybody = format!("{practice}/accountable-gps");
    assert_eq!(elsewhere.post(&everybody, json!({})).status, 404);
    assert_eq!(elsewhere.get(&of(people[0])).status, 404);
    let none = clerk.get(&of(people[0]));
    assert_eq!((none.status, none.etag.as_str(), none.json["current"].is_null()), (200, "\"0\"", true));

    // By hand, then everybody else by the rule: balanced, and twice is once.
    let by_hand = json!({"choose": {"how": "hand", "gp": amin.id, "reason": "Asked for her"}});
    let named = clerk.change("PUT", &of(people[0]), &none, by_hand.clone());
    assert_eq!((named.status, named.json["current"]["gp"].clone()), (200, json!(amin.id)), "{named:?}");
    assert_eq!(clerk.change("PUT", &of(people[0]), &named, by_hand.clone()).json["rule"], "same_gp");
    let outsider = json!({"choose": {"how": "hand", "gp": elsewhere.id, "reason": "x"}});
    assert_eq!(clerk.change("PUT", &of(people[0]), &named, outsider).json["rule"], "not_a_gp_here");
    let done = clerk.post(&everybody, json!({}));
    assert_eq!((done.status, done.json["people"].as_i64()), (200, Some(19)), "{done:?}");
    assert_eq!(clerk.post(&everybody, json!({})).json["people"], 0);
    let gps = clerk.get(&format!("{practice}/gps")).json;
    assert!(gps["gps"].as_array().unwrap().iter().all(|gp| gp["people"] == 10), "{gps}");
    let given = clerk.get(&of(people[5])).json;
    assert_eq!(given["current"]["chosen"], "lightest_list");

    // The worklist: the fixed day of long ago first, then by days left; told is gone from it.
    let worklist = format!("{practice}/not-notified");
    let waiting = clerk.get(&format!("{worklist}?limit=200")).json;
    assert_eq!((waiting["count"].as_i64(), waiting["overdue"].as_i64()), (Some(20), Some(10)), "{waiting}");
    let aged = clerk.get(&format!("{worklist}?aged_75=true")).json;
    assert_eq!((aged["count"].as_i64(), aged["overdue"].as_i64()), (Some(10), Some(0)), "{aged}");
    assert_eq!(
        (aged["items"][0]["days_left"].as_i64(), aged["items"][0]["informed"].as_str()),
        (Some(1), Some("inside_the_window"))
    );
    let first = clerk.get(&format!("{worklist}?limit=13")).json;
    let next = clerk.get(&format!("{worklist}?limit=13&after={}", first["next"].as_str().unwrap())).json;
    assert_eq!((first["items"].as_array().unwrap().len(), next["items"].as_array().unwrap().len()), (13, 7));
    let told = json!({"way": "letter"});
    assert_eq!(clerk.change("POST", &format!("{}/told", of(people[0])), &none, told.clone()).status, 409, "an old version");
    let letter = clerk.change("POST", &format!("{}/told", of(people[0])), &named, told.clone());
    assert_eq!((letter.status, letter.json["current"]["told"]["way"].as_str()), (200, Some("letter")), "{letter:?}");
    assert_eq!(clerk.change("POST", &format!("{}/told", of(people[0])), &letter, told).json["rule"], "told_already");
    assert_eq!(clerk.get(&worklist).json["count"], 19);

    // A GP leaves: everybody affected is listed, and all of them get another, or nobody.
    let hers = format!("{practice}/gps/{}/people?limit=4", amin.id);
    let affected = clerk.get(&hers).json;
    assert_eq!((affected["count"].as_i64(), affected["items"].as_array().unwrap().len()), (Some(10), 4));
    let replacement = format!("{practice}/gps/{}/replacement", amin.id);
    let to = |gp: &crate::served::Someone| json!({"choose": {"how": "hand", "gp": gp.id, "reason": "Dr Amin retires"}});
    assert_eq!(clerk.post(&replacement, to(&elsewhere)).json["rule"], "not_a_gp_here");
    assert_eq!(clerk.post(&replacement, to(&amin)).json["rule"], "same_gp");
    assert_eq!(elsewhere.post(&replacement, json!({"choose": {"how": "rule"}})).status, 404);
    assert_eq!(clerk.get(&hers).json["count"], 10, "nothing happened");
    let replaced = clerk.post_once(&replacement, "once", json!({"choose": {"how": "rule"}}));
    assert_eq!((replaced.status, replaced.json["given"].clone()), (200, json!([{"gp": brook.id, "people": 10}])), "{replaced:?}");
    assert_eq!(clerk.post_once(&replacement, "once", json!({"choose": {"how": "rule"}})).json, replaced.json);
    assert_eq!(clerk.get(&hers).json["count"], 0);
    let anew = clerk.get(&of(people[0])).json;
    assert_eq!((anew["current"]["gp"].clone(), anew["current"]["told"].is_null()), (json!(brook.id), true), "told anew");
    assert_eq!((anew["history"].as_array().unwrap().len(), anew["history"][0]["until"].clone()), (2, json!(TODAY)));
    assert_eq!(clerk.get(&worklist).json["count"], 20);

    // Registered elsewhere: the GP on record is not theirs, the check says so, and allocating there puts it right.
    registered(&served, 1, "A81002", young, TODAY);
    assert_eq!(clerk.get(&of(people[0])).status, 404);
    let moved = elsewhere.get(&of(people[0])).json;
    assert_eq!((moved["current"].is_null(), moved["practice_changed"].as_bool()), (true, Some(true)), "{moved}");
    let astray = "/api/v1/practices/A81002/accountable-gps/astray";
    assert_eq!(elsewhere.get(astray).json["people"][0]["why"], "practice_changed");
    let done = elsewhere.post("/api/v1/practices/A81002/accountable-gps", json!({}));
    assert_eq!(done.json["people"], 1, "{done:?}");
    assert_eq!(elsewhere.get(astray).json["people"], json!([]));
    let right = elsewhere.get(&of(people[0])).json;
    assert_eq!(
        (right["current"]["gp"].clone(), right["history"][1]["ended"].as_str()),
        (json!(elsewhere.id), Some("practice_changed"))
    );
    let chain = served.wait(async { audit::check(&mut served.db.read().await.unwrap().conn()).await.unwrap() });
    assert!(matches!(chain, audit::Chain::Whole(rows) if rows > 20), "{chain:?}");
}

#[test]
fn accountable_gps_on_sqlite() {
    story(sqlite());
}

#[test]
fn accountable_gps_on_postgresql() {
    story(postgres());
}

fn proposals(database: TestDatabase) {
    let served = Served::start(database);
    let gp = served.someone("Dr Amin", Role::Gp);
    let matron = served.someone_at("Bea Lodge", Role::CommunityMatron, "RX101");
    let nurse = served.someone_at("Cy Dunn", Role::Nurse, "RX101");
    let stranger = served.someone_at("Di Wren", Role::CommunityMatron, "RX101");
    let members = [(&gp, Role::Gp), (&matron, Role::CommunityMatron), (&nurse, Role::Nurse)];
    let team = served.team("North", &members);
    let cases: Vec<_> = (1..=4)
        .map(|serial| {
            let person = served.person(serial);
            let body =
                json!({"person": person, "team": team, "route": "clinical_judgement", "reason": "Falls", "start": "2026-03-02"});
            gp.post("/api/v1/cases", body)
        })
        .collect();
    assert!(cases.iter().all(|case| case.status == 201), "{cases:?}");
    let id = |at: usize| cases[at].json["id"].clone();
    let case = |at: usize| format!("/api/v1/cases/{}", cases[at].json["id"].as_str().unwrap());
    let named = gp.change(
        "PUT",
        &format!("{}/coordinator", case(3)),
        &cases[3],
        json!({"coordinator": matron.id, "reason": "Knows him"}),
    );
    assert_eq!(named.status, 200, "{named:?}");

    // A case whose complexity nobody set weighs the same in capacity as in proposals.
    let capacity = gp.get(&format!("/api/v1/capacity?team={team}"));
    let matrons = capacity.json["members"].as_array().unwrap().iter().find(|member| member["staff"] == json!(matron.id)).unwrap();
    let usual = casefinder::casework::Rules::default().assignment.usual_complexity;
    assert_eq!((&matrons["cases"], &matrons["weight"]), (&json!(1), &json!(usual)));

    // Not yours is not found. Whoever has a coordinator is left alone.
    let all = format!("/api/v1/teams/{team}/coordinator-proposals");
    assert_eq!(stranger.post(&all, json!({})).status, 404);
    let unknown = json!({"cases": [{"case": team}]});
    assert_eq!(gp.post(&all, unknown).json["rule"], "not_open_in_team");
    let wish = json!({"cases": [{"case": id(0), "not_by": [gp.id, matron.id, nurse.id]}]});
    let made = gp.post_once(&all, "p1", wish.clone());
    assert_eq!((made.status, made.json["left_alone"].clone()), (201, json!([id(3)])), "{made:?}");
    assert_eq!(gp.post_once(&all, "p1", wish).json, made.json);
    let (placed, left) = (&made.json["proposed"]["placed"], &made.json["proposed"]["left"]);
    let told: Vec<_> = left.as_array().unwrap().iter().map(|one| one["because"].as_str().unwrap()).collect();
    assert_eq!((placed.as_array().unwrap().len(), told), (2, vec!["ruled_out"]), "{made:?}");
    assert!(placed[0]["reasons"].as_array().unwrap().len() >= 4, "{placed}");
    assert!(gp.get(&case(1)).json["coordinator"].is_null(), "it only proposes");
    assert_eq!(gp.get(&all).json["items"].as_array().unwrap().len(), 1);

    // A case that changed since is told, and nothing is half done; left out, the rest is.
    let path = format!("/api/v1/coordinator-proposals/{}", made.json["id"].as_str().unwrap());
    assert_eq!((stranger.get(&path).status, gp.get(&path).json == made.json), (404, true));
    let confirmation = format!("{path}/confirmation");
    let confirm = |at: usize| json!({"case": id(at), "verdict": {"decide": "confirm"}});
    let replace = |at: usize, by: &crate::served::Someone| json!({"case": id(at), "verdict": {"decide": "replace", "coordinator": by.id, "reason": "Speaks Polish"}});
    assert_eq!(gp.post(&confirmation, json!({"cases": [confirm(0)]})).json["rule"], "not_placed");
    assert_eq!(gp.post(&confirmation, json!({"cases": [confirm(3)]})).json["rule"], "not_in_proposal");
    assert_eq!(gp.post(&confirmation, json!({"cases": [confirm(1), replace(0, &stranger)]})).json["rule"], "not_a_member");
    let action = json!({"what": "Falls clinic", "owner": matron.id, "due": "2026-04-01"});
    assert_eq!(gp.change("POST", &format!("{}/actions", case(2)), &cases[2], action).status, 200);
    let stale = gp.post(&confirmation, json!({"cases": [confirm(1), confirm(2)]}));
    assert_eq!((stale.status, stale.json["rule"].as_str()), (409, Some("cases_changed")));
    let told = stale.json["detail"].as_str().unwrap();
    assert!(told.starts_with("of the cases, number 2 changed") && !told.contains(id(2).as_str().unwrap()), "{told}");
    assert!(gp.get(&case(1)).json["coordinator"].is_null(), "nothing is half done");
    assert_eq!(stranger.post(&confirmation, json!({"cases": [confirm(1)]})).status, 404);
    let leave = json!({"case": id(2), "verdict": {"decide": "leave"}});
    let done = gp.post(&confirmation, json!({"cases": [confirm(1), leave, replace(0, &nurse)]}));
    assert_eq!((done.status, done.json["outcome"].as_array().unwrap().len()), (200, 3), "{done:?}");
    let proposed = placed.as_array().unwrap().iter().find(|one| one["case"] == id(1)).unwrap();
    assert_eq!(gp.get(&case(1)).json["coordinator"], proposed["coordinator"]);
    assert_eq!(gp.get(&case(0)).json["coordinator"], json!(nurse.id));
    assert!(gp.get(&case(2)).json["coordinator"].is_null());
    assert_eq!(gp.post(&confirmation, json!({"cases": [confirm(1)]})).json["rule"], "already_confirmed");
}

/// Somebody of another practice of the network, whose plan the nurse agreed to.
fn near_and_known(database: TestDatabase) {
    let served = Served::start(database);
    let gp = served.someone("Dr Amin", Role::Gp);
    let (matron, nurse) = (served.someone("Bea Lodge", Role::CommunityMatron), served.someone("Cy Dunn", Role::Nurse));
    let team = served.team("North", &[(&matron, Role::CommunityMatron), (&nurse, Role::Nurse)]);
    let person = served.person(1);
    let opened = gp.post(
        "/api/v1/cases",
        json!({"person": person, "team": team, "route": "clinical_judgement", "reason": "Falls", "start": "2026-03-02"}),
    );
    assert_eq!(opened.status, 201, "{opened:?}");
    let started = matron.post("/api/v1/plans", json!({"person": person}));
    let path = format!("/api/v1/plans/{}", started.json["id"].as_str().unwrap());
    let draft = matron.get(&format!("{path}/draft"));
    let by = |staff| json!({"organisation": "community_health", "name": "Cy Dunn", "staff": staff});
    let saved = matron.change("PUT", &format!("{path}/draft"), &draft, json!({"goals": [{"words": "Walk"}]}));
    let agree =
        |staff| json!({"draft_version": saved.json["draft_version"], "with": {"who": "person"}, "contributions": [by(staff)]});
    let nobody = matron.change("POST", &format!("{path}/agreement"), &started, agree(json!(person)));
    assert_eq!(nobody.json["rule"], "no_such_staff", "{nobody:?}");
    let agreed = matron.change("POST", &format!("{path}/agreement"), &started, agree(json!(nurse.id)));
    assert_eq!(agreed.status, 200, "{agreed:?}");

    served.wait(async {
        let at = served.access.clock().moment(gp.id);
        let mut tx = served.db.begin().await.unwrap();
        for code in [PRACTICE, "A81002"] {
            let network = Some("U12345".parse().unwrap());
            let seen = Named { name: "Surgery".into(), locality: None, network, commissioner: None };
            practice_seen(&mut tx.conn(), &code.parse().unwrap(), seen, TODAY, &at).await.unwrap();
        }
        tx.commit().await.unwrap();
        execute(&served.db, "UPDATE person SET practice = 'A81002'").await;
    });
    let made = matron.post(&format!("/api/v1/teams/{team}/coordinator-proposals"), json!({}));
    let placed = &made.json["proposed"]["placed"][0];
    assert_eq!((&placed["coordinator"], &placed["costs"]["locality"]), (&json!(nurse.id), &json!(125)), "{made:?}");
    let told: Vec<_> = placed["reasons"].as_array().unwrap().iter().map(|reason| reason["words"].as_str().unwrap()).collect();
    assert!(told.contains(&"contributed to this person's plan"), "{told:?}");
    assert!(told.contains(&"works in the network of practice A81002"), "{told:?}");
}

#[test]
fn a_coordinator_who_is_near_and_known_on_sqlite() {
    near_and_known(sqlite());
}

#[test]
fn a_coordinator_who_is_near_and_known_on_postgresql() {
    near_and_known(postgres());
}

#[test]
fn proposals_of_coordinators_on_sqlite() {
    proposals(sqlite());
}

#[test]
fn proposals_of_coordinators_on_postgresql() {
    proposals(postgres());
}
