//! API tokens: kept as hashes, with an end, revocable.

use crate::domain::StaffId;
use crate::store::{Conn, StoreFault};
use chrono::{DateTime, Utc};
use uuid::Uuid;

const ADD: &str = "INSERT INTO token (hash, staff, label, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
const HOLDER: &str = "SELECT staff FROM token WHERE hash = $1 AND expires_at > $2 AND revoked_at IS NULL";
const REVOKE: &str = "UPDATE token SET revoked_at = $2 WHERE staff = $1 AND revoked_at IS NULL";

/// Keeps a token's hash for `staff`.
///
/// # Errors
/// When there is no such person on the staff, or the database fails.
pub async fn add(
    conn: &mut Conn<'_>,
    hash: &[u8; 32],
    staff: StaffId,
    label: &str,
    made_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), StoreFault> {
    run!(conn, ADD, hash.as_slice(), staff.uuid(), label, made_at, expires_at).map(drop)
}

/// Who holds the token with `hash`, if it is good at `now`.
///
/// # Errors
/// When the database fails.
pub async fn holder(conn: &mut Conn<'_>, hash: &[u8; 32], now: DateTime<Utc>) -> Result<Option<StaffId>, StoreFault> {
    Ok(maybe!(conn, (Uuid,), HOLDER, hash.as_slice(), now)?.map(|(staff,)| staff.into()))
}

/// Revokes every token of `staff`; gives how many.
///
/// # Errors
/// When the database fails.
pub async fn revoke_all(conn: &mut Conn<'_>, staff: StaffId, now: DateTime<Utc>) -> Result<u64, StoreFault> {
    run!(conn, REVOKE, staff.uuid(), now)
}
