//! API tokens: 256 random bits, kept as their hash.

use crate::access::{Access, Denied};
use crate::domain::{Purpose, StaffId};
use crate::store::audit::Entry;
use crate::store::{Db, StoreFault, audit, token};
use chrono::{DateTime, TimeDelta, Utc};
use std::fmt::Write;

/// A token, to be shown once.
pub struct Token(String);

/// How a token begins, so that leaked ones can be searched for.
const PREFIX: &str = "cft_";

impl Token {
    /// A new one.
    ///
    /// # Errors
    /// When the machine has no randomness to give.
    pub fn new() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        let mut text = String::from(PREFIX);
        for byte in bytes {
            let _ = write!(text, "{byte:02x}");
        }
        Ok(Self(text))
    }

    /// The token, to hand to its holder and to nobody else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The hash under which it is kept. A plain hash does: there is nothing to guess in 256 random bits.
    #[must_use]
    pub fn hash(text: &str) -> [u8; 32] {
        blake3::derive_key("casefinder 2026 api token", text.as_bytes())
    }
}

/// Makes a token for `staff` that is good for `days`.
///
/// # Errors
/// When the database fails, or there is no randomness.
pub async fn issue(db: &Db, staff: StaffId, label: &str, days: u32, now: DateTime<Utc>) -> Result<Token, StoreFault> {
    let made = Token::new().map_err(|_| StoreFault::Other("the machine has no randomness to give".into()))?;
    let mut tx = db.begin().await?;
    let conn = &mut tx.conn();
    let until = now + TimeDelta::days(i64::from(days));
    token::add(conn, &Token::hash(made.reveal()), staff, label, now, until).await?;
    audit::append(conn, &[entry("token.issue", staff, now)]).await?;
    tx.commit().await?;
    Ok(made)
}

/// Revokes every token of `staff`.
///
/// # Errors
/// When the database fails.
pub async fn revoke_all(db: &Db, staff: StaffId, now: DateTime<Utc>) -> Result<u64, StoreFault> {
    let mut tx = db.begin().await?;
    let conn = &mut tx.conn();
    let revoked = token::revoke_all(conn, staff, now).await?;
    audit::append(conn, &[entry("token.revoke", staff, now)]).await?;
    tx.commit().await?;
    Ok(revoked)
}

/// A change made at the command line, where whoever runs it has the database itself.
fn entry(action: &'static str, staff: StaffId, at: DateTime<Utc>) -> Entry {
    Entry {
        at,
        staff: None,
        roles: vec![],
        purpose: Purpose::Administration,
        action,
        subject: format!("staff {staff}"),
        people: vec![],
        why: "command line".into(),
    }
}

impl Access {
    /// The caller who presents `text`, or `None` when the token is unknown, expired or revoked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn caller(&self, text: &str) -> Result<Option<std::sync::Arc<crate::access::Caller>>, Denied> {
        let hash = Token::hash(text);
        if let Some(caller) = self.remembered(&hash) {
            return Ok(Some(caller));
        }
        let mut reader = self.db().read().await?;
        let conn = &mut reader.conn();
        let now = self.clock().now();
        let Some(staff) = token::holder(conn, &hash, now).await? else { return Ok(None) };
        let roles = crate::store::staff::roles(conn, staff, self.clock().today()).await?;
        Ok(Some(self.remember(hash, crate::access::Caller { staff, roles })))
    }
}
