//! How well a list fits the data: a list that finds nothing usually means codes in another form or another system.

use super::CodeList;
use serde::Serialize;

/// What a list finds among the codes of a store.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coverage {
    /// Id of the list.
    pub list: String,
    /// Rows whose code is of a system the list has codes of.
    pub rows: u64,
    /// Rows whose code is in the list.
    pub rows_in_list: u64,
    /// `rows_in_list` over `rows`; `None` without rows.
    pub share: Option<f64>,
    /// Entries of the list.
    pub entries: usize,
    /// Entries that no row fell in, as `system:code`.
    pub never_seen: Vec<String>,
}

/// Counts the rows of `codes` (system, code, number of rows) that fall in `list`, and the entries that none fell in.
#[must_use]
pub fn coverage<'a>(list: &CodeList, codes: impl IntoIterator<Item = (&'a str, &'a str, u64)>) -> Coverage {
    let systems = list.systems();
    let mut seen = vec![false; list.entries.len()];
    let (mut rows, mut rows_in_list) = (0, 0);
    for (system, code, count) in codes {
        if count == 0 || !systems.contains(&system) {
            continue;
        }
        rows += count;
        let found = list.positions_of(system, code);
        if !found.is_empty() {
            rows_in_list += count;
        }
        for entry in found {
            seen[entry] = true;
        }
    }
    let never_seen = list.entries.iter().zip(&seen).filter(|(_, seen)| !**seen);
    Coverage {
        list: list.id.clone(),
        rows,
        rows_in_list,
        share: (rows > 0).then(|| rows_in_list as f64 / rows as f64),
        entries: list.entries.len(),
        never_seen: never_seen.map(|(entry, _)| format!("{}:{}", entry.system, entry.code)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::CodeLists;
    use super::*;

    #[test]
    fn counts_rows_of_the_lists_systems_alone() {
        let lists = CodeLists::built_in().unwrap();
        let list = lists.get("gp_lifestyle").unwrap();
        let found = coverage(
            list,
            [("snomed", "77176002", 3), ("snomed", "73211009", 1), ("icd10", "I500", 9), ("snomed", "8517006", 0)],
        );
        assert_eq!((found.rows, found.rows_in_list, found.share), (4, 3, Some(0.75)));
        assert_eq!(found.never_seen, ["snomed:8517006", "snomed:266919005"]);
        assert_eq!(coverage(list, []).share, None);
    }
}
