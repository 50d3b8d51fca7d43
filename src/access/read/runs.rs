//! Published runs: about everybody and nobody.

use crate::access::{Denied, Scope};
use crate::domain::RunId;
use crate::store::run::{self, RunRow};

/// A tier or a reason for leaving people out: name, rule or words, people.
type Counted = (String, String, i64);

impl Scope {
    /// Published runs, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn runs(&self, before: Option<RunId>, limit: i64) -> Result<Vec<RunRow>, Denied> {
        let mut reader = self.reader().await?;
        Ok(run::list(&mut reader.conn(), before, limit).await?)
    }

    /// A run, its tiers, and whom it left out.
    ///
    /// # Errors
    /// [`Denied::NotFound`].
    pub async fn run(&self, id: RunId) -> Result<(RunRow, Vec<Counted>, Vec<Counted>), Denied> {
        let mut reader = self.reader().await?;
        let conn = &mut reader.conn();
        let found = run::one(conn, id).await?.ok_or(Denied::NotFound)?;
        Ok((found, run::tiers(conn, id).await?, run::left_out(conn, id).await?))
    }
}
