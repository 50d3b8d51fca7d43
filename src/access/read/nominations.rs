//! Nominations, suitability and objections, as a caller may read them; and what their rules need to know.

use crate::access::{Care, Denied, ReachedBy, Work};
use crate::casework::nomination::{Nomination, Nominee};
use crate::casework::objection::{ObjectionSpan, Objections};
use crate::casework::suitability::Suitability;
use crate::domain::{CaseId, NominationId, PersonId, Purpose};
use crate::store::log::{self, Kept, Loaded};
use crate::store::nomination::{self, NominationFilter, NominationRow};
use crate::store::{objection, person};

impl Care {
    /// A nomination.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when there is none, or the person is not the caller's to see.
    pub async fn nomination(&self, id: NominationId) -> Result<Loaded<Nomination>, Denied> {
        let loaded = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            let loaded = log::load::<Nomination>(conn, id).await?.ok_or(Denied::NotFound)?;
            let who = loaded.state.person.ok_or(Denied::NotFound)?;
            if !person::may_see(conn, self.me(), who, self.today()).await? {
                return Err(Denied::NotFound);
            }
            loaded
        };
        let people = loaded.state.person.into_iter().collect();
        self.audited(Purpose::DirectCare, "nomination.read", format!("nomination {id}"), people).await?;
        Ok(loaded)
    }

    /// The nominations that the caller may see, in the order in which they were made, from after `after`: at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn nominations(
        &self,
        filter: &NominationFilter,
        after: NominationId,
        limit: i64,
    ) -> Result<Vec<NominationRow>, Denied> {
        let rows = {
            let mut reader = self.reader().await?;
            nomination::list(&mut reader.conn(), self.me(), self.today(), filter, after, limit).await?
        };
        let people = rows.iter().map(|row| row.person).collect();
        self.audited(Purpose::DirectCare, "nomination.list", "nominations".into(), people).await?;
        Ok(rows)
    }

    /// What was said of somebody's suitability.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when the person is not the caller's to see.
    pub async fn suitability(&self, who: PersonId) -> Result<Loaded<Suitability>, Denied> {
        let loaded = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            if !person::may_see(conn, self.me(), who, self.today()).await? {
                return Err(Denied::NotFound);
            }
            log::load::<Suitability>(conn, who).await?.unwrap_or_else(|| Loaded::new(who))
        };
        self.audited(Purpose::DirectCare, "suitability.read", format!("person {who}"), vec![who]).await?;
        Ok(loaded)
    }

    /// Somebody's objections: those recorded at the door, and those that came with the extract.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when the person is not the caller's to see.
    pub async fn objections(&self, who: PersonId) -> Result<(Loaded<Objections>, Vec<ObjectionSpan>), Denied> {
        let found = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            if !person::may_see(conn, self.me(), who, self.today()).await? {
                return Err(Denied::NotFound);
            }
            let recorded = log::load::<Objections>(conn, who).await?.unwrap_or_else(|| Loaded::new(who));
            (recorded, objection::published(conn, who).await?)
        };
        self.audited(Purpose::DirectCare, "objections.read", format!("person {who}"), vec![who]).await?;
        Ok(found)
    }
}

impl Work<'_, Care> {
    /// An aggregate that is kept by person, when the caller may see them: as it is, or new.
    ///
    /// # Errors
    /// [`Denied::NotFound`].
    pub async fn load_of_person<A: Kept<Id = PersonId> + ReachedBy<Care>>(&mut self, who: PersonId) -> Result<Loaded<A>, Denied> {
        self.require_person(who).await?;
        Ok(log::load::<A>(&mut self.conn(), who).await?.unwrap_or_else(|| Loaded::new(who)))
    }

    /// What is known of somebody who is put forward, when the caller may see them.
    ///
    /// # Errors
    /// [`Denied::NotFound`].
    pub async fn nominee(&mut self, who: PersonId) -> Result<Nominee, Denied> {
        self.require_person(who).await?;
        let today = self.at().today;
        nomination::nominee(&mut self.conn(), who, today).await?.ok_or(Denied::NotFound)
    }

    /// Whose case it is, if there is such a case.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn case_of(&mut self, case: CaseId) -> Result<Option<PersonId>, Denied> {
        Ok(nomination::case_of(&mut self.conn(), case).await?)
    }

    /// Objections that came with the extract.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn published_objections(&mut self, who: PersonId) -> Result<Vec<ObjectionSpan>, Denied> {
        Ok(objection::published(&mut self.conn(), who).await?)
    }
}
