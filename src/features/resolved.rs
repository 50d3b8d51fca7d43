//! Definitions with every code resolved against one store, so that a query for another engine can be written from them without
//! knowing code lists. Codes are the ids of `codes.parquet`.

use crate::error::{Fault, Result};
use crate::events::codes::Codes;
use crate::events::layout::{Kind, Table};
use crate::features::check::{check, systems_of};
use crate::features::codelist::{CodeList, CodeLists, Rule};
use crate::features::definition::{Aggregate, Condition, FeatureDefinition, KNOWN_AT_DISCHARGE, Window};
use serde::Serialize;
use std::collections::BTreeMap;

/// A feature as a query needs it. A row counts when its date and `visible_on` are on or before the index date, it is in the
/// window, and every filter holds.
#[derive(Debug, Serialize)]
pub struct Resolved {
    /// Name of the feature.
    pub name: String,
    /// Table, hence file.
    pub table: &'static str,
    /// The date an event counts from; none for `persons`.
    pub date_column: Option<&'static str>,
    /// The day a row could be known on; none for `persons`.
    pub visible_column: Option<&'static str>,
    /// The end of intervals.
    pub end_column: Option<&'static str>,
    /// Days ago (`{"days": [from, to]}`), `"ever"` or `"current"`.
    pub window: Option<Window>,
    /// The aggregate as defined.
    pub aggregate: Aggregate,
    /// Conditions, all of which have to hold.
    pub filters: Vec<Filter>,
    /// For `distinct`: the ids of each value; ids in no set have no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<Vec<u32>>>,
    /// For `groups` and `weights`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// Whether no rows give missing instead of 0.
    pub missing_without_rows: bool,
}

/// A condition on one column.
#[derive(Debug, Serialize)]
pub struct Filter {
    /// Column.
    pub column: String,
    /// Ids that meet the condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub codes: Option<Vec<u32>>,
    /// Ids that meet it only by a rule on the rest of the spell; a row meets the filter by `codes` or by any of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuledCodes>,
    /// Least number, in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
    /// Bound, out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<f64>,
    /// The code reads as 0 in rows that have not ended by the index date.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub empty_until_end: bool,
}

/// Ids with a rule on their spell: `position` 1 where `primary_only`; a visible row of the spell with `position` above 1 whose
/// code is in `needs_secondary` (when not empty); and none in `excluded_by_secondary`.
#[derive(Debug, Serialize)]
pub struct RuledCodes {
    /// Ids.
    pub codes: Vec<u32>,
    /// Group of the list.
    pub group: String,
    /// Whether only the first diagnosis counts.
    pub primary_only: bool,
    /// Ids of which a later diagnosis must be one.
    pub needs_secondary: Option<Vec<u32>>,
    /// Ids of which no later diagnosis may be one.
    pub excluded_by_secondary: Option<Vec<u32>>,
}

/// How groups become a number: sum of the weights of the groups present, less those removed, over `divide`.
#[derive(Debug, Serialize)]
pub struct Score {
    /// Column.
    pub column: String,
    /// Ids by group.
    pub groups: BTreeMap<String, Vec<u32>>,
    /// Ways of groups with rules on the spell.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuledCodes>,
    /// Weight by group; 1 for counts.
    pub weights: BTreeMap<String, i32>,
    /// (winner, loser): the first present removes the second.
    pub hierarchy: Vec<(String, String)>,
    /// Whether the sum is never below zero.
    pub floor_at_zero: bool,
    /// Divisor.
    pub divide: u32,
    /// The code reads as 0 in rows that have not ended by the index date.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub empty_until_end: bool,
}

/// Resolves `features` against the dictionary of a store.
///
/// # Errors
/// The definition faults of [`check`].
pub fn resolve(features: &[FeatureDefinition], lists: &CodeLists, codes: &Codes) -> Result<Vec<Resolved>> {
    check(features, lists)?;
    let store = Dictionary { lists, codes };
    features.iter().map(|feature| store.feature(feature)).collect()
}

struct Dictionary<'a> {
    lists: &'a CodeLists,
    codes: &'a Codes,
}

impl Dictionary<'_> {
    fn feature(&self, feature: &FeatureDefinition) -> Result<Resolved> {
        let table = feature.table;
        let filters =
            feature.filter.iter().map(|(column, condition)| self.filter(table, column, condition)).collect::<Result<_>>()?;
        let (values, score) = match &feature.aggregate {
            Aggregate::Distinct { column, chars } => (Some(self.values(table, column, *chars)), None),
            Aggregate::Groups { column, list } => (None, Some(self.score(table, column, list, None)?)),
            Aggregate::Weights { column, list, weights } => (None, Some(self.score(table, column, list, Some(weights))?)),
            _ => (None, None),
        };
        Ok(Resolved {
            name: feature.name.clone(),
            table: table.name(),
            date_column: table.date_column(),
            visible_column: table.date_column().map(|_| "visible_on"),
            end_column: table.end_column(),
            window: feature.window,
            aggregate: feature.aggregate.clone(),
            filters,
            values,
            score,
            missing_without_rows: feature.aggregate.can_be_missing(),
        })
    }

    /// Ids of the column's systems whose code passes, and 0 when the empty code does.
    fn ids(&self, table: Table, column: &str, passes: impl Fn(&str, &str) -> bool) -> Vec<u32> {
        let systems = systems_of(table, column);
        let empty = passes("", "").then_some(0);
        let others = self.codes.iter().filter(|(_, system, code)| systems.contains(system) && passes(system, code));
        empty.into_iter().chain(others.map(|(id, ..)| id)).collect()
    }

    fn filter(&self, table: Table, column: &str, condition: &Condition) -> Result<Filter> {
        let mut filter = Filter {
            column: column.to_owned(),
            codes: None,
            rules: Vec::new(),
            at_least: None,
            below: None,
            empty_until_end: empty_until_end(table, column),
        };
        match condition {
            Condition::In(wanted) => filter.codes = Some(self.ids(table, column, |_, code| wanted.iter().any(|one| one == code))),
            Condition::NotIn(unwanted) => {
                filter.codes = Some(self.ids(table, column, |_, code| unwanted.iter().all(|one| one != code)));
            }
            Condition::Prefix(starts) => {
                filter.codes =
                    Some(self.ids(table, column, |_, code| starts.iter().any(|start| code.starts_with(start.as_str()))));
            }
            Condition::List(wanted) => {
                let list = self.list(&wanted.id)?;
                let asked = |group: usize| wanted.groups.is_empty() || wanted.groups.contains(&list.groups[group].id);
                filter.codes = Some(self.ids(table, column, |system, code| {
                    list.entries_of(system, code).any(|entry| asked(entry.group) && entry.rule == Rule::default())
                }));
                filter.rules = self.rules(list, asked);
            }
            Condition::AtLeast(least) => filter.at_least = Some(*least),
            Condition::Below(bound) => filter.below = Some(*bound),
            Condition::Between(least, bound) => (filter.at_least, filter.below) = (Some(*least), Some(*bound)),
        }
        Ok(filter)
    }

    /// The list's entries with rules, those of one group and one rule together.
    fn rules(&self, list: &CodeList, asked: impl Fn(usize) -> bool) -> Vec<RuledCodes> {
        let begins = |starts: &[String]| {
            let ids =
                self.ids(Table::Diagnoses, "diagnosis", |_, code| starts.iter().any(|start| code.starts_with(start.as_str())));
            (!starts.is_empty()).then_some(ids)
        };
        let mut kinds: Vec<(usize, &Rule)> = Vec::new();
        for entry in &list.entries {
            if asked(entry.group) && entry.rule != Rule::default() && !kinds.contains(&(entry.group, &entry.rule)) {
                kinds.push((entry.group, &entry.rule));
            }
        }
        let ruled = |(group, rule): (usize, &Rule)| RuledCodes {
            codes: self.ids(Table::Diagnoses, "diagnosis", |system, code| {
                list.entries_of(system, code).any(|entry| entry.group == group && entry.rule == *rule)
            }),
            group: list.groups[group].id.clone(),
            primary_only: rule.primary_only,
            needs_secondary: begins(&rule.needs_secondary),
            excluded_by_secondary: begins(&rule.excluded_by_secondary),
        };
        kinds.into_iter().map(ruled).collect()
    }

    fn values(&self, table: Table, column: &str, chars: u8) -> Vec<Vec<u32>> {
        let Some(Kind::Code(_)) = table.column(column).map(|column| column.kind) else { return Vec::new() };
        let systems = systems_of(table, column);
        let mut values: BTreeMap<(&str, String), Vec<u32>> = BTreeMap::new();
        for (id, system, code) in self.codes.iter().filter(|(_, system, _)| systems.contains(system)) {
            let value = if chars == 0 { code.to_owned() } else { code.chars().take(chars as usize).collect() };
            values.entry((system, value)).or_default().push(id);
        }
        values.into_values().collect()
    }

    fn score(&self, table: Table, column: &str, id: &str, weights: Option<&str>) -> Result<Score> {
        let list = self.list(id)?;
        let name = |group: usize| list.groups[group].id.clone();
        let plain = |group: usize| {
            self.ids(table, column, |system, code| {
                list.entries_of(system, code).any(|entry| entry.group == group && entry.rule == Rule::default())
            })
        };
        let weight = |group: usize| weights.map_or(1, |set| list.groups[group].weights.get(set).copied().unwrap_or(0));
        Ok(Score {
            column: column.to_owned(),
            groups: (0..list.groups.len()).map(|group| (name(group), plain(group))).collect(),
            rules: self.rules(list, |_| true),
            weights: (0..list.groups.len()).map(|group| (name(group), weight(group))).collect(),
            hierarchy: list.hierarchy.iter().map(|&(winner, loser)| (name(winner), name(loser))).collect(),
            floor_at_zero: weights.is_some_and(|set| list.floor_at_zero.iter().any(|floored| floored == set)),
            divide: if weights.is_some() { list.divide } else { 1 },
            empty_until_end: empty_until_end(table, column),
        })
    }

    fn list(&self, id: &str) -> Result<&CodeList> {
        self.lists.get(id).ok_or_else(|| Fault::Definition(format!("there is no code list \"{id}\"")))
    }
}

fn empty_until_end(table: Table, column: &str) -> bool {
    table == Table::Admissions && KNOWN_AT_DISCHARGE.contains(&column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::definition::FeatureList;

    #[test]
    fn codes_and_rules_are_ids_of_the_store() {
        let mut codes = Codes::default();
        let mut id = |system: &str, code: &str| codes.intern(system, code);
        let (emergency, planned) = (id("admission_method", "21"), id("admission_method", "11"));
        let (bronchitis, copd, pneumonia, sickle) =
            (id("icd10", "J209"), id("icd10", "J449"), id("icd10", "J181"), id("icd10", "D571"));
        let text = r#"
            [[feature]]
            name = "acs"
            family = "hospital"
            words = "acs"
            table = "diagnoses"
            where.admission_method = { list = { id = "admission_methods", groups = ["emergency"] } }
            where.diagnosis = { list = { id = "acsc", groups = ["copd", "influenza_and_pneumonia"] } }
            window = { days = [0, 365] }
            aggregate = "spells"
            [[feature]]
            name = "charlson"
            family = "hospital"
            words = "charlson"
            table = "diagnoses"
            where.admission_method = { not_in = ["21"] }
            window = "ever"
            aggregate = { weights = { column = "diagnosis", list = "charlson_quan2005", weights = "original" } }
        "#;
        let features: FeatureList = toml::from_str(text).unwrap();
        let resolved = resolve(&features.features, &CodeLists::built_in().unwrap(), &codes).unwrap();
        let [method, diagnosis] = &resolved[0].filters[..] else { panic!("two filters") };
        assert_eq!(method.codes, Some(vec![emergency]));
        assert_eq!(diagnosis.codes, Some(vec![]), "every code of these groups has a rule");
        let ways: Vec<_> = diagnosis.rules.iter().map(|way| (&way.codes[..], way.primary_only, &way.needs_secondary)).collect();
        assert!(ways.contains(&(&[copd], true, &None)) && ways.contains(&(&[bronchitis], true, &Some(vec![copd]))), "{ways:?}");
        let influenza = diagnosis.rules.iter().find(|way| way.codes == [pneumonia]).unwrap();
        assert_eq!((influenza.primary_only, &influenza.excluded_by_secondary), (false, &Some(vec![sickle])));
        assert_eq!(resolved[1].filters[0].codes, Some(vec![0, planned]), "the empty code is none of them");
        let score = resolved[1].score.as_ref().unwrap();
        assert_eq!((&score.groups["copd"], score.weights["metacanc"]), (&vec![copd], 6));
        assert!(score.hierarchy.contains(&("metacanc".into(), "canc".into())));
    }
}
