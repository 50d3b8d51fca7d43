//! What holds for every operation, and no handler says of itself.

use serde_json::{Value, json};

/// Says it: texts in a query hold no NUL, and every answer has a description, as `OpenAPI` wants.
pub(super) fn complete(document: &mut Value) {
    let items = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    for operation in items.filter_map(Value::as_object_mut).flat_map(|item| item.values_mut()) {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten();
        parameters.filter(|parameter| parameter["in"] == "query").for_each(without_nul);
        for (status, answer) in operation["responses"].as_object_mut().into_iter().flatten() {
            let words = match status.as_str() {
                "201" => "Made.",
                "202" => "Taken in.",
                _ => "What was asked for.",
            };
            if let Some(answer) = answer.as_object_mut() {
                answer.entry("description").or_insert_with(|| words.into());
            }
        }
    }
}

/// A text that says more of itself says this with it.
fn without_nul(parameter: &mut Value) {
    let Some(schema) = parameter.get_mut("schema").and_then(Value::as_object_mut) else { return };
    let text = match schema.get("type") {
        Some(Value::Array(types)) => types.contains(&json!("string")),
        Some(kind) => kind == "string",
        None => false,
    };
    if text && !["enum", "format", "pattern"].iter().any(|said| schema.contains_key(*said)) {
        schema.insert("pattern".into(), r"^[^\x00]*$".into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_queries_hold_no_nul_and_answers_are_described() {
        let text = |more: Value| json!({"in": "query", "schema": more});
        let mut document = json!({"paths": {"/x": {
            "get": {
                "parameters": [text(json!({"type": "string"})), text(json!({"type": "string", "format": "date"})),
                    text(json!({"type": "integer"})), text(json!({"type": ["string", "null"]}))],
                "responses": {"200": {}, "404": {"description": "No."}},
            },
            "put": {"responses": {"201": {}}},
        }}});
        complete(&mut document);
        let operations = &document["paths"]["/x"];
        let patterns: Vec<bool> =
            operations["get"]["parameters"].as_array().unwrap().iter().map(|one| one["schema"]["pattern"].is_string()).collect();
        assert_eq!(patterns, [true, false, false, true]);
        assert_eq!(operations["get"]["responses"]["404"]["description"], "No.");
        assert_eq!(operations["put"], json!({"responses": {"201": {"description": "Made."}}}));
    }
}
