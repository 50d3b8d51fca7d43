//! `casefinder audit`: the audit trail, checked and shown.

use crate::cli::database::{Database, wait};
use crate::cli::print_json;
use crate::domain::{Day, PersonId};
use crate::error::{Fault, Result};
use crate::store::audit::{self, Chain, Shown};
use crate::store::staff;

/// Check that the audit trail is whole, or show what was done about or by somebody
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  casefinder audit check --database sqlite://casefinder.db\n  \
    casefinder audit show --database sqlite://casefinder.db --user 'Ada Reeve' --since 2026-01-01")]
pub struct Audit {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Follow the chain from the first row to the last; exit code 11 when a row was changed, taken out or put in
    Check {
        #[command(flatten)]
        database: Database,
    },
    /// Show the rows about a person or by a member of staff, the latest first
    Show {
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        whose: Whose,
        /// From this day on
        #[arg(long, value_name = "DATE", default_value = "2000-01-01")]
        since: Day,
        /// Rows at most
        #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        limit: u32,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Whose {
    /// The person it was about (id)
    #[arg(long, value_name = "ID")]
    person: Option<PersonId>,
    /// The member of staff who did it (name)
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
}

impl Audit {
    pub(super) fn run(self) -> Result<()> {
        match self.what {
            What::Check { database } => wait(check(database)),
            What::Show { database, whose, since, limit, json } => wait(async move {
                let rows = show(database, whose, since, i64::from(limit)).await?;
                if !json {
                    print(&rows);
                    return Ok(());
                }
                print_json(&rows)
            }),
        }
    }
}

async fn check(database: Database) -> Result<()> {
    let db = database.open_as_it_is().await?;
    let chain = audit::check(&mut db.read().await?.conn()).await?;
    db.close().await;
    match chain {
        Chain::Whole(rows) => {
            outln!("The audit trail is whole: {rows} rows, each following from the one before.");
            Ok(())
        }
        Chain::BrokenAt(row) => Err(Fault::Data(format!(
            "the audit trail is broken at row {row}: it was changed, taken out or put in outside casefinder. Rows before it are whole; \
             compare the rest with a backup"
        ))),
    }
}

async fn show(database: Database, whose: Whose, since: Day, limit: i64) -> Result<Vec<Shown>> {
    let db = database.open_as_it_is().await?;
    let mut reader = db.read().await?;
    let conn = &mut reader.conn();
    Ok(match (whose.person, whose.user) {
        (Some(person), _) => audit::about(conn, person, since, limit).await?,
        (None, name) => {
            let found = staff::by_name(conn, name.as_deref().unwrap_or_default()).await?;
            let staff = found.ok_or_else(|| Fault::Usage("no member of staff has that name".into()))?;
            audit::by(conn, staff, since, limit).await?
        }
    })
}

fn print(rows: &[Shown]) {
    for row in rows {
        let Shown { seq, at, name, action, subject, purpose, people_count, why, .. } = row;
        let who = name.as_deref().unwrap_or("casefinder");
        let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
        outln!("{seq}  {}  {who}  {action}  {subject}  {purpose}, {people_count} people{why}", at.format("%Y-%m-%d %H:%M:%S"));
    }
}
