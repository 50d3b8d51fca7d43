//! `/api/v1/hospital-events` and `/api/v1/stays`, on both databases.

use crate::databases::{TestDatabase, postgres, sqlite};
use crate::served::{PRACTICE, Reply, Served, Someone};
use casefinder::casework::Rules;
use casefinder::casework::stay::{AdmissionMethod, Deadlines, ImportedStay, imported_end};
use casefinder::domain::{NhsNumber, PersonId, Role, StaffId};
use casefinder::store::{Conn, stay_sync};
use serde_json::{Value, json};

/// The hospital of the tests.
const HOSPITAL: &str = "RX1";

/// The `serial`th number that nobody is given.
fn number(serial: u32) -> String {
    (serial * 20..).find_map(NhsNumber::synthetic).unwrap().reveal()
}

/// Says who somebody is.
fn identify(served: &Served, person: PersonId, number: &str, family_name: &str) {
    const SQL: &str =
        "INSERT INTO identity (person, nhs_number, given_name, family_name, postcode) VALUES ($1, $2, 'Ada', $3, '')";
    served.wait(async {
        let mut tx = served.db.begin().await.unwrap();
        match tx.conn() {
            Conn::Sqlite(conn) => {
                sqlx::query(SQL).bind(person.uuid()).bind(number).bind(family_name).execute(conn).await.map(drop)
            }
            Conn::Postgres(conn) => {
                sqlx::query(SQL).bind(person.uuid()).bind(number).bind(family_name).execute(conn).await.map(drop)
            }
        }
        .unwrap();
        tx.commit().await.unwrap();
    });
}

struct World {
    served: Served,
    gp: Someone,
    matron: Someone,
    stranger: Someone,
    ward: Someone,
    feed: Someone,
    team: String,
    person: PersonId,
    other: PersonId,
}

impl World {
    fn start(database: TestDatabase) -> Self {
        let served = Served::start(database);
        let gp = served.someone("Dr Amin", Role::Gp);
        let matron = served.someone_at("Bea Lodge", Role::CommunityMatron, "RX101");
        let stranger = served.someone_at("Dr Else", Role::Gp, "B82002");
        let ward = served.someone_at("Di Ward", Role::Nurse, HOSPITAL);
        let feed = served.someone_at("RX1 events", Role::HospitalFeed, HOSPITAL);
        let team = served.team("North", &[(&matron, Role::CommunityMatron)]).to_string();
        let (person, other) = (served.person(1), served.person(2));
        identify(&served, person, &number(1), "O'Brien");
        identify(&served, other, &number(2), "Shah");
        let case = json!({"person": person, "team": team, "route": "risk", "reason": "Falls", "start": "2026-01-05"});
        assert_eq!(gp.post("/api/v1/cases", case).status, 201);
        Self { served, gp, matron, stranger, ward, feed, team, person, other }
    }

    fn message(&self, id: &str, event: Value) -> Value {
        json!({"provider": HOSPITAL, "event_id": id, "sent_at": format!("2026-03-16T00:00:{:02}Z", id.len()), "nhs_number": number(1),
            "born_on": "1940-05-01", "family_name": "OBRIEN", "event": event})
    }

    fn send(&self, body: &Value) -> String {
        let reply = self.feed.post("/api/v1/hospital-events", body.clone());
        assert_eq!(reply.status, 202, "{reply:?}");
        let known = ["provider", "event_id", "outcome"];
        assert!(reply.json.as_object().unwrap().keys().all(|key| known.contains(&key.as_str())), "{reply:?}");
        reply.json["outcome"].as_str().unwrap().to_owned()
    }

    fn stays(&self, person: PersonId) -> Value {
        self.gp.get(&format!("/api/v1/people/{person}/stays")).json["stays"].clone()
    }

    fn waiting(&self, who: &Someone) -> Vec<Value> {
        let reply = who.get("/api/v1/hospital-events/set-aside");
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.json["items"].as_array().unwrap().clone()
    }

    fn after(&self, as_of: &str) -> Value {
        let of_practice = self.gp.get(&format!("/api/v1/practices/{PRACTICE}/after-discharge?as_of={as_of}"));
        assert_eq!(of_practice.status, 200, "{of_practice:?}");
        let of_team = self.matron.get(&format!("/api/v1/teams/{}/after-discharge?as_of={as_of}", self.team));
        assert_eq!(of_practice.json, of_team.json);
        of_practice.json["items"].clone()
    }
}

fn admitted(on: &str) -> Value {
    json!({"type": "admitted", "on": on, "method": "21", "ward": "Ash", "expected_discharge": "2026-03-14"})
}

fn stay_story(database: TestDatabase) {
    let world = World::start(database);
    let World { matron, person, .. } = &world;
    let admission = world.message("1", admitted("2026-03-09"));
    assert_eq!(world.matron.post("/api/v1/hospital-events", admission.clone()).status, 403, "only hospitals send");
    let elsewhere = world.served.someone_at("RX2 events", Role::HospitalFeed, "RX2");
    assert_eq!(elsewhere.post("/api/v1/hospital-events", admission.clone()).json["rule"], "not_your_provider");
    assert_eq!(world.stays(*person), json!([]));

    let mut grouped = admission.clone();
    let digits = number(1);
    grouped["nhs_number"] = json!(format!("{} {} {}", &digits[..3], &digits[3..6], &digits[6..]));
    assert_eq!(world.send(&grouped), "applied", "a number may be sent in groups");
    assert_eq!(world.send(&admission), "applied", "sent twice, counted once");
    let mut short = admission.clone();
    short["nhs_number"] = json!(&digits[..9]);
    let told = world.feed.post("/api/v1/hospital-events", short);
    assert_eq!((told.status, &told.json["errors"][0]["pointer"]), (400, &json!("/nhs_number")));
    assert_eq!(told.json["errors"][0]["detail"], "not an NHS number: it has fewer than ten digits");
    let mut changed = admission.clone();
    changed["event"]["on"] = json!("2026-03-08");
    let clash = world.feed.post("/api/v1/hospital-events", changed);
    assert_eq!((clash.status, clash.json["rule"].as_str()), (409, Some("event_id_used")));
    assert_eq!(world.stays(*person).as_array().unwrap().len(), 1);

    // The ward round: in hospital at once, with what delays.
    let delayed = world.message("22", json!({"type": "delayed", "on": "2026-03-13", "reason": "care_package_at_home"}));
    assert_eq!(world.send(&delayed), "applied");
    let mut late = world.message("3", json!({"type": "delay_ended", "on": "2026-03-13"}));
    late["sent_at"] = json!("2026-03-15T23:00:00Z");
    assert_eq!(world.send(&late), "superseded", "sent before what is known");
    let round = format!("/api/v1/teams/{}/in-hospital", world.team);
    let line = matron.get(&round).json["items"][0].clone();
    assert_eq!((&line["person"], &line["delay_reason"]), (&json!(person), &json!("care_package_at_home")));
    assert_eq!((&line["days"], &line["expected_passed"], &line["ward"]), (&json!(7), &json!(true), &json!("Ash")));
    assert_eq!(world.stranger.get(&round).status, 404);
    assert_eq!(world.stranger.get(&format!("/api/v1/people/{person}/stays")).status, 404);
    assert_eq!(world.stranger.get(&format!("/api/v1/practices/{PRACTICE}/after-discharge")).status, 404);

    let stay = format!("/api/v1/stays/{}", line["stay"].as_str().unwrap());
    assert_eq!(world.stranger.get(&stay).status, 404);
    let seen = matron.get(&stay);
    let planned = matron.change("PUT", &format!("{stay}/plan"), &seen, json!({"plan": "Home with a package twice a day"}));
    assert_eq!(planned.status, 200, "{planned:?}");
    assert_eq!(matron.change("PUT", &format!("{stay}/plan"), &seen, json!({"plan": "x"})).json["current_version"], 4);
    let events = format!("{stay}/events");
    let refused = |seen: &Reply, event: Value, rule: &str| {
        let reply = matron.change("POST", &events, seen, event);
        assert_eq!((reply.status, reply.json["rule"].as_str()), (409, Some(rule)), "{reply:?}");
        assert_eq!(matron.get(&stay).etag, seen.etag, "nothing happened");
    };
    let home = |on: &str| json!({"type": "discharged", "on": on, "destination": "19", "method": "1"});
    refused(&planned, home("2026-03-08"), "discharge_before_admission");
    refused(&planned, home("2026-03-12"), "discharge_before_delay");
    refused(&planned, home("2026-03-17"), "in_the_future");
    refused(&planned, json!({"type": "discharge_cancelled", "on": "2026-03-14"}), "nothing_to_cancel");
    let contacts = format!("{stay}/contacts");
    assert_eq!(matron.change("POST", &contacts, &planned, json!({"state": "done"})).json["rule"], "not_notified");

    // The clock: started by a notification, stopped by a cancellation, started again.
    let notified = matron.change("POST", &events, &planned, json!({"type": "discharge_notified", "on": "2026-03-13"}));
    assert_eq!(notified.json["notice"]["contact_due"], "2026-03-18", "{notified:?}");
    assert_eq!(world.after("2026-03-16")[0]["contact"], json!({"state": "due", "working_days_left": 2}));
    assert_eq!(world.after("2026-03-20")[0]["contact"], json!({"state": "overdue", "working_days_over": 2}));
    assert_eq!(world.after("2026-03-12"), json!([]));
    assert_eq!(world.send(&world.message("4444", json!({"type": "discharge_cancelled", "on": "2026-03-14"}))), "applied");
    assert_eq!(world.after("2026-03-16"), json!([]));
    // The day before it was cancelled, it stood.
    let stood = &world.after("2026-03-13")[0];
    assert_eq!((&stood["notified_on"], &stood["contact_due"]), (&json!("2026-03-13"), &json!("2026-03-18")), "{stood}");
    assert_eq!(world.after("2026-03-14"), json!([]));
    assert_eq!(matron.get(&stay).json["cancelled"][0]["cancelled_on"], "2026-03-14");
    assert_eq!(world.send(&world.message("55555", home("2026-03-16"))), "applied", "a discharge without a notice is one");
    let left = matron.get(&stay);
    assert_eq!(left.json["notice"]["contact_due"], "2026-03-19");
    assert_eq!(left.json["delays"][0]["until"], "2026-03-16");
    refused(&left, json!({"type": "ward_changed", "on": "2026-03-16", "ward": "Elm"}), "already_discharged");
    assert_eq!(matron.get(&round).json["items"], json!([]));
    let no_reason = matron.change("POST", &contacts, &left, json!({"state": "not_needed"}));
    assert_eq!(no_reason.json["rule"], "reason_missing");
    let tried = matron.change("POST", &contacts, &left, json!({"state": "attempted", "note": "No answer"}));
    assert_eq!(tried.status, 200, "{tried:?}");
    assert_eq!(world.after("2026-03-16")[0]["contact"], json!({"state": "attempted", "on": "2026-03-16", "in_time": true}));
    let done = matron.change("POST", &contacts, &tried, json!({"state": "done"}));
    assert_eq!(done.status, 200, "{done:?}");
    assert_eq!(matron.change("POST", &contacts, &done, json!({"state": "done"})).json["rule"], "already_contacted");

    // Back the same day, and the review counts it.
    assert_eq!(world.send(&world.message("666666", admitted("2026-03-16"))), "set_aside", "expected out before it came in");
    let body = json!({"provider": HOSPITAL, "method": "22"});
    let again = matron.post_once(&format!("/api/v1/people/{person}/stays"), "k1", body.clone());
    assert_eq!(again.status, 201, "{again:?}");
    assert_eq!(matron.post_once(&format!("/api/v1/people/{person}/stays"), "k1", body.clone()).json, again.json);
    assert_eq!(matron.post(&format!("/api/v1/people/{person}/stays"), body).json["rule"], "one_open_stay");
    let review = format!("/api/v1/practices/{PRACTICE}/review?from=2026-01-01&to=2026-03-16");
    let figures = world.gp.get(&review).json;
    assert_eq!(figures["on_register"]["unplanned_admissions"], 2, "{figures}");
    assert_eq!(figures["on_register"]["people_admitted"], 1);
    assert_eq!(figures["on_register"]["readmissions_within_30_days"], 1);
    assert_eq!(
        (&figures["on_register"]["attendances"], &figures["care_home_residents"]["people_admitted"]),
        (&Value::Null, &json!(0))
    );
    assert!(figures["warning"].as_str().unwrap().contains("regression to the mean"));
    let reversed = format!("/api/v1/practices/{PRACTICE}/review?from=2026-03-31&to=2026-01-01");
    assert_eq!(world.gp.get(&reversed).json["rule"], "period_reversed");
    // Entered in error: off every list, in the record.
    let second = format!("/api/v1/stays/{}", again.json["id"].as_str().unwrap());
    let gone = matron.change("PUT", &format!("{second}/in-error"), &again, json!({"reason": "Her sister"}));
    assert_eq!(gone.json["in_error"], "Her sister", "{gone:?}");
    assert_eq!(world.gp.get(&review).json["on_register"]["unplanned_admissions"], 1);
    assert_eq!(matron.get(&second).json, gone.json);
}

fn set_aside_story(database: TestDatabase) {
    let world = World::start(database);
    let World { gp, person, other, .. } = &world;
    let with = |id: &str, field: &str, value: Value| {
        let mut message = world.message(id, admitted("2026-03-09"));
        message[field] = value;
        message
    };
    let unknown = with("1", "nhs_number", json!(number(3)));
    for (message, reason) in [
        (unknown.clone(), "unknown_person"),
        (with("2", "nhs_number", json!("9434765918")), "number_invalid"),
        (with("3", "born_on", json!("1940-01-05")), "birth_date_mismatch"),
        (with("4", "family_name", json!("Brien")), "family_name_mismatch"),
        (world.message("5", json!({"type": "delay_ended", "on": "2026-03-13"})), "no_such_stay"),
        (world.message("6", admitted("2026-03-17")), "impossible"),
    ] {
        assert_eq!(world.send(&message), "set_aside");
        let known = [world.waiting(gp), world.waiting(&world.ward)].concat();
        assert!(known.iter().any(|line| line["reason"] == reason), "{reason}: {known:?}");
    }
    assert_eq!(world.stays(*person), json!([]), "nobody was changed");
    assert_eq!(world.waiting(gp).len(), 4, "those that name nobody here concern no practice");
    assert_eq!(world.waiting(&world.ward).len(), 6, "the hospital sees what it sent");
    for nobody in [&world.stranger, &world.matron] {
        assert_eq!(world.waiting(nobody), Vec::<Value>::new());
    }
    assert_eq!(world.feed.get("/api/v1/hospital-events/set-aside").status, 403);
    let page = world.ward.get("/api/v1/hospital-events/set-aside?limit=4").json;
    let rest = world.ward.get(&format!("/api/v1/hospital-events/set-aside?after={}", page["next"].as_str().unwrap()));
    assert_eq!((page["items"].as_array().unwrap().len(), rest.json["items"].as_array().unwrap().len()), (4, 2));

    // A human matches it: the one with the name.
    let line = world.waiting(gp).into_iter().find(|line| line["reason"] == "family_name_mismatch").unwrap();
    let path = format!("/api/v1/hospital-events/set-aside/{}", line["id"].as_str().unwrap());
    assert_eq!(world.stranger.get(&path).status, 404);
    let read = gp.get(&path);
    assert_eq!((read.json["message"]["family_name"].as_str(), read.json["status"].as_str()), (Some("Brien"), Some("waiting")));
    let resolution = format!("{path}/resolution");
    let matched = json!({"outcome": "matched", "person": person, "reason": "Married name; asked her daughter"});
    let unseen = json!({"outcome": "matched", "person": other, "reason": "x"});
    assert_eq!(world.ward.change("POST", &resolution, &read, unseen).status, 404, "no relationship with that person");
    assert_eq!(world.stays(*other), json!([]));
    let resolved = gp.change("POST", &resolution, &read, matched.clone());
    assert_eq!((resolved.status, resolved.json["status"].as_str()), (200, Some("matched")), "{resolved:?}");
    assert_eq!(world.stays(*person)[0]["admission"]["on"], "2026-03-09");
    assert_eq!(gp.change("POST", &resolution, &resolved, matched).json["rule"], "resolved");
    // And changes their mind: the stay that it began never was.
    let reopened = gp.change("POST", &format!("{path}/reopening"), &resolved, json!({"reason": "Her sister"}));
    assert_eq!((reopened.status, reopened.json["status"].as_str()), (200, Some("waiting")), "{reopened:?}");
    assert_eq!(world.stays(*person), json!([]));
    let discarded = gp.change("POST", &resolution, &reopened, json!({"outcome": "discarded", "reason": "Not ours"}));
    assert_eq!((discarded.status, discarded.json["status"].as_str()), (200, Some("discarded")), "{discarded:?}");
    assert_eq!(world.waiting(gp).len(), 3);

    // What another message changed is put right on the stay first.
    assert_eq!(world.send(&world.message("7", admitted("2026-03-10"))), "applied");
    let line = world.waiting(gp).into_iter().find(|line| line["reason"] == "no_such_stay").unwrap();
    let path = format!("/api/v1/hospital-events/set-aside/{}", line["id"].as_str().unwrap());
    let still = gp.change(
        "POST",
        &format!("{path}/resolution"),
        &gp.get(&path),
        json!({"outcome": "matched", "person": person, "reason": "The admission has come"}),
    );
    assert_eq!(still.json["rule"], "not_delayed", "{still:?}");
    assert_eq!(gp.get(&path).json["status"], "waiting");
    let chain = world
        .served
        .wait(async { casefinder::store::audit::check(&mut world.served.db.read().await.unwrap().conn()).await.unwrap() });
    assert!(matches!(chain, casefinder::store::audit::Chain::Whole(_)), "{chain:?}");
}

fn imported(person: PersonId, spell: &str, admitted_on: &str, left: Option<&str>) -> ImportedStay {
    ImportedStay {
        person,
        provider: HOSPITAL.parse().unwrap(),
        spell: spell.into(),
        method: AdmissionMethod::read("21").unwrap(),
        admitted_on: admitted_on.parse().unwrap(),
        end: left.map(|on| imported_end(on.parse().unwrap(), "1", "54")),
    }
}

fn sync_story(database: TestDatabase) {
    let world = World::start(database);
    let (person, since) = (world.person, "2024-03-16".parse().unwrap());
    let take_in = |stays: &[ImportedStay]| {
        world.served.wait(async {
            let at = world.served.access.clock().moment(StaffId::default());
            let deadlines = Deadlines::of(&Rules::default());
            let mut tx = world.served.db.begin().await.unwrap();
            let attended = [
                (person, "2026-02-01".parse().unwrap(), "1".to_owned()),
                (person, "2026-02-01".parse().unwrap(), "3".to_owned()),
            ];
            let people = stay_sync::people(&mut tx.conn(), since).await.unwrap();
            assert_eq!(people, [person], "nobody else's stays are needed");
            let done = stay_sync::sync(&mut tx.conn(), stays.to_vec(), &attended, since, &deadlines, &at).await.unwrap();
            tx.commit().await.unwrap();
            (done.added, done.ended, done.same, done.left_alone)
        })
    };
    let mut stays = vec![
        imported(person, "1", "2024-05-01", Some("2024-05-09")),
        imported(person, "2", "2025-01-01", None),
        imported(person, "3", "2026-03-01", None),
    ];
    assert_eq!(take_in(&stays), (2, 0, 0, 1), "of two without an end the later one is believed");
    assert_eq!(take_in(&stays), (0, 0, 2, 1), "twice changes nothing");
    let round = format!("/api/v1/teams/{}/in-hospital", world.team);
    assert_eq!(world.matron.get(&round).json["items"][0]["admitted_on"], "2026-03-01");
    assert_eq!(world.after("2026-03-16"), json!([]), "old news starts no clock");
    // Fresh news does, and a care home has its days for a plan.
    stays[2] = imported(person, "3", "2026-03-01", Some("2026-03-13"));
    assert_eq!(take_in(&stays), (0, 1, 1, 1));
    assert_eq!(world.after("2026-03-16")[0]["contact_due"], "2026-03-18");
    assert_eq!(world.stays(person)[0]["end"]["care_home_plan_due"], "2026-03-24");
    // What a human took back stays away.
    let id = world.stays(person).as_array().unwrap().iter().find(|stay| stay["admission"]["spell"] == "1").unwrap()["id"].clone();
    let path = format!("/api/v1/stays/{}", id.as_str().unwrap());
    let gone = world.gp.change("PUT", &format!("{path}/in-error"), &world.gp.get(&path), json!({"reason": "Another's"}));
    assert_eq!(gone.status, 200, "{gone:?}");
    assert_eq!(take_in(&stays), (0, 0, 1, 2));
    assert!(world.stays(person).as_array().unwrap().iter().all(|stay| stay["id"] != id));
    let review = format!("/api/v1/practices/{PRACTICE}/review?from=2026-01-01&to=2026-03-16");
    assert_eq!(world.gp.get(&review).json["on_register"]["attendances"], 2);
}

/// Somebody in a high tier without a case: the stay is kept for a measure, and is nobody's task.
fn compared_story(database: TestDatabase) {
    let world = World::start(database);
    let since = "2024-03-16".parse().unwrap();
    // First in one run, and among the rest in the next.
    crate::lists::run(&world.served, "2025-12-31".parse().unwrap(), &[8]);
    crate::lists::run(&world.served, "2026-01-31".parse().unwrap(), &[9]);
    let (person, next) = (world.served.person(8), world.served.person(9));
    world.served.wait(async {
        let at = world.served.access.clock().moment(StaffId::default());
        let mut tx = world.served.db.begin().await.unwrap();
        let conn = &mut tx.conn();
        let first = stay_sync::in_tiers(conn, &["very high".into()]).await.unwrap();
        assert_eq!(first, [person, next].into(), "of any run");
        let high = stay_sync::in_tiers(conn, &["very high".into(), "high".into()]).await.unwrap();
        assert_eq!(high.len(), 6, "the first five of each run: four of them the same");
        assert!(!stay_sync::people(conn, since).await.unwrap().contains(&person), "they are not looked after here");
        let stays = vec![imported(person, "8", "2026-03-01", Some("2026-03-13"))];
        let done = stay_sync::sync(conn, stays, &[], since, &Deadlines::of(&Rules::default()), &at).await.unwrap();
        assert_eq!(done.added, 1);
        tx.commit().await.unwrap();
    });
    assert_eq!(world.after("2026-03-16"), json!([]), "no contact is wanted of anybody");
    let round = format!("/api/v1/teams/{}/in-hospital", world.team);
    assert_eq!(world.matron.get(&round).json["items"], json!([]));
    let review = format!("/api/v1/practices/{PRACTICE}/review?from=2026-01-01&to=2026-03-16");
    assert_eq!(world.gp.get(&review).json["on_register"]["unplanned_admissions"], 0);
    assert_eq!(world.matron.get(&format!("/api/v1/people/{person}/stays")).status, 404);
}

#[test]
fn stays_for_comparison_on_sqlite() {
    compared_story(sqlite());
}

#[test]
fn stays_for_comparison_on_postgresql() {
    compared_story(postgres());
}

#[test]
fn imported_stays_on_sqlite() {
    sync_story(sqlite());
}

#[test]
fn imported_stays_on_postgresql() {
    sync_story(postgres());
}

#[test]
fn a_stay_and_the_contact_after_it_on_sqlite() {
    stay_story(sqlite());
}

#[test]
fn a_stay_and_the_contact_after_it_on_postgresql() {
    stay_story(postgres());
}

#[test]
fn messages_set_aside_on_sqlite() {
    set_aside_story(sqlite());
}

#[test]
fn messages_set_aside_on_postgresql() {
    set_aside_story(postgres());
}
