//! `casefinder organisations`: practices from the national list.

use crate::access::Clock;
use crate::casework::organisation::practice_list::{self, BadRow};
use crate::cli::database::{Database, wait};
use crate::cli::progress::Progress;
use crate::cli::table_file::open;
use crate::domain::{Purpose, StaffId};
use crate::error::{Fault, Result};
use crate::store::audit::{self, Entry};
use crate::store::organisation::{Taken, listed};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Practices, networks and commissioners
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  casefinder organisations import epraccur.csv.gz --database sqlite://casefinder.db")]
pub struct Organisations {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Take in the NHS list of practices (epraccur: no header, 27 columns), with commissioners by date
    ///
    /// What is not a GP practice (prescribing setting 4) is passed over. Taking a list in again changes only what is different in it.
    Import {
        /// The list, as CSV; gzip allowed
        file: PathBuf,
        #[command(flatten)]
        database: Database,
        /// Print the counts as JSON
        #[arg(long)]
        json: bool,
    },
}

/// What came of an import.
#[derive(Debug, Default, Serialize)]
struct Counts {
    rows: usize,
    added: usize,
    changed: usize,
    same: usize,
    /// Rows of something else than a GP practice.
    passed_over: usize,
    bad: Vec<Bad>,
}

/// A row that cannot be used.
#[derive(Debug, Serialize)]
struct Bad {
    row: usize,
    column: usize,
    reason: &'static str,
}

/// Bad rows shown to people.
const SHOWN: usize = 20;
/// Rows between two steps of the progress bar.
const STEP: usize = 100;

impl Organisations {
    pub(super) fn run(self) -> Result<()> {
        let What::Import { file, database, json } = self.what;
        let counts = wait(import(&file, &database))?;
        if json {
            return super::print_json(&counts);
        }
        let Counts { rows, added, changed, same, passed_over, bad } = counts;
        outln!("{rows:>8} rows\n{added:>8} practices added\n{changed:>8} changed\n{same:>8} as they were");
        outln!("{passed_over:>8} passed over: not GP practices\n{:>8} cannot be used", bad.len());
        for Bad { row, column, reason } in bad.iter().take(SHOWN) {
            outln!("         row {row}, {}", BadRow { column: *column, reason });
        }
        if bad.len() > SHOWN {
            outln!("         and {} more; --json lists them all", bad.len() - SHOWN);
        }
        Ok(())
    }
}

async fn import(file: &Path, database: &Database) -> Result<Counts> {
    let fault = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => Fault::file(file, error),
        _ => Fault::file(file, "cannot be read as CSV in UTF-8"),
    };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(open(file)?);
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().map_err(fault)?;
    let db = database.open().await?;
    let at = Clock::System.moment(StaffId::default());
    let mut counts = Counts { rows: rows.len(), ..Counts::default() };
    let progress = Progress::new("Organisations", rows.len() / STEP);
    let mut tx = db.begin().await?;
    for (row, number) in rows.iter().zip(1..) {
        let cells: Vec<&str> = row.iter().collect();
        match practice_list::read(&cells) {
            Ok(None) => counts.passed_over += 1,
            Err(BadRow { column, reason }) => counts.bad.push(Bad { row: number, column, reason }),
            Ok(Some(entry)) => match listed(&mut tx.conn(), entry, &at).await? {
                Taken::Added => counts.added += 1,
                Taken::Changed => counts.changed += 1,
                Taken::Same => counts.same += 1,
            },
        }
        if number % STEP == 0 {
            progress.tick();
        }
    }
    let entry = Entry {
        at: at.now,
        staff: None,
        roles: vec![],
        purpose: Purpose::Administration,
        action: "organisations.import",
        subject: format!("{} organisations", counts.added + counts.changed),
        people: vec![],
        why: "command line".into(),
    };
    audit::append(&mut tx.conn(), &[entry]).await?;
    tx.commit().await?;
    progress.finish();
    db.close().await;
    Ok(counts)
}
