//! The combined design, its generated pages, and `casefinder features`.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use casefinder::features::codelist::CodeLists;
use casefinder::features::definition::FeatureList;
use casefinder::features::{check, transform};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn casefinder(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_casefinder")).current_dir(root()).args(arguments).output().unwrap()
}

fn combined() -> FeatureList {
    toml::from_str(&std::fs::read_to_string(root().join("models/combined/design.toml")).unwrap()).unwrap()
}

#[test]
fn combined_design_is_sound_and_rich() {
    let list = combined();
    check::check(&list.features, &CodeLists::built_in().unwrap()).unwrap();
    assert!(list.features.len() >= 100, "{} features", list.features.len());
    let tables: std::collections::BTreeSet<_> = list.features.iter().map(|feature| feature.table.name()).collect();
    assert_eq!(tables.len(), 9, "every feed has features: {tables:?}");
    assert!(transform::column_names(&list.features).len() > list.features.len());
    for feature in &list.features {
        let can_be_missing = feature.aggregate.can_be_missing();
        assert_eq!(can_be_missing, feature.words_missing.is_some(), "{}: words when missing", feature.name);
    }
}

#[test]
fn generated_pages_are_current() {
    let design = "models/combined/design.toml";
    for (page, arguments) in [
        ("docs/features.md", &["features", "--design", design][..]),
        ("docs/codelists.md", &["features", "--code-lists"]),
        ("docs/measures.md", &["measures", "--markdown"]),
    ] {
        let output = casefinder(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let kept = std::fs::read(root().join(page)).unwrap_or_default();
        assert!(kept == output.stdout, "{page} is not current: casefinder {} > {page}", arguments.join(" "));
    }
}

#[test]
fn a_wrong_definition_ends_with_its_own_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let design = folder.path().join("design.toml");
    let text = std::fs::read_to_string(root().join("models/combined/design.toml")).unwrap();
    let run = |text: String| {
        std::fs::write(&design, text).unwrap();
        let output = casefinder(&["features", "--design", design.to_str().unwrap(), "--json"]);
        (output.status.code(), String::from_utf8(output.stderr).unwrap(), output.stdout)
    };
    let (code, _, json) = run(text.clone());
    assert_eq!(code, Some(0));
    let told: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(told[0]["columns"].as_array().unwrap().len(), 5, "age is a spline with six knots");
    let (code, message, json) = run(text.replace("\"charlson_quan2005\"", "\"charlson\""));
    assert_eq!((code, json.len()), (Some(10), 0));
    assert!(message.contains("feature \"hospital_ami\"") && message.contains("charlson_quan2005"), "{message}");
    let (code, message, _) = run(text.replace("aggregate = \"age\"", "aggregate = \"aeg\""));
    assert_eq!(code, Some(10));
    assert!(message.contains("aeg"), "{message}");
    // A list of the design's own takes the place of the built-in one.
    std::fs::create_dir(folder.path().join("codelists")).unwrap();
    let about = "id = 'hfrs'\nversion = '9'\ntitle = 'Ours'\nsource = 's'\nlicence = 'l'\n[groups]\na = { name = 'A' }\n";
    std::fs::write(folder.path().join("codelists/hfrs.toml"), about).unwrap();
    std::fs::write(folder.path().join("codelists/hfrs.csv"), "group,system,code,match\na,icd10,F00,prefix\n").unwrap();
    let (code, message, _) = run(text);
    assert_eq!(code, Some(10));
    assert!(message.contains("no weights \"hfrs\""), "{message}");
}
