//! Meetings, as a caller may read them: members of the team read all of it, others the minutes of people they look after.

use crate::access::{Care, Denied};
use crate::casework::Recorded;
use crate::casework::case::CaseEvent;
use crate::casework::meeting::Meeting;
use crate::domain::{CaseId, Day, MeetingId, PersonId, Purpose, StaffId, TeamId};
use crate::store::log::{self, Loaded};
use crate::store::meeting::agenda::{self, AgendaRow};
use crate::store::meeting::chase::{self, ActionPlace, ActionRow, AttendanceRow};
use crate::store::meeting::{self, MeetingRow, Wanted, pack};
use crate::store::{Conn, person, team};
use std::collections::HashMap;
use uuid::Uuid;

/// What a pack is made of.
pub struct Pack {
    /// The meeting.
    pub meeting: MeetingRow,
    /// Its agenda.
    pub agenda: Vec<AgendaRow>,
    /// The events of each open case.
    pub cases: HashMap<CaseId, Vec<Recorded<CaseEvent>>>,
    /// Names of staff.
    pub names: HashMap<Uuid, String>,
}

impl Care {
    async fn require_member(&self, conn: &mut Conn<'_>, of: TeamId) -> Result<(), Denied> {
        if team::is_member(conn, of, self.me(), self.today()).await? { Ok(()) } else { Err(Denied::NotFound) }
    }

    /// Meetings of the caller's teams, the latest first; one more than the limit when there are more. Nobody is shown.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn meetings(&self, wanted: &Wanted) -> Result<Vec<MeetingRow>, Denied> {
        let rows = {
            let mut reader = self.reader().await?;
            meeting::list(&mut reader.conn(), self.me(), self.today(), wanted).await?
        };
        self.audited(Purpose::DirectCare, "meetings.list", format!("staff {}", self.me()), vec![]).await?;
        Ok(rows)
    }

    /// A meeting, for members of its team.
    ///
    /// # Errors
    /// [`Denied::NotFound`].
    pub async fn meeting(&self, id: MeetingId) -> Result<Loaded<Meeting>, Denied> {
        let loaded = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            let loaded = log::load::<Meeting>(conn, id).await?.ok_or(Denied::NotFound)?;
            self.require_member(conn, loaded.state.team).await?;
            loaded
        };
        let people = loaded.state.items.iter().map(|item| item.person).collect();
        self.audited(Purpose::DirectCare, "meeting.read", format!("meeting {id}"), people).await?;
        Ok(loaded)
    }

    /// The agenda of a meeting, for members of its team: two statements.
    ///
    /// # Errors
    /// [`Denied::NotFound`].
    pub async fn agenda(&self, id: MeetingId) -> Result<(MeetingRow, Vec<AgendaRow>), Denied> {
        let (meeting, rows) = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            let meeting = meeting::one(conn, self.me(), self.today(), id).await?.ok_or(Denied::NotFound)?;
            (meeting, self.agenda_rows(conn, id).await?)
        };
        self.audited(Purpose::DirectCare, "agenda.read", format!("meeting {id}"), people(&rows)).await?;
        Ok((meeting, rows))
    }

    /// The lines of an agenda, with what the runs of their scores call things.
    async fn agenda_rows(&self, conn: &mut Conn<'_>, id: MeetingId) -> Result<Vec<AgendaRow>, Denied> {
        let mut rows = vec![];
        for line in agenda::agenda(conn, id).await? {
            let run = match line.run() {
                Some(run) => Some(self.known_run(conn, run).await?),
                None => None,
            };
            rows.push(line.named(run.as_deref()));
        }
        Ok(rows)
    }

    /// What a pack is made of, for members of the team.
    ///
    /// # Errors
    /// [`Denied::NotFound`].
    pub async fn pack(&self, id: MeetingId) -> Result<Pack, Denied> {
        let pack = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            let meeting = meeting::one(conn, self.me(), self.today(), id).await?.ok_or(Denied::NotFound)?;
            let agenda = self.agenda_rows(conn, id).await?;
            Pack { meeting, agenda, cases: pack::case_events(conn, id).await?, names: pack::names(conn).await? }
        };
        self.audited(Purpose::DirectCare, "pack.read", format!("meeting {id}"), people(&pack.agenda)).await?;
        Ok(pack)
    }

    /// The minutes: all of them for members of the team; for others those of the people they look after.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when nothing is left.
    pub async fn minutes(&self, id: MeetingId) -> Result<Loaded<Meeting>, Denied> {
        let loaded = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            let mut loaded = log::load::<Meeting>(conn, id).await?.ok_or(Denied::NotFound)?;
            let state = &mut loaded.state;
            if !team::is_member(conn, state.team, self.me(), self.today()).await? {
                let mut theirs = vec![];
                for item in std::mem::take(&mut state.items) {
                    if item.minutes.is_some() && person::may_see(conn, self.me(), item.person, self.today()).await? {
                        theirs.push(item);
                    }
                }
                if theirs.is_empty() {
                    return Err(Denied::NotFound);
                }
                state
                    .addenda
                    .retain(|addendum| addendum.person.is_some_and(|whom| theirs.iter().any(|item| item.person == whom)));
                state.items = theirs;
            }
            loaded
        };
        let people = loaded.state.items.iter().map(|item| item.person).collect();
        self.audited(Purpose::DirectCare, "minutes.read", format!("meeting {id}"), people).await?;
        Ok(loaded)
    }

    /// How many meetings of the team were held in the period, and who came to them by profession.
    ///
    /// # Errors
    /// [`Denied::NotFound`] for another team's.
    pub async fn attendance(&self, of: TeamId, from: Day, to: Day) -> Result<(i64, Vec<AttendanceRow>), Denied> {
        let found = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            self.require_member(conn, of).await?;
            chase::attendance(conn, of, from, to).await?
        };
        self.audited(Purpose::DirectCare, "attendance.read", format!("team {of}"), vec![]).await?;
        Ok(found)
    }

    /// The open actions of a team's cases, by owner and the earliest due first; one more than `limit` when there are more.
    ///
    /// # Errors
    /// [`Denied::NotFound`] for another team's.
    pub async fn team_actions(
        &self,
        of: TeamId,
        owner: Option<StaffId>,
        after: Option<ActionPlace>,
        limit: i64,
    ) -> Result<Vec<ActionRow>, Denied> {
        let rows = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            self.require_member(conn, of).await?;
            chase::actions(conn, of, owner, after, limit).await?
        };
        let people = rows.iter().map(|row| row.person).collect();
        self.audited(Purpose::DirectCare, "actions.read", format!("team {of}"), people).await?;
        Ok(rows)
    }
}

fn people(rows: &[AgendaRow]) -> Vec<PersonId> {
    rows.iter().map(|row| row.person).collect()
}
