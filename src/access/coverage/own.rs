//! A practice's own figures, as they are, for those who see its whole list; and the people behind a measure at a practice or with a team.
//!
//! Behind a measure the caller is told those on their list or caseload now, and of others not even how many they are: a team serves
//! practices most of whose people it has nothing to do with. So a team has lists, and no figures but those under disclosure control.

use super::publishing::{in_background, ledger};
use super::{Shared, Turns};
use crate::access::{Access, Care, Denied};
use crate::domain::{Day, OdsCode, PersonId, Purpose, TeamId};
use crate::measures::published::{Basis, PolicyId};
use crate::measures::{Audience, Definition, Explained, Figures, OwnFigure, Permit, Place, Published, Stands, compute, explain};
use crate::store::StoreFault;
use crate::store::seen::{self, SeenRow};
use chrono::{DateTime, Utc};
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Behind whose measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// A practice's.
    Practice(OdsCode),
    /// A team's.
    Team(TeamId),
}

impl Whose {
    fn place(&self) -> Place {
        match self {
            Self::Practice(code) => Place::Practice(code.clone()),
            Self::Team(team) => Place::Team(*team),
        }
    }

    fn subject(&self) -> String {
        match self {
            Self::Practice(code) => format!("practice {code}"),
            Self::Team(team) => format!("team {team}"),
        }
    }
}

/// Own figures.
#[derive(Debug, Clone)]
pub struct OwnCoverage {
    /// What they rest on. No policy of disclosure control was applied: everybody counted may be seen.
    pub basis: Basis,
    /// By measure.
    pub figures: Vec<OwnFigure>,
}

/// Which of those behind a measure are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// The measure: its id.
    pub measure: String,
    /// The day it tells of.
    pub as_of: Day,
    /// As known at this instant; now, when left out.
    pub known_at: Option<DateTime<Utc>>,
    /// Only those who stand so.
    pub stands: Option<Stands>,
    /// From this place on, among those who are behind it and seen.
    pub from: usize,
    /// So many at most.
    pub limit: usize,
}

/// A page of those who are behind a measure.
#[derive(Debug, Clone)]
pub struct OwnPeople {
    /// From what was known at this instant.
    pub known_at: DateTime<Utc>,
    /// The measure.
    pub definition: Arc<Definition>,
    /// Each person, or what happened to them; with who they are.
    pub lines: Vec<(Explained, Option<SeenRow>)>,
    /// The place after the last of them, when there are more.
    pub next: Option<usize>,
}

/// Everybody behind a measure.
pub(in crate::access) struct Everybody {
    known_at: DateTime<Utc>,
    definition: Arc<Definition>,
    people: Vec<Explained>,
}

/// Figures of all places, and what they rest on: practices that ask for the same day at once are answered together.
struct Worked {
    basis: Basis,
    figures: Figures,
}

/// A measure of a place on a day, as known at an instant or now.
type Question = (Place, String, Day, Option<DateTime<Utc>>);

/// What members of practices and teams ask, several at once.
#[derive(Default)]
pub(in crate::access) struct Own {
    figures: Shared<(Day, Option<DateTime<Utc>>), (), Worked>,
    behind: Shared<Question, (), Everybody>,
    pages: Pages,
}

/// Lists that somebody goes through page by page. What was known at an instant stays as it is: it need not be asked for again.
#[derive(Default)]
struct Pages(Mutex<VecDeque<(Instant, Question, Arc<Everybody>)>>);

impl Pages {
    /// How many lists are held, and for how long.
    const MOST: usize = 4;
    const LONGEST: Duration = Duration::from_mins(2);

    fn held(&self, question: &Question) -> Option<Arc<Everybody>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|(since, _, _)| since.elapsed() < Self::LONGEST);
        held.iter().find(|(_, of, _)| of == question).map(|(_, _, found)| found.clone())
    }

    fn hold(&self, question: Question, found: Arc<Everybody>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.iter().all(|(_, of, _)| *of != question) {
            held.push_back((Instant::now(), question, found));
        }
        while held.len() > Self::MOST {
            held.pop_front();
        }
    }
}

async fn figures(access: Access, as_of: Day, known_at: Option<DateTime<Utc>>) -> Result<Worked, StoreFault> {
    let now = access.clock().now();
    let ledger = ledger(access.db_for_long(), access.definitions(), as_of).await?;
    in_background(move || {
        let (definitions, rules) = (access.definitions(), access.rules());
        let book = ledger.as_known(known_at.map_or(now, |at| at.min(now)));
        let figures = compute(&book, definitions, rules, as_of, Audience::Practice);
        // The policy is not used: nothing is published.
        let Published { basis, .. } = book.published(&figures, vec![], definitions, PolicyId::Hes2018, now);
        Worked { basis, figures }
    })
    .await
}

async fn everybody(
    access: Access,
    place: Place,
    definition: Arc<Definition>,
    as_of: Day,
    known_at: Option<DateTime<Utc>>,
) -> Result<Everybody, StoreFault> {
    let now = access.clock().now();
    let ledger = ledger(access.db_for_long(), access.definitions(), as_of).await?;
    in_background(move || {
        let known_at = known_at.map_or(now, |at| at.min(now));
        let people = explain(&ledger.as_known(known_at), access.definitions(), &definition, access.rules(), as_of, &place);
        Everybody { known_at, definition, people }
    })
    .await
}

impl Care {
    /// A practice's own figures for a day. Objectors count: it is those who look after them that ask.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when it is not the caller's; [`Denied::Busy`] when too many others ask.
    pub async fn own_coverage(
        &self,
        practice: &OdsCode,
        as_of: Day,
        known_at: Option<DateTime<Utc>>,
    ) -> Result<OwnCoverage, Denied> {
        self.require_practice(practice)?;
        let (own, turns): (&Own, &Arc<Turns>) = (self.access().own(), self.access().turns());
        let access = self.access().clone();
        let worked = own.figures.ask(turns, (as_of, known_at), (), move |_| figures(access, as_of, known_at)).await?;
        let figures = worked.figures.open(&Place::Practice(practice.clone()), &Permit::given());
        self.audited(Purpose::DirectCare, "own_coverage.read", format!("practice {practice}"), vec![]).await?;
        Ok(OwnCoverage { basis: worked.basis.clone(), figures })
    }

    /// Who is behind a measure at a practice or with a team: in the numerator, or not, and the first reason why.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when it is not the caller's, or no such measure is used for the day; [`Denied::Busy`] when too many others
    /// ask.
    pub async fn behind_measure(&self, whose: &Whose, wanted: &Behind) -> Result<OwnPeople, Denied> {
        self.require_own(whose).await?;
        let found = self.everybody_behind(whose, wanted).await?;
        let (page, people) = {
            let mut reader = self.reader().await?;
            let conn = &mut reader.conn();
            let sees = seen::everybody(conn, self.me(), self.today()).await?;
            let part = Part::of(&found.people, wanted, |person| sees.contains(&person));
            let people: BTreeSet<PersonId> = part.lines.iter().map(|line| line.person).collect();
            let people: Vec<PersonId> = people.into_iter().collect();
            let names = seen::names(conn, self.me(), self.today(), &people).await?;
            let names: HashMap<PersonId, SeenRow> = names.into_iter().map(|row| (row.id, row)).collect();
            let named = |line: &Explained| (line.clone(), names.get(&line.person).cloned());
            let lines = part.lines.into_iter().map(named).collect();
            let (known_at, definition) = (found.known_at, found.definition.clone());
            (OwnPeople { known_at, definition, lines, next: part.next }, people)
        };
        self.audited(Purpose::DirectCare, "measure_people.read", whose.subject(), people).await?;
        Ok(page)
    }

    async fn everybody_behind(&self, whose: &Whose, wanted: &Behind) -> Result<Arc<Everybody>, Denied> {
        let Behind { measure, as_of, known_at, .. } = wanted.clone();
        let definition = self.access().definitions().find(&measure, as_of).cloned().ok_or(Denied::NotFound)?;
        let (access, place) = (self.access().clone(), whose.place());
        let (own, turns): (&Own, &Arc<Turns>) = (self.access().own(), self.access().turns());
        let question = (place.clone(), measure.clone(), as_of, known_at);
        if let Some(held) = own.pages.held(&question) {
            return Ok(held);
        }
        let asked = question.clone();
        let work = move |_| everybody(access, place, definition, as_of, known_at);
        let found = own.behind.ask(turns, asked, (), work).await?;
        let (place, measure, as_of, _) = question;
        own.pages.hold((place, measure, as_of, Some(found.known_at)), found.clone());
        Ok(found)
    }

    async fn require_own(&self, whose: &Whose) -> Result<(), Denied> {
        match whose {
            Whose::Practice(code) => self.require_practice(code),
            Whose::Team(team) => self.require_team(*team).await,
        }
    }
}

/// The lines of a page.
struct Part<'p> {
    lines: Vec<&'p Explained>,
    next: Option<usize>,
}

impl<'p> Part<'p> {
    /// Of `people`, those who are `wanted` and whom the caller `sees`.
    fn of(people: &'p [Explained], wanted: &Behind, sees: impl Fn(PersonId) -> bool) -> Self {
        let all = people.iter().filter(|line| wanted.stands.is_none_or(|stands| line.standing.stands() == stands));
        let mut part = Self { lines: vec![], next: None };
        // A cursor holds a place: among those seen, lest it tells of the others.
        for (place, line) in all.filter(|line| sees(line.person)).enumerate() {
            if place >= wanted.from && part.lines.len() < wanted.limit {
                part.lines.push(line);
            } else if place >= wanted.from && part.next.is_none() {
                part.next = Some(place);
            }
        }
        part
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::PersonKey;
    use crate::measures::compute::Standing;
    use proptest::prelude::*;

    fn person(serial: u8) -> PersonId {
        PersonId::of(PersonKey::from_bytes([serial; 16]))
    }

    fn line((serial, counted): (u8, bool)) -> Explained {
        let standing = if counted { Standing::Counted } else { Standing::Denominator { count: 1 } };
        Explained { person: person(serial), practice: None, team: None, on: None, standing }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn pages_put_together_are_everybody_wanted_and_seen(
            people in prop::collection::vec((0u8..20, any::<bool>()), 0..30),
            limit in 1usize..8,
            counted in any::<Option<bool>>(),
            hidden in prop::collection::hash_set(0u8..20, 0..10),
        ) {
            let stands = counted.map(|counted| if counted { Stands::Counted } else { Stands::Denominator });
            let lines: Vec<Explained> = people.iter().copied().map(line).collect();
            let sees = |who: PersonId| !hidden.iter().any(|serial| person(*serial) == who);
            let of = |one: &&(u8, bool)| counted.is_none_or(|counted| one.1 == counted);
            let expected: Vec<_> = people.iter().filter(of).filter(|(serial, _)| !hidden.contains(serial)).collect();
            let (mut told, mut from, mut pages) = (vec![], Some(0), 0);
            while let Some(place) = from {
                let known_at = None;
                let wanted = Behind { measure: String::new(), as_of: Day::of(2026, 3, 31), known_at, stands, from: place, limit };
                let part = Part::of(&lines, &wanted, sees);
                prop_assert!(part.lines.len() == limit || part.next.is_none());
                told.extend(part.lines.into_iter().cloned());
                from = part.next;
                pages += 1;
            }
            prop_assert_eq!(told, expected.into_iter().copied().map(line).collect::<Vec<_>>());
            prop_assert!(pages <= people.len().max(1), "no page is empty but the only one");
        }
    }
}
