//! One feature of a walk: what is left to look at on a row whose bit is set, and what the row adds.

use super::lookup::{Companions, GroupLookup};
use crate::error::{Fault, Result};
use crate::events::codes::Codes;
use crate::events::layout::{Kind, Table};
use crate::features::codelist::{CodeList, CodeLists};
use crate::features::definition::{Aggregate, Condition, FeatureDefinition, Window};
use std::collections::HashMap;

/// The name of a column, as the layout has it.
pub(super) type Name = &'static str;

/// A feature as a walk sees it.
#[derive(Debug)]
pub(super) struct Op {
    /// Position of the feature, hence of its output column.
    pub(super) feature: usize,
    /// Number columns with the least value (in) and the bound (out).
    pub(super) numbers: Vec<(Name, f64, f64)>,
    /// Diagnosis lists with rules on the rest of the spell.
    pub(super) ruled: Vec<GroupLookup>,
    /// Intervals must not have ended by the index date.
    pub(super) current: bool,
    /// What a row adds.
    pub(super) adds: Adds,
}

/// What a row adds to a person's number.
#[derive(Debug)]
pub(super) enum Adds {
    One,
    Presence,
    Spell,
    Number(Name),
    /// Nights in the window from so many days ago (near end) to so many (far end; `None`: without end).
    Nights(u16, Option<u16>),
    /// From code id to a dense number of its value; 0 is none.
    Value(Name, Vec<u32>, usize),
    Groups(Name, GroupLookup, Score),
    LatestNumber(Name),
    LatestDay,
    FirstDay,
}

impl Adds {
    /// The code column and the number column that it reads.
    pub(super) const fn column(&self) -> (Option<Name>, Option<Name>) {
        match self {
            Self::Value(name, ..) | Self::Groups(name, ..) => (Some(*name), None),
            Self::Number(name) | Self::LatestNumber(name) => (None, Some(*name)),
            _ => (None, None),
        }
    }
}

/// From the groups that a person has to a number.
#[derive(Debug)]
pub(super) struct Score {
    /// (bit of the winner, bit of the loser).
    hierarchy: Vec<(u128, u128)>,
    /// By group; 1 for counts.
    weights: Vec<i64>,
    floor_at_zero: bool,
    divide: u32,
}

impl Score {
    fn new(list: &CodeList, weights: Option<&str>) -> Self {
        let weight = |name: Option<&str>, group: usize| match name {
            Some(name) => list.groups[group].weights.get(name).copied().map_or(0, i64::from),
            None => 1,
        };
        Self {
            hierarchy: list.hierarchy.iter().map(|&(winner, loser)| (1 << winner, 1 << loser)).collect(),
            weights: (0..list.groups.len()).map(|group| weight(weights, group)).collect(),
            floor_at_zero: weights.is_some_and(|name| list.floor_at_zero.iter().any(|floored| floored == name)),
            divide: if weights.is_some() { list.divide } else { 1 },
        }
    }

    /// The number for the groups in `present`. Whole numbers are added, so that tenths come out even.
    pub(super) fn of(&self, present: u128) -> f64 {
        let beaten =
            self.hierarchy.iter().filter(|(winner, _)| present & winner != 0).fold(0, |beaten, (_, loser)| beaten | loser);
        let mut left = present & !beaten;
        let mut sum = 0;
        while left != 0 {
            sum += self.weights.get(left.trailing_zeros() as usize).copied().unwrap_or(0);
            left &= left - 1;
        }
        let sum = if self.floor_at_zero { sum.max(0) } else { sum };
        sum as f64 / f64::from(self.divide)
    }
}

impl Op {
    /// Prepares `feature`, which [`crate::features::check::check`] has passed.
    pub(super) fn new(
        position: usize,
        feature: &FeatureDefinition,
        lists: &CodeLists,
        codes: &Codes,
        companions: &mut Companions,
    ) -> Result<Self> {
        let table = feature.table;
        let mut op = Self {
            feature: position,
            numbers: vec![],
            ruled: vec![],
            current: feature.window == Some(Window::Current),
            adds: Adds::One,
        };
        for (column, condition) in &feature.filter {
            match condition {
                Condition::AtLeast(least) => op.numbers.push((layout_name(table, column)?, *least, f64::INFINITY)),
                Condition::Below(bound) => op.numbers.push((layout_name(table, column)?, f64::NEG_INFINITY, *bound)),
                Condition::Between(least, bound) => op.numbers.push((layout_name(table, column)?, *least, *bound)),
                Condition::List(wanted) => {
                    let list = list(lists, &wanted.id)?;
                    if list.has_rules() {
                        op.ruled.push(GroupLookup::new(list, &wanted.groups, codes, companions)?);
                    }
                }
                Condition::In(_) | Condition::NotIn(_) | Condition::Prefix(_) => {}
            }
        }
        let mut groups = |column: &str, id: &str, weights: Option<&str>| -> Result<Adds> {
            let list = list(lists, id)?;
            let lookup = GroupLookup::new(list, &[], codes, companions)?;
            Ok(Adds::Groups(layout_name(table, column)?, lookup, Score::new(list, weights)))
        };
        op.adds = match &feature.aggregate {
            Aggregate::Count => Adds::One,
            Aggregate::Any => Adds::Presence,
            Aggregate::Spells => Adds::Spell,
            Aggregate::Sum(column) => Adds::Number(layout_name(table, column)?),
            Aggregate::BedDays => match feature.window {
                Some(Window::Days(from, to)) => Adds::Nights(from, Some(to)),
                _ => Adds::Nights(0, None),
            },
            Aggregate::Distinct { column, chars } => {
                let (values, count) = values(table, column, *chars, codes);
                Adds::Value(layout_name(table, column)?, values, count)
            }
            Aggregate::Groups { column, list } => groups(column, list, None)?,
            Aggregate::Weights { column, list, weights } => groups(column, list, Some(weights))?,
            Aggregate::Latest(column) => Adds::LatestNumber(layout_name(table, column)?),
            Aggregate::DaysSinceLatest => Adds::LatestDay,
            Aggregate::DaysSinceFirst => Adds::FirstDay,
            Aggregate::Age | Aggregate::Value(_) => {
                return Err(Fault::Internal("a person's value in a walk over events".into()));
            }
        };
        Ok(op)
    }

    /// Columns that the feature reads beside the code columns of its conditions.
    pub(super) fn reads(&self) -> impl Iterator<Item = Name> + '_ {
        let (code, number) = self.adds.column();
        self.numbers.iter().map(|(name, ..)| *name).chain(code).chain(number)
    }

    /// Whether rows count from the window's near end on, whenever they started.
    pub(super) const fn is_open(&self) -> bool {
        matches!(self.adds, Adds::Nights(..))
    }
}

/// The layout's own name of `column`.
pub(super) fn layout_name(table: Table, column: &str) -> Result<Name> {
    table.column(column).map(|column| column.name).ok_or_else(|| Fault::Internal(format!("unchecked column \"{column}\"")))
}

fn list<'a>(lists: &'a CodeLists, id: &str) -> Result<&'a CodeList> {
    lists.get(id).ok_or_else(|| Fault::Internal(format!("unchecked code list \"{id}\"")))
}

/// Numbers the distinct values (first `chars` characters, 0: all) of codes that the column can hold. Codes of two systems are
/// two values, even when they read alike.
fn values(table: Table, column: &str, chars: u8, codes: &Codes) -> (Vec<u32>, usize) {
    let systems: Vec<&str> = match table.column(column).map(|column| column.kind) {
        Some(Kind::Code(_)) => crate::features::check::systems_of(table, column),
        _ => Vec::new(),
    };
    let mut numbers: HashMap<(&str, &str), u32> = HashMap::new();
    let mut of_code = vec![0; codes.len()];
    for (id, system, code) in codes.iter().filter(|(_, system, _)| systems.contains(system)) {
        let end = if chars == 0 { code.len() } else { code.char_indices().nth(chars as usize).map_or(code.len(), |(at, _)| at) };
        let next = numbers.len() as u32 + 1;
        of_code[id as usize] = *numbers.entry((system, &code[..end])).or_insert(next);
    }
    (of_code, numbers.len() + 1)
}
