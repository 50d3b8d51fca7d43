//! The data files of a folder.

use crate::error::{Fault, Result};
use std::path::{Path, PathBuf};

/// Endings of files that can be read.
const ENDINGS: [&str; 3] = [".csv", ".csv.gz", ".parquet"];

/// The files of one folder, by name in order, so that plans do not depend on the file system.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    path: PathBuf,
    names: Vec<String>,
}

impl Folder {
    /// Lists a folder.
    ///
    /// # Errors
    /// A data fault when it cannot be read.
    pub(crate) fn list(path: &Path) -> Result<Self> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(path).map_err(|error| Fault::file(path, error))? {
            let entry = entry.map_err(|error| Fault::file(path, error))?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            if ENDINGS.iter().any(|ending| name.to_ascii_lowercase().ends_with(ending)) {
                names.push(name);
            }
        }
        names.sort_unstable();
        Ok(Self { path: path.to_path_buf(), names })
    }

    /// File names.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// Where the file called `name` is.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The file called `stem` with one of the endings, in any case.
    ///
    /// # Errors
    /// A data fault when there are two: which of them holds is not ours to guess.
    pub(crate) fn find(&self, stem: &str) -> Result<Option<PathBuf>> {
        let fits = |name: &&String| {
            let name = name.to_ascii_lowercase();
            ENDINGS.iter().any(|ending| name.strip_suffix(ending) == Some(stem))
        };
        let mut found = self.names.iter().filter(fits);
        let (first, second) = (found.next(), found.next());
        if let (Some(first), Some(second)) = (first, second) {
            return Err(Fault::Data(format!("{}: both {first} and {second}; keep one of them", self.path.display())));
        }
        Ok(first.map(|name| self.path.join(name)))
    }

    /// As [`Folder::find`], for a file the format cannot do without.
    ///
    /// # Errors
    /// A data fault when it is missing or there are two.
    pub(crate) fn need(&self, stem: &str) -> Result<PathBuf> {
        self.find(stem)?.ok_or_else(|| {
            Fault::Data(format!("{}: there is no {stem}.csv, {stem}.csv.gz or {stem}.parquet", self.path.display()))
        })
    }
}

/// Where the folder is, for messages.
impl std::fmt::Display for Folder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.path.display().fmt(f)
    }
}

/// The file name for summaries.
pub(crate) fn label(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_by_stem_in_any_case_and_refuses_two() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["PERSON.csv.gz", "visit.csv", "visit.parquet", "death.txt"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let listed = Folder::list(folder.path()).unwrap();
        assert_eq!(listed.find("person").unwrap(), Some(folder.path().join("PERSON.csv.gz")));
        assert_eq!(listed.find("death").unwrap(), None);
        assert!(listed.find("visit").unwrap_err().to_string().contains("both visit.csv and visit.parquet"));
        assert_eq!(listed.need("death").unwrap_err().exit_code(), 11);
    }
}
