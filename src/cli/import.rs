//! `casefinder import`.

use crate::domain::Day;
use crate::error::{Fault, Result};
use crate::events::adapter::Adapter;
use crate::events::extract_adapter::Extract;
use crate::events::import::{ImportOptions, Progress, import};
use crate::events::mapping::Mapping;
use crate::events::omop::Omop;
use crate::events::quality::ImportSummary;
use crate::events::store::Store;
use crate::events::synthea::Synthea;
use crate::features::codelist::{CodeLists, Coverage, coverage};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Check an extract and write the event store
///
/// Reads a folder of CSV, CSV.gz or Parquet files, checks every row, and puts a new generation of the event store in
/// force, or leaves the store as it was. Rows that cannot be used are listed in STORE/rejects.csv by file, row, column and
/// reason. Prints a data-quality summary.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  casefinder import deliveries/2024-04 --store store\n  \
    casefinder import deliveries/2024-05 --store store --append --json > quality.json")]
pub struct Import {
    /// Folder with the files of the delivery
    dir: PathBuf,
    /// Folder of the event store; made when it is not there
    #[arg(long)]
    store: PathBuf,
    /// Layout of the files
    #[arg(long, value_enum, default_value_t = Format::Extract)]
    format: Format,
    /// Mapping for files with other names and columns than the layout's
    #[arg(long, value_name = "FILE.toml")]
    mapping: Option<PathBuf>,
    /// Add the delivery to what the store has; corrected rows replace earlier ones
    #[arg(long)]
    append: bool,
    /// Stop when more than this share of a file's rows cannot be used, in per cent
    #[arg(long, value_name = "PERCENT", default_value_t = 5.0, value_parser = percent)]
    max_reject_percent: f64,
    /// The day to take as today: rows dated later are refused [default: today]
    #[arg(long, value_name = "DATE")]
    as_of: Option<Day>,
    /// Print the summary as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// The extract layout of this program
    Extract,
    /// CSV files that Synthea writes
    Synthea,
    /// OMOP common data model 5.x as CSV
    Omop,
}

fn percent(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|share| (0.0..=100.0).contains(share)).ok_or_else(|| "a number from 0 to 100".into())
}

impl Import {
    pub(super) fn run(self) -> Result<()> {
        let mut adapter = adapter(self.format, self.mapping.as_deref())?;
        let mut options = ImportOptions::new(self.as_of.unwrap_or_else(Day::today));
        options.append = self.append;
        options.max_reject_percent = self.max_reject_percent;
        if std::io::stderr().is_terminal() {
            options.progress = Some(Arc::new(Bar::new()));
        }
        let summary = import(&mut *adapter, &self.dir, &self.store, &options)?;
        let code_coverage = code_coverage(&Store::open(&self.store)?)?;
        if self.json {
            return super::print_json(&Printed { summary, code_coverage });
        }
        out!("{summary}");
        outln!("\nRows whose code is in a code list, of the rows with a code of its systems");
        for list in code_coverage {
            let share = list.share.map_or("no such codes".to_owned(), |share| format!("{:.1}%", share * 100.0));
            let unseen = list.never_seen.len();
            outln!("{:26} {share:>14}   {unseen} of {} entries never seen", list.list, list.entries);
        }
        Ok(())
    }
}

/// The summary as programs read it.
#[derive(serde::Serialize)]
struct Printed {
    #[serde(flatten)]
    summary: ImportSummary,
    code_coverage: Vec<Coverage>,
}

/// What each built-in code list finds in a store. A list that finds nothing usually means codes in another form.
fn code_coverage(store: &Store) -> Result<Vec<Coverage>> {
    let rows = store.code_rows()?;
    let codes: Vec<_> = store.codes().iter().map(|(id, system, code)| (system, code, rows[id as usize])).collect();
    Ok(CodeLists::built_in()?.iter().map(|list| coverage(list, codes.iter().copied())).collect())
}

fn adapter(format: Format, mapping: Option<&Path>) -> Result<Box<dyn Adapter>> {
    if let Some(file) = mapping {
        if format != Format::Extract {
            return Err(Fault::Usage(
                "--mapping is for files in CSV tables; it does not go with --format synthea or omop".into(),
            ));
        }
        return Ok(Box::new(Mapping::load(file)?));
    }
    Ok(match format {
        Format::Extract => Box::new(Extract),
        Format::Synthea => Box::new(Synthea::default()),
        Format::Omop => Box::new(Omop::default()),
    })
}

/// A line on a terminal.
struct Bar(ProgressBar);

impl Bar {
    fn new() -> Self {
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}: {human_pos} rows in {elapsed}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }
}

impl Progress for Bar {
    fn step(&self, what: &str) {
        self.0.set_message(what.to_owned());
    }

    fn rows(&self, rows: u64) {
        self.0.set_position(rows);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
