//! Staff, as an administrator reads them; and what their leaving ends.

use crate::access::{Admin, Denied, Work};
use crate::domain::{Day, OdsCode, Purpose, StaffId, TeamId};
use crate::store::staff::{self, StaffRow};
use crate::store::token;

impl Admin {
    /// Staff by name with the roles they hold on `day`, from after the name of `after`; those with a role at `organisation`, when one is given.
    /// At most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn staff(
        &self,
        day: Day,
        after: StaffId,
        organisation: Option<&OdsCode>,
        limit: i64,
    ) -> Result<Vec<StaffRow>, Denied> {
        let rows = {
            let mut reader = self.reader().await?;
            staff::list(&mut reader.conn(), day, after, organisation.map_or("", OdsCode::as_str), limit).await?
        };
        self.audited(Purpose::Administration, "staff.list", "staff".into(), vec![]).await?;
        Ok(rows)
    }
}

impl Work<'_, Admin> {
    /// The teams of which somebody is a member without a known end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn teams_of(&mut self, of: StaffId) -> Result<Vec<TeamId>, Denied> {
        Ok(staff::teams_of(&mut self.conn(), of).await?)
    }

    /// Revokes every token of somebody.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_tokens(&mut self, of: StaffId) -> Result<(), Denied> {
        let now = self.at().now;
        Ok(token::revoke_all(&mut self.conn(), of, now).await.map(drop)?)
    }
}
