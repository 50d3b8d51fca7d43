//! Reading a list from its two texts, with faults that name file, row and column.

use super::{CodeList, Entry, Group, Rule};
use crate::domain::clinical_code::{Bnf, Ctv3, Icd10, ReadV2, Snomed};
use crate::error::{Fault, Result};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    id: String,
    version: String,
    title: String,
    source: String,
    licence: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    hierarchy: Vec<(String, String)>,
    #[serde(default)]
    floor_at_zero: Vec<String>,
    #[serde(default = "one")]
    divide: u32,
    groups: BTreeMap<String, GroupAbout>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupAbout {
    name: String,
    #[serde(default)]
    weights: BTreeMap<String, i32>,
}

#[derive(Deserialize)]
struct Row {
    group: String,
    system: String,
    code: String,
    r#match: String,
    #[serde(default)]
    position: String,
    #[serde(default)]
    needs_secondary: String,
    #[serde(default)]
    excluded_by_secondary: String,
}

const fn one() -> u32 {
    1
}

/// Builds a list from the text of `NAME.toml` and `NAME.csv`; `name` is for messages.
///
/// # Errors
/// A definition fault that names the file, and the row and column where there is one.
pub(super) fn read(name: &str, about: &str, codes: &str) -> Result<CodeList> {
    let about: About = toml::from_str(about).map_err(|error| Fault::Definition(format!("{name}.toml: {}", error.message())))?;
    let fault = |what: String| Fault::Definition(format!("{name}.toml: {what}"));
    if about.divide == 0 {
        return Err(fault("divide: must be at least 1".into()));
    }
    let groups: Vec<Group> =
        about.groups.into_iter().map(|(id, group)| Group { id, name: group.name, weights: group.weights }).collect();
    let position = |id: &str| groups.iter().position(|group| group.id == id);
    let mut hierarchy = Vec::new();
    for (winner, loser) in &about.hierarchy {
        match (position(winner), position(loser)) {
            (Some(winner), Some(loser)) if winner != loser => hierarchy.push((winner, loser)),
            _ => return Err(fault(format!("hierarchy: \"{winner}\", \"{loser}\" must be two groups of the list"))),
        }
    }
    let mut entries = Vec::new();
    let mut rows = csv::Reader::from_reader(codes.trim_start_matches('\u{feff}').as_bytes());
    for (number, row) in rows.deserialize().enumerate() {
        let at = |what: &str| Fault::Definition(format!("{name}.csv, row {}: {what}", number + 1));
        let row: Row = row.map_err(|_| at("needs the columns group, system, code, match"))?;
        let group = position(&row.group).ok_or_else(|| at("column group: not a group of the list's .toml"))?;
        let prefix = match row.r#match.as_str() {
            "prefix" => true,
            "exact" => false,
            _ => return Err(at("column match: must be prefix or exact")),
        };
        let primary_only = match row.position.as_str() {
            "primary" => true,
            "" | "any" => false,
            _ => return Err(at("column position: must be primary, any or empty")),
        };
        let code = one_form(&row.system, &row.code, prefix).ok_or_else(|| at("column code: not a code of its system"))?;
        let starts = |column: &str, text: &str| {
            text.split_whitespace()
                .map(|start| one_form(&row.system, start, true))
                .collect::<Option<Vec<String>>>()
                .ok_or_else(|| at(&format!("column {column}: not codes of the row's system")))
        };
        let rule = Rule {
            primary_only,
            needs_secondary: starts("needs_secondary", &row.needs_secondary)?,
            excluded_by_secondary: starts("excluded_by_secondary", &row.excluded_by_secondary)?,
        };
        entries.push(Entry { group, system: row.system, code, prefix, rule });
    }
    let mut list = CodeList {
        id: about.id,
        version: about.version,
        title: about.title,
        source: about.source,
        licence: about.licence,
        note: about.note.trim().to_owned(),
        groups,
        entries,
        hierarchy,
        floor_at_zero: about.floor_at_zero,
        divide: about.divide,
        index: HashMap::new(),
    };
    if let Some(unknown) = list.floor_at_zero.iter().find(|name| !list.weight_sets().contains(&name.as_str())) {
        return Err(fault(format!("floor_at_zero: not every group has the weight \"{unknown}\"")));
    }
    if let Some(empty) = (0..list.groups.len()).find(|&group| list.entries.iter().all(|entry| entry.group != group)) {
        return Err(fault(format!("groups: \"{}\" has no code in {name}.csv", list.groups[empty].id)));
    }
    list.reindex();
    Ok(list)
}

/// A code as the store holds it. Prefixes of codes may be shorter than a code, so only their letters are checked.
fn one_form(system: &str, code: &str, prefix: bool) -> Option<String> {
    let bytes = code.as_bytes();
    let plain = !code.is_empty() && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'.');
    match system {
        "icd10" if prefix && code.len() < 3 => plain.then(|| code.to_ascii_uppercase()),
        "icd10" => Icd10::parse(bytes).ok().map(|code| code.as_str().to_owned()),
        "bnf" => Bnf::parse(bytes).ok().map(|code| code.as_str().to_owned()),
        "snomed" | "readv2" | "ctv3" if prefix => plain.then(|| code.to_owned()),
        "snomed" => Snomed::parse(bytes).ok().map(|code| code.as_str().to_owned()),
        "readv2" => ReadV2::parse(bytes).ok().map(|code| code.as_str().to_owned()),
        "ctv3" => Ctv3::parse(bytes).ok().map(|code| code.as_str().to_owned()),
        _ => (!code.is_empty()).then(|| code.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: &str = "id = 'x'\nversion = '1'\ntitle = 't'\nsource = 's'\nlicence = 'l'\n[groups]\na = { name = 'A' }\n";

    #[test]
    fn codes_come_into_one_form() {
        let list = read("x", ABOUT, "group,system,code,match\na,icd10,i50.0,exact\na,icd10,R02X,prefix\n").unwrap();
        assert_eq!(list.groups_of("icd10", "I500"), ["a"]);
        assert_eq!(list.groups_of("icd10", "I5001"), Vec::<&str>::new());
        assert_eq!(list.groups_of("icd10", "R029"), ["a"]);
        assert_eq!(list.groups_of("snomed", "R02"), Vec::<&str>::new());
    }

    #[test]
    fn faults_name_file_row_and_column() {
        for (row, part) in [
            ("b,icd10,I50,exact", "x.csv, row 1: column group"),
            ("a,icd10,I50,begins", "column match"),
            ("a,snomed,73A,exact", "column code"),
            ("a,icd10", "needs the columns"),
        ] {
            let fault = read("x", ABOUT, &format!("group,system,code,match\n{row}\n")).unwrap_err();
            assert!(fault.to_string().contains(part), "{fault}");
            assert_eq!(fault.exit_code(), 10);
        }
        let about = ABOUT.replace("licence = 'l'\n", "licence = 'l'\nhierarchy = [['a', 'b']]\n");
        assert!(read("x", &about, "group,system,code,match\n").unwrap_err().to_string().contains("hierarchy"));
        assert!(read("x", ABOUT, "group,system,code,match\n").unwrap_err().to_string().contains("has no code"));
    }
}
