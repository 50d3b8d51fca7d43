//! The slow, obvious engine: one person and one feature at a time, straight from what [`crate::features::definition`] says.
//!
//! It is the oracle of the tests and shares nothing with the kernel but the definitions, the membership of code lists and the
//! shard's batches. Its cost is people x features x rows.

use crate::domain::Day;
use crate::error::{Fault, Result};
use crate::events::codes::Codes;
use crate::events::layout::Table;
use crate::events::store::Shard;
use crate::features::check::check;
use crate::features::codelist::{CodeList, CodeLists, Entry};
use crate::features::definition::{Aggregate, Condition, FeatureDefinition, KNOWN_AT_DISCHARGE, Window};
use crate::features::raw::RawBlock;
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, UInt32Type};
use arrow_array::{Array, RecordBatch};
use std::collections::BTreeSet;

/// Raw values of everyone in `shard`: what [`crate::features::kernel::Plan::run`] must give as well.
///
/// # Errors
/// The definition faults of [`check`]; a data fault for a column that is not there.
pub fn run(
    features: &[FeatureDefinition],
    lists: &CodeLists,
    codes: &Codes,
    shard: &Shard,
    index: Day,
    missing_feeds: &[Table],
) -> Result<RawBlock> {
    check(features, lists)?;
    let world = World { lists, codes, index };
    let mut columns = Vec::new();
    for feature in features {
        let mut column = Vec::new();
        for person in shard.people.clone() {
            let value = if missing_feeds.contains(&feature.table.feed()) {
                None
            } else if feature.table == Table::Persons {
                world.of_person(feature, &row_of_person(shard, person)?)?
            } else {
                world.of_events(feature, &rows_of_person(shard, feature.table, person)?)?
            };
            column.push(value.map_or(f32::NAN, |number| number as f32));
        }
        columns.push(column);
    }
    Ok(RawBlock { people: shard.people.clone(), columns })
}

/// One row of a table.
#[derive(Clone, Copy)]
struct Row<'a> {
    table: Table,
    batch: &'a RecordBatch,
    at: usize,
}

fn row_of_person(shard: &Shard, person: u32) -> Result<Row<'_>> {
    let batch = shard.tables.get(&Table::Persons).ok_or_else(|| Fault::Data("the shard has no persons".into()))?;
    Ok(Row { table: Table::Persons, batch, at: (person - shard.people.start) as usize })
}

fn rows_of_person(shard: &Shard, table: Table, person: u32) -> Result<Vec<Row<'_>>> {
    let Some(batch) = shard.tables.get(&table) else { return Ok(Vec::new()) };
    let mut rows = Vec::new();
    for at in 0..batch.num_rows() {
        let row = Row { table, batch, at };
        if row.id("person")? == person {
            rows.push(row);
        }
    }
    Ok(rows)
}

impl Row<'_> {
    fn column(&self, name: &str) -> Result<&dyn Array> {
        self.batch.column_by_name(name).map(AsRef::as_ref).ok_or_else(|| Fault::Data(format!("there is no column {name}")))
    }

    fn id(&self, name: &str) -> Result<u32> {
        Ok(self.column(name)?.as_primitive::<UInt32Type>().value(self.at))
    }

    fn day(&self, name: &str) -> Result<Option<Day>> {
        let days = self.column(name)?.as_primitive::<Date32Type>();
        Ok(days.is_valid(self.at).then(|| Day::from_number(days.value(self.at))))
    }

    fn number(&self, name: &str) -> Result<Option<f64>> {
        let column = self.column(name)?;
        if let Some(ordinals) = column.as_primitive_opt::<UInt32Type>() {
            return Ok(Some(f64::from(ordinals.value(self.at))));
        }
        let numbers = column.as_primitive::<Float64Type>();
        Ok(numbers.is_valid(self.at).then(|| numbers.value(self.at)).filter(|number| number.is_finite()))
    }

    fn happened_on(&self) -> Result<Day> {
        let name = self.table.date_column().unwrap_or_default();
        self.day(name)?.ok_or_else(|| Fault::Data(format!("{name} is empty")))
    }
}

struct World<'a> {
    lists: &'a CodeLists,
    codes: &'a Codes,
    index: Day,
}

impl<'a> World<'a> {
    fn of_person(&self, feature: &FeatureDefinition, row: &Row<'_>) -> Result<Option<f64>> {
        Ok(match &feature.aggregate {
            Aggregate::Age => row.day("date_of_birth")?.map(|birth| f64::from(self.index.completed_years_since(birth))),
            Aggregate::Value(column) => row.number(column)?,
            _ => Some(f64::from(u8::from(self.meets_all(feature, row, &[])?))),
        })
    }

    fn of_events(&self, feature: &FeatureDefinition, rows: &[Row<'_>]) -> Result<Option<f64>> {
        let mut known = Vec::new();
        for row in rows {
            if row.happened_on()? <= self.index && row.day("visible_on")?.is_some_and(|day| day <= self.index) {
                known.push(*row);
            }
        }
        let mut counted = Vec::new();
        for row in &known {
            if self.in_window(feature, row)? && self.meets_all(feature, row, &known)? {
                counted.push(*row);
            }
        }
        self.aggregate(feature, &counted, &known)
    }

    /// The end of an interval, as far as it is known on the index date.
    fn end(&self, row: &Row<'_>) -> Result<Option<Day>> {
        let Some(name) = row.table.end_column() else { return Ok(None) };
        Ok(row.day(name)?.filter(|&end| end <= self.index))
    }

    fn in_window(&self, feature: &FeatureDefinition, row: &Row<'_>) -> Result<bool> {
        let ago = self.index.days_since(row.happened_on()?);
        Ok(match feature.window {
            // Nights are counted one by one against the window, whenever the stay started.
            Some(Window::Days(..)) if feature.aggregate == Aggregate::BedDays => true,
            Some(Window::Days(from, to)) => (i32::from(from)..=i32::from(to)).contains(&ago),
            Some(Window::Current) => self.end(row)?.is_none(),
            Some(Window::Ever) | None => true,
        })
    }

    fn meets_all(&self, feature: &FeatureDefinition, row: &Row<'_>, known: &[Row<'_>]) -> Result<bool> {
        for (column, condition) in &feature.filter {
            if !self.meets(condition, column, row, known)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn code(&self, row: &Row<'_>, column: &str) -> Result<(&'a str, &'a str)> {
        if row.table == Table::Admissions && KNOWN_AT_DISCHARGE.contains(&column) && self.end(row)?.is_none() {
            return Ok(("", ""));
        }
        Ok(self.codes.get(row.id(column)?))
    }

    fn meets(&self, condition: &Condition, column: &str, row: &Row<'_>, known: &[Row<'_>]) -> Result<bool> {
        Ok(match condition {
            Condition::In(codes) => {
                let (_, code) = self.code(row, column)?;
                codes.iter().any(|one| one == code)
            }
            Condition::NotIn(codes) => {
                let (_, code) = self.code(row, column)?;
                !codes.iter().any(|one| one == code)
            }
            Condition::Prefix(starts) => {
                let (_, code) = self.code(row, column)?;
                starts.iter().any(|start| code.starts_with(start.as_str()))
            }
            Condition::List(wanted) => {
                let list = self.list(&wanted.id)?;
                let groups = self.groups(list, column, row, known)?;
                groups.iter().any(|group| wanted.groups.is_empty() || wanted.groups.contains(&list.groups[*group].id))
            }
            Condition::AtLeast(least) => row.number(column)?.is_some_and(|number| number >= *least),
            Condition::Below(bound) => row.number(column)?.is_some_and(|number| number < *bound),
            Condition::Between(least, bound) => row.number(column)?.is_some_and(|number| (*least..*bound).contains(&number)),
        })
    }

    fn list(&self, id: &str) -> Result<&'a CodeList> {
        self.lists.get(id).ok_or_else(|| Fault::Definition(format!("there is no code list {id}")))
    }

    /// The groups of `list` that the row counts for.
    fn groups(&self, list: &CodeList, column: &str, row: &Row<'_>, known: &[Row<'_>]) -> Result<BTreeSet<usize>> {
        let (system, code) = self.code(row, column)?;
        let mut groups = BTreeSet::new();
        for entry in list.entries_of(system, code) {
            if self.rule_holds(entry, row, known)? {
                groups.insert(entry.group);
            }
        }
        Ok(groups)
    }

    fn rule_holds(&self, entry: &Entry, row: &Row<'_>, known: &[Row<'_>]) -> Result<bool> {
        if entry.rule.primary_only && row.id("position")? != 1 {
            return Ok(false);
        }
        let needs = &entry.rule.needs_secondary;
        let excluded = &entry.rule.excluded_by_secondary;
        let needed = needs.is_empty() || self.shows_secondary(needs, row, known)?;
        Ok(needed && !self.shows_secondary(excluded, row, known)?)
    }

    /// Whether the row's spell has a diagnosis after the first that begins with one of `starts`.
    fn shows_secondary(&self, starts: &[String], row: &Row<'_>, known: &[Row<'_>]) -> Result<bool> {
        if starts.is_empty() {
            return Ok(false);
        }
        for other in known {
            let (_, code) = self.codes.get(other.id("diagnosis")?);
            if other.id("spell")? == row.id("spell")?
                && other.id("position")? > 1
                && starts.iter().any(|start| code.starts_with(start.as_str()))
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn aggregate(&self, feature: &FeatureDefinition, rows: &[Row<'_>], known: &[Row<'_>]) -> Result<Option<f64>> {
        let days_ago = || -> Result<Vec<i32>> { rows.iter().map(|row| Ok(self.index.days_since(row.happened_on()?))).collect() };
        Ok(match &feature.aggregate {
            Aggregate::Count => Some(rows.len() as f64),
            Aggregate::Any => Some(if rows.is_empty() { 0.0 } else { 1.0 }),
            Aggregate::Spells => {
                let spells: BTreeSet<u32> = rows.iter().map(|row| row.id("spell")).collect::<Result<_>>()?;
                Some(spells.len() as f64)
            }
            Aggregate::Sum(column) => {
                let mut sum = 0.0;
                for row in rows {
                    sum += row.number(column)?.unwrap_or(0.0);
                }
                Some(sum)
            }
            Aggregate::BedDays => Some(self.nights(feature.window, rows)?),
            Aggregate::Distinct { column, chars } => {
                let mut values = BTreeSet::new();
                for row in rows {
                    let (system, code) = self.code(row, column)?;
                    let value: String = if *chars == 0 { code.into() } else { code.chars().take(*chars as usize).collect() };
                    if !value.is_empty() {
                        values.insert((system, value));
                    }
                }
                Some(values.len() as f64)
            }
            Aggregate::Groups { column, list } => Some(self.present(self.list(list)?, column, rows, known)?.len() as f64),
            Aggregate::Weights { column, list, weights } => {
                let list = self.list(list)?;
                let mut sum = 0;
                for group in self.present(list, column, rows, known)? {
                    sum += list.groups[group].weights.get(weights).copied().unwrap_or(0);
                }
                if list.floor_at_zero.contains(weights) && sum < 0 {
                    sum = 0;
                }
                Some(f64::from(sum) / f64::from(list.divide))
            }
            Aggregate::Latest(column) => {
                let mut latest: Option<(Day, f64)> = None;
                for row in rows {
                    if let Some(number) = row.number(column)?
                        && latest.is_none_or(|(day, _)| day <= row.happened_on().unwrap_or(day))
                    {
                        latest = Some((row.happened_on()?, number));
                    }
                }
                latest.map(|(_, number)| number)
            }
            Aggregate::DaysSinceLatest => days_ago()?.into_iter().min().map(f64::from),
            Aggregate::DaysSinceFirst => days_ago()?.into_iter().max().map(f64::from),
            Aggregate::Age | Aggregate::Value(_) => None,
        })
    }

    /// Groups present, without those that another one removes.
    fn present(&self, list: &CodeList, column: &str, rows: &[Row<'_>], known: &[Row<'_>]) -> Result<BTreeSet<usize>> {
        let mut present = BTreeSet::new();
        for row in rows {
            present.extend(self.groups(list, column, row, known)?);
        }
        let mut left = present.clone();
        for (winner, loser) in &list.hierarchy {
            if present.contains(winner) {
                left.remove(loser);
            }
        }
        Ok(left)
    }

    /// Walks through every night of every stay.
    fn nights(&self, window: Option<Window>, rows: &[Row<'_>]) -> Result<f64> {
        let mut nights = 0;
        for row in rows {
            let end = self.end(row)?.unwrap_or(self.index);
            let mut night = row.happened_on()?;
            while night < end {
                let ago = self.index.days_since(night);
                let inside = match window {
                    Some(Window::Days(from, to)) => (i32::from(from)..=i32::from(to)).contains(&ago),
                    _ => true,
                };
                nights += u32::from(inside);
                night = night.plus_days(1);
            }
        }
        Ok(f64::from(nights))
    }
}
