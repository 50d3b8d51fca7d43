//! Answers kept by the key that the caller gave them, so that a creation sent twice is made once.

use crate::domain::StaffId;
use crate::store::{Conn, StoreFault};
use chrono::{DateTime, Utc};

/// An answer given before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Hash of the request it answered.
    pub fingerprint: Vec<u8>,
    /// Status.
    pub status: u16,
    /// Body.
    pub answer: String,
}

const FIND: &str = "SELECT fingerprint, status, answer FROM idempotency WHERE staff = $1 AND once_key = $2";
const KEEP: &str = "INSERT INTO idempotency (staff, once_key, fingerprint, at, status, answer) VALUES ($1, $2, $3, $4, $5, $6)";

/// The answer given to `staff` under `key`, if any.
///
/// # Errors
/// When the database fails.
pub async fn find(conn: &mut Conn<'_>, staff: StaffId, key: &str) -> Result<Option<Earlier>, StoreFault> {
    let row = maybe!(conn, (Vec<u8>, i64, String), FIND, staff.uuid(), key)?;
    Ok(row.map(|(fingerprint, status, answer)| Earlier { fingerprint, status: status as u16, answer }))
}

/// Keeps an answer.
///
/// # Errors
/// [`StoreFault::Raced`] when the same key is being used at this moment.
pub async fn keep(conn: &mut Conn<'_>, staff: StaffId, key: &str, answer: &Earlier, at: DateTime<Utc>) -> Result<(), StoreFault> {
    let done =
        run!(conn, KEEP, staff.uuid(), key, answer.fingerprint.as_slice(), at, i64::from(answer.status), answer.answer.as_str(),);
    match done {
        Err(StoreFault::Conflict(_)) => Err(StoreFault::Raced),
        done => done.map(drop),
    }
}
