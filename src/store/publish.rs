//! Publishing a scoring run: everything of it, or nothing.
//!
//! People come in the order of their ids, a batch at a time. What the database already knows of a batch is read by one range of ids
//! and compared, so that a second publication writes its scores and what changed, and nothing else. All of it is one transaction:
//! a publication that is killed, or fails, was never there.

mod known;
mod rows;

use crate::casework::Moment;
use crate::domain::{Day, Line, OdsCode, PersonId, Purpose, RunId};
use crate::store::audit::{self, Entry};
use crate::store::bulk::{Cell, fill};
use crate::store::organisation::{self, Named};
use crate::store::{Conn, Db, StoreFault, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use known::Known;
use rows::Rows;
use uuid::Uuid;

/// A run, without its people.
#[derive(Debug, Clone, PartialEq)]
pub struct RunHead {
    /// Model id.
    pub model: String,
    /// Model version.
    pub model_version: String,
    /// What the model calls itself.
    pub model_title: String,
    /// BLAKE3 of the model file, in hexadecimal.
    pub model_hash: String,
    /// Names the store's generation.
    pub data_hash: String,
    /// Whether people or model are synthetic.
    pub synthetic: bool,
    /// The day on which people were looked at.
    pub index: Day,
    /// The day that all feeds of the model reach.
    pub data_date: Option<Day>,
    /// The feeds that the model reads, in words.
    pub sources: Vec<String>,
    /// People scored.
    pub scored: i64,
    /// Tiers from the highest: name, rule in words for programs (JSON), people.
    pub tiers: Vec<(String, String, i64)>,
    /// People left out, by kind: name, words, people. Kinds of objection that the run heeds are named even where nobody made one: by
    /// them, later objections are told from those that do not matter to the run.
    pub left_out: Vec<(String, String, i64)>,
    /// Reasons in words; scores name them by position.
    pub reasons: Vec<String>,
    /// Practices of the store.
    pub practices: Vec<PracticeHead>,
}

/// A practice of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeHead {
    /// Code.
    pub code: OdsCode,
    /// Name, when the store knows it.
    pub name: Option<Line>,
    /// Network.
    pub pcn: Option<OdsCode>,
    /// Commissioner.
    pub commissioner: Option<OdsCode>,
    /// Locality.
    pub locality: Option<Line>,
    /// Adults scored.
    pub scored_adults: i64,
    /// Children scored.
    pub scored_children: i64,
    /// People on its list who were not scored.
    pub unscored: i64,
}

/// A person of a run. Texts are borrowed from whoever publishes.
pub struct PersonRecord<'a> {
    /// Id.
    pub id: PersonId,
    /// The practice they are or were last registered with.
    pub practice: &'a str,
    /// Born.
    pub born_on: Day,
    /// Sex.
    pub sex: &'a str,
    /// Start with that practice.
    pub registered_on: Day,
    /// End with that practice.
    pub deregistered_on: Option<Day>,
    /// Died.
    pub died_on: Option<Day>,
    /// Lives in a care home.
    pub care_home: bool,
    /// Usual GP.
    pub usual_gp: Option<&'a str>,
    /// Whether they have a long-term condition by the index date; `None` when the store cannot tell: then what is known of
    /// [`PersonRecord::condition_from`] stands.
    pub long_term_condition: Option<bool>,
    /// The first day on which one is on record, by any day.
    pub condition_from: Option<Day>,
    /// Who they are.
    pub identity: IdentityRecord<'a>,
    /// Times in care homes: kind of service, from, until; `None` when the store cannot tell: then what is known stands. No two with the
    /// same kind and start.
    pub residences: Option<Vec<(&'a str, Day, Option<Day>)>>,
    /// Times on lists: practice, from, until. No two with the same practice and start.
    pub registrations: Vec<(&'a str, Day, Option<Day>)>,
    /// Objections: kind, from, withdrawn. No two with the same kind and start.
    pub objections: Vec<(&'a str, Day, Option<Day>)>,
    /// Their score, or why there is none.
    pub outcome: Outcome<'a>,
}

/// Number, names and postcode.
#[derive(Clone)]
pub struct IdentityRecord<'a> {
    /// NHS number, ten digits.
    pub nhs_number: String,
    /// Given name; empty when not known; so the rest.
    pub given_name: &'a str,
    /// Family name.
    pub family_name: &'a str,
    /// Postcode.
    pub postcode: &'a str,
}

crate::domain::hidden_debug!(PersonRecord<'_>, IdentityRecord<'_>);

/// What the run made of somebody.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outcome<'a> {
    /// Scored.
    Scored {
        /// Practice on the index date.
        practice: &'a str,
        /// 18 or over.
        adult: bool,
        /// Completed years.
        age: i64,
        /// Probability.
        risk: f64,
        /// Per cent who rank at or below.
        percentile: f64,
        /// Position of the tier.
        tier: i64,
        /// Rank among everyone, from 1.
        rank: i64,
        /// Rank in the practice, adults and children apart, from 1.
        practice_rank: i64,
        /// Positions in [`RunHead::reasons`].
        reasons: [Option<i64>; 5],
    },
    /// Left out.
    LeftOut {
        /// Practice whose list they are on all the same.
        practice: Option<&'a str>,
        /// 18 or over.
        adult: bool,
        /// Completed years.
        age: i64,
        /// Name of the reason.
        reason: &'a str,
    },
}

/// What publishing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// The run is there now.
    Now(RunId),
    /// The same run was published before; nothing was changed.
    Before(RunId, DateTime<Utc>),
}

/// People written at once.
const BATCH: usize = 4_096;

/// Publishes a run of `people`, who come in ascending order of their ids, each once. `batch_done` is told after each batch how many
/// people it had.
///
/// # Errors
/// When the database fails, or people do not come in order; then nothing was published.
pub async fn publish<'a>(
    db: &Db,
    head: &RunHead,
    people: impl Iterator<Item = PersonRecord<'a>> + Send,
    at: &Moment,
    mut batch_done: impl FnMut(usize) + Send,
) -> Result<Published, StoreFault> {
    let mut tx = db.begin().await?;
    let key = run_key(head);
    if let Some((id, when)) = maybe!(&mut tx.conn(), (Uuid, DateTime<Utc>), BY_KEY, key.as_slice())? {
        return Ok(Published::Before(id.into(), when));
    }
    cache(&mut tx, PUBLISHING_KIB).await?;
    let run = RunId::new();
    put_head(&mut tx.conn(), run, head, &key, at).await?;
    for practice in &head.practices {
        let Some(name) = &practice.name else { continue };
        let named = Named {
            name: name.clone(),
            locality: practice.locality.clone(),
            network: practice.pcn.clone(),
            commissioner: practice.commissioner.clone(),
        };
        organisation::practice_seen(&mut tx.conn(), &practice.code, named, head.index, at).await?;
    }
    let first = maybe!(&mut tx.conn(), (i32,), ANYBODY)?.is_none();
    let mut people = people.peekable();
    let mut last = None;
    let mut batch = Vec::with_capacity(BATCH);
    while people.peek().is_some() {
        batch.extend(people.by_ref().take(BATCH));
        let mut ordered = last.into_iter().chain(batch.iter().map(|person| person.id));
        if !ordered.by_ref().is_sorted_by(|a, b| a < b) {
            return Err(StoreFault::Other("people come out of order".into()));
        }
        last = batch.last().map(|person| person.id);
        let conn = &mut tx.conn();
        let known = if first { Known::default() } else { Known::of(conn, &batch).await? };
        Rows::of(&batch, &known, run, at.now).write(conn).await?;
        batch_done(batch.len());
        batch.clear();
    }
    cache(&mut tx, crate::store::db::CACHE_KIB).await?;
    let entry = Entry {
        at: at.now,
        staff: None,
        roles: vec![],
        purpose: Purpose::CaseFinding,
        action: "run.publish",
        subject: format!("run {run}"),
        people: vec![],
        // Everyone: the run itself says who.
        why: format!("{} people scored", head.scored),
    };
    audit::append(&mut tx.conn(), &[entry]).await?;
    tx.commit().await?;
    Ok(Published::Now(run))
}

const BY_KEY: &str = "SELECT id, published_at FROM run WHERE run_key = $1";
const ANYBODY: &str = "SELECT 1 FROM person LIMIT 1";

/// What makes two runs the same: data, model, day and tiers.
fn run_key(head: &RunHead) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("casefinder 2026 run");
    let index = head.index.to_string();
    let parts = [&head.data_hash, &head.model, &head.model_version, &head.model_hash, &index];
    let tiers = head.tiers.iter().flat_map(|(name, rule, _)| [name, rule]);
    for part in parts.into_iter().chain(tiers) {
        hasher.update(&(part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    *hasher.finalize().as_bytes()
}

/// Memory of `SQLite`'s writer while it publishes: its indexes are written to out of order.
const PUBLISHING_KIB: i64 = 131_072;

async fn cache(tx: &mut Tx, kib: i64) -> Result<(), StoreFault> {
    if let Conn::Sqlite(conn) = tx.conn() {
        sqlx::query::<sqlx::Sqlite>(sqlx::AssertSqlSafe(format!("PRAGMA cache_size = -{kib}"))).execute(&mut *conn).await?;
    }
    Ok(())
}

const PUT_RUN: &str = "INSERT INTO run (id, run_key, model, model_version, model_title, model_hash, data_hash, synthetic, index_date, \
    data_date, sources, published_at, scored) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

/// Of each practice of the run `$1`, which run is its latest now: what is published last may look from an earlier day.
const LATEST_RUNS: &str = "INSERT INTO practice_latest_run (practice, run) SELECT x.practice, (SELECT l.run FROM run_practice l \
    JOIN run n ON n.id = l.run WHERE l.practice = x.practice ORDER BY n.index_date DESC, n.published_at DESC, n.id DESC LIMIT 1) \
    FROM run_practice x WHERE x.run = $1 ON CONFLICT (practice) DO UPDATE SET run = excluded.run";

async fn put_head(conn: &mut Conn<'_>, run: RunId, head: &RunHead, key: &[u8], at: &Moment) -> Result<(), StoreFault> {
    run!(
        conn,
        PUT_RUN,
        run.uuid(),
        key,
        head.model.as_str(),
        head.model_version.as_str(),
        head.model_title.as_str(),
        head.model_hash.as_str(),
        head.data_hash.as_str(),
        head.synthetic,
        NaiveDate::from(head.index),
        head.data_date.map(NaiveDate::from),
        head.sources.join(", "),
        at.now,
        head.scored,
    )?;
    let id = run.uuid();
    let run = Cell::Id(id);
    let tiers = head.tiers.iter().zip(0i64..);
    let tiers = tiers.flat_map(|((name, rule, people), place)| {
        [run, place.into(), name.as_str().into(), rule.as_str().into(), (*people).into()]
    });
    fill(conn, rows::TIERS, &tiers.collect::<Vec<_>>()).await?;
    let left_out = head.left_out.iter();
    let left_out =
        left_out.flat_map(|(reason, words, people)| [run, reason.as_str().into(), words.as_str().into(), (*people).into()]);
    fill(conn, rows::LEFT_OUT_COUNTS, &left_out.collect::<Vec<_>>()).await?;
    let reasons = head.reasons.iter().zip(0i64..).flat_map(|(words, number)| [run, number.into(), words.as_str().into()]);
    fill(conn, rows::REASONS, &reasons.collect::<Vec<_>>()).await?;
    let practices = head.practices.iter().flat_map(|practice| {
        let PracticeHead { code, scored_adults, scored_children, unscored, .. } = practice;
        [code.as_str().into(), run, (*scored_adults).into(), (*scored_children).into(), (*unscored).into()]
    });
    fill(conn, rows::PRACTICES, &practices.collect::<Vec<_>>()).await?;
    run!(conn, LATEST_RUNS, id).map(drop)
}
