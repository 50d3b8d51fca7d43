//! `/api/v1/reports` and a practice's own figures, on both databases: who may see what, and that nothing small gets out.

use crate::databases::{TestDatabase, postgres, rows, sqlite};
use crate::served::{PRACTICE, Served, Someone};
use casefinder::casework::Moment;
use casefinder::domain::{Line, PersonId, Role, StaffId};
use casefinder::store::organisation::{Named, practice_seen};
use casefinder::store::{Conn, Db};
use serde_json::{Value, json};

/// The commissioner of the tests' practice.
const COMMISSIONER: &str = "QE1";

/// The day they tell of: the end of the month before the one of the tests.
const AS_OF: &str = "2026-02-28";

fn organise(served: &Served) {
    served.wait(async {
        let at = Moment { author: StaffId::default(), ..served.access.clock().moment(StaffId::default()) };
        let named = Named {
            name: Line::from("Mill Lane <Surgery>"),
            locality: Some(Line::from("North")),
            network: Some("U10001".parse().unwrap()),
            commissioner: Some(COMMISSIONER.parse().unwrap()),
        };
        let mut tx = served.db.begin().await.unwrap();
        let from = casefinder::domain::Day::of(2015, 1, 1);
        practice_seen(&mut tx.conn(), &PRACTICE.parse().unwrap(), named, from, &at).await.unwrap();
        tx.commit().await.unwrap();
    });
}

/// Puts people onto the register; the first of them with a plan.
fn on_register(gp: &Someone, team: &Value, people: &[PersonId]) {
    for person in people {
        let body =
            json!({"person": person, "team": team, "route": "clinical_judgement", "reason": "Falls", "start": "2026-02-02"});
        let opened = gp.post("/api/v1/cases", body);
        assert_eq!(opened.status, 201, "{opened:?}");
    }
}

fn figure<'r>(report: &'r Value, measure: &str, level: &str) -> &'r Value {
    let figures = report["figures"].as_array().unwrap();
    let found = figures.iter().find(|row| row["measure"] == measure && row["level"] == level && row["kind"] == "whole");
    found.unwrap_or_else(|| panic!("no {measure} at {level} among {figures:#?}"))
}

fn own<'r>(answer: &'r Value, measure: &str) -> &'r Value {
    answer["figures"].as_array().unwrap().iter().find(|line| line["measure"] == measure).unwrap()
}

fn story(database: TestDatabase) {
    let served = Served::start(database);
    let began = served.access.clock().now();
    organise(&served);
    let gp = served.someone("Dr Amin", Role::Gp);
    let elsewhere = served.someone_at("Dr Boyd", Role::Gp, "B82002");
    let planner = served.someone_at("Cas Reed", Role::Commissioner, COMMISSIONER);
    let another = served.someone_at("Di Shaw", Role::Commissioner, "QE2");
    let matron = served.someone_at("Bea Lodge", Role::CommunityMatron, "RX101");
    let team = json!(served.team("North", &[(&gp, Role::Gp), (&matron, Role::CommunityMatron)]));
    let people: Vec<PersonId> = (1..=40).map(|serial| served.person(serial)).collect();
    on_register(&gp, &team, &people[..12]);

    // Commissioners see figures under disclosure control; nobody else sees these, and they see nobody.
    let coverage = format!("/api/v1/reports/coverage?as_of={AS_OF}");
    assert_eq!((gp.get(&coverage).status, matron.get(&coverage).status), (403, 403));
    let own_path = format!("/api/v1/practices/{PRACTICE}/coverage?as_of={AS_OF}");
    assert_eq!((planner.get(&own_path).status, elsewhere.get(&own_path).status, matron.get(&own_path).status), (403, 404, 404));

    let report = planner.get(&coverage);
    assert_eq!(report.status, 200, "{report:?}");
    let basis = &report.json["basis"];
    assert_eq!((&basis["as_of"], &basis["policy"]), (&json!(AS_OF), &json!("hes2018")));
    let register = figure(&report.json, "register_percent", "commissioner");
    // Twelve of forty: 12 rounds to 10; 10 of 40 is 25%.
    assert_eq!((&register["numerator"], &register["denominator"], &register["value"]), (&json!(10), &json!(40), &json!(25.0)));
    assert_eq!(register["place"], COMMISSIONER);
    let floor = &register["targets"][0];
    assert_eq!((&floor["name"], &floor["per_10_000"], &floor["met"]), (&json!("floor"), &json!(180), &json!(true)));
    let warned = figure(&report.json, "emergency_rate", "commissioner")["warning"].as_str().unwrap();
    assert!(warned.starts_with("Descriptive only."), "{warned}");
    assert_eq!(figure(&report.json, "register_percent", "practice")["name"], "Mill Lane <Surgery>");
    let none = figure(&report.json, "plan_coverage", "practice");
    assert_eq!((&none["numerator"], &none["denominator"]), (&json!(0), &json!(10)), "nobody has a plan, and that may be said");
    // Another commissioner's caller sees nothing of them: not even that they are there.
    let theirs = another.get(&coverage);
    assert_eq!((theirs.status, &theirs.json["figures"]), (200, &json!([])));

    // The practice sees its own as they are, and who is behind them.
    let open = gp.get(&own_path);
    assert_eq!(open.status, 200, "{open:?}");
    let register = own(&open.json, "register_percent");
    assert_eq!((&register["numerator"], &register["denominator"], &register["value"]), (&json!(12), &json!(40), &json!(30.0)));
    // The target looks at the list of the day, the measure at that of the first day of the quarter: on that day they agree.
    let target = gp.get(&format!("/api/v1/practices/{PRACTICE}/target?as_of=2026-01-01"));
    assert_eq!(target.json["adults"], register["denominator"], "{target:?}");
    assert_eq!((&register["targets"][1]["met"], &register["targets"][1]["missing"]), (&json!(true), &json!(0)));
    let behind = gp.get(&format!("/api/v1/practices/{PRACTICE}/coverage/plan_coverage?as_of={AS_OF}"));
    assert_eq!(behind.status, 200, "{behind:?}");
    let missing = behind.json["items"].as_array().unwrap();
    assert_eq!(missing.len(), 12);
    assert!(
        missing.iter().all(|line| line["standing"] == "missing" && line["why"].as_str().unwrap().contains("no plan")),
        "{missing:?}"
    );
    let no_such = format!("/api/v1/practices/{PRACTICE}/coverage/no_such_measure");
    assert_eq!((gp.get(&no_such).status, elsewhere.get(&no_such).status), (404, 404));

    // Small counts are withheld, wherever they are asked for.
    on_register(&gp, &team, &people[12..15]);
    let first = gp.get("/api/v1/cases?limit=1");
    let case = first.json["items"][0]["case"].as_str().map(str::to_owned);
    let case = case.unwrap_or_else(|| panic!("{first:?}"));
    let named = gp.change(
        "PUT",
        &format!("/api/v1/cases/{case}/coordinator"),
        &gp.get(&format!("/api/v1/cases/{case}")),
        json!({"coordinator": matron.id, "reason": "Knows her", "from": AS_OF}),
    );
    assert_eq!(named.status, 200, "{named:?}");
    let one = planner.get(&format!("/api/v1/reports/coverage?as_of={AS_OF}&measure=coordinator"));
    assert_eq!(figure(&one.json, "coordinator", "practice")["numerator"], "*", "one person");
    assert_eq!(own(&gp.get(&format!("/api/v1/practices/{PRACTICE}/coverage?as_of={AS_OF}")).json, "coordinator")["numerator"], 1);

    // As known before the three came late, and as known now.
    let then = format!(
        "{own_path}&known_at={}",
        (began - chrono::TimeDelta::seconds(1)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    );
    assert_eq!(own(&gp.get(&then).json, "register_size")["numerator"], 0, "nothing was known then");
    assert_eq!(own(&gp.get(&own_path).json, "register_size")["numerator"], 15);

    // The same in other forms; what was asked wrongly is said.
    for (path, begins) in [("coverage.csv", "#"), ("coverage.html", "<!DOCTYPE html>")] {
        let text = planner.text(&format!("/api/v1/reports/{path}?as_of={AS_OF}"));
        assert!(text.starts_with(begins), "{path}: {}", text.chars().take(40).collect::<String>());
    }
    let workbook = planner.bytes(&format!("/api/v1/reports/coverage.xlsx?as_of={AS_OF}"));
    assert!(workbook.starts_with(b"PK\x03\x04"), "no workbook");
    let bundle = planner.get(&format!("/api/v1/reports/coverage.fhir?as_of={AS_OF}&measure=coordinator&level=practice"));
    assert_eq!(
        (bundle.status, &bundle.json["resourceType"], &bundle.json["type"]),
        (200, &json!("Bundle"), &json!("collection"))
    );
    let told = bundle.json["entry"].as_array().unwrap().iter().find(|entry| entry["resource"]["resourceType"] == "MeasureReport");
    let numerator = &told.unwrap()["resource"]["group"][0]["population"][1];
    assert_eq!(
        (numerator.get("count"), &numerator["_count"]["extension"][0]["valueCode"]),
        (None, &json!("masked")),
        "one person"
    );
    let answer = planner.get(&format!("/api/v1/reports/bcf?as_of={AS_OF}"));
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.json[0]["paragraph"].as_str().unwrap().contains("28 February 2026"), "{answer:?}");
    let trend = planner.get(&format!("/api/v1/reports/trend?measure=register_size&as_of={AS_OF}&months=3"));
    assert_eq!((trend.status, trend.json["series"][0]["points"].as_array().map(Vec::len)), (200, Some(3)), "{trend:?}");
    for (day, rule) in [
        ("2099-01-31", "in_the_future"),
        ("2026-03-31", "in_the_future"),
        ("2026-02-27", "not_a_month_end"),
        ("1900-01-31", "before_first_day"),
    ] {
        let refused = planner.get(&format!("/api/v1/reports/coverage?as_of={day}"));
        let told = (refused.status, refused.json["rule"].as_str(), refused.json["errors"][0]["pointer"].as_str());
        assert_eq!(told, (409, Some(rule), Some("as_of")), "{refused:?}");
    }
    assert_eq!(planner.get("/api/v1/reports/bcf?measure=register_percent").status, 400, "the answer is of measures of its own");
    for wrong in ["as_of=soon", "policy=ons_lt10", "known_at=2026-03-01T00:00:00Z", "level=street", "months=3"] {
        assert_eq!(planner.get(&format!("/api/v1/reports/coverage?{wrong}")).status, 400, "{wrong}");
    }
    assert_eq!(planner.get("/api/v1/reports/coverage?measure=no_such").status, 404);
    assert_eq!(planner.get("/api/v1/reports/measures").status, 200);

    // Everything that was given out is kept, with its policy.
    let kept = served.wait(rows(&served.db, "publication"));
    assert!(kept.len() > 10 && kept.iter().all(|row| row.contains("hes2018")), "{}", kept.len());
}

/// Many ask for the same at once: all are answered, each is in the audit trail, what each was given is kept; and it was not made anew
/// for each.
fn asked_by_many(database: TestDatabase) {
    let served = Served::start(database);
    organise(&served);
    let gp = served.someone("Dr Amin", Role::Gp);
    let planners = [("Cas Reed", COMMISSIONER), ("Di Shaw", COMMISSIONER), ("Ed Lowe", "QE2")];
    let planners = planners.map(|(name, at)| served.someone_at(name, Role::Commissioner, at));
    let team = json!(served.team("North", &[(&gp, Role::Gp)]));
    let people: Vec<PersonId> = (1..=15).map(|serial| served.person(serial)).collect();
    on_register(&gp, &team, &people);
    let own_path = format!("/api/v1/practices/{PRACTICE}/coverage?as_of={AS_OF}");
    let page = format!("/api/v1/reports/coverage.html?as_of={AS_OF}");
    let (gp, own_path, page) = (&gp, own_path.as_str(), page.as_str());
    std::thread::scope(|scope| {
        for planner in planners.iter().cycle().take(24) {
            let elsewhere = planner.id == planners[2].id;
            scope.spawn(move || {
                let text = planner.text(page);
                assert!(text.starts_with("<!DOCTYPE html>"), "{}", text.chars().take(200).collect::<String>());
                assert_eq!(text.contains("Mill Lane"), !elsewhere, "a commissioner's own practices and no others");
            });
        }
        for _ in 0..6 {
            scope.spawn(move || {
                let reply = gp.get(own_path);
                assert_eq!((reply.status, &own(&reply.json, "register_size")["numerator"]), (200, &json!(15)), "{reply:?}");
            });
        }
    });
    let trail = served.wait(rows(&served.db, "audit"));
    let read = |action: &str| trail.iter().filter(|row| row.contains(action)).count();
    assert_eq!((read("coverage.read"), read("own_coverage.read")), (24 + 6, 6));
    let kept = served.wait(rows(&served.db, "publication"));
    assert_eq!(kept.len(), 24 * 12, "twelve months for each");
    let made = served.wait(times_made(&served.db));
    assert!((2..24).contains(&made), "made {made} times for 24");
}

async fn times_made(db: &Db) -> i64 {
    let sql = "SELECT COUNT(DISTINCT made_at) FROM publication";
    let mut reader = db.read().await.unwrap();
    let (count,): (i64,) = match reader.conn() {
        Conn::Sqlite(conn) => sqlx::query_as(sql).fetch_one(&mut *conn).await.unwrap(),
        Conn::Postgres(conn) => sqlx::query_as(sql).fetch_one(&mut *conn).await.unwrap(),
    };
    count
}

#[test]
fn asked_by_many_on_sqlite() {
    asked_by_many(sqlite());
}

#[test]
fn asked_by_many_on_postgresql() {
    asked_by_many(postgres());
}

#[test]
fn on_sqlite() {
    story(sqlite());
}

#[test]
fn on_postgresql() {
    story(postgres());
}
