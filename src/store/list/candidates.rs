//! What a list is made from: the run, the team's ground, and the people who can matter.

use crate::casework::list::{Before, Candidate, Ground, ListRules, Scored, Tier, Why};
use crate::domain::{Day, ListId, OdsCode, PersonId, RunId, TeamId};
use crate::store::list::candidates_sql;
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;
use sqlx::types::Json;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// The run that a list rests on.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LatestRun {
    /// Id.
    #[sqlx(try_from = "Uuid")]
    pub id: RunId,
    /// The day scores look from.
    #[sqlx(try_from = "NaiveDate")]
    pub index_date: Day,
    /// The latest day that any of its data tells of.
    pub data_date: Option<NaiveDate>,
}

const LATEST: &str = "SELECT r.id, r.index_date, r.data_date FROM run r WHERE EXISTS (SELECT 1 FROM team_serves t \
    JOIN run_practice x ON x.practice = t.organisation WHERE x.run = r.id AND t.team = $1 AND t.kind = 'practice' \
    AND t.from_day <= $2 AND (t.until_day IS NULL OR t.until_day > $2)) ORDER BY r.index_date DESC, r.published_at DESC, r.id DESC LIMIT 1";

/// The latest run of any practice that `team` serves on `day`.
///
/// # Errors
/// When the database fails.
pub async fn latest_run(conn: &mut Conn<'_>, team: TeamId, day: Day) -> Result<Option<LatestRun>, StoreFault> {
    maybe!(conn, LatestRun, LATEST, team.uuid(), NaiveDate::from(day))
}

const RUN: &str = "SELECT id, index_date, data_date FROM run WHERE id = $1";

/// A run.
///
/// # Errors
/// When the database fails.
pub async fn run(conn: &mut Conn<'_>, id: RunId) -> Result<Option<LatestRun>, StoreFault> {
    maybe!(conn, LatestRun, RUN, id.uuid())
}

const PRACTICES: &str = "SELECT t.organisation, r.scored_adults + (SELECT COUNT(*) FROM left_out l WHERE l.run = r.run \
    AND l.practice = r.practice AND l.adult = $4) FROM team_serves t LEFT JOIN run_practice r ON r.practice = t.organisation AND r.run = $1 \
    WHERE t.team = $2 AND t.kind = 'practice' AND t.from_day <= $3 AND (t.until_day IS NULL OR t.until_day > $3)";
const TIERS: &str = "SELECT place, name FROM run_tier WHERE run = $1 ORDER BY place";
const KIND: &str = "SELECT kind FROM team WHERE id = $1";
const ROOM: &str = "SELECT CAST((SELECT COALESCE(SUM(m.capacity), 0) FROM team_member m WHERE m.team = $1 AND m.from_day <= $2 \
    AND (m.until_day IS NULL OR m.until_day > $2)) AS BIGINT) - (SELECT COUNT(*) FROM case_now c WHERE c.team = $1 AND c.end_day IS NULL)";

/// What a list of `team` rests on, on `day`; `None` when there is no such team.
///
/// # Errors
/// When the database fails.
pub async fn ground(
    conn: &mut Conn<'_>,
    team: TeamId,
    run: Option<RunId>,
    rules: ListRules,
    day: Day,
) -> Result<Option<Ground>, StoreFault> {
    let Some((kind,)) = maybe!(conn, (String,), KIND, team.uuid())? else { return Ok(None) };
    let (run, date) = (run.unwrap_or_default().uuid(), NaiveDate::from(day));
    let tiers = all!(conn, (i64, String), TIERS, run)?;
    let rows = all!(conn, (String, Option<i64>), PRACTICES, run, team.uuid(), date, true)?;
    let mut practices = BTreeMap::new();
    for (code, adults) in rows {
        practices.insert(practice(&code)?, adults);
    }
    let room = maybe!(conn, (i64,), ROOM, team.uuid(), date)?.map_or(0, |(room,)| room.max(0) as u32);
    Ok(Some(Ground {
        rules,
        tiers: tiers.into_iter().map(|(place, name)| Tier { place, name }).collect(),
        practices,
        room,
        care_homes: kind == "care_home",
    }))
}

fn practice(code: &str) -> Result<OdsCode, StoreFault> {
    code.parse().map_err(|_| StoreFault::Other("a practice code cannot be read".into()))
}

#[derive(sqlx::FromRow)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts about one person")]
struct Row {
    person: Uuid,
    practice: String,
    care_home: bool,
    died: bool,
    left_list: bool,
    on_register: bool,
    declined: bool,
    objects: bool,
    not_suitable: bool,
    nomination: Option<Uuid>,
    scored_at: Option<String>,
    risk: Option<f64>,
    percentile: Option<f64>,
    tier: Option<i64>,
    rank: Option<i64>,
    practice_rank: Option<i64>,
}

impl TryFrom<Row> for Candidate {
    type Error = StoreFault;

    fn try_from(row: Row) -> Result<Self, StoreFault> {
        let score = match (row.risk, row.percentile, row.tier, row.rank, row.practice_rank) {
            (Some(risk), Some(percentile), Some(tier), Some(rank), Some(practice_rank)) => {
                Some(Scored { risk, percentile, tier, rank, practice_rank })
            }
            _ => None,
        };
        Ok(Self {
            person: row.person.into(),
            practice: practice(&row.practice)?,
            score,
            scored_at: row.scored_at.as_deref().map(practice).transpose()?,
            nomination: row.nomination.map(Into::into),
            died: row.died,
            left: row.left_list,
            care_home: row.care_home,
            on_register: row.on_register,
            declined: row.declined,
            objects: row.objects,
            not_suitable: row.not_suitable,
        })
    }
}

/// How many rows of a practice's ranking are read at a time.
const PAGE: i64 = 200;

const RANKED: &str = candidates_sql!(
    "score s JOIN person p ON p.id = s.person \
     WHERE s.run = $4 AND s.practice = $1 AND s.adult = $6 AND s.practice_rank > $7 ORDER BY s.practice_rank LIMIT $8"
);

/// Where the reading of a practice's ranking is.
struct Frontier {
    practice: OdsCode,
    /// The last rank read, in the practice.
    read: i64,
    /// The last rank read, overall; `None` at the end of the ranking.
    next: Option<i64>,
}

/// The scored adults who can matter to a list: each practice's ranking is read from its top until no rule about tier or practice holds
/// any more, and then on, the practice with the highest risk to come first, until as many as a rule by number needs can be on the list.
/// So a network of half a million people costs some thousands of rows.
///
/// Tiers follow the ranking within a practice, whatever the scheme: so the first person below them ends them.
///
/// # Errors
/// When the database fails.
pub async fn ranked(
    conn: &mut Conn<'_>,
    ground: &Ground,
    run: RunId,
    team: TeamId,
    day: Day,
    declined_since: Day,
) -> Result<Vec<Candidate>, StoreFault> {
    let mut found = vec![];
    let mut frontiers = vec![];
    for (practice, _) in ground.practices.iter().filter(|(_, adults)| adults.is_some()) {
        let mut frontier = Frontier { practice: practice.clone(), read: 0, next: Some(0) };
        while frontier.next.is_some() {
            let from = found.len();
            advance(conn, &mut frontier, run, team, day, declined_since, &mut found).await?;
            let below = |candidate: &Candidate| candidate.score.is_some_and(|score| !ground.selects(practice, &score));
            if found.len() > from && found.last().is_some_and(below) {
                break;
            }
        }
        frontiers.push(frontier);
    }
    let needed = ground.first_needed() as usize;
    // The practice whose next person has the highest risk; nobody unread ranks above it.
    while needed > 0
        && let Some(ahead) = frontiers.iter_mut().filter(|frontier| frontier.next.is_some()).min_by_key(|f| f.next)
    {
        let sure = ahead.next.unwrap_or(i64::MAX);
        let certain = |candidate: &&Candidate| {
            candidate.score.is_some_and(|score| score.rank <= sure) && ground.left_out(candidate).is_none()
        };
        if found.iter().filter(certain).count() >= needed {
            break;
        }
        advance(conn, ahead, run, team, day, declined_since, &mut found).await?;
    }
    Ok(found)
}

async fn advance(
    conn: &mut Conn<'_>,
    frontier: &mut Frontier,
    run: RunId,
    team: TeamId,
    day: Day,
    declined_since: Day,
    found: &mut Vec<Candidate>,
) -> Result<(), StoreFault> {
    let (day, since) = (NaiveDate::from(day), NaiveDate::from(declined_since));
    let practice = frontier.practice.as_str();
    let rows = all!(conn, Row, RANKED, practice, day, since, run.uuid(), team.uuid(), true, frontier.read, PAGE)?;
    let whole = rows.len() as i64 == PAGE;
    frontier.read = rows.last().and_then(|row| row.practice_rank).unwrap_or(frontier.read);
    frontier.next = rows.last().and_then(|row| row.rank).filter(|_| whole);
    for row in rows {
        found.push(row.try_into()?);
    }
    Ok(())
}

const NOMINATED: &str = candidates_sql!(
    "nomination o JOIN person p ON p.id = o.person LEFT JOIN score s ON s.run = $4 AND s.person = p.id \
     WHERE o.team = $1 AND o.closed_day IS NULL"
);

/// The people with an open nomination to `team`.
///
/// # Errors
/// When the database fails.
pub async fn nominated(
    conn: &mut Conn<'_>,
    run: Option<RunId>,
    team: TeamId,
    day: Day,
    declined_since: Day,
) -> Result<Vec<Candidate>, StoreFault> {
    let (day, since) = (NaiveDate::from(day), NaiveDate::from(declined_since));
    let run = run.unwrap_or_default().uuid();
    let rows = all!(conn, Row, NOMINATED, team.uuid(), day, since, run, team.uuid())?;
    rows.into_iter().map(Candidate::try_from).collect()
}

const BEFORE: &str = candidates_sql!(
    "mdt_list_entry e JOIN person p ON p.id = e.person LEFT JOIN score s ON s.run = $4 AND s.person = p.id WHERE e.list = $1 ORDER BY e.place"
);
const BEFORE_WHY: &str = "SELECT person, why, tier_place, tier FROM mdt_list_entry WHERE list = $1";

/// The people of an earlier list, as they stand now, in its order.
///
/// # Errors
/// When the database fails.
pub async fn before(
    conn: &mut Conn<'_>,
    list: ListId,
    run: Option<RunId>,
    team: TeamId,
    day: Day,
    declined_since: Day,
) -> Result<Vec<Before>, StoreFault> {
    type WhyRow = (Uuid, Json<Vec<Why>>, Option<i64>, Option<String>);
    let whys = all!(conn, WhyRow, BEFORE_WHY, list.uuid())?;
    let mut whys: HashMap<PersonId, _> =
        whys.into_iter().map(|(person, why, place, tier)| (person.into(), (why.0, place.zip(tier)))).collect();
    let (day, since) = (NaiveDate::from(day), NaiveDate::from(declined_since));
    let run = run.unwrap_or_default().uuid();
    let rows = all!(conn, Row, BEFORE, list.uuid(), day, since, run, team.uuid())?;
    rows.into_iter()
        .map(|row| {
            let now = Candidate::try_from(row)?;
            let (why, tier) = whys.remove(&now.person).unwrap_or_default();
            Ok(Before { now, why, tier })
        })
        .collect()
}
