//! `casefinder features`.

use crate::error::{Fault, Result};

/// Explain the features of a design
#[derive(Debug, clap::Args)]
pub struct Features {}

impl Features {
    pub(super) fn run(self) -> Result<()> {
        Err(Fault::Internal("not there yet".into()))
    }
}
