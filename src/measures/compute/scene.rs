//! A day, set up so that half a million people can be asked about it.

use crate::casework::Rules;
use crate::casework::case::{Case, Route};
use crate::casework::decision::Decision;
use crate::casework::meeting::{AgendaItem, Meeting, MeetingState, Service};
use crate::domain::Day;
use crate::measures::book::{Book, Listed};
use crate::measures::compute::Audience;
use crate::measures::compute::homes::{HomeIx, Homes, NOWHERE};
use crate::measures::ledger::PersonIx;
use crate::measures::period::Days;
use crate::measures::{Definitions, Period};
use std::collections::{HashMap, HashSet};

/// What is asked about one day, and the columns that every measure of it needs.
pub(in crate::measures) struct Scene<'b> {
    pub(in crate::measures) book: &'b Book,
    pub(in crate::measures) rules: &'b Rules,
    high_tiers: &'b [String],
    pub(in crate::measures) as_of: Day,
    audience: Audience,
    pub(in crate::measures) homes: Homes<'b>,
    /// Homes of the population: people registered and alive on the day, whom the audience may have counted.
    pub(in crate::measures) population: Vec<HomeIx>,
    /// Whether somebody is at high risk, for those of the population and others alike.
    high: Vec<bool>,
}

impl<'b> Scene<'b> {
    pub(in crate::measures) fn new(
        book: &'b Book,
        definitions: &'b Definitions,
        rules: &'b Rules,
        as_of: Day,
        audience: Audience,
    ) -> Self {
        let homes = Homes::new(book, as_of);
        let mut scene =
            Self { book, rules, high_tiers: &definitions.high_tiers, as_of, audience, homes, population: vec![], high: vec![] };
        scene.population = scene.population_on(as_of);
        scene.high = scene.high_on(as_of);
        for person in book.cases.people() {
            let by_clinician = |case: &Case| case.on_register(as_of) && case.route.is_some_and(|route| route != Route::Risk);
            if book.cases.of(person).iter().any(by_clinician) {
                scene.high[person as usize] = true;
            }
        }
        scene
    }

    /// Everybody known, of the population or not.
    pub(in crate::measures) fn everybody(&self) -> impl Iterator<Item = PersonIx> + use<> {
        0..PersonIx::try_from(self.book.people.len()).unwrap_or(PersonIx::MAX)
    }

    /// The homes of everybody registered and alive on `day`, as places are on the day of the scene.
    pub(in crate::measures) fn population_on(&self, day: Day) -> Vec<HomeIx> {
        let book = self.book;
        let home = |person| match book.listed(person, day).filter(|_| book.alive(person, day)) {
            Some(list) => self.homes.usual(list.practice),
            None => NOWHERE,
        };
        let mut population: Vec<HomeIx> = self.everybody().map(home).collect();
        for person in book.cases.people() {
            let home = &mut population[person as usize];
            if *home != NOWHERE
                && let Some(case) = book.on_register(person, day)
            {
                *home = self.home_in_case(*home, case, day);
            }
        }
        if self.audience == Audience::Commissioning {
            book.objecting.keys().for_each(|person| population[*person as usize] = NOWHERE);
        }
        population
    }

    fn home_in_case(&self, home: HomeIx, case: &Case, day: Day) -> HomeIx {
        case.teams.on(day).map_or(home, |team| self.homes.with_team(home, *team))
    }

    /// Whom the tiers of the run of `day` call high, by person.
    fn high_on(&self, day: Day) -> Vec<bool> {
        let mut high = vec![false; self.book.people.len()];
        for person in self.in_high_tiers(day) {
            high[person as usize] = true;
        }
        high
    }

    /// Whom the tiers of the run of `day` call high, in order.
    pub(in crate::measures) fn in_high_tiers(&self, day: Day) -> impl Iterator<Item = PersonIx> {
        let run = self.book.run_on(day);
        let named = move |tier: u16| {
            let name = run.and_then(|run| run.tiers.get(tier as usize));
            name.is_some_and(|name| self.high_tiers.contains(name))
        };
        run.into_iter().flat_map(|run| &run.high).filter(move |(_, tier)| named(*tier)).map(|(person, _)| *person)
    }

    pub(in crate::measures) fn at_high_risk(&self, person: PersonIx) -> bool {
        self.high[person as usize]
    }

    /// Whether the audience may not have them counted.
    pub(in crate::measures) fn left_out(&self, person: PersonIx) -> bool {
        self.audience == Audience::Commissioning && self.book.objecting.contains_key(&person)
    }

    /// The list somebody is on on the day.
    pub(in crate::measures) fn listed(&self, person: PersonIx) -> Option<&Listed> {
        self.book.listed(person, self.as_of)
    }

    /// Where somebody belongs on the day, of the population or not: the practice whose list they are on, or last were; else their
    /// case's. The team is the open case's, else the one that serves the practice. `None`: nowhere, or left out.
    pub(in crate::measures) fn home_of(&self, person: PersonIx) -> Option<HomeIx> {
        if self.left_out(person) { None } else { self.home_of_anybody(person) }
    }

    /// The same, of those who are left out, too.
    pub(in crate::measures) fn home_of_anybody(&self, person: PersonIx) -> Option<HomeIx> {
        let home = self.usual_home(person)?;
        let case = self.book.on_register(person, self.as_of);
        Some(case.map_or(home, |case| self.home_in_case(home, case, self.as_of)))
    }

    /// The same for what belongs to a case: its team.
    pub(in crate::measures) fn home_of_case(&self, person: PersonIx, case: &Case) -> Option<HomeIx> {
        Some(self.home_in_case(self.practice_home(person)?, case, self.as_of))
    }

    /// The same for what belongs to a meeting: its team.
    pub(in crate::measures) fn home_at(&self, person: PersonIx, meeting: &Meeting) -> Option<HomeIx> {
        Some(self.homes.with_team(self.practice_home(person)?, meeting.team))
    }

    /// Practice, and the team that serves it, of those who are not left out.
    fn practice_home(&self, person: PersonIx) -> Option<HomeIx> {
        if self.left_out(person) { None } else { self.usual_home(person) }
    }

    fn usual_home(&self, person: PersonIx) -> Option<HomeIx> {
        if let Some(list) = self.book.last_listed(person, self.as_of) {
            return Some(self.homes.usual(list.practice));
        }
        let begun = |case: &&Case| case.in_error.is_none() && case.start.is_some_and(|start| start <= self.as_of);
        let begun = self.book.cases.of(person).iter().filter(begun);
        let practice = begun.max_by_key(|case| case.start).and_then(|case| case.practice.as_ref())?;
        self.homes.of_code(practice)
    }

    /// Meetings held in the days: closed, and not moved elsewhere.
    pub(in crate::measures) fn meetings(&self, days: Days) -> impl Iterator<Item = &'b Meeting> {
        let held =
            move |meeting: &&Meeting| meeting.state == MeetingState::Closed && meeting.on.is_some_and(|on| days.contain(on));
        self.book.meetings.iter().filter(held)
    }

    /// Whom a meeting of the days referred, and to what: whether or not it is closed, since a decision holds from when it is made.
    pub(in crate::measures) fn referred(&self, days: Days) -> HashSet<(Service, PersonIx)> {
        let on_a_day =
            |meeting: &&Meeting| meeting.state != MeetingState::Cancelled && meeting.on.is_some_and(|on| days.contain(on));
        let items = self.book.meetings.iter().filter(on_a_day).flat_map(Meeting::agenda);
        let to = |item: &AgendaItem| {
            let minutes = item.minutes.as_ref().filter(|minutes| minutes.decision == Decision::Refer)?;
            Some((minutes.service?, self.book.person(item.person)?))
        };
        items.filter_map(to).collect()
    }

    /// By how many meetings one after the other, up to and with one of the period, each person on an agenda had been carried over: the
    /// most.
    pub(in crate::measures) fn carried(&self, period: Period) -> HashMap<PersonIx, u32> {
        let mut carried: HashMap<PersonIx, u32> = HashMap::new();
        for item in self.meetings(period.days(self.as_of)).flat_map(Meeting::agenda) {
            if let Some(person) = self.book.person(item.person) {
                let most = carried.entry(person).or_default();
                *most = (*most).max(item.carried + u32::from(item.carried_over.is_some()));
            }
        }
        carried
    }
}
