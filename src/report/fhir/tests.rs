//! What holds for figures as FHIR.

use crate::domain::TeamId;
use crate::measures::published::{PolicyId, Published, Shown, ShownShare, ShownTally};
use crate::measures::{Definitions, Level, Place};
use crate::report::fhir::r4::check;
use crate::report::sample::{numbers, one};
use crate::report::{Selection, fhir, rows};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

fn resources<'b>(bundle: &'b Value, kind: &str) -> Vec<&'b Value> {
    let entries = bundle["entry"].as_array().unwrap().iter().map(|entry| &entry["resource"]);
    entries.filter(|resource| resource["resourceType"] == kind).collect()
}

/// The report of a measure at a place, and the organisation it is of.
fn report<'b>(bundle: &'b Value, measure: &str, place: &str) -> &'b Value {
    let reports = resources(bundle, "MeasureReport");
    let is = |report: &&Value| {
        let measures = report["measure"].as_str().unwrap().starts_with(&format!("urn:casefinder:measure:{measure}|"));
        measures && report["reporter"]["display"] == place
    };
    reports.into_iter().find(is).unwrap_or_else(|| panic!("no {measure} of {place}"))
}

fn everything() -> Value {
    fhir(&one(), &Selection::everything())
}

/// Changes a figure.
fn with(id: &str, place: &Place, change: impl Fn(&mut ShownTally)) -> Published {
    let mut published = one();
    let measure = published.measures.iter_mut().find(|measure| measure.definition.id == id).unwrap();
    change(measure.places.get_mut(place).unwrap());
    published
}

const ABSENT: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

fn absent(reason: &str) -> Value {
    json!({"extension": [{"url": ABSENT, "valueCode": reason}]})
}

#[test]
fn every_figure_is_a_report_that_keeps_the_rules_of_r4() {
    let bundle = everything();
    check(&bundle).unwrap();
    let (published, whole) = (one(), rows(&one(), &Selection::everything()));
    assert_eq!(resources(&bundle, "Measure").len(), published.measures.len());
    let places: usize = published.measures.iter().map(|measure| measure.places.len()).sum();
    assert_eq!(resources(&bundle, "MeasureReport").len(), places);
    assert!(whole.len() > places, "parts are in the reports of the whole");
    // Practices, networks and the commissioner; all together is no organisation.
    assert_eq!(resources(&bundle, "Organization").len(), 41 + 4 + 1);
    assert_eq!(serde_json::to_string(&bundle).unwrap(), serde_json::to_string(&everything()).unwrap());
}

#[test]
fn every_definition_that_comes_with_the_program_is_a_measure() {
    let mut published = one();
    let template = published.measures[2].clone();
    let built_in = Definitions::built_in();
    published.measures = built_in
        .measure
        .iter()
        .map(|definition| {
            let mut measure = template.clone();
            measure.definition = Arc::clone(definition);
            measure
        })
        .collect();
    let bundle = fhir(&published, &Selection::at(Level::Everywhere));
    check(&bundle).unwrap();
    let measures = resources(&bundle, "Measure");
    assert_eq!(measures.len(), built_in.measure.len());
    let register =
        measures.iter().find(|measure| measure["url"] == "urn:casefinder:measure:register_percent" && measure["version"] == "2");
    let register = register.unwrap();
    assert_eq!((&register["name"], &register["status"]), (&json!("RegisterPercent"), &json!("active")));
    assert_eq!(register["scoring"]["coding"][0]["code"], "ratio");
    assert_eq!(register["effectivePeriod"], json!({"start": "2015-04-01"}));
    let first = measures.iter().find(|measure| measure["url"] == register["url"] && measure["version"] == "1").unwrap();
    assert_eq!(first["effectivePeriod"], json!({"end": "2015-03-31"}), "the last day of a period is in it");
}

#[test]
fn a_figure_is_told_as_its_policy_has_it() {
    let joint = |numerator, denominator, share| {
        let published = with("bcf_joint_plan", &Place::Everywhere, |tally| {
            (tally.numerator, tally.denominator, tally.share) = (numerator, Some(denominator), Some(share));
        });
        let bundle = fhir(&published, &Selection::at(Level::Everywhere));
        check(&bundle).unwrap();
        report(&bundle, "bcf_joint_plan", "All practices")["group"][0].clone()
    };
    let group = joint(Shown::Number(170), Shown::Number(425), ShownShare::Tenths(400, 0));
    let population = &group["population"];
    let code = |at: usize| population[at]["code"]["coding"][0]["code"].as_str().unwrap();
    assert_eq!([code(0), code(1)], ["denominator", "numerator"]);
    assert_eq!((&population[0]["count"], &population[1]["count"]), (&json!(425), &json!(170)));
    let score = json!({"value": 40, "unit": "per cent", "system": "http://unitsofmeasure.org", "code": "%"});
    assert_eq!(group["measureScore"], score);
    // A decimal that can be read is written, even where it is 0.
    let group = joint(Shown::Number(425), Shown::Number(8500), ShownShare::Tenths(50, 1));
    assert_eq!(group["measureScore"]["value"].to_string(), "5.0");
    let group = joint(Shown::Withheld, Shown::Number(425), ShownShare::Withheld);
    assert_eq!((group["population"][1].get("count"), &group["population"][1]["_count"]), (None, &absent("masked")));
    assert_eq!(group["measureScore"], absent("masked"));
    // Both counts may be shown, and their difference may not.
    let group = joint(Shown::Number(425), Shown::Number(425), ShownShare::Withheld);
    assert_eq!((&group["population"][1]["count"], &group["measureScore"]), (&json!(425), &absent("masked")));
    let group = joint(Shown::Number(0), Shown::Number(0), ShownShare::NotApplicable);
    assert_eq!((&group["population"][0]["count"], &group["measureScore"]), (&json!(0), &absent("not-applicable")));
}

#[test]
fn counts_rates_parts_and_targets_have_their_places() {
    let bundle = everything();
    let size = &report(&bundle, "register_size", "All practices")["group"][0];
    assert_eq!(size["population"][0]["code"]["coding"][0]["code"], "initial-population");
    assert!(size.get("measureScore").is_none());
    let rate = &report(&bundle, "emergency_rate", "All practices")["group"][0];
    assert_eq!(rate["measureScore"]["code"], "10*-3/a");
    assert_eq!(rate["population"][0]["code"]["text"], "Denominator, in person-years");
    let reviews = &report(&bundle, "reviews_on_time", "All practices")["group"][0];
    assert_eq!(reviews["stratifier"][0]["code"], json!([{"text": "age band"}]));
    assert_eq!(reviews["stratifier"][0]["stratum"][0]["value"]["text"], "18 to 64");
    assert_eq!(reviews["stratifier"][0]["stratum"][1]["population"][1]["_count"], absent("masked"));
    let beside = &reviews["population"][4];
    assert_eq!((&beside["code"]["text"], &beside["count"]), (&json!("declined"), &json!(40)));
    // Nobody in Practice 40.
    let targets = |place| report(&bundle, "register_percent", place)["group"][0]["extension"].clone();
    assert_eq!(targets("All practices")[0]["extension"][3], json!({"url": "met", "valueBoolean": true}));
    assert_eq!(targets("Practice 40")[0]["extension"][3], json!({"url": "metAbsentReason", "valueCode": "not-applicable"}));
    assert_eq!(targets("Practice 41")[0]["extension"][3], json!({"url": "metAbsentReason", "valueCode": "masked"}));
    assert_eq!(targets("Practice 41")[1]["extension"][1]["valueQuantity"]["value"], json!(4.15));
}

#[test]
fn every_report_says_whose_it_is_and_what_it_rests_on() {
    let mut published = one();
    let team = Place::Team(TeamId::default());
    for measure in &mut published.measures {
        let tally = measure.places[&Place::Everywhere].clone();
        measure.places.insert(team.clone(), tally.clone());
        measure.places.insert(Place::Locality("North".into()), tally);
    }
    published.names.insert(team, "Team\u{7}".into());
    let bundle = fhir(&published, &Selection::everything());
    check(&bundle).unwrap();
    let practice = report(&bundle, "emergency_rate", "Practice 1");
    let entry = |url: &Value| bundle["entry"].as_array().unwrap().iter().find(|entry| entry["fullUrl"] == *url).unwrap();
    let ods = json!([{"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "C84001"}]);
    assert_eq!(entry(&practice["reporter"]["reference"])["resource"]["identifier"], ods);
    assert_eq!(practice["period"], json!({"start": "2025-04-01", "end": "2026-03-31"}));
    assert_eq!(practice["meta"]["tag"][0], json!({"system": "urn:casefinder:fhir:level", "code": "practice"}));
    assert_eq!(practice["meta"]["tag"][1]["code"], "HTEST");
    let told = practice["extension"][0]["extension"].as_array().unwrap();
    let part = |name: &str| told.iter().find(|part| part["url"] == name).unwrap();
    assert_eq!(part("asOf")["valueDate"], "2026-03-31");
    assert_eq!(part("knownAt")["valueInstant"], "2026-03-31T09:00:00Z");
    assert_eq!(part("disclosurePolicy")["valueCode"], PolicyId::Hes2018.name());
    assert_eq!(part("listSizeSource")["valueString"], published.basis.list_size_source.as_str());
    assert_eq!(part("run")["extension"][2], json!({"url": "index", "valueDate": "2026-03-01"}));
    assert!(practice["extension"][1]["valueString"].as_str().unwrap().contains("between 2024-02-03 and 2026-03-22"));
    assert_eq!(report(&bundle, "emergency_rate", "North")["reporter"], json!({"display": "North"}));
    published.basis.synthetic = false;
    published.basis.run = None;
    let bundle = fhir(&published, &Selection::everything());
    check(&bundle).unwrap();
    assert!(!bundle.to_string().contains("HTEST") && !bundle.to_string().contains("made up"));
}

/// Numbers that are no figures: dates, versions and codes of places.
#[test]
fn no_number_is_told_that_is_not_published() {
    let published = one();
    let allowed: BTreeSet<String> = numbers(&published).into_iter().collect();
    let bundle = fhir(&published, &Selection::everything());
    let mut counts = 0;
    for report in resources(&bundle, "MeasureReport") {
        let mut left = vec![&report["group"]];
        while let Some(value) = left.pop() {
            match value {
                Value::Array(items) => left.extend(items),
                Value::Object(fields) => {
                    if let Some(count) = fields.get("count") {
                        assert!(allowed.contains(&count.to_string()), "{count}");
                        counts += 1;
                    }
                    left.extend(fields.values());
                }
                _ => {}
            }
        }
    }
    assert!(counts > 1000, "{counts}");
}

#[test]
fn the_reader_sees_faults() {
    type Fault = fn(&mut Value);
    let faults: [(&str, Fault); 12] = [
        ("type", |bundle| bundle["type"] = "heap".into()),
        ("fullUrl", |bundle| bundle["entry"][1]["fullUrl"] = bundle["entry"][0]["fullUrl"].clone()),
        ("no status", |bundle| drop(last(bundle).as_object_mut().unwrap().remove("status"))),
        ("such element", |bundle| last(bundle)["numerator"] = 3.into()),
        ("no period", |bundle| drop(last(bundle).as_object_mut().unwrap().remove("period"))),
        ("per-1", |bundle| last(bundle)["period"]["start"] = "2027-01-01".into()),
        ("is no string", |bundle| last(bundle)["reporter"]["display"] = " ".into()),
        ("empty one", |bundle| last(bundle)["group"] = json!([])),
        ("is no integer", |bundle| last(bundle)["group"][0]["population"][0]["count"] = "*".into()),
        ("not in the code system", |bundle| {
            last(bundle)["group"][0]["population"][0]["code"]["coding"][0]["code"] = "denominators".into();
        }),
        ("no reason", |bundle| {
            last(bundle)["group"][0]["measureScore"] = json!({"extension": [{"url": ABSENT, "valueCode": "secret"}]});
        }),
        ("is not in the bundle", |bundle| last(bundle)["measure"] = "urn:casefinder:measure:other|1".into()),
    ];
    for (said, fault) in faults {
        let mut bundle = everything();
        fault(&mut bundle);
        let refused = check(&bundle).unwrap_err();
        assert!(refused.contains(said), "{said}: {refused}");
    }
}

/// The last report.
fn last(bundle: &mut Value) -> &mut Value {
    &mut bundle["entry"].as_array_mut().unwrap().last_mut().unwrap()["resource"]
}
