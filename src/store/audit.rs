//! The audit trail: who read or changed what about whom, when, what for. Append-only, each row hashed with the one before it.

mod shown;

pub use shown::{Shown, about, by};

use crate::domain::{PersonId, Purpose, Role, StaffId};
use crate::store::bulk::{Cell, Into, fill};
use crate::store::{Conn, StoreFault};
use chrono::{DateTime, SecondsFormat, Utc};
use uuid::Uuid;

/// One row, before it has its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When (UTC, microseconds).
    pub at: DateTime<Utc>,
    /// Who; `None` for the program itself.
    pub staff: Option<StaffId>,
    /// The roles they held then.
    pub roles: Vec<Role>,
    /// What for.
    pub purpose: Purpose,
    /// What was done: `case.read`, `case.end`.
    pub action: &'static str,
    /// What it was done to: a kind and an id, never anything that tells who somebody is.
    pub subject: String,
    /// Every person shown or changed.
    pub people: Vec<PersonId>,
    /// Why, where a reason is asked for.
    pub why: String,
}

impl Entry {
    /// As row number `seq`, without its hash.
    fn row(&self, seq: i64) -> Row {
        Row {
            seq,
            at: self.at,
            staff: self.staff.map(StaffId::uuid),
            roles: self.roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(" "),
            purpose: self.purpose.name().to_owned(),
            action: self.action.to_owned(),
            subject: self.subject.clone(),
            people: self.people.iter().map(PersonId::to_string).collect::<Vec<_>>().join(" "),
            people_count: self.people.len() as i64,
            why: self.why.clone(),
            hash: vec![],
        }
    }
}

/// A row as it is kept.
#[derive(sqlx::FromRow)]
struct Row {
    seq: i64,
    at: DateTime<Utc>,
    staff: Option<Uuid>,
    roles: String,
    purpose: String,
    action: String,
    subject: String,
    people: String,
    people_count: i64,
    why: String,
    hash: Vec<u8>,
}

impl Row {
    fn cells(&self) -> [Cell<'_>; 11] {
        [
            self.seq.into(),
            self.at.into(),
            self.staff.into(),
            self.roles.as_str().into(),
            self.purpose.as_str().into(),
            self.action.as_str().into(),
            self.subject.as_str().into(),
            self.people.as_str().into(),
            self.people_count.into(),
            self.why.as_str().into(),
            self.hash.as_slice().into(),
        ]
    }

    /// The hash of this row after one with hash `before`: BLAKE3 over all of it, each part with its length.
    fn hashed(&self, before: &[u8]) -> Vec<u8> {
        let mut hasher = blake3::Hasher::new_derive_key("casefinder 2026 audit row");
        let mut part = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        };
        part(before);
        part(&self.seq.to_be_bytes());
        part(self.at.to_rfc3339_opts(SecondsFormat::Micros, true).as_bytes());
        part(self.staff.unwrap_or_default().as_bytes());
        for text in [&self.roles, &self.purpose, &self.action, &self.subject, &self.people, &self.why] {
            part(text.as_bytes());
        }
        hasher.finalize().as_bytes().to_vec()
    }
}

/// Takes the end of the chain, and holds it until the transaction ends: rows come one after the other.
const TAKE_HEAD: &str = "UPDATE audit_head SET seq = seq + $1 WHERE one = 1 RETURNING seq, hash";
const SET_HEAD: &str = "UPDATE audit_head SET hash = $1 WHERE one = 1";
const ROWS: Into = Into {
    table: "audit",
    columns: &["seq", "at", "staff", "roles", "purpose", "action", "subject", "people", "people_count", "why", "hash"],
};

const PUT: &str = "INSERT INTO audit (seq, at, staff, roles, purpose, action, subject, people, people_count, why, hash) \
    SELECT * FROM UNNEST($1::BIGINT[], $2::TIMESTAMPTZ[], $3::UUID[], $4::TEXT[], $5::TEXT[], $6::TEXT[], $7::TEXT[], $8::TEXT[], \
    $9::BIGINT[], $10::TEXT[], $11::BYTEA[])";

/// All rows in one statement: every reader waits for this. Not by `COPY`, whose second packet would wait for the answer to the first.
async fn put(conn: &mut Conn<'_>, rows: &[Row]) -> Result<(), StoreFault> {
    fn column<'r, T>(rows: &'r [Row], of: impl Fn(&'r Row) -> T) -> Vec<T> {
        rows.iter().map(of).collect()
    }
    match conn {
        Conn::Sqlite(_) => fill(conn, ROWS, &rows.iter().flat_map(Row::cells).collect::<Vec<_>>()).await,
        Conn::Postgres(conn) => {
            let put = sqlx::query::<sqlx::Postgres>(PUT)
                .bind(column(rows, |row| row.seq))
                .bind(column(rows, |row| row.at))
                .bind(column(rows, |row| row.staff))
                .bind(column(rows, |row| row.roles.as_str()))
                .bind(column(rows, |row| row.purpose.as_str()))
                .bind(column(rows, |row| row.action.as_str()))
                .bind(column(rows, |row| row.subject.as_str()))
                .bind(column(rows, |row| row.people.as_str()))
                .bind(column(rows, |row| row.people_count))
                .bind(column(rows, |row| row.why.as_str()))
                .bind(column(rows, |row| row.hash.as_slice()));
            put.execute(&mut **conn).await?;
            Ok(())
        }
    }
}

/// Appends `entries`, in the transaction of `conn`.
///
/// # Errors
/// When the database fails.
pub async fn append(conn: &mut Conn<'_>, entries: &[Entry]) -> Result<(), StoreFault> {
    if entries.is_empty() {
        return Ok(());
    }
    let count = entries.len() as i64;
    let Some((last, mut hash)) = maybe!(conn, (i64, Vec<u8>), TAKE_HEAD, count)? else {
        return Err(StoreFault::Other("the audit trail has no head".into()));
    };
    let mut rows = Vec::with_capacity(entries.len());
    for (entry, seq) in entries.iter().zip(last - count + 1..) {
        let mut row = entry.row(seq);
        row.hash = row.hashed(&hash);
        hash.clone_from(&row.hash);
        rows.push(row);
    }
    put(conn, &rows).await?;
    run!(conn, SET_HEAD, hash).map(drop)
}

/// Where a check of the chain ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chain {
    /// Every row follows from the one before; so many rows.
    Whole(i64),
    /// The first row that does not.
    BrokenAt(i64),
}

const PAGE: &str = "SELECT seq, at, staff, roles, purpose, action, subject, people, people_count, why, hash FROM audit WHERE seq > $1 ORDER BY seq LIMIT 1000";
const HEAD: &str = "SELECT seq, hash FROM audit_head WHERE one = 1";

/// Checks the whole chain, a thousand rows at a time.
///
/// # Errors
/// When the database fails.
pub async fn check(conn: &mut Conn<'_>) -> Result<Chain, StoreFault> {
    let (mut seq, mut hash) = (0, vec![0; 32]);
    loop {
        let rows = all!(conn, Row, PAGE, seq)?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            seq += 1;
            if row.seq != seq || row.hashed(&hash) != row.hash {
                return Ok(Chain::BrokenAt(seq));
            }
            hash = row.hash;
        }
    }
    let head = maybe!(conn, (i64, Vec<u8>), HEAD)?;
    Ok(if head == Some((seq, hash)) { Chain::Whole(seq) } else { Chain::BrokenAt(seq + 1) })
}
