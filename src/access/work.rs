//! A change: everything in it happens, with its row in the audit trail, or nothing does.

use crate::access::scope::{ReachedBy, Scope};
use crate::access::{Admin, Caller, Care, Denied};
use crate::casework::organisation::Organisation;
use crate::casework::{Decided, Moment, Rules};
use crate::domain::{OdsCode, OrganisationId, PersonId, Purpose, StaffId, TeamId};
use crate::store::log::{self, Kept, Loaded};
use crate::store::once::{self, Earlier};
use crate::store::{Conn, StoreFault, Tx, audit, person, team};

/// A change being made by a caller whose scope is `S`. Dropped without [`Work::commit`], nothing of it happens.
pub struct Work<'s, S> {
    /// For reads that depend on the kind of scope.
    scope: &'s Scope,
    kind: std::marker::PhantomData<S>,
    tx: Tx,
    at: Moment,
    action: &'static str,
    purpose: Purpose,
    subject: String,
    people: Vec<PersonId>,
    why: String,
}

impl<'s, S> Work<'s, S> {
    pub(super) async fn begin(_: &'s S, scope: &'s Scope, action: &'static str, purpose: Purpose) -> Result<Self, Denied> {
        let tx = scope.unit().await?;
        let at = scope.moment();
        Ok(Self {
            scope,
            kind: std::marker::PhantomData,
            tx,
            at,
            action,
            purpose,
            subject: String::new(),
            people: vec![],
            why: String::new(),
        })
    }

    /// Who acts, and when: the same for everything in this change.
    #[must_use]
    pub const fn at(&self) -> &Moment {
        &self.at
    }

    /// Who acts.
    pub(super) fn caller(&self) -> &Caller {
        self.scope.caller()
    }

    pub(super) fn conn(&mut self) -> Conn<'_> {
        self.tx.conn()
    }

    /// Names a reason, where one is asked for.
    pub fn because(&mut self, why: impl Into<String>) {
        self.why = why.into();
    }

    /// Names what is changed: for a change of many things, or where no aggregate is recorded.
    pub(super) fn subject(&mut self, subject: String) {
        self.subject = subject;
    }

    /// The numbers of casework.
    #[must_use]
    pub fn rules(&self) -> &'s Rules {
        self.scope.rules()
    }

    /// Notes that somebody's data is read or changed here.
    pub fn about(&mut self, person: PersonId) {
        if !self.people.contains(&person) {
            self.people.push(person);
        }
    }

    /// Loads an aggregate, whoever it is about: for the configuration that an administrator reaches.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when there is none.
    pub async fn load<A: Kept + ReachedBy<S>>(&mut self, id: A::Id) -> Result<Loaded<A>, Denied> {
        let loaded = log::load::<A>(&mut self.conn(), id).await?.ok_or(Denied::NotFound)?;
        if let Some(person) = loaded.state.person() {
            self.require_person(person).await?;
        }
        Ok(loaded)
    }

    /// Not found, unless the caller has a legitimate relationship with the person; notes the person for the audit trail.
    ///
    /// # Errors
    /// [`Denied::NotFound`].
    pub async fn require_person(&mut self, person: PersonId) -> Result<(), Denied> {
        let (staff, today) = (self.scope.me(), self.at.today);
        let may = person::may_see(&mut self.conn(), staff, person, today).await?;
        self.about(person);
        if may { Ok(()) } else { Err(Denied::NotFound) }
    }

    /// Refuses a change of a version that is no longer the present one, telling what happened since.
    ///
    /// # Errors
    /// [`Denied::Stale`].
    pub async fn require_version<A: Kept>(&mut self, loaded: &Loaded<A>, seen: i64) -> Result<(), Denied> {
        if loaded.version == seen {
            return Ok(());
        }
        self.stale::<A>(loaded.id, seen).await
    }

    /// What happened to an aggregate since the version that was `seen`.
    async fn stale<A: Kept>(&mut self, id: A::Id, seen: i64) -> Result<(), Denied> {
        let history = log::history::<A>(&mut self.conn(), id).await?;
        let name = |event: &serde_json::Value| event.get("type").and_then(|name| name.as_str()).unwrap_or("changed").to_owned();
        let since = history.iter().filter(|happened| happened.version > seen).map(|happened| name(&happened.event)).collect();
        Err(Denied::Stale { current: history.len() as i64, since })
    }

    /// Records what was decided.
    ///
    /// # Errors
    /// The refusal; [`Denied::Stale`] when somebody else was first; or the database's.
    pub async fn record<A: Kept>(&mut self, loaded: &mut Loaded<A>, decided: Decided<A::Event>) -> Result<(), Denied> {
        let facts = decided?;
        let at = self.at;
        if self.subject.is_empty() {
            self.subject = format!("{} {}", A::KIND, loaded.id);
        }
        let before = loaded.version;
        match log::record(&mut self.conn(), loaded, facts, &at).await {
            Err(StoreFault::Raced) => return self.stale::<A>(loaded.id, before).await,
            done => done?,
        }
        if let Some(person) = loaded.state.person() {
            self.about(person);
        }
        Ok(())
    }

    /// The answer that was given to the same request before, if the caller's key is known.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn earlier(&mut self, key: &str) -> Result<Option<Earlier>, Denied> {
        let staff = self.at.author;
        Ok(once::find(&mut self.conn(), staff, key).await?)
    }

    /// Keeps the answer under the caller's key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep(&mut self, key: &str, answer: &Earlier) -> Result<(), Denied> {
        let Moment { author, now, .. } = self.at;
        Ok(once::keep(&mut self.conn(), author, key, answer, now).await?)
    }

    /// Makes it last, with its row in the audit trail.
    ///
    /// # Errors
    /// When the database cannot; then nothing was changed.
    pub async fn commit(mut self) -> Result<(), Denied> {
        let mut entry =
            self.scope.entry(self.purpose, self.action, std::mem::take(&mut self.subject), std::mem::take(&mut self.people));
        entry.why = std::mem::take(&mut self.why);
        audit::append(&mut self.tx.conn(), &[entry]).await?;
        Ok(self.tx.commit().await?)
    }
}

impl Work<'_, Admin> {
    /// The organisation with this code; one that nobody described yet is at version 0.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organisation(&mut self, code: &OdsCode) -> Result<Loaded<Organisation>, Denied> {
        let id = OrganisationId::of(code);
        Ok(log::load(&mut self.conn(), id).await?.unwrap_or_else(|| Loaded::new(id)))
    }
}

impl Work<'_, Care> {
    /// The practice somebody is registered with, when the caller may see them.
    ///
    /// # Errors
    /// [`Denied::NotFound`].
    pub async fn practice_of(&mut self, who: PersonId) -> Result<OdsCode, Denied> {
        self.require_person(who).await?;
        person::practice(&mut self.conn(), who).await?.ok_or(Denied::NotFound)
    }

    /// Whether `staff` is a member of `of` today.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_member(&mut self, of: TeamId, staff: StaffId) -> Result<bool, Denied> {
        let today = self.at.today;
        Ok(team::is_member(&mut self.conn(), of, staff, today).await?)
    }
}
