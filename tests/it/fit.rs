//! `casefinder fit`: answers, refusals and exit codes.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use approx::assert_abs_diff_eq;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Ages of ten people and whether they were admitted, with a column of ids.
const PEOPLE: &str = "id,age,admitted\n1,50,0\n2,55,1\n3,60,0\n4,62,0\n5,66,1\n6,70,0\n7,75,1\n8,80,1\n9,58,0\n10,71,1\n";

fn casefinder(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_casefinder")).args(arguments).output().unwrap()
}

fn table(folder: &Path, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join("table.csv");
    std::fs::write(&path, bytes).unwrap();
    path
}

fn fit(bytes: impl AsRef<[u8]>, options: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = table(folder.path(), bytes);
    let mut arguments = vec!["fit", path.to_str().unwrap(), "--outcome", "admitted", "--json"];
    arguments.extend(options);
    casefinder(&arguments)
}

fn fitted(bytes: impl AsRef<[u8]>, options: &[&str]) -> Value {
    let output = fit(bytes, options);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Exit code and message; the message is one line and nothing is printed as a result.
fn refused(bytes: impl AsRef<[u8]>, options: &[&str]) -> (i32, String) {
    let output = fit(bytes, options);
    assert!(output.stdout.is_empty());
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(message.lines().count(), 1, "{message}");
    (output.status.code().unwrap(), message)
}

fn assert_refused(bytes: impl AsRef<[u8]>, options: &[&str], code: i32, words: &[&str]) {
    let (found, message) = refused(bytes, options);
    assert_eq!(found, code, "{message}");
    for word in words {
        assert!(message.contains(word), "{word} is not in: {message}");
    }
}

/// Published: UCLA's graduate admissions, and Hosmer and Lemeshow's age and coronary disease.
#[test]
fn published_fits() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/logit_reference");
    let Ok(expected) = std::fs::read(data.join("expected.json")) else {
        // Not `eprintln`, which the test harness swallows.
        writeln!(std::io::stderr(), "skipped: published_fits, for want of {}", data.join("expected.json").display()).unwrap();
        return;
    };
    let expected: Value = serde_json::from_slice(&expected).unwrap();
    let chdage = std::fs::read_to_string(data.join("chdage.csv")).unwrap().replacen(",chd", ",admitted", 1);
    agrees(&fitted(chdage, &["--predictors", "age"]), &expected["chdage"]);

    let admit = std::fs::read_to_string(data.join("ucla_admit.csv")).unwrap();
    let rows = admit.lines().skip(1).map(|line| {
        let (rest, rank) = line.rsplit_once(',').unwrap();
        let flags = ["2", "3", "4"].map(|level| u8::from(rank == level).to_string());
        format!("{rest},{}\n", flags.join(","))
    });
    let admit: String = std::iter::once("admitted,gre,gpa,rank2,rank3,rank4\n".to_owned()).chain(rows).collect();
    agrees(&fitted(admit, &[]), &expected["ucla_admit"]);
}

/// 23 Space Shuttle flights before 51-L (Dalal, Fowlkes and Hoadley, JASA 1989;84:945): temperature, distress.
const FLIGHTS: [(u8, u8); 23] = [
    (66, 0),
    (70, 1),
    (69, 0),
    (68, 0),
    (67, 0),
    (72, 0),
    (73, 0),
    (70, 0),
    (57, 1),
    (63, 1),
    (70, 1),
    (78, 0),
    (67, 0),
    (53, 1),
    (67, 0),
    (75, 0),
    (70, 0),
    (81, 0),
    (76, 0),
    (79, 0),
    (75, 1),
    (76, 0),
    (58, 1),
];

/// Expected: statsmodels' GLM, as `tests/reference/logistic.py` prints it.
#[test]
fn o_rings_as_statsmodels_fits_them() {
    let rows = FLIGHTS.iter().map(|(temperature, distress)| format!("{temperature},{distress}\n"));
    let found = fitted(std::iter::once("temperature,admitted\n".to_owned()).chain(rows).collect::<String>(), &[]);
    let value = |row: usize, figure: &str| found["coefficients"][row][figure].as_f64().unwrap();
    assert_abs_diff_eq!(value(0, "estimate"), 15.042_901_647_702_426, epsilon = 1e-6);
    assert_abs_diff_eq!(value(1, "estimate"), -0.232_162_744_218_596_26, epsilon = 1e-8);
    assert_abs_diff_eq!(value(0, "standard_error"), 7.378_636_384_916_557_5, epsilon = 1e-5);
    assert_abs_diff_eq!(value(1, "standard_error"), 0.108_236_521_649_285_35, epsilon = 1e-7);
    assert_abs_diff_eq!(found["log_likelihood"].as_f64().unwrap(), -10.157_596_343_933_418, epsilon = 1e-8);
    assert_eq!((found["n"].as_u64(), found["events"].as_u64()), (Some(23), Some(7)));
}

/// `separated(200, 1, noise)` of `tests/reference/logistic.py`, whose scipy fit is expected.
#[test]
fn firth_fits_a_separated_table() {
    let rows = (0..200_u32).map(|row| {
        let event = row * 29 % 64 < 24;
        let a = (1.0 + f64::from(row * 37 % 101) / 32.0) * if event { 1.0 } else { -1.0 };
        format!("{a},{},{}\n", f64::from(row * 53 % 97) / 64.0, u8::from(event))
    });
    let table: String = std::iter::once("a,b,admitted\n".to_owned()).chain(rows).collect();
    assert_refused(&table, &[], 12, &["`a`", "complete separation", "--firth"]);
    let found = fitted(&table, &["--firth"]);
    assert_eq!((&found["converged"], &found["method"]), (&Value::Bool(true), &Value::from("firth")));
    for (row, expected) in [-1.028_252_987_960_254_7, 2.651_424_221_123_11, 1.245_951_224_707_743_3].into_iter().enumerate() {
        assert_abs_diff_eq!(found["coefficients"][row]["estimate"].as_f64().unwrap(), expected, epsilon = 1e-7);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = self::table(folder.path(), &table);
    for (option, words) in [("--firth", "Firth's bias-reduced likelihood"), ("--ridge=2", "ridge penalty 2")] {
        let output = casefinder(&["fit", path.to_str().unwrap(), "--outcome", "admitted", option]);
        assert!(String::from_utf8(output.stdout).unwrap().contains(words));
    }
}

#[test]
fn degenerate_columns_are_named() {
    let constant = "a,b,admitted\n1,7,0\n1,7,1\n1,7,0\n1,7,1\n";
    assert_refused(constant, &[], 11, &["`a`", "constant"]);
    assert_refused(constant, &["--firth"], 11, &["`a`", "constant"]);
    let roles = "age,w,o,admitted\n50,0,9e5,0\n60,0,-9e5,1\n65,0,9e5,0\n70,0,-9e5,1\n55,0,9e5,1\n75,0,-9e5,0\n";
    assert_refused(roles, &["--predictors", "age", "--weights", "w"], 11, &["`w`", "0 in every row"]);
    for method in ["--ridge=0", "--ridge=1", "--firth"] {
        assert_refused(roles, &["--predictors", "age", "--offset", "o", method], 11, &["`o`", "log odds"]);
    }
}

/// What other programs of the same people may read, as they may any file made here.
#[cfg(unix)]
#[test]
fn files_get_the_usual_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (table, model, risks) = (table(folder.path(), PEOPLE), at("model.json"), at("risks.csv"));
    let table = table.to_str().unwrap();
    let fit = casefinder(&["fit", table, "--outcome", "admitted", "--predictors", "age", "--out", &model]);
    assert!(fit.status.success());
    assert!(casefinder(&["apply", &model, table, "--out", &risks]).status.success());
    // The table was made by the standard library: as the system's mask has it.
    let mode = |path: &str| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&model), mode(&risks)), (mode(table), mode(table)));
}

fn agrees(found: &Value, expected: &Value) {
    assert_eq!((&found["n"], &found["events"]), (&expected["n"], &expected["events"]));
    // As published, to the six decimals that were printed.
    let published = &expected["published"];
    assert_abs_diff_eq!(found["log_likelihood"].as_f64().unwrap(), published["log_likelihood"].as_f64().unwrap(), epsilon = 6e-7);
    assert_eq!(published["coefficients"].as_object().unwrap().len(), found["coefficients"].as_array().unwrap().len());
    for row in found["coefficients"].as_array().unwrap() {
        let name = row["name"].as_str().unwrap().replace("(intercept)", "const");
        let printed = published["coefficients"][&name].as_f64().unwrap();
        assert_abs_diff_eq!(row["estimate"].as_f64().unwrap(), printed, epsilon = 6e-7);
    }
    let expected = &expected["recomputed"];
    for row in found["coefficients"].as_array().unwrap() {
        let name = row["name"].as_str().unwrap().replace("(intercept)", "const");
        let number = |value: &Value| value.as_f64().unwrap();
        assert_abs_diff_eq!(number(&row["estimate"]), number(&expected["coefficients"][&name]), epsilon = 1e-6);
        assert_abs_diff_eq!(number(&row["standard_error"]), number(&expected["standard_errors"][&name]), epsilon = 1e-5);
    }
    let figure = |name: &str| found[name].as_f64().unwrap();
    assert_abs_diff_eq!(figure("log_likelihood"), expected["log_likelihood"].as_f64().unwrap(), epsilon = 1e-8);
    // Theirs was iterated and is given to about 1e-7; it has a closed form.
    assert_abs_diff_eq!(figure("null_log_likelihood"), expected["log_likelihood_null"].as_f64().unwrap(), epsilon = 1e-6);
    let (n, events) = (figure("n"), figure("events"));
    let closed = events * (events / n).ln() + (n - events) * (1.0 - events / n).ln();
    assert_abs_diff_eq!(figure("null_log_likelihood"), closed, epsilon = 1e-9);
}

#[test]
fn json_has_what_the_contract_says() {
    let found = fitted(PEOPLE, &["--predictors", "age"]);
    assert_eq!((found["n"].as_u64(), found["events"].as_u64()), (Some(10), Some(5)));
    assert_eq!(found["converged"], Value::Bool(true));
    assert!(found["iterations"].as_u64().unwrap() > 0);
    assert_eq!(found["coefficients"][0]["name"], "(intercept)");
    assert_eq!(found["coefficients"][1]["name"], "age");
    // By hand: of 25 pairs, the admitted person is older in 20 (1 + 4 + 5 + 5 + 5).
    assert_abs_diff_eq!(found["auroc"].as_f64().unwrap(), 20.0 / 25.0, epsilon = 1e-12);
    assert_eq!(found["auroc_ci95"].as_array().unwrap().len(), 2);
    let brier = found["brier"].as_f64().unwrap();
    assert!(brier > 0.0 && brier < 0.25, "a fit beats always saying one half: {brier}");
}

#[test]
fn the_table_for_people_names_every_predictor() {
    let folder = tempfile::tempdir().unwrap();
    let path = table(folder.path(), PEOPLE);
    let output = casefinder(&["fit", path.to_str().unwrap(), "--outcome", "admitted", "--predictors", "age"]);
    let text = String::from_utf8(output.stdout).unwrap();
    for word in ["(intercept)", "age", "odds ratio", "n 10, events 5", "log-likelihood", "AUROC 0.8000", "Brier"] {
        assert!(text.contains(word), "{word} is not in:\n{text}");
    }
}

#[test]
fn forms_of_the_same_table_give_the_same_fit() {
    let plain = fitted(PEOPLE, &["--predictors", "age"]);
    let crlf = PEOPLE.replace('\n', "\r\n");
    let marked = format!("\u{feff}{PEOPLE}");
    let quoted = PEOPLE.replace(",50,", ",\" 50 \",").replace("id,age", "\"id\",\"age\"");
    let words = PEOPLE.replace(",1\n", ",Yes\n").replace(",0\n", ",NO\n");
    let truths = PEOPLE.replace(",1\n", ",TRUE\n").replace(",0\n", ",false\n");
    for form in [crlf, marked, quoted, words, truths] {
        assert_eq!(fitted(form, &["--predictors", "age"]), plain);
    }
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(PEOPLE.as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    assert_eq!(fitted(&packed, &["--predictors", "age"]), plain);
    assert_refused(&packed[..packed.len() - 12], &[], 11, &["cannot be read"]);
}

#[test]
fn every_other_column_is_a_predictor_by_default() {
    let found = fitted(PEOPLE, &["--ridge", "0.5"]);
    let names: Vec<&str> = found["coefficients"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["(intercept)", "id", "age"]);
}

#[test]
fn weights_and_offsets_are_not_predictors() {
    let weighted = "age,times,known,admitted\n50,3,0.1,0\n60,2,-0.2,1\n65,0,0,0\n70,4,0.3,1\n75,1,0,0\n";
    let repeated = "age,known,admitted\n50,0.1,0\n50,0.1,0\n50,0.1,0\n60,-0.2,1\n60,-0.2,1\n70,0.3,1\n70,0.3,1\n70,0.3,1\n70,0.3,1\n75,0,0\n";
    let one = fitted(weighted, &["--weights", "times", "--offset", "known"]);
    let other = fitted(repeated, &["--offset", "known"]);
    assert_eq!(one["n"], 10);
    for figure in ["log_likelihood", "null_log_likelihood", "auroc", "brier"] {
        assert_abs_diff_eq!(one[figure].as_f64().unwrap(), other[figure].as_f64().unwrap(), epsilon = 1e-9);
    }
    for row in 0..2 {
        let value = |fit: &Value| fit["coefficients"][row]["estimate"].as_f64().unwrap();
        assert_abs_diff_eq!(value(&one), value(&other), epsilon = 1e-9);
    }
    assert_refused(weighted.replace(",3,", ",-3,"), &["--weights", "times"], 11, &["row 1", "`times`"]);
}

#[test]
fn cells_are_named_by_row_and_column_and_never_shown() {
    let secret = "Zebedee";
    let (code, message) = refused(PEOPLE.replace(",60,", &format!(",{secret},")), &["--predictors", "age"]);
    assert_eq!(code, 11);
    assert!(message.contains("row 3") && message.contains("`age`") && !message.contains(secret), "{message}");
    assert_refused(PEOPLE.replace(",60,", ",,"), &["--predictors", "age"], 11, &["row 3", "`age`", "missing"]);
    for cell in ["NaN", "inf", "1e999", "0x10", "6 0", "１２"] {
        assert_refused(PEOPLE.replace(",60,", &format!(",{cell},")), &["--predictors", "age"], 11, &["row 3", "`age`"]);
    }
    let (code, message) = refused(PEOPLE.replace("\n4,62,0", "\n4,62,Maybe"), &["--predictors", "age"]);
    assert_eq!(code, 11);
    assert!(message.contains("row 4") && message.contains("`admitted`") && !message.contains("Maybe"), "{message}");
    assert_refused(PEOPLE.replace("\n4,62,0", "\n4,62,"), &["--predictors", "age"], 11, &["row 4", "`admitted`"]);
    assert_refused(PEOPLE.replace("\n4,62,0", "\n4,62"), &["--predictors", "age"], 11, &["row 4", "2 cells"]);
    assert_refused([PEOPLE.as_bytes(), b"11,\xff\xfe,1\n"].concat(), &["--predictors", "age"], 11, &["row 11", "`age`"]);
    // Text is not coded behind the analyst's back.
    let with_text = PEOPLE.replace("id,", "practice,").replace("\n1,", "\nA81001,");
    assert_refused(with_text, &[], 11, &["row 1", "`practice`", "--predictors"]);
}

#[test]
fn tables_that_are_no_tables() {
    assert_refused("", &[], 11, &["empty"]);
    assert_refused("\u{feff}\r\n", &[], 11, &["empty"]);
    assert_refused("id,age,admitted\n", &[], 11, &["no rows"]);
    assert_refused("admitted\n1\n0\n", &[], 11, &["`admitted`"]);
    assert_refused("age,age,admitted\n1,2,0\n", &[], 11, &["`age`"]);
    assert_refused(",age,admitted\n1,2,0\n", &[], 11, &["column 1"]);
    let output = casefinder(&["fit", "/nowhere/table.csv", "--outcome", "admitted"]);
    assert_eq!(output.status.code(), Some(11));
}

#[test]
fn command_lines_that_do_not_fit_the_table() {
    assert_refused(PEOPLE, &["--predictors", "age,height"], 2, &["`height`"]);
    assert_refused(PEOPLE, &["--predictors", "age,admitted"], 2, &["`admitted`", "outcome"]);
    assert_refused(PEOPLE, &["--predictors", "age,age"], 2, &["`age`", "twice"]);
    assert_refused(PEOPLE, &["--weights", "nothing"], 2, &["`nothing`"]);
    assert_refused(PEOPLE, &["--ridge", "-1"], 2, &["ridge"]);
    assert_refused(PEOPLE, &["--ridge", "1", "--firth"], 2, &["not both"]);
    assert_refused(PEOPLE.replace("admitted", "other"), &[], 2, &["`admitted`"]);
}

#[test]
fn models_that_cannot_be_fitted() {
    assert_refused(PEOPLE.replace(",1\n", ",0\n"), &["--predictors", "age"], 11, &["`admitted`", "no events"]);
    let constant = PEOPLE.replace("id,", "year,");
    let constant = constant.lines().enumerate().map(|(row, line)| match line.split_once(',') {
        Some((_, rest)) if row > 0 => format!("2024,{rest}\n"),
        _ => format!("{line}\n"),
    });
    assert_refused(constant.collect::<String>(), &[], 11, &["`year`", "constant"]);
    let doubled = "a,b,admitted\n1,3,0\n2,5,1\n3,7,0\n4,9,1\n5,11,1\n6,13,0\n";
    assert_refused(doubled, &[], 11, &["`b`", "`a`", "collinear"]);
    let separated = "a,b,admitted\n1,5,0\n2,1,0\n3,4,0\n4,2,1\n5,6,1\n6,3,1\n";
    assert_refused(separated, &[], 12, &["`a`", "complete separation", "--firth"]);
    for option in [vec!["--firth"], vec!["--ridge", "1"]] {
        assert!(fitted(separated, &option)["coefficients"][1]["estimate"].as_f64().unwrap() > 0.0);
    }
    let wide = "a,b,c,d,admitted\n1,5,0,2,0\n2,2,3,4,1\n3,1,5,6,0\n1,4,1,3,1\n";
    assert_refused(wide, &[], 11, &["4 predictors", "4 rows", "`d`"]);
}
