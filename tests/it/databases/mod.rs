//! Real databases for tests: a file of SQLite, and a PostgreSQL cluster that the test run starts and takes down.

mod postgres;
mod tables;

pub use tables::{execute, rows};

use casefinder::store::Db;
use std::future::Future;
use tempfile::TempDir;

/// A database that is gone when the test ends.
pub struct TestDatabase {
    /// Its address.
    pub url: String,
    _folder: Option<TempDir>,
}

/// An empty SQLite file.
pub fn sqlite() -> TestDatabase {
    let folder = tempfile::tempdir().unwrap();
    TestDatabase { url: format!("sqlite://{}", folder.path().join("casefinder.db").display()), _folder: Some(folder) }
}

/// An empty PostgreSQL database. Fails, and says how to mend it, where PostgreSQL is not installed.
pub fn postgres() -> TestDatabase {
    TestDatabase { url: postgres::new_database(), _folder: None }
}

/// Runs `story` on a fresh database of either kind, tables made.
pub fn on_both<F: Future<Output = ()>>(story: impl Fn(Db) -> F) {
    for database in [sqlite(), postgres()] {
        wait(async {
            let db = Db::open_current(&database.url).await.unwrap();
            story(db.clone()).await;
            db.close().await;
        });
    }
}

/// Runs `work` on a runtime of its own.
pub fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(work)
}
