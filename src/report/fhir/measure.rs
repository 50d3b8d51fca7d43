//! A definition.

use crate::measures::Test;
use crate::measures::definition::{Definition, Edge, Shape, Target, Unit};
use crate::report::fhir::elements::{self, coded, in_words, our_code, text_of};
use serde_json::{Value, json};

/// What names a definition, in every version.
fn url(definition: &Definition) -> String {
    format!("urn:casefinder:measure:{}", definition.id)
}

/// What names this version of it.
pub(super) fn canonical(definition: &Definition) -> String {
    format!("{}|{}", url(definition), definition.version)
}

/// The definition as a `Measure`.
pub(super) fn resource(definition: &Definition) -> Value {
    let (scoring, display) = match definition.shape {
        Shape::Count => ("cohort", "Cohort"),
        Shape::Share => ("proportion", "Proportion"),
        Shape::Ratio | Shape::Rate => ("ratio", "Ratio"),
    };
    let mut measure = json!({
        "resourceType": "Measure",
        "id": elements::id(&["measure", &canonical(definition)]),
        "url": url(definition),
        "version": definition.version.to_string(),
        "name": name(&definition.id),
        "status": "active",
        "subjectCodeableConcept": subject(definition.unit),
        "scoring": coded("measure-scoring", scoring, display),
        "group": [group(definition)],
    });
    let from = definition.used_from.map(|from| ("start", from.to_string()));
    let until = definition.used_until.map(|until| ("end", until.plus_days(-1).to_string()));
    for (edge, day) in from.into_iter().chain(until) {
        measure["effectivePeriod"][edge] = day.into();
    }
    if let Some(source) = text_of(&definition.source) {
        measure["relatedArtifact"] = json!([{"type": "derived-from", "citation": source}]);
    }
    let target = |target: &Target| format!("{}: {} ({})", target.name, target.share_words(), target.source);
    let texts = [
        ("title", definition.title.clone()),
        ("description", description(definition)),
        ("guidance", definition.target.iter().map(target).collect::<Vec<_>>().join("; ")),
        ("disclaimer", definition.warning.clone()),
    ];
    for (element, text) in texts.into_iter().filter_map(|(element, text)| Some((element, text_of(&text)?))) {
        measure[element] = text.into();
    }
    measure
}

/// A name that programs can use: `register_size` is `RegisterSize` (rule mea-0).
fn name(id: &str) -> String {
    let words = id.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let capital = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    let name: String = words.map(capital).collect();
    if name.starts_with(|c: char| c.is_ascii_uppercase()) { name } else { format!("M{name}") }
}

/// What is counted. FHIR would take it for patients where nothing is said.
fn subject(unit: Unit) -> Value {
    match unit {
        Unit::Person => {
            json!({"coding": [{"system": "http://hl7.org/fhir/resource-types", "code": "Patient"}], "text": unit.words()})
        }
        _ => in_words(unit.words()),
    }
}

fn description(definition: &Definition) -> String {
    let Definition { numerator_words, denominator_words, .. } = definition;
    let words = match definition.shape {
        Shape::Count => numerator_words.clone(),
        _ => format!("Denominator: {denominator_words} Numerator: {numerator_words}"),
    };
    match text_of(&definition.exclusions_words) {
        Some(out) => format!("{words} Taken out: {out}"),
        None => words,
    }
}

/// Tests as the definition has them; all must hold.
fn criteria(words: &str, tests: &[Test]) -> Value {
    let tests = json!(tests).to_string();
    let mut criteria = json!({"language": "application/json", "expression": tests});
    if let Some(words) = text_of(words) {
        criteria["description"] = words.into();
    }
    criteria
}

fn group(definition: &Definition) -> Value {
    let Definition { shape, unit, numerator_words, denominator_words, denominator_on, .. } = definition;
    let numerator = criteria(numerator_words, &definition.numerator);
    let population = if *shape == Shape::Count {
        json!([{"code": initial(), "criteria": numerator}])
    } else {
        let words = match denominator_on {
            Edge::Last => denominator_words.clone(),
            Edge::First => format!("{denominator_words} Looked at on the first day of the period."),
        };
        json!([
            {"code": denominator(*shape), "criteria": criteria(&words, &definition.denominator)},
            {"code": coded("measure-population", "numerator", "Numerator"), "criteria": numerator},
        ])
    };
    let mut group = json!({"population": population});
    if let Some(parts) = parts(*unit) {
        group["stratifier"] = json!([{"code": {"text": parts}, "criteria": {"language": "text/plain", "expression": parts}}]);
    }
    group
}

/// What a count is of.
pub(super) fn initial() -> Value {
    coded("measure-population", "initial-population", "Initial Population")
}

/// The denominator; in person-years for a rate.
pub(super) fn denominator(shape: Shape) -> Value {
    let mut code = coded("measure-population", "denominator", "Denominator");
    if shape == Shape::Rate {
        code["text"] = "Denominator, in person-years".into();
    }
    code
}

/// A number that is in neither numerator nor denominator: `denominator-exclusion` and `denominator-exception` would be of people whom
/// the denominator holds.
pub(super) fn aside(code: &str, text: &str) -> Value {
    our_code("population", code, text)
}

/// By what a measure is told in parts.
pub(super) const fn parts(unit: Unit) -> Option<&'static str> {
    match unit {
        Unit::Review => Some("age band"),
        Unit::Attendance => Some("profession"),
        _ => None,
    }
}
