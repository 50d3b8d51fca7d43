//! Organisation codes of the Organisation Data Service.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An ODS code: 3 to 10 upper-case letters and digits. Never reused, only closed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OdsCode(Box<str>);

/// The text is not 3 to 10 letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an ODS code (3 to 10 letters and digits)")]
pub struct NotAnOdsCode;

impl OdsCode {
    /// Reads a code; blanks around it are dropped, lower case is raised.
    ///
    /// # Errors
    /// [`NotAnOdsCode`].
    pub fn parse(text: &[u8]) -> Result<Self, NotAnOdsCode> {
        let text = text.trim_ascii();
        if !(3..=10).contains(&text.len()) || !text.iter().all(u8::is_ascii_alphanumeric) {
            return Err(NotAnOdsCode);
        }
        Ok(Self(text.iter().map(|byte| char::from(byte.to_ascii_uppercase())).collect()))
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OdsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for OdsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OdsCode({})", self.0)
    }
}

impl std::str::FromStr for OdsCode {
    type Err = NotAnOdsCode;
    fn from_str(text: &str) -> Result<Self, NotAnOdsCode> {
        Self::parse(text.as_bytes())
    }
}

impl TryFrom<String> for OdsCode {
    type Error = NotAnOdsCode;
    fn try_from(text: String) -> Result<Self, NotAnOdsCode> {
        Self::parse(text.as_bytes())
    }
}

impl From<OdsCode> for String {
    fn from(code: OdsCode) -> Self {
        code.0.into()
    }
}

impl utoipa::PartialSchema for OdsCode {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::schema::{ObjectBuilder, Type};
        ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[A-Za-z0-9]{3,10}$")).into()
    }
}

impl utoipa::ToSchema for OdsCode {
    fn name() -> std::borrow::Cow<'static, str> {
        std::borrow::Cow::Borrowed("OdsCode")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_codes_and_refuses_the_rest() {
        assert_eq!(OdsCode::parse(b" y00001 ").unwrap().as_str(), "Y00001");
        for bad in ["", "A1", "A 1", "A81001-", "ABCDEFGHIJK"] {
            assert_eq!(OdsCode::parse(bad.as_bytes()), Err(NotAnOdsCode), "{bad}");
        }
    }
}
