//! Organisations: public facts, for every role.

use crate::access::{Denied, Scope};
use crate::casework::organisation::Organisation;
use crate::domain::{OdsCode, OrganisationId};
use crate::store::log::{self, Happened, Loaded};
use crate::store::organisation::{self, OrganisationRow};

impl Scope {
    /// Organisations after a code; of a kind, belonging to a parent, where these are not empty.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organisations(&self, after: &str, kind: &str, parent: &str, limit: i64) -> Result<Vec<OrganisationRow>, Denied> {
        let mut reader = self.reader().await?;
        Ok(organisation::list(&mut reader.conn(), after, kind, parent, limit).await?)
    }

    /// An organisation, and what happened to it.
    ///
    /// # Errors
    /// [`Denied::NotFound`].
    pub async fn organisation(&self, code: &OdsCode) -> Result<(Loaded<Organisation>, Vec<Happened>), Denied> {
        let mut reader = self.reader().await?;
        let conn = &mut reader.conn();
        let id = OrganisationId::of(code);
        let found = log::load::<Organisation>(conn, id).await?.ok_or(Denied::NotFound)?;
        Ok((found, log::history::<Organisation>(conn, id).await?))
    }
}
