//! What commands that use a database share: its address, and a runtime to wait on.

use crate::error::{Fault, Result};
use crate::store::Db;
use std::future::Future;

/// Which database.
#[derive(Debug, clap::Args)]
pub(super) struct Database {
    /// The database: <sqlite://FILE> (made when absent) or <postgres://USER@HOST/DATABASE>; `CASEFINDER_DATABASE` when left out
    #[arg(long, value_name = "URL", env = "CASEFINDER_DATABASE", hide_env_values = true)]
    database: String,
}

impl Database {
    /// Opens it and brings its tables up to date.
    pub(super) async fn open(&self) -> Result<Db> {
        Db::open_current(&self.database).await
    }

    /// As [`Database::open`], but a file that is not there is an error, where an empty database would give an answer about nobody.
    pub(super) async fn open_existing(&self) -> Result<Db> {
        self.require_there()?;
        self.open().await
    }

    /// Opens it as it is: a file that is not there is not made.
    pub(super) async fn open_as_it_is(&self) -> Result<Db> {
        self.require_there()?;
        Db::open(&self.database).await
    }

    fn require_there(&self) -> Result<()> {
        let address = self.database.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest));
        let file = address.and_then(|rest| rest.split('?').next());
        if file.is_some_and(|file| !file.contains(":memory:") && !std::path::Path::new(file).exists()) {
            return Err(Fault::Usage(
                "there is no such database file; check --database, or publish into it first (`score --database`)".into(),
            ));
        }
        Ok(())
    }
}

/// Runs `work` to its end.
pub(super) fn wait<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Fault::Internal(format!("the program cannot start its threads: {error}")))?;
    runtime.block_on(work)
}
