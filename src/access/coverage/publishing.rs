//! Making figures: read, worked out, guarded, kept, and only then given out.

use super::before::Before;
use crate::casework::Rules;
use crate::domain::{Day, OdsCode};
use crate::measures::compute::entered_register;
use crate::measures::disclosure::{Withheld, disclose_after};
use crate::measures::period::{first_of_quarter, last_of_quarter};
use crate::measures::published::PolicyId;
use crate::measures::told::EMERGENCY_RATE;
use crate::measures::{Audience, Book, Definitions, Figures, Ledger, Place, Published, compute, period};
use crate::store::audit::{self, Entry};
use crate::store::measures::{Asked, load};
use crate::store::publication::{self, Publication};
use crate::store::{Db, StoreFault};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::London;
use std::collections::BTreeSet;
use std::sync::Arc;

/// From whose knowledge figures are worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Known {
    /// What is known now.
    Now,
    /// What was known at an instant.
    At(DateTime<Utc>),
    /// Of each day, what was known when it ended: what a report made then would have said.
    Then,
}

impl Known {
    fn at(self, day: Day, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Now => now,
            Self::At(instant) => instant.min(now),
            Self::Then => end_of(day).min(now),
        }
    }
}

/// The last microsecond of a civil day in London.
#[must_use]
pub fn end_of(day: Day) -> DateTime<Utc> {
    let next = NaiveDate::from(day).checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
    let midnight = London.from_local_datetime(&next.and_time(NaiveTime::MIN)).earliest();
    midnight.map_or(DateTime::<Utc>::MAX_UTC, |midnight| midnight.to_utc() - chrono::TimeDelta::microseconds(1))
}

/// Which figures are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Wanted {
    /// The days they tell of, ascending.
    pub days: Vec<Day>,
    /// From whose knowledge.
    pub known: Known,
    /// The policy of disclosure control.
    pub policy: PolicyId,
    /// Which report it is for: `coverage`, `bcf`, `trend`.
    pub what: &'static str,
}

/// For whom they are made, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// When.
    pub at: DateTime<Utc>,
    /// Rows of the audit trail: one for each who is given them. The publication is kept for each, too.
    pub entries: Vec<Entry>,
    /// Commissioners whose practices they are of; `None` for everything in the database.
    pub of: Option<BTreeSet<OdsCode>>,
}

/// How often figures are guarded anew because another publication came in between.
const TRIES: usize = 4;

/// Makes figures for each day asked for, guards them together with all that was given out before, keeps what is given out, and gives
/// it. Nothing is given that was not kept.
///
/// # Errors
/// When the database fails; [`StoreFault::Unavailable`] when others publish without a pause.
pub async fn publish(
    db: &Db,
    rules: &Rules,
    definitions: &Arc<Definitions>,
    wanted: Wanted,
    made: Made,
) -> Result<Vec<Published>, StoreFault> {
    let (Some(&from), Some(&until)) = (wanted.days.first(), wanted.days.last()) else { return Ok(vec![]) };
    let ledger = Arc::new(ledger(db, definitions, until).await?);
    let worked_out = {
        let (rules, definitions, wanted, now) = (rules.clone(), definitions.clone(), wanted.clone(), made.at);
        let ledger = ledger.clone();
        in_background(move || work_out(&ledger, &rules, &definitions, &wanted, now)).await?
    };
    let worked_out = Arc::new(worked_out);
    for _ in 0..TRIES {
        let (count, before, given) = {
            let mut reader = db.read().await?;
            let (conn, policy) = (&mut reader.conn(), wanted.policy);
            let count = publication::count(conn, policy).await?;
            // Days of the quarter that come later count too: what they withheld is withheld here.
            let last = last_of_quarter(until);
            let before = publication::earlier(conn, last, policy).await?;
            (count, before, publication::last(conn, first_of_quarter(from), last, policy).await?)
        };
        let guarded = {
            let (worked_out, definitions, policy, at) = (worked_out.clone(), definitions.clone(), wanted.policy, made.at);
            let (of, before, ledger, rules) = (made.of.clone(), before.clone(), ledger.clone(), rules.clone());
            in_background(move || {
                let past = Past {
                    withheld: before,
                    figures: Before {
                        ledger: &ledger,
                        definitions: &definitions,
                        rules: &rules,
                        last: &given,
                        now: at,
                        book: None,
                    },
                };
                guard(&worked_out, &definitions, policy, at, of.as_ref(), past)
            })
            .await?
        };
        let mut tx = db.begin().await?;
        let conn = &mut tx.conn();
        // Holds the end of the trail until the commit: of two publications the second sees the first.
        audit::append(conn, &made.entries).await?;
        if publication::count(conn, wanted.policy).await? != count {
            continue;
        }
        publication::remember(conn, wanted.policy, &guarded.withheld, &before).await?;
        for published in &guarded.published {
            let mut kept = as_kept(published, (rules, definitions), &wanted, made.at);
            for entry in &made.entries {
                kept.made_by = entry.staff;
                publication::record(conn, &kept).await?;
            }
        }
        tx.commit().await?;
        return Ok(guarded.published);
    }
    Err(StoreFault::Unavailable)
}

/// Everything recorded, for days up to `until`.
pub(super) async fn ledger(db: &Db, definitions: &Definitions, until: Day) -> Result<Ledger, StoreFault> {
    load(db, &Asked { until, high_tiers: &definitions.high_tiers, known_until: None }).await
}

/// Runs what takes a second of a processor beside what waits for the database.
pub(super) async fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreFault> {
    tokio::task::spawn_blocking(work).await.map_err(|_| StoreFault::Other("figures could not be worked out".into()))
}

/// Figures, with the books they come from, and when those whose emergency spells they count came onto the register.
pub(super) type WorkedOut = Vec<(Arc<Book>, Figures, Option<period::Days>)>;

fn work_out(ledger: &Ledger, rules: &Rules, definitions: &Definitions, wanted: &Wanted, now: DateTime<Utc>) -> WorkedOut {
    let mut book: Option<(DateTime<Utc>, Arc<Book>)> = None;
    let figures = wanted.days.iter().map(|&day| {
        let known_at = wanted.known.at(day, now);
        let book = match &book {
            Some((at, book)) if *at == known_at => book.clone(),
            _ => {
                let new = Arc::new(ledger.as_known_to_tell(known_at, now));
                book = Some((known_at, new.clone()));
                new
            }
        };
        let figures = compute(&book, definitions, rules, day, Audience::Commissioning);
        let counts_spells = definitions.find(EMERGENCY_RATE, day).is_some();
        let entered = counts_spells.then(|| entered_register(&book, definitions, rules, day, Audience::Commissioning)).flatten();
        (book, figures, entered)
    });
    figures.collect()
}

/// What was given out before.
struct Past<'a> {
    withheld: Withheld,
    figures: Before<'a>,
}

struct Guarded {
    published: Vec<Published>,
    withheld: Withheld,
}

fn guard(
    worked_out: &WorkedOut,
    definitions: &Definitions,
    policy: PolicyId,
    at: DateTime<Utc>,
    of: Option<&BTreeSet<OdsCode>>,
    past: Past<'_>,
) -> Guarded {
    let Past { withheld: mut earlier, figures: mut before } = past;
    let (mut withheld, mut published) = (Withheld::default(), vec![]);
    for (at_day, (book, figures, entered)) in worked_out.iter().enumerate() {
        let beside = before.of(worked_out, at_day);
        let beside: Vec<&Figures> = beside.iter().map(AsRef::as_ref).collect();
        let (measures, now_withheld) = disclose_after(figures, &beside, policy, &earlier);
        earlier.extend(now_withheld.clone());
        withheld.extend(now_withheld);
        let mut told = book.published(figures, measures, definitions, policy, at);
        told.tell_entered(*entered);
        if let Some(codes) = of {
            let theirs = theirs(figures, codes);
            told.retain(|place| theirs.contains(place));
        }
        published.push(told);
    }
    Guarded { published, withheld }
}

/// The places of commissioners: they themselves, their practices, and what is made of those practices alone.
fn theirs(figures: &Figures, codes: &BTreeSet<OdsCode>) -> BTreeSet<Place> {
    let mut places: BTreeSet<Place> = codes.iter().cloned().map(Place::Commissioner).collect();
    let of_them = figures.relations.iter().filter(|relation| places.contains(&relation.total));
    let practices: BTreeSet<Place> = of_them.flat_map(|relation| relation.parts.iter().cloned()).collect();
    let all_theirs = |parts: &[Place]| !parts.is_empty() && parts.iter().all(|part| practices.contains(part));
    let wholes = figures.relations.iter().filter(|relation| all_theirs(&relation.parts)).map(|relation| relation.total.clone());
    let wholes: BTreeSet<Place> = wholes.collect();
    // Where every practice is theirs, so is every team.
    if wholes.contains(&Place::Everywhere) {
        let teams =
            figures.measures.iter().flat_map(|measure| measure.places.keys()).filter(|place| matches!(place, Place::Team(_)));
        places.extend(teams.cloned());
    }
    places.extend(practices);
    places.extend(wholes);
    places
}

/// What tells definitions from others: an instance may have changed its own and kept their versions.
fn hash(definitions: &Definitions) -> Option<String> {
    let text = serde_json::to_vec(definitions).ok()?;
    Some(blake3::hash(&text).to_string())
}

/// As it is kept; for whom is still to be said.
fn as_kept(
    published: &Published,
    (rules, definitions): (&Rules, &Definitions),
    wanted: &Wanted,
    made_at: DateTime<Utc>,
) -> Publication {
    let figures: Vec<serde_json::Value> = published
        .measures
        .iter()
        .flat_map(|measure| {
            let definition = &measure.definition;
            measure.places.iter().map(|(place, tally)| {
                serde_json::json!({"measure": definition.id, "version": definition.version, "place": place, "tally": tally})
            })
        })
        .collect();
    Publication {
        made_at,
        made_by: None,
        known_at: published.basis.known_at,
        as_of: published.basis.as_of,
        policy: wanted.policy,
        what: wanted.what.into(),
        body:
            serde_json::json!({"run": published.basis.run, "rules": rules, "definitions": hash(definitions), "figures": figures})
                .to_string(),
    }
}
