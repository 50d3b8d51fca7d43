//! Elements that several resources share.

use crate::measures::definition::Shape;
use crate::measures::published::{Shown, ShownShare};
use crate::report::words::{one_line, unit};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use uuid::Builder;

/// Ours: extensions and codes that FHIR has none for.
pub(super) const OURS: &str = "urn:casefinder:fhir";

/// Units of measurement (UCUM).
const UCUM: &str = "http://unitsofmeasure.org";

/// A UUID that is the same for the same words.
pub(super) fn id(words: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new_derive_key("casefinder 2026 ids of resources in reports");
    for word in words {
        hasher.update(&(word.len() as u64).to_le_bytes()).update(word.as_bytes());
    }
    let mut bytes = [0; 16];
    hasher.finalize_xof().fill(&mut bytes);
    Builder::from_custom_bytes(bytes).into_uuid().to_string()
}

/// Where a resource is in the bundle: by what others refer to it.
pub(super) fn full_url(id: &Value) -> String {
    format!("urn:uuid:{}", id.as_str().unwrap_or_default())
}

pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// An extension of ours.
pub(super) fn extension(name: &str, kind: &str, value: impl Into<Value>) -> Value {
    let mut extension = json!({"url": format!("{OURS}:{name}")});
    extension[kind] = value.into();
    extension
}

/// A part of a complex extension of ours.
pub(super) fn part(name: &str, kind: &str, value: impl Into<Value>) -> Value {
    let mut part = json!({"url": name});
    part[kind] = value.into();
    part
}

/// A text as a part; none when it is empty, which FHIR allows no text to be.
pub(super) fn text_part(name: &str, text: &str) -> Option<Value> {
    text_of(text).map(|text| part(name, "valueString", text))
}

/// One line; none when it is empty.
pub(super) fn text_of(text: &str) -> Option<String> {
    Some(one_line(text).trim().to_owned()).filter(|text| !text.is_empty())
}

/// Why there is no value, in its place.
fn absent(reason: &str) -> Value {
    json!({"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": reason}]})
}

/// A coded concept in words.
pub(super) fn in_words(text: &str) -> Value {
    text_of(text).map_or_else(|| absent("unknown"), |text| json!({"text": text}))
}

/// The count of a population. FHIR's integers end at 2,147,483,647.
pub(super) fn population(code: Value, count: Shown) -> Value {
    let mut population = json!({"code": code});
    match count {
        Shown::Withheld => population["_count"] = absent("masked"),
        Shown::Number(number) => match i32::try_from(number) {
            Ok(number) => population["count"] = number.into(),
            Err(_) => population["_count"] = absent("unsupported"),
        },
    }
    population
}

/// Per cent, or per 1,000 person-years.
pub(super) fn score(share: ShownShare, shape: Shape) -> Value {
    let number: Value = match share {
        ShownShare::Withheld => return absent("masked"),
        ShownShare::NotApplicable => return absent("not-applicable"),
        ShownShare::Tenths(tenths, 0) => (tenths + 5).div_euclid(10).into(),
        ShownShare::Tenths(tenths, _) => (tenths as f64 / 10.0).into(),
    };
    // 10*-3/a: a thousandth of one in a year.
    let code = if shape == Shape::Rate { "10*-3/a" } else { "%" };
    json!({"value": number, "unit": unit(shape).unwrap_or(code), "system": UCUM, "code": code})
}

/// A share in hundredths of a per cent, as a quantity.
pub(super) fn per_cent(per_10_000: u32) -> Value {
    let number: Value =
        if per_10_000.is_multiple_of(100) { (per_10_000 / 100).into() } else { (f64::from(per_10_000) / 100.0).into() };
    json!({"value": number, "unit": "per cent", "system": UCUM, "code": "%"})
}

/// A coded concept of HL7's, with its name.
pub(super) fn coded(system: &str, code: &str, display: &str) -> Value {
    json!({"coding": [{"system": format!("http://terminology.hl7.org/CodeSystem/{system}"), "code": code, "display": display}]})
}

/// A coded concept of ours, in words.
pub(super) fn our_code(system: &str, code: &str, text: &str) -> Value {
    json!({"coding": [{"system": format!("{OURS}:{system}"), "code": code}], "text": text})
}

/// A narrative made of escaped XHTML.
pub(super) fn narrative(body: &str) -> Value {
    json!({"status": "generated", "div": format!("<div xmlns=\"http://www.w3.org/1999/xhtml\">{body}</div>")})
}

/// Of figures of people who do not exist.
pub(super) fn made_up() -> Value {
    json!({"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST", "display": "test health data"})
}
