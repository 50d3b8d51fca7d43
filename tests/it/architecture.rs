//! The rules between rooms, read from the `use crate::` lines.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What each room may import besides itself.
fn allowed() -> BTreeMap<&'static str, Vec<&'static str>> {
    BTreeMap::from([
        ("domain", vec![]),
        ("error", vec![]),
        ("events", vec!["domain", "error"]),
        ("features", vec!["domain", "error", "events"]),
        ("predict", vec!["domain", "error", "features"]),
        ("stratify", vec!["domain", "error"]),
        ("synth", vec!["domain", "error", "events"]),
        ("runs", vec!["domain", "error", "events", "features", "predict", "stratify"]),
        ("casework", vec!["domain", "error"]),
        ("measures", vec!["domain", "error", "casework"]),
        ("report", vec!["domain", "error", "measures"]),
        ("store", vec!["domain", "error", "casework", "measures"]),
        ("access", vec!["domain", "error", "casework", "measures", "store"]),
        // Handlers hold a scope, never the database.
        ("web", vec!["domain", "error", "casework", "measures", "report", "access"]),
        (
            "cli",
            vec![
                "domain", "error", "events", "features", "predict", "stratify", "synth", "runs", "casework", "measures",
                "report", "store", "access", "web",
            ],
        ),
    ])
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

fn room(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// Code before the unit tests: tests may reach across rooms.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap()
}

#[test]
fn rooms_import_only_what_they_may() {
    let allowed = allowed();
    let mut wrong = vec![];
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let here = room(&path);
        let Some(may) = allowed.get(here.as_str()) else { continue };
        let text = fs::read_to_string(&path).unwrap();
        for piece in code(&text).split("crate::").skip(1) {
            let there: String = piece.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            if allowed.contains_key(there.as_str()) && there != here && !may.contains(&there.as_str()) {
                wrong.push(format!("{} uses {there}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_rooms_of_files_name_arrow_and_parquet() {
    let may = ["events", "features", "runs"];
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = fs::read_to_string(&path).unwrap();
        let names = code(&text).lines().any(|line| line.starts_with("use arrow") || line.starts_with("use parquet"));
        assert!(!names || may.contains(&room(&path).as_str()), "{} names arrow or parquet", path.display());
    }
}

#[test]
fn only_the_store_names_sqlx_and_only_the_web_names_actix() {
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = fs::read_to_string(&path).unwrap();
        let here = room(&path);
        assert!(!code(&text).contains("sqlx::") || here == "store", "{} names sqlx", path.display());
        assert!(!code(&text).contains("actix_web::") || here == "web", "{} names actix", path.display());
    }
}

#[test]
fn queries_are_read_by_the_extractor_that_names_the_parameter_at_fault() {
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web")) {
        let text = fs::read_to_string(&path).unwrap();
        let theirs = text.lines().any(|line| line.contains("actix_web::web::") && line.contains("Query"));
        assert!(!theirs, "{}: use crate::web::Query", path.display());
    }
}

/// The words of each refusal in `source`: the text that follows its rule.
fn refusals(source: &str) -> impl Iterator<Item = &str> {
    source.split("Refusal::by(").skip(1).filter_map(|rest| {
        let call = rest.split(".at(").next()?.split("})").next()?;
        call.split('"').nth(3)
    })
}

#[test]
fn refusals_are_in_plain_words() {
    let mut read = 0;
    for file in files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let text = fs::read_to_string(&file).unwrap();
        for words in refusals(code(&text)) {
            read += 1;
            // Within braces stand our own names.
            let told = words.split('{').map(|part| part.rsplit('}').next().unwrap_or(part)).collect::<String>();
            let names_a_field = told.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| word.contains('_'));
            let plain = !names_a_field && !words.contains('`') && !words.contains("{id}") && !words.contains("{case}");
            assert!(plain, "{}: {words}", file.display());
        }
    }
    assert!(read > 100, "only {read} refusals were found");
}
