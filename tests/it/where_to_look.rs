//! What a person's row says there may be to find: true of every table from its first row on, and after a migration, on both databases.

use crate::databases::{TestDatabase, execute, postgres, sqlite};
use crate::served::Served;
use casefinder::domain::Role;
use casefinder::store::{Conn, Db};
use serde_json::json;

/// Each hint, and what it stands for.
const HINTS: [(&str, &str); 5] = [
    ("had_case", "SELECT 1 FROM case_now x WHERE x.person = p.id"),
    ("had_nomination", "SELECT 1 FROM nomination x WHERE x.person = p.id"),
    ("had_declined_plan", "SELECT 1 FROM plan_happened x WHERE x.person = p.id AND x.what = 'declined'"),
    ("had_suitability", "SELECT 1 FROM suitability x WHERE x.person = p.id"),
    (
        "had_objection",
        "SELECT 1 FROM objection x WHERE x.person = p.id UNION ALL SELECT 1 FROM person_objection x WHERE x.person = p.id",
    ),
];

async fn count(db: &Db, condition: String) -> i64 {
    let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM person p WHERE {condition}"));
    match db.read().await.unwrap().conn() {
        Conn::Sqlite(conn) => sqlx::query_scalar(sql).fetch_one(&mut *conn).await.unwrap(),
        Conn::Postgres(conn) => sqlx::query_scalar(sql).fetch_one(&mut *conn).await.unwrap(),
    }
}

/// How many people each hint is true of; every hint is what its tables say.
pub async fn hinted(db: &Db) -> [i64; 5] {
    let mut people = [0; 5];
    for (people, (hint, tables)) in people.iter_mut().zip(HINTS) {
        assert_eq!(count(db, format!("p.{hint} <> EXISTS ({tables})")).await, 0, "{hint}");
        *people = count(db, format!("p.{hint}")).await;
    }
    people
}

/// The database as it was before there were hints.
async fn without_hints(db: &Db) {
    match db {
        Db::Sqlite { .. } => {
            execute(db, "DROP TRIGGER case_now_had").await;
            execute(db, "DROP TRIGGER nomination_had").await;
            execute(db, "DROP TRIGGER plan_happened_had").await;
            execute(db, "DROP TRIGGER suitability_had").await;
            execute(db, "DROP TRIGGER objection_had").await;
            execute(db, "DROP TRIGGER person_objection_had").await;
        }
        Db::Postgres(_) => {
            execute(db, "DROP FUNCTION person_had CASCADE").await;
            execute(db, "DROP INDEX person_shown").await;
            execute(db, "DROP INDEX identity_shown").await;
        }
    }
    execute(db, "ALTER TABLE person DROP COLUMN had_case").await;
    execute(db, "ALTER TABLE person DROP COLUMN had_nomination").await;
    execute(db, "ALTER TABLE person DROP COLUMN had_declined_plan").await;
    execute(db, "ALTER TABLE person DROP COLUMN had_suitability").await;
    execute(db, "ALTER TABLE person DROP COLUMN had_objection").await;
    execute(db, "DELETE FROM _sqlx_migrations WHERE version = 14").await;
}

const EXTRACTED: &str = "INSERT INTO person_objection (person, kind, from_day, recorded_at) \
    SELECT person, 'type_1', CURRENT_DATE, CURRENT_TIMESTAMP FROM nomination";

fn story(database: TestDatabase) {
    let served = Served::start(database);
    let gp = served.someone("Dr Amin", Role::Gp);
    let team = served.team("North", &[(&gp, Role::Gp)]);
    let [looked_after, put_forward, declining, unsuitable, objecting] = [1, 2, 3, 4, 5].map(|serial| served.person(serial));
    let db = &served.db;
    assert_eq!(served.wait(hinted(db)), [0; 5]);

    let open = |person| {
        let opened = gp.post("/api/v1/cases", json!({"person": person, "team": team, "route": "risk", "reason": "Falls"}));
        assert_eq!(opened.status, 201, "{opened:?}");
        opened.json["id"].as_str().unwrap().to_owned()
    };
    open(looked_after);
    let body = json!({"person": put_forward, "team": team, "route": "care_home", "reason": "Falls"});
    let nominated = gp.post("/api/v1/nominations", body);
    assert_eq!(nominated.status, 201, "{nominated:?}");
    let declined = format!("/api/v1/cases/{}/plan-declined", open(declining));
    assert_eq!(gp.post(&declined, json!({"reason": "Manages well", "on": "2026-03-16"})).status, 201);
    let suitability = format!("/api/v1/people/{unsuitable}/suitability");
    let said = json!({"reason": "passing", "words": "Chest infection", "until": "2026-06-01"});
    assert_eq!(gp.change("PUT", &suitability, &gp.get(&suitability), said).status, 200);
    let objections = format!("/api/v1/people/{objecting}/objections");
    let objected = gp.change("POST", &objections, &gp.get(&objections), json!({"kind": "case_management"}));
    assert_eq!(objected.status, 200, "{objected:?}");
    // One came with the extract.
    served.wait(execute(db, EXTRACTED));
    served.person(6);
    assert_eq!(served.wait(hinted(db)), [2, 1, 1, 1, 2]);

    // What ends, is closed or is withdrawn stays a reason to look.
    let closed = format!("/api/v1/nominations/{}/withdrawal", nominated.json["id"].as_str().unwrap());
    assert_eq!(gp.change("PUT", &closed, &nominated, json!({"reason": "Sent twice"})).status, 200);
    let withdrawn = format!("{objections}/case_management/withdrawal");
    assert_eq!(gp.change("PUT", &withdrawn, &objected, json!({})).status, 200);
    assert_eq!(served.wait(hinted(db)), [2, 1, 1, 1, 2]);

    // A database of an earlier version gets them from what it holds.
    served.wait(async {
        without_hints(db).await;
        db.migrate().await.unwrap();
        assert_eq!(hinted(db).await, [2, 1, 1, 1, 2]);
    });
    open(unsuitable);
    assert_eq!(served.wait(hinted(db)), [3, 1, 1, 1, 2]);
}

#[test]
fn every_row_says_where_to_look_on_sqlite() {
    story(sqlite());
}

#[test]
fn every_row_says_where_to_look_on_postgresql() {
    story(postgres());
}

#[test]
fn who_waits_for_a_publication_is_told_so_and_keeps_nobody_else_waiting() {
    let served = Served::start(postgres());
    let gp = served.someone("Dr Amin", Role::Gp);
    let team = served.team("North", &[(&gp, Role::Gp)]);
    let person = served.person(1);
    let nominate = || gp.post("/api/v1/nominations", json!({"person": person, "team": team, "route": "risk", "reason": "Falls"}));
    // As a publication holds whom it changes until it is done.
    let mut publication = served.wait(served.db.begin()).unwrap();
    let Conn::Postgres(conn) = publication.conn() else { unreachable!("a database of PostgreSQL") };
    served.wait(async { sqlx::query("UPDATE person SET care_home = TRUE").execute(&mut *conn).await.unwrap() });
    let (read, told) = std::thread::scope(|scope| {
        // More than a thread has connections, all at once.
        let waiting: Vec<_> = (0..10).map(|_| scope.spawn(nominate)).collect();
        let read = gp.get(&format!("/api/v1/people/{person}"));
        (read, waiting.into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>())
    });
    served.wait(publication.commit()).unwrap();
    assert_eq!(read.status, 200, "{read:?}");
    for told in told {
        let problem = told.json["type"].as_str();
        assert_eq!((told.status, problem), (503, Some("urn:casefinder:problem:database_unavailable")), "{told:?}");
    }
    let nominated = nominate();
    assert_eq!(nominated.status, 201, "{nominated:?}");
}
