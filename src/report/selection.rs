//! Which figures are wanted.

use crate::error::{Fault, Result};
use crate::measures::published::PublishedMeasure;
use crate::measures::told::{EMERGENCY_COMPARATOR, EMERGENCY_RATE};
use crate::measures::{Level, Place, Published};

/// Levels and measures; an empty list means all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// Levels of places.
    pub levels: Vec<Level>,
    /// Ids of measures.
    pub measures: Vec<String>,
}

impl Selection {
    /// All figures.
    #[must_use]
    pub fn everything() -> Self {
        Self::default()
    }

    /// All measures at one level.
    #[must_use]
    pub fn at(level: Level) -> Self {
        Self { levels: vec![level], measures: vec![] }
    }

    /// Whether all measures asked for are there.
    ///
    /// # Errors
    /// Usage: one is not; the message names those that are.
    pub fn check(&self, published: &Published) -> Result<()> {
        let known = || published.measures.iter().map(|measure| measure.definition.id.as_str());
        if self.measures.iter().all(|wanted| known().any(|id| id == wanted)) {
            return Ok(());
        }
        Err(Fault::Usage(format!("no such measure; there are: {}", known().collect::<Vec<_>>().join(", "))))
    }

    /// The measures wanted, in the order of the definitions.
    pub(super) fn measures<'p>(&self, published: &'p Published) -> impl Iterator<Item = &'p PublishedMeasure> {
        let wanted = |measure: &&PublishedMeasure| self.measures.is_empty() || self.wants(&measure.definition.id);
        published.measures.iter().filter(wanted)
    }

    /// Whether a measure is asked for. The rate of emergency spells is never told without its comparator.
    fn wants(&self, id: &str) -> bool {
        let asked = |wanted: &str| self.measures.iter().any(|measure| measure == wanted);
        asked(id) || id == EMERGENCY_COMPARATOR && asked(EMERGENCY_RATE)
    }

    /// Whether a place is wanted.
    pub(super) fn holds(&self, place: &Place) -> bool {
        self.levels.is_empty() || self.levels.contains(&place.level())
    }
}
