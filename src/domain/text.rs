//! Words people type: bounded, not blank, without control characters.
//!
//! Reading accepts any text, so that a request's faults can all be told at once: `validate` is the check, and the schema of the
//! API says the same as it does. NUL cannot be kept by `PostgreSQL`; other control characters have no place in a record, and those
//! that turn the direction of writing make it read as something else than it says.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use validator::{Validate, ValidationError, ValidationErrors};

/// Characters that no text holds, as a pattern has them.
macro_rules! refused {
    () => {
        r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
    };
}

/// What the schema says of any text: something that is not blank, and nothing refused.
const PATTERN: &str = concat!("^[^", refused!(), "]*[^\\s", refused!(), "][^", refused!(), "]*$");

/// Control characters of ASCII and ISO 8859 but tab, line feed and carriage return; and the embeddings, overrides and isolates of
/// Unicode's bidirectional algorithm.
fn is_refused(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => false,
        c => c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'),
    }
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident: $longest:literal)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The longest allowed, in characters.
            pub const LONGEST: usize = $longest;

            /// The words.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        /// What people write about somebody is never in a log.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({} characters)"), self.0.chars().count())
            }
        }

        impl Validate for $name {
            fn validate(&self) -> Result<(), ValidationErrors> {
                check(&self.0, $longest)
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .min_length(Some(1))
                    .max_length(Some($longest))
                    .pattern(Some(PATTERN))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        }
    )*};
}

texts! {
    /// One line: a name, a reason, what an action is.
    Line: 200
    /// A paragraph or several.
    Note: 4000
}

fn check(text: &str, longest: usize) -> Result<(), ValidationErrors> {
    let fault = if text.chars().count() > longest {
        Some(ValidationError::new("too_long").with_message(format!("at most {longest} characters").into()))
    } else if text.chars().any(is_refused) {
        Some(
            ValidationError::new("control_character")
                .with_message("control characters, and those that turn the direction of writing, are not allowed".into()),
        )
    } else if text.chars().all(char::is_whitespace) {
        Some(ValidationError::new("blank").with_message("must not be blank".into()))
    } else {
        None
    };
    fault.map_or(Ok(()), |fault| {
        let mut errors = ValidationErrors::new();
        errors.add("", fault);
        Err(errors)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_blank_long_and_control_characters() {
        for good in ["a", "two\nlines", "é", "נועה", "Zoë\u{a0}O\u{2019}Brien", &"x".repeat(200)] {
            assert!(Line::from(good).validate().is_ok(), "{good}");
        }
        for bad in
            ["", "  \n", "a\0b", "a\u{7f}b", "a\u{85}b", "a\u{9b}b", "\u{202e}nhoJ", "a\u{2066}b\u{2069}", &"x".repeat(201)]
        {
            assert!(Line::from(bad).validate().is_err(), "{bad}");
        }
        assert_eq!(format!("{:?}", Note::from("secret")), "Note(6 characters)");
    }
}
