//! Publishing a run, and what a practice sees of it, on both databases.

use crate::databases::{TestDatabase, postgres, sqlite, wait};
use crate::served::{PRACTICE, Served, Someone, TODAY};
use crate::where_to_look::hinted;
use casefinder::casework::Moment;
use casefinder::domain::{Day, NhsNumber, PersonId, PersonKey, Role, StaffId};
use casefinder::store::publish::{IdentityRecord, Outcome, PersonRecord, PracticeHead, Published, RunHead, publish};
use casefinder::store::{Db, StoreFault};
use serde_json::json;

const OTHER: &str = "B82002";
const LEFT_OUT: [(&str, &str); 2] = [("died", "died on or before the index date"), ("objection_type1", "type 1 objection")];

/// A month's people: `count` of them, every tenth a child, every twentieth an objector, one dead.
struct Month {
    index: Day,
    count: u32,
    /// Person 0 has moved to the other practice.
    moved: bool,
    people: Vec<(PersonId, u32)>,
}

impl Month {
    fn new(index: Day, count: u32, moved: bool) -> Self {
        let id = |serial: u32| {
            let mut key = [0; 16];
            key[..4].copy_from_slice(&serial.to_be_bytes());
            PersonId::of(PersonKey::from_bytes(key))
        };
        let mut people: Vec<(PersonId, u32)> = (0..count).map(|serial| (id(serial), serial)).collect();
        people.sort_unstable();
        Self { index, count, moved, people }
    }

    fn objects(serial: u32) -> bool {
        serial % 20 == 7
    }

    fn id(&self, serial: u32) -> PersonId {
        self.people.iter().find(|(_, of)| *of == serial).unwrap().0
    }

    fn head(&self) -> RunHead {
        let scored = (1..self.count).filter(|serial| !Self::objects(*serial)).count() as i64;
        let objectors = i64::from(self.count) - 1 - scored;
        RunHead {
            model: "combined".into(),
            model_version: "1.0.0".into(),
            model_title: "Combined model".into(),
            model_hash: "00".into(),
            data_hash: format!("data of {}", self.index),
            synthetic: true,
            index: self.index,
            data_date: Some(self.index.plus_days(-3)),
            sources: vec!["hospital admissions".into(), "GP events".into()],
            scored,
            tiers: vec![("high".into(), r#"{"top_count":5}"#.into(), 5), ("low".into(), r#""everyone""#.into(), scored - 5)],
            left_out: vec![
                (LEFT_OUT[0].0.into(), LEFT_OUT[0].1.into(), 1),
                (LEFT_OUT[1].0.into(), LEFT_OUT[1].1.into(), objectors),
            ],
            reasons: vec!["age 85".into(), "2 emergency admissions in the last year".into()],
            practices: vec![PracticeHead {
                code: PRACTICE.parse().unwrap(),
                name: Some("The Surgery".into()),
                pcn: Some("U00001".parse().unwrap()),
                commissioner: Some("00K".parse().unwrap()),
                locality: None,
                scored_adults: scored,
                scored_children: 0,
                unscored: objectors,
            }],
        }
    }

    fn record(&self, id: PersonId, serial: u32) -> PersonRecord<'static> {
        let child = serial % 10 == 3;
        // Person 0 died, and person 2 moves in the second month.
        let moved = self.moved && serial == 2;
        let practice = if moved { OTHER } else { PRACTICE };
        let start = Day::of(2010, 1, 1);
        let mut registrations = vec![(PRACTICE, start, moved.then_some(self.index))];
        if moved {
            registrations.push((OTHER, self.index, None));
        }
        let outcome = if serial == 0 {
            Outcome::LeftOut { practice: None, adult: true, age: 80, reason: "died" }
        } else if Self::objects(serial) {
            Outcome::LeftOut { practice: Some(PRACTICE), adult: true, age: 80, reason: "objection_type1" }
        } else {
            Outcome::Scored {
                practice,
                adult: !child,
                age: if child { 9 } else { 80 },
                risk: 1.0 / f64::from(serial + 1),
                percentile: 100.0 - f64::from(serial) / 100.0,
                tier: i64::from(serial > 5),
                rank: i64::from(serial),
                practice_rank: i64::from(serial),
                reasons: [Some(0), Some(1), None, None, None],
            }
        };
        PersonRecord {
            id,
            practice,
            born_on: if child { Day::of(2016, 5, 1) } else { Day::of(1945, 5, 1) },
            sex: "female",
            registered_on: if moved { self.index } else { start },
            deregistered_on: None,
            died_on: (serial == 0).then_some(Day::of(2025, 1, 1)),
            care_home: false,
            usual_gp: Some("G1234567"),
            long_term_condition: Some(true),
            condition_from: Some(Day::of(2012, 3, 4)),
            identity: IdentityRecord {
                nhs_number: (serial * 100..).find_map(NhsNumber::synthetic).unwrap().reveal(),
                given_name: "Ada",
                family_name: if serial == 1 { "=O'Neill\t\\x" } else { "Reeve" },
                postcode: "PR1 1AA",
            },
            residences: None,
            registrations,
            objections: if Self::objects(serial) { vec![("type_1", Day::of(2020, 1, 1), None)] } else { vec![] },
            outcome,
        }
    }

    async fn publish(&self, db: &Db, at: &Moment) -> Result<Published, StoreFault> {
        let people = self.people.iter().map(|&(id, serial)| self.record(id, serial));
        publish(db, &self.head(), people, at, |_| ()).await
    }
}

fn at(now: &str) -> Moment {
    Moment { today: TODAY, now: now.parse().unwrap(), author: StaffId::default() }
}

/// Rows of a table.
async fn count(db: &Db, table: &'static str) -> i64 {
    let sql = match table {
        "run" => "SELECT COUNT(*) FROM run",
        "score" => "SELECT COUNT(*) FROM score",
        "person" => "SELECT COUNT(*) FROM person",
        "registration" => "SELECT COUNT(*) FROM registration",
        "superseded" => "SELECT COUNT(*) FROM registration WHERE superseded_at IS NOT NULL",
        "person_objection" => "SELECT COUNT(*) FROM person_objection",
        "organisation" => "SELECT COUNT(*) FROM organisation",
        _ => "SELECT COUNT(*) FROM left_out",
    };
    match db {
        Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_one(read).await.unwrap(),
        Db::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await.unwrap(),
    }
}

fn all_or_nothing(database: TestDatabase) {
    wait(async {
        let db = Db::open_current(&database.url).await.unwrap();
        let month = Month::new(Day::of(2025, 6, 30), 9_000, false);
        let nothing = async |db: &Db| {
            for table in ["run", "score", "person", "registration", "person_objection", "left_out", "organisation"] {
                assert_eq!(count(db, table).await, 0, "{table}");
            }
        };
        // Fails in the third batch: somebody comes twice.
        let moment = at("2026-03-16T09:00:00Z");
        let twice = month.people.iter().chain(month.people.first()).map(|&(id, serial)| month.record(id, serial));
        assert!(publish(&db, &month.head(), twice, &moment, |_| ()).await.is_err());
        nothing(&db).await;
        // Is dropped in the middle with its connection, as when a process is killed.
        let doomed = Db::open(&database.url).await.unwrap();
        let (mut batches, head) = (0, month.head());
        let people = month.people.iter().map(|&(id, serial)| month.record(id, serial));
        let slow = publish(&doomed, &head, people, &moment, |_| batches += 1);
        let killed = tokio::time::timeout(std::time::Duration::from_millis(30), slow).await;
        drop(doomed);
        if killed.is_err() {
            assert!(batches < 3);
            nothing(&db).await;
        }

        let (run, since) = match month.publish(&db, &moment).await.unwrap() {
            Published::Now(run) => (run, moment.now),
            // A machine so fast that the one to be killed was done before.
            Published::Before(run, since) => (run, since),
        };
        let tables = ["run", "person", "registration", "person_objection", "organisation"];
        let counts = async |db: &Db| {
            let mut counts = vec![];
            for table in tables {
                counts.push(count(db, table).await);
            }
            counts
        };
        assert_eq!(counts(&db).await, [1, 9_000, 9_000, 450, 1]);
        assert_eq!(count(&db, "score").await + count(&db, "left_out").await, 9_000);
        // The same run is told, not doubled.
        let again = month.publish(&db, &at("2026-03-17T09:00:00Z")).await.unwrap();
        assert_eq!(again, Published::Before(run, since));
        assert_eq!(counts(&db).await, [1, 9_000, 9_000, 450, 1]);
        // A month on, one person has moved: one span is superseded, two are new, all else stays.
        let later = Month::new(Day::of(2025, 7, 31), 9_000, true);
        later.publish(&db, &at("2026-03-17T09:00:00Z")).await.unwrap();
        assert_eq!(counts(&db).await, [2, 9_000, 9_002, 450, 1]);
        assert_eq!(count(&db, "superseded").await, 1);
        assert_eq!(count(&db, "score").await + count(&db, "left_out").await, 18_000);
        db.close().await;
    });
}

#[test]
fn all_or_nothing_on_sqlite() {
    all_or_nothing(sqlite());
}

#[test]
fn all_or_nothing_on_postgresql() {
    all_or_nothing(postgres());
}

fn story(database: TestDatabase) {
    let served = Served::start(database);
    let gp = served.someone("Dr Amin", Role::Gp);
    let elsewhere = served.someone_at("Dr Brook", Role::Gp, OTHER);
    let matron = served.someone_at("Bea Lodge", Role::CommunityMatron, "RX101");
    let list = format!("/api/v1/practices/{PRACTICE}/risk-list");
    let empty = gp.get(&list);
    assert_eq!((empty.status, &empty.json["run"], &empty.json["items"]), (200, &json!(null), &json!([])), "{empty:?}");

    let june = Month::new(Day::of(2025, 6, 30), 200, false);
    let july = Month::new(Day::of(2025, 7, 31), 200, true);
    served.wait(async {
        june.publish(&served.db, &at("2026-03-01T09:00:00Z")).await.unwrap();
        july.publish(&served.db, &at("2026-03-02T09:00:00Z")).await.unwrap();
    });

    // Runs.
    let runs = gp.get("/api/v1/runs");
    assert_eq!(runs.json["items"][0]["index_date"], "2025-07-31", "{runs:?}");
    let run = |place: usize| runs.json["items"][place]["id"].as_str().unwrap();
    let whole = gp.get(&format!("/api/v1/runs/{}", run(1)));
    assert_eq!((&whole.json["left_out"][1]["people"], &whole.json["tiers"][0]["rule"]["top_count"]), (&json!(10), &json!(5)));
    assert_eq!(gp.get(&format!("/api/v1/runs/{}", june.id(1))).status, 404);
    runs_of_a_commissioner(&served, run(1));

    the_list(&gp, &list, run(1), &july);
    assert_eq!(elsewhere.get(&list).status, 404);
    assert_eq!(matron.get(&list).status, 404);
    one_person(&gp, &elsewhere, &matron, &july);
    standings(&served, &gp, &list, &july);
    objections_at_the_door(&gp, &list, &july);
    // Those who object in the extract, and one at the door, are known by their rows.
    let objecting = served.wait(hinted(&served.db))[4];
    assert!(objecting > 1, "{objecting}");

    // The target: everyone of the list who is 18 or over on the day, objectors too.
    let target = |day: &str| gp.get(&format!("/api/v1/practices/{PRACTICE}/target?as_of={day}")).json;
    assert_eq!((&target("2025-06-30")["adults"], &target("2025-06-30")["target"]), (&json!(179), &json!(4)));
    assert_eq!(target("2025-07-31")["adults"], 178, "one has moved");
    assert_eq!(target("2009-12-31")["adults"], 0);
    assert_eq!(target("2025-06-30")["payment_floor"], 4);
    assert_eq!(elsewhere.get(&format!("/api/v1/practices/{PRACTICE}/target")).status, 404);
    the_latest_of_a_practice(&served, &gp, &list);
}

/// The latest run is the one that looks from the latest day, whichever was published last; of two that look from one day it is the later.
fn the_latest_of_a_practice(served: &Served, gp: &Someone, list: &str) {
    let latest = || gp.get(&format!("{list}?limit=1")).json["run"].clone();
    let before = latest();
    let may = Month::new(Day::of(2025, 5, 31), 200, true);
    served.wait(async { may.publish(&served.db, &at("2026-03-03T09:00:00Z")).await.unwrap() });
    assert_eq!(latest(), before);
    let july = Month::new(Day::of(2025, 7, 31), 201, true);
    served.wait(async {
        let people = july.people.iter().map(|&(id, serial)| july.record(id, serial));
        let head = RunHead { data_hash: "data mended".into(), ..july.head() };
        publish(&served.db, &head, people, &at("2026-03-04T09:00:00Z"), |_| ()).await.unwrap()
    });
    let after = latest();
    assert_eq!(after["index_date"], before["index_date"]);
    assert_ne!(after["id"], before["id"]);
}

/// Who is nothing but a commissioner sees which runs there are, and no number of people.
fn runs_of_a_commissioner(served: &Served, run: &str) {
    let planner = served.someone_at("Cas Reed", Role::Commissioner, "00K");
    let nowhere = served.someone_at("Di Shaw", Role::Commissioner, "QE9");
    for someone in [&planner, &nowhere] {
        let runs = someone.get("/api/v1/runs");
        assert_eq!(
            (&runs.json["items"][0]["index_date"], &runs.json["items"][0]["scored"]),
            (&json!("2025-07-31"), &json!(null))
        );
        let whole = someone.get(&format!("/api/v1/runs/{run}")).json;
        assert_eq!((&whole["scored"], &whole["left_out"]), (&json!(null), &json!([])), "{whole:#}");
        for tier in whole["tiers"].as_array().unwrap() {
            assert!(tier["name"].is_string() && tier["people"].is_null() && tier["rule"].is_null(), "{whole:#}");
        }
    }
}

/// The practice's list: ranked, dated, explained, paged, narrowed, and as a file.
fn the_list(gp: &Someone, list: &str, june: &str, july: &Month) {
    let page = gp.get(&format!("{list}?limit=3"));
    let first = &page.json["items"][0];
    assert_eq!(page.json["run"]["index_date"], "2025-07-31");
    assert_eq!(page.json["run"]["data_date"], "2025-07-28");
    assert_eq!((first["practice_rank"].as_i64(), first["tier"].as_str()), (Some(1), Some("high")), "{page:?}");
    assert_eq!(first["reasons"], json!(["age 85", "2 emergency admissions in the last year"]));
    assert_eq!((first["family_name"].as_str(), first["standing"].as_str()), (Some("=O'Neill\t\\x"), Some("none")));
    let ranks = |page: &serde_json::Value| -> Vec<i64> {
        page["items"].as_array().unwrap().iter().map(|line| line["practice_rank"].as_i64().unwrap()).collect()
    };
    // 2 has moved away; 3 is a child.
    assert_eq!(ranks(&page.json), [1, 4, 5]);
    let next = gp.get(&format!("{list}?limit=3&after={}", page.json["next"].as_str().unwrap()));
    assert_eq!(ranks(&next.json), [6, 8, 9], "7 objects");
    assert_eq!(ranks(&gp.get(&format!("{list}?ages=children&limit=2")).json), [3, 13]);
    assert_eq!(ranks(&gp.get(&format!("{list}?tier=high")).json), [1, 4, 5]);
    assert_eq!(ranks(&gp.get(&format!("{list}?q=%3Do%27NEILL")).json), [1]);
    assert_eq!(ranks(&gp.get(&format!("{list}?q=%25")).json), [0; 0], "a wildcard is a letter like any other");
    assert_eq!(ranks(&gp.get(&format!("{list}?standing=on_register")).json), [0; 0]);
    assert_eq!(gp.get(&format!("{list}?q=9990000000")).status, 400);
    assert_eq!(gp.get(&format!("{list}?run={june}&limit=3")).json["run"]["index_date"], "2025-06-30");
    assert_eq!(gp.get(&format!("{list}?run={}", july.id(1))).status, 404);
    let unscored = gp.get(&format!("{list}?show=unscored&limit=4"));
    assert_eq!(unscored.json["items"][0]["not_scored_because"], "type 1 objection", "{unscored:?}");
    assert_eq!(unscored.json["items"][0]["risk"], json!(null));
    let rest = gp.get(&format!("{list}?show=unscored&after={}", unscored.json["next"].as_str().unwrap()));
    assert_eq!(rest.json["items"].as_array().unwrap().len(), 6);

    let file = gp.text(&format!("{list}.csv"));
    let mut rows = csv::Reader::from_reader(file.as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!((rows.len(), &rows[0][2], &rows[0][20]), (168, "'=O'Neill\t\\x", "2025-07-28"));
}

/// Where people stand, on the list and as a filter.
fn standings(served: &Served, gp: &Someone, list: &str, july: &Month) {
    let team = served.team("North", &[(gp, Role::Gp)]);
    let ranks = |standing: &str| -> Vec<i64> {
        let page = gp.get(&format!("{list}?standing={standing}&limit=200")).json;
        page["items"].as_array().unwrap().iter().map(|line| line["practice_rank"].as_i64().unwrap()).collect()
    };
    let nominate = |serial: u32| {
        let body = json!({"person": july.id(serial), "team": team, "route": "clinical_judgement", "reason": "Falls"});
        let made = gp.post("/api/v1/nominations", body);
        assert_eq!(made.status, 201, "{made:?}");
        made
    };
    let open = |serial: u32| {
        let body = json!({"person": july.id(serial), "team": team, "route": "risk", "reason": "Risk", "start": "2026-03-02"});
        let made = gp.post("/api/v1/cases", body);
        assert_eq!(made.status, 201, "{made:?}");
        made
    };
    nominate(14);
    let refused = nominate(15);
    let no = json!({"decision": {"verdict": "not_accepted", "reason": "no_capacity", "words": "Full"}});
    let decision = format!("/api/v1/nominations/{}/decision", refused.json["id"].as_str().unwrap());
    assert_eq!(gp.change("PUT", &decision, &refused, no).status, 200);
    let suitability = format!("/api/v1/people/{}/suitability", july.id(16));
    let said = json!({"reason": "passing", "words": "Chest infection", "until": "2026-06-01"});
    assert_eq!(gp.change("PUT", &suitability, &gp.get(&suitability), said).status, 200);
    open(17);
    let ended = open(18);
    let end = json!({"reason": "goals_met", "outcome": "Well", "on": "2026-03-10"});
    let case = |reply: &crate::served::Reply| format!("/api/v1/cases/{}", reply.json["id"].as_str().unwrap());
    assert_eq!(gp.change("PUT", &format!("{}/end", case(&ended)), &ended, end).status, 200);
    let wrong = open(19);
    assert_eq!(gp.change("PUT", &format!("{}/error", case(&wrong)), &wrong, json!({"why": "Wrong person"})).status, 200);
    for (standing, serial) in [("candidate", 14), ("declined", 15), ("not_suitable", 16), ("on_register", 17), ("ended", 18)] {
        assert_eq!(ranks(standing), [serial], "{standing}");
        assert_eq!(gp.get(&format!("/api/v1/people/{}", july.id(serial as u32))).json["standing"], standing);
    }
    assert!(ranks("none").contains(&19), "a case entered in error counts for nothing");
    // Put forward anew, whoever was not accepted is a candidate again.
    nominate(15);
    assert_eq!((ranks("declined"), ranks("candidate")), (vec![], vec![14, 15]));
}

/// An objection that the run heeds takes somebody off the ranked list at the next read; another does not.
fn objections_at_the_door(gp: &Someone, list: &str, july: &Month) {
    let first = || gp.get(&format!("{list}?limit=1")).json["items"][0]["practice_rank"].clone();
    let objectors = || gp.get(&format!("{list}?show=unscored&limit=200")).json["items"].as_array().unwrap().len();
    let page = format!("/api/v1/people/{}/objections", july.id(1));
    let object = |kind: &str| {
        let done = gp.change("POST", &page, &gp.get(&page), json!({"kind": kind}));
        assert_eq!(done.status, 200, "{done:?}");
    };
    let before = objectors();
    object("national_opt_out");
    assert_eq!((first(), objectors()), (json!(1), before), "the run does not heed it");
    for kind in ["type_1", "case_management"] {
        object(kind);
        assert_eq!((first(), objectors()), (json!(4), before + 1), "{kind}");
        let tier = gp.get(&format!("{list}?tier=high")).json;
        assert!(tier["items"].as_array().unwrap().iter().all(|line| line["practice_rank"] != 1), "{kind}");
        let done = gp.change("PUT", &format!("{page}/{kind}/withdrawal"), &gp.get(&page), json!({}));
        assert_eq!(done.status, 200, "{done:?}");
        assert_eq!((first(), objectors()), (json!(1), before), "{kind} withdrawn");
    }
}

fn one_person(gp: &Someone, elsewhere: &Someone, matron: &Someone, july: &Month) {
    let page = format!("/api/v1/people/{}", july.id(1));
    let person = gp.get(&page);
    assert_eq!(
        (person.json["age"].as_i64(), person.json["practice_name"].as_str()),
        (Some(80), Some("The Surgery")),
        "{person:?}"
    );
    assert_eq!((elsewhere.get(&page).status, matron.get(&page).status), (404, 404));
    let number = person.json["nhs_number"].as_str().unwrap();
    let search = |someone: &Someone, number: &str| someone.post("/api/v1/people/search", json!({"nhs_number": number}));
    assert_eq!(search(gp, number).json, person.json);
    assert_eq!(search(elsewhere, number).status, 404);
    assert_eq!(search(gp, "9434765918").status, 404, "a number that fails its check digit is nobody's");
    assert_eq!(search(gp, "94347659").json["errors"][0]["pointer"], "/nhs_number");
    let history = gp.get(&format!("{page}/risk"));
    let dates: Vec<_> = history.json["runs"].as_array().unwrap().iter().map(|run| run["index_date"].clone()).collect();
    assert_eq!(dates, [json!("2025-07-31"), json!("2025-06-30")]);
    assert_eq!(history.json["runs"][0]["risk"], 0.5);
    assert_eq!(elsewhere.get(&format!("{page}/risk")).status, 404);
    // Who moved is the new practice's, with all of the history, and no longer the old one's.
    let moved = format!("/api/v1/people/{}", july.id(2));
    assert_eq!((gp.get(&moved).status, elsewhere.get(&moved).status), (404, 200));
    let objector = gp.get(&format!("/api/v1/people/{}/risk", july.id(7)));
    assert_eq!(objector.json["runs"][0]["not_scored_because"], "type 1 objection");
}

#[test]
fn a_run_as_its_practice_sees_it_on_sqlite() {
    story(sqlite());
}

#[test]
fn a_run_as_its_practice_sees_it_on_postgresql() {
    story(postgres());
}
