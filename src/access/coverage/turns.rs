//! Turns: figures are worked out for one question after the other, since each holds everybody in memory for a second or two. Turns come
//! in the order in which they were asked for.

use crate::access::Denied;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long somebody waits for the turn of their question: less than the door gives a request, so that there is time left for the work.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a question takes before there was any, in milliseconds.
const UNKNOWN: u32 = 2_000;

/// Who is next.
pub(in crate::access) struct Turns {
    one: Arc<Semaphore>,
    /// Questions whose turn has not ended.
    waiting: AtomicU32,
    /// What a question took lately, in milliseconds.
    usual: AtomicU32,
    pub(super) patience: Duration,
}

impl Default for Turns {
    fn default() -> Self {
        Self::with(PATIENCE)
    }
}

/// A place in the queue, then the turn itself; given back when dropped.
pub(super) struct Turn<'t> {
    turns: &'t Turns,
    permit: Option<OwnedSemaphorePermit>,
}

impl Turn<'_> {
    /// Remembers what the work of a turn took.
    pub(super) fn took(&self, time: Duration) {
        let took = u32::try_from(time.as_millis()).unwrap_or(u32::MAX);
        let usual = self.turns.usual.load(Ordering::Relaxed);
        // Three parts of what it was, one of the latest: one slow question does not frighten everybody.
        self.turns.usual.store(usual - usual / 4 + took / 4, Ordering::Relaxed);
    }
}

impl Turns {
    pub(super) fn with(patience: Duration) -> Self {
        Self { one: Arc::new(Semaphore::new(1)), waiting: AtomicU32::new(0), usual: AtomicU32::new(UNKNOWN), patience }
    }

    /// Waits for a turn.
    pub(super) async fn take(&self) -> Turn<'_> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let mut turn = Turn { turns: self, permit: None };
        // The semaphore is never closed.
        turn.permit = self.one.clone().acquire_owned().await.ok();
        turn
    }

    /// What is said to somebody for whom it takes too long: when those before them will be done, by what questions took lately.
    pub(super) fn busy(&self) -> Denied {
        let milliseconds = u64::from(self.waiting.load(Ordering::Relaxed)) * u64::from(self.usual.load(Ordering::Relaxed));
        Denied::Busy { seconds: u32::try_from(milliseconds.div_ceil(1000).clamp(1, 120)).unwrap_or(120) }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // The permit goes before the count: nobody is told that there is nobody when there is.
        drop(self.permit.take());
        self.turns.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_waits_is_told_how_long_by_how_many_are_before_them() {
        let turns = Turns::default();
        let seconds = |turns: &Turns| match turns.busy() {
            Denied::Busy { seconds } => seconds,
            other => panic!("{other:?}"),
        };
        let first = turns.take().await;
        assert_eq!(seconds(&turns), 2);
        let mut second = Box::pin(turns.take());
        assert!(tokio::time::timeout(Duration::from_millis(5), &mut second).await.is_err(), "one at a time");
        assert_eq!(seconds(&turns), 4);
        drop(second);
        assert_eq!(seconds(&turns), 2, "who went away is waited for by nobody");
        first.took(Duration::from_secs(10));
        assert_eq!(seconds(&turns), 4, "1.5 s of what it was, 2.5 s of what it took");
        drop(first);
        assert_eq!(seconds(&turns), 1);
    }
}
