//! The body of a request: read, then checked, with every fault named by field.

use crate::web::Problem;
use crate::web::problem::FieldError;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Bytes};
use serde::de::DeserializeOwned;
use std::future::Future;
use std::pin::Pin;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

/// The longest body.
pub const LONGEST: usize = 256 * 1024;

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
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value: T = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = pointer(error.path());
        let inner = error.inner();
        if inner.is_data() {
            Problem::field(path, words(inner))
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
