//! The log of events: the truth about every aggregate of casework.

use crate::casework::event::{fold, fold_as_known};
use crate::casework::{Aggregate, Fact, Moment, Recorded};
use crate::domain::{Day, PersonId, StaffId};
use crate::store::{Conn, StoreFault};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

/// An aggregate as it was loaded: its state and the version it was at.
#[derive(Debug, Clone)]
pub struct Loaded<A: Aggregate> {
    /// Its id.
    pub id: A::Id,
    /// The fold of its events.
    pub state: A,
    /// How many events there are: the version that a change names.
    pub version: i64,
}

impl<A: Aggregate> Loaded<A> {
    /// One that does not exist yet.
    #[must_use]
    pub fn new(id: A::Id) -> Self {
        Self { id, state: A::default(), version: 0 }
    }
}

/// An aggregate whose changes the store keeps: besides its events, what lists and constraints need.
pub trait Kept: Aggregate {
    /// The person it is about, if it is about one.
    fn person(&self) -> Option<PersonId>;

    /// Writes the projection of the state that `loaded` has after its latest events.
    fn project(loaded: &Loaded<Self>, at: &Moment, conn: &mut Conn<'_>) -> impl Future<Output = Result<(), StoreFault>>;

    /// Writes all of the projection, whatever is there: the same as [`Kept::project`], unless that writes only what changed.
    fn project_whole(loaded: &Loaded<Self>, at: &Moment, conn: &mut Conn<'_>) -> impl Future<Output = Result<(), StoreFault>> {
        Self::project(loaded, at, conn)
    }
}

#[derive(FromRow)]
struct Row {
    happened_on: NaiveDate,
    recorded_at: DateTime<Utc>,
    author: Uuid,
    body: Json<serde_json::Value>,
}

impl Row {
    fn recorded<A: Aggregate>(self) -> Result<Recorded<A::Event>, StoreFault> {
        let event = serde_json::from_value(self.body.0)
            .map_err(|_| StoreFault::Other(format!("an event of a {} is unknown", A::KIND)))?;
        Ok(Recorded { happened_on: self.happened_on.into(), recorded_at: self.recorded_at, author: self.author.into(), event })
    }
}

const EVENTS: &str =
    "SELECT happened_on, recorded_at, author, body FROM casework_event WHERE kind = $1 AND stream = $2 ORDER BY version";

/// Every event of an aggregate, in the order in which they were recorded.
///
/// # Errors
/// When the database fails, or holds an event that this version does not know.
pub async fn events<A: Aggregate>(conn: &mut Conn<'_>, id: A::Id) -> Result<Vec<Recorded<A::Event>>, StoreFault> {
    let rows = all!(conn, Row, EVENTS, A::KIND, Into::<Uuid>::into(id))?;
    rows.into_iter().map(Row::recorded::<A>).collect()
}

/// The aggregate as it is now; `None` when it does not exist.
///
/// # Errors
/// As [`events`].
pub async fn load<A: Aggregate>(conn: &mut Conn<'_>, id: A::Id) -> Result<Option<Loaded<A>>, StoreFault> {
    let events = events::<A>(conn, id).await?;
    Ok((!events.is_empty()).then(|| Loaded { id, state: fold(&events), version: events.len() as i64 }))
}

/// The aggregate as it was known at `known_at`: from the events recorded until then. `None` when none were.
///
/// # Errors
/// As [`events`].
pub async fn load_as_known<A: Aggregate>(
    conn: &mut Conn<'_>,
    id: A::Id,
    known_at: DateTime<Utc>,
) -> Result<Option<Loaded<A>>, StoreFault> {
    let events = events::<A>(conn, id).await?;
    let version = events.iter().filter(|event| event.recorded_at <= known_at).count() as i64;
    Ok((version > 0).then(|| Loaded { id, state: fold_as_known(&events, known_at), version }))
}

const APPEND: &str = "INSERT INTO casework_event (kind, stream, version, person, happened_on, recorded_at, author, body) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (kind, stream, version) DO NOTHING";

/// Records `facts` after the version that `loaded` has, takes them into its state, and writes its projection.
///
/// # Errors
/// [`StoreFault::Raced`] when somebody else recorded that version first; the transaction goes on then, for reading what they did. Else
/// when the database fails.
pub async fn record<A: Kept>(
    conn: &mut Conn<'_>,
    loaded: &mut Loaded<A>,
    facts: Vec<Fact<A::Event>>,
    at: &Moment,
) -> Result<(), StoreFault> {
    for fact in facts {
        let recorded = fact.recorded(at);
        loaded.state.apply(&recorded);
        loaded.version += 1;
        let body = serde_json::to_value(&recorded.event).map_err(|_| StoreFault::Other("an event cannot be written".into()))?;
        let appended = run!(
            conn,
            APPEND,
            A::KIND,
            Into::<Uuid>::into(loaded.id),
            loaded.version,
            loaded.state.person().map(PersonId::uuid),
            NaiveDate::from(recorded.happened_on),
            recorded.recorded_at,
            recorded.author.uuid(),
            Json(body),
        )?;
        if appended == 0 {
            return Err(StoreFault::Raced);
        }
    }
    A::project(loaded, at, conn).await
}

/// What happened, for a history: date, instant, author, and the event as it was written.
#[derive(Debug, Clone)]
pub struct Happened {
    /// Version it made.
    pub version: i64,
    /// When it was true.
    pub happened_on: Day,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub author: StaffId,
    /// The event.
    pub event: serde_json::Value,
}

/// The history of an aggregate.
///
/// # Errors
/// When the database fails.
pub async fn history<A: Aggregate>(conn: &mut Conn<'_>, id: A::Id) -> Result<Vec<Happened>, StoreFault> {
    let rows = all!(conn, Row, EVENTS, A::KIND, Into::<Uuid>::into(id))?;
    let happened = |(row, version): (Row, i64)| Happened {
        version,
        happened_on: row.happened_on.into(),
        recorded_at: row.recorded_at,
        author: row.author.into(),
        event: row.body.0,
    };
    Ok(rows.into_iter().zip(1..).map(happened).collect())
}

const STREAMS: &str =
    "SELECT stream FROM casework_event WHERE kind = $1 AND stream > $2 AND version = 1 ORDER BY stream LIMIT 1000";

/// Writes the projection of every aggregate of this kind anew from its events; gives their number. What nobody's events make stays:
/// there is none, since a row is written only with an event.
///
/// # Errors
/// As [`events`].
pub async fn rebuild<A: Kept>(conn: &mut Conn<'_>) -> Result<u64, StoreFault> {
    let (mut after, mut count) = (Uuid::nil(), 0);
    loop {
        let streams = all!(conn, (Uuid,), STREAMS, A::KIND, after)?;
        let Some((last,)) = streams.last() else { return Ok(count) };
        after = *last;
        for (id,) in streams {
            let events = events::<A>(conn, id.into()).await?;
            let Some(at) = events.last().map(Recorded::moment) else { continue };
            let loaded = Loaded::<A> { id: id.into(), state: fold(&events), version: events.len() as i64 };
            A::project_whole(&loaded, &at, conn).await?;
            count += 1;
        }
    }
}

#[derive(FromRow)]
pub(super) struct StreamRow {
    stream: Uuid,
    #[sqlx(flatten)]
    row: Row,
}

/// What the rows of several aggregates make, each aggregate's rows together and in the order of its versions.
pub(super) fn folded<A: Aggregate>(rows: Vec<StreamRow>) -> Result<Vec<Loaded<A>>, StoreFault> {
    let mut all: Vec<Loaded<A>> = vec![];
    for row in rows {
        let stream = row.stream;
        let recorded = row.row.recorded::<A>()?;
        if all.last().is_none_or(|last| Into::<Uuid>::into(last.id) != stream) {
            all.push(Loaded::new(stream.into()));
        }
        if let Some(last) = all.last_mut() {
            last.state.apply(&recorded);
            last.version += 1;
        }
    }
    Ok(all)
}
