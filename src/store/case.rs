//! Cases: as they are now, for lists and for the rules that the database guards.

use crate::casework::Moment;
use crate::casework::case::Case;
use crate::domain::{CaseId, Day, PersonId, StaffId};
use crate::store::log::{Kept, Loaded};
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;
use uuid::Uuid;

const PUT: &str = "INSERT INTO case_now (id, version, person, practice, team, route, start_day, end_day, end_reason, coordinator, \
    open_actions, first_action_due) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, team = excluded.team, start_day = excluded.start_day, \
    end_day = excluded.end_day, end_reason = excluded.end_reason, coordinator = excluded.coordinator, \
    open_actions = excluded.open_actions, first_action_due = excluded.first_action_due";
const CLEAR_COORDINATORS: &str = "DELETE FROM case_coordinator WHERE case_id = $1";
const ADD_COORDINATOR: &str = "INSERT INTO case_coordinator (case_id, person, place, coordinator, from_day, until_day) \
    VALUES ($1, $2, $3, $4, $5, $6)";

/// The snake-case name under which serde writes a value without fields.
pub(super) fn name(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

impl Kept for Case {
    fn person(&self) -> Option<PersonId> {
        self.person
    }

    async fn project(loaded: &Loaded<Self>, _: &Moment, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
        let case = &loaded.state;
        let (Some(person), Some(practice), Some(start)) = (case.person, case.practice.as_ref(), case.start) else {
            return Ok(());
        };
        run!(
            conn,
            PUT,
            loaded.id.uuid(),
            loaded.version,
            person.uuid(),
            practice.as_str(),
            case.team.uuid(),
            name(case.route),
            NaiveDate::from(start),
            case.ended.as_ref().map(|ended| NaiveDate::from(ended.on)),
            case.ended.as_ref().map(|ended| name(ended.reason)),
            case.coordinator().map(StaffId::uuid),
            case.open_actions().count() as i64,
            case.open_actions().map(|action| NaiveDate::from(action.due)).min(),
        )?;
        run!(conn, CLEAR_COORDINATORS, loaded.id.uuid())?;
        for (place, span) in (1i64..).zip(&case.coordinators) {
            run!(
                conn,
                ADD_COORDINATOR,
                loaded.id.uuid(),
                person.uuid(),
                place,
                span.coordinator.uuid(),
                NaiveDate::from(span.from),
                span.until.map(NaiveDate::from),
            )?;
        }
        Ok(())
    }
}

/// A line of a caseload.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CaseloadRow {
    /// The case.
    #[sqlx(try_from = "Uuid")]
    pub id: CaseId,
    /// Who.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// Start on the register.
    #[sqlx(try_from = "NaiveDate")]
    pub start_day: Day,
    /// Open actions.
    pub open_actions: i64,
    /// The earliest due date among them.
    pub first_action_due: Option<NaiveDate>,
}

const CASELOAD: &str = "SELECT id, person, start_day, open_actions, first_action_due FROM case_now \
    WHERE coordinator = $1 AND end_day IS NULL ORDER BY start_day, id";

/// The open cases of a coordinator.
///
/// # Errors
/// When the database fails.
pub async fn caseload(conn: &mut Conn<'_>, coordinator: StaffId) -> Result<Vec<CaseloadRow>, StoreFault> {
    all!(conn, CaseloadRow, CASELOAD, coordinator.uuid())
}
