//! `casefinder mdt`: lists for teams, at the command line.

use crate::access::{Access, Caller, Clock, Denied, ListCounts};
use crate::casework::Rules;
use crate::casework::list::{ListRules, ProposeList, Select};
use crate::casework::staff::RoleHeld;
use crate::cli::database::{Database, wait};
use crate::domain::{Line, OdsCode, Role, StaffId};
use crate::error::{Fault, Result};
use serde_json::json;
use std::sync::Arc;

/// Lists for multidisciplinary teams
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  casefinder mdt list --database sqlite://casefinder.db --team 'North'")]
pub struct Mdt {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Propose a team's list from the latest published run and its open nominations
    ///
    /// Doing it twice on the same run changes nothing. Prints figures; the people are read by the team's members, through the API.
    #[command(after_help = "Examples:\n  casefinder mdt list --database sqlite://casefinder.db --team 'North'\n  \
        casefinder mdt list --database sqlite://casefinder.db --team 'North' --tier high --capacity --json")]
    List {
        #[command(flatten)]
        database: Database,
        /// Name of the team
        #[arg(long)]
        team: String,
        /// Put people of this tier and those above onto it
        #[arg(long, value_name = "NAME")]
        tier: Option<String>,
        /// Put the top of each practice's registered adults onto it, in tenths of a per cent: 20 is 2%, and the default
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
        permille: Option<u32>,
        /// Put as many as the team has room for onto it
        #[arg(long)]
        capacity: bool,
        /// The result as JSON
        #[arg(long)]
        json: bool,
    },
}

impl Mdt {
    pub(super) fn run(self) -> Result<()> {
        let What::List { database, team, tier, permille, capacity, json } = self.what;
        let mut select: Vec<Select> = tier.map(|tier| Select::TierAtLeast { tier: Line(tier) }).into_iter().collect();
        select.extend(permille.map(|permille| Select::TopOfPracticeAdults { permille }));
        select.extend(capacity.then_some(Select::TopByCapacity {}));
        let mut rules = ListRules::default();
        if !select.is_empty() {
            rules.select = select;
        }
        wait(async { list(database, &team, ProposeList { run: None, rules }, json).await })
    }
}

fn in_words(denied: Denied) -> Fault {
    match denied {
        Denied::Store(fault) => fault.into(),
        Denied::NotFound => Fault::Usage("no team has that name; the API's /teams lists them".into()),
        denied => Fault::Usage(denied.to_string()),
    }
}

async fn list(database: Database, team: &str, wanted: ProposeList, as_json: bool) -> Result<()> {
    let db = database.open().await?;
    let access = Access::start(db, Rules::default(), Clock::System);
    // Whoever has the database may do this: the command line acts as an administrator of its own.
    let organisation: OdsCode = "000".parse().map_err(|_| Fault::Internal("no code for the command line".into()))?;
    let from = access.clock().today();
    let role = RoleHeld { role: Role::Administrator, organisation, from, until: None, session_tenths: None };
    let admin = access.admin(Arc::new(Caller { staff: StaffId::default(), roles: vec![role] })).map_err(in_words)?;
    let mut work = admin.begin("list.propose").await.map_err(in_words)?;
    work.because("command line");
    let id = work.team_named(team).await.map_err(in_words)?;
    let proposed = work.propose_list(id, wanted).await.map_err(in_words)?;
    work.commit().await.map_err(in_words)?;
    access.close().await;
    let header = proposed.list;
    let counts: ListCounts = serde_json::from_value(header.counts.0.clone()).unwrap_or_default();
    if as_json {
        return crate::cli::print_json(&json!({
            "list": header.id, "team": header.team, "new": proposed.new, "run": header.run(), "made_on": header.as_of,
            "index_date": header.index_date, "data_date": header.data_date, "counts": counts,
        }));
    }
    let rests = header.index_date.map_or("on nominations alone".into(), |day| format!("on the run of {day}"));
    outln!("{}: {} people, {rests}. List {}.", if proposed.new { "New" } else { "As before" }, counts.people, header.id);
    outln!(
        "{} nominated; {} came, {} rose, {} fell, {} went.",
        counts.nominated,
        counts.came,
        counts.rose,
        counts.fell,
        counts.went
    );
    for (reason, people) in &counts.left_out {
        let reason = serde_json::to_value(reason).ok().and_then(|name| name.as_str().map(|name| name.replace('_', " ")));
        outln!("Left out, {}: {people}.", reason.unwrap_or_default());
    }
    if !counts.without_scores.is_empty() {
        outln!("{} practices of the team have no scores in the run.", counts.without_scores.len());
    }
    Ok(())
}
