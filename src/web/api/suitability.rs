//! `/people/{person}/suitability` and objections.

use utoipa::OpenApi;

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(paths())]
pub struct Api;
