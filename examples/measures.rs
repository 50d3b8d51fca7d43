//! How long the measures take: `cargo run --release --example measures -- sqlite://bench.db [AS_OF] [MONTHS]`, on a database that
//! `load_database` filled.
//!
//! Prints JSON: seconds to read everything, and the most memory that the process ever held.

use casefinder::domain::Day;
use casefinder::store::Db;
use casefinder::store::measures::{Asked, load};
use std::time::Instant;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("DATABASE-URL [AS_OF]")?;
    let until = arguments.next().map_or(Ok(Day::today()), |day| day.parse())?;
    let high_tiers = ["very high".to_owned(), "high".to_owned()];
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let figures = runtime.block_on(async {
        let db = Db::open_current(&url).await?;
        let started = Instant::now();
        let ledger = load(&db, &Asked { until, high_tiers: &high_tiers, known_until: None }).await?;
        let load_seconds = started.elapsed().as_secs_f64();
        db.close().await;
        Ok::<_, Failure>(serde_json::json!({
            "as_of": until,
            "people": ledger.people.len(),
            "registrations": ledger.registrations.len(),
            "deaths": ledger.deaths.len(),
            "conditions": ledger.conditions.len(),
            "runs": ledger.runs.len(),
            "cases": ledger.cases.len(),
            "plans": ledger.plans.len(),
            "stays": ledger.stays.len(),
            "meetings": ledger.meetings.len(),
            "accountable_gps": ledger.accountable_gps.len(),
            "load_seconds": load_seconds,
            "peak_mib": peak_mib(),
        }))
    })?;
    println!("{figures}");
    Ok(())
}

/// The most memory that this process ever held, in MiB, where the system tells (Linux).
fn peak_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1024)
}
