//! Versions in headers: `ETag` out, `If-Match` in.

use crate::web::Problem;
use actix_web::http::header::IF_MATCH;
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use std::future::{Ready, ready};

/// The version that a change names: `If-Match: "7"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen(pub i64);

impl FromRequest for Seen {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let header = request.headers().get(IF_MATCH).and_then(|value| value.to_str().ok());
        ready(match header {
            None => Err(Problem::field("If-Match", "send the version you saw as If-Match: \"7\"; every answer has it in ETag")),
            Some(text) => read(text)
                .map(Self)
                .ok_or_else(|| Problem::field("If-Match", "not a version; send it as the ETag had it, such as \"7\"")),
        })
    }
}

fn read(text: &str) -> Option<i64> {
    let digits = text.trim().strip_prefix('"')?.strip_suffix('"')?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// The version as `ETag`.
#[must_use]
pub fn etag(version: i64) -> String {
    format!("\"{version}\"")
}
