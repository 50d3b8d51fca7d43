//! `casefinder measures`: what is measured, and how.

use crate::cli::local::Local;
use crate::error::Result;
use crate::measures::definition::markdown;

/// Check and print the definitions of measures
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  casefinder measures --markdown > docs/measures.md")]
pub struct Measures {
    #[command(flatten)]
    local: Local,
    /// Print a page for people (the default)
    #[arg(long)]
    markdown: bool,
}

impl Measures {
    pub(super) fn run(self) -> Result<()> {
        out!("{}", markdown(&*self.local.definitions()?, &self.local.rules()?));
        Ok(())
    }
}
