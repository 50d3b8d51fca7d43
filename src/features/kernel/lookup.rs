//! Tables from code id to what the code means, made once for a plan.

use crate::error::{Fault, Result};
use crate::events::codes::Codes;
use crate::features::codelist::{CodeList, CodeLists, Rule};
use crate::features::definition::{Condition, Window};

/// From code id to the word of the features that it satisfies.
#[derive(Debug)]
pub(super) struct CodeWords {
    words: Vec<u64>,
    /// The word of every id beyond.
    rest: u64,
}

impl CodeWords {
    /// A table for features whose conditions on one column are `conditions` (bit, condition); other bits are always set.
    pub(super) fn new(conditions: &[(usize, &Condition)], lists: &CodeLists, codes: &Codes) -> Self {
        let free = conditions.iter().fold(u64::MAX, |word, (bit, _)| word & !(1 << bit));
        let word = |system: &str, code: &str| {
            conditions
                .iter()
                .fold(free, |word, (bit, condition)| word | (u64::from(holds(condition, lists, system, code)) << bit))
        };
        let words = std::iter::once(word("", "")).chain(codes.iter().map(|(_, system, code)| word(system, code)));
        Self::trimmed(words.collect(), word("\u{0}", "\u{0}"))
    }

    /// The table with bit `bit` left only where `keeps` says so of the code's id.
    pub(super) fn restricted(mut self, bit: usize, codes: &Codes, keeps: impl Fn(u32) -> bool) -> Self {
        self.words.resize(codes.len().max(self.words.len()), self.rest);
        self.rest &= !(1 << bit);
        for (id, word) in self.words.iter_mut().enumerate() {
            if !keeps(id as u32) {
                *word &= !(1 << bit);
            }
        }
        Self::trimmed(self.words, self.rest)
    }

    /// A table that gives the words as they are.
    pub(super) fn of(words: Vec<u64>) -> Self {
        Self::trimmed(words, 0)
    }

    fn trimmed(mut words: Vec<u64>, rest: u64) -> Self {
        let used = words.iter().rposition(|&word| word != rest).map_or(0, |last| last + 1);
        words.truncate(used);
        Self { words, rest }
    }

    #[inline]
    pub(super) fn get(&self, id: u32) -> u64 {
        self.words.get(id as usize).copied().unwrap_or(self.rest)
    }
}

/// Whether a code satisfies a condition on codes. Conditions on numbers are looked at elsewhere and hold here.
fn holds(condition: &Condition, lists: &CodeLists, system: &str, code: &str) -> bool {
    match condition {
        Condition::In(codes) => codes.iter().any(|one| one == code),
        Condition::NotIn(codes) => codes.iter().all(|one| one != code),
        Condition::Prefix(starts) => starts.iter().any(|start| code.starts_with(start.as_str())),
        Condition::List(wanted) => lists
            .get(&wanted.id)
            .is_some_and(|list| list.entries_of(system, code).any(|entry| in_groups(list, entry.group, &wanted.groups))),
        Condition::AtLeast(_) | Condition::Below(_) | Condition::Between(..) => true,
    }
}

fn in_groups(list: &CodeList, group: usize, wanted: &[String]) -> bool {
    wanted.is_empty() || wanted.contains(&list.groups[group].id)
}

/// From days ago to the word of the features whose window holds that day.
#[derive(Debug)]
pub(super) struct WindowWords {
    words: Vec<u64>,
    /// The word of every day longer ago.
    rest: u64,
}

impl WindowWords {
    /// `windows` are (bit, window, whether rows count from the window's near end on, whenever they started).
    pub(super) fn new(windows: &[(usize, Window, bool)]) -> Self {
        let longest = windows.iter().map(|(_, window, _)| if let Window::Days(_, to) = window { *to } else { 0 }).max();
        let word = |ago: u32| {
            windows.iter().fold(0, |word, &(bit, window, open)| {
                let inside = match window {
                    Window::Days(from, to) => ago >= u32::from(from) && (open || ago <= u32::from(to)),
                    Window::Ever | Window::Current => true,
                };
                word | (u64::from(inside) << bit)
            })
        };
        let longest = u32::from(longest.unwrap_or(0));
        Self { words: (0..=longest).map(word).collect(), rest: word(longest + 1) }
    }

    #[inline]
    pub(super) fn get(&self, ago: u32) -> u64 {
        self.words.get(ago as usize).copied().unwrap_or(self.rest)
    }
}

/// Prefix sets that rules look for among a spell's later diagnoses; a spell's word has a bit for each set it shows.
#[derive(Debug, Default)]
pub(super) struct Companions {
    sets: Vec<(String, Vec<String>)>,
}

impl Companions {
    fn bit(&mut self, system: &str, starts: &[String]) -> Result<u64> {
        if starts.is_empty() {
            return Ok(0);
        }
        let position = self.sets.iter().position(|(of, set)| of == system && set == starts).unwrap_or_else(|| {
            self.sets.push((system.to_owned(), starts.to_vec()));
            self.sets.len() - 1
        });
        if position >= 64 {
            return Err(Fault::Definition(
                "code lists: more than 64 different rules on secondary diagnoses; use fewer lists".into(),
            ));
        }
        Ok(1 << position)
    }

    /// From code id to the word of the sets that it is in; `None` without rules.
    pub(super) fn words(&self, codes: &Codes) -> Option<CodeWords> {
        if self.sets.is_empty() {
            return None;
        }
        let word = |system: &str, code: &str| {
            self.sets.iter().enumerate().fold(0, |word, (bit, (of, starts))| {
                let found = of == system && starts.iter().any(|start| code.starts_with(start.as_str()));
                word | (u64::from(found) << bit)
            })
        };
        Some(CodeWords::of(std::iter::once(0).chain(codes.iter().map(|(_, system, code)| word(system, code))).collect()))
    }
}

/// One way for a code to count.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Alternative {
    primary_only: bool,
    needs: u64,
    excluded_by: u64,
    groups: u128,
}

/// From code id to the groups of a list that it falls in, given what else its spell shows.
#[derive(Debug)]
pub(super) struct GroupLookup {
    class_of: Vec<u32>,
    classes: Vec<Vec<Alternative>>,
}

impl GroupLookup {
    /// For the groups `wanted` of `list`; all when empty. Rules are entered into `companions`.
    pub(super) fn new(list: &CodeList, wanted: &[String], codes: &Codes, companions: &mut Companions) -> Result<Self> {
        let mut lookup = Self { class_of: vec![0], classes: vec![Vec::new()] };
        for (_, system, code) in codes.iter() {
            let mut class: Vec<Alternative> = Vec::new();
            for entry in list.entries_of(system, code).filter(|entry| in_groups(list, entry.group, wanted)) {
                let Rule { primary_only, needs_secondary, excluded_by_secondary } = &entry.rule;
                let alternative = Alternative {
                    primary_only: *primary_only,
                    needs: companions.bit(system, needs_secondary)?,
                    excluded_by: companions.bit(system, excluded_by_secondary)?,
                    groups: 1 << entry.group,
                };
                let same =
                    |other: &&mut Alternative| Alternative { groups: alternative.groups, ..(**other).clone() } == alternative;
                match class.iter_mut().find(same) {
                    Some(other) => other.groups |= alternative.groups,
                    None => class.push(alternative),
                }
            }
            let position = lookup.classes.iter().position(|known| *known == class).unwrap_or_else(|| {
                lookup.classes.push(class);
                lookup.classes.len() - 1
            });
            lookup.class_of.push(position as u32);
        }
        Ok(lookup)
    }

    /// Whether a code falls in any group, whatever its spell shows.
    pub(super) fn knows(&self, id: u32) -> bool {
        self.class_of.get(id as usize).is_some_and(|&class| class != 0)
    }

    /// The groups that a code falls in, as bits, at a `position` in a spell whose later diagnoses show `companions`.
    #[inline]
    pub(super) fn groups(&self, id: u32, position: u32, companions: u64) -> u128 {
        let class = self.class_of.get(id as usize).copied().unwrap_or(0);
        self.classes[class as usize].iter().fold(0, |groups, way| {
            let holds = (!way.primary_only || position == 1)
                && (way.needs == 0 || companions & way.needs != 0)
                && companions & way.excluded_by == 0;
            if holds { groups | way.groups } else { groups }
        })
    }
}
