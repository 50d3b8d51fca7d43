//! `/lists`.

use utoipa::OpenApi;

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(paths())]
pub struct Api;
