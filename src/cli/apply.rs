//! `casefinder apply`.

use crate::cli::table_file::{in_file, open};
use crate::error::{Fault, Result};
use crate::predict::prepared::apply::apply_table;
use crate::predict::prepared::model::PreparedModel;
use crate::runs::output::{Readers, whole_file};
use std::io::{BufWriter, Write};
use std::path::PathBuf;

const EXAMPLE: &str = "\
Example:
  casefinder apply model.json people.csv --out risks.csv

The table keeps its columns, byte for byte, and gains a last column `risk`.";

/// Apply a model to a prepared table
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Apply {
    /// Model made by `casefinder fit`
    model: PathBuf,
    /// CSV file (gzip allowed) that has the model's predictors
    table: PathBuf,
    /// Write the table with its risks here
    #[arg(long, value_name = "FILE.csv")]
    out: PathBuf,
}

impl Apply {
    pub(super) fn run(self) -> Result<()> {
        let text = std::fs::read(&self.model).map_err(|error| Fault::file(&self.model, error))?;
        let model = PreparedModel::parse(&text).map_err(|fault| in_file(&self.model, fault))?;
        let input = open(&self.table)?;
        let mut rows = 0;
        whole_file(&self.out, Readers::Usual, |output| {
            let mut output = BufWriter::new(output);
            rows = apply_table(&model, input, &mut output).map_err(|fault| in_file(&self.table, fault))?;
            Ok(output.flush()?)
        })?;
        eprintln!("{rows} rows written to {}", self.out.display());
        Ok(())
    }
}
