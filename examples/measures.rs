//! How long the measures take: `cargo run --release --example measures -- sqlite://bench.db [AS_OF] [MONTHS]`, on a database that
//! `load_database` filled.
//!
//! Prints JSON: seconds to read everything, to work out and guard all measures for one day, and for the ends of months (24 when left
//! out) as known now and as known at the end of each; and the most memory that the process ever held. Nothing is kept.

use casefinder::access::Clock;
use casefinder::casework::Rules;
use casefinder::domain::Day;
use casefinder::measures::disclosure::{Withheld, disclose};
use casefinder::measures::period::month_ends;
use casefinder::measures::published::PolicyId;
use casefinder::measures::{Audience, Book, Definitions, Ledger, compute};
use casefinder::store::Db;
use casefinder::store::measures::{Asked, load};
use chrono::{NaiveDate, NaiveTime};
use std::time::Instant;

type Failure = Box<dyn std::error::Error>;

/// Works out and guards one day; gives the seconds of each and how many counts were withheld.
fn one_day(book: &Book, definitions: &Definitions, day: Day, policy: PolicyId, earlier: &mut Withheld) -> (f64, f64, usize) {
    let started = Instant::now();
    let figures = compute(book, definitions, &Rules::default(), day, Audience::Commissioning);
    let computed = started.elapsed().as_secs_f64();
    let (_, withheld) = disclose(&figures, policy, earlier);
    let stars = withheld.rows().count();
    earlier.extend(withheld);
    (computed, started.elapsed().as_secs_f64() - computed, stars)
}

/// A trend, each day as known now or at its end: seconds.
fn trend(ledger: &Ledger, definitions: &Definitions, days: &[Day], then: bool) -> f64 {
    let started = Instant::now();
    let mut earlier = Withheld::default();
    let now = ledger.as_known(Clock::System.now());
    for &day in days {
        let end = NaiveDate::from(day.plus_days(1)).and_time(NaiveTime::MIN).and_utc();
        let book = if then { &ledger.as_known(end) } else { &now };
        one_day(book, definitions, day, PolicyId::Hes2018, &mut earlier);
    }
    started.elapsed().as_secs_f64()
}

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("DATABASE-URL [AS_OF] [MONTHS]")?;
    let until = arguments.next().map_or(Ok(Day::today()), |day| day.parse())?;
    let months = arguments.next().map_or(Ok(24), |months| months.parse())?;
    let definitions = Definitions::built_in();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let db = runtime.block_on(Db::open_current(&url))?;
    let started = Instant::now();
    let ledger = runtime.block_on(load(&db, &Asked { until, high_tiers: &definitions.high_tiers, known_until: None }))?;
    let load_seconds = started.elapsed().as_secs_f64();
    let book = ledger.as_known(Clock::System.now());
    let book_seconds = started.elapsed().as_secs_f64() - load_seconds;
    let (compute_seconds, guard_seconds, stars) =
        one_day(&book, &definitions, until, PolicyId::Hes2018, &mut Withheld::default());
    let one_date_seconds = started.elapsed().as_secs_f64();
    drop(book);
    let days = month_ends(until, months);
    let now = trend(&ledger, &definitions, &days, false);
    let then = trend(&ledger, &definitions, &days, true);
    let figures = serde_json::json!({
        "as_of": until,
        "people": ledger.people.len(),
        "registrations": ledger.registrations.len(),
        "practices": ledger.practices.len(),
        "runs": ledger.runs.len(),
        "cases": ledger.cases.len(),
        "plans": ledger.plans.len(),
        "stays": ledger.stays.len(),
        "meetings": ledger.meetings.len(),
        "accountable_gps": ledger.accountable_gps.len(),
        "one_date": {
            "load_seconds": load_seconds,
            "book_seconds": book_seconds,
            "compute_seconds": compute_seconds,
            "disclosure_seconds": guard_seconds,
            "withheld": stars,
            "seconds": one_date_seconds,
        },
        "trend": {
            "months": months,
            "known_now_seconds": load_seconds + now,
            "known_then_seconds": load_seconds + then,
        },
        "peak_mib": peak_mib(),
    });
    runtime.block_on(db.close());
    println!("{figures:#}");
    Ok(())
}

/// The most memory that this process ever held, in MiB, where the system tells (Linux).
fn peak_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1024)
}
