//! `casefinder report`: coverage under disclosure control, at the command line.

use crate::access::coverage::{Known, Made, Wanted, publish};
use crate::casework::Rules;
use crate::cli::database::{Database, wait};
use crate::domain::{Day, Purpose};
use crate::error::{Fault, Result};
use crate::measures::published::PolicyId;
use crate::measures::{Definitions, Level, Published};
use crate::report::{self, Selection, Trend};
use crate::store::audit::Entry;
use chrono::{DateTime, Utc};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Coverage by measure and place, under disclosure control
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  casefinder report bcf --database sqlite://casefinder.db --as-of 2026-09-30\n  \
    casefinder report coverage --database sqlite://casefinder.db --as-of 2026-09-30 --level practice\n  \
    casefinder report coverage --database sqlite://casefinder.db --html coverage.html --months 12\n\n\
    Every report is kept in the database with its policy, and so is what it withheld: a later report of the same day cannot give it away.")]
pub struct Report {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Answer the Better Care Fund question: two percentages, the approach, and the paragraph for the template
    Bcf {
        #[command(flatten)]
        asked: Asked,
        /// The answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// All measures, by the levels asked for: a table, or a file
    Coverage {
        #[command(flatten)]
        asked: Asked,
        /// Levels: everywhere, commissioner, locality, network, practice, team. All when left out; again for more
        #[arg(long, value_name = "LEVEL", value_parser = level)]
        level: Vec<Level>,
        /// Only this measure; again for more. `casefinder measures` lists them
        #[arg(long, value_name = "ID")]
        measure: Vec<String>,
        /// A CSV file instead of the table; `-` for standard output
        #[arg(long, value_name = "FILE", group = "form")]
        csv: Option<PathBuf>,
        /// A spreadsheet (XLSX) instead of the table
        #[arg(long, value_name = "FILE", group = "form")]
        xlsx: Option<PathBuf>,
        /// JSON instead of the table, on standard output
        #[arg(long, group = "form")]
        json: bool,
        /// A page with charts instead of the table, complete in one file
        #[arg(long, value_name = "FILE", group = "form")]
        html: Option<PathBuf>,
        /// Months of the trends in the page, the last one that of the report
        #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=60), requires = "html")]
        months: u32,
    },
}

/// For which day, from whose knowledge, under which policy.
#[derive(Debug, clap::Args)]
struct Asked {
    #[command(flatten)]
    database: Database,
    /// The day figures tell of; yesterday when left out
    #[arg(long, value_name = "DATE")]
    as_of: Option<Day>,
    /// Only what was known at this instant (such as 2026-10-01T00:00:00Z), to tell again what a report said then
    #[arg(long, value_name = "INSTANT", conflicts_with = "known_then")]
    known_at: Option<DateTime<Utc>>,
    /// Of each day, only what was known when it ended
    #[arg(long)]
    known_then: bool,
    /// Policy of disclosure control: hes2018, `ons_lt10` or midpoint6
    #[arg(long, value_name = "NAME", default_value = "hes2018", value_parser = policy)]
    policy: PolicyId,
}

fn level(text: &str) -> std::result::Result<Level, String> {
    let names = || Level::ALL.map(Level::name).join(", ");
    Level::ALL.into_iter().find(|level| level.name() == text).ok_or_else(|| format!("one of {}", names()))
}

fn policy(text: &str) -> std::result::Result<PolicyId, String> {
    PolicyId::ALL.into_iter().find(|policy| policy.name() == text).ok_or_else(|| "one of hes2018, ons_lt10, midpoint6".into())
}

impl Report {
    pub(super) fn run(self) -> Result<()> {
        match self.what {
            What::Bcf { asked, json } => {
                let answer = report::bcf(&asked.one("bcf")?);
                if json {
                    return super::print_json(&answer);
                }
                for row in &answer.header {
                    outln!("{:<22} {}", row.label, row.value);
                }
                outln!("\nAdults at high risk:   {}", answer.high_risk.words);
                outln!("\nApproach:              {}", answer.approach);
                outln!("\nPlan and professional: {}", answer.covered.words);
                outln!("\nFor the template:\n{}", answer.paragraph);
                Ok(())
            }
            What::Coverage { asked, level, measure, csv, xlsx, json, html, months } => {
                let selection = Selection { levels: level, measures: measure };
                if let Some(file) = html {
                    let all = asked.published("coverage", months)?;
                    let last = all.last().ok_or_else(|| Fault::Internal("no figures were made".into()))?;
                    return write_file(&file, report::html(last, &Trend::of(all.clone()))?.as_bytes());
                }
                let published = asked.one("coverage")?;
                selection.check(&published)?;
                match (csv, xlsx) {
                    (Some(file), _) => write_file(&file, report::csv(&published, &selection)?.as_bytes()),
                    (None, Some(file)) => write_file(&file, &report::xlsx(&published, &selection)?),
                    (None, None) if json => super::print_json(&report::json(&published, &selection)),
                    (None, None) => {
                        outln!("{}", report::table(&published, &selection).trim_end());
                        Ok(())
                    }
                }
            }
        }
    }
}

impl Asked {
    fn one(self, what: &'static str) -> Result<Published> {
        self.published(what, 1)?.pop().ok_or_else(|| Fault::Internal("no figures were made".into()))
    }

    /// Figures of the day and of the ends of the months before it, `months` in all, ascending.
    fn published(self, what: &'static str, months: u32) -> Result<Vec<Published>> {
        let now = crate::access::Clock::System.now();
        let today = crate::access::Clock::System.today();
        let as_of = self.as_of.unwrap_or(today.plus_days(-1));
        if as_of > today {
            return Err(Fault::Usage("--as-of is in the future; figures tell of a day that has come".into()));
        }
        let known = match (self.known_at, self.known_then) {
            (Some(at), _) => Known::At(at),
            (None, true) => Known::Then,
            (None, false) => Known::Now,
        };
        let wanted = Wanted { days: crate::measures::period::month_ends(as_of, months), known, policy: self.policy, what };
        wait(async move {
            let db = self.database.open().await?;
            let entry = Entry {
                at: now,
                staff: None,
                roles: vec![],
                purpose: Purpose::Commissioning,
                action: "coverage.read",
                subject: format!("{what} to {as_of}"),
                people: vec![],
                why: "command line".into(),
            };
            let made = Made { at: now, by: None, entry, of: None };
            let definitions: Arc<Definitions> = Definitions::built_in();
            let published = publish(&db, &Rules::default(), &definitions, wanted, made).await?;
            db.close().await;
            Ok(published)
        })
    }
}

/// Writes all of a file or nothing, `-` to standard output.
fn write_file(file: &Path, bytes: &[u8]) -> Result<()> {
    let cannot = |error: std::io::Error| Fault::Usage(format!("{} cannot be written: {error}", file.display()));
    if file == Path::new("-") {
        return std::io::stdout().write_all(bytes).map_err(cannot);
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut part = tempfile::NamedTempFile::new_in(folder).map_err(cannot)?;
    part.write_all(bytes).map_err(cannot)?;
    part.persist(file).map_err(|error| cannot(error.error))?;
    eprintln!("{} written", file.display());
    Ok(())
}
