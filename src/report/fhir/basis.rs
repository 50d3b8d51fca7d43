//! What figures rest on, once in words for the bundle and once as data for each figure.

use crate::measures::Published;
use crate::report::Selection;
use crate::report::fhir::elements::{self, OURS, instant, part, text_part};
use crate::report::header::header_of;
use crate::report::svg::escaped;
use serde_json::{Value, json};

/// Names the figures: two with the same name are the same.
pub(super) fn name(published: &Published) -> String {
    let basis = &published.basis;
    format!("{} {} {} {}", basis.as_of, instant(basis.known_at), instant(basis.made_at), basis.policy.name())
}

/// The header in words, and the basis as data.
pub(super) fn resource(published: &Published, selection: &Selection) -> Value {
    let rows = header_of(published, selection);
    let rows: String =
        rows.iter().map(|row| format!("<tr><td>{}</td><td>{}</td></tr>", escaped(row.label), escaped(&row.value))).collect();
    json!({
        "resourceType": "Basic",
        "id": elements::id(&["basis", &name(published)]),
        "text": elements::narrative(&format!("<table>{rows}</table>")),
        "extension": [extension(published)],
        "code": {"text": "What the figures of this bundle rest on"},
        "created": published.basis.made_at.date_naive().to_string(),
    })
}

/// The basis as data.
pub(super) fn extension(published: &Published) -> Value {
    let basis = &published.basis;
    let mut parts = vec![
        part("asOf", "valueDate", basis.as_of.to_string()),
        part("knownAt", "valueInstant", instant(basis.known_at)),
        part("disclosurePolicy", "valueCode", basis.policy.name()),
        part("synthetic", "valueBoolean", basis.synthetic),
    ];
    parts.extend(text_part("listSizeSource", &basis.list_size_source));
    if let Some(run) = &basis.run {
        let mut told: Vec<Value> = vec![];
        told.extend(text_part("model", &run.model));
        told.extend(text_part("version", &run.version));
        told.push(part("index", "valueDate", run.index.to_string()));
        told.extend(run.data_date.map(|reach| part("dataDate", "valueDate", reach.to_string())));
        told.extend(run.sources.iter().filter_map(|source| text_part("source", source)));
        told.extend(run.high_tiers.iter().filter_map(|tier| text_part("highTier", tier)));
        parts.push(json!({"url": "run", "extension": told}));
    }
    json!({"url": format!("{OURS}:basis"), "extension": parts})
}
