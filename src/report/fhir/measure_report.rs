//! A figure.

use crate::measures::published::{PublishedMeasure, Shown, ShownShare};
use crate::measures::{Place, Published};
use crate::report::fhir::elements::{self, OURS, coded, extension, in_words, part, population, score, text_of, text_part};
use crate::report::fhir::{basis, measure, reporter};
use crate::report::header::SYNTHETIC;
use crate::report::rows::of_place;
use crate::report::svg::escaped;
use crate::report::{Kind, Row, RowTarget, words};
use serde_json::{Value, json};

/// A measure at a place, as a `MeasureReport` of type `summary`.
pub(super) fn resource(published: &Published, measured: &PublishedMeasure, place: &Place) -> Value {
    let definition = measured.definition.as_ref();
    let rows = of_place(published, measured, place);
    let level = place.level().name();
    let mut tags = vec![json!({"system": format!("{OURS}:level"), "code": level})];
    tags.extend(published.basis.synthetic.then(elements::made_up));
    let mut extensions = vec![basis::extension(published)];
    extensions.extend(text_of(&measured.warning).map(|warning| extension("warning", "valueString", warning)));
    json!({
        "resourceType": "MeasureReport",
        "id": elements::id(&["report", &basis::name(published), &measure::canonical(definition), level, &place.id()]),
        "meta": {"tag": tags},
        "text": narrative(published, measured, place, rows.first()),
        "extension": extensions,
        "status": "complete",
        "type": "summary",
        "measure": measure::canonical(definition),
        "date": elements::instant(published.basis.made_at),
        "reporter": reporter::reference(published, place),
        "period": {"start": measured.days.first.to_string(), "end": measured.days.last.to_string()},
        "group": [group(&rows, measure::parts(definition.unit))],
    })
}

/// The whole, what is beside it, and its parts as strata.
fn group(rows: &[Row], parts: Option<&str>) -> Value {
    let of = |kind: Kind| rows.iter().filter(move |row| row.kind == kind);
    let Some(whole) = of(Kind::Whole).next() else { return json!({}) };
    let mut populations = counts(whole);
    let asides = [
        ("pending", "In neither: the deadline has not passed", whole.pending),
        ("removed", "In neither: taken out", whole.removed),
    ];
    populations.extend(asides.into_iter().filter_map(|(code, text, count)| Some(population(measure::aside(code, text), count?))));
    populations.extend(of(Kind::Beside).map(|row| {
        let text = row.part.as_deref().unwrap_or_default();
        population(measure::aside("beside", text), row.numerator)
    }));
    let mut group = json!({"population": populations});
    if let Some(value) = whole.value {
        group["measureScore"] = score(value, whole.shape);
    }
    if !whole.targets.is_empty() {
        let aims: Vec<Value> = whole.targets.iter().map(|aim| target(aim, whole.value)).collect();
        group["extension"] = aims.into();
    }
    let strata: Vec<Value> = of(Kind::Part).map(stratum).collect();
    if !strata.is_empty() {
        group["stratifier"] = json!([{"code": [in_words(parts.unwrap_or("part"))], "stratum": strata}]);
    }
    group
}

/// Numerator and denominator; of a count, whom it counts.
fn counts(row: &Row) -> Vec<Value> {
    match row.denominator {
        None => vec![population(measure::initial(), row.numerator)],
        Some(denominator) => vec![
            population(measure::denominator(row.shape), denominator),
            population(coded("measure-population", "numerator", "Numerator"), row.numerator),
        ],
    }
}

fn stratum(row: &Row) -> Value {
    let mut stratum = json!({"value": in_words(row.part.as_deref().unwrap_or_default()), "population": counts(row)});
    if let Some(value) = row.value {
        stratum["measureScore"] = score(value, row.shape);
    }
    stratum
}

fn target(target: &RowTarget, value: Option<ShownShare>) -> Value {
    // In place of a value that there is not: readers commonly know no extension of a value of an extension.
    let met = match (target.met, value) {
        (Some(is), _) => part("met", "valueBoolean", is),
        (None, Some(ShownShare::NotApplicable)) => part("metAbsentReason", "valueCode", "not-applicable"),
        (None, _) => part("metAbsentReason", "valueCode", "masked"),
    };
    let mut parts: Vec<Value> = vec![];
    parts.extend(text_part("name", &target.name));
    parts.push(part("share", "valueQuantity", elements::per_cent(target.per_10_000)));
    parts.extend(text_part("words", &target.words));
    parts.push(met);
    json!({"url": format!("{OURS}:target"), "extension": parts})
}

/// The figure in a sentence, with what is to be kept in mind.
fn narrative(published: &Published, measured: &PublishedMeasure, place: &Place, whole: Option<&Row>) -> Value {
    let figure = whole.map_or_else(String::new, |row| {
        let of = row.denominator.map_or_else(String::new, |of| format!(" of {}", words::shown(of)));
        let unit = match row.value {
            Some(ShownShare::Tenths(..)) => words::unit(row.shape).unwrap_or_default(),
            _ => "",
        };
        let value = row.value.map_or_else(String::new, |value| {
            format!(" ({}{}{unit})", words::share(value), if unit.is_empty() { "" } else { " " })
        });
        format!("{}{of}{value}", words::shown(row.numerator))
    });
    let hidden = |row: &Row| {
        row.numerator == Shown::Withheld || row.denominator == Some(Shown::Withheld) || row.value == Some(ShownShare::Withheld)
    };
    let mut sentences = vec![format!(
        "{}, {}, {}: {figure}.",
        words::one_line(&measured.definition.title),
        reporter::name(published, place),
        words::days(measured.days)
    )];
    if whole.is_some_and(hidden) {
        sentences.push("* is withheld by disclosure control.".to_owned());
    }
    sentences.extend(text_of(&measured.warning));
    sentences.extend(published.basis.synthetic.then(|| SYNTHETIC.to_owned()));
    let body: String = sentences.iter().map(|sentence| format!("<p>{}</p>", escaped(sentence))).collect();
    elements::narrative(&body)
}
