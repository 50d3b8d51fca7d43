//! Reading a TOML table key by key, with faults that name the file and the key and say what is allowed.

use crate::error::{Fault, Result};
use toml::{Table, Value};

/// A table of the mapping file, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Keys<'a> {
    file: &'a str,
    at: String,
    table: &'a Table,
}

impl<'a> Keys<'a> {
    /// The table at the key `at` (empty for the whole file), which may have the `allowed` keys and no others.
    ///
    /// # Errors
    /// A definition fault that names an unknown key.
    pub(super) fn new(file: &'a str, at: String, table: &'a Table, allowed: &[&str]) -> Result<Self> {
        let keys = Self { file, at, table };
        if let Some(unknown) = table.keys().find(|key| !allowed.contains(&key.as_str())) {
            return Err(keys.fault(unknown, &format!("there is no such key here; allowed: {}", allowed.join(", "))));
        }
        Ok(keys)
    }

    /// A fault of one key; of the table itself when `key` is empty.
    pub(super) fn fault(&self, key: &str, what: &str) -> Fault {
        Fault::Definition(format!("{}: {}: {what}", self.file, self.path(key)))
    }

    /// The full name of a key.
    pub(super) fn path(&self, key: &str) -> String {
        match (self.at.is_empty(), key.is_empty()) {
            (true, _) => key.to_owned(),
            (false, true) => self.at.clone(),
            (false, false) => format!("{}.{key}", self.at),
        }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    pub(super) fn value(&self, key: &str) -> Option<&'a Value> {
        self.table.get(key)
    }

    /// A text, when given.
    pub(super) fn text(&self, key: &str) -> Result<Option<&'a str>> {
        match self.value(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.fault(key, "has to be a text in quotes")),
        }
    }

    /// A text.
    pub(super) fn need_text(&self, key: &str) -> Result<&'a str> {
        self.text(key)?.ok_or_else(|| self.fault(key, "is missing"))
    }

    /// A text or a list of texts, when given.
    pub(super) fn texts(&self, key: &str) -> Result<Option<Vec<String>>> {
        self.value(key)
            .map(|value| texts(value).ok_or_else(|| self.fault(key, "has to be a text or a list of texts")))
            .transpose()
    }

    /// True or false; false when not given.
    pub(super) fn flag(&self, key: &str) -> Result<bool> {
        match self.value(key) {
            None => Ok(false),
            Some(Value::Boolean(flag)) => Ok(*flag),
            Some(_) => Err(self.fault(key, "has to be true or false")),
        }
    }

    /// One of `choices` by name; the first when not given.
    pub(super) fn choice<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Result<Option<T>> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        let found = choices.iter().find(|(name, _)| *name == text).map(|(_, choice)| *choice);
        let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
        found.map(Some).ok_or_else(|| self.fault(key, &format!("is none of: {}", names.join(", "))))
    }

    /// A table under this one, whose keys are free.
    pub(super) fn table(&self, key: &str) -> Result<Option<&'a Table>> {
        match self.value(key) {
            None => Ok(None),
            Some(Value::Table(table)) => Ok(Some(table)),
            Some(_) => Err(self.fault(key, "has to be a table")),
        }
    }

    /// Tables of a list of tables.
    pub(super) fn tables(&self, key: &str) -> Result<Vec<&'a Table>> {
        match self.value(key) {
            Some(Value::Array(items)) if !items.is_empty() => items
                .iter()
                .map(|item| item.as_table().ok_or_else(|| self.fault(key, "has to be a list of tables, [[...]]")))
                .collect(),
            _ => Err(self.fault(key, "is missing: give at least one table of this name in double brackets")),
        }
    }
}

/// A text or a list of texts.
pub(super) fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Array(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}
