//! Recalibration: a model that ranks well here but whose level is off gets a new level from newer outcomes.

use crate::domain::Day;
use crate::error::Result;
use crate::events::store::Store;
use crate::features::codelist::CodeLists;
use crate::predict::calibrate::Recalibration;
use crate::predict::evaluate::{Report, Validation};
use crate::predict::model::{Model, Recalibrated};
use crate::runs::evaluate::{judge, report};
use crate::runs::gather::gather;
use crate::runs::score::check_fits;
use crate::runs::table::Study;

/// A recalibrated model, with its figures before and after on the people it was recalibrated on.
pub struct Outcome {
    /// The model; its version says that it was recalibrated.
    pub model: Model,
    /// Figures as it came.
    pub before: Report,
    /// Figures now. On the same people, so they flatter it a little: two numbers were learnt from them.
    pub after: Report,
}

/// Learns a new intercept (and slope, unless `intercept_only`) on the outcomes after `index`. An earlier recalibration is replaced.
///
/// # Errors
/// As evaluation; a model fault when the outcomes give no slope, or one below 0.
pub fn recalibrate(
    store: &Store,
    model: &Model,
    lists: &CodeLists,
    index: Day,
    intercept_only: bool,
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
    let before = dated(model, Validation::Temporal)?;
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
    let version = format!("{}+recalibrated.{index}", model.version.split('+').next().unwrap_or_default());
    let model = Model { version, recalibration: Some(recalibrated), ..plain };
    let after = dated(&model, Validation::Apparent)?;
    Ok(Outcome { model, before, after })
}
