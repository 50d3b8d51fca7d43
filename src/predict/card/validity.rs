//! What the figures may be used for: the short view, use and limits, other models, change over time, where it came from.

use super::document::{Section, Table};
use super::input::CardInput;
use super::numbers::{can_be_told, enough, maybe, maybe_percent, people, percent, share_label, with_interval};

pub(super) fn glance(input: &CardInput) -> Section {
    let e = &input.evaluation;
    let mut rows = vec![vec!["Predicts".to_owned(), input.outcome.clone()]];
    let tested = format!("{} people at {}", people(e.n), input.test_index_date);
    if !enough(e.events, e.n) {
        rows.push(vec!["Tested on".into(), tested]);
        return Section::new("glance", "At a glance").table(Table::of_words("In short", &["", ""], rows));
    }
    rows.extend([
        vec!["Tested on".into(), format!("{tested}, {} with the event", percent(e.event_rate, 1))],
        vec!["Ranks people (AUROC, 0.5 is chance)".into(), with_interval(e.auroc, e.auroc_ci95, 3)],
        vec![
            "Events observed / expected (1 is right)".into(),
            with_interval(e.calibration.observed_expected, e.calibration.observed_expected_ci95, 2),
        ],
    ]);
    rows.extend(e.top.iter().filter(|top| [0.005, 0.05].contains(&top.fraction) && can_be_told(&top.yielded)).map(|top| {
        let y = &top.yielded;
        let share = maybe_percent(y.ppv);
        vec![
            format!("Of the top {}", share_label(top.fraction)),
            format!("{share} had the event: {} times as many as at random", maybe(y.lift, 1)),
        ]
    }));
    Section::new("glance", "At a glance").table(Table::of_words("In short", &["", ""], rows))
}

pub(super) fn using(input: &CardInput) -> Section {
    Section::new("use", "Use and limits")
        .text("For:")
        .list(&input.intended_use)
        .text("Limits, and what it is not for:")
        .list(&input.limits)
}

pub(super) fn added_value(input: &CardInput) -> Section {
    let title = if input.recalibration.is_some() { "What recalibration changed" } else { "What each source adds" };
    let section = Section::new("added-value", title);
    if input.comparisons.is_empty() {
        return section;
    }
    let rows = input.comparisons.iter().map(|row| {
        vec![
            row.label.clone(),
            with_interval(row.auroc, row.auroc_ci95, 3),
            maybe(row.average_precision, 3),
            maybe(row.scaled_brier, 3),
            maybe(row.observed_expected, 2),
            maybe(row.calibration_slope, 2),
            maybe_percent(row.ppv_top_half_percent),
            maybe_percent(row.ppv_top_5_percent),
        ]
    });
    section.text("All rows are of the same people, dates and outcome, so they can be compared with one another.").table(
        Table::of_numbers(
            "Models on the same people",
            &[
                "Model",
                "AUROC (95% interval)",
                "Average precision",
                "Scaled Brier",
                "Observed / expected",
                "Slope",
                "PPV, top 0.5%",
                "PPV, top 5%",
            ],
            rows.collect(),
        ),
    )
}

pub(super) fn change_over_time() -> Section {
    Section::new("time", "Before and after")
        .text(
            "People at the top fall back by themselves: they were chosen at a bad time. Of one system's top 5%, 14% were still \
             there two years later (18% had died, 42% stayed low, 20% came and went; Veterans Affairs, Am J Manag Care 2019). A fall in \
             admissions among the flagged is to be expected without any help, and shows nothing unless it is set beside the \
             expected fall or a comparison group.",
        )
        .text(
            "Once a score is acted on, refitting on the people who were helped spoils it: a model learns that those it flagged were \
             not admitted. Keep who was case-managed, and when, in the record the next model is fitted on. Calibration drifts; test \
             again at least once a year, and after any change of coding or of a feed.",
        )
}

pub(super) fn provenance(input: &CardInput) -> Section {
    let row = |what: &str, value: String| vec![what.to_owned(), value];
    Section::new("provenance", "Where it came from").table(Table::of_words(
        "Provenance",
        &["", ""],
        vec![
            row("Model", format!("{}, version {}", input.model_id, input.model_version)),
            row("Card made on", input.made_on.to_string()),
            row("The model itself was fitted at index date", input.model_index_date.to_string()),
            row("The fit that was tested, at index date", input.fit_index_date.to_string()),
            row("Tested at index date", input.test_index_date.to_string()),
            row("Data reach to", input.data_until.to_string()),
            row("Hash of the data fitted on", input.data_hash.clone()),
            row("Hash of the design", input.design_hash.clone()),
            row("Program", input.code_version.clone()),
            row("People", if input.synthetic { "synthetic".into() } else { "as under “People and outcome”".into() }),
        ],
    ))
}
