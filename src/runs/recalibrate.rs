//! Recalibration: a model that ranks well here but whose level is off gets a new level from newer outcomes.

use crate::domain::Day;
use crate::error::Result;
use crate::events::store::Store;
use crate::features::codelist::CodeLists;
use crate::predict::calibrate::Recalibration;
use crate::predict::card::Comparison;
use crate::predict::evaluate::{Report, Validation};
use crate::predict::model::{Model, Recalibrated, marked};
use crate::runs::evaluate::{judge, relation, report};
use crate::runs::gather::gather;
use crate::runs::score::{check_fits, in_words};
use crate::runs::table::Study;
use crate::runs::train::{Judgement, SourceValue, ValidationFacts};

/// A recalibrated model, with its figures before and after on the people it was recalibrated on.
pub struct Outcome {
    /// The model; its version says that it was recalibrated.
    pub model: Model,
    /// Figures as it came.
    pub before: Report,
    /// Figures now. On the same people, so they flatter it a little: two numbers were learnt from them.
    pub after: Judgement,
}

/// Learns a new intercept (and slope, unless `intercept_only`) on the outcomes after `index`. An earlier recalibration is replaced. `external` says
/// that the people are of other places than those fitted on.
///
/// # Errors
/// As evaluation; a model fault when the outcomes give no slope, or one below 0.
pub fn recalibrate(
    store: &Store,
    model: &Model,
    lists: &CodeLists,
    index: Day,
    (intercept_only, external): (bool, bool),
    made_on: Day,
) -> Result<Outcome> {
    check_fits(store, model)?;
    let outcome = Some((model.outcome, model.horizon_days));
    let study = Study::new(store, &model.features, lists, index, (model.population, model.objections), outcome)?;
    let people = gather(&study, |_| true, || ())?;
    let dated = |model: &Model, how| {
        let evaluation = judge(store, &people, &people.risks(model))?;
        report(store, model, index, how, made_on, evaluation)
    };
    let before = dated(model, relation(model, index, &store.manifest().data_hash, external)?)?;
    let plain = Model { recalibration: None, ..model.clone() };
    let (risks, events) = (people.risks(&plain), people.events());
    let change = if intercept_only {
        Recalibration::intercept_only(&risks, &events)?
    } else {
        Recalibration::intercept_and_slope(&risks, &events)?
    };
    let recalibrated = Recalibrated {
        change,
        index_date: index,
        data_hash: store.manifest().data_hash.clone(),
        people: people.observed.len() as u64,
    };
    let version = version_at(&model.version, index);
    let model = Model { version, recalibration: Some(recalibrated), ..plain };
    let report = dated(&model, Validation::Apparent)?;
    let from = &model.provenance;
    let facts = ValidationFacts {
        fitted_at: from.index_date,
        fitted_people: from.people,
        fitted_events: from.events,
        tested_at: index,
        words: format!(
            "Apparent: the recalibrated model was tested on the people of {index} that its level was learnt from, which flatters it a \
             little. Before recalibration: {}.",
            before.validation.words()
        ),
    };
    let columns = model.columns.iter().filter(|column| column.standard_error.is_some()).count();
    let row = |label: &str, report: &Report| SourceValue { columns, figures: Comparison::of(label, &report.evaluation) };
    let sources = vec![row("before recalibration", &before), row("after", &report)];
    let after = Judgement { report, facts, left_out: in_words(&people.left_out), sources };
    Ok(Outcome { model, before, after })
}

/// The version of a model recalibrated at `index`; an earlier recalibration is not kept, other marks are.
fn version_at(version: &str, index: Day) -> String {
    let plain = ["+recalibrated.", ".recalibrated."].iter().filter_map(|mark| version.find(mark)).min();
    marked(&version[..plain.unwrap_or(version.len())], &format!("recalibrated.{index}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::testing::day;

    #[test]
    fn a_recalibrated_version_keeps_its_horizon() {
        let again = |version: &str| version_at(version, day("2024-06-30"));
        assert_eq!(again("1.0"), "1.0+recalibrated.2024-06-30");
        assert_eq!(again("1.0+recalibrated.2023-06-30"), "1.0+recalibrated.2024-06-30");
        assert_eq!(again("1.0+horizon.90"), "1.0+horizon.90.recalibrated.2024-06-30");
        assert_eq!(again("1.0+horizon.90.recalibrated.2023-06-30"), "1.0+horizon.90.recalibrated.2024-06-30");
    }
}
