//! A file's header row: where the columns are.

use crate::error::{Fault, Result};

/// Column names of one file. Case and blanks around names do not count: exports differ in both.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Header<'a> {
    file: &'a str,
    names: &'a [&'a str],
}

impl<'a> Header<'a> {
    /// The header `names` of `file`.
    pub(crate) fn new(file: &'a str, names: &'a [&'a str]) -> Self {
        Self { file, names }
    }

    /// Every name, in order.
    #[cfg(test)]
    pub(crate) fn names(&self) -> &'a [&'a str] {
        self.names
    }

    /// Where `name` is, when it is there.
    ///
    /// # Errors
    /// A data fault when it is there twice.
    pub(crate) fn find(&self, name: &str) -> Result<Option<usize>> {
        let fits = |held: &&str| held.trim().trim_start_matches('\u{feff}').eq_ignore_ascii_case(name);
        let mut found = self.names.iter().enumerate().filter(|(_, held)| fits(held)).map(|(position, _)| position);
        let first = found.next();
        if found.next().is_some() {
            return Err(Fault::Data(format!("{}: column {name} is there twice", self.file)));
        }
        Ok(first)
    }

    /// Where `name` is.
    ///
    /// # Errors
    /// A data fault when it is missing or there twice.
    pub(crate) fn need(&self, name: &str) -> Result<usize> {
        self.find(name)?.ok_or_else(|| Fault::Data(format!("{}: column {name} is missing", self.file)))
    }

    /// Where the first of `names` is that is there.
    ///
    /// # Errors
    /// A data fault when none is there, or one twice.
    pub(crate) fn need_any(&self, names: &[&str]) -> Result<usize> {
        for name in names {
            if let Some(position) = self.find(name)? {
                return Ok(position);
            }
        }
        Err(Fault::Data(format!("{}: column {} is missing", self.file, names.join(" or "))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_columns_and_names_the_missing_and_the_doubled() {
        let names = ["\u{feff}Id", " start ", "CODE", "code"];
        let header = Header::new("conditions.csv", &names);
        assert_eq!(header.need("ID").unwrap(), 0);
        assert_eq!(header.need_any(&["DATE", "START"]).unwrap(), 1);
        assert_eq!(header.find("STOP").unwrap(), None);
        assert_eq!(header.need("STOP").unwrap_err().to_string(), "conditions.csv: column STOP is missing");
        assert_eq!(header.need("CODE").unwrap_err().to_string(), "conditions.csv: column CODE is there twice");
    }
}
