//! Where in a text of TOML something is wrong: what whoever wrote it looks for.

use std::fmt;
use std::ops::Range;

/// A line, and the field it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TomlPlace {
    /// From 1.
    pub line: usize,
    /// The key on the line, or on the nearest before it; none before the first.
    pub field: Option<String>,
}

impl TomlPlace {
    /// Where `span` of `text` begins.
    #[must_use]
    pub fn of(text: &str, span: &Range<usize>) -> Self {
        // A span may begin behind the end, or within a letter.
        let before = (0..=span.start.min(text.len())).rev().find_map(|end| text.get(..end)).unwrap_or_default();
        let line = before.split('\n').count();
        let lines: Vec<&str> = text.lines().take(line).collect();
        Self { line, field: lines.iter().rev().find_map(|line| key(line)) }
    }

    /// Where the field called `name` is, the first time.
    #[must_use]
    pub fn of_field(text: &str, name: &str) -> Option<Self> {
        let place = text.lines().position(|line| key(line).as_deref() == Some(name))?;
        Some(Self { line: place + 1, field: Some(name.to_owned()) })
    }

    /// Where the table called `name` begins for the time of this number, counted from 0.
    #[must_use]
    pub fn of_table(text: &str, name: &str, number: usize) -> Option<Self> {
        let named = |line: &str| {
            let header = line.trim().strip_prefix("[[").and_then(|rest| rest.split_once("]]"));
            header.is_some_and(|(found, _)| found.trim() == name)
        };
        let mut places = (1..).zip(text.lines()).filter(|(_, line)| named(line)).map(|(line, _)| line);
        places.nth(number).map(|line| Self { line, field: None })
    }
}

/// The key that a line sets, if it sets one.
fn key(line: &str) -> Option<String> {
    let (key, _) = line.trim_start().split_once('=')?;
    let key = key.trim();
    let key = key.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(key);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    (!key.is_empty() && key.bytes().all(plain)).then(|| key.to_owned())
}

impl fmt::Display for TomlPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field {
            Some(field) => write!(f, "line {}, {field}", self.line),
            None => write!(f, "line {}", self.line),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# one\nfirst = 1\n\n[[table]]\nsecond = [\n    \"x = y\",\n]\n[[table]]\n\"third\" = 3\n";

    fn at(words: &str) -> TomlPlace {
        let start = TEXT.find(words).unwrap();
        TomlPlace::of(TEXT, &(start..start + words.len()))
    }

    #[test]
    fn a_place_is_a_line_and_the_key_it_belongs_to() {
        assert_eq!(at("# one").to_string(), "line 1");
        assert_eq!(at("= 1").to_string(), "line 2, first");
        assert_eq!(at("x = y").to_string(), "line 6, second");
        assert_eq!(at("3").to_string(), "line 9, third");
        let beyond = TEXT.len() + 5;
        assert_eq!(TomlPlace::of(TEXT, &(beyond..beyond)).to_string(), "line 10, third");
    }

    #[test]
    fn fields_and_tables_are_found_by_name() {
        assert_eq!(TomlPlace::of_field(TEXT, "third").unwrap().line, 9);
        assert_eq!(TomlPlace::of_field(TEXT, "x"), None);
        assert_eq!(TomlPlace::of_table(TEXT, "table", 1).unwrap().line, 8);
        assert_eq!(TomlPlace::of_table(TEXT, "table", 2), None);
    }
}
