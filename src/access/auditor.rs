//! Writes reads into the audit trail, many in one commit.
//!
//! A read is answered only when its row is on the disk. One commit for each would make the disk the limit, so rows that arrive while
//! a commit is going on are written together in the next.

use crate::store::audit::{Entry, append};
use crate::store::{Db, StoreFault};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

type Waiting = (Entry, oneshot::Sender<Result<(), StoreFault>>);

/// Most rows in one commit.
const MOST: usize = 256;

/// How long rows are gathered while several people ask at once: each commit costs the disk a write and readers their pages.
const GATHERING: Duration = Duration::from_millis(4);

/// The way to the task that writes.
#[derive(Debug, Clone)]
pub(super) struct Auditor(mpsc::Sender<Waiting>);

impl Auditor {
    /// Starts the task on the present runtime. It ends when the last `Auditor` is gone.
    pub(super) fn start(db: Db) -> Self {
        let (sender, receiver) = mpsc::channel(1024);
        tokio::spawn(write(db, receiver));
        Self(sender)
    }

    /// Records `entry`; comes back when it is on the disk.
    pub(super) async fn record(&self, entry: Entry) -> Result<(), StoreFault> {
        let (sender, done) = oneshot::channel();
        self.0.send((entry, sender)).await.map_err(|_| StoreFault::Unavailable)?;
        done.await.map_err(|_| StoreFault::Unavailable)?
    }
}

async fn write(db: Db, mut waiting: mpsc::Receiver<Waiting>) {
    let (mut batch, mut many) = (Vec::with_capacity(MOST), false);
    while waiting.recv_many(&mut batch, MOST).await > 0 {
        // Whoever asks alone does not wait.
        if many {
            tokio::time::sleep(GATHERING).await;
            while batch.len() < MOST
                && let Ok(another) = waiting.try_recv()
            {
                batch.push(another);
            }
        }
        many = batch.len() > 1;
        let (entries, senders): (Vec<Entry>, Vec<_>) = batch.drain(..).unzip();
        let done = commit(&db, &entries).await;
        for sender in senders {
            // A caller that went away does not wait for the answer.
            let _ = sender.send(done.clone());
        }
    }
}

async fn commit(db: &Db, entries: &[Entry]) -> Result<(), StoreFault> {
    let mut tx = db.begin().await?;
    append(&mut tx.conn(), entries).await?;
    tx.commit().await
}
