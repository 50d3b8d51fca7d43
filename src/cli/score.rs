//! `casefinder score`.

use crate::error::{Fault, Result};

/// Score everyone registered and alive on the index date
#[derive(Debug, clap::Args)]
pub struct Score {}

impl Score {
    pub(super) fn run(self) -> Result<()> {
        Err(Fault::Internal("not there yet".into()))
    }
}
