//! `casefinder apply`.

use crate::error::{Fault, Result};

/// Apply a model to a prepared table
#[derive(Debug, clap::Args)]
pub struct Apply {}

impl Apply {
    pub(super) fn run(self) -> Result<()> {
        Err(Fault::Internal("not there yet".into()))
    }
}
