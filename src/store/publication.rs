//! Reports as they were given out, and what each withheld: a cell withheld once for a day stays withheld for it, or two reports of the
//! same day would tell by their difference what neither says.

use crate::domain::{Day, StaffId};
use crate::measures::Place;
use crate::measures::period::Days;
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
    /// The day it tells of.
    pub as_of: Day,
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

const EARLIER: &str = "SELECT measure, version, as_of, place, cell FROM publication_withheld \
    WHERE as_of >= $1 AND as_of <= $2 AND policy = $3";
/// From here to the end of the transaction nothing else is published: nothing at all is written.
const ALONE: &str = "UPDATE audit_head SET seq = seq WHERE one = 1";
const PUT: &str = "INSERT INTO publication (id, made_at, made_by, known_at, as_of, policy, what, body) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const WITHHELD: Into =
    Into { table: "publication_withheld", columns: &["as_of", "policy", "measure", "version", "place", "cell"] };

/// What was withheld before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// By publications that tell of these days.
    pub days: Days,
    /// Under this policy.
    pub policy: PolicyId,
    /// The cells.
    pub cells: BTreeSet<WithheldCell>,
}

/// What earlier publications that tell of `days` withheld under `policy`: of one day, or of all of a quarter until then.
///
/// # Errors
/// When the database fails.
pub async fn earlier_withheld(conn: &mut Conn<'_>, days: Days, policy: PolicyId) -> Result<Earlier, StoreFault> {
    type Row = (String, i64, NaiveDate, String, String);
    let unreadable = || StoreFault::Other("a withheld cell cannot be read".into());
    let read = |(measure, version, as_of, place, cell): Row| {
        let version = u32::try_from(version).map_err(|_| unreadable())?;
        let place = serde_json::from_str(&place).map_err(|_| unreadable())?;
        Ok(WithheldCell { measure, version, as_of: as_of.into(), place, cell })
    };
    let rows = all!(conn, Row, EARLIER, NaiveDate::from(days.first), NaiveDate::from(days.last), name(policy))?;
    let cells = rows.into_iter().map(read).collect::<Result<_, StoreFault>>()?;
    Ok(Earlier { days, policy, cells })
}

/// Keeps a publication, and those of the cells `withheld` that were not before. `earlier` is what its figures were disclosed by.
///
/// # Errors
/// [`StoreFault::Raced`] when something else was published meanwhile, by which they would have been disclosed otherwise: do it anew.
/// Else when the database fails.
pub async fn record(
    conn: &mut Conn<'_>,
    publication: &Publication,
    earlier: &Earlier,
    withheld: &BTreeSet<WithheldCell>,
) -> Result<Uuid, StoreFault> {
    let Publication { made_at, made_by, known_at, as_of, policy, what, body } = publication;
    run!(conn, ALONE)?;
    if earlier_withheld(conn, earlier.days, earlier.policy).await? != *earlier {
        return Err(StoreFault::Raced);
    }
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
    let new: Vec<(&WithheldCell, String)> =
        withheld.difference(&earlier.cells).map(|cell| (cell, name_of(&cell.place))).collect();
    let policy = name(policy);
    let cells: Vec<Cell<'_>> = new
        .iter()
        .flat_map(|(cell, place)| {
            let day = NaiveDate::from(cell.as_of);
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
