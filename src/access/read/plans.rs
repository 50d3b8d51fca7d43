//! Plans, as a caller may read them.

use crate::access::{Care, Denied};
use crate::casework::plan::{CarePlan, OnRegister, PlanDraft};
use crate::domain::{Day, OdsCode, PersonId, PlanId, Purpose};
use crate::store::log::{self, Loaded};
use crate::store::plan::{self, PlanDueRow};
use crate::store::{Conn, person};
use chrono::{DateTime, Utc};

impl Care {
    async fn may_see(&self, conn: &mut Conn<'_>, who: PersonId) -> Result<(), Denied> {
        let may = person::may_see(conn, self.me(), who, self.today()).await?;
        if may { Ok(()) } else { Err(Denied::NotFound) }
    }

    async fn plan_for(
        &self,
        conn: &mut Conn<'_>,
        id: PlanId,
        known_at: Option<DateTime<Utc>>,
    ) -> Result<Loaded<CarePlan>, Denied> {
        let loaded = match known_at {
            Some(instant) => log::load_as_known::<CarePlan>(conn, id, instant).await?,
            None => log::load::<CarePlan>(conn, id).await?,
        };
        let loaded = loaded.ok_or(Denied::NotFound)?;
        self.may_see(conn, loaded.state.person.ok_or(Denied::NotFound)?).await?;
        Ok(loaded)
    }

    /// A plan, as known now or at an instant.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when there is none, or it is not the caller's to see.
    pub async fn plan(&self, id: PlanId, known_at: Option<DateTime<Utc>>) -> Result<Loaded<CarePlan>, Denied> {
        let loaded = {
            let mut reader = self.reader().await?;
            self.plan_for(&mut reader.conn(), id, known_at).await?
        };
        let people = loaded.state.person.into_iter().collect();
        self.audited(Purpose::DirectCare, "plan.read", format!("plan {id}"), people).await?;
        Ok(loaded)
    }

    /// The draft of a plan.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when the plan is not there or not the caller's to see, or no draft is open.
    pub async fn plan_draft(&self, id: PlanId) -> Result<PlanDraft, Denied> {
        let (draft, people) = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            let loaded = self.plan_for(conn, id, None).await?;
            loaded.state.open_draft().ok_or(Denied::NotFound)?;
            let draft = plan::draft(conn, id).await?.ok_or(Denied::NotFound)?;
            (draft, loaded.state.person.into_iter().collect())
        };
        self.audited(Purpose::DirectCare, "plan.read_draft", format!("plan {id}"), people).await?;
        Ok(draft)
    }

    /// The current plan of a person, and their present time on the register.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when there is none, or the person is not the caller's to see.
    pub async fn plan_of(&self, who: PersonId) -> Result<(Loaded<CarePlan>, Option<OnRegister>), Denied> {
        let (loaded, register) = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            self.may_see(conn, who).await?;
            let id = plan::current(conn, who).await?.ok_or(Denied::NotFound)?;
            let loaded = log::load::<CarePlan>(conn, id).await?.ok_or(Denied::NotFound)?;
            (loaded, plan::on_register(conn, who).await?)
        };
        self.audited(Purpose::DirectCare, "plan.read", format!("plan {}", loaded.id), vec![who]).await?;
        Ok((loaded, register))
    }

    /// People of a practice on the register on `day` without a plan agreed or declined since their start: those after
    /// `(start, person)`.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when the caller does not see the practice's list.
    pub async fn plans_due(
        &self,
        practice: &OdsCode,
        day: Day,
        after: Option<(Day, PersonId)>,
        most: i64,
    ) -> Result<Vec<PlanDueRow>, Denied> {
        self.require_practice(practice)?;
        let rows = {
            let mut reader = self.reader().await?;
            let after = after.unwrap_or((Day::of(1, 1, 1), PersonId::default()));
            plan::plans_due(&mut reader.conn(), practice, day, after, most).await?
        };
        let people = rows.iter().map(|row| row.person).collect();
        self.audited(Purpose::DirectCare, "plans_due.read", format!("practice {practice}"), people).await?;
        Ok(rows)
    }
}
