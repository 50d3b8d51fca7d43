//! A successful answer: JSON, its version, and where the thing is.

use crate::access::Earlier;
use crate::web::Problem;
use crate::web::version::etag;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, LOCATION};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;

/// An answer.
pub struct Answer {
    status: StatusCode,
    json: String,
    version: Option<i64>,
    location: Option<String>,
}

impl Answer {
    fn new(status: StatusCode, value: &impl Serialize) -> Result<Self, Problem> {
        let json = serde_json::to_string(value).map_err(|_| Problem::unwritten("the answer cannot be written"))?;
        Ok(Self { status, json, version: None, location: None })
    }

    /// 200.
    ///
    /// # Errors
    /// When the value cannot be written as JSON: a fault of the program.
    pub fn ok(value: &impl Serialize) -> Result<Self, Problem> {
        Self::new(StatusCode::OK, value)
    }

    /// 201, with the address of what was made.
    ///
    /// # Errors
    /// As [`Answer::ok`].
    pub fn created(value: &impl Serialize, location: String) -> Result<Self, Problem> {
        Ok(Self { location: Some(location), ..Self::new(StatusCode::CREATED, value)? })
    }

    /// 202.
    ///
    /// # Errors
    /// As [`Answer::ok`].
    pub fn accepted(value: &impl Serialize) -> Result<Self, Problem> {
        Self::new(StatusCode::ACCEPTED, value)
    }

    /// With the version, as `ETag`.
    #[must_use]
    pub fn version(mut self, version: i64) -> Self {
        self.version = Some(version);
        self
    }

    /// As it is kept for a request sent twice. The version and the address are in the body's `version` and `href`.
    #[must_use]
    pub fn kept(&self, fingerprint: [u8; 32]) -> Earlier {
        let head = format!(
            "{} {}",
            self.version.map_or(String::new(), |version| version.to_string()),
            self.location.as_deref().unwrap_or_default()
        );
        Earlier { fingerprint: fingerprint.to_vec(), status: self.status.as_u16(), answer: format!("{head}\n{}", self.json) }
    }

    /// An answer given before.
    #[must_use]
    pub fn again(earlier: Earlier) -> Self {
        let (head, json) = earlier.answer.split_once('\n').unwrap_or(("", ""));
        let (version, location) = head.split_once(' ').unwrap_or_default();
        Self {
            status: StatusCode::from_u16(earlier.status).unwrap_or(StatusCode::OK),
            json: json.to_owned(),
            version: version.parse().ok(),
            location: (!location.is_empty()).then(|| location.to_owned()),
        }
    }
}

impl Responder for Answer {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        response.insert_header((CONTENT_TYPE, "application/json")).insert_header((CACHE_CONTROL, "no-store"));
        if let Some(version) = self.version {
            response.insert_header((ETAG, etag(version)));
        }
        if let Some(location) = self.location {
            response.insert_header((LOCATION, location));
        }
        response.body(self.json)
    }
}
