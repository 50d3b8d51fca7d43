//! Plans, as a caller may read them.

use crate::access::{Care, Denied};
use crate::casework::counts::{Counts, counts};
use crate::casework::plan::summary::{Around, EmergencySummary, NamedStaff, SummaryPerson};
use crate::casework::plan::{CarePlan, OnRegister, PlanDraft};
use crate::domain::{Day, OdsCode, PersonId, PlanId, Purpose, StaffId};
use crate::store::log::{self, Loaded};
use crate::store::plan::{self, PlanDueRow};
use crate::store::{Conn, StoreFault, person};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

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

    /// The names of members of staff: what a plan's differences call its owners by.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn staff_names(&self, wanted: impl IntoIterator<Item = StaffId>) -> Result<HashMap<StaffId, String>, Denied> {
        let mut names = HashMap::new();
        let mut reader = self.reader().await?;
        let conn = &mut reader.conn();
        for staff in wanted {
            if let Entry::Vacant(place) = names.entry(staff)
                && let Some(name) = plan::staff_name(conn, staff).await?
            {
                place.insert(name);
            }
        }
        Ok(names)
    }

    /// The emergency summary of a person, from the version agreed last.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when no plan was ever agreed, or the person is not the caller's to see.
    pub async fn emergency_summary(&self, who: PersonId) -> Result<EmergencySummary, Denied> {
        let summary = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            self.may_see(conn, who).await?;
            let id = plan::last_agreed(conn, who).await?.ok_or(Denied::NotFound)?;
            let loaded = log::load::<CarePlan>(conn, id).await?.ok_or(Denied::NotFound)?;
            let around = around(conn, who).await?;
            EmergencySummary::of(id, &loaded.state, around, self.today(), self.rules()).ok_or(Denied::NotFound)?
        };
        self.audited(Purpose::DirectCare, "plan.emergency_summary", format!("plan {}", summary.plan), vec![who]).await?;
        Ok(summary)
    }

    /// Whether somebody counts for payment on `day`, and if not, the first rule that fails.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when the person is not the caller's to see.
    pub async fn counts(&self, who: PersonId, day: Day) -> Result<Counts, Denied> {
        let dates = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            self.may_see(conn, who).await?;
            plan::counted_dates(conn, who).await?
        };
        self.audited(Purpose::DirectCare, "counts.read", format!("person {who}"), vec![who]).await?;
        Ok(counts(&dates, day, &self.rules().payment))
    }
}

/// What a summary says besides the plan.
async fn around(conn: &mut Conn<'_>, who: PersonId) -> Result<Around, Denied> {
    let row = plan::around(conn, who).await?.ok_or(Denied::NotFound)?;
    let name = match (row.family_name, row.given_name) {
        (Some(family), Some(given)) => Some(format!("{}, {given}", family.to_uppercase())),
        (family, given) => family.or(given),
    };
    let spaced = |number: String| match (number.get(..3), number.get(3..6), number.get(6..)) {
        (Some(a), Some(b), Some(c)) => format!("{a} {b} {c}"),
        _ => number,
    };
    let person = SummaryPerson {
        id: who,
        name,
        nhs_number: row.nhs_number.map(spaced),
        born_on: row.born_on,
        practice: row.practice.parse().map_err(|_| StoreFault::Other("a practice code cannot be read".into()))?,
    };
    let coordinator = row.coordinator.zip(row.coordinator_name).map(|(id, name)| NamedStaff { id: id.into(), name });
    let accountable_gp = row.accountable_gp.zip(row.accountable_gp_name).map(|(id, name)| NamedStaff { id: id.into(), name });
    Ok(Around { person, coordinator, accountable_gp, start: row.start_day.map(Day::from) })
}
