//! `casefinder train`: from a store and a design to a model with its card.

use crate::domain::Day;
use crate::error::{Fault, Result};
use crate::events::store::Store;
use crate::predict::card;
use crate::predict::design::LoadedDesign;
use crate::predict::model::Model;
use crate::runs::card::card_of;
use crate::runs::output::{Readers, whole_file};
use crate::runs::train::{Judgement, train};
use crate::runs::trial::Judging;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// Fit a model, judge it, and write its file and card
///
/// Writes model.json, evaluation.json, card.md and card.html. The model is fitted on the people of the index date and their outcomes in
/// the horizon after it. By default its design is judged by fitting it one horizon earlier and testing that at the index date
/// (temporal validation).
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  casefinder train --store neighbourhood.store \\\n      --design models/combined/design.toml --index-date 2024-06-30 \\\n      --out models/ours"
)]
pub struct Train {
    /// Event store made by `import`
    #[arg(long)]
    store: PathBuf,
    /// Model design (TOML); code lists in `codelists/` beside it come before the built-in ones
    #[arg(long, value_name = "DESIGN.toml")]
    design: PathBuf,
    /// The day people are looked at; features use what happened and was recorded on or before it
    #[arg(long, value_name = "DATE")]
    index_date: Day,
    /// Folder for the model
    #[arg(long, value_name = "MODEL_DIR")]
    out: PathBuf,
    /// Judge the model itself at this later index date
    #[arg(long, value_name = "DATE", conflicts_with = "split_sample")]
    test_date: Option<Day>,
    /// Judge on one third of the people, fitted on the other two thirds
    #[arg(long)]
    split_sample: bool,
    /// Days after the index date in which outcomes are counted, in place of the design's
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..=1826))]
    horizon_days: Option<u16>,
    /// Replace a model that is already in the folder
    #[arg(long)]
    force: bool,
    /// Print the evaluation as JSON
    #[arg(long)]
    json: bool,
}

impl Train {
    pub(super) fn run(self) -> Result<()> {
        let mut loaded = LoadedDesign::read(&self.design)?;
        if let Some(days) = self.horizon_days {
            loaded = loaded.with_horizon(days);
        }
        let judging = match (self.test_date, self.split_sample) {
            (Some(later), _) if later <= self.index_date => {
                return Err(Fault::Usage("--test-date must lie after --index-date".into()));
            }
            (Some(later), _) => Judging::LaterTest(later),
            (None, true) => Judging::SplitSample,
            (None, false) => Judging::EarlierFit,
        };
        if self.out.join("model.json").exists() && !self.force {
            return Err(Fault::Usage(format!(
                "{} already holds a model; choose another folder, or replace it with --force",
                self.out.display()
            )));
        }
        let store = Store::open(&self.store)?;
        let trained = train(&store, &loaded, self.index_date, judging, Day::today(), &say)?;
        write(&self.out, &store, &trained.model, &trained.judgement)?;
        if self.json {
            return super::print_json(&trained.judgement);
        }
        outln!("{}", trained.model.title);
        out!("{}", trained.judgement.report.summary());
        outln!("{}", trained.judgement.facts.words);
        out!("{}", trained.judgement.sources_table());
        for warning in trained.judgement.warnings(&trained.model) {
            outln!("WARNING: {warning}");
        }
        outln!("Model, evaluation and card in {}", self.out.display());
        Ok(())
    }
}

/// What is being done, for somebody who waits.
pub(super) fn say(what: &str) {
    if std::io::stderr().is_terminal() {
        eprintln!("... {what}");
    }
}

/// Writes a model's four files; each is there in full or not at all, `model.json` last.
pub(super) fn write(folder: &Path, store: &Store, model: &Model, judgement: &Judgement) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|error| Fault::file(folder, error))?;
    let card = card_of(store, model, judgement);
    put(folder, "evaluation.json", &json(judgement)?)?;
    put(folder, "card.md", &card::markdown(&card)?)?;
    put(folder, "card.html", &card::html(&card)?)?;
    put(folder, "model.json", &json(model)?)
}

/// Pretty JSON with a newline at its end.
pub(super) fn json(value: &impl serde::Serialize) -> Result<String> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Fault::Internal(error.to_string()))?;
    Ok(text + "\n")
}

/// Writes one file of a model folder, in full or not at all.
pub(super) fn put(folder: &Path, name: &str, text: &str) -> Result<()> {
    whole_file(&folder.join(name), Readers::Usual, |out| Ok(out.write_all(text.as_bytes())?))
}
