//! What each file of handlers says of itself, put together. Types and handlers of different files may have the same short name: in
//! the description each gets one of its own.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Adds `part`, which `file` says of itself, to `document`.
pub(super) fn merge(document: &mut Value, file: &str, mut part: Value) {
    let mut others = BTreeMap::new();
    for (name, schema) in part["components"]["schemas"].as_object().into_iter().flatten() {
        let known = &document["components"]["schemas"][name];
        if !known.is_null() && known != schema {
            others.insert(name.clone(), format!("{}{name}", capitals(file)));
        }
    }
    rename(&mut part, &others);
    for (name, schema) in taken(&mut part["components"]["schemas"]) {
        let name = others.get(&name).cloned().unwrap_or(name);
        document["components"]["schemas"][&name] = schema;
    }
    for (path, item) in taken(&mut part["paths"]) {
        for (method, mut operation) in item.as_object().cloned().unwrap_or_default() {
            if let Some(id) = operation["operationId"].as_str() {
                let id = format!("{file}_{id}");
                let last = path.rsplit('/').find(|part| !part.starts_with('{')).unwrap_or_default().replace('-', "_");
                operation["operationId"] = if has_id(document, &id) { format!("{id}_{last}") } else { id }.into();
            }
            document["paths"][&path][&method] = operation;
        }
    }
}

fn has_id(document: &Value, id: &str) -> bool {
    let mut operations = document["paths"].as_object().into_iter().flatten().filter_map(|(_, item)| item.as_object()).flatten();
    operations.any(|(_, operation)| operation["operationId"] == id)
}

fn taken(value: &mut Value) -> Map<String, Value> {
    value.as_object_mut().map(std::mem::take).unwrap_or_default()
}

/// `accountable_gps` as `AccountableGps`.
fn capitals(file: &str) -> String {
    file.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

/// Lets references follow the new names.
fn rename(value: &mut Value, names: &BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(path)) = fields.get_mut("$ref")
                && let Some(name) = path.rsplit('/').next().and_then(|name| names.get(name))
            {
                *path = format!("#/components/schemas/{name}");
            }
            fields.values_mut().for_each(|field| rename(field, names));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, names)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_same_name_for_two_things_becomes_two_names() {
        let part = |kind: &str| {
            json!({
                "paths": {"/x": {"get": {"operationId": "read", "schema": {"$ref": "#/components/schemas/Why"}}}},
                "components": {"schemas": {"Why": {"type": kind}, "Same": {"type": "null"}}},
            })
        };
        let mut whole = json!({"paths": {}, "components": {"schemas": {}}});
        merge(&mut whole, "cases", part("string"));
        assert_eq!(whole["paths"]["/x"]["get"]["operationId"], "cases_read");
        merge(&mut whole, "set_aside", part("object"));
        assert_eq!(
            whole["components"]["schemas"],
            json!({"Why": {"type": "string"}, "SetAsideWhy": {"type": "object"}, "Same": {"type": "null"}})
        );
        assert_eq!(whole["paths"]["/x"]["get"]["schema"]["$ref"], "#/components/schemas/SetAsideWhy");
    }
}
