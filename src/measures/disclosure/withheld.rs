//! What was withheld before: the memory that keeps a count withheld when its day is published again.

use crate::domain::Day;
use crate::measures::{Definition, Place};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

/// A cell of what is published of a measure at a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cell {
    /// None in particular: that the measure was published for the day at all, even if nothing of it was withheld. Kept at
    /// [`Place::Everywhere`].
    Published,
    /// Numerator.
    Numerator,
    /// Denominator.
    Denominator,
    /// In neither: the deadline has not passed.
    Pending,
    /// In neither: taken out.
    Removed,
    /// Beside it, by name.
    Beside(String),
    /// Numerator of a part, by its name.
    PartNumerator(String),
    /// Denominator of a part, by its name.
    PartDenominator(String),
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Published => f.write_str("published"),
            Self::Numerator => f.write_str("numerator"),
            Self::Denominator => f.write_str("denominator"),
            Self::Pending => f.write_str("pending"),
            Self::Removed => f.write_str("removed"),
            Self::Beside(name) => write!(f, "beside:{name}"),
            Self::PartNumerator(name) => write!(f, "part_numerator:{name}"),
            Self::PartDenominator(name) => write!(f, "part_denominator:{name}"),
        }
    }
}

/// Not the name of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a cell")]
pub struct NotACell;

impl FromStr for Cell {
    type Err = NotACell;

    fn from_str(text: &str) -> Result<Self, NotACell> {
        Ok(match text.split_once(':') {
            None => match text {
                "published" => Self::Published,
                "numerator" => Self::Numerator,
                "denominator" => Self::Denominator,
                "pending" => Self::Pending,
                "removed" => Self::Removed,
                _ => return Err(NotACell),
            },
            Some(("beside", name)) => Self::Beside(name.to_owned()),
            Some(("part_numerator", name)) => Self::PartNumerator(name.to_owned()),
            Some(("part_denominator", name)) => Self::PartDenominator(name.to_owned()),
            Some(_) => return Err(NotACell),
        })
    }
}

/// A measure as it is published for a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Page {
    /// Id of the measure.
    pub measure: String,
    /// Version of its definition.
    pub version: u32,
    /// The day it tells of.
    pub as_of: Day,
}

impl Page {
    /// That of `definition` for `as_of`.
    #[must_use]
    pub fn of(definition: &Definition, as_of: Day) -> Self {
        Self { measure: definition.id.clone(), version: definition.version, as_of }
    }
}

/// Cells withheld under one policy, and pages published under it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Withheld {
    pages: BTreeMap<Page, BTreeSet<(Place, Cell)>>,
}

impl Withheld {
    /// Adds a cell; `false` when it is there already.
    pub fn insert(&mut self, page: Page, place: Place, cell: Cell) -> bool {
        self.pages.entry(page).or_default().insert((place, cell))
    }

    /// Adds all of `other`.
    pub fn extend(&mut self, other: Self) {
        for (page, cells) in other.pages {
            self.pages.entry(page).or_default().extend(cells);
        }
    }

    /// Every row, in order.
    pub fn rows(&self) -> impl Iterator<Item = (&Page, &Place, &Cell)> {
        self.pages.iter().flat_map(|(page, cells)| cells.iter().map(move |(place, cell)| (page, place, cell)))
    }

    /// Whether a cell is here.
    #[must_use]
    pub fn contains(&self, page: &Page, place: &Place, cell: &Cell) -> bool {
        self.pages.get(page).is_some_and(|cells| cells.contains(&(place.clone(), cell.clone())))
    }

    /// Whether every row of `other` is here.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        other.pages.iter().all(|(page, cells)| self.pages.get(page).is_some_and(|mine| cells.is_subset(mine)))
    }

    pub(super) fn page(&self, page: &Page) -> impl Iterator<Item = &(Place, Cell)> {
        self.pages.get(page).into_iter().flatten()
    }

    /// The pages of the same measure and version from `first` up to, and without, `before`.
    pub(super) fn between(&self, page: &Page, first: Day) -> impl Iterator<Item = &(Place, Cell)> {
        let from = Page { as_of: first, ..page.clone() };
        self.pages.range(from..page.clone()).flat_map(|(_, cells)| cells)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_cell_is_read_back() {
        let named = |make: fn(String) -> Cell| make("75 to 84: late".to_owned());
        for cell in [
            Cell::Published,
            Cell::Numerator,
            Cell::Denominator,
            Cell::Pending,
            Cell::Removed,
            named(Cell::Beside),
            named(Cell::PartNumerator),
            named(Cell::PartDenominator),
        ] {
            assert_eq!(cell.to_string().parse(), Ok(cell));
        }
        assert_eq!("percentage".parse::<Cell>(), Err(NotACell));
        assert_eq!("whole:x".parse::<Cell>(), Err(NotACell));
    }

    #[test]
    fn pages_between_are_of_the_same_measure_and_version_and_earlier() {
        let page = |measure: &str, version, day| Page { measure: measure.to_owned(), version, as_of: Day::of(2024, 5, day) };
        let mut withheld = Withheld::default();
        for (measure, version, day) in [("a", 1, 1), ("a", 1, 9), ("a", 1, 20), ("a", 2, 9), ("b", 1, 9)] {
            let name = format!("{measure}{version}{day}");
            assert!(withheld.insert(page(measure, version, day), Place::Everywhere, Cell::Beside(name)));
        }
        let found: Vec<_> = withheld.between(&page("a", 1, 20), Day::of(2024, 5, 2)).map(|(_, cell)| cell.to_string()).collect();
        assert_eq!(found, ["beside:a19"]);
        assert!(!withheld.insert(page("b", 1, 9), Place::Everywhere, Cell::Beside("b19".to_owned())), "there already");
    }
}
