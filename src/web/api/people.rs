//! `/people`: somebody, their risk and its history.

use utoipa::OpenApi;

/// The routes of this file.
#[derive(OpenApi)]
#[openapi(paths())]
pub struct Api;
