//! The place a report is about.

use crate::measures::{Place, Published};

/// The widest place of the figures when there is one: everything, or the commissioner whose figures alone these are. With several of
/// the widest level, everything, for which there are then no figures.
pub(super) fn focus(published: &Published) -> Place {
    let mut places: Vec<&Place> = published.measures.iter().flat_map(|measure| measure.places.keys()).collect();
    places.sort_unstable();
    places.dedup();
    match places.as_slice() {
        [only] => (*only).clone(),
        [widest, next, ..] if widest.level() != next.level() => (*widest).clone(),
        _ => Place::Everywhere,
    }
}
