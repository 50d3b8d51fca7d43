//! Places that are the same people under two names: a network of one practice, everywhere where there is one commissioner.
//!
//! Their counts are one count, so that never one of them has a star where the other has a number.

use super::columns::is_of_people;
use crate::measures::tally::{Relation, Tally};
use crate::measures::{Figures, Place};
use std::collections::{BTreeMap, BTreeSet};

/// Which places are others.
pub(super) struct Same {
    other: BTreeMap<Place, Place>,
}

impl Same {
    /// Those of all pages: a whole of one part that has the same counts on each.
    pub(super) fn of(pages: &[&Figures]) -> Self {
        let Some((figures, others)) = pages.split_first() else { return Self { other: BTreeMap::new() } };
        let mut same = Self { other: BTreeMap::new() };
        let of_one_part = |relation: &&Relation| relation.parts.len() == 1 && relation.parts[0] != relation.total;
        for relation in figures.relations.iter().filter(of_one_part) {
            let (whole, part) = (&relation.total, &relation.parts[0]);
            let is_new = !same.other.contains_key(whole) && same.place(part) != whole;
            if is_new
                && others.iter().all(|page| page.relations.contains(relation))
                && pages.iter().all(|page| agree(page, whole, part))
            {
                same.other.insert(whole.clone(), part.clone());
            }
        }
        same
    }

    /// The place that stands for `place`: the lowest that is the same.
    pub(super) fn place<'a>(&'a self, place: &'a Place) -> &'a Place {
        let mut found = place;
        while let Some(other) = self.other.get(found) {
            found = other;
        }
        found
    }

    /// Whether another place stands for `place`.
    pub(super) fn has(&self, place: &Place) -> bool {
        self.other.contains_key(place)
    }

    /// All places for which `place` stands, and itself.
    pub(super) fn all<'a>(&'a self, place: &'a Place) -> impl Iterator<Item = &'a Place> {
        std::iter::once(place).chain(self.other.keys().filter(move |other| self.place(other) == place))
    }

    /// What adds up to what, told once.
    pub(super) fn relations<'a>(&'a self, figures: &'a Figures) -> BTreeSet<(&'a Place, Vec<&'a Place>)> {
        let told = figures.relations.iter().map(|relation| {
            let mut parts: Vec<&Place> = relation.parts.iter().map(|part| self.place(part)).collect();
            parts.sort();
            (self.place(&relation.total), parts)
        });
        told.filter(|(total, parts)| parts[..] != [*total]).collect()
    }
}

fn agree(figures: &Figures, one: &Place, other: &Place) -> bool {
    let nobody = Tally::default();
    // Staff are not the people of a place: their attendance is told of teams, and of everything.
    figures.measures.iter().filter(|measure| is_of_people(measure.definition.unit)).all(|measure| {
        let at = |place| measure.places.get(place).unwrap_or(&nobody);
        at(one) == at(other)
    })
}
