//! What figures rest on: on top of every output.

use crate::measures::Published;
use crate::report::Selection;
use crate::report::words::{day, difference_withheld, instant, one_line, policy, policy_in_words};
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
    header_of(published, &Selection::everything())
}

/// The rows beside a selection: with the definitions of its measures.
pub(super) fn header_of(published: &Published, selection: &Selection) -> Vec<HeaderRow> {
    let basis = &published.basis;
    let mut rows = vec![];
    let mut row = |label, value: &str| rows.push(HeaderRow { label, value: one_line(value) });
    if basis.synthetic {
        row("Warning", SYNTHETIC);
    }
    if let Some(reach) = basis.run.as_ref().and_then(|run| run.data_date).filter(|reach| *reach < basis.as_of) {
        let since = "before the day these figures tell of: what happened since is missing";
        row("Warning", &format!("Data reach {}, {since}.", day(reach)));
    }
    row("Figures as of", &day(basis.as_of));
    row("As it was known at", &instant(basis.known_at));
    row("Made at", &instant(basis.made_at));
    match &basis.run {
        None => row("Predictive model", "none published by that day: nobody is at high risk by a score"),
        Some(run) => {
            row("Predictive model", &format!("{}, version {}", run.model, run.version));
            row("Tiers called high risk", &high_tiers(&run.high_tiers));
            row("Index date of the scores", &day(run.index));
            let sources = if run.sources.is_empty() { "not known".to_owned() } else { run.sources.join(", ") };
            row("Data sources", &sources);
            row("Data reach", &run.data_date.map_or_else(|| "not known".to_owned(), day));
        }
    }
    row("List sizes", &basis.list_size_source);
    let difference = difference_withheld(basis.policy)
        .map_or_else(String::new, |why| format!("; a percentage of two numbers that are shown is withheld where {why}"));
    let rules = policy_in_words(basis.policy);
    row(
        "Disclosure control",
        &format!("{}: {rules}; also withheld is what would give one away{difference}", policy(basis.policy)),
    );
    let definitions: Vec<_> = selection
        .measures(published)
        .map(|measure| format!("{} {}", measure.definition.id, measure.definition.version))
        .collect();
    row("Definitions and versions", &definitions.join("; "));
    rows
}
fn high_tiers(tiers: &[String]) -> String {
    if tiers.is_empty() {
        return "none: this run has no tier that the definitions call high, so nobody is at high risk by a score".to_owned();
    }
    tiers.join(", ")
}
