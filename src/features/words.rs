//! Features in words: as a reason for one person, and as a definition for whoever has to judge it.

use crate::events::layout::Table;
use crate::features::codelist::CodeLists;
use crate::features::definition::{Aggregate, Condition, FeatureDefinition, ListRef, Transform, Window};
use std::fmt::Write as _;

/// The feature's words for somebody whose raw value is `value`: "2 emergency admissions in the last 30 days".
///
/// Plain words of an `any` feature that does not hold are denied: "no home visit in the last year".
#[must_use]
pub fn say(feature: &FeatureDefinition, value: f32) -> String {
    if value.is_nan() {
        return feature.words_missing.clone().unwrap_or_else(|| format!("{}: no record", feature.name.replace('_', " ")));
    }
    if value == 0.0 && feature.aggregate == Aggregate::Any && !feature.words.contains('{') {
        return format!("no {}", feature.words);
    }
    let mut said = String::new();
    let mut number = f64::from(value);
    let mut rest = feature.words.as_str();
    while let Some((before, from)) = rest.split_once('{') {
        let Some((inside, after)) = from.split_once('}') else { break };
        said.push_str(before);
        match inside.split_once('|') {
            Some((one, many)) => said.push_str(if number == 1.0 { one } else { many }),
            None if inside == "years" => {
                number = (f64::from(value) / 365.25).floor();
                let _ = write!(said, "{number}");
            }
            None if value == 0.0 && counts(feature) => {
                number = 0.0;
                said.push_str("no");
            }
            None => {
                number = f64::from(value);
                let _ = write!(said, "{}", rounded(value));
            }
        }
        rest = after;
    }
    said.push_str(rest);
    said
}

/// The feature's words without a person's value: "emergency admissions in the last 30 days", "lives in a care home". What they say is
/// what a greater value means more of, so of two words the first is taken unless a number goes before them.
#[must_use]
pub fn heading(feature: &FeatureDefinition) -> String {
    if feature.aggregate == Aggregate::Age {
        return "age".into();
    }
    let mut said = String::new();
    let mut counted = false;
    let mut rest = feature.words.as_str();
    while let Some((before, from)) = rest.split_once('{') {
        let Some((inside, after)) = from.split_once('}') else { break };
        said.push_str(before);
        if let Some((one, many)) = inside.split_once('|') {
            said.push_str(if counted { many } else { one });
        } else {
            counted = true;
            // A number that opens the words is not missed.
            if !said.is_empty() {
                said.push('n');
            }
        }
        rest = after;
    }
    said.push_str(rest);
    said.trim().to_owned()
}

/// Whether zero is better said as "no".
const fn counts(feature: &FeatureDefinition) -> bool {
    use Aggregate::{BedDays, Count, Distinct, Groups, Spells};
    matches!(feature.aggregate, Count | Spells | BedDays | Distinct { .. } | Groups { .. })
}

/// One decimal at most.
fn rounded(value: f32) -> f64 {
    (f64::from(value) * 10.0).round() / 10.0
}

/// What the feature's raw number is, in words: rows, conditions, window.
#[must_use]
pub fn define(feature: &FeatureDefinition, lists: &CodeLists) -> String {
    let rows = rows_of(feature.table);
    let named = |id: &str| lists.get(id).map_or_else(|| id.to_owned(), |list| format!("{} (`{id}`)", list.title));
    let mut text = match &feature.aggregate {
        Aggregate::Count => format!("number of {rows}"),
        Aggregate::Spells => format!("number of spells with {rows}"),
        Aggregate::Any if feature.table == Table::Persons => "whether".to_owned(),
        Aggregate::Any => format!("whether there are {rows}"),
        Aggregate::Sum(column) => format!("sum of {} over {rows}", spoken(column)),
        Aggregate::BedDays => format!("nights of {rows}"),
        Aggregate::Distinct { column, chars: 0 } => format!("number of different {} in {rows}", spoken(column)),
        Aggregate::Distinct { column, chars } => {
            format!("number of different {} (first {chars} characters) in {rows}", spoken(column))
        }
        Aggregate::Groups { column, list } => format!("number of groups of {} in the {} of {rows}", named(list), spoken(column)),
        Aggregate::Weights { column, list, weights } => {
            format!("sum of the weights `{weights}` of {} in the {} of {rows}", named(list), spoken(column))
        }
        Aggregate::Latest(column) => format!("latest {} in {rows}", spoken(column)),
        Aggregate::DaysSinceLatest => format!("days since the latest of {rows}"),
        Aggregate::DaysSinceFirst => format!("days since the first of {rows}"),
        Aggregate::Age => "completed years of age".to_owned(),
        Aggregate::Value(column) => format!("the person's {}", spoken(column)),
    };
    let conditions: Vec<String> =
        feature.filter.iter().map(|(column, condition)| format!("{} {}", spoken(column), meets(condition, lists))).collect();
    if !conditions.is_empty() {
        let joined = if feature.table == Table::Persons { " " } else { " where " };
        let _ = write!(text, "{joined}{}", conditions.join(" and "));
    }
    match feature.window {
        Some(Window::Days(from, to)) => {
            let _ = write!(text, ", {from} to {to} days before the index date");
        }
        Some(Window::Ever) => text.push_str(", any time up to the index date"),
        Some(Window::Current) => text.push_str(", going on at the index date"),
        None => {}
    }
    text
}

const fn rows_of(table: Table) -> &'static str {
    match table {
        Table::Admissions => "hospital stays",
        Table::Diagnoses => "hospital diagnoses",
        Table::EmergencyCare => "A&E attendances",
        Table::Outpatients => "outpatient appointments",
        Table::GpEvents => "GP record entries",
        Table::Prescriptions => "prescribed items",
        Table::CommunityContacts => "community contacts",
        Table::SocialCare => "social-care services",
        Table::Persons | Table::Registrations | Table::Objections => table.name(),
    }
}

/// A column's name in words. Abbreviations keep their capitals.
fn spoken(column: &str) -> String {
    column.replace('_', " ").replace("imd", "IMD").replace("bnf", "BNF")
}

fn meets(condition: &Condition, lists: &CodeLists) -> String {
    let codes = |codes: &[String]| {
        codes.iter().map(|code| if code.is_empty() { "empty" } else { code.as_str() }).collect::<Vec<_>>().join(" or ")
    };
    match condition {
        Condition::In(wanted) => format!("is {}", codes(wanted)),
        Condition::NotIn(unwanted) => format!("is not {}", codes(unwanted)),
        Condition::Prefix(starts) => format!("begins with {}", codes(starts)),
        Condition::List(ListRef { id, groups }) => {
            let list = lists.get(id);
            let name = |group: &String| {
                let found = list.and_then(|list| list.groups.iter().find(|known| known.id == *group));
                found.map_or_else(|| group.clone(), |found| found.name.clone())
            };
            if groups.is_empty() {
                format!("is in {} (`{id}`)", list.map_or(id.as_str(), |list| &list.title))
            } else {
                format!("is {} (`{id}`)", groups.iter().map(name).collect::<Vec<_>>().join(" or "))
            }
        }
        Condition::AtLeast(least) => format!("is at least {least}"),
        Condition::Below(bound) => format!("is below {bound}"),
        Condition::Between(least, bound) => format!("is from {least} to below {bound}"),
    }
}

/// What becomes of the raw number, in words; empty when nothing does.
#[must_use]
pub fn shape(feature: &FeatureDefinition) -> String {
    let numbers = |numbers: &[f64]| numbers.iter().map(f64::to_string).collect::<Vec<_>>().join(", ");
    let steps: Vec<String> = feature
        .transform
        .iter()
        .map(|transform| match transform {
            Transform::Cap(most) => format!("at most {most}"),
            Transform::Floor(least) => format!("at least {least}"),
            Transform::Log1p => "ln(1 + x)".into(),
            Transform::Scale(factor) => format!("times {factor}"),
            Transform::Decay(days) => format!("exp(-x / {days}), never: 0"),
            Transform::Square => "x and its square".into(),
            Transform::Bands(cuts) => format!("bands from {}", numbers(cuts)),
            Transform::Spline(knots) => format!("restricted cubic spline, knots {}", numbers(knots)),
            Transform::Fill(number) => format!("missing: {number}"),
            Transform::MissingIndicator(number) => format!("missing: {number} and flagged"),
        })
        .collect();
    steps.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::definition::FeatureList;

    fn feature(words: &str, aggregate: &str) -> FeatureDefinition {
        let text = format!(
            "[[feature]]\nname = 'x_y'\nfamily = 'f'\nwords = '{words}'\ntable = 'admissions'\nwindow = {{ days = [0, 30] }}\n\
             where = {{ admission_method = {{ list = {{ id = 'admission_methods', groups = ['emergency'] }} }} }}\n\
             aggregate = {aggregate}\ntransform = [{{ cap = 5 }}, 'log1p']"
        );
        toml::from_str::<FeatureList>(&text).unwrap().features.remove(0)
    }

    #[test]
    fn headings_say_what_more_of_it_means() {
        let heading_of = |words: &str, aggregate: &str| heading(&feature(words, aggregate));
        for (words, said) in [
            ("{male|not male}", "male"),
            ("{lives in a care home|does not live in a care home}", "lives in a care home"),
            ("ethnic group: {mixed|another}", "ethnic group: mixed"),
            ("ethnic group: {Asian or Chinese|another}", "ethnic group: Asian or Chinese"),
            ("ethnic group: {not stated|another}", "ethnic group: not stated"),
            ("{housebound|not housebound}", "housebound"),
            ("{lives alone|not recorded as living alone}", "lives alone"),
            ("{in residential or nursing care|not in residential or nursing care}", "in residential or nursing care"),
            ("home care started in the last 3 months", "home care started in the last 3 months"),
        ] {
            assert_eq!(heading_of(words, "'any'"), said);
        }
        for (words, said) in [
            ("{n} emergency {admission|admissions} in the last 30 days", "emergency admissions in the last 30 days"),
            (
                "seen in {n} outpatient {specialty|specialties} in the last 2 years",
                "seen in n outpatient specialties in the last 2 years",
            ),
            ("last emergency admission {n} {day|days} ago", "last emergency admission n days ago"),
            ("cancer first recorded {years} {year|years} ago", "cancer first recorded n years ago"),
        ] {
            assert_eq!(heading_of(words, "'count'"), said);
        }
    }

    #[test]
    fn age_is_called_age() {
        let text = "[[feature]]\nname = 'age'\nfamily = 'f'\nwords = 'aged {n}'\ntable = 'persons'\naggregate = 'age'";
        assert_eq!(heading(&toml::from_str::<FeatureList>(text).unwrap().features[0]), "age");
    }

    #[test]
    fn numbers_pick_their_words() {
        let spells = feature("{n} emergency {admission|admissions} in 30 days", "'count'");
        assert_eq!(say(&spells, 1.0), "1 emergency admission in 30 days");
        assert_eq!(say(&spells, 0.0), "no emergency admissions in 30 days");
        assert_eq!(say(&spells, 3.0), "3 emergency admissions in 30 days");
        assert_eq!(say(&spells, f32::NAN), "x y: no record");
        let years = feature("first {years} {year|years} ago", "'days_since_first'");
        assert_eq!(say(&years, 400.0), "first 1 year ago");
        assert_eq!(say(&years, 800.0), "first 2 years ago");
        assert_eq!(say(&feature("albumin {n}", "'count'"), 3.16), "albumin 3.2");
    }

    #[test]
    fn what_does_not_hold_is_denied() {
        assert_eq!(say(&feature("home visit", "'any'"), 1.0), "home visit");
        assert_eq!(say(&feature("home visit", "'any'"), 0.0), "no home visit");
        assert_eq!(say(&feature("{male|not male}", "'any'"), 0.0), "not male");
    }

    #[test]
    fn definitions_read_as_sentences() {
        let lists = CodeLists::built_in().unwrap();
        let spells = feature("x", "'spells'");
        assert_eq!(
            define(&spells, &lists),
            "number of spells with hospital stays where admission method is New emergency admission (`admission_methods`), \
             0 to 30 days before the index date"
        );
        assert_eq!(shape(&spells), "at most 5; ln(1 + x)");
    }
}
