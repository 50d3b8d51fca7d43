//! Migrations: run twice, half done, and made by a later version.

use crate::databases::{TestDatabase, execute, postgres, rows, sqlite, wait};
use casefinder::error::Fault;
use casefinder::store::Db;

const STEPS: &str = "_sqlx_migrations";

/// The tables of the last step but for the first.
async fn drop_the_rest(db: &Db) {
    execute(db, "DROP TABLE person_condition").await;
    execute(db, "DROP TABLE publication").await;
    execute(db, "DROP TABLE publication_body").await;
    execute(db, "DROP TABLE publication_withheld").await;
}

fn story(database: TestDatabase) {
    wait(async {
        let db = Db::open_current(&database.url).await.unwrap();
        let steps = rows(&db, STEPS).await;
        assert!(steps.len() >= 11, "{steps:?}");
        // Once more, and by several that start at once: nothing changes.
        db.migrate().await.unwrap();
        let (one, other) = tokio::join!(Db::open_current(&database.url), Db::open_current(&database.url));
        one.unwrap().close().await;
        other.unwrap().close().await;
        assert_eq!(rows(&db, STEPS).await, steps);

        // A database of an earlier version is brought up to date; what it holds stays.
        execute(&db, "INSERT INTO gp_code (code, staff) SELECT 'G1', id FROM staff").await;
        execute(&db, "DROP TABLE person_death").await;
        drop_the_rest(&db).await;
        execute(&db, "DELETE FROM _sqlx_migrations WHERE version = 11").await;
        execute(&db, "UPDATE audit_head SET seq = 5").await;
        let head = rows(&db, "audit_head").await;
        db.migrate().await.unwrap();
        assert_eq!((rows(&db, STEPS).await.len(), rows(&db, "person_death").await.len()), (steps.len(), 0));
        assert_eq!(rows(&db, "audit_head").await, head);

        // A step that breaks off leaves nothing of itself, and is done when what was in its way is gone.
        execute(&db, "DELETE FROM _sqlx_migrations WHERE version = 11").await;
        execute(&db, "DROP TABLE person_death").await;
        let fault = db.migrate().await.unwrap_err();
        assert!(
            matches!(&fault, Fault::Database(words) if words.contains("migration 11 failed; nothing of it was kept")),
            "{fault}"
        );
        assert_eq!(rows(&db, STEPS).await.len(), steps.len() - 1);
        drop_the_rest(&db).await;
        db.migrate().await.unwrap();

        // One that was left half done is told, and so is a later version, in words that say what to do.
        execute(&db, "UPDATE _sqlx_migrations SET success = FALSE WHERE version = 11").await;
        told(&db, "migration 11 was left half done; restore the database from a backup").await;
        execute(&db, "UPDATE _sqlx_migrations SET success = TRUE WHERE version = 11").await;
        execute(&db, "UPDATE _sqlx_migrations SET version = 9999 WHERE version = 11").await;
        told(&db, "the database was made by a later version of casefinder; use that version, or another database").await;
        assert_eq!(rows(&db, "person_death").await.len(), 0, "nothing was changed");
        execute(&db, "UPDATE _sqlx_migrations SET version = 11 WHERE version = 9999").await;
        db.migrate().await.unwrap();
        // And one whose text is another.
        execute(
            &db,
            "UPDATE _sqlx_migrations SET checksum = description_of.checksum FROM \
            (SELECT checksum FROM _sqlx_migrations WHERE version = 1) AS description_of WHERE version = 2",
        )
        .await;
        told(&db, "migration 2 of the database is not the one of this version of casefinder; use another database").await;
        db.close().await;
    });
}

async fn told(db: &Db, words: &str) {
    let fault = db.migrate().await.unwrap_err();
    assert!(matches!(&fault, Fault::Database(said) if said == words), "{fault}");
    assert_ne!(fault.exit_code(), 0);
}

#[test]
fn migrations_on_sqlite() {
    story(sqlite());
}

#[test]
fn migrations_on_postgresql() {
    story(postgres());
}
