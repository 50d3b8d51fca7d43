//! Published runs: what they are, a practice's list of one, a person's risk over all of them.

use crate::domain::{Day, OdsCode, PersonId, RunId};
use crate::store::{Conn, StoreFault};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::HashMap;
use uuid::Uuid;

/// A published run.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RunRow {
    /// Id.
    #[sqlx(try_from = "Uuid")]
    pub id: RunId,
    /// Model.
    pub model: String,
    /// Its version.
    pub model_version: String,
    /// What it calls itself.
    pub model_title: String,
    /// BLAKE3 of the model file.
    pub model_hash: String,
    /// Whether people or model are synthetic.
    pub synthetic: bool,
    /// The day on which people were looked at.
    #[sqlx(try_from = "NaiveDate")]
    pub index_date: Day,
    /// The day that all feeds of the model reach.
    pub data_date: Option<NaiveDate>,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// People scored.
    pub scored: i64,
}

macro_rules! runs {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.model, r.model_version, r.model_title, r.model_hash, r.synthetic, r.index_date, r.data_date, \
             r.published_at, r.scored FROM run r ",
            $rest
        )
    };
}

const LIST: &str = runs!("WHERE ($1 IS NULL OR r.id < $1) ORDER BY r.id DESC LIMIT $2");
const ONE: &str = runs!("WHERE r.id = $1");
const LATEST_OF: &str = runs!("JOIN practice_latest_run x ON x.run = r.id WHERE x.practice = $1");
const ONE_OF: &str = runs!("JOIN run_practice x ON x.run = r.id WHERE x.practice = $1 AND r.id = $2");

/// Runs published before `before` (all when `None`), the latest publication first: ids grow with time.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Conn<'_>, before: Option<RunId>, limit: i64) -> Result<Vec<RunRow>, StoreFault> {
    all!(conn, RunRow, LIST, before.map(RunId::uuid), limit)
}

/// A run.
///
/// # Errors
/// When the database fails.
pub async fn one(conn: &mut Conn<'_>, run: RunId) -> Result<Option<RunRow>, StoreFault> {
    maybe!(conn, RunRow, ONE, run.uuid())
}

/// The run that `practice` is in: the latest, or `run`.
///
/// # Errors
/// When the database fails.
pub async fn of_practice(conn: &mut Conn<'_>, practice: &OdsCode, run: Option<RunId>) -> Result<Option<RunRow>, StoreFault> {
    match run {
        None => maybe!(conn, RunRow, LATEST_OF, practice.as_str()),
        Some(run) => maybe!(conn, RunRow, ONE_OF, practice.as_str(), run.uuid()),
    }
}

const TIERS: &str = "SELECT name, rule, people FROM run_tier WHERE run = $1 ORDER BY place";
const LEFT_OUT: &str = "SELECT reason, words, people FROM run_left_out WHERE run = $1 ORDER BY reason";

/// Tiers of a run from the highest: name, rule (JSON), people.
///
/// # Errors
/// When the database fails.
pub async fn tiers(conn: &mut Conn<'_>, run: RunId) -> Result<Vec<(String, String, i64)>, StoreFault> {
    all!(conn, (String, String, i64), TIERS, run.uuid())
}

/// Who was left out of a run: reason, in words, people.
///
/// # Errors
/// When the database fails.
pub async fn left_out(conn: &mut Conn<'_>, run: RunId) -> Result<Vec<(String, String, i64)>, StoreFault> {
    all!(conn, (String, String, i64), LEFT_OUT, run.uuid())
}

/// A run with what it calls its tiers and reasons, by the numbers that its scores name them with. Never changes.
#[derive(Debug, Clone)]
pub struct KnownRun {
    /// The run.
    pub run: RunRow,
    /// Tiers by place.
    pub tiers: HashMap<i64, String>,
    /// Reasons by number.
    pub reasons: HashMap<i64, String>,
}

const TIER_NAMES: &str = "SELECT place, name FROM run_tier WHERE run = $1";
const REASON_WORDS: &str = "SELECT number, words FROM run_reason WHERE run = $1";

/// All of a run that does not depend on who is asked about.
///
/// # Errors
/// When the database fails, or there is no such run.
pub async fn known(conn: &mut Conn<'_>, id: RunId) -> Result<KnownRun, StoreFault> {
    let run = one(conn, id).await?.ok_or_else(|| StoreFault::Other("a score is of no run".into()))?;
    let tiers = all!(conn, (i64, String), TIER_NAMES, id.uuid())?.into_iter().collect();
    Ok(KnownRun { run, tiers, reasons: all!(conn, (i64, String), REASON_WORDS, id.uuid())?.into_iter().collect() })
}

/// Somebody's risk in a run.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RiskRow {
    /// The run.
    #[sqlx(try_from = "Uuid")]
    pub run: RunId,
    /// Model.
    pub model: String,
    /// Its version.
    pub model_version: String,
    /// Whether people or model are synthetic.
    pub synthetic: bool,
    /// The day on which people were looked at.
    #[sqlx(try_from = "NaiveDate")]
    pub index_date: Day,
    /// The day that all feeds reach.
    pub data_date: Option<NaiveDate>,
    /// Practice then.
    pub practice: Option<String>,
    /// Age then.
    pub age: Option<i64>,
    /// Probability.
    pub risk: Option<f64>,
    /// Per cent who rank at or below.
    pub percentile: Option<f64>,
    /// Tier.
    pub tier: Option<String>,
    /// Why they were not scored.
    pub left_out: Option<String>,
    /// Reasons in words, the strongest first.
    pub reason_1: Option<String>,
    /// Second.
    pub reason_2: Option<String>,
    /// Third.
    pub reason_3: Option<String>,
    /// Fourth.
    pub reason_4: Option<String>,
    /// Fifth.
    pub reason_5: Option<String>,
}

const OF_PERSON: &str = "SELECT r.id AS run, r.model, r.model_version, r.synthetic, r.index_date, r.data_date, \
    COALESCE(s.practice, l.practice) AS practice, COALESCE(s.age, l.age) AS age, s.risk, s.percentile, t.name AS tier, \
    c.words AS left_out, w1.words AS reason_1, w2.words AS reason_2, w3.words AS reason_3, w4.words AS reason_4, \
    w5.words AS reason_5 FROM run r \
    LEFT JOIN score s ON s.run = r.id AND s.person = $1 LEFT JOIN left_out l ON l.run = r.id AND l.person = $1 \
    LEFT JOIN run_tier t ON t.run = r.id AND t.place = s.tier LEFT JOIN run_left_out c ON c.run = r.id AND c.reason = l.reason \
    LEFT JOIN run_reason w1 ON w1.run = r.id AND w1.number = s.reason_1 LEFT JOIN run_reason w2 ON w2.run = r.id AND w2.number = s.reason_2 \
    LEFT JOIN run_reason w3 ON w3.run = r.id AND w3.number = s.reason_3 LEFT JOIN run_reason w4 ON w4.run = r.id AND w4.number = s.reason_4 \
    LEFT JOIN run_reason w5 ON w5.run = r.id AND w5.number = s.reason_5 \
    WHERE (s.person IS NOT NULL OR l.person IS NOT NULL) ORDER BY r.index_date DESC, r.published_at DESC, r.id DESC LIMIT 120";

/// Somebody's risk over the runs they were in, the latest first; ten years of months at most.
///
/// # Errors
/// When the database fails.
pub async fn of_person(conn: &mut Conn<'_>, person: PersonId) -> Result<Vec<RiskRow>, StoreFault> {
    all!(conn, RiskRow, OF_PERSON, person.uuid())
}
