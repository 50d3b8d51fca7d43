//! MDT lists, as the members of their teams read them.

use crate::access::{Care, Denied};
use crate::domain::{Day, ListId, Purpose, TeamId};
use crate::store::list::{self, ChangeRow, EntryFilter, EntryRow, ListHeader};
use crate::store::{Reader, team};

impl Care {
    async fn list_of_mine(&self, reader: &mut Reader, id: ListId) -> Result<ListHeader, Denied> {
        let conn = &mut reader.conn();
        let header = list::header(conn, id).await?.ok_or(Denied::NotFound)?;
        let member = team::is_member(conn, header.team, self.me(), self.today()).await?;
        if member { Ok(header) } else { Err(Denied::NotFound) }
    }

    /// The lists of a team, the latest first, from before place `before`: at most `limit`.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when the caller is not a member of the team today.
    pub async fn lists(&self, of: TeamId, before: i64, limit: i64) -> Result<Vec<ListHeader>, Denied> {
        let headers = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            if !team::is_member(conn, of, self.me(), self.today()).await? {
                return Err(Denied::NotFound);
            }
            list::headers(conn, of, before, limit).await?
        };
        self.audited(Purpose::CaseFinding, "list.list", format!("team {of}"), vec![]).await?;
        Ok(headers)
    }

    /// A list and its people from after place `after`, as they stand today: at most `limit`.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when there is none, or the caller is not a member of its team today.
    pub async fn list(
        &self,
        id: ListId,
        after: i64,
        filter: &EntryFilter,
        limit: i64,
    ) -> Result<(ListHeader, Vec<EntryRow>), Denied> {
        let (header, rows) = {
            let mut reader = self.reader().await?;
            let header = self.list_of_mine(&mut reader, id).await?;
            let today = self.today();
            let since: Day = today.plus_days(-i32::from(header.rules.0.declined_within_days));
            let rows = list::entries(&mut reader.conn(), id, after, today, since, filter, limit).await?;
            (header, rows)
        };
        let people = rows.iter().map(|row| row.person).collect();
        self.audited(Purpose::CaseFinding, "list.read", format!("list {id}"), people).await?;
        Ok((header, rows))
    }

    /// What a list changed, from after place `after`: at most `limit`; of one kind, when it is not empty.
    ///
    /// # Errors
    /// As [`Care::list`].
    pub async fn list_changes(
        &self,
        id: ListId,
        after: i64,
        kind: &str,
        limit: i64,
    ) -> Result<(ListHeader, Vec<ChangeRow>), Denied> {
        let (header, rows) = {
            let mut reader = self.reader().await?;
            let header = self.list_of_mine(&mut reader, id).await?;
            let rows = list::changes(&mut reader.conn(), id, after, self.today(), kind, limit).await?;
            (header, rows)
        };
        let people = rows.iter().map(|row| row.person).collect();
        self.audited(Purpose::CaseFinding, "list.changes", format!("list {id}"), people).await?;
        Ok((header, rows))
    }
}
