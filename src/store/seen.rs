//! Who people are, as far as somebody may see them: the condition of `sees_person!`, for a page of people, and turned round.

use crate::domain::{Day, PersonId, StaffId};
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;
use std::collections::HashSet;
use std::sync::LazyLock;
use uuid::Uuid;

/// How many people one statement asks for: those of the longest page.
const AT_ONCE: usize = 200;

/// Who somebody is, for those who may see them now.
#[derive(Clone, sqlx::FromRow)]
pub struct SeenRow {
    /// Their id.
    #[sqlx(try_from = "Uuid")]
    pub id: PersonId,
    sees: i32,
    born_on: NaiveDate,
    given_name: Option<String>,
    family_name: Option<String>,
}

crate::domain::hidden_debug!(SeenRow);

impl SeenRow {
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

static NAMES: LazyLock<String> = LazyLock::new(|| {
    let ids: Vec<String> = (3..3 + AT_ONCE).map(|place| format!("${place}")).collect();
    format!(
        concat!(
            "SELECT p.id, CASE WHEN ",
            sees_person!(),
            " THEN 1 ELSE 0 END AS sees, p.born_on, i.given_name, i.family_name \
             FROM person p LEFT JOIN identity i ON i.person = p.id WHERE p.id IN ({})"
        ),
        ids.join(", ")
    )
});

/// Who `people` are, as far as `staff` may see them on `today`; in no order, each once.
///
/// # Errors
/// When the database fails.
pub async fn names(conn: &mut Conn<'_>, staff: StaffId, today: Day, people: &[PersonId]) -> Result<Vec<SeenRow>, StoreFault> {
    let mut found = vec![];
    for chunk in people.chunks(AT_ONCE) {
        // The last one fills the places that are left over.
        let ids = (0..AT_ONCE).filter_map(|place| chunk.get(place).or(chunk.last())).map(|person| person.uuid());
        let today = NaiveDate::from(today);
        let rows = match conn {
            Conn::Sqlite(conn) => {
                let query = sqlx::query_as::<sqlx::Sqlite, SeenRow>(NAMES.as_str()).bind(staff.uuid()).bind(today);
                ids.fold(query, sqlx::query::QueryAs::bind).fetch_all(&mut **conn).await
            }
            Conn::Postgres(conn) => {
                let query = sqlx::query_as::<sqlx::Postgres, SeenRow>(NAMES.as_str()).bind(staff.uuid()).bind(today);
                ids.fold(query, sqlx::query::QueryAs::bind).fetch_all(&mut **conn).await
            }
        };
        found.extend(rows?);
    }
    Ok(found)
}

/// `sees_person!`, turned round: everybody on the lists and caseloads. (Those who are nominated, or on an MDT list, may be looked at one
/// by one: they are nobody's yet.)
const SEEN: &str = "SELECT p.id FROM staff_role r JOIN person p ON p.practice = r.organisation \
    WHERE r.staff = $1 AND r.role IN ('gp', 'practice_staff') AND r.from_day <= $2 AND (r.until_day IS NULL OR r.until_day > $2) \
    UNION SELECT o.person FROM case_now o WHERE o.end_day IS NULL AND (o.coordinator = $1 \
        OR EXISTS (SELECT 1 FROM team_member m WHERE m.team = o.team AND m.staff = $1 \
            AND m.from_day <= $2 AND (m.until_day IS NULL OR m.until_day > $2)))";

/// Everybody on the practice lists and the caseloads of `staff` on `today`.
///
/// # Errors
/// When the database fails.
pub async fn everybody(conn: &mut Conn<'_>, staff: StaffId, today: Day) -> Result<HashSet<PersonId>, StoreFault> {
    let rows = all!(conn, (Uuid,), SEEN, staff.uuid(), NaiveDate::from(today))?;
    Ok(rows.into_iter().map(|(id,)| id.into()).collect())
}
