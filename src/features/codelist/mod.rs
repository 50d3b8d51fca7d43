//! Code lists: which codes mean a condition, as versioned data with a source.
//!
//! A list is two files: `ID.csv` with the codes and `ID.toml` with what the list is, where it comes from, its groups and their
//! weights. The built-in ones are embedded; a design's own `codelists/` folder adds to them or replaces them by id.

mod coverage;
mod read;
mod set;

pub use coverage::{Coverage, coverage};
pub use set::CodeLists;

use std::collections::{BTreeMap, HashMap};

/// A code list.
#[derive(Debug, Clone)]
pub struct CodeList {
    /// Identifier that definitions use: `charlson_quan2005`.
    pub id: String,
    /// Version of the list, its maker's or ours.
    pub version: String,
    /// What it is.
    pub title: String,
    /// Paper, standard or reference set it was taken from.
    pub source: String,
    /// On what terms it may be used.
    pub licence: String,
    /// What a user must know: limits, rules not applied.
    pub note: String,
    /// Groups, in alphabetical order of their ids.
    pub groups: Vec<Group>,
    /// Codes.
    pub entries: Vec<Entry>,
    /// Pairs of group positions: the first, when present, removes the second. All pairs look at what was present at first.
    pub hierarchy: Vec<(usize, usize)>,
    /// Weight sets whose total is never below zero.
    pub floor_at_zero: Vec<String>,
    /// Weights are whole numbers of one part in this: 10 when they are tenths.
    pub divide: u32,
    index: HashMap<(Box<str>, Box<str>), Vec<usize>>,
}

/// A condition of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Identifier: `diabwc`.
    pub id: String,
    /// Name as a clinician says it.
    pub name: String,
    /// Weight by name of the weight set.
    pub weights: BTreeMap<String, i32>,
}

/// A code of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Position of its group in [`CodeList::groups`].
    pub group: usize,
    /// Coding system, as in the store's dictionary.
    pub system: String,
    /// The code, in its system's one form.
    pub code: String,
    /// Whether codes that begin with it count too.
    pub prefix: bool,
    /// What else the spell must show.
    pub rule: Rule,
}

/// What a spell must show besides the code itself (ambulatory-care-sensitive conditions). The default asks nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rule {
    /// The code counts only as the first diagnosis.
    pub primary_only: bool,
    /// A diagnosis after the first must begin with one of these; empty: no such need.
    pub needs_secondary: Vec<String>,
    /// No diagnosis after the first may begin with one of these.
    pub excluded_by_secondary: Vec<String>,
}

impl CodeList {
    /// Every entry that takes in `code` of `system`, in the order of the list.
    pub fn entries_of<'a>(&'a self, system: &str, code: &str) -> impl Iterator<Item = &'a Entry> + use<'a> {
        self.positions_of(system, code).into_iter().map(|entry| &self.entries[entry])
    }

    fn positions_of(&self, system: &str, code: &str) -> Vec<usize> {
        let mut found: Vec<usize> = (1..=code.len())
            .filter_map(|length| code.get(..length))
            .filter_map(|start| self.index.get(&(system.into(), start.into())))
            .flatten()
            .copied()
            .filter(|&entry| self.entries[entry].prefix || self.entries[entry].code.len() == code.len())
            .collect();
        found.sort_unstable();
        found
    }

    /// Ids of the groups that `code` of `system` falls in, each once. Rules on the rest of the spell are not looked at.
    #[must_use]
    pub fn groups_of(&self, system: &str, code: &str) -> Vec<&str> {
        let mut groups: Vec<usize> = self.entries_of(system, code).map(|entry| entry.group).collect();
        groups.sort_unstable();
        groups.dedup();
        groups.into_iter().map(|group| self.groups[group].id.as_str()).collect()
    }

    /// Position of the group `id`.
    #[must_use]
    pub fn group(&self, id: &str) -> Option<usize> {
        self.groups.iter().position(|group| group.id == id)
    }

    /// Whether any code of the list has a rule on the other diagnoses of its spell.
    #[must_use]
    pub fn has_rules(&self) -> bool {
        self.entries.iter().any(|entry| entry.rule != Rule::default())
    }

    /// Names of the weight sets that every group has.
    #[must_use]
    pub fn weight_sets(&self) -> Vec<&str> {
        let Some(first) = self.groups.first() else { return Vec::new() };
        first
            .weights
            .keys()
            .filter(|name| self.groups.iter().all(|group| group.weights.contains_key(*name)))
            .map(String::as_str)
            .collect()
    }

    /// Coding systems that the list has codes of.
    #[must_use]
    pub fn systems(&self) -> Vec<&str> {
        let mut systems: Vec<&str> = self.entries.iter().map(|entry| entry.system.as_str()).collect();
        systems.sort_unstable();
        systems.dedup();
        systems
    }

    fn reindex(&mut self) {
        self.index.clear();
        for (position, entry) in self.entries.iter().enumerate() {
            self.index.entry((entry.system.as_str().into(), entry.code.as_str().into())).or_default().push(position);
        }
    }
}
