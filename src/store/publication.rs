//! Reports as they were given out, and what each withheld: a cell withheld once for a day stays withheld for it, or two reports of the
//! same day would tell by their difference what neither says.

use crate::domain::{Day, StaffId};
use crate::measures::Place;
use crate::measures::disclosure::{Page, Withheld};
use crate::measures::published::PolicyId;
use crate::store::bulk::{Cell, Into, fill};
use crate::store::sql::name;
use crate::store::{Conn, StoreFault};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A report that is given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Who asked for it; `None` for the command line.
    pub made_by: Option<StaffId>,
    /// From what was known at this instant.
    pub known_at: DateTime<Utc>,
    /// The day it tells of.
    pub as_of: Day,
    /// The policy of disclosure control.
    pub policy: PolicyId,
    /// Which report.
    pub what: String,
    /// What it says (JSON): what passed disclosure control, and nothing else. Kept once, however often it is given out unchanged.
    pub body: String,
}

const EARLIER: &str = "SELECT measure, version, as_of, place, cell FROM publication_withheld WHERE policy = $1 AND as_of <= $2";
const PUT: &str = "INSERT INTO publication (id, made_at, made_by, known_at, as_of, policy, what, body) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const WITHHELD: Into =
    Into { table: "publication_withheld", columns: &["as_of", "policy", "measure", "version", "place", "cell"] };

/// What earlier publications of days up to `until` withheld under `policy`.
///
/// # Errors
/// When the database fails.
pub async fn earlier(conn: &mut Conn<'_>, until: Day, policy: PolicyId) -> Result<Withheld, StoreFault> {
    type Row = (String, i64, NaiveDate, String, String);
    let unreadable = || StoreFault::Other("a withheld cell cannot be read".into());
    let mut earlier = Withheld::default();
    for (measure, version, as_of, place, cell) in all!(conn, Row, EARLIER, name(policy), NaiveDate::from(until))? {
        let version = u32::try_from(version).map_err(|_| unreadable())?;
        let place = serde_json::from_str(&place).map_err(|_| unreadable())?;
        let cell = cell.parse().map_err(|_| unreadable())?;
        earlier.insert(Page { measure, version, as_of: as_of.into() }, place, cell);
    }
    Ok(earlier)
}

/// When a day was published last: from what was known, and who objected when it went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// From what was known at this instant.
    pub known_at: DateTime<Utc>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

const LAST: &str = "SELECT publication.as_of, publication.known_at, publication.made_at FROM publication \
    JOIN (SELECT as_of, MAX(made_at) AS made_at FROM publication WHERE policy = $1 AND as_of >= $2 AND as_of <= $3 GROUP BY as_of) last \
      ON last.as_of = publication.as_of AND last.made_at = publication.made_at \
    WHERE publication.policy = $1 ORDER BY publication.as_of, publication.known_at";

/// The last publication under `policy` of each day from `from` to `until` that was published.
///
/// # Errors
/// When the database fails.
pub async fn last(conn: &mut Conn<'_>, from: Day, until: Day, policy: PolicyId) -> Result<BTreeMap<Day, Given>, StoreFault> {
    type Row = (NaiveDate, DateTime<Utc>, DateTime<Utc>);
    let rows = all!(conn, Row, LAST, name(policy), NaiveDate::from(from), NaiveDate::from(until))?;
    Ok(rows.into_iter().map(|(day, known_at, made_at)| (day.into(), Given { known_at, made_at })).collect())
}

const COUNT: &str = "SELECT COUNT(*) FROM publication WHERE policy = $1";

/// How many publications there are under `policy`: another number says that one came in between.
///
/// # Errors
/// When the database fails.
pub async fn count(conn: &mut Conn<'_>, policy: PolicyId) -> Result<i64, StoreFault> {
    Ok(maybe!(conn, (i64,), COUNT, name(policy))?.map_or(0, |(count,)| count))
}

const PUT_BODY: &str = "INSERT INTO publication_body (hash, body) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING";

/// Keeps a publication.
///
/// # Errors
/// When the database fails.
pub async fn record(conn: &mut Conn<'_>, publication: &Publication) -> Result<Uuid, StoreFault> {
    let Publication { made_at, made_by, known_at, as_of, policy, what, body } = publication;
    let id = Uuid::now_v7();
    let hash = blake3::hash(body.as_bytes());
    run!(conn, PUT_BODY, hash.as_bytes().as_slice(), body.as_str())?;
    run!(
        conn,
        PUT,
        id,
        *made_at,
        made_by.map(StaffId::uuid),
        *known_at,
        NaiveDate::from(*as_of),
        name(policy),
        what.as_str(),
        hash.as_bytes().as_slice(),
    )?;
    Ok(id)
}

/// Keeps what is withheld under `policy` and was not `before`.
///
/// # Errors
/// When the database fails.
pub async fn remember(conn: &mut Conn<'_>, policy: PolicyId, withheld: &Withheld, before: &Withheld) -> Result<(), StoreFault> {
    let policy = name(policy);
    let new = withheld.rows().filter(|(page, place, cell)| !before.contains(page, place, cell));
    let rows: Vec<(&Page, String, String)> = new.map(|(page, place, cell)| (page, name_of(place), cell.to_string())).collect();
    let cells: Vec<Cell<'_>> = rows
        .iter()
        .flat_map(|(page, place, cell)| {
            [
                Cell::from(NaiveDate::from(page.as_of)),
                policy.as_str().into(),
                page.measure.as_str().into(),
                i64::from(page.version).into(),
                place.as_str().into(),
                cell.as_str().into(),
            ]
        })
        .collect();
    fill(conn, WITHHELD, &cells).await
}

/// A place as the column has it: JSON, as the API writes it.
fn name_of(place: &Place) -> String {
    serde_json::to_string(place).unwrap_or_default()
}
