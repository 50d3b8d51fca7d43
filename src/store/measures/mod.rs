//! Everything that measures look at, read at once: half a million people, and all of casework with its history.
//!
//! Two connections read side by side, one the people and the other what happened to them; both see the same instant.

mod events;
mod packed;
mod people;
mod runs;

use crate::domain::Day;
use crate::measures::Ledger;
use crate::store::{Conn, Db, StoreFault, Tx};
use chrono::{DateTime, Utc};
use people::People;

/// What is to be read.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// The latest day that is asked about: who is 75 or over is told by it.
    pub until: Day,
    /// Tiers called high.
    pub high_tiers: &'a [String],
    /// Nothing recorded later is needed; `None`: everything is.
    pub known_until: Option<DateTime<Utc>>,
}

/// Reads the ledger.
///
/// # Errors
/// When the database fails, or holds what this version does not know.
pub async fn load(db: &Db, asked: &Asked<'_>) -> Result<Ledger, StoreFault> {
    let mut ledger = Ledger::default();
    let (mut one, other) = snapshots(db).await?;
    let people = match other {
        Some(mut other) => {
            let (people, happened) = tokio::join!(People::read(&mut one, asked), events::read(&mut other, asked, &mut ledger));
            happened?;
            people?
        }
        None => {
            let people = People::read(&mut one, asked).await?;
            events::read(&mut one, asked, &mut ledger).await?;
            people
        }
    };
    people.fill(&mut ledger);
    Ok(ledger)
}

/// How often two connections are opened anew because something was written between their beginnings.
const TRIES: usize = 5;

/// Two connections that see the same instant; one alone where the database is written to so often that no two do.
async fn snapshots(db: &Db) -> Result<(Tx, Option<Tx>), StoreFault> {
    for _ in 0..TRIES {
        let (mut one, mut other) = (db.snapshot().await?, db.snapshot().await?);
        if written(&mut one.conn()).await? == written(&mut other.conn()).await? {
            return Ok((one, Some(other)));
        }
    }
    Ok((db.snapshot().await?, None))
}

/// How much was written: whatever changes the database says so in the audit trail, in the same transaction.
async fn written(conn: &mut Conn<'_>) -> Result<i64, StoreFault> {
    let head = maybe!(conn, (i64,), "SELECT seq FROM audit_head WHERE one = 1")?;
    Ok(head.map_or(0, |(seq,)| seq))
}
