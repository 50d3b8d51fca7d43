//! Cases, as a caller may read them.

use crate::access::{Care, Denied};
use crate::casework::case::Case;
use crate::domain::{CaseId, Purpose};
use crate::store::case::{self, CaseloadRow};
use crate::store::log::{self, Loaded};
use crate::store::person;

impl Care {
    /// A case.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when there is none, or it is not the caller's to see.
    pub async fn case(&self, id: CaseId) -> Result<Loaded<Case>, Denied> {
        let loaded = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            let loaded = log::load::<Case>(conn, id).await?.ok_or(Denied::NotFound)?;
            let who = loaded.state.person.ok_or(Denied::NotFound)?;
            if !person::may_see(conn, self.me(), who, self.today()).await? {
                return Err(Denied::NotFound);
            }
            loaded
        };
        let people = loaded.state.person.into_iter().collect();
        self.audited(Purpose::DirectCare, "case.read", format!("case {id}"), people).await?;
        Ok(loaded)
    }

    /// The caller's own caseload.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn caseload(&self) -> Result<Vec<CaseloadRow>, Denied> {
        let rows = {
            let mut reader = self.reader().await?;
            case::caseload(&mut reader.conn(), self.me()).await?
        };
        let people = rows.iter().map(|row| row.person).collect();
        self.audited(Purpose::DirectCare, "caseload.read", format!("staff {}", self.me()), people).await?;
        Ok(rows)
    }
}
