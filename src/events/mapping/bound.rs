//! A mapping bound to the header of one file.

use crate::error::{Fault, Result};
use crate::events::adapter::{Cells, Mapped, RowMap};
use crate::events::extract::{ExtractRow, ExtractTable};
use crate::events::foreign::header::Header;
use crate::events::foreign::rows::Emit;
use crate::events::mapping::age;
use crate::events::mapping::dates::read_date;
use crate::events::mapping::definition::FileMap;
use crate::events::mapping::rule::{Condition, Make, Otherwise, Rule};

/// Rules with the positions of their columns.
#[derive(Debug)]
pub(super) struct Bound {
    table: ExtractTable,
    keep_if: Vec<BoundCondition>,
    columns: Vec<Vec<BoundRule>>,
    /// Source column of each extract column, for reports.
    sources: Vec<String>,
}

#[derive(Debug)]
struct BoundRule {
    rule: Rule,
    /// Positions of the source columns, in the order of [`Make::columns`]; of a list, those that are there.
    at: Vec<usize>,
    when: Vec<BoundCondition>,
}

#[derive(Debug)]
struct BoundCondition {
    at: usize,
    is: Vec<String>,
}

/// What is wrong with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wrong {
    column: usize,
    reason: &'static str,
}

const NOT_A_DATE: &str = "not a date in a format of the mapping";
const NOT_AN_AGE: &str = "not an age or a band of ages";
const NOT_A_VALUE: &str = "not a value that the mapping names";

impl Bound {
    /// Binds `map` to a header. Rules whose columns the file does not have are passed over.
    ///
    /// # Errors
    /// A definition fault when a column is left without a rule; a data fault for doubled columns.
    pub(super) fn new(map: &FileMap, header: &Header<'_>, file: &str) -> Result<Self> {
        let mut keep_if = Vec::new();
        for condition in &map.keep_if {
            let bound = bind_condition(condition, header)?;
            keep_if.push(
                bound.ok_or_else(|| {
                    Fault::Definition(format!("{}.keep_if: {file} has no column {}", map.place, condition.column))
                })?,
            );
        }
        let (mut columns, mut sources) = (Vec::new(), Vec::new());
        for (rules, column) in map.columns.iter().zip(map.to.columns()) {
            let mut bound = Vec::new();
            for rule in rules {
                bound.extend(bind_rule(rule, header)?);
            }
            if bound.is_empty() && !rules.is_empty() {
                let tried: Vec<&str> = rules.iter().flat_map(|rule| rule.make.columns()).map(String::as_str).collect();
                return Err(Fault::Definition(format!(
                    "{}.columns.{}: {file} has none of the columns it may come from ({}); name the right one, or end the list with {{ value = \"...\" }}",
                    map.place,
                    column.name,
                    tried.join(", ")
                )));
            }
            let source = bound.iter().flat_map(|rule| rule.rule.make.columns()).next();
            sources.push(source.map_or_else(|| column.name.to_owned(), Clone::clone));
            columns.push(bound);
        }
        Ok(Self { table: map.to, keep_if, columns, sources })
    }

    /// Whether the row's conditions hold.
    pub(super) fn keeps(&self, cells: &Cells<'_>) -> bool {
        self.keep_if.iter().all(|condition| condition.holds(cells))
    }

    /// Makes the extract row of a source row.
    pub(super) fn fill(&self, cells: &Cells<'_>, row: &mut ExtractRow) -> Result<(), Mapped> {
        self.fill_noting(cells, row, &mut |_| {})
    }

    /// As [`Bound::fill`]; `constant` hears of every cell, in order, whether a constant made it.
    pub(super) fn fill_noting(
        &self,
        cells: &Cells<'_>,
        row: &mut ExtractRow,
        constant: &mut dyn FnMut(bool),
    ) -> Result<(), Mapped> {
        row.clear();
        let mut made = Vec::new();
        for rules in &self.columns {
            made.clear();
            let mut is_constant = false;
            for rule in rules {
                let fault = |wrong: Wrong| Mapped::Reject { column: wrong.column, reason: wrong.reason };
                rule.make(cells, row, &mut made).map_err(fault)?;
                if !made.is_empty() {
                    is_constant = matches!(rule.rule.make, Make::Value(_));
                    break;
                }
            }
            constant(is_constant);
            row.push(&made);
        }
        Ok(())
    }
}

impl RowMap for Bound {
    fn map(&self, cells: &Cells<'_>, scratch: &mut ExtractRow, emit: Emit<'_>) -> Mapped {
        if !self.keeps(cells) {
            return Mapped::SetAside;
        }
        if let Err(rejected) = self.fill(cells, scratch) {
            return rejected;
        }
        emit(self.table, scratch);
        Mapped::Emitted
    }

    fn source_column(&self, _table: ExtractTable, column: usize) -> &str {
        self.sources.get(column).map_or("", String::as_str)
    }
}

fn bind_condition(condition: &Condition, header: &Header<'_>) -> Result<Option<BoundCondition>> {
    Ok(header.find(&condition.column)?.map(|at| BoundCondition { at, is: condition.is.clone() }))
}

fn bind_rule(rule: &Rule, header: &Header<'_>) -> Result<Option<BoundRule>> {
    let wanted = rule.make.columns();
    let mut at = Vec::new();
    for column in &wanted {
        at.extend(header.find(column)?);
    }
    let enough = match rule.make {
        Make::List(_) => !at.is_empty(),
        _ => at.len() == wanted.len(),
    };
    let mut when = Vec::new();
    for condition in &rule.when {
        when.extend(bind_condition(condition, header)?);
    }
    let fits = enough && when.len() == rule.when.len();
    Ok(fits.then(|| BoundRule { rule: rule.clone(), at, when }))
}

fn cell<'a>(cells: &Cells<'a>, at: usize) -> &'a [u8] {
    cells.get(at).copied().unwrap_or_default().trim_ascii()
}

impl BoundCondition {
    fn holds(&self, cells: &Cells<'_>) -> bool {
        let cell = cell(cells, self.at);
        self.is.iter().any(|text| text.as_bytes().eq_ignore_ascii_case(cell))
    }
}

impl BoundRule {
    /// Appends what the rule makes of the row; nothing when it is empty or the rule does not apply.
    fn make(&self, cells: &Cells<'_>, row: &ExtractRow, made: &mut Vec<u8>) -> Result<(), Wrong> {
        if !self.when.iter().all(|condition| condition.holds(cells)) {
            return Ok(());
        }
        match &self.rule.make {
            Make::Value(value) => made.extend_from_slice(value.as_bytes()),
            Make::Same(column) => made.extend_from_slice(row.cell(*column)),
            Make::From(_) => self.one(cells, self.at[0], made)?,
            Make::List(_) => {
                for &at in &self.at {
                    let before = made.len();
                    if before > 0 {
                        made.push(b';');
                    }
                    let start = made.len();
                    self.one(cells, at, made)?;
                    if made.len() == start {
                        made.truncate(before);
                    }
                }
            }
            Make::Join { .. } if self.at.iter().all(|&at| cell(cells, at).is_empty()) => {}
            Make::Join { with, .. } => {
                for (place, &at) in self.at.iter().enumerate() {
                    if place > 0 {
                        made.extend_from_slice(with.as_bytes());
                    }
                    made.extend_from_slice(cell(cells, at));
                }
            }
            Make::Age { .. } => {
                let (age, on) = (self.full(cells, self.at[0]), self.full(cells, self.at[1]));
                if age.is_empty() || on.is_empty() {
                    return Ok(());
                }
                let on = read_date(&self.rule.formats, on).ok_or(Wrong { column: self.at[1], reason: NOT_A_DATE })?;
                let born = std::str::from_utf8(age).ok().and_then(|age| age::born(age, on));
                let born = born.ok_or(Wrong { column: self.at[0], reason: NOT_AN_AGE })?;
                made.extend_from_slice(born.to_string().as_bytes());
            }
        }
        Ok(())
    }

    /// A cell, empty when it holds a text that means "empty".
    fn full<'a>(&self, cells: &Cells<'a>, at: usize) -> &'a [u8] {
        let cell = cell(cells, at);
        if self.rule.empty.iter().any(|text| text.as_bytes().eq_ignore_ascii_case(cell)) { &[] } else { cell }
    }

    fn one(&self, cells: &Cells<'_>, at: usize, made: &mut Vec<u8>) -> Result<(), Wrong> {
        let mut cell = self.full(cells, at);
        if let Some(take) = self.rule.take {
            // Characters, which are not bytes outside ASCII; text that is not UTF-8 is left for the checks to refuse.
            let end = std::str::from_utf8(cell).ok().and_then(|text| text.char_indices().nth(take)).map(|(end, _)| end);
            cell = end.map_or(cell, |end| &cell[..end]).trim_ascii();
        }
        if cell.is_empty() {
            return Ok(());
        }
        if let Some(values) = &self.rule.values {
            let known = std::str::from_utf8(cell).ok().and_then(|text| values.get(&text.to_lowercase()));
            match (known, self.rule.otherwise) {
                (Some(value), _) => made.extend_from_slice(value.as_bytes()),
                (None, Otherwise::Keep) => made.extend_from_slice(cell),
                (None, Otherwise::Empty) => {}
                (None, Otherwise::Reject) => return Err(Wrong { column: at, reason: NOT_A_VALUE }),
            }
        } else if self.rule.is_date {
            let day = read_date(&self.rule.formats, cell).ok_or(Wrong { column: at, reason: NOT_A_DATE })?;
            made.extend_from_slice(day.to_string().as_bytes());
        } else {
            made.extend_from_slice(cell);
        }
        Ok(())
    }
}
