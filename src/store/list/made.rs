//! Lists as they were made.

use crate::casework::list::{Change, Entry, Ground, ListRules};
use crate::domain::{Day, ListId, RunId, StaffId, TeamId};
use crate::store::list::LatestRun;
use crate::store::sql::name;
use crate::store::{Conn, StoreFault};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::types::Json;
use uuid::Uuid;

/// A list, without its people.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ListHeader {
    /// Id.
    #[sqlx(try_from = "Uuid")]
    pub id: ListId,
    /// Whose.
    #[sqlx(try_from = "Uuid")]
    pub team: TeamId,
    /// The how-manieth list of the team.
    pub place: i64,
    /// The run it rests on.
    pub run: Option<Uuid>,
    /// The rules it was made by.
    pub rules: Json<ListRules>,
    /// Hash of the run, the rules, and what they made of everybody.
    pub inputs_hash: String,
    /// The team's list before.
    pub previous: Option<Uuid>,
    /// The day on which it was made.
    #[sqlx(try_from = "NaiveDate")]
    pub as_of: Day,
    /// The day its scores look from.
    pub index_date: Option<NaiveDate>,
    /// The latest day that any of its data tells of.
    pub data_date: Option<NaiveDate>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// By whom.
    #[sqlx(try_from = "Uuid")]
    pub made_by: StaffId,
    /// Figures about it, as they were counted then.
    pub counts: Json<serde_json::Value>,
}

macro_rules! header_sql {
    ($rest:literal) => {
        concat!(
            "SELECT l.id, l.team, l.place, l.run, l.rules, l.inputs_hash, l.previous, l.as_of, l.index_date, l.data_date, l.made_at, \
             l.made_by, l.counts FROM mdt_list l ",
            $rest
        )
    };
}

const HEADER: &str = header_sql!("WHERE l.id = $1");

/// A list.
///
/// # Errors
/// When the database fails.
pub async fn header(conn: &mut Conn<'_>, id: ListId) -> Result<Option<ListHeader>, StoreFault> {
    maybe!(conn, ListHeader, HEADER, id.uuid())
}

const LATEST: &str = header_sql!("JOIN mdt_list_latest n ON n.list = l.id WHERE n.team = $1");

/// The latest list of `team`.
///
/// # Errors
/// When the database fails.
pub async fn latest(conn: &mut Conn<'_>, team: TeamId) -> Result<Option<ListHeader>, StoreFault> {
    maybe!(conn, ListHeader, LATEST, team.uuid())
}

const HEADERS: &str = header_sql!("WHERE l.team = $1 AND l.place < $2 ORDER BY l.place DESC LIMIT $3");

/// The lists of `team`, the latest first, from before place `before`: at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn headers(conn: &mut Conn<'_>, team: TeamId, before: i64, limit: i64) -> Result<Vec<ListHeader>, StoreFault> {
    all!(conn, ListHeader, HEADERS, team.uuid(), before, limit)
}

/// A list to be kept.
pub struct Made<'a> {
    /// Id.
    pub id: ListId,
    /// Whose.
    pub team: TeamId,
    /// The team's list before.
    pub previous: Option<&'a ListHeader>,
    /// The run it rests on.
    pub run: Option<&'a LatestRun>,
    /// What it was made from.
    pub ground: &'a Ground,
    /// Hash of the run, the rules, and what they made of everybody.
    pub inputs_hash: &'a str,
    /// The day.
    pub as_of: Day,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: StaffId,
    /// Figures about it.
    pub counts: serde_json::Value,
    /// Its people.
    pub entries: &'a [Entry],
    /// What it changes.
    pub changes: &'a [Change],
}

const ADD: &str = "INSERT INTO mdt_list (id, team, place, run, rules, inputs_hash, previous, as_of, index_date, data_date, made_at, \
    made_by, counts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
const ADD_ENTRY: &str = "INSERT INTO mdt_list_entry (list, place, person, practice, why, nomination, risk, percentile, tier, \
    tier_place, overall_rank) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const ADD_CHANGE: &str = "INSERT INTO mdt_list_change (list, place, person, practice, kind, why, gone, tier_before, tier_now) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const SET_LATEST: &str =
    "INSERT INTO mdt_list_latest (team, list) VALUES ($1, $2) ON CONFLICT (team) DO UPDATE SET list = excluded.list";

/// Keeps a list, and makes it the team's latest.
///
/// # Errors
/// [`StoreFault::Conflict`] when somebody else made one at the same moment.
pub async fn make(conn: &mut Conn<'_>, made: &Made<'_>) -> Result<(), StoreFault> {
    let id = made.id.uuid();
    run!(
        conn,
        ADD,
        id,
        made.team.uuid(),
        made.previous.map_or(1, |list| list.place + 1),
        made.run.map(|run| run.id.uuid()),
        Json(&made.ground.rules),
        made.inputs_hash,
        made.previous.map(|list| list.id.uuid()),
        NaiveDate::from(made.as_of),
        made.run.map(|run| NaiveDate::from(run.index_date)),
        made.run.and_then(|run| run.data_date),
        made.at,
        made.by.uuid(),
        Json(&made.counts),
    )?;
    let tier = |place: i64| made.ground.tiers.iter().find(|tier| tier.place == place).map(|tier| tier.name.as_str());
    for (place, entry) in (1i64..).zip(made.entries) {
        run!(
            conn,
            ADD_ENTRY,
            id,
            place,
            entry.person.uuid(),
            entry.practice.as_str(),
            Json(&entry.why),
            entry.nomination.map(crate::domain::NominationId::uuid),
            entry.score.map(|score| score.risk),
            entry.score.map(|score| score.percentile),
            entry.score.and_then(|score| tier(score.tier)),
            entry.score.map(|score| score.tier),
            entry.score.map(|score| score.rank),
        )?;
    }
    for (place, change) in (1i64..).zip(made.changes) {
        run!(
            conn,
            ADD_CHANGE,
            id,
            place,
            change.person.uuid(),
            change.practice.as_str(),
            name(change.kind),
            Json(&change.came),
            change.went.map(name),
            change.tier_before.as_deref(),
            change.tier_now.as_deref(),
        )?;
    }
    run!(conn, SET_LATEST, made.team.uuid(), id).map(drop)
}

/// The run of a header.
impl ListHeader {
    /// The run it rests on.
    #[must_use]
    pub fn run(&self) -> Option<RunId> {
        self.run.map(RunId::from)
    }
}
