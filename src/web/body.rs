//! The body of a request: read, then checked, with every fault named by field.

use crate::web::Problem;
use crate::web::problem::FieldError;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Bytes};
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

/// The longest body.
pub const LONGEST: usize = 1024 * 1024;

/// A body that was read as JSON and passed its checks. `fingerprint` is the hash of its bytes, for requests sent twice.
pub struct Body<T> {
    /// What was sent.
    pub value: T,
    /// BLAKE3 of the bytes.
    pub fingerprint: [u8; 32],
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let json = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).is_some_and(is_json);
        let bytes = Bytes::from_request(request, payload);
        Box::pin(async move {
            if !json {
                return Err(Problem::new(
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    "not_json",
                    "The body is not JSON",
                    "send JSON, with the header Content-Type: application/json",
                ));
            }
            let bytes = bytes.await.map_err(|error| match error.as_response_error().status_code() {
                StatusCode::PAYLOAD_TOO_LARGE => too_large(),
                _ => Problem::malformed("the body ended early"),
            })?;
            Ok(Self { value: read(&bytes)?, fingerprint: *blake3::hash(&bytes).as_bytes() })
        })
    }
}

fn is_json(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || kind.ends_with("+json")
}

fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        "The body is too large",
        format!("send at most {} KiB", LONGEST / 1024),
    )
}

fn read<T: DeserializeOwned + Validate>(bytes: &[u8]) -> Result<T, Problem> {
    // Every body is an object. serde would take the fields of a struct from an array too, by their places.
    if bytes.trim_ascii_start().first().is_some_and(|first| *first != b'{') {
        return Err(Problem::field("", "the body must be a JSON object"));
    }
    let bytes = whole_numbers(bytes);
    let mut json = serde_json::Deserializer::from_slice(&bytes);
    let value: T = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let inner = error.inner();
        if inner.is_data() {
            let words = words(inner);
            Problem::field(pointer(error.path()) + &named(&words), words)
        } else {
            Problem::malformed(format!("the body is not JSON: line {}, column {}", inner.line(), inner.column()))
        }
    })?;
    json.end().map_err(|_| Problem::malformed("something follows the JSON value"))?;
    value.validate().map_err(|errors| {
        let mut found = vec![];
        collect("", &errors, &mut found);
        Problem::fields(found)
    })?;
    Ok(value)
}

/// `7.0` as `7`: JSON has one kind of number, and some programs write all of theirs with a point. serde has two.
fn whole_numbers(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.windows(2).any(|pair| pair == b".0") {
        return Cow::Borrowed(bytes);
    }
    let (mut out, mut within_text, mut at) = (Vec::with_capacity(bytes.len()), false, 0);
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        out.push(byte);
        match byte {
            // What is escaped ends no text.
            b'\\' if within_text => {
                out.extend(bytes.get(at));
                at += 1;
            }
            b'"' => within_text = !within_text,
            b'0'..=b'9' if !within_text && bytes.get(at) == Some(&b'.') => {
                let zeros = bytes[at + 1..].iter().take_while(|byte| **byte == b'0').count();
                let goes_on = bytes.get(at + 1 + zeros).is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'e' | b'E'));
                if zeros > 0 && !goes_on {
                    at += 1 + zeros;
                }
            }
            _ => {}
        }
    }
    Cow::Owned(out)
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter().fold(String::new(), |text, segment| match segment {
        Segment::Map { key } => format!("{text}/{key}"),
        Segment::Seq { index } => format!("{text}/{index}"),
        Segment::Enum { .. } | Segment::Unknown => text,
    })
}

fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    in_words(text.rsplit_once(" at line").map_or(text.as_str(), |(head, _)| head))
}

/// The rest of the pointer where serde stands at the object and names the field: "missing field `team`".
fn named(words: &str) -> String {
    let field = ["missing field `", "duplicate field `"].iter().find_map(|words_before| words.strip_prefix(words_before));
    field.and_then(|rest| rest.split('`').next()).map_or(String::new(), |name| format!("/{name}"))
}

/// What serde says, without the value that it quotes: "unknown field", "missing field", "not a date".
pub(super) fn in_words(text: &str) -> String {
    if let Some(rest) = text.strip_prefix("invalid type: ") {
        return rest.rsplit_once("expected ").map_or("wrong type".into(), |(_, wanted)| format!("wrong type: expected {wanted}"));
    }
    if let Some(rest) = text.strip_prefix("invalid value: ") {
        return rest
            .rsplit_once("expected ")
            .map_or("wrong value".into(), |(_, wanted)| format!("wrong value: expected {wanted}"));
    }
    if text.starts_with("unknown variant") {
        return text
            .rsplit_once("expected ")
            .map_or("unknown value".into(), |(_, wanted)| format!("unknown value: expected {wanted}"));
    }
    if text.starts_with("unknown field") {
        return text
            .rsplit_once("expected ")
            .map_or("unknown field".into(), |(_, wanted)| format!("unknown field: expected {wanted}"));
    }
    // The words of our own types ("not a date written YYYY-MM-DD") and "missing field `x`" quote nothing that was sent; what the
    // parsers of ids say could.
    if text.starts_with("missing field") || text.starts_with("not a") || text.starts_with("duplicate field") {
        return text.to_owned();
    }
    if text.contains("UUID") {
        return "not an id (UUID)".into();
    }
    "wrong value".into()
}

fn collect(at: &str, errors: &ValidationErrors, found: &mut Vec<FieldError>) {
    let mut fields: Vec<_> = errors.errors().iter().collect();
    fields.sort_by(|a, b| a.0.cmp(b.0));
    for (field, kind) in fields {
        let here = if field.is_empty() { at.to_owned() } else { format!("{at}/{field}") };
        match kind {
            ValidationErrorsKind::Struct(inner) => collect(&here, inner, found),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(&format!("{here}/{index}"), inner, found);
                }
            }
            ValidationErrorsKind::Field(faults) => found.extend(faults.iter().map(|fault| FieldError {
                pointer: here.clone(),
                detail: fault.message.as_ref().map_or_else(|| default_words(fault), ToString::to_string),
            })),
        }
    }
}

fn default_words(fault: &validator::ValidationError) -> String {
    let number = |name: &str| fault.params.get(name).and_then(serde_json::Value::as_f64);
    match (fault.code.as_ref(), number("min"), number("max")) {
        ("length", Some(min), Some(max)) => format!("must have {min} to {max} items or characters"),
        ("length", None, Some(max)) => format!("must have at most {max} items or characters"),
        ("length", Some(min), None) => format!("must have at least {min} items or characters"),
        ("range", Some(min), Some(max)) => format!("must be from {min} to {max}"),
        ("range", Some(min), None) => format!("must be at least {min}"),
        ("range", None, Some(max)) => format!("must be at most {max}"),
        (code, ..) => format!("is wrong ({code})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::casework::case::OpenCase;

    #[test]
    fn a_whole_number_may_be_written_with_a_point() {
        let text = |bytes: &str| String::from_utf8(whole_numbers(bytes.as_bytes()).into_owned()).unwrap();
        assert_eq!(
            text(r#"{"a": 7.0, "b": [1.00, -2.0], "c": 7.05, "d": 1.0e3}"#),
            r#"{"a": 7, "b": [1, -2], "c": 7.05, "d": 1.0e3}"#
        );
        for same in [r#"{"a": "version 7.0"}"#, r#"{"a": "\" 7.0"}"#, r#"{"a": 7.}"#, "7.", ".0", "{\"a\": \"\\"] {
            assert_eq!(text(same), same);
        }
    }

    #[test]
    fn faults_name_the_field_and_never_the_value() {
        for (body, pointer) in [
            (r#"{"person": "Mrs Smith"}"#, "/person"),
            (r#"{"nhs_number": 1}"#, "/nhs_number"),
            (r#"{"person": "00000000-0000-0000-0000-000000000001", "team": 7}"#, "/team"),
        ] {
            let problem = read::<OpenCase>(body.as_bytes()).err().unwrap();
            assert_eq!(problem.errors[0].pointer, pointer);
            assert!(!format!("{problem:?}").contains("Smith"));
        }
        let body = r#"{"person": "00000000-0000-0000-0000-000000000001", "team": "00000000-0000-0000-0000-000000000001", "route": "risk", "reason": "  "}"#;
        let problem = read::<OpenCase>(body.as_bytes()).err().unwrap();
        assert_eq!(problem.errors, [FieldError { pointer: "/reason".into(), detail: "must not be blank".into() }]);
        assert_eq!(read::<OpenCase>(b"{").err().unwrap().status, 400);
    }
}
