//! Teams, as their members and administrators read them.

use crate::access::{Colleague, Denied};
use crate::casework::team::Team;
use crate::domain::{Purpose, Role, StaffId, TeamId};
use crate::store::log::{self, Loaded};
use crate::store::team::{self, TeamRow};

impl Colleague {
    /// Whether every team is theirs to read.
    fn configures(&self) -> bool {
        self.caller().holds(Role::Administrator)
    }

    /// The teams of which the caller is a member today, by name, from after the name of `after`; for an administrator, every one. At most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn teams(&self, after: TeamId, limit: i64) -> Result<Vec<TeamRow>, Denied> {
        let rows = {
            let mut reader = self.reader().await?;
            team::list(&mut reader.conn(), self.today(), self.configures(), self.me(), after, limit).await?
        };
        self.audited(Purpose::Administration, "team.list", "teams".into(), vec![]).await?;
        Ok(rows)
    }

    /// A team, with the names of its members.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when there is none, or the caller is neither a member today nor an administrator.
    pub async fn team(&self, id: TeamId) -> Result<(Loaded<Team>, Vec<(StaffId, String)>), Denied> {
        let found = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            if !self.configures() && !team::is_member(conn, id, self.me(), self.today()).await? {
                return Err(Denied::NotFound);
            }
            let loaded = log::load::<Team>(conn, id).await?.ok_or(Denied::NotFound)?;
            (loaded, team::member_names(conn, id).await?)
        };
        self.audited(Purpose::Administration, "team.read", format!("team {id}"), vec![]).await?;
        Ok(found)
    }
}
