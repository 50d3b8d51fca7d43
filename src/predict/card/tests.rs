//! What a card says and never says.

use super::*;
use crate::domain::Day;
use crate::predict::evaluate::{EvaluateOptions, Evaluation, Sample, Subgroup, Validation, evaluate};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// 2,000 people most at low risk, events in proportion; practice C has 30 people.
fn evaluation() -> Evaluation {
    let n = 6000u32;
    let risks: Vec<f64> = (0..n).map(|i| 0.01 + 0.8 * (f64::from(i) / f64::from(n)).powi(40)).collect();
    let outcomes: Vec<bool> = (0..n).map(|i| f64::from((i * 7919) % 1000) / 1000.0 < risks[i as usize]).collect();
    let recent: Vec<bool> = (0..n).map(|i| i % 3 == 0).collect();
    let practice = |i: u32| if i.is_multiple_of(200) { 2 } else { (i % 2) as u16 };
    let subgroups = [Subgroup {
        name: "practice".into(),
        labels: ["A|1", "B <b>", "C"].map(String::from).to_vec(),
        of: (0..n).map(practice).collect(),
    }];
    let sample = Sample { risks: &risks, outcomes: &outcomes, recent_admission: &recent, subgroups: &subgroups };
    evaluate(&sample, &EvaluateOptions::default()).unwrap()
}

fn input() -> CardInput {
    let feature = |name: &str, words: &str, coefficient: f64| CardFeature {
        name: name.into(),
        words: words.into(),
        coefficient,
        standard_deviation: 0.5,
    };
    let feed = |name: &str, present: bool, recorded_dates: bool| Feed {
        name: name.into(),
        present,
        rows: if present { 12_345 } else { 0 },
        latest_event: present.then(|| day("2024-03-28")),
        recorded_dates,
    };
    let evaluation = evaluation();
    CardInput {
        model_id: "combined".into(),
        model_version: "3".into(),
        title: "Combined & tested".into(),
        made_on: day("2025-05-06"),
        synthetic: true,
        model_index_date: day("2022-04-01"),
        fit_index_date: day("2022-04-01"),
        test_index_date: day("2023-04-01"),
        validation: Validation::Temporal,
        horizon_days: 365,
        outcome: "at least one emergency admission. Deaths without admission are no event.".into(),
        population: "everyone registered and alive.".into(),
        fit_people: 1900,
        fit_events: 300,
        left_out: vec![LeftOut { reason: "objected".into(), people: 41 }, LeftOut { reason: "no practice".into(), people: 7 }],
        method: "Logistic regression.".into(),
        intercept: -3.25,
        families: vec![CardFamily {
            name: "hospital".into(),
            features: vec![
                feature("emergency_0_30", "emergency admissions in the last 30 days (at most 5)", 0.75),
                feature("elective", "planned stays", -0.125),
            ],
        }],
        recalibration: None,
        missing_rule: "a value not measured has a column of its own.".into(),
        feeds: vec![feed("admissions", true, true), feed("gp_events", true, false), feed("social_care", false, false)],
        data_until: day("2024-04-30"),
        data_hash: "d4t4".into(),
        design_hash: "d3519n".into(),
        code_version: "casefinder 0.1.0".into(),
        comparisons: vec![Comparison::of("all sources", &evaluation)],
        evaluation,
        benchmarks: published(),
        intended_use: vec!["Finding people to help.".into()],
        limits: vec!["Not for refusing care.".into()],
    }
}

#[test]
fn both_forms_say_what_must_be_said() {
    for card in [markdown(&input()).unwrap(), html(&input()).unwrap()] {
        for said in [
            "2025-05-06",
            "2022-04-01",
            "2023-04-01",
            "2024-03-31",
            "2024-04-30",
            "d4t4",
            "d3519n",
            "casefinder 0.1.0",
            "synthetic people",
            "Deaths without admission are no event",
            "emergency admissions in the last 30 days",
            "−0.1250",
            "not delivered",
            "a value not measured has a column of its own",
            "14% were still there two years later",
            "npj Digital Medicine 2024",
            "none of these rows competes",
            "27c",
            "DeLong",
            "Not for refusing care",
        ] {
            assert!(card.contains(said), "{said}");
        }
        assert!(card.contains("Without recorded dates: gp_events") || card.contains(r"Without recorded dates: gp\_events"));
    }
}

#[test]
fn counts_under_ten_are_not_printed() {
    for card in [markdown(&input()).unwrap(), html(&input()).unwrap()] {
        assert!(card.contains("fewer than 10"));
        // Seven people had no practice; thirty are the top 0.5% of 6,000, a few without the event.
        let row = card.split("no practice").nth(1).unwrap().split('\n').next().unwrap();
        assert!(row.contains("fewer than 10") && !row.contains('7'), "{row}");
        assert!(card.contains("withheld: of fewer than 10 people"));
        assert!(card.contains("withheld: fewer than 50 people"));
    }
}

#[test]
fn a_test_with_few_events_tells_none_of_its_figures() {
    let n = 400;
    let risks = vec![0.125; n];
    let outcomes: Vec<bool> = (0..n).map(|i| i % 50 == 0).collect();
    let sample = Sample { risks: &risks, outcomes: &outcomes, recent_admission: &outcomes, subgroups: &[] };
    let evaluation = evaluate(&sample, &EvaluateOptions::default()).unwrap();
    let few = CardInput { evaluation, ..input() };
    for card in [markdown(&few).unwrap(), html(&few).unwrap()] {
        assert!(card.contains("Withheld: fewer than ten people in the test had the event"));
        // 8 of 400 and of 50 expected.
        assert!(!card.contains("2.0%") && !card.contains("0.16") && !card.contains("<svg"));
    }
}

#[test]
fn the_warning_is_for_synthetic_people_alone() {
    let real = CardInput { synthetic: false, ..input() };
    for card in [markdown(&real).unwrap(), html(&real).unwrap()] {
        assert!(!card.contains("none of them exists") && !card.contains("synthetic"));
    }
}

#[test]
fn the_page_stands_alone() {
    let page = html(&input()).unwrap();
    for never in ["<script", "src=", "@import", "url(", "http-equiv", "<link", "<img", "onload", "NaN", "inf\""] {
        assert!(!page.contains(never), "{never}");
    }
    assert_eq!(page.matches("href=\"").count(), page.matches("href=\"#").count(), "only links within the page");
    assert_eq!(page.matches("<svg").count(), 6);
    // Every picture is titled and described for those who cannot see it, under ids of its own.
    for part in ["title", "desc"] {
        let mut ids: Vec<&str> =
            page.split(&format!("<{part} id=\"")).skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(ids.len(), 6, "{part}");
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 6, "{part}");
    }
}

#[test]
fn free_text_stays_text() {
    let page = html(&input()).unwrap();
    assert!(!page.contains("B <b>") && page.contains("Combined &#38; tested"));
    let text = markdown(&input()).unwrap();
    assert!(text.contains(r"A\|1") && text.contains("B &lt;b&gt;"));
}

#[test]
fn markdown_tables_are_whole() {
    let text = markdown(&input()).unwrap();
    let mut columns = None;
    let mut tables = 0;
    for line in text.lines() {
        let cells = line.replace(r"\|", "").matches('|').count();
        match (line.starts_with('|'), columns) {
            (true, None) => {
                columns = Some(cells);
                tables += 1;
            }
            (true, Some(columns)) => assert_eq!(cells, columns, "{line}"),
            (false, _) => columns = None,
        }
    }
    assert!(tables > 12, "{tables}");
    assert!(!text.contains("\n\n\n\n"));
}

#[test]
fn a_test_without_events_still_has_a_card() {
    let (risks, outcomes, recent) = ([0.1; 60], [false; 60], [false; 60]);
    let sample = Sample { risks: &risks, outcomes: &outcomes, recent_admission: &recent, subgroups: &[] };
    let evaluation = evaluate(&sample, &EvaluateOptions::default()).unwrap();
    let bare = CardInput { evaluation, comparisons: vec![], benchmarks: vec![], feeds: vec![], families: vec![], ..input() };
    let page = html(&bare).unwrap();
    assert!(!page.contains("<svg") && page.contains("Are the risks right?") && !page.contains("NaN"));
    assert!(page.contains("not answered: no groups were given"));
}
