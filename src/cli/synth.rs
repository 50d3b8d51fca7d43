//! `casefinder synth`.

use crate::domain::Day;
use crate::error::Result;
use crate::synth::{self, Format, Request};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::PathBuf;

/// Write a synthetic extract
///
/// Simulates the people of a neighbourhood of practices, their lives and what is recorded of them. Nobody in it exists.
/// The same arguments give the same bytes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  casefinder synth --people 20000 --practices 5 --seed 1 --from 2021-01-01 \\\n      --to 2025-06-30 --out extract"
)]
pub struct Synth {
    /// People registered at some time of the period; some have two registrations
    #[arg(long)]
    people: u32,
    /// Practices
    #[arg(long)]
    practices: u32,
    /// Seed of the simulation
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// First day of events
    #[arg(long)]
    from: Day,
    /// Last day of events, and the day the extract is taken
    #[arg(long)]
    to: Day,
    /// Folder to write into; replaces an earlier synthetic extract
    #[arg(long)]
    out: PathBuf,
    /// How to write the files
    #[arg(long, value_enum, default_value_t = FormatName::Csv)]
    format: FormatName,
    /// Percentage of event rows to spoil, for tests of the import: wrong check digits, impossible dates, unknown people, duplicates
    #[arg(long, default_value_t = 0.0, value_name = "PERCENT")]
    faults: f64,
    /// Write into a folder that holds something else, leaving other files alone
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FormatName {
    #[value(name = "csv")]
    Csv,
    #[value(name = "csv.gz")]
    CsvGz,
}

impl Synth {
    pub(super) fn run(self) -> Result<()> {
        let request = Request {
            people: self.people,
            practices: self.practices,
            seed: self.seed,
            from: self.from,
            to: self.to,
            format: match self.format {
                FormatName::Csv => Format::Csv,
                FormatName::CsvGz => Format::CsvGz,
            },
            faults_percent: self.faults,
        };
        // Draws only when standard error is a terminal.
        let bar = ProgressBar::new(u64::from(self.people)).with_style(
            ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} people")
                .unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        let summary = synth::write(&request, &self.out, self.force, &mut |done| bar.set_position(done))?;
        bar.finish_and_clear();
        outln!("Synthetic extract in {}: nobody in it exists.", self.out.display());
        for (table, rows) in &summary.rows {
            outln!("{:>12} {}", rows, table.name());
        }
        outln!("{:>12} events, {:.1} a person", summary.events(), summary.events() as f64 / f64::from(self.people));
        Ok(())
    }
}
