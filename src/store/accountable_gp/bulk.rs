//! Many people at once: few statements, the same events and rows as one by one.

use crate::casework::accountable_gp::{AccountableGp, AccountableGpEvent};
use crate::casework::event::fold;
use crate::casework::{Aggregate, Fact, Moment, Recorded};
use crate::domain::PersonId;
use crate::store::bulk::{Cell, Into, fill};
use crate::store::log::Loaded;
use crate::store::sql::name;
use crate::store::{Conn, StoreFault};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, FromRow};
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    stream: Uuid,
    happened_on: NaiveDate,
    recorded_at: DateTime<Utc>,
    author: Uuid,
    body: Json<AccountableGpEvent>,
}

/// Ids in one statement: below the limits of both databases, and beyond this more gain nothing.
const AMONG: usize = 1_000;

/// `$1, $2, ...`
fn places(count: usize) -> String {
    (1..=count).map(|at| format!("${at}")).collect::<Vec<_>>().join(", ")
}

/// The histories of `people`; somebody who never had an accountable GP gets an empty one.
///
/// # Errors
/// When the database fails, or an event cannot be read.
pub async fn histories(
    conn: &mut Conn<'_>,
    people: &[PersonId],
) -> Result<BTreeMap<PersonId, Loaded<AccountableGp>>, StoreFault> {
    let mut events: BTreeMap<PersonId, Vec<Recorded<AccountableGpEvent>>> =
        people.iter().map(|&person| (person, vec![])).collect();
    for among in people.chunks(AMONG) {
        let sql = format!(
            "SELECT stream, happened_on, recorded_at, author, body FROM casework_event \
             WHERE kind = 'accountable_gp' AND stream IN ({}) ORDER BY stream, version",
            places(among.len())
        );
        let rows = match conn {
            Conn::Sqlite(conn) => {
                let query = sqlx::query_as::<sqlx::Sqlite, Row>(AssertSqlSafe(sql));
                among.iter().fold(query, |query, person| query.bind(person.uuid())).fetch_all(&mut **conn).await
            }
            Conn::Postgres(conn) => {
                let query = sqlx::query_as::<sqlx::Postgres, Row>(AssertSqlSafe(sql));
                among.iter().fold(query, |query, person| query.bind(person.uuid())).fetch_all(&mut **conn).await
            }
        }?;
        for Row { stream, happened_on, recorded_at, author, body } in rows {
            let recorded = Recorded { happened_on: happened_on.into(), recorded_at, author: author.into(), event: body.0 };
            events.entry(stream.into()).or_default().push(recorded);
        }
    }
    let loaded = |(id, events): (PersonId, Vec<_>)| (id, Loaded { id, state: fold(&events), version: events.len() as i64 });
    Ok(events.into_iter().map(loaded).collect())
}

async fn clear(conn: &mut Conn<'_>, people: &[Uuid]) -> Result<(), StoreFault> {
    for among in people.chunks(AMONG) {
        let sql = format!("DELETE FROM accountable_gp WHERE person IN ({})", places(among.len()));
        match conn {
            Conn::Sqlite(conn) => {
                let query = sqlx::query::<sqlx::Sqlite>(AssertSqlSafe(sql));
                among.iter().fold(query, sqlx::query::Query::bind).execute(&mut **conn).await.map(drop)
            }
            Conn::Postgres(conn) => {
                let query = sqlx::query::<sqlx::Postgres>(AssertSqlSafe(sql));
                among.iter().fold(query, sqlx::query::Query::bind).execute(&mut **conn).await.map(drop)
            }
        }?;
    }
    Ok(())
}

const EVENTS: Into = Into {
    table: "casework_event",
    columns: &["kind", "stream", "version", "person", "happened_on", "recorded_at", "author", "body"],
};
const SPANS: Into = Into {
    table: "accountable_gp",
    columns: &["person", "place", "gp", "practice", "from_day", "until_day", "chosen", "told_on", "told_way", "ended"],
};
/// Records what was decided for each, as [`crate::store::log::record`] does for one. Each person comes once.
///
/// # Errors
/// [`StoreFault::Raced`] when somebody else changed one of them first; else when the database fails. Nothing is half done: the
/// transaction must be given up.
pub async fn record_many(
    conn: &mut Conn<'_>,
    changes: &mut [(Loaded<AccountableGp>, Vec<Fact<AccountableGpEvent>>)],
    at: &Moment,
) -> Result<(), StoreFault> {
    let mut bodies = vec![];
    for (loaded, facts) in changes.iter_mut() {
        for fact in facts.drain(..) {
            let recorded = fact.recorded(at);
            loaded.state.apply(&recorded);
            loaded.version += 1;
            let body =
                serde_json::to_string(&recorded.event).map_err(|_| StoreFault::Other("an event cannot be written".into()))?;
            bodies.push((loaded.id.uuid(), loaded.version, recorded.happened_on, body));
        }
    }
    let mut cells: Vec<Cell<'_>> = Vec::with_capacity(bodies.len() * EVENTS.columns.len());
    for (person, version, happened_on, body) in &bodies {
        cells.extend([
            Cell::from(AccountableGp::KIND),
            (*person).into(),
            (*version).into(),
            (*person).into(),
            NaiveDate::from(*happened_on).into(),
            at.now.into(),
            at.author.uuid().into(),
            body.as_str().into(),
        ]);
    }
    fill(conn, EVENTS, &cells).await.map_err(|fault| match fault {
        StoreFault::Conflict(name) if name.contains("casework_event") => StoreFault::Raced,
        fault => fault,
    })?;
    let people: Vec<Uuid> = changes.iter().map(|(loaded, _)| loaded.id.uuid()).collect();
    clear(conn, &people).await?;
    let names: Vec<_> = changes
        .iter()
        .flat_map(|(loaded, _)| loaded.state.spans.iter().map(move |span| (loaded.id.uuid(), span)))
        .map(|(person, span)| (person, span, name(span.chosen), span.told.map(|told| name(told.way)), span.ended.map(name)))
        .collect();
    let mut cells: Vec<Cell<'_>> = Vec::with_capacity(names.len() * SPANS.columns.len());
    let mut place = 0i64;
    let mut before = None;
    for (person, span, chosen, told_way, ended) in &names {
        place = if before == Some(*person) { place + 1 } else { 1 };
        before = Some(*person);
        cells.extend([
            Cell::from(*person),
            place.into(),
            span.gp.uuid().into(),
            span.practice.as_str().into(),
            NaiveDate::from(span.from).into(),
            span.until.map(NaiveDate::from).into(),
            chosen.as_str().into(),
            span.told.map(|told| NaiveDate::from(told.on)).into(),
            told_way.as_deref().into(),
            ended.as_deref().into(),
        ]);
    }
    fill(conn, SPANS, &cells).await
}
