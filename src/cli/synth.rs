//! `casefinder synth`.

use crate::error::{Fault, Result};

/// Write a synthetic extract
#[derive(Debug, clap::Args)]
pub struct Synth {}

impl Synth {
    pub(super) fn run(self) -> Result<()> {
        Err(Fault::Internal("not there yet".into()))
    }
}
