//! The months, day by day.

use super::cast::Cast;
use super::dice::Dice;
use super::door::{House, items, text};
use super::register::Followed;
use super::teams::Team;
use super::words;
use crate::cli::publish::{Departure, publish};
use crate::domain::Day;
use crate::error::Result;
use crate::events::store::Store;
use crate::features::codelist::CodeLists;
use crate::predict::model::Model;
use crate::runs::score::ScoreRun;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// The first day, when staff, teams and organisations are set up.
pub(super) const FIRST: Day = Day::of(2025, 1, 31);
/// A year before the last day: a run of then, so that coverage can tell of a year.
pub(super) const YEAR_BEFORE: Day = Day::of(2024, 6, 30);
/// The last day.
pub(super) const LAST: Day = Day::of(2025, 6, 30);
/// The last month that has ended on the last day: commissioners are told of no other.
pub(super) const MONTH_END: Day = Day::of(2025, 5, 31);
/// The months: the end of the month on which the run rests, and the meeting on which its list is discussed.
pub(super) const MONTHS: [(Day, Day); 6] = [
    (Day::of(2025, 1, 31), Day::of(2025, 2, 12)),
    (Day::of(2025, 2, 28), Day::of(2025, 3, 12)),
    (Day::of(2025, 3, 31), Day::of(2025, 4, 9)),
    (Day::of(2025, 4, 30), Day::of(2025, 5, 14)),
    (Day::of(2025, 5, 31), Day::of(2025, 6, 11)),
    (Day::of(2025, 6, 30), Day::of(2025, 7, 9)),
];
/// The meeting after the last of them.
const AFTER: Day = Day::of(2025, 8, 13);
/// People on a team's list for each who is discussed.
const PEOPLE_A_PLACE: u32 = 550;
/// Somebody goes on leave.
const LEAVE: Day = Day::of(2025, 4, 22);
/// What was written down wrongly is put right.
const CORRECTIONS: Day = Day::of(2025, 5, 28);
/// Most people of a practice who are told in a month who their accountable GP is.
const TOLD_A_MONTH: usize = 40;

/// What the days are lived with.
pub(super) struct Life<'l> {
    pub(super) house: &'l House,
    pub(super) store: &'l Store,
    pub(super) cast: Cast,
    pub(super) teams: Vec<Team>,
    pub(super) seed: u64,
    people: u32,
    pub(super) followed: Vec<Followed>,
    /// Of each team, the meeting planned.
    pub(super) planned: Vec<Option<String>>,
    /// Cases about whose plan somebody has thought, and when.
    pub(super) planned_on: BTreeMap<String, Day>,
    pub(super) reviewed_plans: BTreeSet<String>,
    departures: BTreeMap<String, (Option<Day>, Option<Day>)>,
    counts: BTreeMap<&'static str, usize>,
}

impl<'l> Life<'l> {
    pub(super) fn new(house: &'l House, store: &'l Store, cast: Cast, teams: Vec<Team>, seed: u64, people: u32) -> Self {
        let planned = teams.iter().map(|_| None).collect();
        Self {
            house,
            store,
            cast,
            teams,
            seed,
            people,
            followed: vec![],
            planned,
            planned_on: BTreeMap::new(),
            reviewed_plans: BTreeSet::new(),
            departures: BTreeMap::new(),
            counts: BTreeMap::new(),
        }
    }

    /// Makes known who dies or leaves, and when.
    pub(super) fn know(&mut self, departures: Vec<Departure>) {
        let known = |one: Departure| (one.person.to_string(), (one.died_on, one.left_on));
        self.departures = departures.into_iter().map(known).collect();
    }

    pub(super) fn count(&mut self, what: &'static str) {
        self.count_many(what, 1);
    }

    pub(super) fn count_many(&mut self, what: &'static str, how_many: usize) {
        *self.counts.entry(what).or_default() += how_many;
    }

    /// What was done, by kind.
    pub(super) fn counts(&self) -> impl Iterator<Item = (&'static str, usize)> {
        self.counts.iter().map(|(what, how_many)| (*what, *how_many))
    }

    /// When somebody died (true) or left, if by `today` they have.
    pub(super) fn gone(&self, person: &str, today: Day) -> Option<(Day, bool)> {
        let (died, left) = self.departures.get(person)?;
        let died = died.map(|on| (on, true));
        died.or_else(|| left.map(|on| (on, false))).filter(|(on, _)| *on <= today)
    }

    /// How many people a team's list has.
    pub(super) fn list_length(&self, team: usize) -> u32 {
        let practices = self.cast.practices.len().max(1) as u32;
        let served = self.people / practices * self.teams[team].practices.len() as u32;
        let all = if self.teams[team].care_homes { served / 3 } else { served };
        (all / PEOPLE_A_PLACE).clamp(6, 28)
    }

    /// From one run to the next: its list, the meeting, and every working day until the next run.
    pub(super) fn month(&mut self, month: usize) -> Result<()> {
        let (from, meeting) = MONTHS[month];
        let until = MONTHS.get(month + 1).map_or(LAST, |next| next.0);
        let mut today = from.plus_days(1);
        let mut prepared = false;
        while today < until {
            if working(today) {
                if monday_or_thursday(today) {
                    self.house.time.night(today);
                    self.take_in_stays()?;
                }
                self.house.time.morning(today);
                if !prepared {
                    self.prepare(month, today)?;
                    prepared = true;
                }
                if today == meeting {
                    (0..self.teams.len()).try_for_each(|team| self.hold(team, today))?;
                } else if today == meeting.plus_days(1) {
                    (0..self.teams.len()).try_for_each(|team| self.coordinators(team))?;
                }
                self.days_of_note(today, meeting)?;
                self.day_of_everybody(today)?;
                self.plans_of_the_day(today)?;
                if monday_or_thursday(today) {
                    self.day_of_the_wards(today)?;
                }
            }
            today = today.plus_days(1);
        }
        Ok(())
    }

    /// The first working day after a run: nominations, accountable GPs, lists, meetings.
    fn prepare(&mut self, month: usize, today: Day) -> Result<()> {
        (0..self.cast.practices.len()).try_for_each(|practice| self.practice_month(practice, month, today))?;
        self.plan_meetings(month)
    }

    /// The lists of a run, and the meetings that discuss them.
    pub(super) fn plan_meetings(&mut self, month: usize) -> Result<()> {
        let next = MONTHS.get(month + 1).map_or(AFTER, |next| next.1);
        // The care homes' team comes first: whom it takes is not discussed by the others.
        (0..self.teams.len()).rev().try_for_each(|team| self.propose(team, MONTHS[month].1, next))
    }

    fn days_of_note(&mut self, today: Day, meeting: Day) -> Result<()> {
        let homes = self.teams.len() - 1;
        if today == LEAVE {
            self.hand_over(0)?;
        }
        if today == CORRECTIONS {
            self.corrections(today)?;
        }
        if today == Day::of(2025, 6, 17) {
            self.messages(today, "missed")?;
        }
        if today == Day::of(2025, 6, 26) {
            self.messages(today, "last")?;
            (0..homes).try_for_each(|team| self.round(team, "ward_round", "Ward 7", today))?;
        }
        if today == meeting.plus_days(6) && today > Day::of(2025, 3, 1) {
            self.round(homes, "care_home_round", "The Larches", today)?;
        }
        Ok(())
    }

    /// What a practice does in a month.
    fn practice_month(&mut self, practice: usize, month: usize, today: Day) -> Result<()> {
        let Some(team) = self.teams.iter().position(|team| team.practices.contains(&practice)) else { return Ok(()) };
        let code = self.cast.practices[practice].code.clone();
        let clerk = &self.cast.practices[practice].clerk.caller;
        clerk.post(&format!("/practices/{code}/accountable-gps"), &json!({}))?;
        let waiting = clerk.get(&format!("/practices/{code}/not-notified?aged_75=true&limit=200"))?.json;
        let mut told = 0;
        for line in items(&waiting, "items").iter().take(TOLD_A_MONTH) {
            let path = format!("/people/{}/accountable-gp", text(line, "person"));
            let seen = clerk.get(&path)?;
            let way = ["letter", "letter", "text_message", "phone"][told % 4];
            told += usize::from(clerk.attempt("POST", &format!("{path}/told"), &seen.etag, &json!({"way": way}))?.is_some());
        }
        let listed = clerk.get(&format!("/practices/{code}/risk-list?limit=200&standing=none"))?.json;
        let mut free: Vec<(String, String)> =
            items(&listed, "items").iter().skip(20).map(|line| (text(line, "nhs_number"), text(line, "person"))).collect();
        free.retain(|(_, person)| self.gone(person, today).is_none());
        let key = format!("practice {code} {month}");
        free.sort_by_key(|(number, _)| Dice::new(self.seed, number).throw(&key, 1_000_000));
        self.count_many("people told who their GP is", told);
        let gps = self.cast.practices[practice].gps.len();
        for (at, (number, person)) in free.iter().take(4).enumerate() {
            let gp = &self.cast.practices[practice].gps[at % gps].caller;
            let dice = Dice::new(self.seed, number);
            match (at, month) {
                (0 | 1, _) => {
                    let route = dice.pick(&key, &["clinical_judgement", "clinical_judgement", "palliative", "carer"]);
                    let body = json!({"person": person, "team": self.teams[team].id, "route": route,
                        "reason": words::nomination(dice, &key)});
                    if gp.attempt("POST", "/nominations", "", &body)?.is_some() {
                        self.count("nominations");
                    }
                }
                (2, 0 | 3) => {
                    let path = format!("/people/{person}/suitability");
                    let seen = gp.get(&path)?;
                    let body = json!({"reason": "passing", "words": "Treated for cancer; ask again when it is over",
                        "until": today.plus_days(180)});
                    if gp.attempt("PUT", &path, &seen.etag, &body)?.is_some() {
                        self.count("not suitable now");
                    }
                }
                (3, 1) => {
                    let path = format!("/people/{person}/objections");
                    let seen = gp.get(&path)?;
                    gp.change("POST", &path, &seen.etag, &json!({"kind": "case_management"}))?;
                    self.count("objections to case management");
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Publishes a run in the night of its index date.
    pub(super) fn publish(&mut self, run: &ScoreRun, model: &Model, lists: &CodeLists) -> Result<()> {
        publish_at(self.house, self.store, run, model, lists)?;
        self.count("runs published");
        Ok(())
    }
}

/// Publishes a run in the night of its index date.
pub(super) fn publish_at(house: &House, store: &Store, run: &ScoreRun, model: &Model, lists: &CodeLists) -> Result<()> {
    house.time.night(run.index);
    house.wait(publish(&house.db, store, (model, lists), run, &house.time.moment()))?;
    Ok(())
}

/// Monday to Friday.
fn working(day: Day) -> bool {
    weekday(day) < 5
}

fn monday_or_thursday(day: Day) -> bool {
    matches!(weekday(day), 0 | 3)
}

/// Days since Monday.
fn weekday(day: Day) -> i32 {
    day.days_since(Day::of(2025, 1, 6)).rem_euclid(7)
}
