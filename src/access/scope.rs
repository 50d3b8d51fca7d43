//! What kind of caller it is, as a type.

use crate::access::{Access, Caller, Denied, Work};
use crate::casework::case::Case;
use crate::casework::nomination::Nomination;
use crate::casework::objection::Objections;
use crate::casework::organisation::Organisation;
use crate::casework::plan::CarePlan;
use crate::casework::staff::Staff;
use crate::casework::stay::Stay;
use crate::casework::suitability::Suitability;
use crate::casework::team::Team;
use crate::casework::{Moment, Rules};
use crate::domain::{Day, OdsCode, PersonId, Purpose, StaffId};
use crate::store::Reader;
use crate::store::audit::Entry;
use std::ops::Deref;
use std::sync::Arc;

/// What every scope has: who calls, and the way to the database, for this room alone.
pub struct Scope {
    access: Access,
    caller: Arc<Caller>,
}

/// Somebody who looks after people: sees those they have a legitimate relationship with.
pub struct Care(pub(super) Scope);

/// An administrator: accounts, teams, organisations; no person.
pub struct Admin(pub(super) Scope);

/// A hospital's sender of events: it sends, and sees nothing.
pub struct Feed(pub(super) Scope);

/// Anybody who holds a role: reads teams, names of colleagues, organisations and runs; no person.
pub struct Colleague(pub(super) Scope);

/// Which aggregates a kind of caller can change at all.
pub trait ReachedBy<S> {}
impl ReachedBy<Care> for Case {}
impl ReachedBy<Care> for CarePlan {}
impl ReachedBy<Care> for Nomination {}
impl ReachedBy<Care> for Suitability {}
impl ReachedBy<Care> for Objections {}
impl ReachedBy<Care> for Stay {}
impl ReachedBy<Admin> for Staff {}
impl ReachedBy<Admin> for Team {}
impl ReachedBy<Admin> for Organisation {}

impl Deref for Care {
    type Target = Scope;
    fn deref(&self) -> &Scope {
        &self.0
    }
}

impl Deref for Admin {
    type Target = Scope;
    fn deref(&self) -> &Scope {
        &self.0
    }
}

impl Deref for Feed {
    type Target = Scope;
    fn deref(&self) -> &Scope {
        &self.0
    }
}

impl Deref for Colleague {
    type Target = Scope;
    fn deref(&self) -> &Scope {
        &self.0
    }
}

impl Scope {
    pub(super) fn new(access: Access, caller: Arc<Caller>) -> Self {
        Self { access, caller }
    }

    /// Who calls.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// Who calls.
    #[must_use]
    pub fn me(&self) -> StaffId {
        self.caller.staff
    }

    /// The civil date.
    #[must_use]
    pub fn today(&self) -> Day {
        self.access.clock().today()
    }

    /// This moment.
    #[must_use]
    pub fn moment(&self) -> Moment {
        self.access.clock().moment(self.caller.staff)
    }

    /// The numbers of casework.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        self.access.rules()
    }

    pub(super) fn access(&self) -> &Access {
        &self.access
    }

    pub(super) async fn reader(&self) -> Result<Reader, Denied> {
        Ok(self.access.db().read().await?)
    }

    pub(super) async fn unit(&self) -> Result<crate::store::Tx, Denied> {
        Ok(self.access.db().begin().await?)
    }

    pub(super) fn entry(&self, purpose: Purpose, action: &'static str, subject: String, people: Vec<PersonId>) -> Entry {
        Entry {
            at: self.access.clock().now(),
            staff: Some(self.caller.staff),
            roles: self.caller.roles.iter().map(|held| held.role).collect(),
            purpose,
            action,
            subject,
            people,
            why: String::new(),
        }
    }

    /// Puts a read into the audit trail; comes back when it is on the disk.
    pub(super) async fn audited(
        &self,
        purpose: Purpose,
        action: &'static str,
        subject: String,
        people: Vec<PersonId>,
    ) -> Result<(), Denied> {
        let entry = self.entry(purpose, action, subject, people);
        Ok(self.access.auditor().record(entry).await?)
    }
}

impl Care {
    /// Begins a change.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn begin(&self, action: &'static str) -> Result<Work<'_, Self>, Denied> {
        Work::begin(self, &self.0, action, Purpose::DirectCare).await
    }

    /// Not found, unless the caller sees the list of `practice`.
    ///
    /// # Errors
    /// [`Denied::NotFound`].
    pub fn require_practice(&self, practice: &OdsCode) -> Result<(), Denied> {
        if self.caller().at_practice(practice) { Ok(()) } else { Err(Denied::NotFound) }
    }
}

impl Admin {
    /// Begins a change.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn begin(&self, action: &'static str) -> Result<Work<'_, Self>, Denied> {
        Work::begin(self, &self.0, action, Purpose::Administration).await
    }
}

impl Colleague {
    /// The definitions of measures.
    #[must_use]
    pub fn definitions(&self) -> &crate::measures::Definitions {
        self.access.definitions()
    }
}

impl Feed {
    /// Begins a change.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn begin(&self, action: &'static str) -> Result<Work<'_, Self>, Denied> {
        Work::begin(self, &self.0, action, Purpose::DirectCare).await
    }
}
