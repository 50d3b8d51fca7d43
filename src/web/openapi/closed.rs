//! Requests hold nothing but what they may: said of every object that a body can contain, as the handlers refuse unknown fields.

use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Adds `additionalProperties: false` to the objects that request bodies reach.
pub(super) fn close_requests(document: &mut Value) {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![];
    for operation in document["paths"].as_object().into_iter().flat_map(|paths| paths.values()).filter_map(Value::as_object) {
        for (_, operation) in operation {
            references(&operation["requestBody"], &mut waiting);
        }
    }
    while let Some(name) = waiting.pop() {
        references(&document["components"]["schemas"][&name], &mut waiting);
        if !reached.insert(name) {
            continue;
        }
        waiting.retain(|name| !reached.contains(name));
    }
    for name in reached {
        close(&mut document["components"]["schemas"][&name]);
    }
}

/// The names of the schemas that `value` refers to.
pub(super) fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(name) = fields.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
                found.push(name.to_owned());
            }
            fields.values().for_each(|field| references(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// Closes the objects of a schema. Parts of an `allOf` stay open: closed, each would refuse what the others allow.
fn close(schema: &mut Value) {
    let Some(fields) = schema.as_object_mut() else { return };
    if fields.contains_key("allOf") {
        fields.insert("unevaluatedProperties".into(), json!(false));
        return;
    }
    if fields.contains_key("properties") && !fields.contains_key("additionalProperties") {
        fields.insert("additionalProperties".into(), json!(false));
    }
    for (name, field) in fields.iter_mut() {
        match (name.as_str(), field) {
            ("properties", Value::Object(properties)) => properties.values_mut().for_each(close),
            ("oneOf" | "anyOf", Value::Array(cases)) => cases.iter_mut().for_each(close),
            ("items", items) => close(items),
            _ => {}
        }
    }
}
