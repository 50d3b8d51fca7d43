//! Stays and attendances from the imported data, taken in for the people whose care is coordinated here; and stays alone of those
//! found to be at high risk, whom the others are compared with.

use crate::casework::stay::{Deadlines, ImportedStay, Source, Stay, StayEvent};
use crate::casework::{Fact, Moment};
use crate::domain::{Day, PersonId, StayId};
use crate::store::log::{self, Loaded};
use crate::store::{Conn, StoreFault, stay};
use chrono::NaiveDate;
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// People with a case open now or since the day, and residents of care homes: what happens to them in hospital is needed to look after
/// them.
const PEOPLE: &str = "SELECT person FROM case_now WHERE end_day IS NULL OR end_day >= $1 \
    UNION SELECT id FROM person WHERE care_home AND died_on IS NULL AND deregistered_on IS NULL";

/// The people whose stays and attendances are kept for their care.
///
/// # Errors
/// When the database fails.
pub async fn people(conn: &mut Conn<'_>, since: Day) -> Result<Vec<PersonId>, StoreFault> {
    let rows = all!(conn, (Uuid,), PEOPLE, NaiveDate::from(since))?;
    Ok(rows.into_iter().map(|(id,)| id.into()).collect())
}

/// In a tier of any published run. To SQLite, CROSS JOIN says to begin with the few tiers; PostgreSQL sees that by itself.
const IN_TIER: &str = "SELECT DISTINCT s.person FROM run_tier t CROSS JOIN score s \
    WHERE s.run = t.run AND s.tier = t.place AND t.name = $1";

/// The people who were in one of the `tiers` of any published run: their stays are kept for a measure, and nobody else's.
///
/// # Errors
/// When the database fails.
pub async fn in_tiers(conn: &mut Conn<'_>, tiers: &[String]) -> Result<BTreeSet<PersonId>, StoreFault> {
    let mut people = BTreeSet::new();
    for tier in tiers {
        let rows = all!(conn, (Uuid,), IN_TIER, tier.as_str())?;
        people.extend(rows.into_iter().map(|(id,)| PersonId::from(id)));
    }
    Ok(people)
}

/// What came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Synced {
    /// Stays that were not known.
    pub added: usize,
    /// Stays whose end was not known.
    pub ended: usize,
    /// Stays known as they are.
    pub same: usize,
    /// Stays that clash with what is known: another open stay, a rule, or marked as entered in error.
    pub left_alone: usize,
    /// Attendances held after it.
    pub attendances: usize,
}

const KNOWN: &str = "SELECT id, person, provider, admitted_on, ended_on FROM stay_now";
const CLEAR: &str = "DELETE FROM attendance WHERE arrived_on >= $1";
const ATTEND: &str = "INSERT INTO attendance (person, arrived_on, place, department_type) VALUES ($1, $2, $3, $4)";

/// Records the stays that are not known and the ends that are not; what is known stays as it is. A stay is the same when person,
/// provider and day of admission are. `attendances` (person, day, department), in order, replace those since the day.
///
/// # Errors
/// When the database fails.
pub async fn sync(
    conn: &mut Conn<'_>,
    mut stays: Vec<ImportedStay>,
    attendances: &[(PersonId, Day, String)],
    since: Day,
    deadlines: &Deadlines,
    at: &Moment,
) -> Result<Synced, StoreFault> {
    let rows = all!(conn, (Uuid, Uuid, String, NaiveDate, Option<NaiveDate>), KNOWN)?;
    let mut known: HashMap<(PersonId, String, Day), (StayId, bool)> = HashMap::new();
    let mut open: HashMap<PersonId, StayId> = HashMap::new();
    for (id, person, provider, admitted, ended) in rows {
        known.insert((person.into(), provider, admitted.into()), (id.into(), ended.is_some()));
        if ended.is_none() {
            open.insert(person.into(), id.into());
        }
    }
    stays.sort_by_key(|stay| (stay.person, stay.admitted_on));
    // Somebody who came again has left in between: an earlier stay without an end has lost it on the way.
    let mut latest: HashMap<PersonId, Day> = HashMap::new();
    let admissions = known.keys().map(|(person, _, day)| (*person, *day));
    for (person, day) in admissions.chain(stays.iter().map(|stay| (stay.person, stay.admitted_on))) {
        latest.entry(person).and_modify(|known| *known = day.max(*known)).or_insert(day);
    }
    let looked_after: HashSet<PersonId> = people(conn, since).await?.into_iter().collect();
    let mut synced = Synced::default();
    for imported in stays {
        let key = (imported.person, imported.provider.as_str().to_owned(), imported.admitted_on);
        let (mut loaded, new) = match known.get(&key) {
            Some((_, true)) => {
                synced.same += 1;
                continue;
            }
            Some((_, false)) if imported.end.is_none() => {
                synced.same += 1;
                continue;
            }
            Some((id, false)) => match log::load::<Stay>(conn, *id).await? {
                Some(loaded) => (loaded, false),
                None => continue,
            },
            None => {
                let stale = latest.get(&imported.person).is_some_and(|day| *day > imported.admitted_on);
                let clashes = imported.end.is_none() && (stale || open.contains_key(&imported.person));
                let id = imported.id();
                if clashes
                    || log::load::<Stay>(conn, id).await?.is_some()
                    || stay::by_spell(conn, &imported.provider, imported.spell.as_str()).await?.is_some()
                {
                    synced.left_alone += 1;
                    continue;
                }
                (Loaded::new(id), true)
            }
        };
        let Ok(mut facts) = facts(&loaded.state, &imported, new, deadlines, at) else {
            synced.left_alone += 1;
            continue;
        };
        if !looked_after.contains(&imported.person) {
            // Kept for a measure alone: no contact is wanted of anybody.
            facts.retain(|fact| !matches!(fact.event, StayEvent::DischargeNotified { .. }));
        }
        log::record(conn, &mut loaded, facts, at).await?;
        if new {
            back_again(conn, &loaded, imported.admitted_on, at).await?;
        }
        let ended = loaded.state.end.is_some();
        if ended {
            open.remove(&imported.person);
        } else {
            open.insert(imported.person, loaded.id);
        }
        known.insert(key, (loaded.id, ended));
        if new { synced.added += 1 } else { synced.ended += 1 }
    }
    run!(conn, CLEAR, NaiveDate::from(since))?;
    let mut place = 0;
    for (at, (person, day, department)) in attendances.iter().enumerate() {
        let same = at > 0 && (attendances[at - 1].0, attendances[at - 1].1) == (*person, *day);
        place = if same { place + 1 } else { 1i64 };
        run!(conn, ATTEND, person.uuid(), NaiveDate::from(*day), place, department.as_str())?;
    }
    synced.attendances = attendances.len();
    Ok(synced)
}

/// Tells earlier discharges, whose contact was still due, that the person is back.
async fn back_again(conn: &mut Conn<'_>, new: &Loaded<Stay>, on: Day, at: &Moment) -> Result<(), StoreFault> {
    let Some(person) = new.state.person else { return Ok(()) };
    for id in stay::running_before(conn, person, new.id, on).await? {
        let Some(mut earlier) = log::load::<Stay>(conn, id).await? else { continue };
        let facts = earlier.state.readmitted(on, new.id);
        if !facts.is_empty() {
            log::record(conn, &mut earlier, facts, at).await?;
        }
    }
    Ok(())
}

fn facts(
    state: &Stay,
    imported: &ImportedStay,
    new: bool,
    deadlines: &Deadlines,
    at: &Moment,
) -> Result<Vec<Fact<StayEvent>>, crate::casework::Refusal> {
    let mut state = state.clone();
    let mut facts = vec![];
    if new {
        facts = state.admit(imported.person, imported.admission(), Source::Imported, at)?;
        for fact in &facts {
            crate::casework::Aggregate::apply(&mut state, &fact.clone().recorded(at));
        }
    }
    if let Some(end) = &imported.end {
        facts.extend(state.end_as_imported(end.clone(), deadlines, at)?);
    }
    Ok(facts)
}
