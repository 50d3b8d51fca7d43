//! A database that cannot be opened: which one, why, and what to do, without its address.

use crate::databases::{execute, postgres, wait};
use crate::program::{casefinder, failed};
use casefinder::store::Db;
use sqlx::{Connection, Executor, SqliteConnection};

fn migrate(url: &str) -> String {
    failed(casefinder(&["migrate", "--database", url]), 14)
}

#[test]
fn a_file_says_what_is_in_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let url = |name: &str| format!("sqlite://{}", folder.path().join(name).display());
    assert!(migrate(&url("nowhere/c.db")).contains("the folder of the database file does not exist"));
    std::fs::create_dir(folder.path().join("inside")).unwrap();
    assert!(migrate(&url("inside")).contains("is a folder"));
    std::fs::write(folder.path().join("letter.db"), "Dear all, this is a letter and no database at all. ".repeat(200)).unwrap();
    assert!(migrate(&url("letter.db")).contains("is no SQLite database"));

    // Another program's database stays as it is.
    let theirs = url("theirs.db");
    let tables = wait(async {
        let mut conn = SqliteConnection::connect(&format!("{theirs}?mode=rwc")).await.unwrap();
        conn.execute("CREATE TABLE songs (title TEXT)").await.unwrap();
        drop(conn);
        let said = migrate(&theirs);
        assert!(said.contains("made by another program") && said.contains("nothing was changed"), "{said}");
        let mut conn = SqliteConnection::connect(&theirs).await.unwrap();
        let tables: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_master").fetch_one(&mut conn).await.unwrap();
        tables
    });
    assert_eq!(tables, 1);
}

#[test]
fn a_file_that_another_program_locks_is_said_to_be_locked() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("c.db").display());
    wait(async {
        let mut conn = SqliteConnection::connect(&format!("{url}?mode=rwc")).await.unwrap();
        conn.execute("PRAGMA locking_mode = EXCLUSIVE").await.unwrap();
        conn.execute("BEGIN EXCLUSIVE").await.unwrap();
        conn.execute("CREATE TABLE x (y)").await.unwrap();
        assert!(migrate(&url).contains("locked by another program"));
    });
}

#[test]
fn a_file_that_is_not_there_is_not_made_by_whoever_only_reads() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.db");
    let url = format!("sqlite://{}", path.display());
    let said = failed(casefinder(&["audit", "check", "--database", &url]), 2);
    assert!(said.contains("no such database file") && !path.exists(), "{said}");
    // A file that is there and empty is none of ours.
    std::fs::write(&path, "").unwrap();
    let said = failed(casefinder(&["audit", "check", "--database", &url]), 14);
    assert!(said.contains("casefinder migrate") && !said.contains("code 1"), "{said}");
}

#[test]
fn a_server_says_what_is_in_the_way() {
    let database = postgres();
    let said = failed(casefinder(&["audit", "check", "--database", &database.url]), 14);
    assert!(said.contains("lacks tables") && said.contains("casefinder migrate"), "{said}");
    let (server, _) = database.url.rsplit_once('/').unwrap();
    let said = migrate(&format!("{server}/no_such_database"));
    assert!(said.contains("no database of that name") && !said.contains("no_such"), "{said}");
    let stranger = database.url.replacen("casefinder@", "stranger:secret@", 1);
    assert_ne!(stranger, database.url);
    let said = migrate(&stranger);
    assert!(said.contains("no such user") && !said.contains("secret"), "{said}");
    let said = migrate("postgres://casefinder:secret@127.0.0.1:1/casefinder");
    assert!(said.contains("connection refused") && !said.contains("secret"), "{said}");
}

#[test]
fn who_may_not_sign_in_is_told_so() {
    let database = postgres();
    wait(async {
        let db = Db::open(&database.url).await.unwrap();
        execute(&db, "CREATE ROLE visitor NOLOGIN").await;
        db.close().await;
    });
    let said = migrate(&database.url.replacen("casefinder@", "visitor@", 1));
    assert!(said.contains("knows no such user, or lets them in from elsewhere only"), "{said}");
}
