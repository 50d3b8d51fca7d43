//! The way in: holds the database for the scopes, and lends it to nobody.

use crate::access::auditor::Auditor;
use crate::access::coverage::{Commissioner, Own, Reports, Turns};
use crate::access::{Admin, Caller, Care, Clock, Colleague, Denied, Feed, Scope};
use crate::casework::Rules;
use crate::domain::{Role, RunId};
use crate::measures::Definitions;
use crate::store::Db;
use crate::store::run::KnownRun;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a caller's roles are remembered: the longest that a revoked token or an ended role goes on working.
const REMEMBERED: Duration = Duration::from_secs(2);

/// Runs that are remembered: practices look at the latest, and now and then at one before.
const RUNS: usize = 24;

/// Everything scopes are made from.
#[derive(Clone)]
pub struct Access {
    db: Db,
    parts: Arc<Parts>,
}

/// Callers by the hash of their token, and since when they are remembered.
type Callers = HashMap<[u8; 32], (Instant, Arc<Caller>)>;

struct Parts {
    shared: Db,
    rules: Rules,
    clock: Clock,
    auditor: Auditor,
    callers: Mutex<Callers>,
    runs: Mutex<HashMap<RunId, Arc<KnownRun>>>,
    definitions: Arc<Definitions>,
    turns: Arc<Turns>,
    reports: Reports,
    own: Own,
}

impl Access {
    /// Takes the database over. Starts the audit writer on the present runtime.
    #[must_use]
    pub fn start(db: Db, rules: Rules, clock: Clock) -> Self {
        Self::start_measuring(db, rules, Definitions::built_in(), clock)
    }

    /// As [`Access::start`], with definitions of measures in place of those that come with the program.
    #[must_use]
    pub fn start_measuring(db: Db, rules: Rules, definitions: Arc<Definitions>, clock: Clock) -> Self {
        let auditor = Auditor::start(db.clone());
        let parts = Parts {
            shared: db.clone(),
            rules,
            clock,
            auditor,
            callers: Mutex::default(),
            runs: Mutex::default(),
            definitions,
            turns: Arc::default(),
            reports: Reports::default(),
            own: Own::default(),
        };
        Self { db, parts: Arc::new(parts) }
    }

    /// The same, for one of `threads` threads that each serve callers, with its own way to the database ([`Db::of_a_thread`]).
    #[must_use]
    pub fn of_a_thread(&self, threads: usize) -> Self {
        Self { db: self.db.of_a_thread(threads), parts: self.parts.clone() }
    }

    pub(super) fn db(&self) -> &Db {
        &self.db
    }

    /// The database for what takes long: nobody else on the thread waits for its connections.
    pub(super) fn db_for_long(&self) -> &Db {
        &self.parts.shared
    }

    pub(super) fn auditor(&self) -> &Auditor {
        &self.parts.auditor
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.parts.clock
    }

    /// The numbers of casework.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.parts.rules
    }

    /// The definitions of measures.
    #[must_use]
    pub fn definitions(&self) -> &Arc<Definitions> {
        &self.parts.definitions
    }

    /// Whose turn it is to have figures worked out.
    pub(super) fn turns(&self) -> &Arc<Turns> {
        &self.parts.turns
    }

    /// Reports that several commissioners ask for.
    pub(super) fn reports(&self) -> &Reports {
        &self.parts.reports
    }

    /// Figures that several of a practice or a team ask for.
    pub(super) fn own(&self) -> &Own {
        &self.parts.own
    }

    pub(super) fn remembered(&self, hash: &[u8; 32]) -> Option<Arc<Caller>> {
        let callers = self.parts.callers.lock().unwrap_or_else(PoisonError::into_inner);
        callers.get(hash).filter(|(since, _)| since.elapsed() < REMEMBERED).map(|(_, caller)| caller.clone())
    }

    pub(super) fn remember(&self, hash: [u8; 32], caller: Caller) -> Arc<Caller> {
        let mut callers = self.parts.callers.lock().unwrap_or_else(PoisonError::into_inner);
        callers.retain(|_, (since, _)| since.elapsed() < REMEMBERED);
        let caller = Arc::new(caller);
        callers.insert(hash, (Instant::now(), caller.clone()));
        caller
    }

    pub(super) fn remembered_run(&self, run: RunId) -> Option<Arc<KnownRun>> {
        self.parts.runs.lock().unwrap_or_else(PoisonError::into_inner).get(&run).cloned()
    }

    pub(super) fn remember_run(&self, run: KnownRun) -> Arc<KnownRun> {
        let mut remembered = self.parts.runs.lock().unwrap_or_else(PoisonError::into_inner);
        if remembered.len() >= RUNS {
            remembered.clear();
        }
        let run = Arc::new(run);
        remembered.insert(run.run.id, run.clone());
        run
    }

    /// The scope of somebody who looks after people.
    ///
    /// # Errors
    /// [`Denied::Role`] when no role of theirs does.
    pub fn care(&self, caller: Arc<Caller>) -> Result<Care, Denied> {
        let may = caller.roles.iter().any(|held| held.role.sees_people());
        may.then(|| Care(Scope::new(self.clone(), caller))).ok_or(Denied::Role("this needs a role that looks after people"))
    }

    /// The scope of a commissioner.
    ///
    /// # Errors
    /// [`Denied::Role`] when they are none.
    pub fn commissioner(&self, caller: Arc<Caller>) -> Result<Commissioner, Denied> {
        let may = caller.holds(Role::Commissioner);
        may.then(|| Commissioner(Scope::new(self.clone(), caller))).ok_or(Denied::Role("this needs the role commissioner"))
    }

    /// The scope of an administrator.
    ///
    /// # Errors
    /// [`Denied::Role`] when they are none.
    pub fn admin(&self, caller: Arc<Caller>) -> Result<Admin, Denied> {
        let may = caller.holds(Role::Administrator);
        may.then(|| Admin(Scope::new(self.clone(), caller))).ok_or(Denied::Role("this needs the role administrator"))
    }

    /// The scope of a hospital's sender of events.
    ///
    /// # Errors
    /// [`Denied::Role`] when they are none.
    pub fn feed(&self, caller: Arc<Caller>) -> Result<Feed, Denied> {
        let may = caller.holds(Role::HospitalFeed);
        may.then(|| Feed(Scope::new(self.clone(), caller))).ok_or(Denied::Role("this needs the role hospital_feed"))
    }

    /// The scope of anybody who holds a role.
    ///
    /// # Errors
    /// [`Denied::Role`] when they hold none.
    pub fn colleague(&self, caller: Arc<Caller>) -> Result<Colleague, Denied> {
        let may = !caller.roles.is_empty();
        may.then(|| Colleague(Scope::new(self.clone(), caller))).ok_or(Denied::Role("this needs a role; you hold none today"))
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ready(&self) -> Result<(), Denied> {
        let mut reader = self.db().read().await?;
        crate::store::db::answers(&mut reader.conn()).await?;
        Ok(())
    }

    /// Closes the database, after what is being done; each thread's own connections end with it.
    pub async fn close(&self) {
        self.parts.shared.close().await;
    }
}
