//! A practice's risk list: one statement for a page, whoever reads it.

use crate::domain::{Day, OdsCode, PersonId, RunId};
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;
use uuid::Uuid;

/// A line of the list.
#[derive(Clone, sqlx::FromRow)]
pub struct RiskListRow {
    /// Who.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// NHS number.
    pub nhs_number: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Born.
    #[sqlx(try_from = "NaiveDate")]
    pub born_on: Day,
    /// Age on the index date.
    pub age: i64,
    /// Probability; `None` for whoever is not scored.
    pub risk: Option<f64>,
    /// Per cent who rank at or below.
    pub percentile: Option<f64>,
    /// Tier.
    pub tier: Option<String>,
    /// Rank among everyone scored.
    pub rank: Option<i64>,
    /// Rank in the practice, adults and children apart.
    pub practice_rank: Option<i64>,
    /// Why they are not scored.
    pub left_out: Option<String>,
    /// Reasons in words, the strongest first.
    pub reason_1: Option<String>,
    /// Second.
    pub reason_2: Option<String>,
    /// Third.
    pub reason_3: Option<String>,
    /// Fourth.
    pub reason_4: Option<String>,
    /// Fifth.
    pub reason_5: Option<String>,
    /// Where they stand.
    pub standing: String,
}

crate::domain::hidden_debug!(RiskListRow);

/// Which lines are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Which {
    /// The run.
    pub run: RunId,
    /// The practice.
    pub practice: OdsCode,
    /// Adults, or children.
    pub adults: bool,
    /// The day on which standing and objections are looked at.
    pub as_of: Day,
    /// Only this tier; empty for all.
    pub tier: String,
    /// Only who stands so; empty for all.
    pub standing: String,
    /// Only whose name, or number, begins so; empty for all.
    pub begins: String,
}

impl Which {
    fn is_everyone(&self) -> bool {
        self.tier.is_empty() && self.standing.is_empty() && self.begins.is_empty()
    }

    /// The pattern of `LIKE`, with what it would take for wildcards escaped.
    fn pattern(&self) -> String {
        let mut pattern = String::new();
        for c in self.begins.to_lowercase().chars() {
            if matches!(c, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(c);
        }
        pattern.push('%');
        pattern
    }
}

/// Where somebody stands: as `standing` of the list and of a person's page.
macro_rules! standing {
    () => {
        "CASE WHEN EXISTS (SELECT 1 FROM case_now c WHERE c.person = p.id AND c.end_day IS NULL) THEN 'on_register' \
         WHEN EXISTS (SELECT 1 FROM case_now c WHERE c.person = p.id AND c.end_day IS NOT NULL) THEN 'ended' \
         ELSE 'none' END AS standing"
    };
}
pub(super) use standing;

/// An objection in force on `$3`, of whatever kind: the person is on no ranked list from the next read on.
macro_rules! objects {
    () => {
        "EXISTS (SELECT 1 FROM person_objection o WHERE o.person = p.id AND o.superseded_at IS NULL AND o.from_day <= $3 \
         AND (o.withdrawn_on IS NULL OR o.withdrawn_on > $3))"
    };
}

/// People who are still on the practice's list and alive, in the order of their rank.
macro_rules! scored {
    () => {
        concat!(
            "SELECT s.person, i.nhs_number, i.given_name, i.family_name, p.born_on, s.age, s.risk, s.percentile, t.name AS tier, \
             s.rank, s.practice_rank, CAST(NULL AS TEXT) AS left_out, w1.words AS reason_1, w2.words AS reason_2, \
             w3.words AS reason_3, w4.words AS reason_4, w5.words AS reason_5, ",
            standing!(),
            " FROM score s JOIN person p ON p.id = s.person AND p.practice = s.practice AND p.died_on IS NULL \
             JOIN run_tier t ON t.run = s.run AND t.place = s.tier LEFT JOIN identity i ON i.person = s.person \
             LEFT JOIN run_reason w1 ON w1.run = s.run AND w1.number = s.reason_1 \
             LEFT JOIN run_reason w2 ON w2.run = s.run AND w2.number = s.reason_2 \
             LEFT JOIN run_reason w3 ON w3.run = s.run AND w3.number = s.reason_3 \
             LEFT JOIN run_reason w4 ON w4.run = s.run AND w4.number = s.reason_4 \
             LEFT JOIN run_reason w5 ON w5.run = s.run AND w5.number = s.reason_5 \
             WHERE s.run = $1 AND s.practice = $2 AND s.adult = $4 AND s.practice_rank > $5 AND NOT ",
            objects!()
        )
    };
}

const SCORED: &str = concat!(scored!(), " ORDER BY s.practice_rank LIMIT $6");
const SCORED_FILTERED: &str = concat!(
    "SELECT * FROM (",
    scored!(),
    ") l WHERE ($7 = '' OR l.tier = $7) AND ($8 = '' OR l.standing = $8) AND ($9 = '%' OR LOWER(l.family_name) LIKE $9 ESCAPE '\\' \
     OR LOWER(l.given_name) LIKE $9 ESCAPE '\\' OR l.nhs_number LIKE $9 ESCAPE '\\') ORDER BY l.practice_rank LIMIT $6"
);

/// The scored people of a practice after the one with rank `after`.
///
/// # Errors
/// When the database fails.
pub async fn scored(conn: &mut Conn<'_>, which: &Which, after: i64, limit: i64) -> Result<Vec<RiskListRow>, StoreFault> {
    let (run, practice, as_of) = (which.run.uuid(), which.practice.as_str(), NaiveDate::from(which.as_of));
    if which.is_everyone() {
        return all!(conn, RiskListRow, SCORED, run, practice, as_of, which.adults, after, limit);
    }
    let (tier, standing, begins) = (which.tier.as_str(), which.standing.as_str(), which.pattern());
    all!(conn, RiskListRow, SCORED_FILTERED, run, practice, as_of, which.adults, after, limit, tier, standing, begins)
}

const UNSCORED: &str = concat!(
    "SELECT * FROM (SELECT u.person, i.nhs_number, i.given_name, i.family_name, p.born_on, u.age, \
     CAST(NULL AS DOUBLE PRECISION) AS risk, CAST(NULL AS DOUBLE PRECISION) AS percentile, CAST(NULL AS TEXT) AS tier, \
     CAST(NULL AS BIGINT) AS rank, CAST(NULL AS BIGINT) AS practice_rank, u.words AS left_out, CAST(NULL AS TEXT) AS reason_1, \
     CAST(NULL AS TEXT) AS reason_2, CAST(NULL AS TEXT) AS reason_3, CAST(NULL AS TEXT) AS reason_4, \
     CAST(NULL AS TEXT) AS reason_5, ",
    standing!(),
    " FROM (SELECT l.person, l.age, c.words FROM left_out l JOIN run_left_out c ON c.run = l.run AND c.reason = l.reason \
     WHERE l.run = $1 AND l.practice = $2 AND l.adult = $4 \
     UNION ALL SELECT p.id, s.age, 'objection since the run' FROM score s JOIN person p ON p.id = s.person \
     WHERE s.run = $1 AND s.practice = $2 AND s.adult = $4 AND ",
    objects!(),
    ") u JOIN person p ON p.id = u.person AND p.practice = $2 AND p.died_on IS NULL LEFT JOIN identity i ON i.person = u.person \
     WHERE u.person > $5) l WHERE ($7 = '' OR l.standing = $7) AND ($8 = '%' OR LOWER(l.family_name) LIKE $8 ESCAPE '\\' \
     OR LOWER(l.given_name) LIKE $8 ESCAPE '\\' OR l.nhs_number LIKE $8 ESCAPE '\\') ORDER BY l.person LIMIT $6"
);

/// People of a practice who are not scored, objectors among them, after `after`.
///
/// # Errors
/// When the database fails.
pub async fn unscored(conn: &mut Conn<'_>, which: &Which, after: PersonId, limit: i64) -> Result<Vec<RiskListRow>, StoreFault> {
    let (run, practice, as_of) = (which.run.uuid(), which.practice.as_str(), NaiveDate::from(which.as_of));
    let (standing, begins) = (which.standing.as_str(), which.pattern());
    all!(conn, RiskListRow, UNSCORED, run, practice, as_of, which.adults, after.uuid(), limit, standing, begins)
}
