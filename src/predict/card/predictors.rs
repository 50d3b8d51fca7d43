//! The model itself: every column, its words and its coefficient.

use super::document::{Section, Table};
use super::input::{CardFeature, CardInput};
use super::numbers::{decimal, people, whole};

/// Features named before the full lists.
const STRONGEST: usize = 15;

pub(super) fn model(input: &CardInput) -> Section {
    let columns: usize = input.families.iter().map(|family| family.features.len()).sum();
    let mut strongest: Vec<(&str, &CardFeature)> =
        input.families.iter().flat_map(|family| family.features.iter().map(|feature| (family.name.as_str(), feature))).collect();
    strongest.sort_by(|a, b| effect(b.1).abs().total_cmp(&effect(a.1).abs()));
    let strongest = strongest.iter().take(STRONGEST).map(|(family, feature)| {
        let mut row = row(feature);
        row.insert(1, (*family).to_owned());
        row
    });
    let mut section = Section::new("model", "The model").text(input.method.clone());
    if columns == 0 {
        return section;
    }
    section = section.text(format!(
        "It has {} columns in {} families and the intercept {}. Risk = 1 / (1 + exp(−(intercept + sum of coefficient × value))).",
        whole(columns as u64),
        input.families.len(),
        decimal(input.intercept, 4)
    ));
    if let Some(after) = &input.recalibration {
        section = section.text(format!(
            "Recalibrated afterwards on {} people of {} and their outcomes (data {}): log odds = {} + {} × log odds of the fit.",
            people(after.people),
            after.index_date,
            after.data_hash,
            decimal(after.change.intercept, 4),
            decimal(after.change.slope, 4)
        ));
    }
    section = section
        .text(
            "A coefficient says how the columns move the risk together. It is not an effect: changing the thing it measures need \
             not change the risk, and columns that overlap share what they have.",
        )
        .table(Table::of_words(
            &format!("The {} columns that move risks most (log odds for one standard deviation)", STRONGEST.min(columns)),
            &["Column", "Family", "In words", "Coefficient", "For one standard deviation"],
            strongest.collect(),
        ));
    for family in &input.families {
        let rows = family.features.iter().map(row).collect();
        let caption = format!("All columns: {}", family.name);
        let head = ["Column", "In words", "Coefficient", "For one standard deviation"];
        section = section.table(Table::of_words(&caption, &head, rows).folded_beyond(0));
    }
    section
}

/// Log odds for one standard deviation.
fn effect(feature: &CardFeature) -> f64 {
    feature.coefficient * feature.standard_deviation
}

fn row(feature: &CardFeature) -> Vec<String> {
    vec![feature.name.clone(), feature.words.clone(), decimal(feature.coefficient, 4), decimal(effect(feature), 3)]
}
