//! Against independent software (`tests/reference/make_evaluate.py`), by hand, and on people where nothing can be told.

use super::*;
use crate::error::Fault;
use crate::predict::calibrate::{Recalibration, inverse_logit};
use approx::assert_relative_eq;
use proptest::prelude::*;
use serde_json::Value;
use std::path::Path;

struct People {
    risks: Vec<f64>,
    outcomes: Vec<bool>,
    recent: Vec<bool>,
}

impl People {
    fn sample<'a>(&'a self, subgroups: &'a [Subgroup]) -> Sample<'a> {
        Sample { risks: &self.risks, outcomes: &self.outcomes, recent_admission: &self.recent, subgroups }
    }

    fn judged(&self) -> Evaluation {
        evaluate(&self.sample(&[]), &EvaluateOptions::default()).unwrap()
    }
}

fn reference_people() -> People {
    let rows: Vec<Vec<&str>> = include_str!("../../../tests/reference/evaluate_people.csv")
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect())
        .collect();
    People {
        risks: rows.iter().map(|row| row[0].parse().unwrap()).collect(),
        outcomes: rows.iter().map(|row| row[1] == "1").collect(),
        recent: rows.iter().map(|row| row[2] == "1").collect(),
    }
}

fn expected() -> Value {
    serde_json::from_str(include_str!("../../../tests/reference/evaluate_expected.json")).unwrap()
}

/// Half the width of a 95% interval is 1.96 standard errors.
fn standard_error(ci95: [f64; 2]) -> f64 {
    (ci95[1] - ci95[0]) / 2.0 / discrimination::Z975
}

#[test]
fn agrees_with_scikit_learn_and_statsmodels() {
    let (ours, theirs) = (reference_people().judged(), expected());
    let is = |name: &str, value: f64| assert_relative_eq!(value, theirs[name].as_f64().unwrap(), max_relative = 1e-9);
    let c = ours.calibration;
    is("n", ours.n as f64);
    is("events", ours.events as f64);
    is("auroc", ours.auroc.unwrap());
    is("auroc_standard_error", ours.auroc_standard_error.unwrap());
    is("average_precision", ours.average_precision.unwrap());
    is("brier", ours.brier);
    is("scaled_brier", ours.scaled_brier.unwrap());
    is("observed_expected", c.observed_expected.unwrap());
    is("calibration_intercept", c.calibration_intercept.unwrap());
    is("calibration_intercept_se", standard_error(c.calibration_intercept_ci95.unwrap()));
    is("calibration_slope", c.calibration_slope.unwrap());
    is("calibration_slope_se", standard_error(c.calibration_slope_ci95.unwrap()));
}

#[test]
fn agrees_with_clevelands_loess() {
    let (ours, theirs) = (reference_people().judged(), expected());
    // Their kernel is taken as flat very near the centre and cut just short of its edge: agreement to 1e-4 is all there is.
    for (name, value) in [("ici", ours.ici), ("e50", ours.e50), ("e90", ours.e90)] {
        assert_relative_eq!(value, theirs[name].as_f64().unwrap(), epsilon = 1e-4);
    }
    let mut met = 0;
    for point in theirs["smoothed"].as_array().unwrap() {
        let (risk, smoothed) = (point[0].as_f64().unwrap(), point[1].as_f64().unwrap());
        if let Some(ours) = ours.figures.calibration.iter().find(|ours| (ours.risk - risk).abs() < 1e-9) {
            assert_relative_eq!(ours.observed, smoothed, epsilon = 3e-4);
            met += 1;
        }
    }
    assert!(met >= 5, "{met}");
}

#[test]
fn yield_agrees_with_plain_counting() {
    let (ours, theirs) = (reference_people().judged(), expected());
    let is = |ours: &Yield, theirs: &Value| {
        let is = |name: &str, value: f64| assert_relative_eq!(value, theirs[name].as_f64().unwrap(), max_relative = 1e-12);
        is("flagged", ours.flagged as f64);
        is("events", ours.events as f64);
        is("ppv", ours.ppv.unwrap());
        is("sensitivity", ours.sensitivity.unwrap());
        is("specificity", ours.specificity.unwrap());
        is("lift", ours.lift.unwrap());
        is("no_emergency_admission_in_2_years", ours.no_emergency_admission_in_2_years.unwrap());
        assert_relative_eq!(ours.number_to_review.unwrap() * ours.ppv.unwrap(), 1.0, max_relative = 1e-12);
    };
    assert_eq!(ours.top.len(), 6);
    assert_eq!(ours.at_risks.len(), 5);
    ours.top.iter().zip(theirs["top"].as_array().unwrap()).for_each(|(ours, theirs)| is(&ours.yielded, theirs));
    ours.at_risks.iter().zip(theirs["at_risks"].as_array().unwrap()).for_each(|(ours, theirs)| is(&ours.yielded, theirs));
    for point in theirs["decision_curve"].as_array().unwrap() {
        let [threshold, model, all] = [0, 1, 2].map(|i| point[i].as_f64().unwrap());
        let ours = ours.decision_curve.iter().find(|ours| (ours.threshold - threshold).abs() < 1e-12).unwrap();
        assert_relative_eq!(ours.model, model, epsilon = 1e-12);
        assert_relative_eq!(ours.all, all, epsilon = 1e-12);
    }
}

#[test]
fn recalibration_agrees_with_statsmodels_and_leaves_nothing_to_mend() {
    let (mut people, theirs) = (reference_people(), expected());
    let fit = Recalibration::intercept_and_slope(&people.risks, &people.outcomes).unwrap();
    assert_relative_eq!(fit.intercept, theirs["recalibration_intercept"].as_f64().unwrap(), max_relative = 1e-8);
    assert_relative_eq!(fit.slope, theirs["calibration_slope"].as_f64().unwrap(), max_relative = 1e-9);
    people.risks.iter_mut().for_each(|risk| *risk = fit.apply(*risk));
    let mended = people.judged().calibration;
    assert_relative_eq!(mended.calibration_slope.unwrap(), 1.0, epsilon = 1e-8);
    assert_relative_eq!(mended.calibration_intercept.unwrap(), 0.0, epsilon = 1e-8);
    assert_relative_eq!(mended.observed_expected.unwrap(), 1.0, epsilon = 1e-8);
}

/// Simulated data of the R package `CalibrationCurves`: the risks that made the outcomes are known, so they must be
/// found calibrated: intercept 0 and slope 1 lie in the intervals.
#[test]
fn known_truth_is_found_calibrated() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/calibrationcurves");
    for (file, rows, events) in [("testdata.csv", 500, 270), ("traindata.csv", 1000, 510)] {
        let Ok(text) = std::fs::read_to_string(folder.join(file)) else {
            eprintln!("skipped: {file} of CalibrationCurves is not at hand");
            continue;
        };
        let rows_read: Vec<Vec<f64>> =
            text.lines().skip(1).map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect()).collect();
        let truth = |x: &[f64]| inverse_logit(0.1 + 0.5 * x[1] + 1.2 * x[2] - 0.75 * x[3] + 0.8 * x[4]);
        let people = People {
            risks: rows_read.iter().map(|row| truth(row)).collect(),
            outcomes: rows_read.iter().map(|row| row[0] == 1.0).collect(),
            recent: vec![false; rows_read.len()],
        };
        let judged = people.judged();
        assert_eq!((judged.n, judged.events), (rows, events), "{file}");
        let holds = |[low, high]: [f64; 2], value: f64| low < value && value < high;
        assert!(holds(judged.calibration.calibration_intercept_ci95.unwrap(), 0.0), "{file}");
        assert!(holds(judged.calibration.calibration_slope_ci95.unwrap(), 1.0), "{file}");
        assert!(judged.ici < 0.05, "{file}");
    }
}

#[test]
fn ties_at_the_cut_go_by_position() {
    let mut people = People { risks: vec![0.5; 100], outcomes: vec![false; 100], recent: vec![true; 100] };
    people.outcomes[0] = true;
    people.recent[4] = false;
    let judged = people.judged();
    let five = &judged.top[3];
    assert_eq!((five.fraction, five.yielded.flagged, five.yielded.events), (0.05, 5, 1));
    assert_eq!(five.yielded.no_emergency_admission_in_2_years, Some(0.2));
    // Risks all equal: area one half, no slope; the smoothed curve is one point.
    assert_eq!(judged.calibration.calibration_slope, None);
    assert!(judged.calibration.calibration_intercept.unwrap() < 0.0);
    assert_relative_eq!(judged.ici, 0.49, epsilon = 1e-12);
}

#[test]
fn nothing_is_invented_where_nothing_can_be_told() {
    let nobody_had_it = People { risks: vec![0.0, 0.1, 1.0], outcomes: vec![false; 3], recent: vec![false; 3] }.judged();
    let json = serde_json::to_value(&nobody_had_it).unwrap();
    for name in ["auroc", "auroc_ci95", "average_precision", "scaled_brier", "calibration_intercept", "calibration_slope"] {
        assert!(json.get(name).is_some_and(Value::is_null), "{name}");
    }
    assert_eq!(json["observed_expected"], 0.0);
    assert_eq!(json["risks_held"], 2);
    assert!(json["top"][0]["lift"].is_null() && json["top"][0]["ppv"] == 0.0 && json["top"][0]["number_to_review"].is_null());
    let everybody = People { risks: vec![0.4, 0.6], outcomes: vec![true; 2], recent: vec![false; 2] }.judged();
    assert!(everybody.auroc.is_none() && everybody.top[0].yielded.specificity.is_none());
}

#[test]
fn refuses_what_is_not_a_sample() {
    let judge = |risks: Vec<f64>, outcomes: Vec<bool>| {
        let people = People { recent: vec![false; risks.len()], risks, outcomes };
        evaluate(&people.sample(&[]), &EvaluateOptions::default()).unwrap_err()
    };
    assert!(matches!(judge(vec![], vec![]), Fault::Data(_)));
    assert!(matches!(judge(vec![0.1, f64::NAN], vec![true, false]), Fault::Data(_)));
    assert!(matches!(judge(vec![0.1], vec![true, false]), Fault::Internal(_)));
}

#[test]
fn the_names_outside_tools_rely_on_are_there() {
    let day = |text: &str| text.parse().unwrap();
    let report = Report {
        model_id: "m".into(),
        model_version: "1".into(),
        index_date: day("2024-04-01"),
        outcome_until: day("2025-04-01"),
        data_until: day("2025-04-30"),
        made_on: day("2025-05-01"),
        validation: Validation::Temporal,
        synthetic: true,
        evaluation: reference_people().judged(),
    };
    let json = serde_json::to_value(&report).unwrap();
    for name in [
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
        assert!(json[name].is_number(), "{name}");
    }
    assert_eq!(json["auroc_ci95"].as_array().unwrap().len(), 2);
    let fractions: Vec<f64> = json["top"].as_array().unwrap().iter().map(|top| top["fraction"].as_f64().unwrap()).collect();
    assert_eq!(fractions, [0.005, 0.01, 0.02, 0.05, 0.10, 0.20]);
    for name in ["flagged", "ppv", "sensitivity", "lift", "number_to_review", "no_emergency_admission_in_2_years"] {
        assert!(json["top"][0][name].is_number(), "{name}");
    }
    assert_eq!(json["index_date"], "2024-04-01");
    assert_eq!(serde_json::from_value::<Report>(json).unwrap(), report);
    let summary = report.summary();
    for said in
        ["made 2025-05-01", "Synthetic people", "Index date 2024-04-01, outcome to 2025-04-01, data to 2025-04-30", "AUROC 0.781"]
    {
        assert!(summary.contains(said), "{said}");
    }
}

/// Group a: 100 people, 20 events; b: 100 people, 12 events; c: 100 people, 3 events.
fn three_groups(c_events: usize) -> (People, Subgroup) {
    let outcome = |i: usize| match i / 100 {
        0 => i % 100 < 20,
        1 => i % 100 < 12,
        _ => i % 100 < c_events,
    };
    let people = People {
        risks: (0..300).map(|i| 0.05 + ((i * 37) % 100) as f64 / 1000.0).collect(),
        outcomes: (0..300).map(outcome).collect(),
        recent: vec![false; 300],
    };
    let by = Subgroup {
        name: "practice".into(),
        labels: ["a", "b", "c", "empty"].map(String::from).to_vec(),
        of: (0..300).map(|i| (i / 100) as u16).collect(),
    };
    (people, by)
}

#[test]
fn small_groups_are_withheld_and_cannot_be_worked_out() {
    let (people, by) = three_groups(3);
    let judged = evaluate(&people.sample(&[by]), &EvaluateOptions::default()).unwrap();
    let groups = &judged.subgroups[0].groups;
    let [GroupFigures::Shown(a), GroupFigures::Shown(b), GroupFigures::Withheld { .. }] = [0, 1, 2].map(|at| &groups[at].figures)
    else {
        panic!("{groups:?}")
    };
    assert_eq!((a.n, a.events), (Some(100), Some(20)));
    // Less b would be a + c, and a is known: b keeps its counts, and what they follow from, to itself.
    assert_eq!((b.n, b.events, b.calibration.expected), (None, None, None));
    assert_eq!((b.share_in_top_5_percent, b.sensitivity_in_top_5_percent), (None, None));
    let auroc = b.auroc.unwrap();
    assert!((0.0..=1.0).contains(&auroc) && (auroc * 1000.0 - (auroc * 1000.0).round()).abs() < 1e-9);
    assert!(b.calibration.observed_expected.is_some() && b.calibration.calibration_slope.is_some());
    let json = serde_json::to_value(groups).unwrap();
    assert_eq!(json[2], serde_json::json!({"label": "c", "withheld": "fewer than 10 events"}));
}

#[test]
fn small_groups_are_pooled_when_that_makes_them_big_enough() {
    // Each of the four parts that b is cut into has 25 people.
    let (people, by) = three_groups(30);
    let of = by.of.iter().enumerate().map(|(i, &group)| if group == 1 { 3 + (i % 4) as u16 } else { group }).collect();
    let labels = ["a", "b", "c", "p", "q", "r", "s"].map(String::from).to_vec();
    let judged = evaluate(&people.sample(&[Subgroup { labels, of, ..by }]), &EvaluateOptions::default()).unwrap();
    let groups = &judged.subgroups[0].groups;
    let labels: Vec<&str> = groups.iter().map(|group| group.label.as_str()).collect();
    assert_eq!(labels, ["a", "c", "other or not known (p, q, r, s)"]);
    let counts = groups.iter().map(|group| match &group.figures {
        GroupFigures::Shown(shown) => (shown.n, shown.events),
        GroupFigures::Withheld { .. } => panic!("withheld"),
    });
    assert!(counts.eq([(Some(100), Some(20)), (Some(100), Some(30)), (Some(100), Some(12))]));
    let GroupFigures::Shown(pooled) = &groups[2].figures else { panic!("withheld") };
    let alone =
        People { risks: people.risks[100..200].into(), outcomes: people.outcomes[100..200].into(), recent: vec![false; 100] };
    assert_eq!(pooled.auroc, alone.judged().auroc);
}

#[test]
fn a_group_is_judged_as_if_alone() {
    let (people, by) = three_groups(30);
    let judged = evaluate(&people.sample(&[by]), &EvaluateOptions::default()).unwrap();
    let alone = People { risks: people.risks[..100].into(), outcomes: people.outcomes[..100].into(), recent: vec![false; 100] };
    let alone = alone.judged();
    let GroupFigures::Shown(group) = &judged.subgroups[0].groups[0].figures else { panic!("withheld") };
    assert_eq!((group.n, group.events, group.auroc, group.auroc_ci95), (Some(100), Some(20), alone.auroc, alone.auroc_ci95));
    // The same sums in another order: rounding aside.
    assert_relative_eq!(
        group.calibration.calibration_slope.unwrap(),
        alone.calibration.calibration_slope.unwrap(),
        epsilon = 1e-9
    );
}

#[test]
fn pooling_neighbours_changes_little() {
    // 3,000 people with distinct risks are pooled; the same risks rounded to a thousandth are not.
    let risk = |i: u32| 0.02 + 0.6 * (f64::from(i) / 3000.0).powi(4);
    let outcome = |i: u32| f64::from((i * 7919) % 1000) / 1000.0 < 0.7 * risk(i);
    let fine =
        People { risks: (0..3000).map(risk).collect(), outcomes: (0..3000).map(outcome).collect(), recent: vec![false; 3000] };
    let coarse = People { risks: fine.risks.iter().map(|risk| (risk * 1000.0).round() / 1000.0).collect(), ..fine };
    let fine = People { risks: (0..3000).map(risk).collect(), outcomes: coarse.outcomes.clone(), recent: coarse.recent.clone() };
    let (fine, coarse) = (fine.judged(), coarse.judged());
    assert!(fine.ici > 0.01);
    assert_relative_eq!(fine.ici, coarse.ici, epsilon = 2e-4);
    assert_relative_eq!(fine.e90, coarse.e90, epsilon = 1e-3);
}

#[test]
fn an_evaluation_comes_back_from_its_file() {
    let (people, by) = three_groups(3);
    let judged = evaluate(&people.sample(&[by]), &EvaluateOptions::default()).unwrap();
    let text = serde_json::to_string(&judged).unwrap();
    assert_eq!(serde_json::from_str::<Evaluation>(&text).unwrap(), judged);
}

#[test]
fn pictures_stand_for_ten_people_at_least() {
    let judged = reference_people().judged();
    let figures = &judged.figures;
    assert_eq!(figures.calibration_groups.iter().map(|group| group.people).sum::<u64>(), judged.n);
    assert!(figures.calibration_groups.len() > 4);
    assert!(figures.calibration_groups.windows(2).all(|pair| pair[0].mean_risk < pair[1].mean_risk));
    let (mut events, mut least) = (0.0, f64::INFINITY);
    for group in &figures.calibration_groups {
        let found = (group.observed * group.people as f64).round();
        events += found;
        least = least.min(found).min(group.people as f64 - found);
    }
    assert_eq!(events, judged.events as f64);
    assert!(least >= 10.0);
    let first = figures.precision_recall[0];
    let (found, flagged) = (first[0] * judged.events as f64, first[0] * judged.events as f64 / first[1]);
    assert!(found > 9.5 && flagged - found > 9.5);
    let drawn: u64 = figures.histogram.events.iter().chain(&figures.histogram.others).flatten().sum();
    assert!(drawn < judged.n && figures.histogram.events.iter().flatten().all(|count| *count == 0 || *count >= 10));
}

proptest! {
    #[test]
    fn any_sample_can_be_judged(people in prop::collection::vec((0u8..=20, any::<bool>(), any::<bool>(), 0u16..3), 1..150)) {
        let sample = People {
            risks: people.iter().map(|person| f64::from(person.0) / 20.0).collect(),
            outcomes: people.iter().map(|person| person.1).collect(),
            recent: people.iter().map(|person| person.2).collect(),
        };
        let by = [Subgroup {
            name: "sex".into(),
            labels: ["female", "male", "unknown"].map(String::from).to_vec(),
            of: people.iter().map(|person| person.3).collect(),
        }];
        let judged = evaluate(&sample.sample(&by), &EvaluateOptions::default()).unwrap();
        prop_assert!(judged.top.windows(2).all(|pair| pair[0].yielded.events <= pair[1].yielded.events));
        prop_assert!(judged.ici >= 0.0 && judged.e50 <= judged.e90 && judged.ici <= 1.0);
        prop_assert!(judged.figures.calibration.iter().all(|point| point.observed.is_finite() && (0.0..=1.0).contains(&point.observed)));
        // No figure is NaN or infinite: JSON would not hold it.
        let back: Evaluation = serde_json::from_str(&serde_json::to_string(&judged).unwrap()).unwrap();
        prop_assert_eq!(back, judged);
    }
}
