//! An agenda: one statement.

use crate::casework::meeting::Why;
use crate::domain::{Day, MeetingId, PersonId, RunId};
use crate::store::run::KnownRun;
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;
use sqlx::types::Json;
use uuid::Uuid;

/// A line of an agenda: who, why, and where their case stands now.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AgendaRow {
    /// Place on the agenda, with gaps where somebody was taken off.
    pub place: i64,
    /// Who.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// NHS number.
    pub nhs_number: Option<String>,
    /// Date of birth.
    #[sqlx(try_from = "NaiveDate")]
    pub born_on: Day,
    /// Practice.
    pub practice: String,
    /// Lives in a care home.
    pub care_home: bool,
    /// Every reason for being there.
    pub why: Json<Vec<Why>>,
    /// How many meetings one after the other have carried them over.
    pub carried: i64,
    /// Added after the cut-off.
    pub late: bool,
    /// The decision, `carried_over`, or nothing yet.
    pub outcome: Option<String>,
    /// The kind of service that a referral is to.
    pub service: Option<String>,
    /// The nomination that put them forward.
    pub nomination: Option<Uuid>,
    /// The open case.
    pub case_id: Option<Uuid>,
    /// Its version.
    pub case_version: Option<i64>,
    /// Start on the register.
    pub start_day: Option<NaiveDate>,
    /// Its coordinator.
    pub coordinator: Option<Uuid>,
    /// The coordinator's name.
    pub coordinator_name: Option<String>,
    /// Level of intensity, 1 the most.
    pub level: Option<i64>,
    /// The next review.
    pub next_review: Option<NaiveDate>,
    /// Open actions.
    pub open_actions: Option<i64>,
    /// The earliest due date among them.
    pub first_action_due: Option<NaiveDate>,
    /// In hospital since.
    pub admitted_on: Option<NaiveDate>,
    /// Ward.
    pub ward: Option<String>,
    /// Expected to leave on.
    pub expected_discharge: Option<NaiveDate>,
    /// Ready to leave and kept since.
    pub delayed_since: Option<NaiveDate>,
    /// Why.
    pub delay_reason: Option<String>,
    /// What is planned for going home.
    pub discharge_plan: Option<String>,
    /// Probability by the latest run.
    pub risk: Option<f64>,
    /// That run, if they were scored in it.
    pub run: Option<Uuid>,
    /// The place of their tier in it.
    pub tier_place: Option<i64>,
    /// Its tier.
    #[sqlx(skip)]
    pub tier: Option<String>,
    /// The index date of that run.
    #[sqlx(skip)]
    pub risk_as_of: Option<Day>,
    /// The last day of the data it rests on.
    #[sqlx(skip)]
    pub risk_data_date: Option<Day>,
}

/// A line as it is read: what its run calls things is not known yet.
pub struct Unnamed(AgendaRow);

impl Unnamed {
    /// The run of the score, if there is one.
    #[must_use]
    pub fn run(&self) -> Option<RunId> {
        self.0.run.map(RunId::from)
    }

    /// With the name of the tier and the dates of `run`, the line's.
    #[must_use]
    pub fn named(self, run: Option<&KnownRun>) -> AgendaRow {
        let Self(row) = self;
        AgendaRow {
            tier: run.zip(row.tier_place).and_then(|(run, place)| run.tiers.get(&place).cloned()),
            risk_as_of: run.map(|run| run.run.index_date),
            risk_data_date: run.and_then(|run| run.run.data_date).map(Day::from),
            ..row
        }
    }
}

const AGENDA: &str = "SELECT i.place, i.person, d.given_name, d.family_name, d.nhs_number, p.born_on, p.practice, p.care_home, \
    i.why, i.carried, i.late, i.outcome, i.service, i.nomination, \
    c.id AS case_id, c.version AS case_version, c.start_day, c.coordinator, s.name AS coordinator_name, c.level, \
    c.next_review, c.open_actions, \
    c.first_action_due, y.admitted_on, y.ward, y.expected_discharge, y.delayed_since, y.delay_reason, y.discharge_plan, \
    o.risk, o.run, o.tier AS tier_place \
    FROM meeting_item i JOIN person p ON p.id = i.person \
    LEFT JOIN identity d ON d.person = i.person \
    LEFT JOIN case_now c ON c.person = i.person AND c.end_day IS NULL \
    LEFT JOIN staff s ON s.id = c.coordinator \
    LEFT JOIN stay_now y ON y.person = i.person AND y.ended_on IS NULL \
    LEFT JOIN practice_latest_run l ON l.practice = p.practice \
    LEFT JOIN score o ON o.run = l.run AND o.person = i.person \
    WHERE i.meeting = $1 AND NOT i.removed ORDER BY i.place";

/// The agenda of a meeting, in order.
///
/// # Errors
/// When the database fails.
pub async fn agenda(conn: &mut Conn<'_>, meeting: MeetingId) -> Result<Vec<Unnamed>, StoreFault> {
    Ok(all!(conn, AgendaRow, AGENDA, meeting.uuid())?.into_iter().map(Unnamed).collect())
}
