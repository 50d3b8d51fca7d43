//! Accountable GPs: each person's history as it is now, the lists that practices work from, and thousands of changes at once.

mod bulk;
mod lists;

pub use bulk::{histories, record_many};
pub use lists::{
    AstrayRow, GpPersonRow, NotToldRow, astray, count_astray, count_of, gps_on, not_told, patient, patients_of, people_of,
    put_code, to_allocate,
};

use crate::casework::Moment;
use crate::casework::accountable_gp::{AccountableGp, GpSpan};
use crate::domain::PersonId;
use crate::store::log::{Kept, Loaded};
use crate::store::sql::name;
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;

const CLEAR: &str = "DELETE FROM accountable_gp WHERE person = $1";
const ADD: &str = "INSERT INTO accountable_gp (person, place, gp, practice, from_day, until_day, chosen, told_on, told_way, ended) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

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
