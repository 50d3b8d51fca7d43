//! Published figures to stand beside: of other people and often of another outcome, so for orientation only.

use super::document::{Section, Table};
use super::input::CardInput;
use serde::{Deserialize, Serialize};

/// One published figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Benchmark {
    /// Model and year.
    pub model: String,
    /// Who.
    pub population: String,
    /// What happened to them, within when.
    pub outcome: String,
    /// What was measured.
    pub measure: String,
    /// The figure as published.
    pub value: String,
    /// Where.
    pub source: String,
}

const QADMISSIONS: [&str; 4] = [
    "QAdmissions, 2013",
    "England, GP-registered, 18 to 100, 3.8 million",
    "first emergency admission, 24 months",
    "Hippisley-Cox and Coupland, BMJ Open 2013;3:e003482",
];
const SCOTLAND: [&str; 4] = [
    "SPARRA version 4, 2024",
    "Scotland, about 80% of residents (low contact left out), 12.9 million person-snapshots, event rate 8.9%",
    "emergency admission or death, 12 months",
    "Liley and others, npj Digital Medicine 2024, and the authors' figure data",
];

/// The figures a card of a combined model stands beside.
#[must_use]
pub fn published() -> Vec<Benchmark> {
    let row = |[model, population, outcome, source]: [&str; 4], measure: &str, value: &str| Benchmark {
        model: model.into(),
        population: population.into(),
        outcome: outcome.into(),
        measure: measure.into(),
        value: value.into(),
        source: source.into(),
    };
    vec![
        row(QADMISSIONS, "AUROC, by sex and database", "0.764 to 0.783"),
        row(SCOTLAND, "AUROC", "0.799"),
        row(SCOTLAND, "AUROC of plain logistic regression on the same features", "0.788"),
        row(SCOTLAND, "PPV and lift, top 0.5%", "0.82; 9.2"),
        row(SCOTLAND, "PPV and lift, top 2%", "0.66; 7.4"),
        row(SCOTLAND, "PPV and lift, top 5%", "0.52; 5.8"),
    ]
}

pub(super) fn section(input: &CardInput) -> Section {
    let section = Section::new("benchmarks", "Published figures, for orientation");
    if input.benchmarks.is_empty() {
        return section;
    }
    let rows = input
        .benchmarks
        .iter()
        .map(|row| [&row.model, &row.population, &row.outcome, &row.measure, &row.value, &row.source].map(Clone::clone).to_vec());
    section
        .text(
            "Different populations and outcomes: none of these rows competes with this model or with another row. PPV depends on the \
             event rate; compare lift where rates differ. Whole registered populations and twelve months usually give an AUROC of 0.77 to \
             0.80; a much higher figure comes from another outcome, a shorter horizon or chosen people.",
        )
        .table(Table::of_words("Published", &["Model", "Population", "Outcome", "Measure", "Value", "Source"], rows.collect()))
}
