//! What was known at one instant: every question of a measure is asked of it, for any day.

mod index;
mod known;

pub(in crate::measures) use index::Index;

use crate::casework::accountable_gp::AccountableGp;
use crate::casework::case::{Case, EndReason};
use crate::casework::meeting::Meeting;
use crate::casework::organisation::{LinkKind, Organisation};
use crate::casework::plan::CarePlan;
use crate::casework::staff::Staff;
use crate::casework::stay::{Stay, StayEnd};
use crate::casework::team::Team;
use crate::domain::{Day, OdsCode, PersonId, StaffId, TeamId};
use crate::measures::ledger::{PersonIx, PracticeIx, Run};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, HashMap};

/// Later than any day: an end that is not known.
pub(in crate::measures) const NEVER: Day = Day::from_number(i32::MAX);

/// A time on a practice's list, as it was believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::measures) struct Listed {
    pub(in crate::measures) from: Day,
    /// First day no longer on it, or [`NEVER`].
    pub(in crate::measures) until: Day,
    pub(in crate::measures) practice: PracticeIx,
}

/// Objections that keep somebody out of figures for commissioners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::measures) struct Objecting {
    pub(in crate::measures) type_1: bool,
    pub(in crate::measures) national_opt_out: bool,
}

/// Everything, as it was known at an instant. Made by [`crate::measures::Ledger::as_known`]; columns by person, and few rows for the
/// few people of whom casework knows something.
#[derive(Debug, Clone)]
pub struct Book {
    pub(in crate::measures) known_at: DateTime<Utc>,
    pub(in crate::measures) people: Vec<PersonId>,
    pub(in crate::measures) born: Vec<Day>,
    /// From the extract, from a case or a stay that ended so: the earliest; or [`NEVER`].
    pub(in crate::measures) died: Vec<Day>,
    /// First day with a long-term condition on record, or [`NEVER`].
    pub(in crate::measures) condition: Vec<Day>,
    pub(in crate::measures) practices: Vec<OdsCode>,
    /// By person, in order of their first days.
    pub(in crate::measures) lists: Index<Listed>,
    /// Times in care homes: first day, and first day no longer; they may touch and overlap.
    pub(in crate::measures) residences: Index<(Day, Day)>,
    pub(in crate::measures) objecting: HashMap<PersonIx, Objecting>,
    pub(in crate::measures) runs: Vec<Run>,
    /// Whether any run is of made-up people, known by then or not: a warning is not to be missed.
    pub(in crate::measures) synthetic: bool,
    pub(in crate::measures) cases: Index<Case>,
    pub(in crate::measures) plans: Index<CarePlan>,
    pub(in crate::measures) gps: Index<AccountableGp>,
    pub(in crate::measures) stays: Index<Stay>,
    pub(in crate::measures) meetings: Vec<Meeting>,
    pub(in crate::measures) teams: BTreeMap<TeamId, Team>,
    pub(in crate::measures) staff: HashMap<StaffId, Staff>,
    pub(in crate::measures) organisations: BTreeMap<OdsCode, Organisation>,
}

impl Book {
    /// The instant of which this is the knowledge.
    #[must_use]
    pub const fn known_at(&self) -> DateTime<Utc> {
        self.known_at
    }

    /// The run whose tiers hold on `day`: of those that look at the day or an earlier one the latest, and of those the one published
    /// last.
    #[must_use]
    pub fn run_on(&self, day: Day) -> Option<&Run> {
        self.runs.iter().filter(|run| run.index <= day).max_by_key(|run| (run.index, run.published_at))
    }

    /// An organisation.
    #[must_use]
    pub fn organisation(&self, code: &OdsCode) -> Option<&Organisation> {
        self.organisations.get(code)
    }

    /// A team.
    #[must_use]
    pub fn team(&self, id: TeamId) -> Option<&Team> {
        self.teams.get(&id)
    }

    /// Somebody by id.
    pub(in crate::measures) fn person(&self, id: PersonId) -> Option<PersonIx> {
        self.people.binary_search(&id).ok().and_then(|place| PersonIx::try_from(place).ok())
    }

    /// The list somebody was on on `day`: of two, the one joined last.
    pub(in crate::measures) fn listed(&self, person: PersonIx, day: Day) -> Option<&Listed> {
        self.lists.of(person).iter().rfind(|list| list.from <= day && day < list.until)
    }

    /// The list somebody was on on `day`, and those it went on from: a list that moved to the practice that followed another, on the
    /// day on which it left that one, is the same time on a list. The one of the day first.
    pub(in crate::measures) fn listed_without_break(&self, person: PersonIx, day: Day) -> Vec<&Listed> {
        let lists = self.lists.of(person);
        let mut found: Vec<&Listed> = self.listed(person, day).into_iter().collect();
        let mut next = 0;
        while let Some(&list) = found.get(next) {
            next += 1;
            let followed = |practice: PracticeIx| self.standing_for(&self.practices[usize::from(practice)], list.from);
            let here = followed(list.practice);
            let went_on = lists.iter().filter(|earlier| earlier.from < list.from && earlier.until >= list.from);
            let went_on: Vec<&Listed> =
                went_on.filter(|earlier| !found.contains(earlier) && followed(earlier.practice) == here).collect();
            found.extend(went_on);
        }
        found
    }

    /// The list somebody was on on `day`, or last was before it.
    pub(in crate::measures) fn last_listed(&self, person: PersonIx, day: Day) -> Option<&Listed> {
        let begun = self.lists.of(person).iter().filter(|list| list.from <= day);
        begun.max_by_key(|list| if list.until > day { (NEVER, list.from) } else { (list.until, list.from) })
    }

    /// Whether somebody was alive at the end of `day`.
    pub(in crate::measures) fn alive(&self, person: PersonIx, day: Day) -> bool {
        self.died[person as usize] > day
    }

    /// The case by which somebody was on the register on `day`: of several the one that began last.
    pub(in crate::measures) fn on_register(&self, person: PersonIx, day: Day) -> Option<&Case> {
        self.cases.of(person).iter().filter(|case| case.on_register(day)).max_by_key(|case| case.start)
    }

    /// The case by which somebody was on the register when they died on `day`: the death itself may have ended it.
    pub(in crate::measures) fn on_register_at_death(&self, person: PersonIx, day: Day) -> Option<&Case> {
        let died_on_it = |case: &&Case| {
            case.in_error.is_none()
                && case.start.is_some_and(|start| start <= day)
                && case.ended.as_ref().is_some_and(|ended| ended.on == day && ended.reason == EndReason::Died)
        };
        self.on_register(person, day).or_else(|| self.cases.of(person).iter().filter(died_on_it).max_by_key(|case| case.start))
    }

    /// Whether somebody's death on `day` was in hospital.
    pub(in crate::measures) fn died_in_hospital(&self, person: PersonIx, day: Day) -> bool {
        let died = |stay: &Stay| stay.in_error.is_none() && matches!(stay.end, Some(StayEnd::Died { on }) if on == day);
        self.stays.of(person).iter().any(died)
    }

    /// What followed `practice`, when another did by `day`; else itself.
    pub(in crate::measures) fn standing_for<'b>(&'b self, practice: &'b OdsCode, day: Day) -> &'b OdsCode {
        let mut found = practice;
        // Links may go in a circle; nobody merges so often.
        for _ in 0..8 {
            let next = self.organisations.get(found).and_then(|known| known.link(LinkKind::Successor, day));
            match next {
                Some(link) if link.target != *found => found = &link.target,
                _ => break,
            }
        }
        found
    }
}
