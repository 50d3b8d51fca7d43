//! The log of casework: every aggregate with its events.

use super::Asked;
use super::packed::{Field, Unpacker, each, packed};
use crate::casework::accountable_gp::AccountableGp;
use crate::casework::{Aggregate, Recorded};
use crate::measures::Ledger;
use crate::measures::ledger::Stream;
use crate::store::bulk::Cell;
use crate::store::{Conn, StoreFault, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// The age from which everybody has a named GP.
const NAMED_GP_AGE: i32 = 75;

pub(super) async fn read(tx: &mut Tx, asked: &Asked<'_>, ledger: &mut Ledger) -> Result<(), StoreFault> {
    let (conn, until) = (&mut tx.conn(), asked.known_until);
    ledger.cases = streams(conn, until).await?;
    ledger.plans = streams(conn, until).await?;
    ledger.nominations = streams(conn, until).await?;
    ledger.meetings = streams(conn, until).await?;
    ledger.stays = streams(conn, until).await?;
    ledger.teams = streams(conn, until).await?;
    ledger.staff = streams(conn, until).await?;
    ledger.organisations = streams(conn, until).await?;
    ledger.objections_told = streams(conn, until).await?;
    ledger.accountable_gps = accountable_gps(conn, asked).await?;
    Ok(())
}

const FIELDS: [Field; 5] =
    [Field::Whole("version"), Field::Day("happened_on"), Field::At("recorded_at"), Field::Id("author"), Field::Text("body")];

/// Every aggregate of a kind, by id; without what was recorded after `until`.
async fn streams<A: Aggregate>(conn: &mut Conn<'_>, until: Option<DateTime<Utc>>) -> Result<Vec<Stream<A>>, StoreFault> {
    streams_of(conn, until, "", &[]).await
}

/// Those alone that `narrowed` leaves, a condition with its own `binds` from `$2` on.
async fn streams_of<A: Aggregate>(
    conn: &mut Conn<'_>,
    until: Option<DateTime<Utc>>,
    narrowed: &str,
    binds: &[Cell<'_>],
) -> Result<Vec<Stream<A>>, StoreFault> {
    let packed = packed(conn, &FIELDS);
    let sql = format!("SELECT stream, {packed} FROM casework_event WHERE kind = $1{narrowed} GROUP BY stream");
    let binds: Vec<Cell<'_>> = [A::KIND.into()].into_iter().chain(binds.iter().copied()).collect();
    let mut streams: Vec<Stream<A>> = vec![];
    each(conn, &sql, &binds, |id, rows| {
        streams.extend(Some(stream(id, rows, until)?).filter(|stream| !stream.events.is_empty()));
        Ok(())
    })
    .await?;
    streams.sort_unstable_by_key(|stream| Into::<Uuid>::into(stream.id));
    Ok(streams)
}

fn stream<A: Aggregate>(id: Uuid, mut rows: Unpacker<'_>, until: Option<DateTime<Utc>>) -> Result<Stream<A>, StoreFault> {
    let mut events: Vec<(i64, Recorded<A::Event>)> = vec![];
    while rows.more() {
        let (version, happened_on, recorded_at) = (rows.whole()?, rows.day()?, rows.at()?);
        let (author, body) = (rows.id()?.into(), rows.text());
        if until.is_some_and(|until| recorded_at > until) {
            continue;
        }
        // Straight from the text: half of the time goes into this as it is.
        let event = serde_json::from_slice(body);
        let event = event.map_err(|_| StoreFault::Other(format!("an event of a {} is unknown", A::KIND)))?;
        events.push((version, Recorded { happened_on, recorded_at, author, event }));
    }
    // The database packs them in whatever order it finds them.
    events.sort_unstable_by_key(|(version, _)| *version);
    Ok(Stream { id: id.into(), events: events.into_iter().map(|(_, event)| event).collect() })
}

/// Accountable GPs of those alone who are asked about: everybody has one, and most of them matter to no measure.
async fn accountable_gps(conn: &mut Conn<'_>, asked: &Asked<'_>) -> Result<Vec<Stream<AccountableGp>>, StoreFault> {
    let names = (3..asked.high_tiers.len() + 3).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ");
    let high = if names.is_empty() {
        String::new()
    } else {
        // To SQLite, CROSS JOIN says to begin with the few tiers; PostgreSQL sees that by itself.
        format!(
            " UNION SELECT s.person FROM run_tier t CROSS JOIN score s \
             WHERE s.run = t.run AND s.tier = t.place AND t.name IN ({names})"
        )
    };
    let narrowed = format!(" AND stream IN (SELECT id FROM person WHERE born_on <= $2 UNION SELECT person FROM case_now{high})");
    let born = NaiveDate::from(asked.until.birth_of_age(NAMED_GP_AGE));
    let names = asked.high_tiers.iter().map(|name| name.as_str().into());
    let binds: Vec<Cell<'_>> = [born.into()].into_iter().chain(names).collect();
    streams_of(conn, asked.known_until, &narrowed, &binds).await
}
