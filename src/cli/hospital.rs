//! `casefinder hospital`: stays and attendances of the event store, brought to the people whose care is coordinated.

use crate::access::Clock;
use crate::casework::stay::{AdmissionMethod, Deadlines, ImportedStay, imported_end};
use crate::casework::{Moment, Rules};
use crate::cli::database::{Database, wait};
use crate::cli::local::Local;
use crate::domain::{Day, Line, PersonId, Purpose, StaffId};
use crate::error::Result;
use crate::events::store::Store;
use crate::measures::Definitions;
use crate::runs::hospital::{Spell, read};
use crate::store::Db;
use crate::store::audit::{self, Entry};
use crate::store::stay_sync::{self, Synced};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Hospital stays from the imported data
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  casefinder hospital sync --store store --database sqlite://casefinder.db")]
pub struct Hospital {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Take in stays and emergency attendances of people with a case, open now or in the period, and of care-home residents
    ///
    /// And the stays of everybody who was in a high tier of a published run: coverage compares those on the register with the others.
    /// Doing it again changes only what is new. What a hospital or a member of staff told stays as it is.
    Sync {
        /// The event store
        #[arg(long, value_name = "DIR")]
        store: PathBuf,
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        local: Local,
        /// First day of admissions and attendances; two years before the day of the data when left out
        #[arg(long, value_name = "DATE")]
        since: Option<Day>,
        /// Print the counts as JSON
        #[arg(long)]
        json: bool,
    },
}

/// Two years.
const SINCE_DAYS: i32 = 730;

impl Hospital {
    pub(super) fn run(self) -> Result<()> {
        let What::Sync { store, database, local, since, json } = self.what;
        let (rules, definitions) = (local.rules()?, local.definitions()?);
        let store = Store::open(&store)?;
        let since = since.unwrap_or_else(|| store.manifest().as_of.plus_days(-SINCE_DAYS));
        wait(async {
            let db = database.open().await?;
            let done = sync(&db, &store, since, (&rules, &definitions), &Clock::System.moment(StaffId::default())).await?;
            db.close().await;
            if json {
                return super::print_json(&done);
            }
            let Synced { added, ended, same, left_alone, attendances } = done;
            outln!(
                "{added} stays added, {ended} ended, {same} as they were, {left_alone} left alone; {attendances} attendances."
            );
            Ok(())
        })
    }
}

/// Takes the stays and attendances of `store` into `db`: all of it, or nothing. What happens after the day of `at` is not known yet.
///
/// # Errors
/// A data fault when the store is damaged; a database fault.
pub(super) async fn sync(
    db: &Db,
    store: &Store,
    since: Day,
    (rules, definitions): (&Rules, &Definitions),
    at: &Moment,
) -> Result<Synced> {
    let (looked_after, wanted): (BTreeSet<PersonId>, BTreeSet<PersonId>) = {
        let mut reader = db.read().await?;
        let conn = &mut reader.conn();
        let looked_after = stay_sync::people(conn, since).await?.into_iter().collect();
        let at_high_risk = stay_sync::in_tiers(conn, &definitions.high_tiers).await?;
        let wanted = at_high_risk.union(&looked_after).copied().collect();
        (looked_after, wanted)
    };
    let (spells, attendances) = read(store, &wanted, since)?;
    // No measure asks for the attendances of those who are only compared with.
    let known = attendances.into_iter().filter(|one| one.arrived_on <= at.today && looked_after.contains(&one.person));
    let mut attendances: Vec<_> = known.map(|one| (one.person, one.arrived_on, one.department_type)).collect();
    attendances.sort_unstable();
    let begun = spells.iter().filter(|spell| spell.admitted_on <= at.today);
    let stays = begun.filter_map(|spell| imported(spell, at.today)).collect();
    let mut tx = db.begin().await?;
    let deadlines = Deadlines::of(rules);
    let done = stay_sync::sync(&mut tx.conn(), stays, &attendances, since, &deadlines, at).await?;
    let entry = Entry {
        at: at.now,
        staff: None,
        roles: vec![],
        purpose: Purpose::DirectCare,
        action: "hospital.sync",
        subject: format!("since {since}"),
        people: wanted.into_iter().collect(),
        why: "command line".into(),
    };
    audit::append(&mut tx.conn(), &[entry]).await?;
    tx.commit().await?;
    Ok(done)
}

/// A stay that can be kept: with a provider, a number and a method. Others are no use to anybody.
fn imported(spell: &Spell, today: Day) -> Option<ImportedStay> {
    Some(ImportedStay {
        person: spell.person,
        provider: spell.provider.parse().ok()?,
        spell: Some(spell.spell.as_str()).filter(|text| !text.is_empty() && text.len() <= Line::LONGEST).map(Line::from)?,
        method: AdmissionMethod::read(&spell.method)?,
        admitted_on: spell.admitted_on,
        end: spell
            .discharged_on
            .filter(|on| *on <= today)
            .map(|on| imported_end(on, &spell.discharge_method, &spell.destination)),
    })
}
