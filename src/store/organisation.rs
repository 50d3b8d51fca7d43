//! Organisations: as they are now, and their links by date as known at any time.

use crate::casework::Moment;
use crate::casework::organisation::{Link, LinkKind, Listed, Organisation, OrganisationKind, Seen};
use crate::domain::{Day, OdsCode, OrganisationId, PersonId};
use crate::store::log::{Kept, Loaded, load, record};
use crate::store::sql::name;
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

pub use crate::casework::organisation::Seen as Named;

const PUT: &str = "INSERT INTO organisation (code, id, version, kind, name, status, opened_on, closed_on, locality, pcn, commissioner, \
    successor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (code) DO UPDATE SET \
    version = excluded.version, kind = excluded.kind, name = excluded.name, status = excluded.status, \
    opened_on = excluded.opened_on, closed_on = excluded.closed_on, locality = excluded.locality, pcn = excluded.pcn, \
    commissioner = excluded.commissioner, successor = excluded.successor";
const LINKS: &str = "SELECT kind, target, from_day, until_day FROM organisation_link WHERE code = $1 AND superseded_at IS NULL";
const ADD_LINK: &str =
    "INSERT INTO organisation_link (code, kind, target, from_day, until_day, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)";
const SUPERSEDE_LINK: &str = "UPDATE organisation_link SET superseded_at = $5 WHERE code = $1 AND kind = $2 AND target = $3 \
    AND (from_day = $4 OR (from_day IS NULL AND $4 IS NULL)) AND superseded_at IS NULL";

type LinkRow = (String, String, Option<NaiveDate>, Option<NaiveDate>);

fn link_row(link: &Link) -> LinkRow {
    (name(link.kind), link.target.as_str().to_owned(), link.from.map(NaiveDate::from), link.until.map(NaiveDate::from))
}

impl Kept for Organisation {
    fn person(&self) -> Option<PersonId> {
        None
    }

    async fn project(loaded: &Loaded<Self>, at: &Moment, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
        let (Some(code), Some(profile)) = (&loaded.state.code, &loaded.state.profile) else { return Ok(()) };
        let now = |kind| loaded.state.link(kind, at.today).map(|link| link.target.as_str());
        run!(
            conn,
            PUT,
            code.as_str(),
            loaded.id.uuid(),
            loaded.version,
            name(profile.kind),
            profile.name.as_str(),
            name(profile.status),
            profile.opened_on.map(NaiveDate::from),
            profile.closed_on.map(NaiveDate::from),
            profile.locality.as_ref().map(super::super::domain::text::Line::as_str),
            now(LinkKind::Network),
            now(LinkKind::Commissioner),
            now(LinkKind::Successor),
        )?;
        let known = all!(conn, LinkRow, LINKS, code.as_str())?;
        let wanted: Vec<LinkRow> = loaded.state.links.iter().map(link_row).collect();
        for (kind, target, from, _) in known.iter().filter(|link| !wanted.contains(link)) {
            run!(conn, SUPERSEDE_LINK, code.as_str(), kind.as_str(), target.as_str(), *from, at.now)?;
        }
        for (kind, target, from, until) in wanted.iter().filter(|link| !known.contains(link)) {
            run!(conn, ADD_LINK, code.as_str(), kind.as_str(), target.as_str(), *from, *until, at.now)?;
        }
        Ok(())
    }
}

async fn loaded(conn: &mut Conn<'_>, code: &OdsCode) -> Result<Loaded<Organisation>, StoreFault> {
    let id = OrganisationId::of(code);
    Ok(load(conn, id).await?.unwrap_or_else(|| Loaded::new(id)))
}

/// Takes in what an extract says of a practice as of `index`.
///
/// # Errors
/// When the database fails.
pub async fn practice_seen(conn: &mut Conn<'_>, code: &OdsCode, seen: Seen, index: Day, at: &Moment) -> Result<(), StoreFault> {
    let mut known = loaded(conn, code).await?;
    let facts = known.state.seen(code, seen, index, at.today);
    if facts.is_empty() { Ok(()) } else { record(conn, &mut known, facts, at).await }
}

/// What an entry of the national list changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The organisation was not known.
    Added,
    /// Something of it was different.
    Changed,
    /// Nothing was.
    Same,
}

/// Takes in an entry of the national list.
///
/// # Errors
/// When the database fails.
pub async fn listed(conn: &mut Conn<'_>, entry: Listed, at: &Moment) -> Result<Taken, StoreFault> {
    let mut known = loaded(conn, &entry.code).await?;
    let facts = known.state.listed(entry, at.today);
    if facts.is_empty() {
        return Ok(Taken::Same);
    }
    let taken = if known.version == 0 { Taken::Added } else { Taken::Changed };
    record(conn, &mut known, facts, at).await?;
    Ok(taken)
}

/// An organisation, for lists.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OrganisationRow {
    /// Code.
    pub code: String,
    /// Kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Status.
    pub status: String,
    /// Opened.
    pub opened_on: Option<NaiveDate>,
    /// Closed.
    pub closed_on: Option<NaiveDate>,
    /// Locality.
    pub locality: Option<String>,
    /// Network.
    pub pcn: Option<String>,
    /// Commissioner.
    pub commissioner: Option<String>,
    /// Successor.
    pub successor: Option<String>,
}

const LIST: &str = "SELECT code, kind, name, status, opened_on, closed_on, locality, pcn, commissioner, successor FROM organisation \
    WHERE code > $1 AND ($2 = '' OR kind = $2) AND ($3 = '' OR pcn = $3 OR commissioner = $3) ORDER BY code LIMIT $4";

/// Organisations after `after` by code: of `kind` (all when empty), belonging to `parent` (any when empty).
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut Conn<'_>,
    after: &str,
    kind: &str,
    parent: &str,
    limit: i64,
) -> Result<Vec<OrganisationRow>, StoreFault> {
    all!(conn, OrganisationRow, LIST, after, kind, parent, limit)
}

const NETWORK: &str = "SELECT kind, pcn FROM organisation WHERE code = $1";

/// The network of each of `codes` that is in one today; a network is its own.
///
/// # Errors
/// When the database fails.
pub async fn networks(conn: &mut Conn<'_>, codes: &BTreeSet<OdsCode>) -> Result<BTreeMap<OdsCode, OdsCode>, StoreFault> {
    let mut networks = BTreeMap::new();
    for code in codes {
        let Some((kind, pcn)) = maybe!(conn, (String, Option<String>), NETWORK, code.as_str())? else { continue };
        let own = (kind == name(OrganisationKind::Network)).then(|| code.clone());
        if let Some(network) = own.or_else(|| pcn?.parse().ok()) {
            networks.insert(code.clone(), network);
        }
    }
    Ok(networks)
}
