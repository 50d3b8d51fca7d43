//! The pseudonym that all analysis uses in place of an NHS number.

use crate::domain::NhsNumber;
use std::fmt;

/// A person's keyed pseudonym: the first 128 bits of BLAKE3 in keyed mode over the NHS number.
///
/// Without the key nobody can go from number to pseudonym; a plain hash of ten digits could be undone by trying all of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonKey([u8; 16]);

/// The text is not 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a person key (32 hexadecimal digits)")]
pub struct NotAPersonKey;

impl PersonKey {
    /// The pseudonym of `number` under `secret`.
    #[must_use]
    pub fn of(number: NhsNumber, secret: &[u8; 32]) -> Self {
        let hash = blake3::keyed_hash(secret, &number.as_u64().to_be_bytes());
        let mut key = [0; 16];
        key.copy_from_slice(&hash.as_bytes()[..16]);
        Self(key)
    }

    /// From the sixteen bytes that a store keeps.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The sixteen bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A pseudonym still singles somebody out, so debug output shows none of it.
impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonKey(hidden)")
    }
}

impl std::str::FromStr for PersonKey {
    type Err = NotAPersonKey;
    fn from_str(text: &str) -> Result<Self, NotAPersonKey> {
        let text = text.as_bytes();
        if text.len() != 32 {
            return Err(NotAPersonKey);
        }
        let digit = |byte: u8| char::from(byte).to_digit(16).ok_or(NotAPersonKey);
        let mut key = [0; 16];
        for (byte, pair) in key.iter_mut().zip(text.chunks_exact(2)) {
            *byte = (digit(pair[0])? * 16 + digit(pair[1])?) as u8;
        }
        Ok(Self(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depends_on_number_and_secret_and_reads_back() {
        let number = NhsNumber::synthetic(1).unwrap();
        let key = PersonKey::of(number, &[1; 32]);
        assert_eq!(key, PersonKey::of(number, &[1; 32]));
        assert_ne!(key, PersonKey::of(number, &[2; 32]));
        assert_ne!(key, PersonKey::of(NhsNumber::synthetic(2).unwrap(), &[1; 32]));
        assert_eq!(key.to_string().parse(), Ok(key));
        assert_eq!(format!("{key:?}"), "PersonKey(hidden)");
        assert_eq!("0g".repeat(16).parse::<PersonKey>(), Err(NotAPersonKey));
    }
}
