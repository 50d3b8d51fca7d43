//! `casefinder import`.

use crate::error::{Fault, Result};

/// Check an extract and write the event store
#[derive(Debug, clap::Args)]
pub struct Import {}

impl Import {
    pub(super) fn run(self) -> Result<()> {
        Err(Fault::Internal("not there yet".into()))
    }
}
