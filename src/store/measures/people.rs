//! People, by number: lists, deaths, conditions, objections, and who is at high risk.

use super::Asked;
use super::packed::{Field, Unpacker, each, packed};
use super::runs;
use crate::casework::objection::{ObjectionSpan, Source};
use crate::domain::{Day, OdsCode, PersonId};
use crate::measures::Ledger;
use crate::measures::ledger::{Believed, PersonIx, PracticeIx, Registration, Residence, Run, Told};
use crate::store::sql::named;
use crate::store::{Conn, StoreFault, Tx};
use std::collections::HashMap;
use uuid::Uuid;

/// The part of a ledger that names people by number.
#[derive(Default)]
pub(super) struct People {
    ids: Vec<PersonId>,
    born: Vec<Day>,
    practices: Vec<OdsCode>,
    registrations: Vec<Registration>,
    deaths: Vec<Told>,
    conditions: Vec<Told>,
    residences: Vec<Residence>,
    objections: Vec<(PersonIx, ObjectionSpan, Believed)>,
    runs: Vec<Run>,
}

/// How many parts the people are read in: what is packed is in memory as a whole, more than once.
const PARTS: u128 = 8;

/// The first and the last id of each part.
fn parts() -> impl Iterator<Item = (Uuid, Uuid)> {
    let width = u128::MAX / PARTS;
    (0..PARTS).map(move |part| {
        let first = part * (width + 1);
        (Uuid::from_u128(first), Uuid::from_u128(first + width))
    })
}

impl People {
    pub(super) async fn read(tx: &mut Tx, asked: &Asked<'_>) -> Result<Self, StoreFault> {
        let conn = &mut tx.conn();
        let mut people = Self::default();
        people.read_people(conn).await?;
        people.read_registrations(conn).await?;
        people.deaths = people.told(conn, "person_death", "died_on").await?;
        people.conditions = people.told(conn, "person_condition", "from_day").await?;
        people.read_residences(conn).await?;
        people.read_objections(conn).await?;
        people.runs = runs::read(conn, asked, &mut Numbers::of(&people.ids)).await?;
        Ok(people)
    }

    pub(super) fn fill(self, ledger: &mut Ledger) {
        let Self { ids, born, practices, registrations, deaths, conditions, residences, objections, runs } = self;
        ledger.people = ids;
        ledger.born = born;
        ledger.practices = practices;
        ledger.registrations = registrations;
        ledger.deaths = deaths;
        ledger.conditions = conditions;
        ledger.residences = residences;
        ledger.objections = objections;
        ledger.runs = runs;
    }

    async fn read_people(&mut self, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
        let packed = packed(conn, &[Field::Id("id"), Field::Day("born_on")]);
        let sql = format!("SELECT {packed} FROM person WHERE id >= $1 AND id <= $2");
        let mut people: Vec<(PersonId, Day)> = vec![];
        for (first, last) in parts() {
            each(conn, &sql, &[first.into(), last.into()], |_, mut rows| {
                while rows.more() {
                    people.push((rows.id()?.into(), rows.day()?));
                }
                Ok(())
            })
            .await?;
        }
        people.sort_unstable();
        (self.ids, self.born) = people.into_iter().unzip();
        Ok(())
    }

    async fn read_registrations(&mut self, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
        let fields = [
            Field::Id("person"),
            Field::Text("practice"),
            Field::Day("from_day"),
            Field::MaybeDay("until_day"),
            Field::At("recorded_at"),
            Field::MaybeAt("superseded_at"),
        ];
        let sql = format!("SELECT {} FROM registration WHERE person >= $1 AND person <= $2", packed(conn, &fields));
        let mut numbers = Numbers::of(&self.ids);
        let mut practices = Practices::default();
        let mut registrations = Vec::with_capacity(self.ids.len());
        for (first, last) in parts() {
            each(conn, &sql, &[first.into(), last.into()], |_, mut rows| {
                while rows.more() {
                    registrations.push(Registration {
                        person: numbers.number(rows.id()?)?,
                        practice: practices.number(rows.text())?,
                        from: rows.day()?,
                        until: rows.maybe_day()?,
                        believed: rows.believed()?,
                    });
                }
                Ok(())
            })
            .await?;
        }
        let places;
        (self.practices, places) = practices.in_order()?;
        for registration in &mut registrations {
            registration.practice = places[usize::from(registration.practice)];
        }
        registrations
            .sort_unstable_by_key(|registration| (registration.person, registration.from, registration.believed.recorded_at));
        self.registrations = registrations;
        Ok(())
    }

    async fn told(&self, conn: &mut Conn<'_>, table: &str, day: &'static str) -> Result<Vec<Told>, StoreFault> {
        let fields = [Field::Id("person"), Field::Day(day), Field::At("recorded_at"), Field::MaybeAt("superseded_at")];
        let sql = format!("SELECT {} FROM {table} WHERE person >= $1 AND person <= $2", packed(conn, &fields));
        let mut numbers = Numbers::of(&self.ids);
        let mut told = vec![];
        for (first, last) in parts() {
            each(conn, &sql, &[first.into(), last.into()], |_, mut rows| {
                while rows.more() {
                    told.push(Told { person: numbers.number(rows.id()?)?, on: rows.day()?, believed: rows.believed()? });
                }
                Ok(())
            })
            .await?;
        }
        told.sort_unstable_by_key(|told| (told.person, told.believed.recorded_at, told.on));
        Ok(told)
    }

    async fn read_residences(&mut self, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
        let fields = [
            Field::Id("person"),
            Field::Day("from_day"),
            Field::MaybeDay("until_day"),
            Field::At("recorded_at"),
            Field::MaybeAt("superseded_at"),
        ];
        let sql = format!("SELECT {} FROM person_residence WHERE person >= $1 AND person <= $2", packed(conn, &fields));
        let mut numbers = Numbers::of(&self.ids);
        for (first, last) in parts() {
            each(conn, &sql, &[first.into(), last.into()], |_, mut rows| {
                while rows.more() {
                    self.residences.push(Residence {
                        person: numbers.number(rows.id()?)?,
                        from: rows.day()?,
                        until: rows.maybe_day()?,
                        believed: rows.believed()?,
                    });
                }
                Ok(())
            })
            .await?;
        }
        self.residences.sort_unstable_by_key(|residence| {
            (residence.person, residence.from, residence.until, residence.believed.recorded_at)
        });
        Ok(())
    }

    async fn read_objections(&mut self, conn: &mut Conn<'_>) -> Result<(), StoreFault> {
        let fields = [
            Field::Id("person"),
            Field::Text("kind"),
            Field::Day("from_day"),
            Field::MaybeDay("withdrawn_on"),
            Field::At("recorded_at"),
            Field::MaybeAt("superseded_at"),
        ];
        let sql = format!("SELECT {} FROM person_objection WHERE person >= $1 AND person <= $2", packed(conn, &fields));
        let mut numbers = Numbers::of(&self.ids);
        for (first, last) in parts() {
            each(conn, &sql, &[first.into(), last.into()], |_, mut rows| {
                while rows.more() {
                    let person = numbers.number(rows.id()?)?;
                    let kind = named(&String::from_utf8_lossy(rows.text()))?;
                    let (from, withdrawn_on, believed) = (rows.day()?, rows.maybe_day()?, rows.believed()?);
                    let recorded_at = believed.recorded_at;
                    let span = ObjectionSpan { kind, from, withdrawn_on, source: Source::Published, recorded_at };
                    self.objections.push((person, span, believed));
                }
                Ok(())
            })
            .await?;
        }
        self.objections.sort_unstable_by_key(|(person, span, believed)| (*person, span.kind, span.from, believed.recorded_at));
        Ok(())
    }
}

impl Unpacker<'_> {
    fn believed(&mut self) -> Result<Believed, StoreFault> {
        Ok(Believed { recorded_at: self.at()?, superseded_at: self.maybe_at()? })
    }
}

/// Finds people's numbers. They mostly come in order.
pub(super) struct Numbers<'p> {
    ids: &'p [PersonId],
    last: usize,
}

impl<'p> Numbers<'p> {
    fn of(ids: &'p [PersonId]) -> Self {
        Self { ids, last: 0 }
    }

    /// The number of somebody who was published.
    pub(super) fn number(&mut self, id: Uuid) -> Result<PersonIx, StoreFault> {
        let id = PersonId::from(id);
        let near = (self.last..self.last + 2).find(|&at| self.ids.get(at) == Some(&id));
        let found = near.or_else(|| self.ids.binary_search(&id).ok());
        self.last = found.ok_or_else(|| StoreFault::Other("a row is about nobody".into()))?;
        PersonIx::try_from(self.last).map_err(|_| StoreFault::Other("there are too many people".into()))
    }
}

/// Practices in the order in which they are met.
#[derive(Default)]
struct Practices {
    numbers: HashMap<Vec<u8>, PracticeIx>,
}

impl Practices {
    fn number(&mut self, code: &[u8]) -> Result<PracticeIx, StoreFault> {
        if let Some(number) = self.numbers.get(code) {
            return Ok(*number);
        }
        let number = PracticeIx::try_from(self.numbers.len());
        let number = number.map_err(|_| StoreFault::Other("there are too many practices".into()))?;
        self.numbers.insert(code.to_vec(), number);
        Ok(number)
    }

    /// Their codes, ascending; and the position there of each by the number it had.
    fn in_order(self) -> Result<(Vec<OdsCode>, Vec<PracticeIx>), StoreFault> {
        let read = |(code, number): (Vec<u8>, PracticeIx)| {
            let code = OdsCode::parse(&code).map_err(|_| StoreFault::Other("a practice code cannot be read".into()))?;
            Ok((code, number))
        };
        let mut met = self.numbers.into_iter().map(read).collect::<Result<Vec<_>, StoreFault>>()?;
        met.sort_unstable();
        let mut places = vec![0; met.len()];
        for (place, (_, number)) in (0..).zip(&met) {
            places[usize::from(*number)] = place;
        }
        Ok((met.into_iter().map(|(code, _)| code).collect(), places))
    }
}
