//! What happens to acknowledged changes when something breaks: nothing.

use crate::databases::{Cluster, TestDatabase, postgres, postgres_of, sqlite};
use crate::process::Process;
use crate::served::{PRACTICE, Served, Someone};
use casefinder::domain::Role;
use casefinder::store::audit::{Chain, check};
use casefinder::store::{Conn, Db};
use serde_json::json;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

async fn count(db: &Db, sql: &'static str) -> i64 {
    let row: (i64,) = match db.read().await.unwrap().conn() {
        Conn::Sqlite(conn) => sqlx::query_as(sql).fetch_one(&mut *conn).await.unwrap(),
        Conn::Postgres(conn) => sqlx::query_as(sql).fetch_one(&mut *conn).await.unwrap(),
    };
    row.0
}

/// No change is there by half: every event has its projection and its row in the audit trail, whose chain is whole.
fn whole(served: &Served) {
    served.wait(async {
        let db = &served.db;
        let chain = check(&mut db.read().await.unwrap().conn()).await.unwrap();
        assert!(matches!(chain, Chain::Whole(_)), "{chain:?}");
        let added = count(db, "SELECT count(*) FROM casework_event WHERE kind = 'staff' AND version = 1").await;
        assert_eq!(added, count(db, "SELECT count(*) FROM staff").await, "events and staff");
        let given = count(db, "SELECT count(*) FROM casework_event WHERE kind = 'staff' AND version > 1").await;
        assert_eq!(given, count(db, "SELECT count(*) FROM staff_role").await, "events and roles");
        let audited = "SELECT count(*) FROM audit WHERE action IN ('staff.add', 'test')";
        assert_eq!(added, count(db, audited).await, "events and the audit trail");
        let audited = "SELECT count(*) FROM audit WHERE action IN ('staff.give_role', 'test')";
        assert_eq!(given, count(db, audited).await, "events and the audit trail");
    });
}

/// Makes a member of staff known and gives them a role; true when both were acknowledged. `kept` gets what was.
fn write(admin: &Someone, name: String, kept: &Mutex<Vec<(String, i64)>>) -> Option<u16> {
    let added = admin.try_post("/api/v1/staff", json!({"name": name}))?;
    if added.status != 201 {
        return Some(added.status);
    }
    let id = added.json["id"].as_str().unwrap().to_owned();
    kept.lock().unwrap().push((id.clone(), 1));
    let role = json!({"role": "nurse", "organisation": PRACTICE});
    let given = admin.try_change(&format!("/api/v1/staff/{id}/roles"), &added, role)?;
    if given.status == 200 {
        kept.lock().unwrap().push((id, 2));
    }
    Some(given.status)
}

fn killed(database: TestDatabase) {
    let url = database.url.clone();
    let served = Served::start(database);
    let admin = served.someone("Ada Reeve", Role::Administrator);
    let process = Process::serve(&url, &[]);
    let (caller, kept, done) = (admin.at(&process.address), Mutex::new(vec![]), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (caller, kept, done) = (&caller, &kept, &done);
            // A thousand writes in all, were it not for the end in the middle.
            scope.spawn(move || {
                for number in 0..63 {
                    if write(caller, format!("Nurse {thread} {number}"), kept).is_none() {
                        return;
                    }
                    done.fetch_add(2, Ordering::Relaxed);
                }
            });
        }
        let began = Instant::now();
        while done.load(Ordering::Relaxed) < 400 && began.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(5));
        }
        process.kill();
    });
    let kept = kept.into_inner().unwrap();
    assert!((400..1000).contains(&kept.len()), "killed after {} writes", kept.len());
    let process = Process::serve(&url, &[]);
    let caller = admin.at(&process.address);
    for (id, version) in &kept {
        let found = caller.get(&format!("/api/v1/staff/{id}"));
        assert!(found.status == 200 && found.json["version"].as_i64() >= Some(*version), "{found:?}");
    }
    whole(&served);
    assert_eq!(caller.post("/api/v1/staff", json!({"name": "Nurse after"})).status, 201);
}

#[test]
fn a_server_killed_among_a_thousand_writes_has_every_acknowledged_one_on_sqlite() {
    killed(sqlite());
}

#[test]
fn a_server_killed_among_a_thousand_writes_has_every_acknowledged_one_on_postgresql() {
    killed(postgres());
}

#[test]
fn a_full_disk_is_507_and_room_mends_it() {
    let database = sqlite();
    let url = database.url.clone();
    let served = Served::start(database);
    let admin = served.someone("Ada Reeve", Role::Administrator);
    let process = Process::serve_with_room_for(&url, 1_500_000);
    let caller = admin.at(&process.address);
    let kept = Mutex::new(vec![]);
    let refused = (0..400).find_map(|number| write(&caller, format!("Nurse {number}"), &kept).filter(|status| *status >= 300));
    assert_eq!(refused, Some(507));
    // SQLite may find room for a few more in its log; the next one refused says what is the matter.
    let more = |number| caller.post("/api/v1/staff", json!({"name": format!("Nurse of a full disk {number}")}));
    let told = (0..400).map(more).find(|told| told.status >= 300).unwrap();
    assert_eq!((told.status, told.json["type"].as_str()), (507, Some("urn:casefinder:problem:disk_full")), "{told:?}");
    process.give_room();
    let told = caller.post("/api/v1/staff", json!({"name": "Nurse of a full disk"}));
    assert_eq!(told.status, 201, "{told:?}");
    let kept = kept.into_inner().unwrap();
    assert!(kept.len() > 10);
    for (id, version) in &kept {
        assert!(caller.get(&format!("/api/v1/staff/{id}")).json["version"].as_i64() >= Some(*version));
    }
    whole(&served);
}

#[test]
fn a_locked_database_is_503_after_some_patience() {
    let database = sqlite();
    let url = database.url.clone();
    let served = Served::start(database);
    let admin = served.someone("Ada Reeve", Role::Administrator);
    let other = served.wait(Db::open(&url)).unwrap();
    let lock = served.wait(other.begin()).unwrap();
    let told = admin.post("/api/v1/staff", json!({"name": "Nurse"}));
    assert_eq!((told.status, told.json["type"].as_str()), (503, Some("urn:casefinder:problem:database_unavailable")), "{told:?}");
    served.wait(async move { drop(lock) });
    let told = admin.post("/api/v1/staff", json!({"name": "Nurse"}));
    assert_eq!(told.status, 201, "{told:?}");
    whole(&served);
}

#[test]
fn postgresql_stopped_is_503_and_started_again_is_found_again() {
    let mut cluster = Cluster::start();
    let served = Served::start(postgres_of(&cluster));
    let admin = served.someone("Ada Reeve", Role::Administrator);
    assert_eq!(admin.get("/health/ready").status, 200);
    let (kept, told) = (Mutex::new(vec![]), Mutex::new(vec![]));
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (admin, kept, told) = (&admin, &kept, &told);
            // Writes are under way when the connections are lost.
            scope.spawn(move || {
                for number in 0..10_000 {
                    let status = write(admin, format!("Nurse {thread} {number}"), kept).unwrap();
                    if status >= 300 {
                        told.lock().unwrap().push(status);
                        return;
                    }
                }
            });
        }
        std::thread::sleep(Duration::from_millis(300));
        cluster.stop();
        let ready = admin.get("/health/ready");
        assert_eq!((ready.status, ready.json["type"].as_str()), (503, Some("urn:casefinder:problem:database_unavailable")));
        assert_eq!(admin.get("/health/live").status, 200);
    });
    assert_eq!(told.into_inner().unwrap(), [503; 4]);
    cluster.start_again();
    assert_eq!(admin.get("/health/ready").status, 200);
    assert_eq!(admin.post("/api/v1/staff", json!({"name": "Nurse after"})).status, 201);
    for (id, version) in &kept.into_inner().unwrap() {
        assert!(admin.get(&format!("/api/v1/staff/{id}")).json["version"].as_i64() >= Some(*version));
    }
    whole(&served);
}
