//! The API's description: reviewed, current, and about exactly the addresses that there are.

use casefinder::web::{openapi, router};
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn the_reviewed_description_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/openapi.json");
    let reviewed: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(
        reviewed == *openapi::description(),
        "docs/openapi.json is out of date: run `cargo run -- openapi > docs/openapi.json` and review what changed"
    );
}

#[test]
fn the_description_and_the_router_name_the_same_addresses() {
    let described: BTreeSet<(String, String)> = openapi::description()["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| item.as_object().unwrap().keys().map(|method| (path.clone(), method.to_uppercase())))
        .collect();
    let answered: BTreeSet<(String, String)> = router::api()
        .iter()
        .flat_map(|at| {
            let (path, methods) = at.listing();
            methods.into_iter().map(move |method| (format!("/api/v1{path}"), method))
        })
        // The description does not describe itself.
        .filter(|(path, _)| path != "/api/v1/openapi.json")
        .collect();
    let missing: Vec<_> = answered.difference(&described).collect();
    let invented: Vec<_> = described.difference(&answered).collect();
    assert!(missing.is_empty() && invented.is_empty(), "not described: {missing:?}; described, but not answered: {invented:?}");
}

#[test]
fn operations_have_ids_of_their_own_and_say_what_they_do() {
    let mut ids = BTreeSet::new();
    for (path, item) in openapi::description()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(ids.insert(operation["operationId"].as_str().unwrap()), "{method} {path}: its id is another's too");
            assert!(operation["summary"].as_str().is_some_and(|words| !words.is_empty()), "{method} {path} has no summary");
            for status in ["400", "401", "404", "503"] {
                assert!(operation["responses"][status].is_object(), "{method} {path} does not describe {status}");
            }
        }
    }
}
