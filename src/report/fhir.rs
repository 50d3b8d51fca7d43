//! Figures as FHIR R4: a collection of definitions (`Measure`) and summary figures (`MeasureReport`), with what they rest on.
//!
//! HL7 FHIR 4.0.1: <http://hl7.org/fhir/R4/measure.html>, <http://hl7.org/fhir/R4/measurereport.html>, <http://hl7.org/fhir/R4/bundle.html>.
//!
//! What FHIR has no element for is told in extensions below `urn:casefinder:fhir:`; `docs/reports.md` lists them.

mod basis;
mod elements;
mod measure;
mod measure_report;
mod reporter;

use crate::measures::published::PublishedMeasure;
use crate::measures::{Place, Published};
use crate::report::Selection;
use elements::full_url;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A `Bundle` of type `collection`: what the figures rest on (`Basic`), an `Organization` for each place that is one, a `Measure` for
/// each definition, a `MeasureReport` for each measure and place.
///
/// A number that is withheld is the extension `data-absent-reason` with the code `masked`; one that there is not, `not-applicable`.
/// The same figures give the same ids.
#[must_use]
pub fn fhir(published: &Published, selection: &Selection) -> Value {
    let measures: Vec<&PublishedMeasure> = selection.measures(published).collect();
    let held = |measure: &&PublishedMeasure| measure.places.keys().filter(|place| selection.holds(place)).cloned().collect();
    let places: BTreeSet<Place> = measures.iter().map(held).fold(BTreeSet::new(), |mut all, mut some: BTreeSet<Place>| {
        all.append(&mut some);
        all
    });
    let mut resources = vec![basis::resource(published, selection)];
    resources.extend(places.iter().filter_map(|place| reporter::organization(published, place)));
    resources.extend(measures.iter().map(|measure| measure::resource(&measure.definition)));
    for measure in &measures {
        let here = measure.places.keys().filter(|place| places.contains(place));
        resources.extend(here.map(|place| measure_report::resource(published, measure, place)));
    }
    let entries: Vec<Value> =
        resources.into_iter().map(|resource| json!({"fullUrl": full_url(&resource["id"]), "resource": resource})).collect();
    let mut bundle = json!({
        "resourceType": "Bundle",
        "id": elements::id(&["bundle", &basis::name(published)]),
        "type": "collection",
        "timestamp": elements::instant(published.basis.made_at),
        "entry": entries,
    });
    if published.basis.synthetic {
        bundle["meta"] = json!({"tag": [elements::made_up()]});
    }
    bundle
}

#[cfg(test)]
mod r4;
#[cfg(test)]
mod tests;
