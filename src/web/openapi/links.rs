//! Links of the description: what to do with an answer. What was made can be read and changed, what was read can be changed, and
//! what was changed can be read again, with ids and versions taken from the answer. They follow from the addresses:
//! `/cases` makes what `/cases/{case}` reads and `/cases/{case}/actions/{action}/closing` changes.

use serde_json::{Map, Value, json};

struct Operation {
    path: String,
    method: String,
    id: String,
    status: &'static str,
    tagged: bool,
    wants_version: bool,
    /// Lists in the answer: name, and the fields of what is in them.
    lists: Vec<(String, Vec<String>)>,
}

/// Adds the links.
pub(super) fn link(document: &mut Value) {
    let operations = operations(document);
    let mut added = vec![];
    for source in &operations {
        let (root, made) = match parameters(&source.path).first() {
            // A creation: what it makes has the address below.
            None if source.status == "201" => {
                let Some(root) = operations.iter().find_map(|target| made_by(&source.path, &target.path)) else { continue };
                (root, true)
            }
            None => continue,
            Some((_, end)) => (source.path[..*end].to_owned(), false),
        };
        let reads = source.method == "get" && source.path == root;
        let mut links = Map::new();
        for target in &operations {
            let back = target.method == "get" && target.path == root;
            let below = target.path == root || target.path.starts_with(&format!("{root}/"));
            if target.id == source.id || !below || !(made || reads || back) || (target.wants_version && !source.tagged) {
                continue;
            }
            if let Some(link) = from(source, target, made) {
                links.insert(target.id.clone(), link);
            }
        }
        if !links.is_empty() {
            added.push((source, links));
        }
    }
    for (source, links) in added {
        document["paths"][&source.path][&source.method]["responses"][source.status]["links"] = Value::Object(links);
    }
}

/// `/cases/{case}` for `/cases` and anything below `/cases/{case}`.
fn made_by(collection: &str, path: &str) -> Option<String> {
    let rest = path.strip_prefix(collection)?;
    let end = rest.find('}').filter(|_| rest.starts_with("/{"))?;
    Some(format!("{collection}{}", &rest[..=end]))
}

/// The link from an answer of `source` to `target`, if the answer has what `target` needs.
fn from(source: &Operation, target: &Operation, made: bool) -> Option<Value> {
    let mut wanted = Map::new();
    for (place, (name, end)) in parameters(&target.path).into_iter().enumerate() {
        let before = &target.path[..end];
        let list = before.rsplit('/').nth(1).unwrap_or_default();
        let expression = if place == 0 && made {
            "$response.body#/id".to_owned()
        } else if source.path.starts_with(before) {
            format!("$request.path.{name}")
        } else {
            let (_, fields) = source.lists.iter().find(|(name, _)| name == list)?;
            let id = ["id", &name].into_iter().find(|id| fields.iter().any(|field| field == id))?;
            format!("$response.body#/{list}/0/{id}")
        };
        wanted.insert(name, json!(expression));
    }
    if target.wants_version {
        wanted.insert("If-Match".into(), json!("$response.header.ETag"));
    }
    Some(json!({"operationId": target.id, "parameters": wanted}))
}

/// The parameters of an address, each with the place where it ends.
fn parameters(path: &str) -> Vec<(String, usize)> {
    path.match_indices('{')
        .filter_map(|(start, _)| {
            let end = start + path[start..].find('}')?;
            Some((path[start + 1..end].to_owned(), end + 1))
        })
        .collect()
}

fn operations(document: &Value) -> Vec<Operation> {
    let mut found = vec![];
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let Some(status) = ["200", "201"].into_iter().find(|status| operation["responses"][status].is_object()) else {
                continue;
            };
            let answer = &operation["responses"][status];
            let named = |parameter: &Value| parameter["name"] == "If-Match";
            found.push(Operation {
                path: path.clone(),
                method: method.clone(),
                id: operation["operationId"].as_str().unwrap_or_default().to_owned(),
                status,
                tagged: answer["headers"]["ETag"].is_object(),
                wants_version: operation["parameters"].as_array().is_some_and(|all| all.iter().any(named)),
                lists: lists(document, &answer["content"]["application/json"]["schema"]),
            });
        }
    }
    found
}

/// The lists in an answer, each with the fields of its items.
fn lists(document: &Value, schema: &Value) -> Vec<(String, Vec<String>)> {
    let fields = |schema: &Value| resolved(document, schema)["properties"].as_object().cloned().unwrap_or_default();
    fields(schema)
        .iter()
        .filter(|(_, field)| field["type"] == "array")
        .map(|(name, field)| (name.clone(), fields(&field["items"]).keys().cloned().collect()))
        .collect()
}

fn resolved<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let named = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next());
    named.map_or(schema, |name| &document["components"]["schemas"][name])
}
