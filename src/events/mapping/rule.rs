//! Where a cell comes from.

use crate::error::Result;
use crate::events::extract::ExtractTable;
use crate::events::mapping::dates::DateFormat;
use crate::events::mapping::definition::Shared;
use crate::events::mapping::keys::{Keys, texts};
use crate::events::mapping::pattern;
use std::collections::HashMap;
use toml::Value;

/// One way to make a cell.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) make: Make,
    /// Conditions on the row; all have to hold.
    pub(super) when: Vec<Condition>,
    /// Source texts that mean "empty".
    pub(super) empty: Vec<String>,
    /// Formats of the date to read, for columns that hold dates and for ages on a date.
    pub(super) formats: Vec<DateFormat>,
    /// Whether the cell is a date to be read by `formats`.
    pub(super) is_date: bool,
    /// Characters to keep.
    pub(super) take: Option<usize>,
    /// Values by source text in lower case.
    pub(super) values: Option<HashMap<String, String>>,
    pub(super) otherwise: Otherwise,
}

/// What the cell is made of.
#[derive(Debug, Clone)]
pub(super) enum Make {
    /// A source column.
    From(String),
    /// A constant.
    Value(String),
    /// Source columns put together.
    Join { columns: Vec<String>, with: String },
    /// Source columns that are not empty, separated by `;`.
    List(Vec<String>),
    /// Date of birth from an age on a date.
    Age { age: String, on: String },
    /// An extract column that stands before this one.
    Same(usize),
}

impl Make {
    /// Source columns, in order.
    pub(super) fn columns(&self) -> Vec<&String> {
        match self {
            Self::From(column) => vec![column],
            Self::Value(_) | Self::Same(_) => Vec::new(),
            Self::Join { columns, .. } | Self::List(columns) => columns.iter().collect(),
            Self::Age { age, on } => vec![age, on],
        }
    }
}

/// What becomes of a text that the table of values does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Otherwise {
    /// The row is rejected.
    Reject,
    /// The text is kept.
    Keep,
    /// The cell is empty.
    Empty,
}

/// A source column that has to hold one of some texts.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    pub(super) column: String,
    pub(super) is: Vec<String>,
}

const RULE: [&str; 14] =
    ["from", "value", "join", "with", "list", "age", "on", "same", "when", "empty", "formats", "take", "values", "otherwise"];
const MAKERS: [&str; 6] = ["from", "value", "join", "list", "age", "same"];

/// The rules of an extract column: a column name, a rule, or a list of either. The first that gives something counts.
///
/// # Errors
/// A definition fault that names the key.
pub(super) fn rules(
    file: &str,
    columns: &Keys<'_>,
    name: &str,
    value: &Value,
    shared: &Shared,
    table: ExtractTable,
) -> Result<Vec<Rule>> {
    let items = match value {
        Value::Array(items) if items.is_empty() => return Err(columns.fault(name, "is an empty list")),
        Value::Array(items) => items.as_slice(),
        other => std::slice::from_ref(other),
    };
    let is_date = is_date(name);
    let mut rules = Vec::new();
    for (number, item) in items.iter().enumerate() {
        let at = if items.len() == 1 { columns.path(name) } else { format!("{}[{}]", columns.path(name), number + 1) };
        rules.push(match item {
            Value::String(column) => Rule {
                make: Make::From(column.clone()),
                when: Vec::new(),
                empty: shared.empty.clone(),
                formats: shared.formats.clone(),
                is_date,
                take: None,
                values: None,
                otherwise: Otherwise::Reject,
            },
            Value::Table(item) => rule(&Keys::new(file, at, item, &RULE)?, name, is_date, shared, table)?,
            _ => return Err(columns.fault(name, "has to be a column name, a rule in braces, or a list of them")),
        });
    }
    Ok(rules)
}

/// Extract columns that hold dates.
fn is_date(column: &str) -> bool {
    column.ends_with("_on") || matches!(column, "date_of_birth" | "from")
}

fn rule(keys: &Keys<'_>, column: &str, is_date: bool, shared: &Shared, table: ExtractTable) -> Result<Rule> {
    let makers: Vec<_> = MAKERS.into_iter().filter(|maker| keys.has(maker)).collect();
    let [maker] = makers.as_slice() else {
        return Err(keys.fault("", &format!("needs exactly one of: {}", MAKERS.join(", "))));
    };
    let needs = |key: &str, makers: &[&str]| {
        let alone = keys.has(key) && !makers.contains(maker);
        if alone { Err(keys.fault(key, &format!("goes with {} alone", makers.join(" or ")))) } else { Ok(()) }
    };
    needs("with", &["join"])?;
    needs("on", &["age"])?;
    needs("formats", &["from", "age"])?;
    needs("take", &["from", "list"])?;
    needs("values", &["from", "list"])?;
    needs("empty", &["from", "list", "age"])?;
    if keys.has("otherwise") && !keys.has("values") {
        return Err(keys.fault("otherwise", "goes with values alone"));
    }
    if keys.has("formats") && !is_date {
        return Err(keys.fault("formats", &format!("is for dates, and {column} is none")));
    }
    let make = match *maker {
        "from" => Make::From(keys.need_text("from")?.to_owned()),
        "value" => Make::Value(keys.need_text("value")?.to_owned()),
        "join" => Make::Join { columns: column_list(keys, "join")?, with: keys.text("with")?.unwrap_or("-").to_owned() },
        "list" => Make::List(column_list(keys, "list")?),
        "age" if column != "date_of_birth" => return Err(keys.fault("age", "makes a date_of_birth and nothing else")),
        "age" => Make::Age { age: keys.need_text("age")?.to_owned(), on: keys.need_text("on")?.to_owned() },
        _ => same(keys, column, table)?,
    };
    let mut empty = shared.empty.clone();
    empty.extend(keys.texts("empty")?.unwrap_or_default());
    let otherwise = [("reject", Otherwise::Reject), ("keep", Otherwise::Keep), ("empty", Otherwise::Empty)];
    Ok(Rule {
        is_date: is_date && matches!(make, Make::From(_)),
        make,
        when: conditions(keys, "when")?,
        empty,
        formats: formats(keys, "formats")?.unwrap_or_else(|| shared.formats.clone()),
        take: take(keys)?,
        values: values(keys)?,
        otherwise: keys.choice("otherwise", &otherwise)?.unwrap_or(Otherwise::Reject),
    })
}

fn same(keys: &Keys<'_>, column: &str, table: ExtractTable) -> Result<Make> {
    let before: Vec<&str> = table.columns().iter().map(|column| column.name).take_while(|name| *name != column).collect();
    let name = keys.need_text("same")?;
    let position = before.iter().position(|before| *before == name);
    position.map(Make::Same).ok_or_else(|| keys.fault("same", &format!("is none of the columns before: {}", before.join(", "))))
}

/// Columns, with runs like `DIAG_{02..20}` written out.
fn column_list(keys: &Keys<'_>, key: &str) -> Result<Vec<String>> {
    let mut columns = Vec::new();
    for name in keys.texts(key)?.unwrap_or_default() {
        columns
            .extend(pattern::columns(&name).ok_or_else(|| keys.fault(key, "braces hold a run of numbers, as in DIAG_{02..20}"))?);
    }
    if columns.is_empty() { Err(keys.fault(key, "names no column")) } else { Ok(columns) }
}

fn take(keys: &Keys<'_>) -> Result<Option<usize>> {
    match keys.value("take") {
        None => Ok(None),
        Some(Value::Integer(count)) if *count > 0 => Ok(usize::try_from(*count).ok()),
        Some(_) => Err(keys.fault("take", "has to be a number of characters, at least 1")),
    }
}

fn values(keys: &Keys<'_>) -> Result<Option<HashMap<String, String>>> {
    let Some(table) = keys.table("values")? else { return Ok(None) };
    let mut values = HashMap::new();
    for (source, value) in table {
        let value = value.as_str().ok_or_else(|| keys.fault("values", &format!("\"{source}\" has to have a text in quotes")))?;
        if values.insert(source.to_lowercase(), value.to_owned()).is_some() {
            return Err(keys.fault("values", &format!("\"{source}\" is there twice; case does not count")));
        }
    }
    Ok(Some(values))
}

/// Conditions: a table of source column to the texts it may hold; `""` stands for an empty cell.
///
/// # Errors
/// A definition fault that names the key.
pub(super) fn conditions(keys: &Keys<'_>, key: &str) -> Result<Vec<Condition>> {
    let mut conditions = Vec::new();
    for (column, value) in keys.table(key)?.into_iter().flatten() {
        let is = texts(value).filter(|is| !is.is_empty());
        let is = is.ok_or_else(|| keys.fault(key, &format!("\"{column}\" has to have a text or a list of texts")))?;
        conditions.push(Condition { column: column.clone(), is });
    }
    Ok(conditions)
}

/// Date formats under a key.
///
/// # Errors
/// A definition fault that names the key.
pub(super) fn formats(keys: &Keys<'_>, key: &str) -> Result<Option<Vec<DateFormat>>> {
    let Some(texts) = keys.texts(key)? else { return Ok(None) };
    let formats = texts.iter().map(|text| {
        DateFormat::new(text).ok_or_else(|| {
            let what = format!("\"{text}\" is no date format with year and month; %Y-%m-%d, %d/%m/%Y %H:%M and %m%Y are");
            keys.fault(key, &what)
        })
    });
    formats.collect::<Result<Vec<_>>>().map(Some)
}
