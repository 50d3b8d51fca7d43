//! `casefinder migrate`: the tables of a database, brought up to date.

use crate::cli::database::{Database, wait};
use crate::error::Result;
use crate::store::rebuild;

/// Bring the tables of a database up to date
///
/// `serve`, `score --database` and `user` do so too; this is for doing it apart, before a new version is started.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  casefinder migrate --database sqlite://casefinder.db")]
pub struct Migrate {
    #[command(flatten)]
    database: Database,
    /// Also make anew, from the log of events, the tables that lists are read from; stop the server first
    #[arg(long)]
    rebuild: bool,
}

impl Migrate {
    pub(super) fn run(self) -> Result<()> {
        wait(async {
            let db = self.database.open().await?;
            outln!("The tables of the {} database are up to date.", db.kind());
            if self.rebuild {
                let mut tx = db.begin().await?;
                let count = rebuild::everything(&mut tx.conn()).await?;
                tx.commit().await?;
                outln!("{count} cases, plans, meetings, teams and others were made anew from their events.");
            }
            db.close().await;
            Ok(())
        })
    }
}
