//! The rows of a batch: what is new is filled in, what changed is changed, and a span that no longer holds is superseded, never lost.

use super::known::{Known, Span};
use super::{IdentityRecord, Outcome, PersonRecord};
use crate::domain::{Day, RunId};
use crate::store::bulk::{Cell, Into, fill};
use crate::store::{Conn, StoreFault};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

pub(super) const TIERS: Into = Into { table: "run_tier", columns: &["run", "place", "name", "rule", "people"] };
pub(super) const LEFT_OUT_COUNTS: Into = Into { table: "run_left_out", columns: &["run", "reason", "words", "people"] };
pub(super) const REASONS: Into = Into { table: "run_reason", columns: &["run", "number", "words"] };
pub(super) const PRACTICES: Into =
    Into { table: "run_practice", columns: &["practice", "run", "scored_adults", "scored_children", "unscored"] };
const PEOPLE: Into = Into {
    table: "person",
    columns: &[
        "id",
        "practice",
        "born_on",
        "sex",
        "registered_on",
        "deregistered_on",
        "died_on",
        "care_home",
        "usual_gp",
        "long_term_condition",
    ],
};
const IDENTITIES: Into = Into { table: "identity", columns: &["person", "nhs_number", "given_name", "family_name", "postcode"] };
const REGISTRATIONS: Into =
    Into { table: "registration", columns: &["person", "practice", "from_day", "until_day", "recorded_at"] };
const OBJECTIONS: Into =
    Into { table: "person_objection", columns: &["person", "kind", "from_day", "withdrawn_on", "recorded_at"] };
const RESIDENCES: Into = Into { table: "person_residence", columns: &["person", "kind", "from_day", "until_day", "recorded_at"] };
const DEATHS: Into = Into { table: "person_death", columns: &["person", "died_on", "recorded_at"] };
const CONDITIONS: Into = Into { table: "person_condition", columns: &["person", "from_day", "recorded_at"] };
const SCORES: Into = Into {
    table: "score",
    columns: &[
        "run",
        "person",
        "practice",
        "adult",
        "age",
        "risk",
        "percentile",
        "tier",
        "rank",
        "practice_rank",
        "reason_1",
        "reason_2",
        "reason_3",
        "reason_4",
        "reason_5",
    ],
};
const LEFT_OUT: Into = Into { table: "left_out", columns: &["run", "person", "practice", "adult", "age", "reason"] };

const CHANGE_PERSON: &str = "UPDATE person SET practice = $2, born_on = $3, sex = $4, registered_on = $5, deregistered_on = $6, \
    died_on = $7, care_home = $8, usual_gp = $9, long_term_condition = $10 WHERE id = $1";
const CHANGE_IDENTITY: &str =
    "UPDATE identity SET nhs_number = $2, given_name = $3, family_name = $4, postcode = $5 WHERE person = $1";
const SUPERSEDE_REGISTRATION: &str = "UPDATE registration SET superseded_at = $4 \
    WHERE person = $1 AND practice = $2 AND from_day = $3 AND superseded_at IS NULL";
const SUPERSEDE_OBJECTION: &str = "UPDATE person_objection SET superseded_at = $4 \
    WHERE person = $1 AND kind = $2 AND from_day = $3 AND superseded_at IS NULL";
const SUPERSEDE_RESIDENCE: &str = "UPDATE person_residence SET superseded_at = $4 \
    WHERE person = $1 AND kind = $2 AND from_day = $3 AND superseded_at IS NULL";
const SUPERSEDE_DEATH: &str =
    "UPDATE person_death SET superseded_at = $3 WHERE person = $1 AND died_on = $2 AND superseded_at IS NULL";
const SUPERSEDE_CONDITION: &str =
    "UPDATE person_condition SET superseded_at = $3 WHERE person = $1 AND from_day = $2 AND superseded_at IS NULL";

/// What there is to write of a batch.
pub(super) struct Rows<'b, 'a> {
    at: DateTime<Utc>,
    people: Vec<Cell<'b>>,
    identities: Vec<Cell<'b>>,
    registrations: Vec<Cell<'b>>,
    objections: Vec<Cell<'b>>,
    residences: Vec<Cell<'b>>,
    deaths: Vec<Cell<'b>>,
    conditions: Vec<Cell<'b>>,
    scores: Vec<Cell<'b>>,
    left_out: Vec<Cell<'b>>,
    changed_people: Vec<&'b PersonRecord<'a>>,
    changed_identities: Vec<&'b PersonRecord<'a>>,
    ended_registrations: Vec<(Uuid, &'b str, NaiveDate)>,
    ended_objections: Vec<(Uuid, &'b str, NaiveDate)>,
    ended_residences: Vec<(Uuid, &'b str, NaiveDate)>,
    ended_deaths: Vec<(Uuid, NaiveDate)>,
    ended_conditions: Vec<(Uuid, NaiveDate)>,
}

impl<'b, 'a> Rows<'b, 'a> {
    pub(super) fn of(batch: &'b [PersonRecord<'a>], known: &'b Known, run: RunId, at: DateTime<Utc>) -> Self {
        let mut rows = Self {
            at,
            people: vec![],
            identities: vec![],
            registrations: vec![],
            objections: vec![],
            residences: vec![],
            deaths: vec![],
            conditions: vec![],
            scores: Vec::with_capacity(batch.len() * SCORES.columns.len()),
            left_out: vec![],
            changed_people: vec![],
            changed_identities: vec![],
            ended_registrations: vec![],
            ended_objections: vec![],
            ended_residences: vec![],
            ended_deaths: vec![],
            ended_conditions: vec![],
        };
        for person in batch {
            let id = person.id.uuid();
            match known.people.get(&id) {
                None => rows.people.extend(person_cells(person)),
                Some(known) if known.is(person) => {}
                Some(_) => rows.changed_people.push(person),
            }
            match known.identities.get(&id) {
                None => rows.identities.extend(identity_cells(id, &person.identity)),
                Some(known) if known.is(person) => {}
                Some(_) => rows.changed_identities.push(person),
            }
            let before = known.registrations.get(&id).map_or(&[][..], Vec::as_slice);
            compare(id, &person.registrations, before, at, &mut rows.registrations, &mut rows.ended_registrations);
            let before = known.objections.get(&id).map_or(&[][..], Vec::as_slice);
            compare(id, &person.objections, before, at, &mut rows.objections, &mut rows.ended_objections);
            if let Some(residences) = &person.residences {
                let before = known.residences.get(&id).map_or(&[][..], Vec::as_slice);
                compare(id, residences, before, at, &mut rows.residences, &mut rows.ended_residences);
            }
            let before = known.deaths.get(&id).copied();
            compare_days(id, person.died_on, before, at, &mut rows.deaths, &mut rows.ended_deaths);
            if person.long_term_condition.is_some() {
                let before = known.conditions.get(&id).copied();
                compare_days(id, person.condition_from, before, at, &mut rows.conditions, &mut rows.ended_conditions);
            }
            rows.outcome(run, id, &person.outcome);
        }
        rows
    }

    fn outcome(&mut self, run: RunId, person: Uuid, outcome: &Outcome<'b>) {
        let run = Cell::Id(run.uuid());
        match *outcome {
            Outcome::Scored { practice, adult, age, risk, percentile, tier, rank, practice_rank, reasons } => {
                self.scores.extend([run, person.into(), practice.into(), adult.into(), age.into(), risk.into()]);
                self.scores.extend([Cell::from(percentile), tier.into(), rank.into(), practice_rank.into()]);
                self.scores.extend(reasons.map(Cell::from));
            }
            Outcome::LeftOut { practice, adult, age, reason } => {
                self.left_out.extend([run, person.into(), practice.into(), adult.into(), age.into(), reason.into()]);
            }
        }
    }

    /// Ended spans first: a span that began on the same day takes the place of the one that ended.
    pub(super) async fn write(self, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
        for person in &self.changed_people {
            change_person(conn, person).await?;
        }
        for person in &self.changed_identities {
            let IdentityRecord { nhs_number, given_name, family_name, postcode } = &person.identity;
            run!(conn, CHANGE_IDENTITY, person.id.uuid(), nhs_number.as_str(), *given_name, *family_name, *postcode)?;
        }
        for &(person, practice, from) in &self.ended_registrations {
            run!(conn, SUPERSEDE_REGISTRATION, person, practice, from, self.at)?;
        }
        for &(person, kind, from) in &self.ended_objections {
            run!(conn, SUPERSEDE_OBJECTION, person, kind, from, self.at)?;
        }
        for &(person, kind, from) in &self.ended_residences {
            run!(conn, SUPERSEDE_RESIDENCE, person, kind, from, self.at)?;
        }
        for &(person, day) in &self.ended_deaths {
            run!(conn, SUPERSEDE_DEATH, person, day, self.at)?;
        }
        for &(person, day) in &self.ended_conditions {
            run!(conn, SUPERSEDE_CONDITION, person, day, self.at)?;
        }
        fill(conn, PEOPLE, &self.people).await?;
        fill(conn, IDENTITIES, &self.identities).await?;
        fill(conn, REGISTRATIONS, &self.registrations).await?;
        fill(conn, OBJECTIONS, &self.objections).await?;
        fill(conn, RESIDENCES, &self.residences).await?;
        fill(conn, DEATHS, &self.deaths).await?;
        fill(conn, CONDITIONS, &self.conditions).await?;
        fill(conn, SCORES, &self.scores).await?;
        fill(conn, LEFT_OUT, &self.left_out).await
    }
}

fn person_cells<'b>(person: &'b PersonRecord<'_>) -> [Cell<'b>; 10] {
    [
        person.id.uuid().into(),
        person.practice.into(),
        NaiveDate::from(person.born_on).into(),
        person.sex.into(),
        NaiveDate::from(person.registered_on).into(),
        person.deregistered_on.map(NaiveDate::from).into(),
        person.died_on.map(NaiveDate::from).into(),
        person.care_home.into(),
        person.usual_gp.into(),
        person.long_term_condition.into(),
    ]
}

fn identity_cells<'b>(person: Uuid, identity: &'b IdentityRecord<'_>) -> [Cell<'b>; 5] {
    let IdentityRecord { nhs_number, given_name, family_name, postcode } = identity;
    [person.into(), nhs_number.as_str().into(), (*given_name).into(), (*family_name).into(), (*postcode).into()]
}

/// Puts spans that are new or changed into `new`, and those that no longer hold as they were into `ended`.
fn compare<'b>(
    person: Uuid,
    now: &'b [(&str, Day, Option<Day>)],
    before: &'b [Span],
    at: DateTime<Utc>,
    new: &mut Vec<Cell<'b>>,
    ended: &mut Vec<(Uuid, &'b str, NaiveDate)>,
) {
    let same = |(what, from, until): &(&str, Day, Option<Day>), (known, began, ended): &Span| {
        what == known && NaiveDate::from(*from) == *began && until.map(NaiveDate::from) == *ended
    };
    for span in now.iter().filter(|span| !before.iter().any(|known| same(span, known))) {
        let (what, from, until) = *span;
        let (from, until) = (NaiveDate::from(from), until.map(NaiveDate::from));
        new.extend([Cell::from(person), what.into(), from.into(), until.into(), at.into()]);
    }
    for known in before.iter().filter(|known| !now.iter().any(|span| same(span, known))) {
        ended.push((person, &known.0, known.1));
    }
}

/// As [`compare`], for what somebody has one day of.
fn compare_days(
    person: Uuid,
    now: Option<Day>,
    before: Option<NaiveDate>,
    at: DateTime<Utc>,
    new: &mut Vec<Cell<'_>>,
    ended: &mut Vec<(Uuid, NaiveDate)>,
) {
    let now = now.map(NaiveDate::from);
    if now == before {
        return;
    }
    new.extend(now.into_iter().flat_map(|day| [Cell::from(person), day.into(), at.into()]));
    ended.extend(before.map(|day| (person, day)));
}

async fn change_person(conn: &mut Conn<'_>, person: &PersonRecord<'_>) -> Result<(), StoreFault> {
    run!(
        conn,
        CHANGE_PERSON,
        person.id.uuid(),
        person.practice,
        NaiveDate::from(person.born_on),
        person.sex,
        NaiveDate::from(person.registered_on),
        person.deregistered_on.map(NaiveDate::from),
        person.died_on.map(NaiveDate::from),
        person.care_home,
        person.usual_gp,
        person.long_term_condition,
    )
    .map(drop)
}
