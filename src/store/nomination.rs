//! Nominations: as they are now, for lists and for the rules that the database guards.

use crate::casework::Moment;
use crate::casework::nomination::{Nomination, Nominee, Outcome};
use crate::domain::{CaseId, Day, NominationId, PersonId, StaffId, TeamId};
use crate::store::log::{Kept, Loaded};
use crate::store::objection::objects_to_case_management;
use crate::store::sql::name;
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;
use uuid::Uuid;

const PUT: &str = "INSERT INTO nomination (id, version, person, practice, team, route, reason, nominated_by, nominated_day, \
    recorded_at, closed_day, outcome, not_accepted_reason, case_id) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, closed_day = excluded.closed_day, outcome = excluded.outcome, \
    not_accepted_reason = excluded.not_accepted_reason, case_id = excluded.case_id";

impl Kept for Nomination {
    fn person(&self) -> Option<PersonId> {
        self.person
    }

    async fn project(loaded: &Loaded<Self>, at: &Moment, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
        let Nomination { person, practice, team, route, reason, by, on, closed } = &loaded.state;
        let (Some(person), Some(practice), Some(on)) = (person, practice, on) else { return Ok(()) };
        let outcome = closed.as_ref().map(|closed| &closed.outcome);
        let (not_accepted, case) = match outcome {
            Some(Outcome::NotAccepted { reason, .. }) => (Some(name(reason)), None),
            Some(Outcome::Accepted { case }) => (None, Some(case.uuid())),
            _ => (None, None),
        };
        run!(
            conn,
            PUT,
            loaded.id.uuid(),
            loaded.version,
            person.uuid(),
            practice.as_str(),
            team.uuid(),
            name(route),
            reason.as_str(),
            by.uuid(),
            NaiveDate::from(*on),
            at.now,
            closed.as_ref().map(|closed| NaiveDate::from(closed.on)),
            outcome.map(Outcome::name),
            not_accepted,
            case,
        )
        .map(drop)
    }
}

const NOMINEE: &str = concat!(
    "SELECT p.practice, ",
    objects_to_case_management!("$2"),
    " AS objects, EXISTS (SELECT 1 FROM case_now c WHERE c.person = p.id AND c.end_day IS NULL) AS on_register, \
     (p.died_on IS NOT NULL AND p.died_on <= $2) AS died, (p.deregistered_on IS NOT NULL AND p.deregistered_on <= $2) AS left_list \
     FROM person p WHERE p.id = $1"
);

/// What is known of somebody on `day`; `None` when there is no such person.
///
/// # Errors
/// When the database fails.
pub async fn nominee(conn: &mut Conn<'_>, person: PersonId, day: Day) -> Result<Option<Nominee>, StoreFault> {
    let row = maybe!(conn, (String, bool, bool, bool, bool), NOMINEE, person.uuid(), NaiveDate::from(day))?;
    row.map(|(practice, objects_to_case_management, on_register, died, left)| {
        let practice = practice.parse().map_err(|_| StoreFault::Other("a practice code cannot be read".into()))?;
        Ok(Nominee { practice, objects_to_case_management, on_register, died, left })
    })
    .transpose()
}

const CASE_OF: &str = "SELECT person FROM case_now WHERE id = $1";

/// Whose case it is.
///
/// # Errors
/// When the database fails.
pub async fn case_of(conn: &mut Conn<'_>, case: CaseId) -> Result<Option<PersonId>, StoreFault> {
    Ok(maybe!(conn, (Uuid,), CASE_OF, case.uuid())?.map(|(person,)| person.into()))
}

/// A line of a list of nominations.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct NominationRow {
    /// The nomination.
    #[sqlx(try_from = "Uuid")]
    pub id: NominationId,
    /// Who.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// Practice at the time.
    pub practice: String,
    /// To which team.
    #[sqlx(try_from = "Uuid")]
    pub team: TeamId,
    /// How they came.
    pub route: String,
    /// Why, in words.
    pub reason: String,
    /// By whom.
    #[sqlx(try_from = "Uuid")]
    pub nominated_by: StaffId,
    /// The day.
    #[sqlx(try_from = "NaiveDate")]
    pub nominated_day: Day,
    /// The day on which it was closed.
    pub closed_day: Option<NaiveDate>,
    /// How it was closed.
    pub outcome: Option<String>,
}

/// Which nominations are wanted, besides being the caller's to see.
#[derive(Debug, Clone, Default)]
pub struct NominationFilter {
    /// To this team.
    pub team: Option<TeamId>,
    /// Of people of this practice.
    pub practice: Option<String>,
    /// Open, or closed.
    pub open: Option<bool>,
}

/// Nominations of people of a practice where the caller holds a practice role; and open ones to the caller's teams, or that the
/// caller made. Nobody who objects to case management is on it.
const LIST: &str = concat!(
    "SELECT n.id, n.person, n.practice, n.team, n.route, n.reason, n.nominated_by, n.nominated_day, n.closed_day, n.outcome \
     FROM nomination n JOIN person p ON p.id = n.person WHERE n.id > $3 AND ($4 = $9 OR n.team = $4) AND ($5 = '' OR p.practice = $5) \
     AND ($6 = 2 OR ($6 = 1) = (n.closed_day IS NULL)) AND (EXISTS (SELECT 1 FROM staff_role r WHERE r.staff = $1 \
        AND r.role IN ('gp', 'practice_staff') AND r.organisation = p.practice AND r.from_day <= $2 \
        AND (r.until_day IS NULL OR r.until_day > $2)) \
     OR (n.closed_day IS NULL AND (n.nominated_by = $1 OR EXISTS (SELECT 1 FROM team_member m WHERE m.team = n.team AND m.staff = $1 \
        AND m.from_day <= $2 AND (m.until_day IS NULL OR m.until_day > $2))))) AND NOT ",
    objects_to_case_management!("$7"),
    " ORDER BY n.id LIMIT $8"
);

/// The nominations that `staff` may see on `day`, in the order in which they were made, from after `after`: at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut Conn<'_>,
    staff: StaffId,
    day: Day,
    filter: &NominationFilter,
    after: NominationId,
    limit: i64,
) -> Result<Vec<NominationRow>, StoreFault> {
    let open = filter.open.map_or(2i64, i64::from);
    let (team, day) = (filter.team.unwrap_or_default().uuid(), NaiveDate::from(day));
    let practice = filter.practice.clone().unwrap_or_default();
    all!(conn, NominationRow, LIST, staff.uuid(), day, after.uuid(), team, practice, open, day, limit, Uuid::nil())
}
