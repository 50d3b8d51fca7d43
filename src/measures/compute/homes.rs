//! Where people belong on a day: to a practice, or what followed it, and to a team.

use crate::casework::organisation::{LinkKind, OrganisationKind};
use crate::casework::team::{ServedKind, Team, TeamKind};
use crate::domain::{Day, OdsCode, TeamId};
use crate::measures::Place;
use crate::measures::book::Book;
use crate::measures::ledger::PracticeIx;
use std::cell::RefCell;
use std::collections::HashMap;

/// A home by position.
pub(in crate::measures) type HomeIx = u32;

/// No home: not of the population.
pub(in crate::measures) const NOWHERE: HomeIx = HomeIx::MAX;

/// A practice and a team. People of one home are at the same places.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::measures) struct Home {
    /// Missing for what is a team's alone.
    pub(in crate::measures) practice: Option<OdsCode>,
    /// Missing where no team serves the practice.
    pub(in crate::measures) team: Option<TeamId>,
}

/// The homes of a day. The first are those of practices with the teams that serve them; others are added as they are met.
#[derive(Debug)]
pub(in crate::measures) struct Homes<'b> {
    book: &'b Book,
    day: Day,
    /// The home of a practice, by its position in the book.
    usual: Vec<HomeIx>,
    known: RefCell<Known>,
}

#[derive(Debug, Default)]
struct Known {
    homes: Vec<Home>,
    places: HashMap<Home, HomeIx>,
}

impl Known {
    fn put(&mut self, home: Home) -> HomeIx {
        if let Some(place) = self.places.get(&home) {
            return *place;
        }
        let place = HomeIx::try_from(self.homes.len()).unwrap_or(NOWHERE);
        self.homes.push(home.clone());
        self.places.insert(home, place);
        place
    }
}

impl<'b> Homes<'b> {
    pub(in crate::measures) fn new(book: &'b Book, day: Day) -> Self {
        let mut known = Known::default();
        let usual = book.practices.iter().map(|practice| {
            let practice = book.standing_for(practice, day);
            known.put(Home { practice: Some(practice.clone()), team: serving(book, practice, day) })
        });
        let usual = usual.collect();
        Self { book, day, usual, known: RefCell::new(known) }
    }

    /// The home of those on a practice's list, with no team of their own.
    pub(in crate::measures) fn usual(&self, practice: PracticeIx) -> HomeIx {
        self.usual[practice as usize]
    }

    /// A home with another team.
    pub(in crate::measures) fn with_team(&self, home: HomeIx, team: TeamId) -> HomeIx {
        let practice = self.home(home).practice;
        self.known.borrow_mut().put(Home { practice, team: Some(team) })
    }

    /// A team, and no practice.
    pub(in crate::measures) fn team_alone(&self, team: TeamId) -> HomeIx {
        self.known.borrow_mut().put(Home { practice: None, team: Some(team) })
    }

    /// The home of those whose practice is known from a case alone.
    pub(in crate::measures) fn of_code(&self, practice: &OdsCode) -> Option<HomeIx> {
        let place = self.book.practices.iter().position(|known| known == practice)?;
        self.usual.get(place).copied()
    }

    /// A home by position.
    pub(in crate::measures) fn home(&self, place: HomeIx) -> Home {
        self.known.borrow().homes[place as usize].clone()
    }

    /// The places a home is part of.
    pub(in crate::measures) fn places(&self, place: HomeIx) -> Vec<Place> {
        let home = self.home(place);
        let mut places = vec![Place::Everywhere];
        if let Some(practice) = &home.practice {
            places.extend(self.above(practice));
            places.push(Place::Practice(practice.clone()));
        }
        places.extend(home.team.map(Place::Team));
        places
    }

    /// The commissioner, locality and network of a practice on the day.
    pub(in crate::measures) fn above(&self, practice: &OdsCode) -> Vec<Place> {
        let Some(known) = self.book.organisations.get(practice) else { return vec![] };
        let target = |kind| known.link(kind, self.day).map(|link| link.target.clone());
        let locality = known.profile.as_ref().and_then(|profile| profile.locality.clone());
        let above = [
            target(LinkKind::Commissioner).map(Place::Commissioner),
            locality.map(Place::Locality),
            target(LinkKind::Network).map(Place::Network),
        ];
        above.into_iter().flatten().collect()
    }

    /// Practices that were open on the day, whether or not anybody was on their lists: of those that lists ever named, not of a whole
    /// directory.
    pub(in crate::measures) fn open_practices(&self) -> impl Iterator<Item = &'b OdsCode> {
        let open = |code: &&OdsCode| {
            let profile = self.book.organisations.get(*code).and_then(|known| known.profile.as_ref());
            profile.is_some_and(|profile| {
                profile.kind == OrganisationKind::Practice
                    && profile.opened_on.is_none_or(|opened| opened <= self.day)
                    && profile.closed_on.is_none_or(|closed| self.day < closed)
            }) && self.book.standing_for(code, self.day) == *code
        };
        self.book.practices.iter().filter(open)
    }
}

/// The team that serves a practice on a day. Of several, one of a locality or of practices before one of care homes or wards; then
/// the one that has served it longest.
fn serving(book: &Book, practice: &OdsCode, day: Day) -> Option<TeamId> {
    let serves = |team: &Team| {
        let mut found =
            team.serves_on(day).filter(|served| served.kind == ServedKind::Practice && served.organisation == *practice);
        found.next().map(|served| served.from)
    };
    let special = |team: &Team| matches!(team.kind, TeamKind::CareHome | TeamKind::Ward);
    let found = book.teams.iter().filter_map(|(id, team)| Some((special(team), serves(team)?, *id)));
    found.min().map(|(_, _, id)| id)
}
