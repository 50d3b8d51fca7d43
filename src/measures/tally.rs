//! Counts before disclosure control. Nobody can print one.

use crate::domain::Day;
use crate::measures::{Definition, Place};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A count that has not passed disclosure control: it is added up and compared, and shown to nobody. There is no way to its number
/// outside this room but through a policy, or with a [`Permit`].
///
/// It cannot be written out,
/// ```compile_fail,E0277
/// # use casefinder::measures::Tally;
/// fn print(tally: &Tally) -> String {
///     format!("{}", tally.numerator)
/// }
/// ```
/// nor serialised,
/// ```compile_fail,E0277
/// # use casefinder::measures::Tally;
/// fn print(tally: &Tally) -> serde_json::Value {
///     serde_json::json!(tally.numerator)
/// }
/// ```
/// nor taken apart,
/// ```compile_fail,E0616
/// # use casefinder::measures::Tally;
/// fn print(tally: &Tally) -> u64 {
///     tally.numerator.0
/// }
/// ```
/// nor guessed by comparing it with numbers of one's own,
/// ```compile_fail,E0624
/// # use casefinder::measures::{Count, Tally};
/// fn is_three(tally: &Tally) -> bool {
///     tally.numerator == Count::new(3)
/// }
/// ```
/// nor opened without a [`Permit`], which nobody outside can make:
/// ```compile_fail,E0624
/// # use casefinder::measures::{Permit, Tally};
/// fn print(tally: &Tally) -> u64 {
///     tally.numerator.open(&Permit::given())
/// }
/// ```
/// Whoever is handed one can:
/// ```
/// # use casefinder::measures::{Permit, Tally};
/// fn print(tally: &Tally, permit: &Permit) -> String {
///     tally.numerator.open(permit).to_string()
/// }
/// assert_eq!(format!("{:?}", Tally::default().numerator), "Count(..)");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Count(u64);

impl Count {
    pub(in crate::measures) const fn new(count: u64) -> Self {
        Self(count)
    }

    pub(in crate::measures) const fn get(self) -> u64 {
        self.0
    }

    /// The number, for somebody who may see the people behind it.
    #[must_use]
    pub const fn open(self, _: &Permit) -> u64 {
        self.0
    }
}

impl std::ops::AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl fmt::Debug for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Count(..)")
    }
}

/// Leave to see figures as they are: given only to somebody who may see every person counted (`access` alone gives it).
pub struct Permit(());

impl Permit {
    pub(crate) const fn given() -> Self {
        Self(())
    }
}

/// What was counted at a place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Numerator.
    pub numerator: Count,
    /// Denominator: people, or what else is counted; person-days for a rate. 0 for a plain count.
    pub denominator: Count,
    /// In neither: the deadline has not passed.
    pub pending: Count,
    /// In neither: taken out by an exclusion.
    pub removed: Count,
    /// Reported beside it, and in neither: declined plans, by name.
    pub beside: BTreeMap<String, Count>,
    /// The same, of a part: overdue by age band, attendance by profession; by name.
    pub parts: BTreeMap<String, Part>,
}

/// A part of a tally.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Part {
    /// Numerator.
    pub numerator: Count,
    /// Denominator.
    pub denominator: Count,
}

/// A measure at every place.
#[derive(Debug, Clone)]
pub struct MeasureFigures {
    /// What was counted.
    pub definition: Arc<Definition>,
    /// By place: every place of every level that had somebody, or a practice, on the day.
    pub places: BTreeMap<Place, Tally>,
}

/// Places whose tallies add up to that of another: whoever disclosure control guards against knows this too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The whole.
    pub total: Place,
    /// Its parts, each once.
    pub parts: Vec<Place>,
}

/// All measures for one day: to be had in print from [`disclose`](crate::measures::disclose) alone.
///
/// ```compile_fail,E0277
/// # use casefinder::measures::Figures;
/// fn print(figures: &Figures) -> serde_json::Result<String> {
///     serde_json::to_string(figures)
/// }
/// ```
/// ```compile_fail,E0277
/// # use casefinder::measures::Figures;
/// fn print(figures: &Figures) -> String {
///     figures.to_string()
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Figures {
    /// The day they tell of.
    pub as_of: Day,
    /// From what was known at this instant.
    pub known_at: DateTime<Utc>,
    /// By measure, in the order of the definitions.
    pub measures: Vec<MeasureFigures>,
    /// Which places add up to which: practices to everything and to each network, locality and commissioner; teams to everything,
    /// where everybody has one; practices to a team that looks after all of theirs and nobody else. Attendance, which is no practice's,
    /// has tallies of everything and of teams alone.
    pub relations: Vec<Relation>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_not_shown() {
        assert_eq!(format!("{:?}", Tally { numerator: Count::new(3), ..Tally::default() }).matches('3').count(), 0);
    }
}
