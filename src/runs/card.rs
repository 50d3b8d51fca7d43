//! What a model card says, gathered from a trained model and the store it was trained on.

use crate::events::layout::Table;
use crate::events::store::Store;
use crate::features::definition::{Aggregate, FeatureDefinition};
use crate::features::words::{heading, shape};
use crate::predict::card::{CardFamily, CardFeature, CardInput, Feed, LeftOut, published};
use crate::predict::logistic::Method;
use crate::predict::model::Model;
use crate::runs::train::Judgement;
use std::collections::BTreeSet;

/// The card of a model, trained or recalibrated on `store` and judged there.
#[must_use]
pub fn card_of(store: &Store, model: &Model, judgement: &Judgement) -> CardInput {
    let (report, from) = (&judgement.report, &model.provenance);
    CardInput {
        model_id: model.id.clone(),
        model_version: model.version.clone(),
        title: model.title.clone(),
        made_on: report.made_on,
        synthetic: from.synthetic || report.synthetic,
        model_index_date: from.index_date,
        fit_index_date: judgement.facts.fitted_at,
        test_index_date: judgement.facts.tested_at,
        validation: report.validation,
        horizon_days: model.horizon_days,
        outcome: model.outcome.words(model.horizon_days),
        population: population(model),
        fit_people: judgement.facts.fitted_people,
        fit_events: judgement.facts.fitted_events,
        left_out: judgement.left_out.iter().map(|(reason, &people)| LeftOut { reason: reason.clone(), people }).collect(),
        method: method(model, judgement),
        intercept: model.intercept,
        families: families(model),
        recalibration: model.recalibration.clone(),
        missing_rule: model.missing_data_rule.clone(),
        feeds: feeds(store),
        data_until: report.data_until,
        data_hash: from.data_hash.clone(),
        design_hash: from.design_hash.clone(),
        code_version: from.code_version.clone(),
        evaluation: report.evaluation.clone(),
        comparisons: judgement.sources.iter().map(|source| source.figures.clone()).collect(),
        benchmarks: published(),
        intended_use: INTENDED_USE.map(str::to_owned).to_vec(),
        limits: judgement.warnings(model).into_iter().chain(limits(model)).collect(),
    }
}

const INTENDED_USE: [&str; 2] = [
    "Case finding: a ranked list from which clinicians choose, with people they nominate, whom to discuss at an MDT.",
    "Risk tiers of a registered population, to size teams and lists.",
];

fn limits(model: &Model) -> Vec<String> {
    let mut limits = vec![
        "Not for decisions about one person without a clinician, nor for refusing anybody care.".to_owned(),
        "Risk of admission is not the chance that care can prevent it.".to_owned(),
        "Once people are helped because of a score, refitting on their outcomes spoils it: people case-managed since are not marked in this fit.".to_owned(),
    ];
    let from = &model.provenance;
    if from.synthetic {
        limits.insert(0, "Fitted on synthetic people: for demonstration, never for care.".to_owned());
    }
    if !from.feeds_without_recorded_dates.is_empty() {
        limits.push(format!(
            "No recorded dates in {}: what was entered late looks known too early, so figures flatter the model.",
            from.feeds_without_recorded_dates.join(", ")
        ));
    }
    if let Some(columns) = as_delivered(model) {
        limits.push(format!(
            "Taken as they stood when the data were delivered, not on the index date: {columns}. A move after the index date (into a \
             care home, say) may already show, so the test may look ahead a little and figures flatter the model."
        ));
    }
    if !from.features_without_feed.is_empty() {
        limits
            .push(format!("{} features were left out since their feed was not in the store.", from.features_without_feed.len()));
    }
    if !from.columns_left_out.is_empty() {
        limits.push(format!("Columns left out since next to nobody had them: {}.", from.columns_left_out.join(", ")));
    }
    limits
}

/// What features take from the table of persons beyond age and sex: it holds one state of each person, that at delivery.
fn as_delivered(model: &Model) -> Option<String> {
    let mut columns = BTreeSet::new();
    for feature in model.features.iter().filter(|feature| feature.table == Table::Persons) {
        columns.extend(feature.filter.keys().map(String::as_str));
        if let Aggregate::Value(column) = &feature.aggregate {
            columns.insert(column);
        }
    }
    let changing = columns.into_iter().filter(|column| !["sex", "date_of_birth"].contains(column));
    let names: Vec<String> = changing.map(|column| column.replace('_', " ").replace("imd", "IMD")).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn population(model: &Model) -> String {
    let ages = match (model.population.minimum_age, model.population.maximum_age) {
        (0, 130) => "of any age".to_owned(),
        (youngest, 130) => format!("aged {youngest} and over"),
        (youngest, oldest) => format!("aged {youngest} to {oldest}"),
    };
    format!(
        "Everyone {ages} registered with a practice of the store and alive on the index date, but for people with an objection in force."
    )
}

fn method(model: &Model, judgement: &Judgement) -> String {
    let from = &model.provenance;
    let penalty = match from.method {
        Some(Method::Firth) => "with Firth's correction".to_owned(),
        Some(Method::MaximumLikelihood) => "no penalty".to_owned(),
        Some(Method::Ridge { lambda: ridge }) => ridge_words(ridge),
        None if from.ridge > 0.0 => ridge_words(from.ridge),
        // Models made before the method was kept say nothing of Firth's correction.
        None => "no ridge penalty".to_owned(),
    };
    format!(
        "Logistic regression by Newton's method, {penalty}; log-likelihood {:.1} ({:.1} for the base rate alone) in {} steps. The model in this folder was \
         fitted at {} on {} people, {} with the event. {}",
        from.log_likelihood,
        from.null_log_likelihood,
        from.iterations,
        from.index_date,
        from.people,
        from.events,
        judgement.facts.words
    )
}

fn ridge_words(ridge: f64) -> String {
    format!("ridge penalty {ridge} on standardised columns, set in the design")
}

fn families(model: &Model) -> Vec<CardFamily> {
    let mut families: Vec<CardFamily> = vec![];
    for column in model.columns.iter().filter(|column| column.standard_error.is_some()) {
        let feature = &model.features[column.feature];
        let row = CardFeature {
            name: column.name.clone(),
            words: words(feature, &column.name),
            coefficient: column.coefficient,
            standard_deviation: column.standard_deviation,
        };
        match families.iter_mut().find(|family| family.name == feature.family) {
            Some(family) => family.features.push(row),
            None => families.push(CardFamily { name: feature.family.clone(), features: vec![row] }),
        }
    }
    families
}

/// A column in words: what is counted and what was done to the number. The column of what is missing has words of its own.
fn words(feature: &FeatureDefinition, column: &str) -> String {
    if *column == format!("{}_missing", feature.name) {
        return feature.words_missing.clone().unwrap_or_else(|| format!("{}: not known", heading(feature)));
    }
    match shape(feature) {
        steps if steps.is_empty() => heading(feature),
        steps => format!("{} ({steps})", heading(feature)),
    }
}

fn feeds(store: &Store) -> Vec<Feed> {
    let feed = |table: &Table| {
        let facts = store.manifest().tables.get(table);
        Feed {
            name: table.name().to_owned(),
            present: facts.is_some(),
            rows: facts.map_or(0, |facts| facts.rows),
            latest_event: facts.and_then(|facts| facts.latest_event),
            recorded_dates: facts.is_some_and(|facts| facts.has_recorded_dates),
        }
    };
    Table::FEEDS.iter().map(feed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::definition::FeatureList;
    use crate::predict::model::testing::model_of;

    #[test]
    fn what_persons_are_at_delivery_is_a_limit() {
        let mut model = model_of("2023-06-30", "ours", 365);
        let with = |model: &mut Model, name: &str, rest: &str| {
            let text = format!("[[feature]]\nname = '{name}'\nfamily = 'f'\nwords = 'w {{n}}'\ntable = 'persons'\n{rest}");
            model.features.extend(toml::from_str::<FeatureList>(&text).unwrap().features);
        };
        with(&mut model, "age", "aggregate = 'age'");
        with(&mut model, "male", "where = { sex = { in = ['male'] } }\naggregate = 'any'");
        assert!(!limits(&model).iter().any(|limit| limit.contains("delivered")));
        with(&mut model, "care_home", "where = { care_home = { in = ['true'] } }\naggregate = 'any'");
        with(&mut model, "imd_decile", "aggregate = { value = 'imd_decile' }");
        assert!(limits(&model).iter().any(|limit| limit.contains("not on the index date: IMD decile, care home.")
            || limit.contains("not on the index date: care home, IMD decile.")));
    }
}
