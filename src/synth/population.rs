//! Who lives in the neighbourhood: age, sex, deprivation and ethnicity about as in England, who comes, who leaves, who lives in a care home.

use super::frailty::Traits;
use super::names;
use super::neighbourhood::Neighbourhood;
use super::rng::{Rng, Topic};

/// Days of a year, on average.
pub(super) const YEAR: f64 = 365.25;

/// Sex as the extract layout spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sex {
    Female,
    Male,
    Unknown,
}

impl Sex {
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Unknown => "unknown",
        }
    }
}

/// A time on a practice's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Registration {
    pub practice: usize,
    pub from: i32,
    /// First day no longer on the list.
    pub to: Option<i32>,
}

/// Somebody, before anything happens to them.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub serial: u64,
    pub born: i32,
    pub sex: Sex,
    pub ethnicity: &'static str,
    pub imd_decile: i32,
    pub traits: Traits,
    pub lives_alone: bool,
    /// Where they lived when they came into the extract. Later moves are dated rows of the social-care feed: a flag
    /// that knew of them would tell a model what happens after the index date.
    pub care_home: bool,
    /// In order of time; the first begins before or within the extract's period.
    pub registrations: Vec<Registration>,
    pub given_name: &'static str,
    pub family_name: &'static str,
    pub postcode: [u8; 8],
    pub usual_gp: u8,
}

/// First and last day of the extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub from: i32,
    pub to: i32,
}

/// Share of people by five-year age band from 0-4 to 95-99: England, Census 2021, rounded.
const AGE_SHARE: [f64; 20] =
    [5.4, 5.9, 6.0, 5.7, 6.0, 6.6, 7.0, 6.7, 6.3, 6.4, 6.9, 6.7, 5.8, 4.9, 5.0, 3.6, 2.5, 1.6, 0.75, 0.2];
/// Share by ethnic category (16+1): England, Census 2021, rounded, some not stated.
const ETHNICITY: [(&str, f64); 17] = [
    ("A", 70.0),
    ("B", 0.9),
    ("C", 6.3),
    ("D", 0.9),
    ("E", 0.4),
    ("F", 0.8),
    ("G", 0.8),
    ("H", 3.3),
    ("J", 2.8),
    ("K", 1.1),
    ("L", 1.7),
    ("M", 1.1),
    ("N", 2.6),
    ("P", 0.5),
    ("R", 0.8),
    ("S", 2.2),
    ("Z", 4.0),
];
/// A year, a head of the list.
const BIRTHS: f64 = 0.0105;
const JOINERS: f64 = 0.021;
const CARE_HOME_JOINERS: f64 = 0.0012;
const MOVES_WITHIN: f64 = 0.008;

/// How somebody comes into the extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Present,
    Birth,
    Joiner,
    CareHomeJoiner,
}

impl Person {
    /// Draws person `serial`.
    pub(super) fn draw(seed: u64, serial: u64, place: &Neighbourhood, span: Span) -> Self {
        let rng = &mut Rng::stream(seed, serial, Topic::Person);
        let practice = place.draw_practice(rng);
        let imd_decile = (place.practices[practice].mean_decile + 1.9 * rng.normal()).clamp(1.0, 10.0) as i32;
        let years = f64::from(span.to - span.from) / YEAR;
        let shares = [1.0, BIRTHS * years, JOINERS * years, CARE_HOME_JOINERS * years];
        let entry = [Entry::Present, Entry::Birth, Entry::Joiner, Entry::CareHomeJoiner][rng.weighted(shares.into_iter())];
        let enters = if entry == Entry::Present { span.from } else { rng.between(span.from, span.to) };
        let age_days = match entry {
            Entry::Birth => 0,
            Entry::Joiner if rng.chance(0.5) => rng.between(18 * 365, 36 * 365),
            Entry::Present | Entry::Joiner => draw_age_days(imd_decile, rng),
            Entry::CareHomeJoiner => rng.between(76 * 365, 96 * 365),
        };
        let born = enters - age_days;
        let age = f64::from(age_days) / YEAR;
        let mut traits = Traits::draw(imd_decile, &mut Rng::stream(seed, serial, Topic::Frailty));
        let care_home = entry == Entry::CareHomeJoiner || rng.chance(care_home_share(age, traits.need));
        if entry == Entry::CareHomeJoiner {
            traits.need = traits.need.abs() + 0.8;
        }
        let registered = match entry {
            Entry::Present => born.max(span.from - rng.delay(9.0 * YEAR)),
            Entry::Birth => enters + rng.between(1, 35),
            Entry::Joiner | Entry::CareHomeJoiner => enters,
        };
        let sex = match rng.unit() {
            at if at < 0.0005 => Sex::Unknown,
            at if at < 0.505 + (age - 70.0).clamp(0.0, 25.0) * 0.006 => Sex::Female,
            _ => Sex::Male,
        };
        let registrations = draw_registrations(practice, registered.min(span.to), age, place, span, rng);
        let (given_name, family_name) = names::draw_name(sex, rng);
        Self {
            serial,
            born,
            sex,
            ethnicity: ETHNICITY[rng.weighted(ETHNICITY.iter().map(|&(_, share)| share))].0,
            imd_decile,
            traits,
            lives_alone: age >= 18.0 && rng.chance(0.12 + (age - 60.0).clamp(0.0, 30.0) * 0.012),
            care_home,
            registrations,
            given_name,
            family_name,
            postcode: names::draw_postcode(rng),
            usual_gp: rng.below(6) as u8 + 1,
        }
    }

    /// Age on `day`, in years.
    pub(super) fn age(&self, day: i32) -> f64 {
        f64::from(day - self.born) / YEAR
    }

    /// The first day the extract knows of them, and the first on which they are no longer on a list.
    pub(super) fn observed(&self, span: Span) -> (i32, Option<i32>) {
        let first = self.registrations.first().map_or(span.to, |registration| registration.from);
        (first.max(span.from), self.registrations.last().and_then(|registration| registration.to))
    }

    /// The practice on `day`.
    pub(super) fn practice(&self, day: i32) -> usize {
        let at = self.registrations.iter().rfind(|registration| registration.from <= day).or(self.registrations.first());
        at.map_or(0, |registration| registration.practice)
    }
}

/// Deprived places are younger.
fn draw_age_days(imd_decile: i32, rng: &mut Rng) -> i32 {
    let deprived = 5.5 - f64::from(imd_decile);
    let tilt = (0..20).map(|band| libm::exp(-0.0009 * deprived * (f64::from(band) * 5.0 - 40.0)));
    let band = rng.weighted(AGE_SHARE.iter().zip(tilt).map(|(share, tilt)| share * tilt));
    ((band as f64 * 5.0 + 5.0 * rng.unit()) * YEAR) as i32
}

/// About 0.5% of everybody, nearly all of them old and in need.
fn care_home_share(age: f64, need: f64) -> f64 {
    if age < 65.0 { 0.0 } else { libm::exp(-4.45 + 0.115 * (age - 75.0) + 0.9 * need).min(0.75) }
}

fn draw_registrations(
    practice: usize,
    from: i32,
    age: f64,
    place: &Neighbourhood,
    span: Span,
    rng: &mut Rng,
) -> Vec<Registration> {
    let leaves_a_year = match age {
        _ if (18.0..36.0).contains(&age) => 0.050,
        _ if age < 75.0 => 0.020,
        _ => 0.010,
    };
    let start = from.max(span.from);
    let leaves = start + 1 + rng.delay(YEAR / leaves_a_year);
    let leaves = (leaves <= span.to).then_some(leaves);
    let moves = start + 1 + rng.delay(YEAR / MOVES_WITHIN);
    let other = place.other_practice(practice, rng);
    match other {
        Some(other) if moves < leaves.unwrap_or(span.to) => {
            vec![Registration { practice, from, to: Some(moves) }, Registration { practice: other, from: moves, to: leaves }]
        }
        _ => vec![Registration { practice, from, to: leaves }],
    }
}
