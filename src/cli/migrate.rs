//! `casefinder migrate`: the tables of a database, brought up to date.

use crate::cli::database::{Database, wait};
use crate::error::Result;

/// Bring the tables of a database up to date
///
/// `serve`, `score --database` and `user` do so too; this is for doing it apart, before a new version is started.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  casefinder migrate --database sqlite://casefinder.db")]
pub struct Migrate {
    #[command(flatten)]
    database: Database,
}

impl Migrate {
    pub(super) fn run(self) -> Result<()> {
        wait(async {
            let db = self.database.open().await?;
            outln!("The tables of the {} database are up to date.", db.kind());
            db.close().await;
            Ok(())
        })
    }
}
