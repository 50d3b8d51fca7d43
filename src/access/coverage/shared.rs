//! One question, asked by several at once, is worked out once.
//!
//! Those who ask are gathered until the turn of their question comes; whoever asks after that is of the next time. So nobody is
//! answered from what was known before they asked, and a hundred who ask the same wait for two answers at most. The work goes on when
//! some of them go away, and is not begun when all have.

use super::turns::Turns;
use crate::access::Denied;
use crate::store::StoreFault;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::oneshot;

/// Somebody who waits: with what they bring to the work.
struct Asker<A, T> {
    brings: A,
    begun: oneshot::Sender<()>,
    done: oneshot::Sender<Result<Arc<T>, StoreFault>>,
}

type Gathered<K, A, T> = Mutex<HashMap<K, Vec<Asker<A, T>>>>;

/// Questions by `K`, to whose answer `T` each who asks brings an `A`.
pub(in crate::access) struct Shared<K, A, T>(Arc<Gathered<K, A, T>>);

impl<K, A, T> Default for Shared<K, A, T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K, A, T> Shared<K, A, T>
where
    K: Eq + Hash + Clone + Send + 'static,
    A: Send + 'static,
    T: Send + Sync + 'static,
{
    /// The answer to `question`, by `work`, which gets what everybody brings who is answered by it.
    ///
    /// # Errors
    /// [`Denied::Busy`] when the turn does not come in time; what `work` says.
    pub(in crate::access) async fn ask<F>(
        &self,
        turns: &Arc<Turns>,
        question: K,
        brings: A,
        work: impl FnOnce(Vec<A>) -> F + Send + 'static,
    ) -> Result<Arc<T>, Denied>
    where
        F: Future<Output = Result<T, StoreFault>> + Send + 'static,
    {
        let (begun, has_begun) = oneshot::channel();
        let (done, answer) = oneshot::channel();
        if self.gather(&question, Asker { brings, begun, done }) {
            let (gathering, turns) = (Gathering { of: self.0.clone(), question: Some(question) }, turns.clone());
            tokio::spawn(async move {
                let turn = turns.take().await;
                let (brought, waiting) = still_there(gathering.end());
                if waiting.is_empty() {
                    return;
                }
                let since = Instant::now();
                let answer = work(brought).await.map(Arc::new);
                turn.took(since.elapsed());
                for done in waiting {
                    let _ = done.send(answer.clone());
                }
            });
        }
        match tokio::time::timeout(turns.patience, has_begun).await {
            Err(_) => Err(turns.busy()),
            Ok(_) => Ok(answer.await.map_err(|_| StoreFault::Unavailable)??),
        }
    }

    /// Whether they are the first to ask.
    fn gather(&self, question: &K, asker: Asker<A, T>) -> bool {
        let mut gathered = lock(&self.0);
        let askers = gathered.entry(question.clone()).or_default();
        askers.push(asker);
        askers.len() == 1
    }
}

/// Those who wait for the turn of a question. Nobody goes on waiting when it is dropped before.
struct Gathering<K: Eq + Hash, A, T> {
    of: Arc<Gathered<K, A, T>>,
    question: Option<K>,
}

impl<K: Eq + Hash, A, T> Gathering<K, A, T> {
    /// Those who have come; whoever asks from now on is of the next time.
    fn end(mut self) -> Vec<Asker<A, T>> {
        self.take()
    }

    fn take(&mut self) -> Vec<Asker<A, T>> {
        self.question.take().and_then(|question| lock(&self.of).remove(&question)).unwrap_or_default()
    }
}

impl<K: Eq + Hash, A, T> Drop for Gathering<K, A, T> {
    fn drop(&mut self) {
        drop(self.take());
    }
}

fn lock<K, A, T>(gathered: &Gathered<K, A, T>) -> std::sync::MutexGuard<'_, HashMap<K, Vec<Asker<A, T>>>> {
    gathered.lock().unwrap_or_else(PoisonError::into_inner)
}

type Answers<T> = Vec<oneshot::Sender<Result<Arc<T>, StoreFault>>>;

/// Tells those who did not go away that it begins.
fn still_there<A, T>(askers: Vec<Asker<A, T>>) -> (Vec<A>, Answers<T>) {
    askers.into_iter().filter_map(|asker| asker.begun.send(()).is_ok().then_some((asker.brings, asker.done))).unzip()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;
    use tokio::sync::Notify;

    type Letters = Shared<u8, char, String>;

    /// Asks `question`; the answer is the letters of all who are answered together, in order.
    async fn ask(shared: &Letters, turns: &Arc<Turns>, question: u8, letter: char) -> Result<Arc<String>, Denied> {
        shared.ask(turns, question, letter, |letters| async move { Ok(letters.into_iter().collect()) }).await
    }

    #[tokio::test]
    async fn who_asks_before_the_turn_comes_is_answered_together_and_who_asks_after_is_not() {
        let (turns, shared) = (Arc::new(Turns::default()), Letters::default());
        let (go_on, times) = (Arc::new(Notify::new()), Arc::new(AtomicU32::new(0)));
        let slow = shared.ask(&turns, 1, 'a', {
            let (go_on, times) = (go_on.clone(), times.clone());
            move |letters: Vec<char>| async move {
                times.fetch_add(1, Ordering::Relaxed);
                go_on.notified().await;
                Ok(letters.into_iter().collect())
            }
        });
        let later = async {
            while times.load(Ordering::Relaxed) == 0 {
                tokio::task::yield_now().await;
            }
            let all = async {
                tokio::join!(ask(&shared, &turns, 1, 'b'), ask(&shared, &turns, 2, 'c'), ask(&shared, &turns, 1, 'd'), async {
                    go_on.notify_one();
                })
            };
            all.await
        };
        let (first, (b, c, d, ())) = tokio::join!(slow, later);
        assert_eq!(*first.unwrap(), "a", "it had begun");
        assert_eq!((b.unwrap().as_str(), c.unwrap().as_str(), d.unwrap().as_str()), ("bd", "c", "bd"));
        assert!(lock(&shared.0).is_empty());
    }

    #[tokio::test]
    async fn who_waits_too_long_is_told_so_and_brings_nothing() {
        let (turns, shared) = (Arc::new(Turns::with(Duration::from_millis(20))), Letters::default());
        let held = turns.take().await;
        assert_eq!(ask(&shared, &turns, 1, 'a').await, Err(Denied::Busy { seconds: 4 }));
        let second = ask(&shared, &turns, 1, 'b');
        let (second, ()) = tokio::join!(second, async { drop(held) });
        assert_eq!(second.unwrap().as_str(), "b");
    }

    #[test]
    fn who_waits_for_work_that_was_dropped_before_its_turn_is_told_so() {
        let (turns, shared) = (Arc::new(Turns::default()), Letters::default());
        let runtime = || tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let (first, second) = (runtime(), runtime());
        let held = first.block_on(turns.take());
        // The first asker starts the work, and does not wait for it; then what runs it ends.
        let asked = first.block_on(async { tokio::time::timeout(Duration::from_millis(5), ask(&shared, &turns, 1, 'a')).await });
        assert!(asked.is_err());
        drop(first);
        assert!(lock(&shared.0).is_empty());
        drop(held);
        assert_eq!(second.block_on(ask(&shared, &turns, 1, 'b')).unwrap().as_str(), "b");
    }

    #[tokio::test]
    async fn work_that_fails_fails_for_all_and_work_that_breaks_off_is_no_end() {
        let (turns, shared) = (Arc::new(Turns::default()), Letters::default());
        let failed = shared.ask(&turns, 1, 'a', |_| async { Err(StoreFault::Full) }).await;
        assert_eq!(failed, Err(Denied::Store(StoreFault::Full)));
        let broken = shared.ask(&turns, 1, 'a', |letters| async move { Ok(letters[7].to_string()) }).await;
        assert_eq!(broken, Err(Denied::Store(StoreFault::Unavailable)));
        assert_eq!(ask(&shared, &turns, 1, 'b').await.unwrap().as_str(), "b");
    }
}
