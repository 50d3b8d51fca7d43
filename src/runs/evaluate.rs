//! Judging a model on outcomes that lie after an index date.

use crate::domain::Day;
use crate::error::{Fault, Result};
use crate::events::codes::Codes;
use crate::events::store::Store;
use crate::features::codelist::CodeLists;
use crate::predict::evaluate::{EvaluateOptions, Evaluation, Report, Sample, Subgroup, Validation, evaluate as measure};
use crate::predict::model::Model;
use crate::runs::cohort::LeftOutCounts;
use crate::runs::gather::{Gathered, gather};
use crate::runs::people::{AGE_BANDS, FIFTHS, label};
use crate::runs::score::check_fits;
use crate::runs::table::Study;

/// Measures `model` on the people of `index` and their outcomes in its horizon.
///
/// # Errors
/// A data fault when the outcomes have not happened yet or a feed that the model needs is missing.
pub fn evaluate(
    store: &Store,
    model: &Model,
    lists: &CodeLists,
    index: Day,
    made_on: Day,
    tick: impl Fn() + Sync,
) -> Result<(Report, LeftOutCounts)> {
    check_fits(store, model)?;
    let outcome = Some((model.outcome, model.horizon_days));
    let study = Study::new(store, &model.features, lists, index, (model.population, model.objections), outcome)?;
    let people = gather(&study, |_| true, tick)?;
    let evaluation = judge(store, &people, &people.risks(model))?;
    let same = index == model.provenance.index_date && store.manifest().data_hash == model.provenance.data_hash;
    let how = if same { Validation::Apparent } else { Validation::Temporal };
    Ok((report(store, model, index, how, made_on, evaluation)?, people.left_out))
}

/// Dates an evaluation.
///
/// # Errors
/// A data fault when the store has no events.
pub fn report(
    store: &Store,
    model: &Model,
    index: Day,
    validation: Validation,
    made_on: Day,
    evaluation: Evaluation,
) -> Result<Report> {
    let manifest = store.manifest();
    Ok(Report {
        model_id: model.id.clone(),
        model_version: model.version.clone(),
        index_date: index,
        outcome_until: index.plus_days(i32::from(model.horizon_days)),
        data_until: manifest.data_date.ok_or_else(|| Fault::Data("the store holds no events".into()))?,
        made_on,
        validation,
        synthetic: manifest.synthetic,
        evaluation,
    })
}

/// Measures risks on gathered people.
///
/// # Errors
/// A data fault when there is nobody to judge on.
pub fn judge(store: &Store, people: &Gathered, risks: &[f64]) -> Result<Evaluation> {
    if risks.is_empty() {
        return Err(Fault::Data("nobody in the store is registered and alive on the index date".into()));
    }
    let events = people.events();
    let recent: Vec<bool> = people.observed.iter().map(|observed| observed.recent_admission).collect();
    let subgroups = subgroups(people, store.codes());
    let sample = Sample { risks, outcomes: &events, recent_admission: &recent, subgroups: &subgroups };
    measure(&sample, &EvaluateOptions::default())
}

fn subgroups(people: &Gathered, codes: &Codes) -> Vec<Subgroup> {
    let fixed = |name: &str, labels: &[&str], of: Vec<u16>| Subgroup {
        name: name.into(),
        labels: labels.iter().map(|label| (*label).to_owned()).collect(),
        of,
    };
    let coded = |name: &str, ids: Vec<u32>| {
        let (labels, of) = label(&ids, codes, "not held");
        Subgroup { name: name.into(), labels, of }
    };
    let groups = &people.groups;
    vec![
        fixed("age band", &AGE_BANDS, groups.iter().map(|group| group.age_band).collect()),
        coded("sex", groups.iter().map(|group| group.sex).collect()),
        fixed("deprivation fifth", &FIFTHS, groups.iter().map(|group| group.deprivation_fifth).collect()),
        coded("ethnicity", groups.iter().map(|group| group.ethnicity).collect()),
        coded("practice", people.practices.clone()),
    ]
}
