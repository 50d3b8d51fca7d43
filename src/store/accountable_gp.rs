//! Accountable GPs: each person's history as it is now, the lists that practices work from, and thousands of changes at once.

mod bulk;
mod lists;

pub use bulk::{histories, record_many};
pub use lists::{AstrayRow, AtPractice, Holder, OfGpRow, as_patients, astray, gps_on, list_of, misplaced, people_at, to_allocate};

use crate::casework::Moment;
use crate::casework::accountable_gp::{AccountableGp, GpSpan};
use crate::domain::PersonId;
use crate::store::log::{Kept, Loaded};
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;

const CLEAR: &str = "DELETE FROM accountable_gp WHERE person = $1";
const ADD: &str = "INSERT INTO accountable_gp (person, place, gp, practice, from_day, until_day, chosen, told_on, told_way, ended) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

/// The snake-case name under which serde writes a value without fields.
fn name(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

impl Kept for AccountableGp {
    fn person(&self) -> Option<PersonId> {
        self.person
    }

    async fn project(loaded: &Loaded<Self>, _: &Moment, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
        let person = loaded.id.uuid();
        run!(conn, CLEAR, person)?;
        for (place, span) in (1i64..).zip(&loaded.state.spans) {
            let GpSpan { gp, practice, from, until, chosen, told, ended, .. } = span;
            run!(
                conn,
                ADD,
                person,
                place,
                gp.uuid(),
                practice.as_str(),
                NaiveDate::from(*from),
                until.map(NaiveDate::from),
                name(chosen),
                told.map(|told| NaiveDate::from(told.on)),
                told.map(|told| name(told.way)),
                ended.map(name),
            )?;
        }
        Ok(())
    }
}
