//! Suitability: the latest "not suitable now" of each person.

use crate::casework::Moment;
use crate::casework::suitability::Suitability;
use crate::domain::PersonId;
use crate::store::log::{Kept, Loaded};
use crate::store::sql::name;
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;

const PUT: &str = "INSERT INTO suitability (person, version, reason, from_day, until_day, lifted_day) VALUES ($1, $2, $3, $4, $5, $6) \
    ON CONFLICT (person) DO UPDATE SET version = excluded.version, reason = excluded.reason, from_day = excluded.from_day, \
    until_day = excluded.until_day, lifted_day = excluded.lifted_day";

impl Kept for Suitability {
    fn person(&self) -> Option<PersonId> {
        self.person
    }

    async fn project(loaded: &Loaded<Self>, _: &Moment, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
        let Some(last) = loaded.state.said.last() else { return Ok(()) };
        let (from, until) = (NaiveDate::from(last.from), NaiveDate::from(last.until));
        let lifted = last.lifted_on.map(NaiveDate::from);
        run!(conn, PUT, loaded.id.uuid(), loaded.version, name(last.reason), from, until, lifted).map(drop)
    }
}
