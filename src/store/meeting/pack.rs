//! The cases of an agenda with all their events: one statement for a whole pack.

use crate::casework::Recorded;
use crate::casework::case::CaseEvent;
use crate::domain::{CaseId, MeetingId};
use crate::store::{Conn, StoreFault};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::types::Json;
use std::collections::HashMap;
use uuid::Uuid;

type Row = (Uuid, NaiveDate, DateTime<Utc>, Uuid, Json<serde_json::Value>);

const EVENTS: &str = "SELECT e.stream, e.happened_on, e.recorded_at, e.author, e.body FROM meeting_item i \
    JOIN case_now c ON c.person = i.person AND c.end_day IS NULL \
    JOIN casework_event e ON e.kind = 'case' AND e.stream = c.id \
    WHERE i.meeting = $1 AND NOT i.removed ORDER BY e.stream, e.version";

/// The events of every open case on the agenda.
///
/// # Errors
/// When the database fails, or holds an event that this version does not know.
pub async fn case_events(
    conn: &mut Conn<'_>,
    meeting: MeetingId,
) -> Result<HashMap<CaseId, Vec<Recorded<CaseEvent>>>, StoreFault> {
    let mut found: HashMap<CaseId, Vec<Recorded<CaseEvent>>> = HashMap::new();
    for (stream, happened_on, recorded_at, author, body) in all!(conn, Row, EVENTS, meeting.uuid())? {
        let event = serde_json::from_value(body.0).map_err(|_| StoreFault::Other("an event of a case is unknown".into()))?;
        let recorded = Recorded { happened_on: happened_on.into(), recorded_at, author: author.into(), event };
        found.entry(stream.into()).or_default().push(recorded);
    }
    Ok(found)
}

const NAMES: &str = "SELECT id, name FROM staff";

/// The names of staff.
///
/// # Errors
/// When the database fails.
pub async fn names(conn: &mut Conn<'_>) -> Result<HashMap<Uuid, String>, StoreFault> {
    Ok(all!(conn, (Uuid, String), NAMES)?.into_iter().collect())
}
