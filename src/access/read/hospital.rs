//! Hospital stays and events set aside, as a caller may read them.

use crate::access::{Care, Denied};
use crate::casework::Refusal;
use crate::casework::refusal::require;
use crate::casework::stay::{HospitalEvent, SetAside, Stay};
use crate::domain::{Day, OdsCode, PersonId, Purpose, SetAsideId, StayId, TeamId};
use crate::store::log::{self, Loaded};
use crate::store::set_aside::{self, SetAsideRow};
use crate::store::stay::{self, AfterDischargeRow, Among, StayRow, UseRow};
use crate::store::{person, team};

/// Emergency admissions of a practice's people in a period, and their attendances when those were ever brought in.
type Uses = (Vec<UseRow>, Option<Vec<UseRow>>);

impl Care {
    /// A stay.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when there is none, or it is not the caller's to see.
    pub async fn stay(&self, id: StayId) -> Result<Loaded<Stay>, Denied> {
        let loaded = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            let loaded = log::load::<Stay>(conn, id).await?.ok_or(Denied::NotFound)?;
            let who = loaded.state.person.ok_or(Denied::NotFound)?;
            if !person::may_see(conn, self.me(), who, self.today()).await? {
                return Err(Denied::NotFound);
            }
            loaded
        };
        let people = loaded.state.person.into_iter().collect();
        self.audited(Purpose::DirectCare, "stay.read", format!("stay {id}"), people).await?;
        Ok(loaded)
    }

    /// The stays of somebody, the latest first; those entered in error aside.
    ///
    /// # Errors
    /// [`Denied::NotFound`].
    pub async fn stays(&self, who: PersonId) -> Result<Vec<Loaded<Stay>>, Denied> {
        let stays = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            if !person::may_see(conn, self.me(), who, self.today()).await? {
                return Err(Denied::NotFound);
            }
            stay::of_person(conn, who).await?
        };
        self.audited(Purpose::DirectCare, "stays.read", format!("person {who}"), vec![who]).await?;
        Ok(stays)
    }

    /// Not found, unless the caller is a member of the team today.
    pub(in crate::access) async fn require_team(&self, of: TeamId) -> Result<(), Denied> {
        let mut reader = self.reader().await?;
        let member = team::is_member(&mut reader.conn(), of, self.me(), self.today()).await?;
        if member { Ok(()) } else { Err(Denied::NotFound) }
    }

    /// Who of a team's people is in hospital now.
    ///
    /// # Errors
    /// [`Denied::NotFound`] for a team of which the caller is no member.
    pub async fn in_hospital(&self, of: TeamId, after: (Day, StayId), limit: i64) -> Result<Vec<StayRow>, Denied> {
        self.require_team(of).await?;
        let rows = {
            let mut reader = self.reader().await?;
            stay::in_hospital(&mut reader.conn(), of, after, limit).await?
        };
        let people = rows.iter().map(|row| row.person).collect();
        self.audited(Purpose::DirectCare, "in_hospital.read", format!("team {of}"), people).await?;
        Ok(rows)
    }

    /// Discharges and the contacts after them.
    ///
    /// # Errors
    /// [`Denied::NotFound`] for a practice whose list the caller does not see, or a team of which they are no member.
    pub async fn after_discharge(
        &self,
        among: Among,
        as_of: Day,
        after: (Day, StayId),
        limit: i64,
    ) -> Result<Vec<AfterDischargeRow>, Denied> {
        let subject = match &among {
            Among::Practice(code) => {
                self.require_practice(code)?;
                format!("practice {code}")
            }
            Among::Team(of) => {
                self.require_team(*of).await?;
                format!("team {of}")
            }
        };
        let rows = {
            let mut reader = self.reader().await?;
            stay::after_discharge(&mut reader.conn(), &among, as_of, after, limit).await?
        };
        let people = rows.iter().map(|row| row.person).collect();
        self.audited(Purpose::DirectCare, "after_discharge.read", subject, people).await?;
        Ok(rows)
    }

    /// What people on the register and in care homes of a practice had of hospital, from a day to a day.
    ///
    /// # Errors
    /// [`Denied::NotFound`]; `period_reversed`.
    pub async fn hospital_use(&self, practice: OdsCode, from: Day, to: Day) -> Result<Uses, Denied> {
        self.require_practice(&practice)?;
        require(from <= to, || Refusal::by("period_reversed", "the period ends before it begins; swap the days").at("to"))?;
        let found = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            (stay::admissions(conn, &practice, from, to).await?, stay::attendances(conn, &practice, from, to).await?)
        };
        // Counts alone leave: nobody is shown.
        self.audited(Purpose::CaseFinding, "practice_review.read", format!("practice {practice}"), vec![]).await?;
        Ok(found)
    }

    /// Messages that wait for somebody of the practice concerned, or of the hospital that sent them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_aside_waiting(&self, after: SetAsideId, limit: i64) -> Result<Vec<SetAsideRow>, Denied> {
        let rows = {
            let mut reader = self.reader().await?;
            set_aside::waiting(&mut reader.conn(), self.me(), self.today(), after, limit).await?
        };
        self.audited(Purpose::DirectCare, "set_aside.list", format!("staff {}", self.me()), vec![]).await?;
        Ok(rows)
    }

    /// A message set aside, and what it said.
    ///
    /// # Errors
    /// [`Denied::NotFound`].
    pub async fn set_aside(&self, id: SetAsideId) -> Result<(Loaded<SetAside>, HospitalEvent), Denied> {
        let (loaded, message) = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            if !set_aside::may_see(conn, self.me(), self.today(), id).await? {
                return Err(Denied::NotFound);
            }
            let loaded = log::load::<SetAside>(conn, id).await?.ok_or(Denied::NotFound)?;
            (loaded, set_aside::body(conn, id).await?.ok_or(Denied::NotFound)?)
        };
        let people = loaded.state.resolution.as_ref().and_then(|resolution| resolution.person).into_iter().collect();
        self.audited(Purpose::DirectCare, "set_aside.read", format!("set_aside {id}"), people).await?;
        Ok((loaded, message))
    }
}
