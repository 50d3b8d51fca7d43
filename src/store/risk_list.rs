//! A practice's risk list: one statement for a page, whoever reads it.

use crate::casework::list::ListRules;
use crate::domain::{Day, OdsCode, PersonId, RunId};
use crate::store::run::KnownRun;
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;
use uuid::Uuid;

/// A line of the list.
#[derive(Clone)]
pub struct RiskListRow {
    /// Who.
    pub person: PersonId,
    /// NHS number.
    pub nhs_number: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Born.
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
    pub reasons: Vec<String>,
    /// Where they stand.
    pub standing: String,
}

/// A line as it is read: names of tiers and reasons are the run's, and are known.
#[derive(sqlx::FromRow)]
struct Read {
    run: Uuid,
    person: Uuid,
    nhs_number: Option<String>,
    given_name: Option<String>,
    family_name: Option<String>,
    born_on: NaiveDate,
    age: i64,
    risk: Option<f64>,
    percentile: Option<f64>,
    tier: Option<i64>,
    rank: Option<i64>,
    practice_rank: Option<i64>,
    left_out: Option<String>,
    reason_1: Option<i64>,
    reason_2: Option<i64>,
    reason_3: Option<i64>,
    reason_4: Option<i64>,
    reason_5: Option<i64>,
    standing: String,
}

impl Read {
    fn named(self, run: &KnownRun) -> RiskListRow {
        let reasons = [self.reason_1, self.reason_2, self.reason_3, self.reason_4, self.reason_5];
        RiskListRow {
            person: self.person.into(),
            nhs_number: self.nhs_number,
            given_name: self.given_name,
            family_name: self.family_name,
            born_on: self.born_on.into(),
            age: self.age,
            risk: self.risk,
            percentile: self.percentile,
            tier: self.tier.and_then(|place| run.tiers.get(&place).cloned()),
            rank: self.rank,
            practice_rank: self.practice_rank,
            left_out: self.left_out,
            reasons: reasons.iter().flatten().filter_map(|number| run.reasons.get(number).cloned()).collect(),
            standing: self.standing,
        }
    }
}

/// Lines as they are read, all of one run.
pub struct Lines(Vec<Read>);

impl Lines {
    /// Their run; `None` when there are none.
    #[must_use]
    pub fn run(&self) -> Option<RunId> {
        self.0.first().map(|line| line.run.into())
    }

    /// With the names that `run`, theirs, has for tiers and reasons.
    #[must_use]
    pub fn named(self, run: &KnownRun) -> Vec<RiskListRow> {
        self.0.into_iter().map(|line| line.named(run)).collect()
    }
}

crate::domain::hidden_debug!(RiskListRow, Lines);

/// Which lines are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Which {
    /// The run; the practice's latest when `None`.
    pub run: Option<RunId>,
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

/// A part of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The scored, after a rank, so many at most.
    Scored(i64, i64),
    /// Those who are not, after a person, so many at most.
    Unscored(PersonId, i64),
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

/// Who declined after this day counts as declined on `day`: as for lists whose rules say nothing else.
pub(super) fn declined_since(day: Day) -> Day {
    day.plus_days(-i32::from(ListRules::default().declined_within_days))
}

/// Where the person `p` stands on the day `$day`, when who declined after `$since` still counts as declined: as `standing` of the list
/// and of a person's page.
///
/// Whoever is put forward anew is a candidate, whatever came before; a list says nothing against what happened since it was made.
macro_rules! standing {
    ($day:literal, $since:literal) => {
        concat!(
            "CASE WHEN p.had_case AND EXISTS (SELECT 1 FROM case_now c WHERE c.person = p.id AND c.end_day IS NULL) THEN 'on_register' \
             WHEN p.had_nomination AND EXISTS (SELECT 1 FROM nomination n WHERE n.person = p.id AND n.closed_day IS NULL) \
                THEN 'candidate' \
             WHEN (p.had_nomination AND EXISTS (SELECT 1 FROM nomination n WHERE n.person = p.id AND n.outcome = 'not_accepted' \
                AND n.closed_day > ",
            $since,
            ")) OR (p.had_case AND EXISTS (SELECT 1 FROM case_now c WHERE c.person = p.id AND c.end_reason = 'declined' \
                AND c.end_day > ",
            $since,
            ")) OR (p.had_declined_plan AND EXISTS (SELECT 1 FROM plan_happened h WHERE h.person = p.id AND h.what = 'declined' \
                AND h.happened_on > ",
            $since,
            ")) THEN 'declined' WHEN ",
            $crate::store::list::not_suitable!($day),
            " THEN 'not_suitable' \
             WHEN EXISTS (SELECT 1 FROM mdt_list_entry e JOIN mdt_list_latest l ON l.list = e.list WHERE e.person = p.id \
                AND NOT (p.had_case AND EXISTS (SELECT 1 FROM case_now c JOIN mdt_list m ON m.id = e.list \
                    WHERE c.person = p.id AND c.end_day >= m.as_of))) THEN 'candidate' \
             WHEN p.had_case AND EXISTS (SELECT 1 FROM case_now c WHERE c.person = p.id AND NOT c.in_error) THEN 'ended' \
             ELSE 'none' END AS standing"
        )
    };
}
pub(super) use standing;

/// The run `$1`; when it is null the latest of the practice `$2`: for the statements of this file.
macro_rules! run_wanted {
    () => {
        "COALESCE($1, (SELECT x.run FROM practice_latest_run x WHERE x.practice = $2))"
    };
}

/// An objection in force on `$3` that the run of the score `s` heeds; one to case management always counts. Whoever makes it is on no
/// ranked list from the next read on.
macro_rules! objects_to_run {
    () => {
        $crate::store::objection::objects!(
            "(o.kind = 'case_management' OR EXISTS (SELECT 1 FROM run_left_out f WHERE f.run = s.run AND f.reason = \
             CASE o.kind WHEN 'type_1' THEN 'objection_type1' ELSE 'objection_national_opt_out' END))",
            "$3"
        )
    };
}

/// People who are still on the practice's list and alive, in the order of their rank.
macro_rules! scored {
    () => {
        concat!(
            "SELECT s.run, s.person, i.nhs_number, i.given_name, i.family_name, p.born_on, s.age, s.risk, s.percentile, s.tier, \
             s.rank, s.practice_rank, CAST(NULL AS TEXT) AS left_out, s.reason_1, s.reason_2, s.reason_3, s.reason_4, s.reason_5, ",
            standing!("$3", "$7"),
            " FROM score s JOIN person p ON p.id = s.person AND p.practice = s.practice AND p.died_on IS NULL \
             LEFT JOIN identity i ON i.person = s.person \
             WHERE s.run = ",
            run_wanted!(),
            " AND s.practice = $2 AND s.adult = $4 AND s.practice_rank > $5 AND NOT ",
            objects_to_run!()
        )
    };
}

/// The limit is cast, or `SQLite` would prepare the statement anew for every page: it plans by a bare parameter's value.
const SCORED: &str = concat!(scored!(), " ORDER BY s.practice_rank LIMIT CAST($6 AS BIGINT)");
const SCORED_FILTERED: &str = concat!(
    "SELECT * FROM (",
    scored!(),
    ") l WHERE ($8 = '' OR l.tier = (SELECT t.place FROM run_tier t WHERE t.name = $8 AND t.run = ",
    run_wanted!(),
    ")) AND ($9 = '' OR l.standing = $9) AND ($10 = '%' OR LOWER(l.family_name) LIKE $10 ESCAPE '\\' \
     OR LOWER(l.given_name) LIKE $10 ESCAPE '\\' OR l.nhs_number LIKE $10 ESCAPE '\\') ORDER BY l.practice_rank LIMIT CAST($6 AS BIGINT)"
);

/// A part of a practice's list.
///
/// # Errors
/// When the database fails.
pub async fn lines(conn: &mut Conn<'_>, which: &Which, part: Part) -> Result<Lines, StoreFault> {
    match part {
        Part::Scored(after, limit) => scored(conn, which, after, limit).await,
        Part::Unscored(after, limit) => unscored(conn, which, after, limit).await,
    }
}

/// The scored people of a practice after the one with rank `after`.
async fn scored(conn: &mut Conn<'_>, which: &Which, after: i64, limit: i64) -> Result<Lines, StoreFault> {
    let (run, practice) = (which.run.map(RunId::uuid), which.practice.as_str());
    let (as_of, since) = (NaiveDate::from(which.as_of), NaiveDate::from(declined_since(which.as_of)));
    if which.is_everyone() {
        return Ok(Lines(all!(conn, Read, SCORED, run, practice, as_of, which.adults, after, limit, since)?));
    }
    let (tier, standing, begins) = (which.tier.as_str(), which.standing.as_str(), which.pattern());
    let adults = which.adults;
    all!(conn, Read, SCORED_FILTERED, run, practice, as_of, adults, after, limit, since, tier, standing, begins).map(Lines)
}

const UNSCORED: &str = concat!(
    "SELECT * FROM (SELECT u.run, u.person, i.nhs_number, i.given_name, i.family_name, p.born_on, u.age, \
     CAST(NULL AS DOUBLE PRECISION) AS risk, CAST(NULL AS DOUBLE PRECISION) AS percentile, CAST(NULL AS BIGINT) AS tier, \
     CAST(NULL AS BIGINT) AS rank, CAST(NULL AS BIGINT) AS practice_rank, u.words AS left_out, CAST(NULL AS BIGINT) AS reason_1, \
     CAST(NULL AS BIGINT) AS reason_2, CAST(NULL AS BIGINT) AS reason_3, CAST(NULL AS BIGINT) AS reason_4, \
     CAST(NULL AS BIGINT) AS reason_5, ",
    standing!("$3", "$9"),
    " FROM (SELECT l.run, l.person, l.age, c.words FROM left_out l JOIN run_left_out c ON c.run = l.run AND c.reason = l.reason \
     WHERE l.run = ",
    run_wanted!(),
    " AND l.practice = $2 AND l.adult = $4 \
     UNION ALL SELECT s.run, p.id, s.age, 'objection since the run' FROM score s JOIN person p ON p.id = s.person WHERE s.run = ",
    run_wanted!(),
    " AND s.practice = $2 AND s.adult = $4 AND ",
    objects_to_run!(),
    ") u JOIN person p ON p.id = u.person AND p.practice = $2 AND p.died_on IS NULL LEFT JOIN identity i ON i.person = u.person \
     WHERE u.person > $5) l WHERE ($7 = '' OR l.standing = $7) AND ($8 = '%' OR LOWER(l.family_name) LIKE $8 ESCAPE '\\' \
     OR LOWER(l.given_name) LIKE $8 ESCAPE '\\' OR l.nhs_number LIKE $8 ESCAPE '\\') ORDER BY l.person LIMIT CAST($6 AS BIGINT)"
);

/// People of a practice who are not scored, objectors among them, after `after`.
async fn unscored(conn: &mut Conn<'_>, which: &Which, after: PersonId, limit: i64) -> Result<Lines, StoreFault> {
    let (run, practice) = (which.run.map(RunId::uuid), which.practice.as_str());
    let (as_of, since) = (NaiveDate::from(which.as_of), NaiveDate::from(declined_since(which.as_of)));
    let (standing, begins) = (which.standing.as_str(), which.pattern());
    all!(conn, Read, UNSCORED, run, practice, as_of, which.adults, after.uuid(), limit, standing, begins, since).map(Lines)
}
