//! What else a run says about people: the groups that models are judged by, and the practice they belong to.

use crate::domain::Day;
use crate::events::codes::Codes;
use crate::events::layout::Table;
use crate::events::store::Shard;
use crate::runs::cohort::{Days, ids};
use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;

/// One person's groups, as small numbers or code ids; [`label`] names the latter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Groups {
    /// Index into [`AGE_BANDS`].
    pub age_band: u16,
    /// Code id of the sex.
    pub sex: u32,
    /// Index into [`FIFTHS`].
    pub deprivation_fifth: u16,
    /// Code id of the ethnicity; 0 when not held.
    pub ethnicity: u32,
}

/// Age bands that models are judged by.
pub const AGE_BANDS: [&str; 7] = ["0-17", "18-39", "40-64", "65-74", "75-84", "85-94", "95+"];
const AGE_CUTS: [i32; 6] = [18, 40, 65, 75, 85, 95];

/// Fifths of deprivation, two deciles each.
pub const FIFTHS: [&str; 6] = ["1 (most deprived)", "2", "3", "4", "5 (least deprived)", "not known"];

/// The groups of everyone in a shard on `index`, in person order.
#[must_use]
pub fn groups(shard: &Shard, index: Day) -> Vec<Groups> {
    let Some(persons) = shard.tables.get(&Table::Persons) else { return vec![] };
    let births = Days::of(persons, "date_of_birth");
    let (sexes, ethnicities) = (ids(persons, "sex"), ids(persons, "ethnicity"));
    let deciles = persons.column_by_name("imd_decile").map(AsArray::as_primitive::<Float64Type>);
    (0..shard.people.len())
        .map(|row| {
            let age = births.get(row).map_or(0, |born| index.completed_years_since(born));
            let decile = deciles.filter(|column| column.is_valid(row)).map(|column| column.value(row));
            Groups {
                age_band: band(age),
                sex: sexes.get(row).copied().unwrap_or(0),
                deprivation_fifth: fifth(decile),
                ethnicity: ethnicities.get(row).copied().unwrap_or(0),
            }
        })
        .collect()
}

/// Index into [`AGE_BANDS`] of completed years.
fn band(age: i32) -> u16 {
    AGE_CUTS.partition_point(|&cut| cut <= age) as u16
}

/// Index into [`FIFTHS`] of a decile, 1 the most deprived; anything else is not known.
fn fifth(decile: Option<f64>) -> u16 {
    decile.filter(|decile| (1.0..=10.0).contains(decile)).map_or(5, |decile| ((decile - 1.0) / 2.0) as u16)
}

/// Makes labels of code ids: `of` per person and the labels they point to, in the order of the codes.
#[must_use]
pub fn label(ids: &[u32], codes: &Codes, empty: &str) -> (Vec<String>, Vec<u16>) {
    let mut distinct: Vec<u32> = ids.to_vec();
    distinct.sort_unstable_by_key(|&id| codes.get(id).1);
    distinct.dedup();
    let labels = distinct.iter().map(|&id| if id == 0 { empty.to_owned() } else { codes.get(id).1.to_owned() }).collect();
    let place = |id: &u32| distinct.iter().position(|other| other == id).unwrap_or(0) as u16;
    let mut cache = std::collections::HashMap::new();
    let of = ids.iter().map(|id| *cache.entry(*id).or_insert_with(|| place(id))).collect();
    (labels, of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_fall_in_their_bands() {
        let name = |age| AGE_BANDS[usize::from(band(age))];
        assert_eq!(
            [0, 17, 18, 64, 65, 84, 85, 94, 95, 110].map(name),
            ["0-17", "0-17", "18-39", "40-64", "65-74", "75-84", "85-94", "85-94", "95+", "95+"]
        );
        let name = |decile| FIFTHS[usize::from(fifth(decile))];
        assert_eq!([Some(1.0), Some(2.0), Some(3.0), Some(10.0)].map(name), [FIFTHS[0], FIFTHS[0], "2", FIFTHS[4]]);
        assert_eq!([None, Some(0.0), Some(11.0)].map(name), ["not known"; 3]);
    }
}
