//! What the database knows of a batch of people before it is published.

use super::PersonRecord;
use crate::store::{Conn, StoreFault};
use chrono::NaiveDate;
use std::collections::HashMap;
use uuid::Uuid;

/// People, identities, registrations, objections, residences, deaths and conditions of a batch, as they stand. Empty at the first publication.
#[derive(Default)]
pub(super) struct Known {
    pub(super) people: HashMap<Uuid, PersonKnown>,
    pub(super) identities: HashMap<Uuid, IdentityKnown>,
    pub(super) registrations: HashMap<Uuid, Vec<Span>>,
    pub(super) objections: HashMap<Uuid, Vec<Span>>,
    pub(super) residences: HashMap<Uuid, Vec<Span>>,
    pub(super) deaths: HashMap<Uuid, NaiveDate>,
    pub(super) conditions: HashMap<Uuid, NaiveDate>,
}

/// What, from, until.
pub(super) type Span = (String, NaiveDate, Option<NaiveDate>);

#[derive(sqlx::FromRow)]
pub(super) struct PersonKnown {
    id: Uuid,
    practice: String,
    born_on: NaiveDate,
    sex: String,
    registered_on: NaiveDate,
    deregistered_on: Option<NaiveDate>,
    died_on: Option<NaiveDate>,
    care_home: bool,
    usual_gp: Option<String>,
    long_term_condition: Option<bool>,
}

#[derive(sqlx::FromRow)]
pub(super) struct IdentityKnown {
    person: Uuid,
    nhs_number: String,
    given_name: String,
    family_name: String,
    postcode: String,
}

const PEOPLE: &str = "SELECT id, practice, born_on, sex, registered_on, deregistered_on, died_on, care_home, usual_gp, \
    long_term_condition FROM person WHERE id >= $1 AND id <= $2";
const IDENTITIES: &str =
    "SELECT person, nhs_number, given_name, family_name, postcode FROM identity WHERE person >= $1 AND person <= $2";
const REGISTRATIONS: &str = "SELECT person, practice, from_day, until_day FROM registration \
    WHERE person >= $1 AND person <= $2 AND superseded_at IS NULL";
const OBJECTIONS: &str = "SELECT person, kind, from_day, withdrawn_on FROM person_objection \
    WHERE person >= $1 AND person <= $2 AND superseded_at IS NULL";
const RESIDENCES: &str = "SELECT person, kind, from_day, until_day FROM person_residence \
    WHERE person >= $1 AND person <= $2 AND superseded_at IS NULL";
const DEATHS: &str = "SELECT person, died_on FROM person_death WHERE person >= $1 AND person <= $2 AND superseded_at IS NULL";
const CONDITIONS: &str =
    "SELECT person, from_day FROM person_condition WHERE person >= $1 AND person <= $2 AND superseded_at IS NULL";

impl Known {
    /// Of everyone from the first to the last of `batch`, which is in order.
    pub(super) async fn of(conn: &mut Conn<'_>, batch: &[PersonRecord<'_>]) -> Result<Self, StoreFault> {
        let (Some(first), Some(last)) = (batch.first(), batch.last()) else { return Ok(Self::default()) };
        let (first, last) = (first.id.uuid(), last.id.uuid());
        let people = all!(conn, PersonKnown, PEOPLE, first, last)?;
        let identities = all!(conn, IdentityKnown, IDENTITIES, first, last)?;
        Ok(Self {
            people: people.into_iter().map(|person| (person.id, person)).collect(),
            identities: identities.into_iter().map(|identity| (identity.person, identity)).collect(),
            registrations: spans(all!(conn, SpanRow, REGISTRATIONS, first, last)?),
            objections: spans(all!(conn, SpanRow, OBJECTIONS, first, last)?),
            residences: spans(all!(conn, SpanRow, RESIDENCES, first, last)?),
            deaths: all!(conn, (Uuid, NaiveDate), DEATHS, first, last)?.into_iter().collect(),
            conditions: all!(conn, (Uuid, NaiveDate), CONDITIONS, first, last)?.into_iter().collect(),
        })
    }
}

type SpanRow = (Uuid, String, NaiveDate, Option<NaiveDate>);

fn spans(rows: Vec<SpanRow>) -> HashMap<Uuid, Vec<Span>> {
    let mut found: HashMap<Uuid, Vec<Span>> = HashMap::new();
    for (person, what, from, until) in rows {
        found.entry(person).or_default().push((what, from, until));
    }
    found
}

impl PersonKnown {
    /// Whether publishing `person` would change nothing.
    pub(super) fn is(&self, person: &PersonRecord<'_>) -> bool {
        self.practice == person.practice
            && self.born_on == person.born_on.into()
            && self.sex == person.sex
            && self.registered_on == person.registered_on.into()
            && self.deregistered_on == person.deregistered_on.map(Into::into)
            && self.died_on == person.died_on.map(Into::into)
            && self.care_home == person.care_home
            && self.usual_gp.as_deref() == person.usual_gp
            && self.long_term_condition == person.long_term_condition
    }
}

impl IdentityKnown {
    /// Whether publishing `person` would change nothing.
    pub(super) fn is(&self, person: &PersonRecord<'_>) -> bool {
        let identity = &person.identity;
        self.nhs_number == identity.nhs_number
            && self.given_name == identity.given_name
            && self.family_name == identity.family_name
            && self.postcode == identity.postcode
    }
}
