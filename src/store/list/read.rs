//! Lists as they are read: people as they stand on the day.

use crate::casework::list::Why;
use crate::domain::{Day, ListId, PersonId};
use crate::store::list::{declined, not_suitable};
use crate::store::objection::objects_to_case_management;
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;
use sqlx::types::Json;
use uuid::Uuid;

/// Somebody on a list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct EntryRow {
    /// Place on the list.
    pub place: i64,
    /// Who.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// Practice when the list was made.
    pub practice: String,
    /// Why they are on it.
    pub why: Json<Vec<Why>>,
    /// Nomination.
    pub nomination: Option<Uuid>,
    /// Risk.
    pub risk: Option<f64>,
    /// Percentile.
    pub percentile: Option<f64>,
    /// Tier.
    pub tier: Option<String>,
    /// What became of them since.
    pub standing: String,
}

/// Which people of a list are wanted.
#[derive(Debug, Clone, Default)]
pub struct EntryFilter {
    /// Of this practice.
    pub practice: Option<String>,
    /// In this tier.
    pub tier: Option<String>,
    /// Who stand so.
    pub standing: Option<String>,
    /// Nominated, or not.
    pub nominated: Option<bool>,
}

/// Nobody who objects is shown. Of a list that is no longer the latest, those are whom the team still has a relationship with: on the
/// latest, or looked after.
const ENTRIES: &str = concat!(
    "SELECT x.place, x.person, x.practice, x.why, x.nomination, x.risk, x.percentile, x.tier, x.standing FROM (\
     SELECT e.place, e.person, e.practice, e.why, e.nomination, e.risk, e.percentile, e.tier, CASE \
        WHEN p.died_on <= $3 THEN 'died' WHEN p.deregistered_on <= $3 THEN 'moved' \
        WHEN EXISTS (SELECT 1 FROM case_now c WHERE c.person = p.id AND c.end_day IS NULL) THEN 'on_register' WHEN ",
    declined!("$4"),
    " THEN 'declined' WHEN ",
    not_suitable!("$3"),
    " THEN 'not_suitable' WHEN EXISTS (SELECT 1 FROM case_now c WHERE c.person = p.id) THEN 'ended' ELSE 'candidate' END AS standing \
     FROM mdt_list_entry e JOIN mdt_list l ON l.id = e.list JOIN mdt_list_latest n ON n.team = l.team JOIN person p ON p.id = e.person \
     WHERE e.list = $1 AND e.place > $2 AND ($5 = '' OR e.practice = $5) AND ($6 = '' OR e.tier = $6) \
     AND ($7 = 2 OR ($7 = 1) = (e.nomination IS NOT NULL)) \
     AND (n.list = e.list OR EXISTS (SELECT 1 FROM mdt_list_entry k WHERE k.list = n.list AND k.person = e.person) \
        OR EXISTS (SELECT 1 FROM case_now c WHERE c.person = p.id AND c.team = l.team AND c.end_day IS NULL)) AND NOT ",
    objects_to_case_management!("$3"),
    ") x WHERE ($8 = '' OR x.standing = $8) ORDER BY x.place LIMIT $9"
);

/// The people of a list from after place `after`, as they stand on `day`: at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn entries(
    conn: &mut Conn<'_>,
    list: ListId,
    after: i64,
    day: Day,
    declined_since: Day,
    filter: &EntryFilter,
    limit: i64,
) -> Result<Vec<EntryRow>, StoreFault> {
    let (day, since) = (NaiveDate::from(day), NaiveDate::from(declined_since));
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let nominated = filter.nominated.map_or(2i64, i64::from);
    let (practice, tier, standing) = (text(&filter.practice), text(&filter.tier), text(&filter.standing));
    all!(conn, EntryRow, ENTRIES, list.uuid(), after, day, since, practice, tier, nominated, standing, limit)
}

/// What a list changed about somebody.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ChangeRow {
    /// Place among the changes.
    pub place: i64,
    /// Who.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// Practice.
    pub practice: String,
    /// What kind.
    pub kind: String,
    /// For who came: why.
    pub why: Json<Vec<Why>>,
    /// For who went: why.
    pub gone: Option<String>,
    /// Tier on the list before.
    pub tier_before: Option<String>,
    /// Tier in the run of this list.
    pub tier_now: Option<String>,
}

/// As with the people of a list.
const CHANGES: &str = concat!(
    "SELECT e.place, e.person, e.practice, e.kind, e.why, e.gone, e.tier_before, e.tier_now FROM mdt_list_change e \
     JOIN mdt_list l ON l.id = e.list JOIN mdt_list_latest n ON n.team = l.team JOIN person p ON p.id = e.person \
     WHERE e.list = $1 AND e.place > $2 AND ($4 = '' OR e.kind = $4) \
     AND (n.list = e.list OR EXISTS (SELECT 1 FROM mdt_list_entry k WHERE k.list = n.list AND k.person = e.person) \
        OR EXISTS (SELECT 1 FROM case_now c WHERE c.person = p.id AND c.team = l.team AND c.end_day IS NULL)) AND NOT ",
    objects_to_case_management!("$3"),
    " ORDER BY e.place LIMIT $5"
);

/// What a list changed, from after place `after`: at most `limit`; of one kind, when it is not empty.
///
/// # Errors
/// When the database fails.
pub async fn changes(
    conn: &mut Conn<'_>,
    list: ListId,
    after: i64,
    day: Day,
    kind: &str,
    limit: i64,
) -> Result<Vec<ChangeRow>, StoreFault> {
    all!(conn, ChangeRow, CHANGES, list.uuid(), after, NaiveDate::from(day), kind, limit)
}
