//! Usual ways to divide people.

use super::sample::Subgroup;
use crate::error::{Fault, Result};
use std::collections::BTreeMap;

/// Lowest age of each band and its name.
const AGE_BANDS: [(i32, &str); 6] =
    [(i32::MIN, "0 to 17"), (18, "18 to 39"), (40, "40 to 64"), (65, "65 to 74"), (75, "75 to 84"), (85, "85 and over")];

const FIFTHS: [&str; 6] = ["1 (most deprived)", "2", "3", "4", "5 (least deprived)", "not known"];

impl Subgroup {
    /// By completed years of age on the index date.
    #[must_use]
    pub fn age_bands(ages: impl Iterator<Item = i32>) -> Self {
        let band = |age: i32| AGE_BANDS.partition_point(|(lowest, _)| *lowest <= age) - 1;
        Self {
            name: "age band".into(),
            labels: AGE_BANDS.iter().map(|(_, name)| (*name).to_owned()).collect(),
            of: ages.map(|age| band(age) as u16).collect(),
        }
    }

    /// By fifth of the index of multiple deprivation, from deciles (1 = most deprived); anything else is not known.
    #[must_use]
    pub fn deprivation_fifths(deciles: impl Iterator<Item = Option<u8>>) -> Self {
        let fifth = |decile: Option<u8>| decile.filter(|decile| (1..=10).contains(decile)).map_or(5, |decile| (decile - 1) / 2);
        Self {
            name: "deprivation fifth".into(),
            labels: FIFTHS.map(str::to_owned).to_vec(),
            of: deciles.map(|decile| u16::from(fifth(decile))).collect(),
        }
    }

    /// By a label of each person (practice, sex, ethnicity), in the labels' order; an empty label becomes "not known".
    ///
    /// # Errors
    /// [`Fault::Data`] for more than 65,536 labels.
    pub fn from_labels<L: AsRef<str>>(name: &str, labels: impl Iterator<Item = L>) -> Result<Self> {
        let mut index: BTreeMap<String, usize> = BTreeMap::new();
        let mut of = Vec::new();
        for label in labels {
            let label = match label.as_ref() {
                "" => "not known",
                label => label,
            };
            let next = index.len();
            of.push(match index.get(label) {
                Some(&known) => known,
                None => *index.entry(label.to_owned()).or_insert(next),
            });
        }
        if index.len() > usize::from(u16::MAX) + 1 {
            return Err(Fault::Data(format!("evaluation: more than 65,536 groups by {name}")));
        }
        let mut place = vec![0u16; index.len()];
        index.values().enumerate().for_each(|(sorted, &met)| place[met] = sorted as u16);
        Ok(Self { name: name.into(), labels: index.into_keys().collect(), of: of.into_iter().map(|met| place[met]).collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_fall_in_their_bands() {
        let by = Subgroup::age_bands([0, 17, 18, 64, 65, 84, 85, 110].into_iter());
        assert_eq!(by.of, [0, 0, 1, 2, 3, 4, 5, 5]);
        let by = Subgroup::deprivation_fifths([Some(1), Some(2), Some(3), Some(10), None, Some(11)].into_iter());
        assert_eq!(by.of, [0, 0, 1, 4, 5, 5]);
    }

    #[test]
    fn labels_are_sorted_whatever_comes_first() {
        let by = Subgroup::from_labels("practice", ["Y2", "Y1", "", "Y2"].into_iter()).unwrap();
        assert_eq!(by.labels, ["Y1", "Y2", "not known"]);
        assert_eq!(by.of, [1, 0, 2, 1]);
    }
}
