//! Whether definitions make sense, before any data is read: every fault names the feature and the field, and says what would do.

use crate::error::{Fault, Result};
use crate::events::layout::{GP_SYSTEMS, Kind, Table};
use crate::features::codelist::{CodeList, CodeLists};
use crate::features::definition::{Aggregate, Condition, FeatureDefinition, ListRef, Transform, Window};
use crate::features::transform::column_names;
use std::collections::BTreeSet;

/// Groups that one count or weighting of groups can tell apart.
pub(crate) const MOST_GROUPS: usize = 128;

/// Checks every definition by itself, and that no two make columns of one name.
///
/// # Errors
/// A definition fault: the first thing that is wrong, by feature and field.
pub fn check(features: &[FeatureDefinition], lists: &CodeLists) -> Result<()> {
    for feature in features {
        let fault = |(field, what): (String, String)| Fault::Definition(format!("feature \"{}\", {field}: {what}", feature.name));
        check_one(feature, lists).map_err(fault)?;
    }
    let mut seen = BTreeSet::new();
    for column in column_names(features) {
        if !seen.insert(column.name.clone()) {
            return Err(Fault::Definition(format!("feature \"{}\", name: two columns are called that", column.name)));
        }
    }
    Ok(())
}

type Wrong = (String, String);

fn wrong<T>(field: impl Into<String>, what: impl Into<String>) -> Result<T, Wrong> {
    Err((field.into(), what.into()))
}

fn check_one(feature: &FeatureDefinition, lists: &CodeLists) -> Result<(), Wrong> {
    let name = feature.name.as_bytes();
    let plain = name.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'_');
    if !name.first().is_some_and(u8::is_ascii_lowercase) || !plain {
        return wrong("name", "must be lower-case letters, digits and _, a letter first");
    }
    for (field, text) in [("family", &feature.family), ("words", &feature.words)] {
        if text.trim().is_empty() {
            return wrong(field, "must say something");
        }
    }
    if matches!(feature.table, Table::Registrations | Table::Objections) {
        let tables = Table::ALL.iter().filter(|table| !matches!(table, Table::Registrations | Table::Objections));
        return wrong("table", format!("features can be made of {}", one_of(tables.map(|table| table.name()))));
    }
    check_window(feature)?;
    for (column, condition) in &feature.filter {
        let field = format!("where.{column}");
        check_condition(feature, column, condition, lists).map_err(|what| (field, what))?;
    }
    check_aggregate(feature, lists).map_err(|what| ("aggregate".to_owned(), what))?;
    check_transforms(feature).map_err(|what| ("transform".to_owned(), what))
}

fn check_window(feature: &FeatureDefinition) -> Result<(), Wrong> {
    match (feature.table, feature.window) {
        (Table::Persons, Some(_)) => wrong("window", "persons have no window; leave it out"),
        (Table::Persons, None) => Ok(()),
        (_, None) => wrong("window", "needs { days = [from, to] }, \"ever\" or \"current\""),
        (_, Some(Window::Days(from, to))) if from > to => {
            wrong("window", "is empty: the first number of days ago must not be above the second")
        }
        (table, Some(Window::Current)) if table.end_column().is_none() => {
            wrong("window", "\"current\" is for tables of intervals: admissions, social_care")
        }
        (_, Some(_)) => Ok(()),
    }
}

fn check_condition(feature: &FeatureDefinition, column: &str, condition: &Condition, lists: &CodeLists) -> Result<(), String> {
    let fits = |kind: Kind| matches!(kind, Kind::Code(_) | Kind::Number | Kind::Ordinal);
    let Some(found) = feature.table.column(column).filter(|found| fits(found.kind)) else {
        let allowed = feature.table.columns().iter().filter(|column| fits(column.kind)).map(|column| column.name);
        return Err(format!("not a column that can be filtered; {} has {}", feature.table.name(), one_of(allowed)));
    };
    if feature.table == Table::Persons && feature.aggregate != Aggregate::Any {
        return Err("persons can be filtered only with the aggregate \"any\"".into());
    }
    match (found.kind, condition) {
        (Kind::Code(system), Condition::In(codes) | Condition::NotIn(codes)) => {
            if codes.is_empty() {
                return Err("names no code".into());
            }
            let Some(known) = vocabulary(system) else { return Ok(()) };
            match codes.iter().find(|code| !code.is_empty() && !known.contains(&code.as_str())) {
                Some(code) => Err(format!("there is no \"{code}\"; there are {}", one_of(known.iter().copied()))),
                None => Ok(()),
            }
        }
        (Kind::Code(_), Condition::Prefix(starts)) => {
            if starts.is_empty() || starts.iter().any(String::is_empty) {
                return Err("needs at least one prefix, and none that is empty".into());
            }
            Ok(())
        }
        (Kind::Code(_), Condition::List(wanted)) => check_list(feature, column, wanted, lists).map(|_| ()),
        (Kind::Code(_), _) => Err("the column holds codes; it takes in, not_in, prefix or list".into()),
        (_, Condition::AtLeast(number) | Condition::Below(number)) if number.is_finite() => Ok(()),
        (_, Condition::Between(low, high)) if low.is_finite() && high.is_finite() => {
            if low < high {
                Ok(())
            } else {
                Err("is empty: the first number must be below the second".into())
            }
        }
        _ => Err("the column holds numbers; it takes at_least, below or between, with finite numbers".into()),
    }
}

/// A list that fits the column, with every group that is asked for.
fn check_list<'a>(
    feature: &FeatureDefinition,
    column: &str,
    wanted: &ListRef,
    lists: &'a CodeLists,
) -> Result<&'a CodeList, String> {
    let Some(list) = lists.get(&wanted.id) else {
        return Err(format!("there is no code list \"{}\"; there are {}", wanted.id, one_of(lists.iter().map(|list| &*list.id))));
    };
    if let Some(group) = wanted.groups.iter().find(|group| list.group(group).is_none()) {
        let groups = list.groups.iter().map(|group| &*group.id);
        return Err(format!("code list \"{}\" has no group \"{group}\"; it has {}", list.id, one_of(groups)));
    }
    let systems = systems_of(feature.table, column);
    if !list.systems().iter().any(|system| systems.contains(system)) {
        let has = one_of(list.systems());
        return Err(format!("code list \"{}\" has codes of {has}, the column holds {}", list.id, one_of(systems)));
    }
    if list.has_rules() && (feature.table, column) != (Table::Diagnoses, "diagnosis") {
        return Err(format!("code list \"{}\" has rules on the spell's other diagnoses; use it on diagnoses.diagnosis", list.id));
    }
    Ok(list)
}

fn check_aggregate(feature: &FeatureDefinition, lists: &CodeLists) -> Result<(), String> {
    use Aggregate::{Age, Any, BedDays, Distinct, Groups, Latest, Spells, Sum, Value, Weights};
    let table = feature.table;
    let number = |column: &str| match table.column(column) {
        Some(found) if found.kind == Kind::Number => Ok(()),
        _ => {
            let numbers = table.columns().iter().filter(|column| column.kind == Kind::Number).map(|column| column.name);
            Err(format!("\"{column}\" is not a number column; {} has {}", table.name(), one_of(numbers)))
        }
    };
    let codes = |column: &str| match table.column(column) {
        Some(found) if matches!(found.kind, Kind::Code(_)) => Ok(()),
        _ => {
            let codes = table.columns().iter().filter(|column| matches!(column.kind, Kind::Code(_))).map(|column| column.name);
            Err(format!("\"{column}\" is not a code column; {} has {}", table.name(), one_of(codes)))
        }
    };
    let whole_list = |column: &str, id: &str| {
        codes(column)?;
        let list = check_list(feature, column, &ListRef { id: id.to_owned(), groups: Vec::new() }, lists)?;
        if list.groups.len() > MOST_GROUPS {
            return Err(format!("code list \"{id}\" has more than {MOST_GROUPS} groups"));
        }
        Ok(list)
    };
    match (&feature.aggregate, table) {
        (Any | Age, Table::Persons) | (Spells, Table::Admissions | Table::Diagnoses) => Ok(()),
        (Value(column), Table::Persons) => number(column),
        (_, Table::Persons) => Err("persons take \"any\", \"age\" or { value = column }".into()),
        (Age | Value(_), _) => Err("\"age\" and \"value\" are for the table persons".into()),
        (Spells, _) => Err("\"spells\" is for the tables admissions and diagnoses".into()),
        (BedDays, _) if table.end_column().is_none() => {
            Err("\"bed_days\" is for tables of intervals: admissions, social_care".into())
        }
        (BedDays, _) if feature.window == Some(Window::Current) => {
            Err("\"bed_days\" needs the window { days = [from, to] } or \"ever\"".into())
        }
        (Sum(column) | Latest(column), _) => number(column),
        (Distinct { column, .. }, _) => codes(column),
        (Groups { column, list }, _) => whole_list(column, list).map(|_| ()),
        (Weights { column, list, weights }, _) => {
            let found = whole_list(column, list)?;
            if found.weight_sets().contains(&weights.as_str()) {
                return Ok(());
            }
            Err(format!("code list \"{list}\" has no weights \"{weights}\"; it has {}", one_of(found.weight_sets())))
        }
        _ => Ok(()),
    }
}

fn check_transforms(feature: &FeatureDefinition) -> Result<(), String> {
    use Transform::{Bands, Cap, Decay, Fill, Floor, Log1p, MissingIndicator, Scale, Spline, Square};
    let rising = |cuts: &[f64]| cuts.iter().all(|cut| cut.is_finite()) && cuts.windows(2).all(|pair| pair[0] < pair[1]);
    for (position, transform) in feature.transform.iter().enumerate() {
        let fits = match transform {
            Cap(number) | Floor(number) | Fill(number) | MissingIndicator(number) => number.is_finite(),
            Scale(number) => number.is_finite() && *number != 0.0,
            Decay(days) => days.is_finite() && *days > 0.0,
            Log1p | Square => true,
            Bands(cuts) => !cuts.is_empty() && rising(cuts),
            Spline(knots) => knots.len() >= 3 && rising(knots),
        };
        if !fits {
            return Err(
                "numbers must be finite, scale not 0, decay above 0 days, bands and knots rising, knots at least three".into()
            );
        }
        if matches!(transform, Square | Bands(_) | Spline(_)) && position + 1 != feature.transform.len() {
            return Err("square, bands and spline make several columns, so each can only come last".into());
        }
    }
    let fills =
        feature.transform.iter().filter(|transform| matches!(transform, Fill(_) | MissingIndicator(_) | Decay(_))).count();
    if fills > 1 {
        return Err("fill, missing_indicator and decay each say what missing means; keep one".into());
    }
    if feature.aggregate.can_be_missing() && fills == 0 {
        return Err("the number can be missing: say what that means with fill, missing_indicator or decay".into());
    }
    Ok(())
}

/// Coding systems that a code column of `table` can hold.
pub(crate) fn systems_of(table: Table, column: &str) -> Vec<&'static str> {
    match table.column(column).map(|column| column.kind) {
        Some(Kind::Code("gp_code")) => GP_SYSTEMS.to_vec(),
        Some(Kind::Code(system)) => vec![system],
        _ => Vec::new(),
    }
}

/// The words of a closed vocabulary of the extract layout; `None` for open ones.
fn vocabulary(system: &str) -> Option<&'static [&'static str]> {
    Some(match system {
        "sex" => &["female", "male", "indeterminate", "unknown"],
        "true_false" => &["true", "false"],
        "arrival_mode" => &["ambulance", "other"],
        "disposal" => &["admitted", "discharged", "left", "died", "other"],
        "attended" => &["attended", "did_not_attend", "cancelled"],
        "social_service" => {
            &["home_care", "residential", "nursing", "reablement", "equipment", "day_care", "direct_payment", "carer_support"]
        }
        _ => return None,
    })
}

fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    if names.is_empty() { "none".into() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::definition::FeatureList;

    const RIGHT: &str = r#"
        [[feature]]
        name = "hours"
        family = "social care"
        words = "{n} hours of home care a week"
        table = "social_care"
        where = { service = { in = ["home_care"] } }
        window = "current"
        aggregate = { sum = "hours_per_week" }
        transform = [{ cap = 40 }, "log1p"]
    "#;

    fn checked(text: &str) -> Result<()> {
        let list: FeatureList = toml::from_str(text).map_err(|error| Fault::Definition(error.to_string()))?;
        check(&list.features, &CodeLists::built_in()?)
    }

    #[test]
    fn accepts_what_is_right() {
        checked(RIGHT).unwrap();
    }

    #[test]
    fn names_feature_and_field_and_says_what_would_do() {
        let service = r#"{ service = { in = ["home_care"] } }"#;
        let sum = r#"{ sum = "hours_per_week" }"#;
        let steps = r#"[{ cap = 40 }, "log1p"]"#;
        for (from, to, parts) in [
            ("\"hours\"", "\"Hours\"", &["name", "lower-case"][..]),
            (service, r#"{ servce = { in = ["home_care"] } }"#, &["where.servce", "service, hours_per_week"]),
            (service, r#"{ service = { in = ["homecare"] } }"#, &["where.service", "home_care"]),
            (service, "{ service = { at_least = 1 } }", &["where.service", "prefix"]),
            (service, r#"{ hours_per_week = { in = ["1"] } }"#, &["where.hours_per_week", "at_least"]),
            (service, "{ hours_per_week = { between = [2, 2] } }", &["is empty"]),
            (service, r#"{ service = { list = { id = "none" } } }"#, &["no code list", "charlson_quan2005"]),
            (service, r#"{ service = { list = { id = "hfrs" } } }"#, &["codes of icd10", "social_service"]),
            ("\"current\"", "{ days = [31, 30] }", &["window", "empty"]),
            ("table = \"social_care\"", "table = \"gp_events\"", &["window", "intervals"]),
            ("table = \"social_care\"", "table = \"objections\"", &["table", "admissions"]),
            ("table = \"social_care\"", "table = \"persons\"", &["window", "leave it out"]),
            (sum, "\"age\"", &["aggregate", "persons"]),
            (sum, "\"spells\"", &["aggregate", "diagnoses"]),
            (sum, "\"bed_days\"", &["aggregate", "window"]),
            (sum, r#"{ sum = "service" }"#, &["not a number column", "hours_per_week"]),
            (sum, r#"{ latest = "hours_per_week" }"#, &["can be missing", "fill"]),
            (steps, "[{ bands = [2, 1] }]", &["transform", "rising"]),
            (steps, "[{ spline = [1, 2] }]", &["transform", "three"]),
            (steps, r#"["square", "log1p"]"#, &["transform", "last"]),
        ] {
            assert!(RIGHT.contains(from), "{from}");
            let fault = checked(&RIGHT.replacen(from, to, 1)).unwrap_err();
            assert_eq!(fault.exit_code(), 10);
            let text = fault.to_string().to_lowercase();
            assert!(text.contains("feature \"hours\""), "{text}");
            assert!(parts.iter().all(|part| text.contains(part)), "{to}: {text}");
        }
    }

    #[test]
    fn refuses_doubled_names_and_misplaced_lists() {
        assert!(checked(&format!("{RIGHT}{RIGHT}")).unwrap_err().to_string().contains("two columns"));
        let acsc = r#"
            [[feature]]
            name = "acs"
            family = "hospital"
            words = "x"
            table = "admissions"
            where = { primary_diagnosis = { list = { id = "acsc" } } }
            window = "ever"
            aggregate = "count"
        "#;
        assert!(checked(acsc).unwrap_err().to_string().contains("use it on diagnoses.diagnosis"));
        let groups = acsc.replace(r#"{ id = "acsc" }"#, r#"{ id = "charlson_shmi", groups = ["chd"] }"#);
        assert!(checked(&groups).unwrap_err().to_string().contains("no group \"chd\"; it has aids, ami"));
        let weights = acsc.replace(r#"where = { primary_diagnosis = { list = { id = "acsc" } } }"#, "").replace(
            "\"count\"",
            r#"{ weights = { column = "primary_diagnosis", list = "charlson_shmi", weights = "quan2011" } }"#,
        );
        assert!(checked(&weights).unwrap_err().to_string().contains("no weights \"quan2011\"; it has shmi"));
    }
}
