//! The query of an address, read so that the parameter at fault is named.

use crate::web::{Problem, body};
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use serde::de::value::{Error, MapDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use std::future::{Ready, ready};

/// The query, read into `T`. A parameter that `T` does not know, given twice, or of the wrong form is 400 with its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query<T>(pub T);

impl<T> Query<T> {
    /// What was asked.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> std::ops::Deref for Query<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request.query_string()).map(Self))
    }
}

/// A value as it stands in an address: text, which numbers, truth values and names are read from.
struct Text(String);

impl IntoDeserializer<'_, Error> for Text {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! read_as {
    ($($method:ident $visit:ident $words:literal)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.$visit(self.0.parse().map_err(|_| de::Error::custom($words))?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Text {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        de::value::StringDeserializer::new(self.0).deserialize_enum(name, variants, visitor)
    }

    read_as! {
        deserialize_bool visit_bool "not true or false"
        deserialize_i8 visit_i8 "not a number within range"
        deserialize_i16 visit_i16 "not a number within range"
        deserialize_i32 visit_i32 "not a number within range"
        deserialize_i64 visit_i64 "not a number within range"
        deserialize_u8 visit_u8 "not a number within range"
        deserialize_u16 visit_u16 "not a number within range"
        deserialize_u32 visit_u32 "not a number within range"
        deserialize_u64 visit_u64 "not a number within range"
        deserialize_f32 visit_f32 "not a number"
        deserialize_f64 visit_f64 "not a number"
    }

    serde::forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

fn read<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let mut pairs: Vec<(String, Text)> = vec![];
    for part in query.split('&').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let wrong = || Problem::malformed("the address is not percent-encoded UTF-8");
        let (name, value) = (decoded(name).ok_or_else(wrong)?, decoded(value).ok_or_else(wrong)?);
        if value.contains('\0') {
            // PostgreSQL would not even look for it.
            return Err(Problem::field(name, "a NUL is not allowed"));
        }
        if pairs.iter().any(|(other, _)| *other == name) {
            return Err(Problem::field(name, "given twice"));
        }
        pairs.push((name, Text(value)));
    }
    let pairs: MapDeserializer<'_, _, Error> = MapDeserializer::new(pairs.into_iter());
    serde_path_to_error::deserialize(pairs).map_err(|error| {
        let words = error.inner().to_string();
        let at = match error.path().iter().next() {
            Some(serde_path_to_error::Segment::Map { key }) => key.as_str(),
            _ => missing(&words).unwrap_or("query"),
        };
        Problem::field(at, body::in_words(&words))
    })
}

/// The parameter that is not there, by the words of `serde`.
fn missing(words: &str) -> Option<&str> {
    words.strip_prefix("missing field `")?.strip_suffix('`')
}

/// Whether a query has no parameter.
pub(super) fn is_empty(query: &str) -> bool {
    query.split('&').all(str::is_empty)
}

/// What an address without parameters says to a query that has one.
pub(super) fn refuse(query: &str) -> Problem {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}

    match read::<Nothing>(query) {
        Err(problem) => problem,
        Ok(Nothing {}) => Problem::malformed("this address takes no query"),
    }
}

/// Undoes percent-encoding; `None` when what comes out is not UTF-8.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                (digit()? * 16 + digit()?) as u8
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{CaseId, Day, Role};
    use serde::Deserialize;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Asked {
        limit: Option<u32>,
        open: bool,
        from: Option<Day>,
        case: Option<CaseId>,
        role: Option<Role>,
        text: Option<String>,
    }

    #[test]
    fn reads_every_kind_of_parameter() {
        let asked: Asked =
            read("limit=3&open=true&from=2026-01-02&case=00000000-0000-0000-0000-000000000001&role=gp&text=a%20b+%C3%A9")
                .unwrap();
        assert_eq!(asked.limit, Some(3));
        assert!(asked.open);
        assert_eq!(asked.from, Some(Day::of(2026, 1, 2)));
        assert!(asked.case.is_some());
        assert_eq!(asked.role, Some(Role::Gp));
        assert_eq!(asked.text.as_deref(), Some("a b é"));
        assert_eq!(read::<Asked>("").unwrap(), Asked::default());
    }

    #[test]
    fn an_address_without_parameters_names_the_one_that_was_sent() {
        assert!(is_empty("") && is_empty("&&") && !is_empty("as_of"));
        let problem = refuse("as_of=Smith");
        assert_eq!((problem.status, problem.errors[0].pointer.as_str()), (400, "as_of"));
        assert!(!problem.errors[0].detail.contains("Smith"), "{problem:?}");
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Needed {
        #[serde(rename = "as_of")]
        _as_of: Day,
    }

    #[test]
    fn names_the_parameter_at_fault_and_never_its_value() {
        for (query, pointer) in [
            ("limit=Smith", "limit"),
            ("limit=-1", "limit"),
            ("limit=99999999999", "limit"),
            ("open=Smith", "open"),
            ("from=Smith", "from"),
            ("case=Smith", "case"),
            ("role=Smith", "role"),
            ("limit=1&limit=2", "limit"),
            ("Smith=1", "Smith"),
        ] {
            let problem = read::<Asked>(query).unwrap_err();
            let error = &problem.errors[0];
            assert_eq!((problem.status, error.pointer.as_str()), (400, pointer), "{query}");
            assert!(!error.detail.contains("Smith"), "{error:?}");
        }
        let absent = read::<Needed>("").unwrap_err();
        assert_eq!((absent.status, absent.errors[0].pointer.as_str()), (400, "as_of"), "{absent:?}");
        for bad in ["text=%ff", "text=%0", "text=%zz"] {
            assert_eq!(read::<Asked>(bad).unwrap_err().status, 400, "{bad}");
        }
        let nul = read::<Asked>("text=a%00").unwrap_err();
        assert_eq!((nul.status, nul.errors[0].pointer.as_str()), (400, "text"));
    }
}
