//! `/teams/{team}/attendance` and `/teams/{team}/actions`.

use crate::access::Care;
use crate::access::rows::{ActionRow, AttendanceRow};
use crate::casework::Refusal;
use crate::casework::refusal::require;
use crate::domain::{ActionId, CaseId, Day, PersonId, StaffId, TeamId};
use crate::web::page::{Page, PageQuery, page};
use crate::web::query::Query;
use crate::web::{Answer, Faults, Problem, past};
use actix_web::web::Path;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A period; both days are in it.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PeriodQuery {
    /// First day; a year before the last when left out.
    pub from: Option<Day>,
    /// Last day; today when left out. Not in the future.
    pub to: Option<Day>,
}

/// How often a profession came.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProfessionAttendance {
    /// The profession.
    pub profession: String,
    /// Meetings at which at least one of them was present.
    pub meetings: i64,
    /// Times one was present: two at one meeting count twice.
    pub present: i64,
    /// Times one sent apologies.
    pub apologies: i64,
}

/// Attendance of a team's meetings.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttendanceView {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Meetings held and closed in the period.
    pub meetings: i64,
    /// By profession.
    pub professions: Vec<ProfessionAttendance>,
}

/// Who came to a team's meetings, by profession
#[utoipa::path(get, path = "/api/v1/teams/{team}/attendance", tag = "meetings", params(("team" = TeamId, Path), PeriodQuery),
    responses((status = 200, body = AttendanceView), Faults))]
pub async fn attendance(care: Care, id: Path<TeamId>, query: Query<PeriodQuery>) -> Result<Answer, Problem> {
    let to = past::day("to", query.to, care.today())?;
    let from = query.0.from.unwrap_or_else(|| to.plus_days(-365));
    require(from <= to, || Refusal::by("ends_before_start", "the last day is before the first; swap the days").at("to"))
        .map_err(Problem::of_query)?;
    let (meetings, rows) = care.attendance(id.into_inner(), from, to).await?;
    let line = |AttendanceRow { profession, meetings, present, apologies }: AttendanceRow| ProfessionAttendance {
        profession,
        meetings,
        present,
        apologies,
    };
    Answer::ok(&AttendanceView { from, to, meetings, professions: rows.into_iter().map(line).collect() })
}

/// Whose actions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ActionsQuery {
    /// Of this owner.
    pub owner: Option<StaffId>,
    /// How many at most, 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    #[param(max_length = 500)]
    pub after: Option<String>,
}

/// An open action to chase.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActionLine {
    /// The action.
    pub id: ActionId,
    /// The case.
    pub case: CaseId,
    /// Whose case.
    pub person: PersonId,
    /// What is to be done.
    pub what: String,
    /// Who does it.
    pub owner: StaffId,
    /// Their name.
    pub owner_name: String,
    /// When it was agreed.
    pub added_on: Day,
    /// Days since it was agreed, today.
    pub age_days: i32,
    /// By when.
    pub due: Day,
    /// Days past the due date today; 0 when it has not passed.
    pub overdue_days: i32,
}

/// The open actions of a team's cases, by owner, the earliest due first
#[utoipa::path(get, path = "/api/v1/teams/{team}/actions", tag = "meetings", params(("team" = TeamId, Path), ActionsQuery),
    responses((status = 200, body = Page<ActionLine>), Faults))]
pub async fn actions(care: Care, id: Path<TeamId>, query: Query<ActionsQuery>) -> Result<Answer, Problem> {
    let ActionsQuery { owner, limit, after } = query.into_inner();
    let part = PageQuery { limit, after };
    let limit = part.limit()?;
    let rows = care.team_actions(id.into_inner(), owner, part.after()?, limit).await?;
    let Page { items, next } = page(rows, limit, |row| (row.owner_name.clone(), row.due_day, row.id));
    let today = care.today();
    let line = |ActionRow { id, case_id, person, what, owner, owner_name, added_on, due_day }: ActionRow| ActionLine {
        id,
        case: case_id,
        person,
        what,
        owner,
        owner_name,
        added_on,
        age_days: today.days_since(added_on),
        due: due_day,
        overdue_days: today.days_since(due_day).max(0),
    };
    Answer::ok(&Page { items: items.into_iter().map(line).collect(), next })
}
