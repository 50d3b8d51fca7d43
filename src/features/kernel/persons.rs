//! Features of the person row itself.

use super::columns;
use super::lookup::CodeWords;
use super::op::{Name, layout_name};
use crate::domain::Day;
use crate::error::{Fault, Result};
use crate::events::codes::Codes;
use crate::events::layout::{Kind, Table};
use crate::features::codelist::CodeLists;
use crate::features::definition::{Aggregate, Condition, FeatureDefinition};
use arrow_array::RecordBatch;
use std::collections::BTreeSet;

/// A feature of `persons`, prepared.
#[derive(Debug)]
pub(super) struct PersonOp {
    feature: usize,
    makes: Makes,
}

#[derive(Debug)]
enum Makes {
    Age,
    Value(Name),
    /// Whether every condition holds: on codes (bit 0 of the word), and on numbers (at least, below).
    Any(Vec<(Name, CodeWords)>, Vec<(Name, f64, f64)>),
}

impl PersonOp {
    pub(super) fn new(
        position: usize,
        feature: &FeatureDefinition,
        lists: &CodeLists,
        codes: &Codes,
        wanted: &mut BTreeSet<Name>,
    ) -> Result<Self> {
        let name = |column: &str| layout_name(Table::Persons, column);
        let makes = match &feature.aggregate {
            Aggregate::Age => Makes::Age,
            Aggregate::Value(column) => Makes::Value(name(column)?),
            _ => {
                let (mut words, mut numbers) = (Vec::new(), Vec::new());
                for (column, condition) in &feature.filter {
                    let column = name(column)?;
                    match (Table::Persons.column(column).map(|column| column.kind), condition) {
                        (Some(Kind::Code(_)), _) => words.push((column, CodeWords::new(&[(0, condition)], lists, codes))),
                        (_, Condition::AtLeast(least)) => numbers.push((column, *least, f64::INFINITY)),
                        (_, Condition::Below(bound)) => numbers.push((column, f64::NEG_INFINITY, *bound)),
                        (_, Condition::Between(least, bound)) => numbers.push((column, *least, *bound)),
                        _ => return Err(Fault::Internal("an unchecked condition on persons".into())),
                    }
                }
                Makes::Any(words, numbers)
            }
        };
        match &makes {
            Makes::Age => wanted.extend(["date_of_birth"]),
            Makes::Value(column) => wanted.extend([*column]),
            Makes::Any(words, numbers) => {
                wanted.extend(words.iter().map(|(name, _)| *name));
                wanted.extend(numbers.iter().map(|(name, ..)| *name));
            }
        }
        Ok(Self { feature: position, makes })
    }

    pub(super) fn run(&self, batch: &RecordBatch, people: usize, index: Day, outputs: &mut [Vec<f32>]) -> Result<()> {
        if batch.num_rows() != people {
            return Err(Fault::Data("persons: not one row a person; import the extract again".into()));
        }
        let output = &mut outputs[self.feature];
        match &self.makes {
            Makes::Age => {
                let births = columns::days(batch, "date_of_birth")?;
                for (value, &birth) in output.iter_mut().zip(births) {
                    *value = index.completed_years_since(Day::from_number(birth)) as f32;
                }
            }
            Makes::Value(column) => {
                let numbers = columns::numbers(batch, column)?;
                for (row, value) in output.iter_mut().enumerate() {
                    *value = numbers.get(row).map_or(f32::NAN, |number| number as f32);
                }
            }
            Makes::Any(words, numbers) => {
                let words =
                    words.iter().map(|(name, words)| Ok((columns::ids(batch, name)?, words))).collect::<Result<Vec<_>>>()?;
                let numbers = numbers
                    .iter()
                    .map(|&(name, least, bound)| Ok((columns::numbers(batch, name)?, least, bound)))
                    .collect::<Result<Vec<_>>>()?;
                for (row, value) in output.iter_mut().enumerate() {
                    let holds = words.iter().all(|(ids, words)| words.get(ids[row]) & 1 != 0)
                        && numbers.iter().all(|(numbers, least, bound)| {
                            numbers.get(row).is_some_and(|number| number >= *least && number < *bound)
                        });
                    *value = f32::from(u8::from(holds));
                }
            }
        }
        Ok(())
    }
}
