//! `casefinder train`.

use crate::error::{Fault, Result};

/// Fit a model
#[derive(Debug, clap::Args)]
pub struct Train {}

impl Train {
    pub(super) fn run(self) -> Result<()> {
        Err(Fault::Internal("not there yet".into()))
    }
}
