//! `casefinder openapi`: the API's description, without a server.

use crate::cli::print_json;
use crate::error::Result;
use crate::web::openapi::description;

/// Print the description of the API (`OpenAPI` 3.1)
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  casefinder openapi > docs/openapi.json")]
pub struct Openapi {}

impl Openapi {
    pub(super) fn run(self) -> Result<()> {
        print_json(description())
    }
}
