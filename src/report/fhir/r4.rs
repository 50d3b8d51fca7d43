//! A reader that knows the rules of FHIR R4 (4.0.1) for what a report is made of: which elements a resource has, how many of them, of
//! which kind, with which codes. Written from the specification's definitions of each resource and data type, not from our writer.
//!
//! <http://hl7.org/fhir/R4/bundle.html>, `basic`, `organization`, `measure`, `measurereport`, `datatypes`, `metadatatypes`, `extensibility`,
//! `narrative`, `json`. Required codes: `bundle-type`, `publication-status`, `measure-report-status`, `measure-report-type`,
//! `related-artifact-type`, `narrative-status`. Extensible ones are checked where their system is the value set's own.

use crate::domain::Day;
use serde_json::Value;
use std::collections::BTreeSet;

/// Name of an element, fewest, most (`*` is many), its type.
type Element = (&'static str, usize, char, &'static str);

const PUBLICATION: &str = "draft active retired unknown";
const POPULATION: &str = "initial-population numerator numerator-exclusion denominator denominator-exclusion denominator-exception \
                          measure-population measure-population-exclusion measure-observation";
const ABSENT: &str = "unknown asked-unknown temp-unknown not-asked asked-declined masked not-applicable unsupported as-text error \
                      not-a-number negative-infinity positive-infinity not-performed not-permitted";

/// Elements of a type, but for `id` and `extension`, which all have.
fn elements(of: &str) -> Option<&'static [Element]> {
    Some(match of {
        "Bundle" => &[
            ("meta", 0, '1', "Meta"),
            ("identifier", 0, '1', "Identifier"),
            (
                "type",
                1,
                '1',
                "code:document message transaction transaction-response batch batch-response history searchset collection",
            ),
            ("timestamp", 0, '1', "instant"),
            ("entry", 0, '*', "Entry"),
        ],
        "Entry" => &[("fullUrl", 0, '1', "uri"), ("resource", 0, '1', "Resource")],
        "Basic" => &[
            ("meta", 0, '1', "Meta"),
            ("text", 0, '1', "Narrative"),
            ("identifier", 0, '*', "Identifier"),
            ("code", 1, '1', "CodeableConcept"),
            ("subject", 0, '1', "Reference"),
            ("created", 0, '1', "date"),
            ("author", 0, '1', "Reference"),
        ],
        "Organization" => &[
            ("meta", 0, '1', "Meta"),
            ("text", 0, '1', "Narrative"),
            ("identifier", 0, '*', "Identifier"),
            ("active", 0, '1', "boolean"),
            ("type", 0, '*', "CodeableConcept"),
            ("name", 0, '1', "string"),
            ("alias", 0, '*', "string"),
            ("partOf", 0, '1', "Reference"),
        ],
        "Measure" => &[
            ("meta", 0, '1', "Meta"),
            ("text", 0, '1', "Narrative"),
            ("url", 0, '1', "uri"),
            ("identifier", 0, '*', "Identifier"),
            ("version", 0, '1', "string"),
            ("name", 0, '1', "name"),
            ("title", 0, '1', "string"),
            ("subtitle", 0, '1', "string"),
            ("status", 1, '1', "publication-status"),
            ("experimental", 0, '1', "boolean"),
            ("subjectCodeableConcept", 0, '1', "CodeableConcept"),
            ("date", 0, '1', "dateTime"),
            ("publisher", 0, '1', "string"),
            ("description", 0, '1', "string"),
            ("purpose", 0, '1', "string"),
            ("usage", 0, '1', "string"),
            ("effectivePeriod", 0, '1', "Period"),
            ("relatedArtifact", 0, '*', "RelatedArtifact"),
            ("library", 0, '*', "uri"),
            ("disclaimer", 0, '1', "string"),
            ("scoring", 0, '1', "CodeableConcept"),
            ("type", 0, '*', "CodeableConcept"),
            ("rationale", 0, '1', "string"),
            ("improvementNotation", 0, '1', "CodeableConcept"),
            ("guidance", 0, '1', "string"),
            ("group", 0, '*', "MeasureGroup"),
        ],
        "MeasureGroup" => &[
            ("code", 0, '1', "CodeableConcept"),
            ("description", 0, '1', "string"),
            ("population", 0, '*', "MeasurePopulation"),
            ("stratifier", 0, '*', "MeasureStratifier"),
        ],
        "MeasurePopulation" => {
            &[("code", 0, '1', "CodeableConcept"), ("description", 0, '1', "string"), ("criteria", 1, '1', "Expression")]
        }
        "MeasureStratifier" => {
            &[("code", 0, '1', "CodeableConcept"), ("description", 0, '1', "string"), ("criteria", 0, '1', "Expression")]
        }
        "MeasureReport" => &[
            ("meta", 0, '1', "Meta"),
            ("text", 0, '1', "Narrative"),
            ("identifier", 0, '*', "Identifier"),
            ("status", 1, '1', "code:complete pending error"),
            ("type", 1, '1', "code:individual subject-list summary data-collection"),
            ("measure", 1, '1', "uri"),
            ("subject", 0, '1', "Reference"),
            ("date", 0, '1', "dateTime"),
            ("reporter", 0, '1', "Reference"),
            ("period", 1, '1', "Period"),
            ("improvementNotation", 0, '1', "CodeableConcept"),
            ("group", 0, '*', "ReportGroup"),
        ],
        "ReportGroup" => &[
            ("code", 0, '1', "CodeableConcept"),
            ("population", 0, '*', "ReportPopulation"),
            ("measureScore", 0, '1', "Quantity"),
            ("stratifier", 0, '*', "ReportStratifier"),
        ],
        "ReportPopulation" => &[("code", 0, '1', "CodeableConcept"), ("count", 0, '1', "integer")],
        "ReportStratifier" => &[("code", 0, '*', "CodeableConcept"), ("stratum", 0, '*', "Stratum")],
        "Stratum" => &[
            ("value", 0, '1', "CodeableConcept"),
            ("population", 0, '*', "ReportPopulation"),
            ("measureScore", 0, '1', "Quantity"),
        ],
        "Meta" => &[("lastUpdated", 0, '1', "instant"), ("profile", 0, '*', "uri"), ("tag", 0, '*', "Coding")],
        "Narrative" => &[("status", 1, '1', "code:generated extensions additional empty"), ("div", 1, '1', "xhtml")],
        "Identifier" => &[("system", 0, '1', "uri"), ("value", 0, '1', "string")],
        "CodeableConcept" => &[("coding", 0, '*', "Coding"), ("text", 0, '1', "string")],
        "Coding" => &[("system", 0, '1', "uri"), ("code", 0, '1', "code"), ("display", 0, '1', "string")],
        "Reference" => &[
            ("reference", 0, '1', "string"),
            ("type", 0, '1', "uri"),
            ("identifier", 0, '1', "Identifier"),
            ("display", 0, '1', "string"),
        ],
        "Period" => &[("start", 0, '1', "dateTime"), ("end", 0, '1', "dateTime")],
        "Quantity" => &[
            ("value", 0, '1', "decimal"),
            ("comparator", 0, '1', "code:< <= >= >"),
            ("unit", 0, '1', "string"),
            ("system", 0, '1', "uri"),
            ("code", 0, '1', "code"),
        ],
        "Expression" => &[
            ("description", 0, '1', "string"),
            ("name", 0, '1', "id"),
            ("language", 1, '1', "code"),
            ("expression", 0, '1', "string"),
            ("reference", 0, '1', "uri"),
        ],
        "RelatedArtifact" => &[
            (
                "type",
                1,
                '1',
                "code:documentation justification citation predecessor successor derived-from depends-on composed-of",
            ),
            ("display", 0, '1', "string"),
            ("citation", 0, '1', "string"),
        ],
        "Extension" => &[
            ("url", 1, '1', "uri"),
            ("valueBoolean", 0, '1', "boolean"),
            ("valueCode", 0, '1', "code"),
            ("valueDate", 0, '1', "date"),
            ("valueInstant", 0, '1', "instant"),
            ("valueString", 0, '1', "string"),
            ("valueQuantity", 0, '1', "Quantity"),
        ],
        _ => return None,
    })
}

/// Checks a bundle: each element, what resources say together, and references.
pub(super) fn check(bundle: &Value) -> Result<(), String> {
    if bundle["resourceType"] != "Bundle" {
        return Err("no bundle".into());
    }
    complex("Bundle", bundle, "Bundle")?;
    let entries: Vec<&Value> = bundle["entry"].as_array().into_iter().flatten().collect();
    let urls: BTreeSet<&str> = entries.iter().filter_map(|entry| entry["fullUrl"].as_str()).collect();
    if urls.len() != entries.len() {
        return Err("bdl-7: a fullUrl is missing or there twice".into());
    }
    let canonical = |one: &&Value| (one["resource"]["resourceType"] == "Measure").then(|| canonical(&one["resource"]));
    let measures: BTreeSet<String> = entries.iter().filter_map(canonical).collect();
    for entry in &entries {
        let resource = &entry["resource"];
        if let Some(reference) = resource["reporter"]["reference"].as_str().filter(|reference| !urls.contains(reference)) {
            return Err(format!("{reference} is not in the bundle"));
        }
        let measure = resource["measure"].as_str();
        if let Some(measure) = measure.filter(|measure| !measures.contains(*measure)) {
            return Err(format!("{measure} is not in the bundle"));
        }
    }
    Ok(())
}

fn canonical(measure: &Value) -> String {
    format!("{}|{}", measure["url"].as_str().unwrap_or_default(), measure["version"].as_str().unwrap_or_default())
}

fn complex(of: &str, value: &Value, path: &str) -> Result<(), String> {
    let of = if of == "Resource" { value["resourceType"].as_str().unwrap_or_default() } else { of };
    let rules = elements(of).ok_or(format!("{path}: no type {of} that is known here"))?;
    let fields = value.as_object().ok_or(format!("{path}: no object"))?;
    if fields.is_empty() {
        return Err(format!("{path}: ele-1: empty"));
    }
    for (name, held) in fields {
        let here = format!("{path}.{name}");
        match name.as_str() {
            "resourceType" => {}
            "id" => primitive("id", held, &here)?,
            "extension" => each("Extension", held, &here)?,
            name => {
                let plain = name.trim_start_matches('_');
                let &(_, _, most, kind) = rules.iter().find(|rule| rule.0 == plain).ok_or(format!("{here}: no such element"))?;
                match (name == plain, most) {
                    (true, '*') => each(kind, held, &here)?,
                    (true, _) => one(kind, held, &here)?,
                    // Beside a primitive: its extensions.
                    (false, _) if fields.contains_key(plain) || held.get("extension").is_none() => {
                        return Err(format!("{here}: only why there is no {plain}"));
                    }
                    (false, _) => each("Extension", &held["extension"], &here)?,
                }
            }
        }
    }
    for (name, fewest, _, _) in rules {
        if *fewest > 0 && !fields.contains_key(*name) && !fields.contains_key(&format!("_{name}")) {
            return Err(format!("{path}: no {name}"));
        }
    }
    together(of, value).map_err(|rule| format!("{path}: {rule}"))
}

fn each(kind: &str, held: &Value, path: &str) -> Result<(), String> {
    let items = held.as_array().filter(|items| !items.is_empty()).ok_or(format!("{path}: no list, or an empty one"))?;
    items.iter().enumerate().try_for_each(|(at, item)| one(kind, item, &format!("{path}[{at}]")))
}

fn one(kind: &str, held: &Value, path: &str) -> Result<(), String> {
    if kind == "Resource" || elements(kind).is_some() { complex(kind, held, path) } else { primitive(kind, held, path) }
}

/// Data types: primitive types and their regular expressions.
fn primitive(kind: &str, held: &Value, path: &str) -> Result<(), String> {
    let text = held.as_str().unwrap_or_default();
    let good = match kind {
        "boolean" => held.is_boolean(),
        "integer" => held.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        "decimal" => held.is_number(),
        "string" => !text.trim().is_empty() && !text.contains(|c: char| c.is_control() && !"\r\n\t".contains(c)),
        "xhtml" => {
            text.starts_with("<div xmlns=\"http://www.w3.org/1999/xhtml\">")
                && crate::report::tests::well_formed(text)
                && !text.replace("</", "<").contains("<script")
        }
        "id" => (1..=64).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c)),
        "uri" => !text.is_empty() && !text.contains(char::is_whitespace),
        "code" => is_code(text),
        "name" => {
            text.starts_with(|c: char| c.is_ascii_uppercase())
                && text.len() <= 255
                && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        }
        "date" => text.parse::<Day>().is_ok(),
        "instant" => text.contains('T') && chrono::DateTime::parse_from_rfc3339(text).is_ok(),
        "dateTime" => text.parse::<Day>().is_ok() || chrono::DateTime::parse_from_rfc3339(text).is_ok(),
        "publication-status" => PUBLICATION.split(' ').any(|code| code == text),
        _ => kind.strip_prefix("code:").is_some_and(|codes| codes.split(' ').any(|code| code == text)),
    };
    if good { Ok(()) } else { Err(format!("{path}: {held} is no {kind}")) }
}

fn is_code(text: &str) -> bool {
    !text.is_empty() && text.split(' ').all(|word| !word.is_empty() && !word.contains(char::is_whitespace))
}

/// Rules for elements together, by the specification's names for them.
fn together(of: &str, value: &Value) -> Result<(), String> {
    let has = |name: &str| value.get(name).is_some();
    let kind = |code: &str| value["type"] == code;
    match of {
        "Organization" if !has("identifier") && !has("name") => Err("org-1: neither identifier nor name".into()),
        "MeasureReport" if kind("data-collection") && has("group") => Err("mrp-1: a collection of data has no groups".into()),
        "Expression" if !has("expression") && !has("reference") => Err("exp-1: neither expression nor reference".into()),
        "Quantity" if has("code") && !has("system") => Err("qty-3: a code and no system".into()),
        "Reference" if !has("reference") && !has("identifier") && !has("display") => Err("refers to nothing".into()),
        "Period" if value["start"].as_str() > value["end"].as_str() && has("end") => Err("per-1: ends before it starts".into()),
        "Extension" => {
            let values = value.as_object().into_iter().flatten().filter(|(name, _)| name.contains("value")).count();
            let whys = value["url"] == "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
            let known = |code: &str| ABSENT.split(' ').any(|one| one == code);
            match (values, has("extension")) {
                (1, false) if whys && !value["valueCode"].as_str().is_some_and(known) => Err("no reason that is known".into()),
                (1, false) | (0, true) => Ok(()),
                _ => Err("ext-1: a value or extensions, not both".into()),
            }
        }
        "Coding" => {
            let code = value["code"].as_str().unwrap_or_default();
            let allowed = match value["system"].as_str().and_then(|system| system.rsplit('/').next()) {
                Some("measure-population") => POPULATION.split(' ').any(|one| one == code),
                Some("measure-scoring") => ["proportion", "ratio", "continuous-variable", "cohort"].contains(&code),
                _ => true,
            };
            if allowed { Ok(()) } else { Err(format!("{code} is not in the code system")) }
        }
        _ => Ok(()),
    }
}
