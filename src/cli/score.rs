//! `casefinder score`: the risk list.

use crate::access::Clock;
use crate::cli::database::wait;
use crate::cli::progress::Progress;
use crate::cli::publish::{PublishedRun, publish};
use crate::domain::{Day, StaffId, TierScheme};
use crate::error::{Fault, Result};
use crate::events::store::Store;
use crate::features::codelist::CodeLists;
use crate::predict::model::Model;
use crate::runs::list::{self, ListOptions};
use crate::runs::score::{self, OldData};
use crate::store::Db;
use std::path::{Path, PathBuf};

/// Score everyone registered and alive on the index date: the ranked, explained, dated risk list
///
/// The list is written to a file, published into a database, or both. Publishing the same run again (same data, model, index date and
/// tiers) changes nothing and says so.
///
/// The dead, the deregistered and objectors are left out and counted by reason. Ties are broken by person key, so that two runs
/// give the same bytes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  casefinder score --store neighbourhood.store --model models/combined \\\n      --index-date 2025-06-30 --out risks.csv\n  \
    casefinder score --store neighbourhood.store --model models/combined \\\n      --index-date 2025-06-30 --database sqlite://casefinder.db"
)]
pub struct Score {
    /// Event store made by `import`
    #[arg(long)]
    store: PathBuf,
    /// Folder of a trained model
    #[arg(long)]
    model: PathBuf,
    /// The day the scores look from: what happened and was recorded on or before it counts
    #[arg(long, value_name = "DATE")]
    index_date: Day,
    /// The list to write; .csv or .parquet
    #[arg(long, value_name = "FILE.csv|FILE.parquet", required_unless_present = "database")]
    out: Option<PathBuf>,
    /// Publish the run into this database, all of it or nothing: <sqlite://FILE> (made when absent) or <postgres://USER@HOST/DATABASE>
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Tiers in place of the model's own (TOML: `tiers = [["high", { top_percent = 2.0 }], ["rest", "everyone"]]`)
    #[arg(long, value_name = "FILE.toml")]
    tiers: Option<PathBuf>,
    /// Only people of this practice (ODS code); ranks stay those among everyone scored
    #[arg(long, value_name = "CODE", requires = "out")]
    practice: Option<crate::domain::OdsCode>,
    /// Add NHS number, names and postcode: for direct care alone
    #[arg(long, requires = "out")]
    identifiable: bool,
    /// Score though a feed of the model stops more than 92 days before the index date: what happened since counts as nothing
    #[arg(long)]
    allow_old_data: bool,
    /// Print the summary as JSON
    #[arg(long)]
    json: bool,
}

impl Score {
    pub(super) fn run(self) -> Result<()> {
        let store = Store::open(&self.store)?;
        let model = Model::read(&self.model)?;
        let lists = lists_of(&self.model)?;
        let tiers = self.tiers.as_deref().map(read_tiers).transpose()?;
        let format = self.out.as_deref().map(|out| self.check_out(out)).transpose()?;
        let old_data = if self.allow_old_data { OldData::Allow } else { OldData::Refuse };
        let progress = Progress::new("Scoring", store.manifest().shards());
        let run = score::score(&store, &model, &lists, self.index_date, tiers, old_data, || progress.tick())?;
        progress.finish();
        let options = ListOptions { practice: self.practice, identifiable: self.identifiable };
        let summary = match (&self.out, format) {
            (Some(out), Some(format)) => {
                let written = list::write(out, format, &store, &model, &run, &options)?;
                list::Summary::of(&model, &run, written, out)
            }
            _ => list::Summary::unwritten(&model, &run),
        };
        let published = match &self.database {
            None => None,
            Some(url) => Some(wait(async {
                let db = Db::open_current(url).await?;
                let at = Clock::System.moment(StaffId::default());
                let published = publish(&db, &store, (&model, &lists), &run, &at).await;
                db.close().await;
                published
            })?),
        };
        if self.json {
            return super::print_json(&Printed { summary, published });
        }
        out!("{summary}");
        let astray = published.as_ref().map_or(0, |published| published.accountable_gps_astray);
        match published {
            None => {}
            Some(PublishedRun { run, published_before: Some(when), .. }) => {
                outln!("This run was published before, at {}: nothing was changed. Run {run}", when.format("%Y-%m-%d %H:%M UTC"));
            }
            Some(PublishedRun { run, people, seconds, .. }) => {
                outln!("{people} people published in {seconds:.1} s. Run {run}");
            }
        }
        if astray > 0 {
            outln!(
                "{astray} people have an accountable GP of a practice they are no longer with: the API's \
                 /practices/CODE/accountable-gps/astray names them, and POST /practices/CODE/accountable-gps gives them another."
            );
        }
        Ok(())
    }

    fn check_out(&self, out: &Path) -> Result<list::Format> {
        let format = list::Format::of(out)?;
        let folder = out.parent().and_then(|folder| folder.canonicalize().ok());
        if let (Some(folder), Ok(inside)) = (folder, self.store.canonicalize())
            && folder.starts_with(inside)
        {
            return Err(Fault::Usage(format!("{} lies in the store; write the list somewhere else", out.display())));
        }
        Ok(format)
    }
}

/// The summary as programs read it.
#[derive(serde::Serialize)]
struct Printed {
    #[serde(flatten)]
    summary: list::Summary,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<PublishedRun>,
}

/// Code lists a model goes by: those in its folder before the built-in ones.
pub(super) fn lists_of(model: &std::path::Path) -> Result<CodeLists> {
    let folder = model.join("codelists");
    if folder.is_dir() { CodeLists::with_folder(&folder) } else { CodeLists::built_in() }
}

fn read_tiers(path: &std::path::Path) -> Result<TierScheme> {
    let fault = |error: &dyn std::fmt::Display| Fault::Definition(format!("{}: {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| fault(&error))?;
    let tiers: TierScheme = toml::from_str(&text).map_err(|error| fault(&error))?;
    tiers.check().map_err(|error| fault(&error))?;
    Ok(tiers)
}
