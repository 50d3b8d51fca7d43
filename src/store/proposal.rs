//! Proposals of care coordinators: what they rest on, and the proposals themselves, written once.

use crate::casework::assignment::{CaseVerdict, Known, Knows, Proposal};
use crate::domain::{CaseId, Day, OdsCode, PersonId, ProposalId, StaffId, TeamId};
use crate::store::objection::objects_to_case_management;
use crate::store::{Conn, StoreFault};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use sqlx::types::Json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// An open case of a team.
#[derive(Debug, Clone, FromRow)]
pub struct OpenCaseRow {
    /// The case.
    #[sqlx(try_from = "Uuid")]
    pub id: CaseId,
    /// Its version.
    pub version: i64,
    /// Who.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// The practice they are registered with now.
    pub practice: String,
    /// That practice's network.
    pub pcn: Option<String>,
    /// How they came.
    pub route: String,
    /// Complexity.
    pub complexity: Option<i64>,
    /// The coordinator now.
    pub coordinator: Option<Uuid>,
    /// Whether the person objects to case management: 1, else 0.
    pub objects: i64,
}

const OPEN: &str = concat!(
    "SELECT c.id, c.version, c.person, p.practice, g.pcn, c.route, c.complexity, c.coordinator, CAST(CASE WHEN ",
    objects_to_case_management!("$2"),
    " THEN 1 ELSE 0 END AS BIGINT) AS objects FROM case_now c JOIN person p ON p.id = c.person \
     LEFT JOIN organisation g ON g.code = p.practice WHERE c.team = $1 AND c.end_day IS NULL ORDER BY c.id"
);

/// The open cases of a team, on `day`.
///
/// # Errors
/// When the database fails.
pub async fn open_cases(conn: &mut Conn<'_>, team: TeamId, day: Day) -> Result<Vec<OpenCaseRow>, StoreFault> {
    all!(conn, OpenCaseRow, OPEN, team.uuid(), NaiveDate::from(day))
}

const KNOWN: &str = "SELECT k.person, k.coordinator, 1 FROM case_coordinator k JOIN case_now c ON c.person = k.person \
        WHERE c.team = $1 AND c.end_day IS NULL \
    UNION SELECT v.person, b.staff, 2 FROM plan_contribution b JOIN plan_version v ON v.plan = b.plan AND v.number = b.number \
        JOIN case_now c ON c.person = v.person WHERE c.team = $1 AND c.end_day IS NULL AND b.staff IS NOT NULL \
    UNION SELECT t.person, t.made_by, 3 FROM case_contact t JOIN case_now c ON c.person = t.person \
        WHERE c.team = $1 AND c.end_day IS NULL AND NOT t.in_error";

/// Who knows the people of a team's open cases: earlier coordinators, those who agreed to a plan of theirs, and those who had contact.
///
/// # Errors
/// When the database fails.
pub async fn known(conn: &mut Conn<'_>, team: TeamId) -> Result<BTreeMap<PersonId, Vec<Known>>, StoreFault> {
    let mut known: BTreeMap<PersonId, Vec<Known>> = BTreeMap::new();
    for (person, by, how) in all!(conn, (Uuid, Uuid, i32), KNOWN, team.uuid())? {
        let how = match how {
            1 => Knows::Coordinator,
            2 => Knows::Contributor,
            _ => Knows::Contact,
        };
        known.entry(person.into()).or_default().push(Known { by: by.into(), how });
    }
    Ok(known)
}

const ADD: &str = "INSERT INTO coordinator_proposal (id, team, as_of, made_at, made_by, body) VALUES ($1, $2, $3, $4, $5, $6)";

/// Keeps a proposal.
///
/// # Errors
/// When the database fails.
pub async fn add(
    conn: &mut Conn<'_>,
    id: ProposalId,
    proposal: &Proposal,
    at: DateTime<Utc>,
    by: StaffId,
) -> Result<(), StoreFault> {
    let day = NaiveDate::from(proposal.as_of);
    run!(conn, ADD, id.uuid(), proposal.team.uuid(), day, at, by.uuid(), Json(proposal)).map(drop)
}

/// A proposal as it is kept.
#[derive(Debug, Clone)]
pub struct KeptProposal {
    /// Its id.
    pub id: ProposalId,
    /// What it proposes.
    pub proposal: Proposal,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// By whom.
    pub made_by: StaffId,
    /// When the team confirmed it; `None` until then.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// By whom.
    pub confirmed_by: Option<StaffId>,
    /// What the team made of each case.
    pub outcome: Vec<CaseVerdict>,
}

#[derive(FromRow)]
struct Row {
    made_at: DateTime<Utc>,
    made_by: Uuid,
    body: Json<Proposal>,
    confirmed_at: Option<DateTime<Utc>>,
    confirmed_by: Option<Uuid>,
    outcome: Option<Json<Vec<CaseVerdict>>>,
}

const READ: &str = "SELECT made_at, made_by, body, confirmed_at, confirmed_by, outcome FROM coordinator_proposal WHERE id = $1";

/// A proposal; `None` when there is none.
///
/// # Errors
/// When the database fails.
pub async fn read(conn: &mut Conn<'_>, id: ProposalId) -> Result<Option<KeptProposal>, StoreFault> {
    let row = maybe!(conn, Row, READ, id.uuid())?;
    Ok(row.map(|Row { made_at, made_by, body, confirmed_at, confirmed_by, outcome }| KeptProposal {
        id,
        proposal: body.0,
        made_at,
        made_by: made_by.into(),
        confirmed_at,
        confirmed_by: confirmed_by.map(StaffId::from),
        outcome: outcome.map_or(vec![], |outcome| outcome.0),
    }))
}

/// Only the first of two who confirm at once finds it open.
const CONFIRM: &str = "UPDATE coordinator_proposal SET confirmed_at = $2, confirmed_by = $3, outcome = $4 \
    WHERE id = $1 AND confirmed_at IS NULL";

/// Notes what the team made of a proposal; false when that was noted before.
///
/// # Errors
/// When the database fails.
pub async fn confirm(
    conn: &mut Conn<'_>,
    id: ProposalId,
    at: DateTime<Utc>,
    by: StaffId,
    outcome: &[CaseVerdict],
) -> Result<bool, StoreFault> {
    Ok(run!(conn, CONFIRM, id.uuid(), at, by.uuid(), Json(outcome))? == 1)
}

/// A proposal of a team, as a list shows it.
#[derive(Debug, Clone, FromRow)]
pub struct ProposalRow {
    /// Its id.
    #[sqlx(try_from = "Uuid")]
    pub id: ProposalId,
    /// The day on which it rests.
    pub as_of: NaiveDate,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When the team confirmed it.
    pub confirmed_at: Option<DateTime<Utc>>,
}

/// Ids are in the order of their making: the latest first.
const LIST: &str =
    "SELECT id, as_of, made_at, confirmed_at FROM coordinator_proposal WHERE team = $1 AND id < $2 ORDER BY id DESC LIMIT $3";

/// A team's proposals, the latest first, from before `before`.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Conn<'_>, team: TeamId, before: ProposalId, limit: i64) -> Result<Vec<ProposalRow>, StoreFault> {
    all!(conn, ProposalRow, LIST, team.uuid(), before.uuid(), limit)
}

/// The practice code of a row.
///
/// # Errors
/// When it cannot be read.
pub fn code(text: &str) -> Result<OdsCode, StoreFault> {
    text.parse().map_err(|_| StoreFault::Other("a practice code cannot be read".into()))
}
