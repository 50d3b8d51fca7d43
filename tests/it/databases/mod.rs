//! Real databases for tests: a file of SQLite, and a PostgreSQL cluster that the test run starts and takes down.

mod postgres;
mod tables;

pub use tables::{execute, rows};

pub use postgres::Cluster;

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

/// An empty database of `cluster`.
pub fn postgres_of(cluster: &Cluster) -> TestDatabase {
    TestDatabase { url: cluster.new_database(), _folder: None }
}

/// Runs `work` on a runtime of its own.
pub fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(work)
}
