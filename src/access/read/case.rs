//! Cases, as a caller may read them.

use crate::access::{Care, Denied};
use crate::casework::Recorded;
use crate::casework::case::{Case, CaseEvent, staff_named};
use crate::casework::refusal::not_in_future;
use crate::domain::{CaseId, Day, PersonId, Purpose, StaffId};
use crate::store::case::{self, CaseFilter, CaseRow};
use crate::store::log::{self, Loaded};
use crate::store::register::{self, RegisterName, WhichRegister};
use crate::store::{Conn, person};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The history of a case, and the names of the staff in it.
pub struct CaseHistory {
    /// What happened, in the order in which it was recorded.
    pub events: Vec<Recorded<CaseEvent>>,
    /// Names.
    pub staff: BTreeMap<StaffId, String>,
}

impl Care {
    /// A case.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when there is none, or it is not the caller's to see.
    pub async fn case(&self, id: CaseId) -> Result<Loaded<Case>, Denied> {
        self.case_as(id, None, None).await
    }

    /// A case as it was on a day, and as it was known at an instant; left out, as it is and as it is known now.
    ///
    /// # Errors
    /// As [`Care::case`], also when the case had not started, or was not known; `in_the_future`.
    pub async fn case_as(&self, id: CaseId, as_of: Option<Day>, known_at: Option<DateTime<Utc>>) -> Result<Loaded<Case>, Denied> {
        if let Some(day) = as_of {
            not_in_future(day, self.today(), "as_of")?;
        }
        let (loaded, who) = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            let loaded = match known_at {
                None => log::load::<Case>(conn, id).await?,
                Some(known_at) => log::load_as_known::<Case>(conn, id, known_at).await?,
            };
            let mut loaded = loaded.ok_or(Denied::NotFound)?;
            let who = self.require_seen(conn, &loaded.state).await?;
            if let Some(day) = as_of {
                loaded.state = loaded.state.as_of(day).ok_or(Denied::NotFound)?;
            }
            (loaded, who)
        };
        self.audited(Purpose::DirectCare, "case.read", format!("case {id}"), vec![who]).await?;
        Ok(loaded)
    }

    async fn require_seen(&self, conn: &mut Conn<'_>, case: &Case) -> Result<PersonId, Denied> {
        let who = case.person.ok_or(Denied::NotFound)?;
        let may = person::may_see(conn, self.me(), who, self.today()).await?;
        may.then_some(who).ok_or(Denied::NotFound)
    }

    /// What happened to a case.
    ///
    /// # Errors
    /// As [`Care::case`].
    pub async fn case_history(&self, id: CaseId) -> Result<CaseHistory, Denied> {
        let (history, who) = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            let events = log::events::<Case>(conn, id).await?;
            let who = self.require_seen(conn, &crate::casework::event::fold(&events)).await?;
            let mut staff = BTreeMap::new();
            for id in events.iter().flat_map(|event| [Some(event.author), staff_named(&event.event)]).flatten() {
                if let Entry::Vacant(place) = staff.entry(id) {
                    place.insert(case::staff_name(conn, id).await?.unwrap_or_default());
                }
            }
            (CaseHistory { events, staff }, who)
        };
        self.audited(Purpose::DirectCare, "case.history", format!("case {id}"), vec![who]).await?;
        Ok(history)
    }

    /// The cases that the caller may see, one more than the limit.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cases(&self, wanted: &CaseFilter) -> Result<Vec<CaseRow>, Denied> {
        let rows = {
            let mut reader = self.reader().await?;
            case::list(&mut reader.conn(), self.me(), self.today(), wanted).await?
        };
        let people = rows.iter().take(wanted.limit as usize).map(|row| row.person).collect();
        self.audited(Purpose::DirectCare, "case.list", "cases".into(), people).await?;
        Ok(rows)
    }

    /// The cases by which somebody was on a practice's register, one more than the limit, with who they are about.
    ///
    /// # Errors
    /// [`Denied::NotFound`] unless the caller sees the practice's list; `in_the_future`.
    pub async fn register(&self, which: &WhichRegister) -> Result<Vec<(Loaded<Case>, RegisterName)>, Denied> {
        self.require_practice(&which.practice)?;
        not_in_future(which.as_of, self.today(), "as_of")?;
        let cases = {
            let mut reader = self.reader().await?;
            register::register(&mut reader.conn(), which, self.me(), self.today()).await?
        };
        let people = cases.iter().take(which.limit as usize).filter_map(|(case, _)| case.state.person).collect();
        self.audited(Purpose::DirectCare, "register.read", format!("practice {}", which.practice), people).await?;
        Ok(cases)
    }
}
