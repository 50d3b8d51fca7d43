//! Reports as they were given out, and what each withheld: a cell withheld once for a day stays withheld for it, or two reports of the
//! same day would tell by their difference what neither says.

use crate::domain::{Day, StaffId};
use crate::measures::Place;
use crate::measures::published::PolicyId;
use crate::store::bulk::{Cell, Into, fill};
use crate::store::sql::name;
use crate::store::{Conn, StoreFault};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A cell that was withheld.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WithheldCell {
    /// Id of the measure.
    pub measure: String,
    /// Version of its definition.
    pub version: u32,
    /// Where.
    pub place: Place,
    /// Which of its figures: as disclosure control names it.
    pub cell: String,
}

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
    /// What it says (JSON): what passed disclosure control, and nothing else.
    pub body: String,
}

const EARLIER: &str = "SELECT measure, version, place, cell FROM publication_withheld WHERE as_of = $1 AND policy = $2";
const PUT: &str = "INSERT INTO publication (id, made_at, made_by, known_at, as_of, policy, what, body) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const WITHHELD: Into =
    Into { table: "publication_withheld", columns: &["as_of", "policy", "measure", "version", "place", "cell"] };

/// What earlier publications of the day `as_of` withheld under `policy`.
///
/// # Errors
/// When the database fails.
pub async fn earlier_withheld(conn: &mut Conn<'_>, as_of: Day, policy: PolicyId) -> Result<BTreeSet<WithheldCell>, StoreFault> {
    let rows = all!(conn, (String, i64, String, String), EARLIER, NaiveDate::from(as_of), name(policy))?;
    let read = |(measure, version, place, cell): (String, i64, String, String)| {
        let unknown = |_| StoreFault::Other("a withheld cell cannot be read".into());
        let version = u32::try_from(version).map_err(|_| StoreFault::Other("a withheld cell cannot be read".into()))?;
        Ok(WithheldCell { measure, version, place: serde_json::from_str(&place).map_err(unknown)?, cell })
    };
    rows.into_iter().map(read).collect()
}

/// Keeps a publication, and what it withheld besides what earlier ones of its day did. In one transaction with
/// [`earlier_withheld`], so that no other comes in between.
///
/// # Errors
/// When the database fails; [`StoreFault::Conflict`] when another publication of the day came in between: make it anew.
pub async fn record(
    conn: &mut Conn<'_>,
    publication: &Publication,
    withheld: &BTreeSet<WithheldCell>,
) -> Result<Uuid, StoreFault> {
    let Publication { made_at, made_by, known_at, as_of, policy, what, body } = publication;
    let earlier = earlier_withheld(conn, *as_of, *policy).await?;
    let id = Uuid::now_v7();
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
        body.as_str(),
    )?;
    let new: Vec<(&WithheldCell, String)> = withheld.difference(&earlier).map(|cell| (cell, name_of(&cell.place))).collect();
    let policy = name(policy);
    let cells: Vec<Cell<'_>> = new
        .iter()
        .flat_map(|(cell, place)| {
            let day = NaiveDate::from(*as_of);
            let version = i64::from(cell.version);
            [
                Cell::from(day),
                policy.as_str().into(),
                cell.measure.as_str().into(),
                version.into(),
                place.as_str().into(),
                cell.cell.as_str().into(),
            ]
        })
        .collect();
    fill(conn, WITHHELD, &cells).await?;
    Ok(id)
}

/// A place as the column has it: JSON, as the API writes it.
fn name_of(place: &Place) -> String {
    serde_json::to_string(place).unwrap_or_default()
}
