//! Errors, as `application/problem+json` (RFC 9457).
//!
//! Policy: a problem says what is wrong and what to do; names the field by JSON pointer and the rule by name; never holds a value
//! that was sent, nor anything about a person. What is not the caller's is 404. A rule that refuses, and a version that is no longer
//! the present one, are 409. Nothing was changed whenever a problem is answered.

use crate::access::Denied;
use crate::access::StoreFault;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use std::fmt;
use utoipa::{IntoResponses, ToSchema};

/// A problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// What kind: `urn:casefinder:problem:` and a name.
    pub r#type: String,
    /// The kind in words.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What is wrong here, and what to do.
    pub detail: String,
    /// The rule that refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub rule: Option<String>,
    /// Each field at fault.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub errors: Vec<FieldError>,
    /// For a clash: the version now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub current_version: Option<i64>,
    /// For a clash: what happened since the version that was named.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub since: Vec<String>,
    /// For what cannot be served now: `Retry-After`, in seconds; a few, when left out.
    #[serde(skip)]
    #[schema(ignore)]
    pub again_in: Option<u32>,
}

/// A field at fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// JSON pointer into the body, or the name of a parameter or header.
    pub pointer: String,
    /// What is wrong with it.
    pub detail: String,
}

impl Problem {
    /// A problem of kind `name`.
    #[must_use]
    pub fn new(status: StatusCode, name: &str, title: &str, detail: impl Into<String>) -> Self {
        Self {
            r#type: format!("urn:casefinder:problem:{name}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            rule: None,
            errors: vec![],
            current_version: None,
            since: vec![],
            again_in: None,
        }
    }

    /// A request that cannot be understood.
    #[must_use]
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", "The request cannot be understood", detail)
    }

    /// One field at fault.
    #[must_use]
    pub fn field(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::fields(vec![FieldError { pointer: pointer.into(), detail: detail.into() }])
    }

    /// Fields at fault.
    #[must_use]
    pub fn fields(errors: Vec<FieldError>) -> Self {
        let mut problem = Self::new(
            StatusCode::BAD_REQUEST,
            "invalid",
            "Some fields are wrong",
            "correct the fields named in errors and send it again",
        );
        problem.errors = errors;
        problem
    }

    /// A rule that refuses what a query asks for: the field at fault is a parameter, and is named as one.
    #[must_use]
    pub fn of_query(denied: impl Into<Denied>) -> Self {
        let mut problem = Self::from(denied.into());
        for error in &mut problem.errors {
            error.pointer = error.pointer.trim_start_matches('/').to_owned();
        }
        problem
    }

    /// Nobody is signed in.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthenticated",
            "Who are you?",
            "send a valid API token as `Authorization: Bearer ...`; an administrator makes them with `casefinder user token`",
        )
    }

    /// There is no such thing, or it is not the caller's.
    #[must_use]
    pub fn not_found() -> Self {
        Self::from(Denied::NotFound)
    }

    /// 500: something that should be given out cannot be written.
    #[must_use]
    pub fn unwritten(what: &str) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "A fault of the program", what)
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        let words = denied.to_string();
        match denied {
            Denied::NotFound => Self::new(StatusCode::NOT_FOUND, "not_found", "Not found", words),
            Denied::Role(_) => Self::new(StatusCode::FORBIDDEN, "role", "Your roles do not allow this", words),
            Denied::Stale { current, since } => {
                let mut problem = Self::new(StatusCode::CONFLICT, "stale", "Somebody else changed it", words);
                problem.current_version = Some(current);
                problem.since = since;
                problem
            }
            Denied::Refused(refusal) => {
                let mut problem = Self::new(StatusCode::CONFLICT, "rule", "A rule does not allow this", refusal.words);
                problem.rule = Some(refusal.rule.to_owned());
                if let Some(field) = refusal.field {
                    problem.errors.push(FieldError { pointer: format!("/{field}"), detail: problem.detail.clone() });
                }
                problem
            }
            Denied::Busy { seconds } => {
                let mut problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "Others are served first", words);
                problem.again_in = Some(seconds);
                problem
            }
            Denied::Store(StoreFault::Full) => {
                Self::new(StatusCode::INSUFFICIENT_STORAGE, "disk_full", "The disk is full", words)
            }
            Denied::Store(StoreFault::Unavailable | StoreFault::Raced) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "database_unavailable", "The database cannot be reached", words)
            }
            Denied::Store(fault) => {
                tracing::error!(fault = %fault, "database");
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "database",
                    "The database failed",
                    "nothing was changed; the fault is in the server's log",
                )
            }
        }
    }
}

impl From<StoreFault> for Problem {
    fn from(fault: StoreFault) -> Self {
        Denied::from(fault).into()
    }
}

impl From<crate::casework::Refusal> for Problem {
    fn from(refusal: crate::casework::Refusal) -> Self {
        Denied::from(refusal).into()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.title, self.detail)
    }
}

/// When to ask again for what cannot be served now and says nothing else, in seconds.
const AGAIN_IN: u32 = 5;

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((header::CONTENT_TYPE, "application/problem+json"));
        match self.status {
            401 => drop(response.insert_header((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")))),
            503 => drop(response.insert_header((header::RETRY_AFTER, self.again_in.unwrap_or(AGAIN_IN)))),
            _ => {}
        }
        let mut response = response.body(serde_json::to_string(self).unwrap_or_default());
        crate::web::guard::secure(response.headers_mut());
        response
    }
}

/// What every route can answer besides its own.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "read by the API description alone")]
pub enum Faults {
    /// The request cannot be understood, or fields are wrong.
    #[response(status = 400, content_type = "application/problem+json")]
    Invalid(Problem),
    /// No valid token.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthenticated(Problem),
    /// None of your roles may do this.
    #[response(status = 403, content_type = "application/problem+json")]
    Role(Problem),
    /// No such thing, or not yours.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(Problem),
    /// A rule refuses, or the version is no longer the present one.
    #[response(status = 409, content_type = "application/problem+json")]
    Refused(Problem),
    /// The body is too large.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(Problem),
    /// The body is not JSON.
    #[response(status = 415, content_type = "application/problem+json")]
    NotJson(Problem),
    /// The database cannot be reached, or others are served first: ask again after `Retry-After`.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
    /// The disk is full.
    #[response(status = 507, content_type = "application/problem+json")]
    Full(Problem),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_cannot_be_served_is_told_when_to_ask_again() {
        let busy = Problem::from(Denied::Busy { seconds: 12 });
        assert_eq!(busy.detail, "reports are being made for others; ask again in 12 seconds");
        for (problem, again_in) in [(busy, "12"), (Problem::from(StoreFault::Unavailable), "5")] {
            let answer = problem.error_response();
            assert_eq!(answer.status(), 503);
            assert_eq!(answer.headers().get(header::RETRY_AFTER).unwrap(), again_in);
        }
    }

    #[test]
    fn a_rule_names_a_field_of_the_body_or_a_parameter() {
        let refusal = || crate::casework::Refusal::by("in_the_future", "not yet").at("as_of");
        assert_eq!(Problem::from(refusal()).errors[0].pointer, "/as_of");
        let problem = Problem::of_query(refusal());
        assert_eq!((problem.status, problem.errors[0].pointer.as_str()), (409, "as_of"));
    }
}
