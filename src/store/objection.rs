//! Objections: those recorded at the door, and those that came with the extract.

use crate::casework::Moment;
use crate::casework::objection::{ObjectionSpan, Objections, Source};
use crate::domain::{Day, PersonId};
use crate::store::log::{Kept, Loaded};
use crate::store::sql::named;
use crate::store::{Conn, StoreFault};
use chrono::{DateTime, NaiveDate, Utc};

const CLEAR: &str = "DELETE FROM objection WHERE person = $1";
/// Two that began on the same day: the later recorded one stands for both.
const ADD: &str = "INSERT INTO objection (person, kind, from_day, withdrawn_day, recorded_at) VALUES ($1, $2, $3, $4, $5) \
    ON CONFLICT (person, kind, from_day) DO UPDATE SET withdrawn_day = excluded.withdrawn_day, recorded_at = excluded.recorded_at";

impl Kept for Objections {
    fn person(&self) -> Option<PersonId> {
        self.person
    }

    async fn project(loaded: &Loaded<Self>, _: &Moment, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
        let id = loaded.id.uuid();
        run!(conn, CLEAR, id)?;
        for span in &loaded.state.spans {
            let (from, withdrawn) = (NaiveDate::from(span.from), span.withdrawn_on.map(NaiveDate::from));
            run!(conn, ADD, id, span.kind.name(), from, withdrawn, span.recorded_at)?;
        }
        Ok(())
    }
}

/// Whether an objection of the person `p.id` stands on the day `$day`, as SQL: what `casework::objection::standing` says, for many people
/// at once. `$kind` is a condition on the kind of an objection `o`.
macro_rules! objects {
    ($kind:expr, $day:literal) => {
        concat!(
            "(p.had_objection AND (EXISTS (SELECT 1 FROM person_objection o WHERE o.person = p.id AND ",
            $kind,
            " AND o.superseded_at IS NULL AND o.from_day <= ",
            $day,
            " AND (o.withdrawn_on IS NULL OR o.withdrawn_on > ",
            $day,
            ") AND NOT EXISTS (SELECT 1 FROM objection w WHERE w.person = p.id AND w.kind = o.kind AND w.withdrawn_day <= ",
            $day,
            " AND w.withdrawn_day >= o.from_day)) \
             OR EXISTS (SELECT 1 FROM objection o WHERE o.person = p.id AND ",
            $kind,
            " AND o.from_day <= ",
            $day,
            " AND (o.withdrawn_day IS NULL OR o.withdrawn_day > ",
            $day,
            ") AND NOT EXISTS (SELECT 1 FROM person_objection w WHERE w.person = p.id AND w.kind = o.kind \
             AND w.superseded_at IS NULL AND w.withdrawn_on <= ",
            $day,
            " AND w.withdrawn_on > o.from_day))))"
        )
    };
}

/// Whether the person `p.id` objects to case management on the day `$day`, as SQL.
macro_rules! objects_to_case_management {
    ($day:literal) => {
        $crate::store::objection::objects!("o.kind = 'case_management'", $day)
    };
}
pub(super) use {objects, objects_to_case_management};

const PUBLISHED: &str = "SELECT kind, from_day, withdrawn_on, recorded_at FROM person_objection \
    WHERE person = $1 AND superseded_at IS NULL ORDER BY from_day, kind";

/// The objections of somebody that came with the extract, as they are known now.
///
/// # Errors
/// When the database fails.
pub async fn published(conn: &mut Conn<'_>, person: PersonId) -> Result<Vec<ObjectionSpan>, StoreFault> {
    type Row = (String, NaiveDate, Option<NaiveDate>, DateTime<Utc>);
    let rows = all!(conn, Row, PUBLISHED, person.uuid())?;
    rows.into_iter()
        .map(|(kind, from, withdrawn, recorded_at)| {
            Ok(ObjectionSpan {
                // The names are ours, but for their spelling in `serde`.
                kind: named(&kind)?,
                from: from.into(),
                withdrawn_on: withdrawn.map(Day::from),
                source: Source::Published,
                recorded_at,
            })
        })
        .collect()
}
