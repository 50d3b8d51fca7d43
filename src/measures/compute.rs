//! Measures of a day, from what was known.
//!
//! A scene sets the day up: one pass over the lists gives everybody a home (practice and team). Each definition then
//! walks over whoever or whatever it is about and asks its tests; tallies are kept by home and added up by place at the end. The same
//! walk tells, person by person, why ([`explain`]).

mod answer;
mod arrivals;
mod days;
mod events;
mod explain;
mod homes;
mod people;
mod rows;
mod scene;
mod spread;
mod time;
mod walk;

pub use explain::{Explained, Standing, Stands, explain};
pub(in crate::measures) use walk::OVERDUE;
#[cfg(test)]
pub(in crate::measures) use walk::always_beside;

use crate::casework::Rules;
use crate::domain::Day;
use crate::measures::book::Book;
use crate::measures::compute::homes::HomeIx;
use crate::measures::compute::scene::Scene;
use crate::measures::compute::spread::Spread;
use crate::measures::period::Days;
use crate::measures::tally::MeasureFigures;
use crate::measures::{Definitions, Figures, Period};
use std::collections::BTreeSet;

/// For whom figures are worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Whoever plans and pays: people whose objection stands are left out of numerators and denominators.
    Commissioning,
    /// The practice, for direct care: everybody.
    Practice,
}

/// Every measure used for `as_of`, at every place.
///
/// The population is everybody registered and alive on the day. People count where they are on it: at the practice whose list they
/// are on (or last were), or at what followed it; with the team of their open case or of the meeting, else the one that serves the
/// practice. Objections count as they stand on the day of the book, whatever the day asked about.
#[must_use]
pub fn compute(book: &Book, definitions: &Definitions, rules: &Rules, as_of: Day, audience: Audience) -> Figures {
    let scene = Scene::new(book, definitions, rules, as_of, audience);
    let spreads: Vec<_> = definitions
        .used_on(as_of)
        .map(|definition| {
            let mut spread = Spread::default();
            walk::walk(&scene, definition, |found| spread.take(&scene, definition, &found));
            (definition, spread)
        })
        .collect();
    let used: BTreeSet<HomeIx> = spreads.iter().flat_map(|(_, spread)| spread.used()).collect();
    let places = spread::places(&scene, &used);
    let measures = spreads.iter().map(|(definition, spread)| MeasureFigures {
        definition: (*definition).clone(),
        places: spread.by_place(&scene.homes, definition, &places),
    });
    Figures {
        as_of,
        known_at: book.known_at(),
        measures: measures.collect(),
        relations: spread::relations(&scene.homes, &used, &places),
    }
}

/// Between which days those came onto the register whose time on it `emergency_rate` of `as_of` counts, each by their latest start:
/// told beside the rate. `None` when they are fewer than ten, since a day may tell who it was.
#[must_use]
pub fn entered_register(book: &Book, definitions: &Definitions, rules: &Rules, as_of: Day, audience: Audience) -> Option<Days> {
    let scene = Scene::new(book, definitions, rules, as_of, audience);
    time::entered(&scene, Period::Year.days(as_of), 10)
}
