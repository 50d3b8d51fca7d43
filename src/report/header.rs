//! What figures rest on: on top of every output.

use crate::measures::Published;
use crate::report::words::{day, instant, one_line, policy, policy_in_words};
use serde::Serialize;
use utoipa::ToSchema;

/// Said of a place with people who do not exist.
pub(super) const SYNTHETIC: &str = "The people are made up: these figures tell of nobody and are not to be submitted.";

/// A row of the header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HeaderRow {
    /// What.
    pub label: &'static str,
    /// One line.
    pub value: String,
}

/// The rows as plain text, values aligned.
pub(super) fn header_text(rows: &[HeaderRow]) -> String {
    let widest = rows.iter().map(|row| row.label.len()).max().unwrap_or(0);
    rows.iter().map(|row| format!("{:<widest$}  {}\n", row.label, row.value)).collect()
}

/// The rows, in the order in which they are told.
#[must_use]
pub fn header(published: &Published) -> Vec<HeaderRow> {
    let basis = &published.basis;
    let mut rows = vec![];
    let mut row = |label, value: &str| rows.push(HeaderRow { label, value: one_line(value) });
    if basis.synthetic {
        row("Warning", SYNTHETIC);
    }
    row("Figures as of", &day(basis.as_of));
    row("As it was known at", &instant(basis.known_at));
    row("Made at", &instant(basis.made_at));
    match &basis.run {
        None => row("Predictive model", "none published by that day: nobody is at high risk by a score"),
        Some(run) => {
            row("Predictive model", &format!("{}, version {}", run.model, run.version));
            row("Tiers called high risk", &run.high_tiers.join(", "));
            row("Index date of the scores", &day(run.index));
            row("Data reach", &run.data_date.map_or_else(|| "not known".to_owned(), day));
        }
    }
    row("List sizes", &basis.list_size_source);
    row(
        "Disclosure control",
        &format!("{}: {}; also withheld is what would give one away", policy(basis.policy), policy_in_words(basis.policy)),
    );
    let definitions: Vec<_> =
        published.measures.iter().map(|measure| format!("{} {}", measure.definition.id, measure.definition.version)).collect();
    row("Definitions and versions", &definitions.join("; "));
    rows
}
