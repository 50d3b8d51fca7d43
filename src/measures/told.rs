//! What is said beside figures: what they rest on, and what places are called.

use crate::casework::organisation::Organisation;
use crate::domain::{Day, OdsCode};
use crate::measures::book::Book;
use crate::measures::period::Days;
use crate::measures::published::{Basis, PolicyId, PublishedMeasure, RunBasis};
use crate::measures::{Definitions, Figures, Level, Place, Published, Test};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// The measure that is told with the days on which people came onto the register, and with its comparator.
pub const EMERGENCY_RATE: &str = "emergency_rate";

/// Its comparator.
pub const EMERGENCY_COMPARATOR: &str = "emergency_rate_comparator";

impl Book {
    /// Figures that passed disclosure control, with what they rest on.
    #[must_use]
    pub fn published(
        &self,
        figures: &Figures,
        measures: Vec<PublishedMeasure>,
        definitions: &Definitions,
        policy: PolicyId,
        made_at: DateTime<Utc>,
    ) -> Published {
        let measures: Vec<PublishedMeasure> = measures.into_iter().map(without_objectors_by_practice).collect();
        let places = measures.iter().flat_map(|measure| measure.places.keys());
        let names: BTreeMap<Place, String> = places.map(|place| (place.clone(), self.name_of(place))).collect();
        Published { basis: self.basis(figures.as_of, definitions, policy, made_at), measures, names }
    }

    fn basis(&self, as_of: Day, definitions: &Definitions, policy: PolicyId, made_at: DateTime<Utc>) -> Basis {
        let run = self.run_on(as_of);
        Basis {
            as_of,
            known_at: self.known_at(),
            made_at,
            list_size_source: match self.runs.last().and_then(|run| run.data_date.or(Some(run.index))) {
                Some(day) => {
                    format!("registrations with practices in the extracts published here, the latest with data to {day}")
                }
                None => "registrations with practices recorded here; no extract was published".into(),
            },
            run: run.map(|run| RunBasis {
                model: run.model.clone(),
                version: run.version.clone(),
                index: run.index,
                data_date: run.data_date,
                sources: run.sources.clone(),
                high_tiers: definitions.high_tiers.iter().filter(|tier| run.tiers.contains(tier)).cloned().collect(),
            }),
            synthetic: self.synthetic,
            policy,
        }
    }

    /// What a place is called; its code where no name is known.
    fn name_of(&self, place: &Place) -> String {
        let of = |code: &OdsCode| {
            let profile = self.organisation(code).and_then(|organisation: &Organisation| organisation.profile.as_ref());
            profile.map_or_else(|| code.to_string(), |profile| profile.name.to_string())
        };
        match place {
            Place::Everywhere => "All practices".into(),
            Place::Commissioner(code) | Place::Network(code) | Place::Practice(code) => of(code),
            Place::Locality(name) => name.to_string(),
            Place::Team(id) => {
                self.team(*id).and_then(|team| team.name.as_ref()).map_or_else(|| id.to_string(), ToString::to_string)
            }
        }
    }
}

/// How many object is told of what a report leaves out as a whole. Who objects has no part in figures for commissioners, and a
/// practice's objectors would be one.
fn without_objectors_by_practice(mut measure: PublishedMeasure) -> PublishedMeasure {
    if measure.definition.numerator.contains(&Test::Objects) {
        measure.places.retain(|place, _| matches!(place.level(), Level::Everywhere | Level::Commissioner));
    }
    measure
}

impl Published {
    /// Tells beside `emergency_rate` when the people it counts came onto the register.
    pub fn tell_entered(&mut self, entered: Option<Days>) {
        let Some(Days { first, last }) = entered else { return };
        for measure in self.measures.iter_mut().filter(|measure| measure.definition.id == EMERGENCY_RATE) {
            let dates = format!("The people counted came onto the register between {first} and {last}.");
            measure.warning = if measure.warning.is_empty() { dates } else { format!("{} {dates}", measure.warning) };
        }
    }

    /// Keeps the places of which `keep` holds.
    pub fn retain(&mut self, keep: impl Fn(&Place) -> bool) {
        for measure in &mut self.measures {
            measure.places.retain(|place, _| keep(place));
        }
        self.names.retain(|place, _| keep(place));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::compute::{Audience, compute};
    use crate::measures::disclosure::disclose;
    use crate::measures::published::{Shown, ShownTally};
    use crate::measures::{Ledger, disclosure};
    use std::collections::BTreeSet;
    use std::sync::Arc;

    #[test]
    fn days_of_entry_are_told_beside_the_rate_of_emergency_spells_alone() {
        let (day, definitions) = (Day::of(2026, 3, 31), Definitions::built_in());
        let book = Ledger::default().as_known(DateTime::UNIX_EPOCH);
        let figures = compute(&book, &definitions, &crate::casework::Rules::default(), day, Audience::Commissioning);
        let (measures, _) = disclose(&figures, PolicyId::Hes2018, &disclosure::Withheld::default());
        let mut told = book.published(&figures, measures, &definitions, PolicyId::Hes2018, DateTime::UNIX_EPOCH);
        let before = told.clone();
        told.tell_entered(None);
        assert_eq!(told, before);
        told.tell_entered(Some(Days { first: Day::of(2024, 2, 3), last: Day::of(2026, 1, 9) }));
        for (was, is) in before.measures.iter().zip(&told.measures) {
            let words = " The people counted came onto the register between 2024-02-03 and 2026-01-09.";
            let expected =
                if is.definition.id == EMERGENCY_RATE { format!("{}{words}", was.warning) } else { was.warning.clone() };
            assert_eq!(is.warning, expected, "{}", is.definition.id);
        }
        assert!(before.measures.iter().any(|measure| measure.definition.id == EMERGENCY_RATE && !measure.warning.is_empty()));
    }

    #[test]
    fn who_objects_is_told_of_a_commissioner_as_a_whole_and_of_no_practice() {
        let code = |code: &str| code.parse().unwrap();
        let wide = [Place::Everywhere, Place::Commissioner(code("QE1"))];
        let narrow = [Place::Locality("North".into()), Place::Network(code("U10001")), Place::Practice(code("B81001"))];
        let all: BTreeSet<Place> = wide.iter().chain(&narrow).cloned().collect();
        let tally = ShownTally {
            numerator: Shown::Number(40),
            denominator: None,
            share: None,
            pending: Shown::Number(0),
            removed: Shown::Number(0),
            beside: BTreeMap::new(),
            parts: BTreeMap::new(),
        };
        let definitions = Definitions::built_in();
        let day = Day::of(2026, 3, 31);
        let measures = definitions.used_on(day).map(|definition| PublishedMeasure {
            definition: Arc::clone(definition),
            days: definition.period.days(day),
            places: all.iter().map(|place| (place.clone(), tally.clone())).collect(),
            warning: String::new(),
        });
        let book = Ledger::default().as_known(DateTime::UNIX_EPOCH);
        let figures = compute(&book, &definitions, &crate::casework::Rules::default(), day, Audience::Commissioning);
        let told = book.published(&figures, measures.collect(), &definitions, PolicyId::Hes2018, DateTime::UNIX_EPOCH);
        for measure in &told.measures {
            let places: BTreeSet<Place> = measure.places.keys().cloned().collect();
            let objections = measure.definition.id == "objections";
            let expected = if objections { wide.iter().cloned().collect() } else { all.clone() };
            assert_eq!(places, expected, "{}", measure.definition.id);
        }
        assert!(told.measures.iter().any(|measure| measure.definition.id == "objections"));
    }
}
