//! From raw numbers to the columns of the model.

mod spline;

use crate::events::layout::Table;
use crate::events::manifest::Manifest;
use crate::features::definition::{FeatureDefinition, Transform};
use crate::features::raw::RawBlock;
pub use spline::RestrictedCubic;

/// A column of the model's input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelColumn {
    /// Name: the feature's, with an ending when the feature makes several: `age_spline_2`, `bmi_from_30`, `bmi_missing`.
    pub name: String,
    /// Position of the feature it comes from.
    pub feature: usize,
}

/// The columns of a run of people.
#[derive(Debug, Clone, PartialEq)]
pub struct Expanded {
    /// What the columns are; the same for every block of the same definitions.
    pub names: Vec<ModelColumn>,
    /// One column a name, one value a person. NaN only where a feed is missing and its features were not left out.
    pub columns: Vec<Vec<f32>>,
}

/// The columns that `features` make, in order.
#[must_use]
pub fn column_names(features: &[FeatureDefinition]) -> Vec<ModelColumn> {
    let mut names = Vec::new();
    for (feature, definition) in features.iter().enumerate() {
        let base = &definition.name;
        let mut add = |name: String| names.push(ModelColumn { name, feature });
        match definition.transform.last() {
            Some(Transform::Square) => {
                add(base.clone());
                add(format!("{base}_squared"));
            }
            Some(Transform::Bands(cuts)) => cuts.iter().for_each(|cut| add(format!("{base}_from_{cut}"))),
            Some(Transform::Spline(knots)) => (1..knots.len()).for_each(|term| add(format!("{base}_spline_{term}"))),
            _ => add(base.clone()),
        }
        if definition.transform.iter().any(|transform| matches!(transform, Transform::MissingIndicator(_))) {
            add(format!("{base}_missing"));
        }
    }
    names
}

/// Applies each feature's transforms to its raw column.
#[must_use]
pub fn expand(features: &[FeatureDefinition], raw: &RawBlock) -> Expanded {
    let names = column_names(features);
    let mut columns = Vec::with_capacity(names.len());
    for (definition, values) in features.iter().zip(&raw.columns) {
        expand_one(&definition.transform, values.clone(), &mut columns);
    }
    Expanded { names, columns }
}

/// Adds the columns that `transforms` make of `values`. Arithmetic is in double precision, results are kept in single.
fn expand_one(transforms: &[Transform], mut values: Vec<f32>, columns: &mut Vec<Vec<f32>>) {
    fn each(values: &mut [f32], change: impl Fn(f64) -> f64) {
        for value in values {
            *value = change(f64::from(*value)) as f32;
        }
    }
    let mut missing = None;
    let mut split: Option<Vec<Vec<f32>>> = None;
    for transform in transforms {
        match transform {
            // Comparisons keep NaN as it is, unlike f64::min and max.
            Transform::Cap(most) => each(&mut values, |value| if value > *most { *most } else { value }),
            Transform::Floor(least) => each(&mut values, |value| if value < *least { *least } else { value }),
            Transform::Log1p => each(&mut values, |value| if value < 0.0 { 0.0 } else { value.ln_1p() }),
            Transform::Scale(factor) => each(&mut values, |value| value * factor),
            Transform::Decay(days) => each(&mut values, |value| if value.is_nan() { 0.0 } else { (-value / days).exp() }),
            Transform::Fill(number) => each(&mut values, |value| if value.is_nan() { *number } else { value }),
            Transform::MissingIndicator(number) => {
                missing = Some(values.iter().map(|value| f32::from(u8::from(value.is_nan()))).collect());
                each(&mut values, |value| if value.is_nan() { *number } else { value });
            }
            Transform::Square => {
                let squares = values.iter().map(|value| value * value).collect();
                split = Some(vec![std::mem::take(&mut values), squares]);
            }
            Transform::Bands(cuts) => split = Some(bands(cuts, &values)),
            Transform::Spline(knots) => split = Some(RestrictedCubic::new(knots).columns(&values)),
        }
    }
    match split {
        Some(split) => columns.extend(split),
        None => columns.push(values),
    }
    columns.extend(missing);
}

/// Cuts are compared in single precision, as the values are: 15.1 is at least 15.1.
fn bands(cuts: &[f64], values: &[f32]) -> Vec<Vec<f32>> {
    (0..cuts.len())
        .map(|band| {
            let (from, to) = (cuts[band] as f32, cuts.get(band + 1).map(|&cut| cut as f32));
            let inside = |value: f32| value >= from && to.is_none_or(|to| value < to);
            values.iter().map(|&value| f32::from(u8::from(inside(value)))).collect()
        })
        .collect()
}

/// Features whose feed the store has, and those whose feed it lacks: a missing feed is not a zero, so a trainer leaves the
/// second out and says so.
#[must_use]
pub fn available(features: &[FeatureDefinition], manifest: &Manifest) -> (Vec<FeatureDefinition>, Vec<FeatureDefinition>) {
    features.iter().cloned().partition(|feature| feature.table == Table::Persons || manifest.has(feature.table))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::definition::Aggregate;
    use approx::assert_relative_eq;

    fn made(transform: Vec<Transform>, values: &[f32]) -> (Vec<String>, Vec<Vec<f32>>) {
        let feature = FeatureDefinition {
            name: "x".into(),
            family: "f".into(),
            words: "w".into(),
            words_missing: None,
            table: Table::GpEvents,
            filter: std::collections::BTreeMap::new(),
            window: None,
            aggregate: Aggregate::Count,
            transform,
        };
        let raw = RawBlock { people: 0..values.len() as u32, columns: vec![values.to_vec()] };
        let expanded = expand(&[feature], &raw);
        assert_eq!(expanded.names.len(), expanded.columns.len());
        (expanded.names.into_iter().map(|column| column.name).collect(), expanded.columns)
    }

    #[test]
    fn steps_are_applied_in_order() {
        let (names, columns) = made(vec![Transform::Cap(3.0), Transform::Scale(2.0), Transform::Floor(3.0)], &[1.0, 2.0, 9.0]);
        assert_eq!((names, columns), (vec!["x".to_owned()], vec![vec![3.0, 4.0, 6.0]]));
        let (_, columns) = made(vec![Transform::Log1p], &[0.0, (1f64.exp() - 1.0) as f32, -5.0]);
        assert_relative_eq!(columns[0][1], 1.0, epsilon = 1e-6);
        assert_eq!((columns[0][0], columns[0][2]), (0.0, 0.0));
    }

    #[test]
    fn missing_is_filled_flagged_or_decayed_to_nothing() {
        let values = [f32::NAN, 10.0];
        assert_eq!(made(vec![Transform::Fill(7.0)], &values).1, [[7.0, 10.0]]);
        let (names, columns) = made(vec![Transform::MissingIndicator(7.0), Transform::Bands(vec![8.0])], &values);
        assert_eq!(names, ["x_from_8", "x_missing"]);
        assert_eq!(columns, [[0.0, 1.0], [1.0, 0.0]]);
        let (_, columns) = made(vec![Transform::Decay(10.0)], &values);
        assert_eq!(columns[0][0], 0.0);
        assert_relative_eq!(columns[0][1], (-1f32).exp());
        assert!(made(vec![Transform::Cap(1.0), Transform::Floor(0.0)], &values).1[0][0].is_nan());
    }

    #[test]
    fn bands_take_their_lower_bound_in_and_leave_missing_out() {
        let values = [4.9, 5.0, 15.0, (151.0 / 10.0) as f32, f32::NAN];
        let (names, columns) = made(vec![Transform::Bands(vec![5.0, 15.1])], &values);
        assert_eq!(names, ["x_from_5", "x_from_15.1"]);
        assert_eq!(columns, [[0.0, 1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0, 0.0]]);
    }

    #[test]
    fn square_and_spline_make_several_columns() {
        let (names, columns) = made(vec![Transform::Square], &[3.0]);
        assert_eq!((names, columns), (vec!["x".into(), "x_squared".into()], vec![vec![3.0], vec![9.0]]));
        let (names, columns) = made(vec![Transform::Spline(vec![1.0, 2.0, 3.0])], &[3.0]);
        assert_eq!(names, ["x_spline_1", "x_spline_2"]);
        assert_eq!(columns[0], [3.0]);
    }
}
