//! The audit trail: who read or changed what about whom, when, what for. Append-only, each row hashed with the one before it.

use crate::domain::{PersonId, Purpose, Role, StaffId};
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
    fn roles_text(&self) -> String {
        self.roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(" ")
    }

    fn people_text(&self) -> String {
        self.people.iter().map(PersonId::to_string).collect::<Vec<_>>().join(" ")
    }

    /// The hash of this row as number `seq`, after a row with hash `before`: BLAKE3 over all of it, each part with its length.
    fn hash(&self, seq: i64, before: &[u8]) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_derive_key("casefinder 2026 audit row");
        let mut part = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        };
        part(before);
        part(&seq.to_be_bytes());
        part(self.at.to_rfc3339_opts(SecondsFormat::Micros, true).as_bytes());
        part(self.staff.map(StaffId::uuid).unwrap_or_default().as_bytes());
        part(self.roles_text().as_bytes());
        part(self.purpose.name().as_bytes());
        part(self.action.as_bytes());
        part(self.subject.as_bytes());
        part(self.people_text().as_bytes());
        part(self.why.as_bytes());
        *hasher.finalize().as_bytes()
    }
}

/// Takes the end of the chain, and holds it until the transaction ends: rows come one after the other.
const TAKE_HEAD: &str = "UPDATE audit_head SET seq = seq + $1 WHERE one = 1 RETURNING seq, hash";
const SET_HEAD: &str = "UPDATE audit_head SET hash = $1 WHERE one = 1";
const ADD: &str = "INSERT INTO audit (seq, at, staff, roles, purpose, action, subject, people, people_count, why, hash) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

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
    for (entry, seq) in entries.iter().zip(last - count + 1..) {
        hash = entry.hash(seq, &hash).to_vec();
        run!(
            conn,
            ADD,
            seq,
            entry.at,
            entry.staff.map(StaffId::uuid),
            entry.roles_text(),
            entry.purpose.name(),
            entry.action,
            entry.subject.as_str(),
            entry.people_text(),
            entry.people.len() as i64,
            entry.why.as_str(),
            hash.as_slice(),
        )?;
    }
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
    why: String,
    hash: Vec<u8>,
}

impl Row {
    fn hash(&self, before: &[u8]) -> [u8; 32] {
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
        *hasher.finalize().as_bytes()
    }
}

const PAGE: &str =
    "SELECT seq, at, staff, roles, purpose, action, subject, people, why, hash FROM audit WHERE seq > $1 ORDER BY seq LIMIT 1000";
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
            if row.seq != seq || row.hash(&hash) != row.hash.as_slice() {
                return Ok(Chain::BrokenAt(seq));
            }
            hash = row.hash;
        }
    }
    let head = maybe!(conn, (i64, Vec<u8>), HEAD)?;
    Ok(if head == Some((seq, hash)) { Chain::Whole(seq) } else { Chain::BrokenAt(seq + 1) })
}
