//! Caseloads, as a caller may read them.

use crate::access::{Care, Denied};
use crate::domain::{Purpose, StaffId, TeamId};
use crate::store::caseload::{self, CaseloadRow};
use crate::store::load::{self, CoordinatorLoadRow};
use crate::store::team;

impl Care {
    /// The open cases of a coordinator: all of the caller's own; of a colleague, those that the caller may see.
    ///
    /// # Errors
    /// [`Denied::NotFound`] for a colleague with whom the caller shares neither a case nor a team.
    pub async fn caseload(&self, coordinator: StaffId) -> Result<Vec<CaseloadRow>, Denied> {
        let rows = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            let rows = caseload::caseload(conn, self.me(), coordinator, self.today()).await?;
            let strangers = rows.is_empty()
                && coordinator != self.me()
                && !caseload::share_a_team(conn, self.me(), coordinator, self.today()).await?;
            if strangers {
                return Err(Denied::NotFound);
            }
            rows
        };
        let people = rows.iter().map(|row| row.person).collect();
        self.audited(Purpose::DirectCare, "caseload.read", format!("staff {coordinator}"), people).await?;
        Ok(rows)
    }

    /// How much the members of a team hold. About staff, so nobody's data is shown.
    ///
    /// # Errors
    /// [`Denied::NotFound`] unless the caller is a member.
    pub async fn capacity(&self, of: TeamId) -> Result<Vec<CoordinatorLoadRow>, Denied> {
        let mut reader = self.reader().await?;
        let conn = &mut reader.conn();
        if !team::is_member(conn, of, self.me(), self.today()).await? {
            return Err(Denied::NotFound);
        }
        let usual = self.rules().assignment.within_range().usual_complexity;
        Ok(load::loads(conn, of, None, self.today(), usual).await?)
    }
}
