//! `casefinder demo`.

use crate::error::{Fault, Result};

/// Make, train, score and show a small synthetic neighbourhood
#[derive(Debug, clap::Args)]
pub struct Demo {}

impl Demo {
    pub(super) fn run(self) -> Result<()> {
        Err(Fault::Internal("not there yet".into()))
    }
}
