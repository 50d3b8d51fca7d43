//! `casefinder fit`.

use crate::error::{Fault, Result};

/// Fit a logistic model to a prepared table
#[derive(Debug, clap::Args)]
pub struct Fit {}

impl Fit {
    pub(super) fn run(self) -> Result<()> {
        Err(Fault::Internal("not there yet".into()))
    }
}
