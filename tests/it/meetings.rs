//! `/api/v1/meetings`, on both databases.

use crate::databases::{TestDatabase, postgres, sqlite};
use crate::served::{Reply, Served, Someone};
use casefinder::domain::{PersonId, Role, TeamId};
use serde_json::{Value, json};

/// The agenda, as person and outcome.
fn agenda(who: &Someone, meeting: &str) -> Vec<(String, Value, i64)> {
    let reply = who.get(&format!("{meeting}/agenda"));
    assert_eq!(reply.status, 200, "{reply:?}");
    let line =
        |line: &Value| (line["person"].as_str().unwrap().to_owned(), line["outcome"].clone(), line["carried"].as_i64().unwrap());
    reply.json["lines"].as_array().unwrap().iter().map(line).collect()
}

fn rule(reply: &Reply) -> &str {
    assert_eq!(reply.status, 409, "{reply:?}");
    reply.json["rule"].as_str().unwrap_or("none")
}

fn open_case(gp: &Someone, person: PersonId, team: TeamId) -> String {
    let body = json!({"person": person, "team": team, "route": "risk", "reason": "Falls", "start": "2026-03-02"});
    let opened = gp.post("/api/v1/cases", body);
    assert_eq!(opened.status, 201, "{opened:?}");
    format!("/api/v1/cases/{}", opened.json["id"].as_str().unwrap())
}

fn story(database: TestDatabase) {
    let served = Served::start(database);
    let gp = served.someone("Dr Amin", Role::Gp);
    let matron = served.someone_at("Bea Lodge", Role::CommunityMatron, "RX101");
    let clerk = served.someone_at("Di Marsh", Role::MdtCoordinator, "RX101");
    let stranger = served.someone_at("Cy Dunn", Role::CommunityMatron, "RX101");
    let outside_gp = served.someone_at("Dr Other", Role::Gp, "B82002");
    let team = served.team("North", &[(&matron, Role::CommunityMatron), (&clerk, Role::MdtCoordinator)]);
    served.team("South", &[(&stranger, Role::CommunityMatron), (&gp, Role::Gp)]);
    let [one, two, three, four] = [1, 2, 3, 4].map(|serial| served.person(serial));
    let first_case = open_case(&gp, one, team);
    open_case(&gp, two, team);
    open_case(&gp, four, team);

    // Planning fills the agenda; another team's is not found.
    let plan = json!({"team": team, "kind": "community_mdt", "on": "2026-03-16", "next_on": "2026-04-13"});
    assert_eq!(stranger.post("/api/v1/meetings", plan.clone()).status, 404);
    assert_eq!(clerk.get("/api/v1/meetings").json["items"], json!([]));
    let planned = clerk.post_once("/api/v1/meetings", "m1", plan.clone());
    assert_eq!(planned.status, 201, "{planned:?}");
    assert_eq!(clerk.post_once("/api/v1/meetings", "m1", plan).json, planned.json);
    let meeting = format!("/api/v1/meetings/{}", planned.json["id"].as_str().unwrap());
    assert_eq!(agenda(&clerk, &meeting).len(), 3);
    assert_eq!(planned.json["agenda"][0]["why"], json!([{"why": "newly_accepted", "start": "2026-03-02"}]));
    assert_eq!(planned.json["cut_off"], "2026-03-14");
    let filled = clerk.post(&format!("{meeting}/agenda-fill"), Value::Null);
    assert_eq!((filled.status, &filled.json), (200, &planned.json), "filling again changes nothing");
    for path in [&meeting, &format!("{meeting}/agenda"), &format!("{meeting}/minutes")] {
        assert_eq!(stranger.get(path).status, 404, "{path}");
    }

    // By hand after the cut-off: with a reason, and only people one has a relationship with.
    let add = |late: Value| json!({"person": three, "reason": "Fell twice", "late_reason": late});
    let path = format!("{meeting}/agenda");
    assert_eq!(clerk.change("POST", &path, &planned, add(json!("Fell yesterday"))).status, 404, "no relationship");
    assert_eq!(agenda(&clerk, &meeting).len(), 3);
    let with_gp = served.team("East", &[(&gp, Role::Gp), (&matron, Role::CommunityMatron)]);
    let round = gp.post("/api/v1/meetings", json!({"team": with_gp, "kind": "community_mdt", "on": "2026-03-16"}));
    let east = format!("/api/v1/meetings/{}", round.json["id"].as_str().unwrap());
    let path = format!("{east}/agenda");
    assert_eq!(rule(&gp.change("POST", &path, &round, add(Value::Null))), "after_cut_off");
    let added = gp.change("POST", &path, &round, add(json!("Fell yesterday")));
    assert_eq!(added.status, 200, "{added:?}");
    assert_eq!(added.json["agenda"][0]["late_reason"], "Fell yesterday");

    // Whoever was nominated by the cut-off comes up; accepting them settles the nomination.
    let nominated = gp.post(
        "/api/v1/nominations",
        json!({"person": three, "team": with_gp, "route": "clinical_judgement", "reason": "Falls", "on": "2026-03-10"}),
    );
    assert_eq!(nominated.status, 201, "{nominated:?}");
    let added = gp.post(&format!("{east}/agenda-fill"), Value::Null);
    assert_eq!(added.json["agenda"][0]["why"][1], json!({"why": "nominated", "on": "2026-03-10"}), "{added:?}");

    // Nothing is recorded before the meeting begins.
    let review = |person: PersonId| format!("{meeting}/agenda/{person}/review");
    let allocate = json!({"situation": "Lives alone", "decision": "allocate", "coordinator": matron.id,
        "actions": [{"what": "Falls clinic", "owner": matron.id, "due": "2026-04-01"}], "next_review": "2026-06-01"});
    assert_eq!(rule(&clerk.change("PUT", &review(one), &planned, allocate.clone())), "meeting_not_open");
    let opened = clerk.change("PUT", &format!("{meeting}/opening"), &planned, Value::Null);
    assert_eq!((opened.status, opened.json["state"].as_str()), (200, Some("open")), "{opened:?}");

    // A review is in the meeting and in the case, or in neither.
    let unowned = json!({"situation": "x", "decision": "allocate", "coordinator": matron.id, "actions": [{"what": "x", "due": "2026-04-01"}]});
    assert_eq!(clerk.change("PUT", &review(one), &opened, unowned).status, 400);
    let outsider = json!({"situation": "x", "decision": "allocate", "coordinator": stranger.id});
    assert_eq!(rule(&clerk.change("PUT", &review(one), &opened, outsider)), "not_a_member");
    let past = json!({"situation": "x", "decision": "allocate", "coordinator": matron.id,
        "actions": [{"what": "x", "owner": matron.id, "due": "2026-03-01"}]});
    assert_eq!(rule(&clerk.change("PUT", &review(one), &opened, past)), "due_in_the_past");
    assert_eq!(gp.get(&first_case).json["coordinator"], Value::Null, "nothing happened to the case");
    assert_eq!(agenda(&clerk, &meeting)[0].1, Value::Null, "nor in the meeting");
    let recorded = clerk.change("PUT", &review(one), &opened, allocate.clone());
    assert_eq!(recorded.status, 200, "{recorded:?}");
    let case = gp.get(&first_case).json;
    assert_eq!(case["coordinator"], json!(matron.id));
    assert_eq!(case["actions"][0]["id"], recorded.json["item"]["minutes"]["actions"][0]["action"]);
    assert_eq!(clerk.change("PUT", &review(one), &opened, allocate.clone()).json["since"], json!(["reviewed"]));
    assert_eq!(rule(&clerk.change("PUT", &review(one), &recorded, allocate.clone())), "already_reviewed");

    // A referral says to what kind of service; nothing else is one.
    let refer = |body: Value| clerk.change("PUT", &review(four), &opened, body);
    assert_eq!(rule(&refer(json!({"situation": "x", "decision": "refer", "referred_to": "Memory clinic"}))), "no_referral");
    assert_eq!(rule(&refer(json!({"situation": "x", "decision": "refer", "service": "other"}))), "no_referral");
    assert_eq!(rule(&refer(json!({"situation": "x", "decision": "defer", "service": "memory"}))), "not_a_referral");
    assert_eq!(refer(json!({"situation": "x", "decision": "refer", "service": "barber"})).status, 400);

    // Another note-taker, of another person, with the version from before: not in the way.
    let deferred = matron.change("PUT", &review(two), &opened, json!({"situation": "Away", "decision": "defer"}));
    assert_eq!(deferred.status, 200, "{deferred:?}");

    // Chasing what was agreed, by owner.
    let chase = clerk.get(&format!("/api/v1/teams/{team}/actions")).json;
    assert_eq!((&chase["items"][0]["what"], &chase["items"][0]["overdue_days"]), (&json!("Falls clinic"), &json!(0)), "{chase}");
    assert_eq!(stranger.get(&format!("/api/v1/teams/{team}/actions")).status, 404);

    // Closing: who came, and every item settled.
    let closing = format!("{meeting}/closing");
    assert_eq!(rule(&clerk.change("PUT", &closing, &deferred, Value::Null)), "no_attendance");
    let who = json!({"attendees": [
        {"staff": matron.id, "profession": "community_matron", "role": "chair", "organisation": "RX101"},
        {"name": "Ed Frost", "profession": "pharmacist", "role": "guest", "apologies": true}]});
    let attended = clerk.change("PUT", &format!("{meeting}/attendance"), &deferred, who);
    assert_eq!(attended.status, 200, "{attended:?}");
    let open = clerk.change("PUT", &closing, &attended, Value::Null);
    assert_eq!(rule(&open), "undecided_items");
    assert!(open.json["detail"].as_str().unwrap().contains("number 3"), "{open:?}");
    let carry = format!("{meeting}/agenda/{four}/carry-over");
    let carried = clerk.change("PUT", &carry, &attended, json!({"reason": "Out of time"}));
    let closed = clerk.change("PUT", &closing, &carried, Value::Null);
    assert_eq!((closed.status, closed.json["state"].as_str()), (200, Some("closed")), "{closed:?}");

    // Closed stays closed; corrections are addenda.
    assert_eq!(
        rule(&clerk.change(
            "PUT",
            &format!("{meeting}/attendance"),
            &closed,
            json!({"attendees": [{"name": "x", "profession": "gp", "role": "guest"}]})
        )),
        "meeting_closed"
    );
    assert_eq!(rule(&clerk.post(&format!("{meeting}/agenda-fill"), Value::Null)), "meeting_closed");
    let addendum =
        clerk.change("POST", &format!("{meeting}/addenda"), &closed, json!({"person": one, "text": "Lives with a son"}));
    assert_eq!(addendum.json["addenda"][0]["by"], json!(clerk.id));
    assert_eq!(addendum.json["agenda"], closed.json["agenda"]);

    // On paper: dated, and about the people of the agenda.
    let pack = clerk.get(&format!("{meeting}/pack")).json;
    assert_eq!((&pack["as_of"], pack["sheets"].as_array().unwrap().len()), (&json!("2026-03-16"), 3));
    assert_eq!(pack["sheets"][0]["actions"][0]["owner_name"], "Bea Lodge");
    assert_eq!(clerk.get(&format!("{meeting}/pack.html")).status, 200);
    assert_eq!(stranger.get(&format!("{meeting}/pack.html")).status, 404);

    // Minutes: the GP of the practice is no member, and reads those of the practice's people; a stranger reads none.
    let minutes = gp.get(&format!("{meeting}/minutes"));
    assert_eq!((minutes.status, minutes.json["agenda"].as_array().unwrap().len()), (200, 2), "{minutes:?}");
    assert_eq!(gp.get(&meeting).status, 404);
    assert_eq!(stranger.get(&format!("{meeting}/minutes")).status, 404);
    assert_eq!(outside_gp.get(&format!("{meeting}/minutes")).status, 404);
    let attendance = clerk.get(&format!("/api/v1/teams/{team}/attendance"));
    assert_eq!(
        attendance.json["professions"],
        json!([
        {"profession": "community_matron", "meetings": 1, "present": 1, "apologies": 0},
        {"profession": "pharmacist", "meetings": 0, "present": 0, "apologies": 1}])
    );
    assert_eq!(stranger.get(&format!("/api/v1/teams/{team}/attendance")).status, 404);

    // The next one takes over what was left, and counts how often.
    let mut carried = vec![];
    for round in 1..=3 {
        let next = clerk.post("/api/v1/meetings", json!({"team": team, "kind": "community_mdt", "on": "2026-03-16"}));
        let next_path = format!("/api/v1/meetings/{}", next.json["id"].as_str().unwrap());
        carried = agenda(&clerk, &next_path);
        assert!(carried.iter().all(|line| line.2 == round), "{carried:?}");
        assert_eq!(clerk.change("PUT", &format!("{next_path}/cancellation"), &next, json!({"reason": "Snow"})).status, 200);
    }
    let left: Vec<&str> = carried.iter().map(|line| line.0.as_str()).collect();
    assert_eq!(left, [two.to_string(), four.to_string()]);
    let listed = clerk.get("/api/v1/meetings?state=cancelled&limit=2").json;
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    let rest = clerk.get(&format!("/api/v1/meetings?state=cancelled&limit=2&after={}", listed["next"].as_str().unwrap())).json;
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));

    // Accepting at the meeting opens the case.
    let begun = gp.change("PUT", &format!("{east}/opening"), &added, Value::Null);
    let accept = json!({"situation": "Two falls", "decision": "accept", "coordinator": matron.id, "level": 2});
    let accepted = matron.change("PUT", &format!("{east}/agenda/{three}/review"), &begun, accept);
    assert_eq!(accepted.status, 200, "{accepted:?}");
    let case = matron.get(&format!("/api/v1/cases/{}", accepted.json["case"].as_str().unwrap()));
    assert_eq!((&case.json["route"], &case.json["coordinator"]), (&json!("clinical_judgement"), &json!(matron.id)));
    let settled = gp.get(&format!("/api/v1/nominations/{}", nominated.json["id"].as_str().unwrap())).json;
    assert!(settled.to_string().contains("accepted"), "{settled}");
    assert_eq!(accepted.json["coordinator_load"]["cases"], 2, "{accepted:?}");
}

#[test]
fn a_meeting_from_plan_to_addendum_on_sqlite() {
    story(sqlite());
}

#[test]
fn a_meeting_from_plan_to_addendum_on_postgresql() {
    story(postgres());
}

/// An admission that the ward round dealt with is no news to the next MDT; one that nobody dealt with is.
fn news(database: TestDatabase) {
    let served = Served::start(database);
    let gp = served.someone("Dr Amin", Role::Gp);
    let clerk = served.someone("Di Marsh", Role::MdtCoordinator);
    let team = served.team("North", &[(&gp, Role::Gp), (&clerk, Role::MdtCoordinator)]);
    let [seen, unseen] = [1, 2].map(|serial| served.person(serial));
    for person in [seen, unseen] {
        let case = open_case(&gp, person, team);
        let body = json!({"coordinator": gp.id, "reason": "Knows her", "from": "2026-03-02"});
        assert_eq!(gp.change("PUT", &format!("{case}/coordinator"), &gp.get(&case), body).status, 200);
        let stay = json!({"provider": "RX1", "method": "21", "on": "2026-02-23"});
        assert_eq!(gp.post(&format!("/api/v1/people/{person}/stays"), stay).status, 201);
    }
    let plan = |kind: &str| clerk.post("/api/v1/meetings", json!({"team": team, "kind": kind, "on": "2026-03-16"}));
    let round = plan("ward_round");
    let path = format!("/api/v1/meetings/{}", round.json["id"].as_str().unwrap());
    let opened = clerk.change("PUT", &format!("{path}/opening"), &round, Value::Null);
    let reviewed = json!({"situation": "Frail", "decision": "refer", "service": "community_matron", "referred_to": "East team"});
    let reviewed = clerk.change("PUT", &format!("{path}/agenda/{seen}/review"), &opened, reviewed);
    assert_eq!(reviewed.status, 200, "{reviewed:?}");
    let minutes = &reviewed.json["item"]["minutes"];
    assert_eq!((&minutes["service"], &minutes["referred_to"]), (&json!("community_matron"), &json!("East team")), "{minutes}");
    let lines = clerk.get(&format!("{path}/agenda")).json;
    let line = lines["lines"].as_array().unwrap().iter().find(|line| line["person"] == json!(seen)).unwrap();
    assert_eq!((&line["outcome"], &line["service"]), (&json!("refer"), &json!("community_matron")), "{line}");
    let carry = format!("{path}/agenda/{unseen}/carry-over");
    let carried = clerk.change("PUT", &carry, &reviewed, json!({"reason": "Out of time"}));
    let who = json!({"attendees": [{"staff": gp.id, "profession": "gp", "role": "chair", "organisation": "A81001"}]});
    let attended = clerk.change("PUT", &format!("{path}/attendance"), &carried, who);
    let closed = clerk.change("PUT", &format!("{path}/closing"), &attended, Value::Null);
    assert_eq!(closed.status, 200, "{closed:?}");

    let mdt = plan("community_mdt");
    let told: Vec<_> = mdt.json["agenda"].as_array().unwrap().iter().map(|item| (&item["person"], &item["why"])).collect();
    let admitted = json!([{"why": "admitted", "on": "2026-02-23"}]);
    assert_eq!(told, [(&json!(unseen), &admitted)], "{mdt:?}");
}

#[test]
fn what_a_ward_round_dealt_with_is_no_news_on_sqlite() {
    news(sqlite());
}

#[test]
fn what_a_ward_round_dealt_with_is_no_news_on_postgresql() {
    news(postgres());
}
