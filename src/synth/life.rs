//! One life, step by step of a month: health moves, conditions begin, events happen, and leave traces.
//!
//! A year before the extract begins is lived too, and not written down, so that its first day finds people as they are:
//! some just home from hospital, some in the middle of a bad year.

use super::community::{self, OpenService};
use super::conditions::Courses;
use super::events::Traces;
use super::frailty::{Moving, STEP_DAYS};
use super::hospital::{self, Heat};
use super::neighbourhood::Neighbourhood;
use super::population::{Person, Span, YEAR};
use super::rng::{Rng, Topic};
use super::{objections, planned_care, prescribing, primary_care};

const WARM_UP_DAYS: i32 = 360;

/// A life while it is lived.
pub(super) struct Life<'a> {
    pub seed: u64,
    pub person: &'a Person,
    pub place: &'a Neighbourhood,
    pub span: Span,
    /// First day the extract knows of them.
    pub observed_from: i32,
    /// First day they are on no list any more.
    left: Option<i32>,
    pub courses: Courses,
    pub moving: Moving,
    pub heat: Heat,
    /// Days in hospital: admitted, discharged.
    pub stays: Vec<(i32, i32)>,
    pub died: Option<i32>,
    /// The day death comes unless a stay brings it first.
    death_due: Option<i32>,
    pub care_home_since: Option<i32>,
    pub care_home_recorded: bool,
    pub home_care: Option<OpenService>,
    pub palliative: bool,
    pub delivered: i32,
    pub body_mass: f64,
    smoking_draw: f64,
    pub traces: &'a mut Traces,
}

/// Lives `person`'s life; leaves its traces in `traces`, in order of date, and gives the day of death within the extract's period.
pub(super) fn live(seed: u64, person: &Person, place: &Neighbourhood, span: Span, traces: &mut Traces) -> Option<i32> {
    let (observed_from, left) = person.observed(span);
    let frailty_rng = &mut Rng::stream(seed ^ 1, person.serial, Topic::Frailty);
    let start = (observed_from - WARM_UP_DAYS).max(person.born);
    let mut life = Life {
        seed,
        person,
        place,
        span,
        observed_from,
        left,
        courses: Courses::draw(seed, person),
        moving: Moving::draw(frailty_rng),
        heat: Heat::default(),
        stays: Vec::new(),
        died: None,
        death_due: None,
        care_home_since: None,
        care_home_recorded: false,
        home_care: None,
        palliative: false,
        delivered: i32::MIN / 2,
        body_mass: 27.0 + 1.2 * person.traits.frailty + 4.6 * frailty_rng.normal(),
        smoking_draw: frailty_rng.unit(),
        traces,
    };
    life.run(start, frailty_rng);
    let last = life.last_day();
    community::still_open(&mut life);
    primary_care::background(&mut life);
    prescribing::repeats(&mut life, last);
    objections::draw(&mut life, last);
    let (born, died) = (person.born, life.died);
    keep_visible(life.traces, Window { born, observed_from, last, died, to: span.to });
    traces.sort();
    died
}

impl Life<'_> {
    fn run(&mut self, start: i32, frailty_rng: &mut Rng) {
        let serial = self.person.serial;
        let stream = |topic| Rng::stream(self.seed, serial, topic);
        let mut hospital_rng = stream(Topic::Hospital);
        let mut clinic_rng = stream(Topic::Outpatients);
        let mut gp_rng = stream(Topic::PrimaryCare);
        let mut item_rng = stream(Topic::Prescribing);
        let mut community_rng = stream(Topic::Community);
        community::social_care_at_start(self, start, &mut community_rng);
        planned_care::birth(self, &mut hospital_rng);
        let end = self.left.unwrap_or(self.span.to + 1);
        let mut from = start;
        while from < end && self.died.is_none() {
            let to = (from + STEP_DAYS).min(end);
            self.death_due = self.draw_death(from, to, &mut hospital_rng);
            let to = self.death_due.map_or(to, |day| day + 1);
            planned_care::stays(self, from, to, &mut hospital_rng);
            let to = self.died.map_or(to, |day| day + 1);
            hospital::month(self, from, to, &mut hospital_rng);
            self.died = self.died.or(self.death_due);
            let to = self.died.map_or(to, |day| day + 1);
            planned_care::clinics(self, from, to, &mut clinic_rng);
            primary_care::month(self, from, to, &mut gp_rng);
            prescribing::month(self, from, to, &mut item_rng);
            community::month(self, from, to, &mut community_rng);
            community::social_care_month(self, from, to, &mut community_rng);
            self.moving.step(frailty_rng);
            from += STEP_DAYS;
        }
        self.died = self.died.filter(|&day| day <= self.span.to);
    }

    /// Death outside a stay, or as the unforeseen end of one that begins this month: Gompertz in age, raised by frailty,
    /// illness and conditions.
    fn draw_death(&self, from: i32, to: i32, rng: &mut Rng) -> Option<i32> {
        let age = self.person.age(from);
        let adult = f64::from(u8::from(age >= 18.0));
        let log_rate = -11.45
            + 0.088 * age
            + adult * (0.3 * self.person.traits.frailty + 0.35 * self.moving.illness + 0.25 * self.need())
            + self.courses.present(from).map(|(spec, _)| spec.death).sum::<f64>()
            + if self.in_care_home(from) { 0.8 } else { 0.0 }
            + if self.palliative { 1.5 } else { 0.0 };
        let hazard = (libm::exp(log_rate) + 0.0002) * f64::from(to - from) / YEAR;
        let (dies, on) = (rng.chance(1.0 - libm::exp(-hazard)), rng.between(from, to - 1));
        // Somebody in hospital since last month dies by the odds of that stay.
        (dies && on >= self.observed_from && on > self.person.born && !self.in_hospital(on)).then_some(on)
    }

    /// Need just now: trait and drift together, of unit variance.
    pub(super) fn need(&self) -> f64 {
        0.8 * self.person.traits.need + 0.6 * self.moving.need
    }

    pub(super) fn in_hospital(&self, day: i32) -> bool {
        self.stays.iter().rev().take(6).any(|&(admitted, discharged)| admitted <= day && day <= discharged)
    }

    pub(super) fn left_hospital_within(&self, day: i32, days: i32) -> bool {
        self.stays
            .iter()
            .rev()
            .take(3)
            .any(|&(admitted, discharged)| discharged > admitted && (0..=days).contains(&(day - discharged)))
    }

    /// The latest discharge up to `out` that runs into no other stay after `day`.
    pub(super) fn free_until(&self, day: i32, out: i32) -> i32 {
        let next = self.stays.iter().filter(|&&(admitted, _)| admitted > day).map(|&(admitted, _)| admitted - 1).min();
        next.map_or(out, |next| next.min(out))
    }

    /// Ends a stay on `out`: earlier when death is due before, and with death when the stay brings it.
    pub(super) fn leave_hospital(&mut self, out: i32, dies: bool) -> i32 {
        if let Some(due) = self.death_due.filter(|&due| due <= out) {
            self.died = Some(due);
            return due;
        }
        if dies && out >= self.observed_from && out > self.person.born && self.left.is_none_or(|left| out < left) {
            self.died = Some(out);
        }
        out
    }

    pub(super) fn has_died_by(&self, day: i32) -> bool {
        self.died.is_some_and(|died| died < day)
    }

    pub(super) fn in_care_home(&self, day: i32) -> bool {
        self.care_home_since.is_some_and(|since| since <= day)
    }

    /// The day they came onto a list of the neighbourhood, if within the extract's period; else long ago.
    pub(super) fn joined(&self) -> i32 {
        self.person.registrations.first().map(|first| first.from).filter(|&from| from > self.span.from).unwrap_or(i32::MIN)
    }

    /// 0 current, 1 former, 2 never: by habit and age.
    pub(super) fn smoking(&self, day: i32) -> usize {
        let age = self.person.age(day);
        let current = 0.14 * libm::exp(0.6 * self.person.traits.habit) * if age > 65.0 { 0.5 } else { 1.0 };
        let former = current + 0.18 + 0.002 * (age - 30.0).max(0.0);
        if self.smoking_draw < current { 0 } else { 1 + usize::from(self.smoking_draw >= former) }
    }

    fn last_day(&self) -> i32 {
        let listed = self.left.map_or(self.span.to, |left| left - 1);
        self.died.map_or(listed, |died| died.min(listed))
    }
}

/// What the extract of one person may hold.
#[derive(Debug, Clone, Copy)]
struct Window {
    born: i32,
    observed_from: i32,
    /// Last day alive and on a list.
    last: i32,
    died: Option<i32>,
    /// Day on which the extract was taken.
    to: i32,
}

/// Drops what was not seen, or not yet written down, when the extract was taken. A spell not yet coded is there without its
/// diagnoses; one not yet over, without its end.
fn keep_visible(traces: &mut Traces, window: Window) {
    let Window { born, observed_from, last, died, to } = window;
    let seen = |on: i32, recorded: i32| (observed_from..=last).contains(&on) && recorded <= to;
    // A birth comes before the registration of the one born.
    traces.spells.retain(|row| row.admitted <= last && (row.admitted >= observed_from || row.method == "82"));
    for spell in &mut traces.spells {
        spell.discharged = spell.discharged.filter(|&out| out <= to);
        if spell.discharged.is_none() {
            spell.discharge_method = "8";
            spell.destination = "98";
        }
        if spell.discharged.is_none() || spell.recorded > to {
            spell.recorded = spell.discharged.unwrap_or(spell.admitted);
            spell.primary = "";
            spell.secondary.clear();
        }
    }
    traces.attendances.retain(|row| seen(row.on, row.recorded));
    traces.appointments.retain(|row| seen(row.on, row.recorded));
    traces.items.retain(|row| seen(row.on, row.recorded));
    traces.contacts.retain(|row| seen(row.on, row.recorded));
    // The GP record goes back to birth.
    traces.gp.retain(|row| (born..=last).contains(&row.on) && row.recorded <= to);
    traces.services.retain(|row| row.from <= last && row.to.is_none_or(|ends| ends >= observed_from) && row.recorded <= to);
    for service in &mut traces.services {
        service.to = match (service.to.filter(|&ends| ends <= to), died) {
            (Some(ends), Some(died)) => Some(ends.min(died)),
            (None, Some(died)) => Some(died),
            (ends, None) => ends,
        };
    }
}
