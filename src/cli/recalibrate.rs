//! `casefinder recalibrate`: a new level for a model from newer outcomes.

use crate::cli::score::lists_of;
use crate::cli::train::write;
use crate::domain::Day;
use crate::error::{Fault, Result};
use crate::events::store::Store;
use crate::predict::model::Model;
use crate::runs::recalibrate;
use std::path::PathBuf;

/// Adjust a model's level (and spread) to the outcomes after an index date, as a new model
///
/// For a model that ranks people well but says too much or too little: the order of people stays, the risks move. Writes model.json,
/// evaluation.json, card.md and card.html; the card of the original stays the record of how it was made.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  casefinder recalibrate --store neighbourhood.store --model models/combined \\\n      --index-date 2024-06-30 --out our-model"
)]
pub struct Recalibrate {
    /// Event store made by `import`
    #[arg(long)]
    store: PathBuf,
    /// Folder of a trained model
    #[arg(long)]
    model: PathBuf,
    /// The day people are looked at; outcomes are counted in the days after it
    #[arg(long, value_name = "DATE")]
    index_date: Day,
    /// Folder for the recalibrated model
    #[arg(long, value_name = "MODEL_DIR")]
    out: PathBuf,
    /// Move the level alone, for few events
    #[arg(long)]
    intercept_only: bool,
    /// The people are of other places than the model's
    #[arg(long)]
    external: bool,
    /// Print the figures after as JSON
    #[arg(long)]
    json: bool,
}

impl Recalibrate {
    pub(super) fn run(self) -> Result<()> {
        if self.out.join("model.json").exists() {
            return Err(Fault::Usage(format!("{} already holds a model; choose another folder", self.out.display())));
        }
        let store = Store::open(&self.store)?;
        let model = Model::read(&self.model)?;
        let lists = lists_of(&self.model)?;
        let done = recalibrate::recalibrate(
            &store,
            &model,
            &lists,
            self.index_date,
            (self.intercept_only, self.external),
            Day::today(),
        )?;
        write(&self.out, &store, &done.model, &done.after)?;
        if self.json {
            return super::print_json(&done.after);
        }
        outln!(
            "Before\n{}\nAfter (on the people it was recalibrated on)\n{}",
            done.before.summary(),
            done.after.report.summary()
        );
        outln!("Model {} in {}", done.model.version, self.out.display());
        Ok(())
    }
}
