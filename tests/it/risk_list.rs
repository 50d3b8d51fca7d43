//! The loop through the command line: synth, import, train, evaluate, score.

use crate::program::{Ran, casefinder, failed, ok};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tempfile::TempDir;

/// A small neighbourhood with a store and a model, made once for this file. Tests read it and write elsewhere.
struct Neighbourhood {
    folder: TempDir,
}

impl Neighbourhood {
    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }
}

static SMALL: LazyLock<Neighbourhood> = LazyLock::new(|| {
    let here = Neighbourhood { folder: TempDir::new().unwrap() };
    let (extract, store, model) = (here.path("extract"), here.path("store"), here.path("model"));
    let span = ["--from", "2021-01-01", "--to", "2025-06-30"];
    ok(casefinder(&[&["synth", "--people", "5000", "--practices", "3", "--seed", "7", "--out", &extract][..], &span].concat()));
    let summary = ok(casefinder(&["import", &extract, "--store", &store, "--as-of", "2025-06-30", "--json"]));
    fs::write(here.path("import.json"), summary).unwrap();
    let design = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/combined/design.toml").display().to_string();
    ok(casefinder(&["train", "--store", &store, "--design", &design, "--index-date", "2024-06-30", "--out", &model]));
    here
});

fn score(more: &[&str], out: &Path) -> Ran {
    let (store, model, out) = (SMALL.path("store"), SMALL.path("model"), out.display().to_string());
    let base = ["score", "--store", &store, "--model", &model, "--index-date", "2025-06-30", "--out", &out];
    casefinder(&[&base[..], more].concat())
}

fn rows(path: &Path) -> (Vec<String>, Vec<BTreeMap<String, String>>) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.deserialize().map(Result::unwrap).collect();
    (header, rows)
}

fn scratch() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("risks.csv");
    (folder, path)
}

#[test]
fn a_clean_extract_is_imported_whole() {
    let summary: Value = serde_json::from_str(&fs::read_to_string(SMALL.path("import.json")).unwrap()).unwrap();
    for file in summary["files"].as_array().unwrap() {
        assert_eq!((file["rejected"].as_u64(), &file["kept"]), (Some(0), &file["rows"]), "{file}");
    }
    assert_eq!(summary["persons"], 5000);
    for feed in ["admissions", "emergency_care", "outpatients", "gp_events", "prescriptions", "community_contacts", "social_care"]
    {
        assert!(summary["events"][feed].as_u64().unwrap() > 0, "{feed}");
        assert!(summary["latest_event"][feed].as_str().unwrap() > "2025-01", "{feed}");
        assert!(summary["latest_recorded"][feed].as_str().unwrap() > "2025-01", "{feed}");
    }
}

#[test]
fn the_list_is_ranked_dated_explained_and_names_nobody() {
    let (_folder, out) = scratch();
    let summary: Value = serde_json::from_str(&ok(score(&["--json"], &out))).unwrap();
    let (header, rows) = rows(&out);
    let promised = [
        "person_key",
        "practice_code",
        "risk",
        "rank",
        "percentile",
        "tier",
        "model_id",
        "model_version",
        "index_date",
        "factor_1",
        "factor_2",
        "factor_3",
    ];
    for column in promised {
        assert!(header.iter().any(|name| name == column), "{column} is missing");
    }
    assert_eq!(summary["scored"].as_u64().unwrap() as usize, rows.len());
    let mut before = 1.0;
    for (at, row) in rows.iter().enumerate() {
        assert_eq!(row["rank"], (at + 1).to_string());
        let expected = (rows.len() - at) as f64 * 100.0 / rows.len() as f64;
        assert!((row["percentile"].parse::<f64>().unwrap() - expected).abs() < 1e-5);
        assert_eq!((row["index_date"].as_str(), row["model_id"].as_str()), ("2025-06-30", "combined"));
        assert!(!row["data_date"].is_empty() && !row["factor_1"].is_empty() && !row["factor_3"].is_empty());
        let risk: f64 = row["risk"].parse().unwrap();
        assert!((0.0..=1.0).contains(&risk));
        assert_eq!(row["person_key"].len(), 32);
        assert!(before >= risk, "ranked by risk");
        before = risk;
    }
    // The published segments: 0.5%, 5%, 20% of everyone scored, rounded up.
    let count = |tier: &str| rows.iter().filter(|row| row["tier"] == tier).count();
    let up_to = |thousandths: usize| (rows.len() * thousandths).div_ceil(1000);
    assert_eq!(count("very high"), up_to(5));
    assert_eq!(count("very high") + count("high"), up_to(50));
    assert_eq!(count("very high") + count("high") + count("moderate"), up_to(200));
    assert_eq!(numbers_in(&fs::read_to_string(&out).unwrap()), 0);
}

/// NHS numbers of the synthetic range in a text.
fn numbers_in(text: &str) -> usize {
    // Whole words alone: a key of random hexadecimal digits may hold ten decimal ones in a row.
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter(|word| word.len() == 10 && word.starts_with("999") && word.bytes().all(|byte| byte.is_ascii_digit())).count()
}

#[test]
fn everyone_is_scored_or_counted_as_left_out() {
    let (_folder, out) = scratch();
    let summary: Value = serde_json::from_str(&ok(score(&["--json"], &out))).unwrap();
    let left_out: u64 = summary["left_out"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(summary["scored"].as_u64().unwrap() + left_out, 5000);
    for reason in ["died on or before the index date", "no longer registered", "type 1 objection"] {
        assert!(summary["left_out"][reason].as_u64().unwrap() > 0, "{reason}");
    }
}

#[test]
fn two_runs_give_the_same_bytes_on_any_number_of_threads() {
    let (_one, first) = scratch();
    let (_two, second) = scratch();
    ok(score(&[], &first));
    let (store, model, out) = (SMALL.path("store"), SMALL.path("model"), second.display().to_string());
    let base = ["score", "--store", &store, "--model", &model, "--index-date", "2025-06-30", "--out", &out];
    ok(Ran::of(crate::program::command(&base).env("RAYON_NUM_THREADS", "1")));
    assert!(fs::read(first).unwrap() == fs::read(second).unwrap());
}

#[test]
fn numbers_and_names_come_only_when_asked_for() {
    let (_folder, out) = scratch();
    ok(score(&["--identifiable"], &out));
    let (header, rows) = rows(&out);
    assert_eq!(header[..4], ["nhs_number", "given_name", "family_name", "postcode"]);
    assert_eq!(numbers_in(&fs::read_to_string(&out).unwrap()), rows.len());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o077, 0, "readable by its owner alone");
    }
}

#[test]
fn one_practice_keeps_the_ranks_of_everyone() {
    let (_folder, out) = scratch();
    ok(score(&[], &out));
    let (_, everyone) = rows(&out);
    let practice = everyone[0]["practice_code"].clone();
    let (_folder, out) = scratch();
    ok(score(&["--practice", &practice], &out));
    let (_, ours) = rows(&out);
    let expected: Vec<_> = everyone.into_iter().filter(|row| row["practice_code"] == practice).collect();
    assert_eq!(ours, expected);
}

#[test]
fn evaluate_and_train_say_all_that_is_promised() {
    let (store, model) = (SMALL.path("store"), SMALL.path("model"));
    let text = ok(casefinder(&["evaluate", "--store", &store, "--model", &model, "--index-date", "2024-06-30", "--json"]));
    let evaluation: Value = serde_json::from_str(&text).unwrap();
    for field in [
        "n",
        "events",
        "auroc",
        "average_precision",
        "brier",
        "observed_expected",
        "calibration_intercept",
        "calibration_slope",
        "ici",
    ] {
        assert!(evaluation[field].is_number(), "{field}");
    }
    let top = evaluation["top"].as_array().unwrap();
    let fractions: Vec<f64> = top.iter().map(|row| row["fraction"].as_f64().unwrap()).collect();
    assert_eq!(fractions, [0.005, 0.01, 0.02, 0.05, 0.10, 0.20]);
    for row in top {
        for field in ["flagged", "ppv", "sensitivity", "lift", "no_emergency_admission_in_2_years"] {
            assert!(row[field].is_number(), "{field}");
        }
    }
    let judged: Value = serde_json::from_str(&fs::read_to_string(SMALL.path("model/evaluation.json")).unwrap()).unwrap();
    assert_eq!((judged["fitted_at"].as_str(), judged["tested_at"].as_str()), (Some("2023-07-01"), Some("2024-06-30")));
    let [low, high] = [0, 1].map(|at| judged["auroc_ci95"][at].as_f64().unwrap());
    assert!(low > 0.6 && high < 0.95 && low < high, "{low} to {high}");
    let card = fs::read_to_string(SMALL.path("model/card.md")).unwrap();
    assert!(card.contains("ynthetic people") && numbers_in(&card) == 0);
}

#[test]
fn without_a_past_the_design_is_judged_on_a_split_sample() {
    let folder = TempDir::new().unwrap();
    let (store, out) = (SMALL.path("store"), folder.path().join("model").display().to_string());
    let design = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/combined/design.toml").display().to_string();
    let base = ["train", "--store", &store, "--design", &design, "--out", &out, "--json", "--index-date"];
    let judged: Value = serde_json::from_str(&ok(casefinder(&[&base[..], &["2021-09-30"]].concat()))).unwrap();
    assert_eq!(judged["validation"], "split_sample");
    let (fitted, tested) = (judged["fitted_people"].as_u64().unwrap(), judged["n"].as_u64().unwrap());
    assert!(tested * 3 > fitted && tested < fitted, "one third against two: {tested} and {fitted}");
    assert!(judged["words"].as_str().unwrap().contains("which the store does not have"));
    let again = failed(casefinder(&[&base[..], &["2021-09-30"]].concat()), 2);
    assert!(again.contains("already holds a model"), "{again}");
    let quiet = failed(casefinder(&[&base[..], &["1990-01-01", "--force"]].concat()), 11);
    assert!(quiet.contains("the admissions feed begins on 2021-01-01"), "{quiet}");
}

#[test]
fn a_feed_that_is_missing_is_not_a_zero() {
    let folder = TempDir::new().unwrap();
    let (extract, store) = (folder.path().join("extract"), folder.path().join("store").display().to_string());
    fs::create_dir(&extract).unwrap();
    for entry in fs::read_dir(SMALL.path("extract")).unwrap().map(Result::unwrap) {
        if !entry.file_name().to_str().unwrap().starts_with("social_care") {
            fs::copy(entry.path(), extract.join(entry.file_name())).unwrap();
        }
    }
    ok(casefinder(&["import", &extract.display().to_string(), "--store", &store, "--as-of", "2025-06-30"]));
    let out = folder.path().join("risks.csv");
    let out_text = out.display().to_string();
    let model = SMALL.path("model");
    let refused = failed(
        casefinder(&["score", "--store", &store, "--model", &model, "--index-date", "2025-06-30", "--out", &out_text]),
        11,
    );
    assert!(refused.contains("social_care"), "{refused}");
    assert!(!out.exists());
}

#[test]
fn a_store_that_was_changed_is_refused() {
    let folder = TempDir::new().unwrap();
    let (store, out) = (folder.path().join("store"), folder.path().join("risks.csv"));
    let generation = store.join("gen-000001");
    fs::create_dir_all(&generation).unwrap();
    fs::copy(SMALL.path("store/current"), store.join("current")).unwrap();
    for entry in fs::read_dir(SMALL.path("store/gen-000001")).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), generation.join(entry.file_name())).unwrap();
    }
    let (store, model) = (store.display().to_string(), SMALL.path("model"));
    let out_text = out.display().to_string();
    let score = ["score", "--store", &store, "--model", &model, "--index-date", "2025-06-30", "--out", &out_text];
    ok(casefinder(&score));
    fs::remove_file(&out).unwrap();

    // One bit of the objections: somebody who objected could be on the list.
    let objections = generation.join("objections.parquet");
    let whole = fs::read(&objections).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 3] ^= 1;
    fs::write(&objections, flipped).unwrap();
    let refused = failed(casefinder(&score), 11);
    assert!(refused.contains("objections.parquet") && refused.contains("damaged"), "{refused}");
    fs::write(&objections, whole).unwrap();

    let inside = generation.join("risks.csv").display().to_string();
    let into_store = ["score", "--store", &store, "--model", &model, "--index-date", "2025-06-30", "--out", &inside];
    assert!(failed(casefinder(&into_store), 2).contains("lies in the store"));
    fs::write(Path::new(&store).join("current"), "gen-000009\n").unwrap();
    assert!(failed(casefinder(&score), 11).contains("not there"));
    assert!(!out.exists());
}

#[test]
fn common_slips_are_told_in_words() {
    let folder = TempDir::new().unwrap();
    let (extract, store) = (folder.path().join("extract"), folder.path().join("store").display().to_string());
    fs::create_dir(&extract).unwrap();
    fs::copy(SMALL.path("extract/persons.csv"), extract.join("persons.csv")).unwrap();
    let nothing_there = casefinder(&["import", &extract.display().to_string(), "--store", &store, "--append"]);
    assert!(failed(nothing_there, 11).contains("no store here to add to"));
    let semicolons = fs::read_to_string(extract.join("persons.csv")).unwrap().replace(',', ";");
    fs::write(extract.join("persons.csv"), semicolons).unwrap();
    let separated = casefinder(&["import", &extract.display().to_string(), "--store", &store]);
    assert!(failed(separated, 11).contains("separated by semicolons"));
    assert!(!Path::new(&store).join("current").exists());
}

#[test]
#[cfg(unix)]
fn a_pipe_in_place_of_a_table_does_not_hang() {
    let folder = TempDir::new().unwrap();
    fs::copy(SMALL.path("extract/persons.csv"), folder.path().join("persons.csv")).unwrap();
    let pipe = folder.path().join("admissions.csv");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let (extract, store) = (folder.path().display().to_string(), folder.path().join("store").display().to_string());
    let refused = failed(casefinder(&["import", &extract, "--store", &store]), 11);
    assert!(refused.contains("admissions.csv") && refused.contains("pipe"), "{refused}");
}

#[test]
fn a_feed_that_stops_early_is_no_year_without_admissions() {
    let folder = TempDir::new().unwrap();
    let (extract, store) = (folder.path().join("extract"), folder.path().join("store").display().to_string());
    fs::create_dir(&extract).unwrap();
    for entry in fs::read_dir(SMALL.path("extract")).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), extract.join(entry.file_name())).unwrap();
    }
    // Admissions end in February 2024; everything else goes on to June 2025.
    let admissions = fs::read_to_string(extract.join("admissions.csv")).unwrap();
    let kept: Vec<&str> =
        admissions.lines().filter(|row| row.split(',').nth(2).unwrap() < "2024-03" || row.starts_with("nhs")).collect();
    let kept: Vec<&str> =
        kept.into_iter().filter(|row| row.rsplit(',').next().unwrap() < "2024-03" || row.starts_with("nhs")).collect();
    assert!(kept.len() > 100);
    fs::write(extract.join("admissions.csv"), kept.join("\n") + "\n").unwrap();
    ok(casefinder(&[
        "import",
        &extract.display().to_string(),
        "--store",
        &store,
        "--as-of",
        "2025-06-30",
        "--max-reject-percent",
        "100",
    ]));
    let (model, out) = (SMALL.path("model"), folder.path().join("risks.csv").display().to_string());
    let judged = casefinder(&["evaluate", "--store", &store, "--model", &model, "--index-date", "2023-12-31"]);
    assert!(failed(judged, 11).contains("the admissions feed ends on 2024-02"));
    let base = ["score", "--store", &store, "--model", &model, "--index-date", "2025-06-30", "--out", &out];
    assert!(failed(casefinder(&base), 11).contains("admissions ends on 2024-02"));
    ok(casefinder(&[&base[..], &["--allow-old-data"]].concat()));
}

#[test]
fn faults_have_their_exit_codes_and_change_nothing() {
    let (folder, out) = scratch();
    let (store, model, out_text) = (SMALL.path("store"), SMALL.path("model"), out.display().to_string());
    let nowhere = folder.path().join("nowhere").display().to_string();
    let at = |date| ["--index-date", date];
    let late = casefinder(&[&["evaluate", "--store", &store, "--model", &model][..], &at("2025-01-31")].concat());
    assert!(failed(late, 11).contains("outcomes are needed up to 2026-01-31"));
    let early = casefinder(&[&["evaluate", "--store", &store, "--model", &model][..], &at("2015-12-31")].concat());
    assert!(failed(early, 11).contains("the admissions feed begins on 2021"));
    let future =
        casefinder(&[&["score", "--store", &store, "--model", &model, "--out", &out_text][..], &at("2025-07-01")].concat());
    assert!(failed(future, 11).contains("lies after"));
    let no_store =
        casefinder(&[&["score", "--store", &nowhere, "--model", &model, "--out", &out_text][..], &at("2025-06-30")].concat());
    assert!(failed(no_store, 11).contains("there is no event store here"));
    let no_model =
        casefinder(&[&["score", "--store", &store, "--model", &nowhere, "--out", &out_text][..], &at("2025-06-30")].concat());
    failed(no_model, 10);
    let ending =
        casefinder(&[&["score", "--store", &store, "--model", &model, "--out", "risks.doc"][..], &at("2025-06-30")].concat());
    failed(ending, 2);
    let day = casefinder(&[&["score", "--store", &store, "--model", &model, "--out", &out_text][..], &at("2025-02-30")].concat());
    failed(day, 2);
    let design = folder.path().join("design.toml");
    fs::write(&design, "id = 'x'\nversion = '1'\ntitle = 'x'\noutcome = 'death'\n").unwrap();
    let (design, model_out) = (design.display().to_string(), folder.path().join("model").display().to_string());
    let bad =
        casefinder(&[&["train", "--store", &store, "--design", &design, "--out", &model_out][..], &at("2024-06-30")].concat());
    assert!(failed(bad, 10).contains("emergency_admission"), "says what is allowed");
    assert!(!out.exists() && !Path::new(&model_out).exists());
}

#[test]
fn a_recalibrated_model_has_its_card() {
    let folder = TempDir::new().unwrap();
    let (store, model, out) = (SMALL.path("store"), SMALL.path("model"), folder.path().join("ours").display().to_string());
    let base = ["--store", &store, "--model", &model, "--index-date", "2024-06-30"];
    let after: Value =
        serde_json::from_str(&ok(casefinder(&[&["recalibrate", "--out", &out, "--json"][..], &base].concat()))).unwrap();
    assert_eq!(after["validation"], "apparent");
    let card = fs::read_to_string(folder.path().join("ours/card.md")).unwrap();
    for said in ["Recalibrated afterwards", "What recalibration changed", "before recalibration", "not on the index date"] {
        assert!(card.contains(said), "{said}");
    }
    assert!(folder.path().join("ours/card.html").exists());
    let judged = |more: &[&str]| casefinder(&[&["evaluate", "--json"][..], &base, more].concat());
    let same: Value = serde_json::from_str(&ok(judged(&[]))).unwrap();
    assert_eq!(same["validation"], "apparent");
    assert!(failed(judged(&["--external"]), 2).contains("not of other places"));
}
