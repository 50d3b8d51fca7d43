//! A practice's register: who was on it, as known at any instant, from the events of its cases.

use crate::casework::case::Case;
use crate::domain::{CaseId, Day, OdsCode, PersonId, StaffId};
use crate::store::log::{Loaded, StreamRow, folded};
use crate::store::{Conn, StoreFault};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How many cases are read at a time: most of a practice's cases are off the register after some years.
const BATCH: i64 = 500;

/// Who a case is about, for those who may see them now.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RegisterName {
    id: Uuid,
    sees: i32,
    born_on: NaiveDate,
    given_name: Option<String>,
    family_name: Option<String>,
}

impl RegisterName {
    /// Born on; `None` for somebody whom the reader has no relationship with now.
    #[must_use]
    pub fn born_on(&self) -> Option<Day> {
        (self.sees == 1).then(|| self.born_on.into())
    }

    /// Given and family name, where they are known and the reader has a relationship with the person now.
    #[must_use]
    pub fn name(self) -> (Option<String>, Option<String>) {
        if self.sees == 1 { (self.given_name, self.family_name) } else { (None, None) }
    }
}

const NAMES: &str = concat!(
    "SELECT c.id, CASE WHEN ",
    sees_person!(),
    " THEN 1 ELSE 0 END AS sees, p.born_on, i.given_name, i.family_name FROM case_now c JOIN person p ON p.id = c.person \
     LEFT JOIN identity i ON i.person = c.person WHERE c.practice = $3 AND c.id > $4 ORDER BY c.id LIMIT $5"
);
const CASES: &str = "SELECT e.stream, e.happened_on, e.recorded_at, e.author, e.body \
    FROM case_now c JOIN casework_event e ON e.kind = 'case' AND e.stream = c.id \
    WHERE c.practice = $1 AND c.id > $2 AND c.id <= $3 AND e.recorded_at <= $4 ORDER BY e.stream, e.version";

/// Which register is read.
#[derive(Debug, Clone)]
pub struct WhichRegister {
    /// Of the people who were with this practice when their case was opened.
    pub practice: OdsCode,
    /// On this day.
    pub as_of: Day,
    /// As known at this instant.
    pub known_at: DateTime<Utc>,
    /// After this case.
    pub after: CaseId,
    /// One more than so many, if there are.
    pub limit: i64,
}

/// The cases by which somebody was on a register, in the order of cases, each with who it is about as far as `staff` may see them on
/// `today`.
///
/// # Errors
/// When the database fails, or holds an event that this version does not know.
pub async fn register(
    conn: &mut Conn<'_>,
    which: &WhichRegister,
    staff: StaffId,
    today: Day,
) -> Result<Vec<(Loaded<Case>, RegisterName)>, StoreFault> {
    let (practice, today) = (which.practice.as_str(), NaiveDate::from(today));
    let (mut found, mut after) = (vec![], which.after.uuid());
    loop {
        let names = all!(conn, RegisterName, NAMES, staff.uuid(), today, practice, after, BATCH)?;
        let Some(last) = names.last().map(|name| name.id) else { return Ok(found) };
        let whole = names.len() as i64 == BATCH;
        let rows = all!(conn, StreamRow, CASES, practice, after, last, which.known_at)?;
        let mut names = names.into_iter();
        for case in folded::<Case>(rows)? {
            // Both are in the order of cases; one that was not known then has a name only.
            let name = names.find(|name| name.id == case.id.uuid());
            found.extend(name.filter(|_| case.state.on_register(which.as_of)).map(|name| (case, name)));
        }
        if !whole || found.len() as i64 > which.limit {
            found.truncate(which.limit as usize + 1);
            return Ok(found);
        }
        after = last;
    }
}

/// The adults on the list of `$1` on `$2`, born on or before `$3`, as known at `$4`. A death is taken as it is known now.
macro_rules! adults_known {
    () => {
        "SELECT DISTINCT r.person FROM registration r JOIN person p ON p.id = r.person WHERE r.practice = $1 \
         AND r.recorded_at <= $4 AND (r.superseded_at IS NULL OR r.superseded_at > $4) \
         AND r.from_day <= $2 AND (r.until_day IS NULL OR r.until_day > $2) \
         AND (p.died_on IS NULL OR p.died_on > $2) AND p.born_on <= $3"
    };
}

const ADULTS: &str = concat!("SELECT COUNT(*) FROM (", adults_known!(), ") a");
const CASES_OF_ADULTS: &str = concat!(
    "SELECT e.stream, e.happened_on, e.recorded_at, e.author, e.body FROM (",
    adults_known!(),
    ") a JOIN case_now c ON c.person = a.person JOIN casework_event e ON e.kind = 'case' AND e.stream = c.id \
     WHERE e.recorded_at <= $4 ORDER BY e.stream, e.version"
);

/// As [`crate::store::person::adults`], as known at `known_at`. A death is taken as it is known now.
///
/// # Errors
/// As [`register`].
pub async fn adults_as_known(
    conn: &mut Conn<'_>,
    practice: &OdsCode,
    day: Day,
    born_by: Day,
    known_at: DateTime<Utc>,
) -> Result<(i64, i64), StoreFault> {
    let (code, date, born_by) = (practice.as_str(), NaiveDate::from(day), NaiveDate::from(born_by));
    let adults = maybe!(conn, (i64,), ADULTS, code, date, born_by, known_at)?;
    let cases = folded::<Case>(all!(conn, StreamRow, CASES_OF_ADULTS, code, date, born_by, known_at)?)?;
    let on_register: BTreeSet<PersonId> =
        cases.iter().filter(|case| case.state.on_register(day)).filter_map(|case| case.state.person).collect();
    Ok((adults.map_or(0, |(count,)| count), on_register.len() as i64))
}
