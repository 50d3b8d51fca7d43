//! Published runs: about everybody and nobody.

use crate::access::{Denied, Scope};
use crate::domain::{Role, RunId};
use crate::store::Conn;
use crate::store::run::{self, KnownRun, RunRow};
use std::sync::Arc;

/// A tier or a reason for leaving people out: name, rule or words, people.
type Counted = (String, String, i64);

/// A run, as far as the caller may see it. Who is nothing but a commissioner sees no number of people that has not been through
/// disclosure control: no counts, and of the reasons for leaving people out not even which there were.
pub struct RunSeen {
    /// The run.
    pub run: RunRow,
    /// People scored; `None` when withheld.
    pub scored: Option<i64>,
}

/// A tier, as far as the caller may see it.
pub struct TierSeen {
    /// Name.
    pub name: String,
    /// Its rule, as JSON, and the people in it; `None` when withheld: a rule can be a number of people, too.
    pub counted: Option<(String, i64)>,
}

impl Scope {
    fn sees_counts(&self) -> bool {
        !self.caller().holds_only(Role::Commissioner)
    }

    fn seen(&self, run: RunRow) -> RunSeen {
        RunSeen { scored: self.sees_counts().then_some(run.scored), run }
    }

    /// Published runs, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn runs(&self, before: Option<RunId>, limit: i64) -> Result<Vec<RunSeen>, Denied> {
        let mut reader = self.reader().await?;
        let runs = run::list(&mut reader.conn(), before, limit).await?;
        Ok(runs.into_iter().map(|run| self.seen(run)).collect())
    }

    /// A run, its tiers, and whom it left out.
    ///
    /// # Errors
    /// [`Denied::NotFound`].
    pub async fn run(&self, id: RunId) -> Result<(RunSeen, Vec<TierSeen>, Vec<Counted>), Denied> {
        let mut reader = self.reader().await?;
        let conn = &mut reader.conn();
        let found = run::one(conn, id).await?.ok_or(Denied::NotFound)?;
        let tiers = run::tiers(conn, id).await?.into_iter();
        let seen = |(name, rule, people)| TierSeen { name, counted: self.sees_counts().then_some((rule, people)) };
        let tiers = tiers.map(seen).collect();
        let left_out = if self.sees_counts() { run::left_out(conn, id).await? } else { vec![] };
        Ok((self.seen(found), tiers, left_out))
    }

    /// A run that scores are of: read once, then remembered.
    pub(super) async fn known_run(&self, conn: &mut Conn<'_>, id: RunId) -> Result<Arc<KnownRun>, Denied> {
        if let Some(run) = self.access().remembered_run(id) {
            return Ok(run);
        }
        Ok(self.access().remember_run(run::known(conn, id).await?))
    }
}
