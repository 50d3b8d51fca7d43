//! `casefinder measures`: what is measured, and how.

use crate::error::{Fault, Result};
use crate::measures::Definitions;
use crate::measures::definition::markdown;
use std::path::PathBuf;

/// Check and print the definitions of measures
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  casefinder measures --markdown > docs/measures.md")]
pub struct Measures {
    /// Definitions in place of those that come with the program
    #[arg(long, value_name = "DEFINITIONS.toml")]
    definitions: Option<PathBuf>,
    /// Print a page for people (the default)
    #[arg(long)]
    markdown: bool,
}

impl Measures {
    pub(super) fn run(self) -> Result<()> {
        let page = match self.definitions {
            None => markdown(&Definitions::built_in()),
            Some(path) => {
                let fault = |words: String| Fault::Definition(format!("{}: {words}", path.display()));
                let text = std::fs::read_to_string(&path).map_err(|error| fault(error.to_string()))?;
                markdown(&Definitions::parse(&text).map_err(|error| fault(error.to_string()))?)
            }
        };
        out!("{page}");
        Ok(())
    }
}
