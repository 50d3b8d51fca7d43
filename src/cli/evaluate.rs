//! `casefinder evaluate`.

use crate::error::{Fault, Result};

/// Measure a model on outcomes after the index date
#[derive(Debug, clap::Args)]
pub struct Evaluate {}

impl Evaluate {
    pub(super) fn run(self) -> Result<()> {
        Err(Fault::Internal("not there yet".into()))
    }
}
