//! One person, as whoever has a relationship with them may read it.

use crate::access::{Care, Denied};
use crate::domain::{NhsNumber, PersonId, Purpose};
use crate::store::person::{self, PersonPageRow};
use crate::store::run::{self, RiskRow};

impl Care {
    /// Somebody.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when there is no such person, or the caller has no relationship with them.
    pub async fn person(&self, who: PersonId) -> Result<PersonPageRow, Denied> {
        let found = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            if !person::may_see(conn, self.me(), who, self.today()).await? {
                return Err(Denied::NotFound);
            }
            person::page(conn, who, self.today()).await?.ok_or(Denied::NotFound)?
        };
        self.audited(Purpose::DirectCare, "person.read", format!("person {who}"), vec![who]).await?;
        Ok(found)
    }

    /// The person with this NHS number.
    ///
    /// # Errors
    /// As [`Care::person`]: nobody's number and somebody else's patient are not told apart.
    pub async fn person_by_number(&self, number: NhsNumber) -> Result<PersonPageRow, Denied> {
        let who = {
            let mut reader = self.reader().await?;
            person::by_nhs_number(&mut reader.conn(), number).await?.ok_or(Denied::NotFound)?
        };
        self.person(who).await
    }

    /// Somebody's risk over the runs they were in.
    ///
    /// # Errors
    /// As [`Care::person`]; and for whoever sees people but not the model.
    pub async fn risk_of(&self, who: PersonId) -> Result<Vec<RiskRow>, Denied> {
        let rows = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            if !person::may_see(conn, self.me(), who, self.today()).await? {
                return Err(Denied::NotFound);
            }
            run::of_person(conn, who).await?
        };
        self.audited(Purpose::CaseFinding, "risk.read", format!("person {who}"), vec![who]).await?;
        Ok(rows)
    }
}
