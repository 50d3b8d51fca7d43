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
/// `external` says that the store's people are of other places than the model's.
///
/// # Errors
/// A data fault when the outcomes have not happened yet or a feed that the model needs is missing; a usage fault for `external` on
/// the data that the model was fitted on.
pub fn evaluate(
    store: &Store,
    model: &Model,
    lists: &CodeLists,
    index: Day,
    external: bool,
    made_on: Day,
    tick: impl Fn() + Sync,
) -> Result<(Report, LeftOutCounts)> {
    check_fits(store, model)?;
    let how = relation(model, index, &store.manifest().data_hash, external)?;
    let outcome = Some((model.outcome, model.horizon_days));
    let study = Study::new(store, &model.features, lists, index, (model.population, model.objections), outcome)?;
    let people = gather(&study, |_| true, tick)?;
    let evaluation = judge(store, &people, &people.risks(model))?;
    Ok((report(store, model, index, how, made_on, evaluation)?, people.left_out))
}

/// How people of `index`, in data of this hash, relate to those that `model` was fitted and recalibrated on.
///
/// Data are imported again with new keys, so another hash alone does not make other people: the user has to say that they are.
///
/// # Errors
/// A usage fault for `external` on data that the model has seen.
pub fn relation(model: &Model, index: Day, data_hash: &str, external: bool) -> Result<Validation> {
    let from = &model.provenance;
    let mut learnt = vec![(from.index_date, &from.data_hash)];
    learnt.extend(model.recalibration.as_ref().map(|after| (after.index_date, &after.data_hash)));
    if external {
        if learnt.iter().any(|(_, seen)| *seen == data_hash) {
            return Err(Fault::Usage(
                "--external: the model was fitted or recalibrated on this very store, so its people are not of other places"
                    .into(),
            ));
        }
        return Ok(Validation::External);
    }
    let horizon = i32::from(model.horizon_days);
    Ok(if learnt.iter().any(|(at, _)| *at == index) {
        Validation::Apparent
    } else if learnt.iter().any(|(at, _)| *at > index) {
        Validation::Earlier
    } else if learnt.iter().any(|(at, _)| at.plus_days(horizon) > index) {
        Validation::Overlapping
    } else {
        Validation::Temporal
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predict::model::testing::model_of;
    use crate::runs::testing::day;

    #[test]
    fn dates_say_what_kind_of_test_it_is() {
        let mut model = model_of("2023-06-30", "ours", 365);
        let how = |model: &Model, index: &str, hash: &str| relation(model, day(index), hash, false).unwrap();
        for hash in ["ours", "imported again"] {
            assert_eq!(how(&model, "2023-06-30", hash), Validation::Apparent);
            assert_eq!(how(&model, "2023-07-01", hash), Validation::Overlapping);
            assert_eq!(how(&model, "2024-06-28", hash), Validation::Overlapping);
            assert_eq!(how(&model, "2024-06-29", hash), Validation::Temporal);
            assert_eq!(how(&model, "2023-06-29", hash), Validation::Earlier);
        }
        assert_eq!(relation(&model, day("2023-06-30"), "theirs", true).unwrap(), Validation::External);
        assert!(relation(&model, day("2025-06-30"), "ours", true).unwrap_err().to_string().contains("--external"));
        model.recalibrate_at("2024-12-31", "newer");
        assert_eq!(how(&model, "2024-12-31", "newer"), Validation::Apparent);
        assert_eq!(how(&model, "2024-06-29", "newer"), Validation::Earlier);
        assert_eq!(how(&model, "2025-06-30", "newer"), Validation::Overlapping);
        assert!(relation(&model, day("2025-06-30"), "newer", true).is_err());
    }
}
