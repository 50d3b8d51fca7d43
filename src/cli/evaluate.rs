//! `casefinder evaluate`: how good a model is.

use crate::cli::progress::Progress;
use crate::cli::score::lists_of;
use crate::domain::Day;
use crate::error::Result;
use crate::events::store::Store;
use crate::predict::model::Model;
use crate::runs::evaluate;
use std::path::PathBuf;

/// Measure a model on outcomes after the index date: discrimination, calibration, and the top of the list
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  casefinder evaluate --store neighbourhood.store --model models/combined \\\n      --index-date 2024-06-30 --json"
)]
pub struct Evaluate {
    /// Event store made by `import`
    #[arg(long)]
    store: PathBuf,
    /// Folder of a trained model
    #[arg(long)]
    model: PathBuf,
    /// The day people are looked at; outcomes are counted in the days after it
    #[arg(long, value_name = "DATE")]
    index_date: Day,
    /// The people are of other places than the model's
    #[arg(long)]
    external: bool,
    /// Print everything measured as JSON
    #[arg(long)]
    json: bool,
}

impl Evaluate {
    pub(super) fn run(self) -> Result<()> {
        let store = Store::open(&self.store)?;
        let model = Model::read(&self.model)?;
        let lists = lists_of(&self.model)?;
        let progress = Progress::new("Evaluating", store.manifest().shards());
        let today = Day::today();
        let (report, left_out) =
            evaluate::evaluate(&store, &model, &lists, self.index_date, self.external, today, || progress.tick())?;
        progress.finish();
        if self.json {
            return super::print_json(&report);
        }
        out!("{}", report.summary());
        outln!("Outcome: {}", model.outcome.words(model.horizon_days));
        for (reason, count) in crate::runs::score::in_words(&left_out) {
            outln!("{count:>10}  left out: {reason}");
        }
        Ok(())
    }
}
