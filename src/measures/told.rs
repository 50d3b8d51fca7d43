//! What is said beside figures: what they rest on, and what places are called.

use crate::casework::organisation::Organisation;
use crate::domain::{Day, OdsCode};
use crate::measures::book::Book;
use crate::measures::published::{Basis, PolicyId, PublishedMeasure, RunBasis};
use crate::measures::{Definitions, Figures, Place, Published};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

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
                high_tiers: definitions.high_tiers.clone(),
            }),
            synthetic: self.runs.iter().any(|run| run.synthetic),
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

impl Published {
    /// Keeps the places of which `keep` holds.
    pub fn retain(&mut self, keep: impl Fn(&Place) -> bool) {
        for measure in &mut self.measures {
            measure.places.retain(|place, _| keep(place));
        }
        self.names.retain(|place, _| keep(place));
    }
}
