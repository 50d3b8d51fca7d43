//! Fitting a design to gathered people: from columns to a model file.

use crate::domain::Day;
use crate::error::{Fault, Result};
use crate::events::store::Store;
use crate::features::definition::FeatureDefinition;
use crate::features::transform::column_names;
use crate::predict::design::{Design, LoadedDesign};
use crate::predict::logistic::{Constants, LogisticError, LogisticFit, LogisticParams, Observations};
use crate::predict::matrix_builder::DesignMatrixBuilder;
use crate::predict::model::{FORMAT, Model, ModelColumn, Provenance, marked};
use crate::runs::gather::{ColumnFacts, Gathered};
use crate::runs::score::in_words;
use crate::runs::table::feeds;
use linfa::ParamGuard;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Facts about a fit that do not come from the people fitted on.
pub struct FitContext<'a> {
    /// The store.
    pub store: &'a Store,
    /// The design and its lists.
    pub loaded: &'a LoadedDesign,
    /// The design narrowed to the features whose feeds are in the store.
    pub design: &'a Design,
    /// Features left out since their feed is not there.
    pub without_feed: &'a [String],
    /// Index date of the fit.
    pub index: Day,
    /// Today.
    pub fitted_on: Day,
}

/// What stands in for what is not known.
const MISSING_DATA_RULE: &str = "An event that is not in a feed did not happen. A measurement that was never made is taken as the value its feature \
    states, with an indicator of \"not measured\" beside it where the feature asks for one. A feed that is not in the store is not \
    taken as zero: its features are left out of the fit, and the model is not applied to stores that lack a feed it was fitted with.";

/// Fits the design of `context` to `people`, with the columns of the features whose family `uses` says yes to.
///
/// # Errors
/// A model fault (separation, no convergence) or data fault (nobody with the outcome), naming the column.
pub fn fit(context: &FitContext<'_>, people: &Gathered, uses: impl Fn(&str) -> bool) -> Result<Model> {
    let design = context.design;
    let columns = column_names(&design.features);
    let facts: Vec<ColumnFacts> = (0..columns.len()).into_par_iter().map(|at| people.column_facts(at)).collect();
    let mut used = vec![];
    let mut columns_left_out = vec![];
    for (at, column) in columns.iter().enumerate() {
        if !uses(&design.features[column.feature].family) {
            continue;
        }
        // A column that hardly anybody has cannot be estimated.
        if facts[at].nonzero < u64::from(design.fit.minimum_people) {
            columns_left_out.push(column.name.clone());
        } else {
            used.push(at);
        }
    }
    let names = used.iter().map(|&at| columns[at].name.clone()).collect();
    let mut builder = DesignMatrixBuilder::new(names);
    for block in &people.blocks {
        let picked: Vec<Vec<f32>> = used.iter().map(|&at| block[at].clone()).collect();
        builder.push_block(&picked)?;
    }
    let matrix = builder.finish();
    let events = people.events();
    if !events.contains(&true) {
        return Err(Fault::Data(format!(
            "none of the {} people of {} had the outcome in the {} days after it; a model needs people who did: choose another \
             index date or a longer horizon",
            events.len(),
            context.index,
            design.horizon_days
        )));
    }
    let params = LogisticParams::new().ridge(design.fit.ridge).firth(design.fit.firth).constants(Constants::HoldAtZero);
    let fitted = params.check().map_err(LogisticError::from)?.fit_matrix(&matrix, &Observations::new(&events))?;
    let errors = fitted.standard_errors();
    let mut model_columns: Vec<ModelColumn> = columns
        .iter()
        .zip(&facts)
        .map(|(column, facts)| ModelColumn {
            name: column.name.clone(),
            feature: column.feature,
            coefficient: 0.0,
            standard_error: None,
            mean: facts.mean,
            standard_deviation: facts.standard_deviation,
        })
        .collect();
    for (place, &at) in used.iter().enumerate() {
        model_columns[at].coefficient = fitted.coefficients[place];
        model_columns[at].standard_error = Some(errors[place + 1]);
    }
    Ok(model(context, people, &fitted, model_columns, columns_left_out))
}

fn model(
    context: &FitContext<'_>,
    people: &Gathered,
    fitted: &LogisticFit,
    columns: Vec<ModelColumn>,
    columns_left_out: Vec<String>,
) -> Model {
    let (design, manifest) = (context.design, context.store.manifest());
    let (there, without_recorded) = feeds(context.store);
    let provenance = Provenance {
        index_date: context.index,
        fitted_on: context.fitted_on,
        data_date: manifest.data_date,
        data_hash: manifest.data_hash.clone(),
        design_hash: context.loaded.hash.clone(),
        code_version: env!("CARGO_PKG_VERSION").into(),
        synthetic: manifest.synthetic,
        people: people.observed.len() as u64,
        events: people.observed.iter().filter(|observed| observed.event).count() as u64,
        left_out: in_words(&people.left_out),
        feeds: there,
        features_without_feed: context.without_feed.to_vec(),
        columns_left_out,
        feeds_without_recorded_dates: without_recorded,
        code_lists: code_lists(context),
        method: Some(fitted.method),
        ridge: design.fit.ridge,
        log_likelihood: fitted.log_likelihood,
        null_log_likelihood: fitted.null_log_likelihood,
        iterations: fitted.iterations,
    };
    Model {
        format: FORMAT,
        id: design.id.clone(),
        version: marked(&design.version, &format!("fitted.{}.{}", context.index, digest(fitted))),
        title: design.title.clone(),
        outcome: design.outcome,
        horizon_days: design.horizon_days,
        population: design.population,
        tiers: design.tiers.clone(),
        objections: design.objections,
        intercept: fitted.intercept,
        columns,
        features: design.features.clone(),
        recalibration: None,
        missing_data_rule: MISSING_DATA_RULE.into(),
        provenance,
    }
}

/// Eight digits that tell this fit from others of the same design and date.
fn digest(fitted: &LogisticFit) -> String {
    let mut hash = blake3::Hasher::new();
    for number in std::iter::once(&fitted.intercept).chain(&fitted.coefficients) {
        hash.update(&number.to_le_bytes());
    }
    hash.finalize().to_hex()[..8].to_owned()
}

/// Versions of the lists that the features name.
fn code_lists(context: &FitContext<'_>) -> BTreeMap<String, String> {
    let named = context.design.features.iter().flat_map(FeatureDefinition::code_lists);
    let version = |id: &str| context.loaded.lists.get(id).map(|list| (id.to_owned(), list.version.clone()));
    named.filter_map(version).collect()
}
