//! The lists at hand: the built-in ones, and a design's own.

use super::{CodeList, read};
use crate::error::{Fault, Result};
use std::collections::BTreeMap;
use std::path::Path;

/// Code lists by id.
#[derive(Debug, Clone)]
pub struct CodeLists(BTreeMap<String, CodeList>);

macro_rules! built_in {
    ($($id:literal),* $(,)?) => {
        [$(($id, include_str!(concat!("../../../codelists/", $id, ".toml")), include_str!(concat!("../../../codelists/", $id, ".csv")))),*]
    };
}

const BUILT_IN: [(&str, &str, &str); 12] = built_in![
    "acsc",
    "admission_methods",
    "bnf_groups",
    "charlson_quan2005",
    "charlson_shmi",
    "elixhauser",
    "gp_contacts",
    "gp_frailty",
    "gp_lifestyle",
    "gp_measurements",
    "hfrs",
    "long_term_conditions",
];

impl CodeLists {
    /// The lists that come with the program.
    ///
    /// # Errors
    /// Never, as a test reads them all; an embedded list that cannot be read is a definition fault.
    pub fn built_in() -> Result<Self> {
        let mut lists = BTreeMap::new();
        for (id, about, codes) in BUILT_IN {
            let list = read::read(id, about, codes)?;
            lists.insert(list.id.clone(), list);
        }
        Ok(Self(lists))
    }

    /// The built-in lists, with those of `folder` (pairs `ID.toml`, `ID.csv`) added, or put in their place by id.
    /// A folder that is not there adds nothing.
    ///
    /// # Errors
    /// A definition fault naming the file that cannot be read or is wrong.
    pub fn with_folder(folder: &Path) -> Result<Self> {
        let mut lists = Self::built_in()?;
        if !folder.is_dir() {
            return Ok(lists);
        }
        let fault = |path: &Path, error: &dyn std::fmt::Display| Fault::Definition(format!("{}: {error}", path.display()));
        let mut paths = Vec::new();
        for item in std::fs::read_dir(folder).map_err(|error| fault(folder, &error))? {
            paths.push(item.map_err(|error| fault(folder, &error))?.path());
        }
        paths.sort();
        for about in paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "toml")) {
            let text = |path: &Path| std::fs::read_to_string(path).map_err(|error| fault(path, &error));
            let name = about.with_extension("");
            let list = read::read(&name.display().to_string(), &text(about)?, &text(&about.with_extension("csv"))?)?;
            lists.0.insert(list.id.clone(), list);
        }
        Ok(lists)
    }

    /// The list called `id`.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&CodeList> {
        self.0.get(id)
    }

    /// Every list, by id.
    pub fn iter(&self) -> impl Iterator<Item = &CodeList> {
        self.0.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_lists_are_whole() {
        let lists = CodeLists::built_in().unwrap();
        assert_eq!(lists.iter().count(), BUILT_IN.len());
        for ((name, ..), list) in BUILT_IN.iter().zip(lists.iter()) {
            assert_eq!(*name, list.id);
            assert!(!list.source.is_empty() && !list.licence.is_empty(), "{name}");
        }
        // Counts and sums that the published tables state.
        let hfrs = lists.get("hfrs").unwrap();
        assert_eq!(hfrs.groups.len(), 109);
        assert_eq!(hfrs.groups.iter().map(|group| group.weights["hfrs"]).sum::<i32>(), 1732);
        assert_eq!(hfrs.divide, 10);
        let charlson = lists.get("charlson_quan2005").unwrap();
        assert_eq!(charlson.groups.len(), 17);
        assert_eq!(charlson.groups[charlson.group("aids").unwrap()].weights["quan2011"], 4);
        assert_eq!(lists.get("elixhauser").unwrap().groups.len(), 31);
        assert_eq!(lists.get("acsc").unwrap().groups.len(), 19);
        assert_eq!(lists.get("charlson_shmi").unwrap().floor_at_zero, ["shmi"]);
    }

    #[test]
    fn one_code_may_count_twice_in_elixhauser_and_once_in_charlson() {
        let lists = CodeLists::built_in().unwrap();
        assert_eq!(lists.get("elixhauser").unwrap().groups_of("icd10", "I110"), ["chf", "hypc"]);
        assert_eq!(lists.get("charlson_quan2005").unwrap().groups_of("icd10", "E105"), ["diabwc"]);
        assert_eq!(lists.get("charlson_shmi").unwrap().groups_of("icd10", "E105"), ["diab"]);
    }

    #[test]
    fn new_emergencies_are_those_of_the_outcome() {
        let lists = CodeLists::built_in().unwrap();
        let methods = lists.get("admission_methods").unwrap();
        for entry in &methods.entries {
            let emergency = methods.groups[entry.group].id == "emergency";
            assert_eq!(emergency, crate::domain::clinical_code::is_new_emergency(&entry.code), "{}", entry.code);
        }
    }

    #[test]
    fn a_folder_adds_and_replaces() {
        let folder = tempfile::tempdir().unwrap();
        let about = |id: &str| {
            format!("id = '{id}'\nversion = '7'\ntitle = 't'\nsource = 's'\nlicence = 'l'\n[groups]\na = {{ name = 'A' }}\n")
        };
        for id in ["hfrs", "ours"] {
            std::fs::write(folder.path().join(format!("{id}.toml")), about(id)).unwrap();
            std::fs::write(folder.path().join(format!("{id}.csv")), "group,system,code,match\na,icd10,A00,prefix\n").unwrap();
        }
        let lists = CodeLists::with_folder(folder.path()).unwrap();
        assert_eq!(lists.get("hfrs").unwrap().version, "7");
        assert_eq!(lists.get("ours").unwrap().groups_of("icd10", "A001"), ["a"]);
        std::fs::remove_file(folder.path().join("ours.csv")).unwrap();
        assert!(CodeLists::with_folder(folder.path()).unwrap_err().to_string().contains("ours.csv"));
    }
}
