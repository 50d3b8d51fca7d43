//! Signs of life, for what runs the server.

use crate::access::Access;
use crate::web::{Answer, Problem};
use actix_web::web::Data;
use serde::Serialize;

#[derive(Serialize)]
struct Health {
    status: &'static str,
    version: &'static str,
}

const WELL: Health = Health { status: "ok", version: env!("CARGO_PKG_VERSION") };

/// The process lives.
///
/// # Errors
/// Never.
pub async fn live() -> Result<Answer, Problem> {
    Answer::ok(&WELL)
}

/// The database answers.
///
/// # Errors
/// 503 when it does not.
pub async fn ready(access: Data<Access>) -> Result<Answer, Problem> {
    access.ready().await?;
    Answer::ok(&WELL)
}
