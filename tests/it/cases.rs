//! `/api/v1/cases`, `/caseload`, `/capacity` and `/handovers`, on both databases.

use crate::databases::{TestDatabase, execute, postgres, rows, sqlite};
use crate::served::{PRACTICE, Reply, Served, Someone, TODAY};
use casefinder::casework::case::Case;
use casefinder::domain::{PersonId, Role, TeamId};
use casefinder::store::audit::{Chain, check};
use casefinder::store::log::rebuild;
use serde_json::{Value, json};

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
    let nowhere = json!({"person": person, "team": person, "route": "risk", "reason": "Falls"});
    assert_eq!(gp.post("/api/v1/cases", nowhere).json["rule"], "no_such_team");
    // Nobody is put on the register after their death, or against their will.
    let (dead, against) = (served.person(8), served.person(9));
    served.wait(execute(&served.db, "UPDATE person SET died_on = registered_on WHERE born_on < registered_on"));
    let of = |person: PersonId| json!({"person": person, "team": team, "route": "risk", "reason": "Falls"});
    assert_eq!(gp.post("/api/v1/cases", of(dead)).json["rule"], "died_before_start");
    served.wait(execute(&served.db, "UPDATE person SET died_on = NULL"));
    let objection = json!({"kind": "case_management"});
    let path = format!("/api/v1/people/{against}/objections");
    let objected = gp.change("POST", &path, &gp.get(&path), objection);
    assert!(objected.status < 300, "{objected:?}");
    assert_eq!(gp.post("/api/v1/cases", of(against)).json["rule"], "objects_to_case_management");
    assert_eq!(gp.get("/api/v1/cases").json["items"], json!([]), "nothing happened");
    let opened = gp.post_once("/api/v1/cases", "k1", body.clone());
    assert_eq!(opened.status, 201, "{opened:?}");
    let again = gp.post_once("/api/v1/cases", "k1", body.clone());
    assert_eq!((again.status, &again.json, &again.etag), (201, &opened.json, &opened.etag));
    let other = json!({"person": person, "team": team, "route": "risk", "reason": "x"});
    assert_eq!(gp.post_once("/api/v1/cases", "k1", other).status, 409);
    let second = gp.post("/api/v1/cases", body);
    assert_eq!((second.status, second.json["rule"].as_str()), (409, Some("one_open_case")));

    let path = format!("/api/v1/cases/{}", opened.json["id"].as_str().unwrap());
    assert_eq!(stranger.get(&path).status, 404);
    let named =
        gp.change("PUT", &format!("{path}/coordinator"), &opened, json!({"coordinator": matron.id, "reason": "Knows her"}));
    assert_eq!(named.status, 200, "{named:?}");
    assert_eq!((&named.json["load"]["cases"], &named.json["load"]["standing"]), (&json!(1), &json!("under")));
    let outsider = gp.change("PUT", &format!("{path}/coordinator"), &named, json!({"coordinator": stranger.id, "reason": "x"}));
    assert_eq!(outsider.json["rule"], "not_a_member");
    // Two people change the same case: one wins, the other is told what happened.
    let action = json!({"what": "Falls clinic", "owner": matron.id, "due": "2026-04-01"});
    let late = gp.change("POST", &format!("{path}/actions"), &opened, action.clone());
    assert_eq!(
        (late.status, late.json["current_version"].as_i64(), late.json["since"][0].as_str()),
        (409, Some(2), Some("coordinator_set"))
    );

    let nobody = json!({"what": "Falls clinic", "owner": person, "due": "2026-04-01"});
    assert_eq!(matron.change("POST", &format!("{path}/actions"), &named, nobody).json["rule"], "no_such_staff");
    let acted = matron.change("POST", &format!("{path}/actions"), &named, action);
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
    past(&gp, &path, &ended);
    assert_whole(&served);
}

/// Who asks of a day to come is told which parameter is wrong; who asks what an address does not take, too.
fn the_future_has_not_come(gp: &Someone, path: &str, case: &Reply) {
    let person = case.json["person"].as_str().unwrap();
    let team = case.json["team"].as_str().unwrap();
    let practice = format!("/api/v1/practices/{PRACTICE}");
    let (days, instant) = ("as_of=2026-03-17", "known_at=2026-03-18T00:00:00Z");
    for (address, query, field) in [
        (path.to_owned(), days, "as_of"),
        (path.to_owned(), instant, "known_at"),
        (format!("{practice}/register"), days, "as_of"),
        (format!("{practice}/register"), instant, "known_at"),
        (format!("{practice}/target"), days, "as_of"),
        (format!("{practice}/target"), instant, "known_at"),
        (format!("{practice}/coverage"), days, "as_of"),
        (format!("{practice}/coverage"), instant, "known_at"),
        (format!("{practice}/coverage/register_percent"), instant, "known_at"),
        (format!("{practice}/plans-due"), days, "as_of"),
        (format!("{practice}/not-notified"), days, "as_of"),
        (format!("{practice}/review"), "from=2026-03-01&to=2026-03-17", "to"),
        (format!("/api/v1/teams/{team}/attendance"), "to=2026-03-17", "to"),
        (format!("/api/v1/people/{person}/counts"), days, "as_of"),
    ] {
        let reply = gp.get(&format!("{address}?{query}"));
        let told = (reply.status, reply.json["rule"].as_str(), reply.json["errors"][0]["pointer"].as_str());
        assert_eq!(told, (409, Some("in_the_future"), Some(field)), "{address}: {reply:?}");
    }
    for (address, query, field) in [
        (format!("/api/v1/people/{person}"), "as_of=2026-03-01", "as_of"),
        (format!("{path}/history"), "known_at=2026-03-01T00:00:00Z", "known_at"),
        ("/api/v1/cases".into(), "after=%00", "after"),
    ] {
        let reply = gp.get(&format!("{address}?{query}"));
        assert_eq!((reply.status, reply.json["errors"][0]["pointer"].as_str()), (400, Some(field)), "{address}: {reply:?}");
    }
    assert_eq!(gp.get(&format!("{path}?")).status, 200, "an empty query asks for nothing");
    let closed = gp.change("PUT", &format!("{path}/start?dry_run=true"), case, json!({}));
    assert_eq!((closed.status, &closed.json["errors"][0]["pointer"]), (400, &json!("dry_run")), "a change neither");
}

/// Any past day, as known then and as known now.
fn past(gp: &Someone, path: &str, ended: &Reply) {
    let before_end = gp.get(path).json;
    let history = gp.get(&format!("{path}/history")).json;
    let events = history["events"].as_array().unwrap();
    assert_eq!(events.len(), 5);
    assert_eq!(events[1]["words"], "Bea Lodge became care coordinator: Knows her");
    assert_eq!((&events[0]["late"], &events[0]["author_name"]), (&json!(true), &json!("Dr Amin")));
    // On 10 March she was on the register, though nobody had written it down then.
    let then = gp.get(&format!("{path}?as_of=2026-03-10"));
    assert_eq!((then.status, &then.json["standing"], &then.json["coordinator"]), (200, &json!("open"), &Value::Null), "{then:?}");
    assert_eq!(then.etag, "", "what was once is not what a change can name");
    assert_eq!(gp.get(&format!("{path}?as_of=2026-03-10&known_at=2026-03-10T12:00:00Z")).status, 404);
    assert_eq!(gp.get(&format!("{path}?as_of=2026-03-01")).status, 404);
    the_future_has_not_come(gp, path, ended);

    // The end is corrected, but not to a day before the coordinator's first; what was known stays to be read.
    let known_at = events[4]["recorded_at"].as_str().unwrap().to_owned();
    let correction = |on: &str| json!({"on": on, "reason": "moved", "outcome": "Moved to Hull", "why": "Learnt from her son"});
    let early = gp.change("PUT", &format!("{path}/end/correction"), ended, correction("2026-03-12"));
    assert_eq!(early.json["rule"], "end_before_coordinator");
    let corrected = gp.change("PUT", &format!("{path}/end/correction"), ended, correction("2026-03-16"));
    assert_eq!((corrected.status, &corrected.json["ended"]["reason"]), (200, &json!("moved")), "{corrected:?}");
    let known_then = gp.get(&format!("{path}?known_at={known_at}"));
    assert_eq!(known_then.json, before_end);

    let start = gp.change("PUT", &format!("{path}/start"), &corrected, json!({"start": "2026-03-09", "why": "Typed wrongly"}));
    assert_eq!(start.status, 200, "{start:?}");
    let register = |query: &str| gp.get(&format!("/api/v1/practices/{PRACTICE}/register?{query}")).json["items"].clone();
    assert_eq!(register("as_of=2026-03-05"), json!([]));
    assert_eq!(register(&format!("as_of=2026-03-05&known_at={known_at}"))[0]["case"], start.json["id"]);
    assert_eq!(register("as_of=2026-03-10")[0]["route"], "clinical_judgement");
    assert_eq!(register("as_of=2026-03-16"), json!([]), "the end is not a day on the register");
    let adults = |query: &str| {
        let target = gp.get(&format!("/api/v1/practices/{PRACTICE}/target?{query}")).json;
        (target["adults"].clone(), target["on_register"].clone())
    };
    assert_eq!(adults("as_of=2026-03-05"), (json!(3), json!(0)));
    assert_eq!(adults(&format!("as_of=2026-03-05&known_at={known_at}")), (json!(3), json!(1)), "as it was known then");
    assert_eq!(adults("as_of=2026-03-05&known_at=2026-03-01T00:00:00Z"), (json!(3), json!(0)));
    assert_eq!(adults("as_of=2026-03-05&known_at=1999-01-01T00:00:00Z"), (json!(0), json!(0)));

    // It never ended; and then: it never should have been opened, which what happened in it forbids.
    let open = gp.change("PUT", &format!("{path}/end/withdrawal"), &start, json!({"why": "It was another person"}));
    assert_eq!((&open.json["standing"], &open.json["coordinator"]), (&json!("open"), &named_in(&open)), "{open:?}");
    let void = gp.change("PUT", &format!("{path}/error"), &open, json!({"why": "It was another person"}));
    assert_eq!((void.status, &void.json["standing"]), (200, &json!("entered_in_error")), "{void:?}");
    assert_eq!(register("as_of=2026-03-10"), json!([]));
    assert_eq!(register(&format!("as_of=2026-03-10&known_at={known_at}")).as_array().unwrap().len(), 1);
    assert_eq!(gp.get("/api/v1/cases").json["items"], json!([]));
}

fn named_in(reply: &Reply) -> Value {
    reply.json["coordinators"][0]["coordinator"].clone()
}

/// The audit trail follows from row to row, and the projections, damaged and made anew, are what they were.
fn assert_whole(served: &Served) {
    served.wait(async {
        let chain = check(&mut served.db.read().await.unwrap().conn()).await.unwrap();
        assert!(matches!(chain, Chain::Whole(rows) if rows > 10), "{chain:?}");
        let written = projections(served).await;
        assert!(written.iter().all(|rows| !rows.is_empty()));
        execute(&served.db, "UPDATE case_now SET open_actions = 99, level = 9, complexity = 1").await;
        execute(&served.db, "DELETE FROM case_coordinator").await;
        execute(&served.db, "DELETE FROM case_action").await;
        assert_ne!(projections(served).await, written);
        let mut tx = served.db.begin().await.unwrap();
        assert!(rebuild::<Case>(&mut tx.conn()).await.unwrap() > 0);
        tx.commit().await.unwrap();
        assert_eq!(projections(served).await, written, "the projections are what the events make");
    });
}

async fn projections(served: &Served) -> [Vec<String>; 2] {
    let (now, rest) = (rows(&served.db, "case_now").await, rows(&served.db, "case_coordinator").await);
    let more = [rows(&served.db, "case_contact").await, rows(&served.db, "case_action").await].concat();
    [now, [rest, more].concat()]
}

/// A team with two coordinators and a case of each of `people`, all held by the first.
#[allow(clippy::struct_field_names, reason = "its id beside what belongs to it")]
struct Team {
    served: Served,
    gp: Someone,
    matron: Someone,
    nurse: Someone,
    stranger: Someone,
    team: TeamId,
    cases: Vec<String>,
}

fn a_team(database: TestDatabase, people: u8) -> Team {
    let served = Served::start(database);
    let gp = served.someone("Dr Amin", Role::Gp);
    let matron = served.someone_at("Bea Lodge", Role::CommunityMatron, "RX101");
    let nurse = served.someone_at("Dee Ford", Role::Nurse, "RX101");
    let stranger = served.someone_at("Cy Dunn", Role::CommunityMatron, "RX101");
    let members = [(&gp, Role::Gp), (&matron, Role::CommunityMatron), (&nurse, Role::Nurse)];
    let team = served.team("North", &members);
    served.team("South", &[(&stranger, Role::CommunityMatron)]);
    let cases = (1..=people).map(|serial| open(&gp, served.person(serial), team, &matron)).collect();
    Team { served, gp, matron, nurse, stranger, team, cases }
}

fn open(gp: &Someone, person: PersonId, team: TeamId, coordinator: &Someone) -> String {
    let body = json!({"person": person, "team": team, "route": "risk", "reason": "Score", "start": "2026-03-02"});
    let opened = gp.post("/api/v1/cases", body);
    let id = opened.json["id"].as_str().unwrap().to_owned();
    let body = json!({"coordinator": coordinator.id, "reason": "Near by", "from": "2026-03-02"});
    let named = gp.change("PUT", &format!("/api/v1/cases/{id}/coordinator"), &opened, body);
    assert_eq!(named.status, 200, "{named:?}");
    id
}

fn contacts(database: TestDatabase) {
    let Team { served, gp, matron, nurse, cases, stranger, .. } = a_team(database, 3);
    let path = |place: usize, rest: &str| format!("/api/v1/cases/{}{rest}", cases[place]);
    let change = |place: usize, method: &str, rest: &str, body: Value| {
        let seen = matron.get(&path(place, ""));
        matron.change(method, &path(place, rest), &seen, body)
    };
    let visit = |on: &str| json!({"on": on, "how": "visit", "reached": "person", "summary": "Well"});
    assert_eq!(change(0, "POST", "/contacts", visit("2026-03-17")).json["rule"], "in_the_future");
    assert_eq!(change(0, "POST", "/contacts", visit("2026-03-01")).json["rule"], "before_start");
    assert_eq!(matron.get(&path(0, "")).json["contacts"], json!([]), "what is refused did not happen");
    let late = change(0, "POST", "/contacts", visit("2026-03-06"));
    assert_eq!((late.status, &late.json["contacts"][0]["late"]), (200, &json!(true)), "{late:?}");
    let contact = format!("/contacts/{}", late.json["contacts"][0]["id"].as_str().unwrap());
    let correction =
        json!({"on": "2026-03-07", "how": "phone", "reached": "carer", "summary": "Her son called", "why": "Not a visit"});
    let corrected = change(0, "PUT", &contact, correction);
    let told = &corrected.json["contacts"][0];
    assert_eq!(
        (&told["how"], &told["why"], &told["earlier"][0]["how"]),
        (&json!("phone"), &json!("Not a visit"), &json!("visit"))
    );
    assert_eq!(change(0, "POST", &format!("{contact}/addenda"), json!({"note": "He moved in"})).status, 200);
    assert_eq!(change(0, "PUT", "/level", json!({"level": 5, "complexity": 2})).json["rule"], "no_such_level");
    for (place, level) in [(0, 3), (1, 2), (2, 4)] {
        assert_eq!(change(place, "PUT", "/level", json!({"level": level, "complexity": 2})).status, 200);
    }
    assert_eq!(change(0, "PUT", "/next-review", json!({"due": "2026-03-16"})).json["rule"], "review_in_the_past");
    assert_eq!(change(0, "PUT", "/next-review", json!({"due": "2026-03-20"})).json["next_review"], "2026-03-20");
    // An edit moves no review.
    assert_eq!(change(0, "PUT", "/level", json!({"level": 3, "complexity": 5})).json["next_review"], "2026-03-20");
    assert_eq!(change(2, "POST", "/actions", json!({"what": "Call", "owner": nurse.id, "due": "2026-03-16"})).status, 200);

    // The second was last due on 16 March by its level, the third has an action for today; the first is due on 20 March.
    let load = matron.get("/api/v1/caseload").json;
    let lines: Vec<_> = load["cases"].as_array().unwrap().iter().collect();
    let dues: Vec<_> = lines.iter().map(|line| (&line["case"], &line["contact_due"], &line["overdue_days"])).collect();
    assert_eq!(
        dues,
        [
            (&json!(cases[1]), &json!("2026-03-16"), &Value::Null),
            (&json!(cases[2]), &json!("2026-06-01"), &Value::Null),
            (&json!(cases[0]), &json!("2026-04-04"), &Value::Null),
        ]
    );
    assert_eq!((&lines[2]["last_contact"], &lines[2]["review_due"]), (&json!("2026-03-07"), &json!("2026-03-20")));
    assert_eq!((&lines[0]["in_hospital_since"], &lines[2]["in_hospital_since"]), (&Value::Null, &Value::Null));
    assert_eq!(change(1, "PUT", "/level", json!({"level": 1, "complexity": 2})).status, 200);
    let admit = "INSERT INTO stay_now (id, version, person, provider, method, emergency, source, admitted_on) \
        SELECT id, 1, person, 'RX1', '21', in_error, 'feed', start_day FROM case_now WHERE level = 1";
    served.wait(execute(&served.db, admit));
    let load = matron.get("/api/v1/caseload").json;
    assert_eq!((&load["as_of"], &load["cases"][0]["overdue_days"]), (&json!(TODAY), &json!(7)), "{load}");
    assert_eq!(load["cases"][0]["in_hospital_since"], "2026-03-02", "shown at once");
    assert_eq!(nurse.get(&format!("/api/v1/caseload?coordinator={}", matron.id)).json, load, "a colleague's");
    assert_eq!(stranger.get(&format!("/api/v1/caseload?coordinator={}", matron.id)).status, 404);
    assert_eq!(nurse.get("/api/v1/caseload").json["cases"], json!([]));

    // Lists, page by page.
    let first = gp.get("/api/v1/cases?standing=open&limit=2").json;
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    let rest = gp.get(&format!("/api/v1/cases?standing=open&limit=2&after={}", first["next"].as_str().unwrap())).json;
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));
    for (query, count) in [
        (format!("coordinator={}", matron.id), 3),
        (format!("coordinator={}", nurse.id), 0),
        (format!("practice={PRACTICE}&route=risk"), 3),
        ("route=palliative".into(), 0),
        ("standing=ended".into(), 0),
    ] {
        assert_eq!(gp.get(&format!("/api/v1/cases?{query}")).json["items"].as_array().unwrap().len(), count, "{query}");
    }
    assert_eq!(stranger.get("/api/v1/cases").json["items"], json!([]));
    for query in ["limit=0", "limit=201", "colour=red", "team=7"] {
        assert_eq!(gp.get(&format!("/api/v1/cases?{query}")).status, 400, "{query}");
    }
    let nowhere = gp.get("/api/v1/cases?after=zz");
    assert_eq!((nowhere.status, nowhere.json["errors"][0]["pointer"].as_str()), (404, Some("after")));
    assert_whole(&served);
}

fn hand_over(database: TestDatabase) {
    let Team { served, gp, matron, nurse, stranger, team, cases } = a_team(database, 4);
    let loads = || gp.get(&format!("/api/v1/capacity?team={team}")).json["members"].clone();
    let held = |someone: &Someone| someone.get("/api/v1/caseload").json["cases"].as_array().unwrap().len();
    assert_eq!(stranger.get(&format!("/api/v1/capacity?team={team}")).status, 404);
    let seen = matron.get(&format!("/api/v1/cases/{}", cases[0]));
    let action = json!({"what": "Call", "owner": matron.id, "due": "2026-03-20"});
    assert_eq!(matron.change("POST", &format!("/api/v1/cases/{}/actions", cases[0]), &seen, action).status, 200);

    // One that does not fit, and nothing is handed over.
    let body = |to: &Someone, more: Value| {
        let mut body = json!({"from": matron.id, "to": to.id, "reason": "Leave"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    for (wanted, rule) in [
        (body(&nurse, json!({"cases": [{"case": cases[1]}, {"case": cases[0], "version": 2}]})), "case_changed"),
        (body(&nurse, json!({"everything": true, "cases": [{"case": cases[3], "to": stranger.id}]})), "not_a_member"),
        (body(&nurse, json!({"everything": true, "on": "2026-03-01"})), "before_start"),
        (body(&nurse, json!({"everything": true, "on": "2026-03-17"})), "in_the_future"),
        (body(&matron, json!({"everything": true})), "same_coordinator"),
        (body(&nurse, json!({"cases": [{"case": cases[1]}, {"case": cases[1]}]})), "named_twice"),
    ] {
        let refused = gp.post("/api/v1/handovers", wanted);
        assert_eq!((refused.status, refused.json["rule"].as_str()), (409, Some(rule)), "{refused:?}");
        assert_eq!((held(&matron), held(&nurse)), (4, 0), "{rule}: all or nothing");
    }
    assert_eq!(stranger.post("/api/v1/handovers", body(&nurse, json!({"everything": true}))).json["rule"], "others_remain");
    assert_eq!(
        stranger.post("/api/v1/handovers", body(&nurse, json!({"cases": [{"case": cases[0]}]}))).json["rule"],
        "not_theirs"
    );

    let wanted = body(&nurse, json!({"everything": true, "actions_too": true, "cases": [{"case": cases[3], "to": gp.id}]}));
    let done = matron.post_once("/api/v1/handovers", "h1", wanted.clone());
    assert_eq!((done.status, done.json["cases"].as_array().unwrap().len()), (200, 4), "{done:?}");
    assert_eq!((held(&matron), held(&nurse), held(&gp)), (0, 3, 1), "gone from the old list and on the new ones at once");
    let again = matron.post_once("/api/v1/handovers", "h1", wanted);
    assert_eq!(again.json, done.json);
    let first = gp.get(&format!("/api/v1/cases/{}", cases[0])).json;
    assert_eq!(first["actions"][0]["owner"], json!(nurse.id));
    assert_eq!(first["coordinators"].as_array().unwrap().len(), 2);
    let counts: Vec<_> = loads().as_array().unwrap().iter().map(|line| line["cases"].as_i64().unwrap()).collect();
    assert_eq!(counts, [0, 3, 1], "Bea Lodge, Dee Ford, Dr Amin");
    assert_whole(&served);
}

/// Many at once: each version is changed once, everybody else is told, and nobody ever has two coordinators.
fn at_once(database: TestDatabase) {
    let Team { served, gp, matron, nurse, cases, .. } = a_team(database, 2);
    let path = format!("/api/v1/cases/{}", cases[0]);
    let seen = gp.get(&path);
    let (wins, clashes) = std::thread::scope(|scope| {
        let callers: Vec<_> = (0..24)
            .map(|number| {
                let (gp, matron, seen, path) = (gp.clone(), &matron, &seen, &path);
                scope.spawn(move || {
                    let body = json!({"what": format!("Number {number}"), "owner": matron.id, "due": "2026-04-01"});
                    gp.change("POST", &format!("{path}/actions"), seen, body)
                })
            })
            .collect();
        let replies: Vec<_> = callers.into_iter().map(|caller| caller.join().unwrap()).collect();
        let clashes: Vec<_> = replies.iter().filter(|reply| reply.status == 409).map(|reply| reply.json.clone()).collect();
        (replies.iter().filter(|reply| reply.status == 200).count(), clashes)
    });
    assert_eq!((wins, clashes.len()), (1, 23));
    for clash in clashes {
        assert_eq!((&clash["current_version"], &clash["since"]), (&json!(3), &json!(["action_added"])), "{clash}");
    }
    assert_eq!(gp.get(&path).json["actions"].as_array().unwrap().len(), 1);

    // Hand-overs to and fro, and coordinators named beside them.
    std::thread::scope(|scope| {
        for number in 0..12 {
            let (gp, matron, nurse, cases) = (gp.clone(), &matron, &nurse, &cases);
            scope.spawn(move || {
                for round in 0..10 {
                    let (from, to) = if (number + round) % 2 == 0 { (matron, nurse) } else { (nurse, matron) };
                    let reply = if number % 3 == 0 {
                        let path = format!("/api/v1/cases/{}", cases[round % 2]);
                        let seen = gp.get(&path);
                        gp.change("PUT", &format!("{path}/coordinator"), &seen, json!({"coordinator": to.id, "reason": "x"}))
                    } else {
                        gp.post("/api/v1/handovers", json!({"from": from.id, "to": to.id, "everything": true, "reason": "x"}))
                    };
                    assert!([200, 409].contains(&reply.status), "{reply:?}");
                    let held: usize = [matron, nurse]
                        .map(|someone| gp.get(&format!("/api/v1/cases?coordinator={}", someone.id)))
                        .iter()
                        .map(|reply| reply.json["items"].as_array().unwrap().len())
                        .sum();
                    assert!(held <= 4);
                }
            });
        }
    });
    for case in &cases {
        let case = gp.get(&format!("/api/v1/cases/{case}")).json;
        let spans = case["coordinators"].as_array().unwrap();
        let current: Vec<_> = spans.iter().filter(|span| span["until"].is_null()).collect();
        assert_eq!((current.len(), &current[0]["coordinator"]), (1, &case["coordinator"]));
        let events = gp.get(&format!("/api/v1/cases/{}/history", case["id"].as_str().unwrap())).json["events"].clone();
        assert_eq!(events.as_array().unwrap().len() as i64, case["version"].as_i64().unwrap());
    }
    assert_whole(&served);
}

/// The register, a page at a time, with names for those who may see them.
fn register_pages(database: TestDatabase) {
    let Team { served, gp, cases, .. } = a_team(database, 5);
    served.wait(execute(
        &served.db,
        "INSERT INTO identity (person, nhs_number, given_name, family_name, postcode) \
         SELECT id, CAST(id AS TEXT), 'Ada', 'Marsh', '' FROM person",
    ));
    let page = |query: &str| gp.get(&format!("/api/v1/practices/{PRACTICE}/register?{query}")).json;
    let (mut seen, mut after) = (vec![], String::new());
    loop {
        let page = page(&format!("limit=2{after}"));
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 2 && items.iter().all(|item| item["family_name"] == "Marsh" && item["born_on"] == "1940-05-01"));
        seen.extend(items.iter().map(|item| item["case"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(seen, cases, "each once, in order");
    // Who moved away is on the register of the day; who they are is for those with a relationship now.
    served.wait(async {
        execute(&served.db, "UPDATE person SET practice = 'B82002'").await;
        execute(&served.db, "DELETE FROM team_member").await;
    });
    let moved = page("")["items"].clone();
    assert_eq!(
        (moved.as_array().unwrap().len(), &moved[0]["family_name"], &moved[0]["born_on"]),
        (5, &Value::Null, &Value::Null)
    );
}

#[test]
fn the_register_in_pages_on_sqlite() {
    register_pages(sqlite());
}

#[test]
fn the_register_in_pages_on_postgresql() {
    register_pages(postgres());
}

/// An end that was a mistake: its own team takes it back, and the plan that ended with it goes on.
fn mistaken_end(database: TestDatabase) {
    let Team { served, gp, matron, stranger, cases, .. } = a_team(database, 1);
    let (path, person) = (format!("/api/v1/cases/{}", cases[0]), served.person(1));
    let started = matron.post("/api/v1/plans", json!({"person": person}));
    let plan = format!("/api/v1/plans/{}", started.json["id"].as_str().unwrap());
    let draft = matron.get(&format!("{plan}/draft"));
    let words = json!({"goals": [{"words": "Walk to the shop"}]});
    let saved = matron.change("PUT", &format!("{plan}/draft"), &draft, words);
    let agree = json!({"draft_version": saved.json["draft_version"], "with": {"who": "person"},
        "contributions": [{"organisation": "community_health", "name": "Bea Lodge"}]});
    let agreed = matron.change("POST", &format!("{plan}/agreement"), &started, agree);
    assert_eq!(agreed.status, 200, "{agreed:?}");
    let redrafted = matron.change("POST", &format!("{plan}/draft"), &agreed, Value::Null);
    assert_eq!(redrafted.json["status"], "under_review", "{redrafted:?}");

    let (end, withdrawal) = (format!("{path}/end"), format!("{path}/end/withdrawal"));
    let died = json!({"reason": "died", "outcome": "Died at home"});
    let ended = matron.change("PUT", &end, &matron.get(&path), died.clone());
    assert_eq!(ended.status, 200, "{ended:?}");
    assert_eq!(gp.get(&plan).json["status"], "ended");
    assert_eq!(matron.get(&path).status, 404, "the relationship ended with the case");
    let why = json!({"why": "Another Mrs Marsh"});
    assert_eq!(stranger.change("PUT", &withdrawal, &ended, why.clone()).status, 404);
    let open = matron.change("PUT", &withdrawal, &ended, why.clone());
    assert_eq!((open.status, &open.json["standing"]), (200, &json!("open")), "{open:?}");
    let revived = gp.get(&plan).json;
    assert_eq!((&revived["status"], &revived["closed"]), (&json!("under_review"), &Value::Null), "{revived}");
    assert_eq!(gp.get(&format!("{plan}/draft")).status, 200, "its draft, too");
    let happened: Vec<_> = revived["happened"].as_array().unwrap().iter().map(|happened| &happened["what"]).collect();
    assert_eq!(happened, [&json!("agreed")]);
    let rows = |table: &'static str| served.wait(rows(&served.db, table));
    assert_eq!(rows("plan_happened").len(), 1);
    let told = rows("audit").into_iter().find(|row| row.contains("case.withdraw_end")).unwrap();
    assert!(told.contains("Another Mrs Marsh"), "{told}");

    // Another end leaves the plan; corrected to a death, it ends the plan, and corrected again, it does not.
    let met = matron.change("PUT", &end, &open, json!({"reason": "goals_met", "outcome": "Well"}));
    assert_eq!(gp.get(&plan).json["status"], "under_review");
    let corrected = |seen: &Reply, reason: &str| {
        let body = json!({"on": "2026-03-16", "reason": reason, "outcome": "x", "why": "Learnt since"});
        let reply = gp.change("PUT", &format!("{end}/correction"), seen, body);
        assert_eq!(reply.status, 200, "{reply:?}");
        (gp.get(&plan).json["status"].clone(), reply)
    };
    let (status, dead) = corrected(&met, "died");
    assert_eq!(status, "ended");
    let (status, moved) = corrected(&dead, "moved");
    assert_eq!(status, "under_review");

    // After the days that the rules give, it is too late for those who no longer see the person.
    served.wait(execute(&served.db, "UPDATE casework_event SET recorded_at = '2026-03-01 09:00:00+00:00' WHERE kind = 'case'"));
    assert_eq!(matron.change("PUT", &withdrawal, &moved, why.clone()).status, 404);
    assert_eq!(gp.change("PUT", &withdrawal, &moved, why).status, 200);
}

#[test]
fn a_mistaken_end_on_sqlite() {
    mistaken_end(sqlite());
}

#[test]
fn a_mistaken_end_on_postgresql() {
    mistaken_end(postgres());
}

#[test]
fn a_case_from_start_to_end_on_sqlite() {
    story(sqlite());
}

#[test]
fn a_case_from_start_to_end_on_postgresql() {
    story(postgres());
}

#[test]
fn contacts_and_a_caseload_on_sqlite() {
    contacts(sqlite());
}

#[test]
fn contacts_and_a_caseload_on_postgresql() {
    contacts(postgres());
}

#[test]
fn cases_are_handed_over_on_sqlite() {
    hand_over(sqlite());
}

#[test]
fn cases_are_handed_over_on_postgresql() {
    hand_over(postgres());
}

#[test]
fn many_change_a_case_at_once_on_sqlite() {
    at_once(sqlite());
}

#[test]
fn many_change_a_case_at_once_on_postgresql() {
    at_once(postgres());
}
