//! `/teams/{team}/attendance`.

use crate::access::Care;
use crate::access::rows::AttendanceRow;
use crate::casework::Refusal;
use crate::casework::refusal::require;
use crate::domain::{Day, TeamId};
use crate::web::{Answer, Faults, Problem};
use actix_web::web::{Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A period; both days are in it.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PeriodQuery {
    /// First day; a year before the last when left out.
    pub from: Option<Day>,
    /// Last day; today when left out.
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
    let to = query.to.unwrap_or_else(|| care.today());
    let from = query.from.unwrap_or_else(|| to.plus_days(-365));
    require(from <= to, || Refusal::by("ends_before_start", "the last day is before the first").at("to"))?;
    let (meetings, rows) = care.attendance(id.into_inner(), from, to).await?;
    let line = |AttendanceRow { profession, meetings, present, apologies }: AttendanceRow| ProfessionAttendance {
        profession,
        meetings,
        present,
        apologies,
    };
    Answer::ok(&AttendanceView { from, to, meetings, professions: rows.into_iter().map(line).collect() })
}
