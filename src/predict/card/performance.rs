//! How well it does: the evaluation as tables beside their pictures.

use super::document::{Section, Table};
use super::input::CardInput;
use super::numbers::{
    can_be_told, decimal, enough, maybe, maybe_percent, people, percent, percent_with_interval, share_label, whole, with_interval,
};
use super::pictures;
use crate::predict::evaluate::{Division, Group, GroupFigures, Yield};

/// Rows of a subgroup table beyond which it is folded.
const LONG: usize = 12;

/// In place of all the rest when figures of the whole test would be of few people.
pub(super) fn withheld() -> Section {
    Section::new("performance", "How well it does").text(
        "Withheld: fewer than ten people in the test had the event, or fewer than ten had not. Figures of so few say little of the model \
         and too much of the people.",
    )
}

pub(super) fn discrimination(input: &CardInput) -> Section {
    let e = &input.evaluation;
    Section::new("discrimination", "Does it rank people well?")
        .table(Table::of_numbers(
            "Discrimination and overall fit",
            &["Measure", "Value", "No better than chance"],
            vec![
                vec!["AUROC (95% interval, DeLong)".into(), with_interval(e.auroc, e.auroc_ci95, 3), "0.500".into()],
                vec!["Average precision".into(), maybe(e.average_precision, 3), decimal(e.event_rate, 3)],
                vec![
                    "Brier score (lower is better)".into(),
                    decimal(e.brier, 4),
                    decimal(e.event_rate * (1.0 - e.event_rate), 4),
                ],
                vec!["Scaled Brier score".into(), maybe(e.scaled_brier, 3), "0.000".into()],
            ],
        ))
        .picture("ROC curve: people with the event found, against people without it flagged", pictures::roc(e))
        .picture("Precision and recall: how pure the flagged are as more events are found", pictures::precision_recall(e))
}

pub(super) fn calibration(input: &CardInput) -> Section {
    let e = &input.evaluation;
    let c = &e.calibration;
    let groups = e.figures.calibration_groups.iter().enumerate().map(|(place, group)| {
        let observed = percent_with_interval(Some(group.observed), Some(group.ci95));
        vec![whole(place as u64 + 1), whole(group.people), percent(group.mean_risk, 1), observed]
    });
    let mut section = Section::new("calibration", "Are the risks right?")
        .table(Table::of_numbers(
            "Calibration",
            &["Measure", "Value (95% interval)", "Right would be"],
            vec![
                vec![
                    "Events observed / expected".into(),
                    with_interval(c.observed_expected, c.observed_expected_ci95, 3),
                    "1".into(),
                ],
                vec![
                    "Calibration intercept".into(),
                    with_interval(c.calibration_intercept, c.calibration_intercept_ci95, 3),
                    "0".into(),
                ],
                vec!["Calibration slope".into(), with_interval(c.calibration_slope, c.calibration_slope_ci95, 3), "1".into()],
                vec!["ICI (mean distance of risk from observed share)".into(), decimal(e.ici, 4), "0".into()],
                vec!["E50 (median distance)".into(), decimal(e.e50, 4), "0".into()],
                vec!["E90 (90th percentile of the distance)".into(), decimal(e.e90, 4), "0".into()],
            ],
        ))
        .picture(
            "Calibration: observed share against risk, smoothed, with the distribution of risks beneath",
            pictures::calibration(e),
        )
        .picture("The same for lower risks, where most people are", pictures::calibration_of_most(e))
        .table(
            Table::of_numbers(
                "Groups by risk, lowest first",
                &["Group", "People", "Mean risk", "Observed (95% interval)"],
                groups.collect(),
            )
            .folded_beyond(0),
        );
    if e.risks_held > 0 {
        section = section.text(format!(
            "{} risks were so near 0 or 1 that they were held a millionth from it for the intercept and slope.",
            people(e.risks_held)
        ));
    }
    section
}

/// Flagged, PPV, sensitivity, lift, number to review, without recent admission; or the note that they are of too few.
fn yield_cells(yielded: &Yield) -> Vec<String> {
    if !can_be_told(yielded) {
        return vec![people(yielded.flagged), "withheld: of fewer than 10 people".to_owned()];
    }
    let without = yielded
        .no_emergency_admission_in_2_years
        .filter(|share| enough((share * yielded.flagged as f64).round() as u64, yielded.flagged));
    vec![
        whole(yielded.flagged),
        percent_with_interval(yielded.ppv, yielded.ppv_ci95),
        maybe_percent(yielded.sensitivity),
        maybe(yielded.lift, 1),
        maybe(yielded.number_to_review, 1),
        maybe_percent(without),
    ]
}

pub(super) fn working_the_list(input: &CardInput) -> Section {
    let e = &input.evaluation;
    let row = |name: String, yielded: &Yield| [vec![name], yield_cells(yielded)].concat();
    let tail =
        ["Flagged", "PPV (95% interval)", "Sensitivity", "Lift", "To review for one event", "No emergency admission in 2 years"];
    let head = |first| [&[first], &tail[..]].concat();
    Section::new("top", "What a team gets that works from the top of the list")
        .text(format!(
            "{} of all had the event. Flagged are the first ⌈share × people⌉; of equal risks at the cut the earlier person key \
             comes first. The last column is the share of the flagged with no emergency admission in the two years up to the index \
             date, whom a list of past admissions would have missed.",
            percent(e.event_rate, 1)
        ))
        .table(Table::of_numbers(
            "By share of the people",
            &head("Top"),
            e.top.iter().map(|top| row(share_label(top.fraction), &top.yielded)).collect(),
        ))
        .picture("Lift: how many times more events than among people taken at random", pictures::lift(e))
        .table(Table::of_numbers(
            "By risk",
            &head("Risk at least"),
            e.at_risks.iter().map(|at| row(share_label(at.risk), &at.yielded)).collect(),
        ))
}

pub(super) fn decisions(input: &CardInput) -> Section {
    let e = &input.evaluation;
    let rows = e.decision_curve.iter().filter(|point| {
        let per_cent = (point.threshold * 100.0).round() as u32;
        per_cent.is_multiple_of(5) || matches!(per_cent, 1 | 2)
    });
    Section::new("decisions", "Is acting on it better than not?")
        .text(
            "Net benefit counts events found, less needless reviews weighed by the risk at which one would just act. The model is \
             worth using at a threshold where its line is the highest.",
        )
        .picture("Decision curve: net benefit of the model, of reviewing everybody and of reviewing nobody", pictures::decision_curve(e))
        .table(Table::of_numbers(
            "Net benefit for 1,000 people",
            &["Act at a risk of", "Model", "Everybody", "Nobody"],
            rows.map(|point| {
                let thousand = |value: f64| decimal(value * 1000.0, 1);
                vec![share_label(point.threshold), thousand(point.model), thousand(point.all), "0.0".into()]
            })
            .collect(),
        ))
}

pub(super) fn subgroups(input: &CardInput) -> Section {
    let mut section = Section::new("subgroups", "Is it as good for everyone?");
    if input.evaluation.subgroups.is_empty() {
        return section;
    }
    section = section.text(
        "Top 5% is of all people together. Small groups are taken together where that makes them big enough, and else withheld; the \
         smallest group shown then keeps its counts to itself, so that theirs cannot be worked out. “few” stands where fewer than ten people are behind a figure. A difference between \
         groups may be chance: read the intervals.",
    );
    for division in &input.evaluation.subgroups {
        section = section.table(division_table(division));
    }
    section
}

fn division_table(division: &Division) -> Table {
    let head = [
        "Group",
        "People",
        "Events",
        "AUROC (95% interval)",
        "Observed / expected (95% interval)",
        "Intercept",
        "Slope",
        "In the top 5%",
        "PPV there",
        "Sensitivity there",
    ];
    let rows = division.groups.iter().map(group_row).collect();
    Table::of_numbers(&format!("By {}", division.name), &head, rows).folded_beyond(LONG)
}

/// Stands where a count would give away that of a small group.
const UNCOUNTED: &str = "withheld";

/// A share, or that it is of too few.
fn of_enough(share: Option<f64>) -> String {
    share.map_or_else(|| "few".to_owned(), |share| percent(share, 1))
}

fn group_row(group: &Group) -> Vec<String> {
    match &group.figures {
        GroupFigures::Withheld { withheld } => {
            vec![group.label.clone(), format!("withheld: {withheld}")]
        }
        GroupFigures::Shown(m) => {
            let c = &m.calibration;
            let top = |share| if m.n.is_some() { of_enough(share) } else { UNCOUNTED.to_owned() };
            vec![
                group.label.clone(),
                m.n.map_or_else(|| UNCOUNTED.to_owned(), whole),
                m.events.map_or_else(|| UNCOUNTED.to_owned(), whole),
                with_interval(m.auroc, m.auroc_ci95, 3),
                with_interval(c.observed_expected, c.observed_expected_ci95, 2),
                maybe(c.calibration_intercept, 2),
                maybe(c.calibration_slope, 2),
                top(m.share_in_top_5_percent),
                top(m.ppv_in_top_5_percent),
                top(m.sensitivity_in_top_5_percent),
            ]
        }
    }
}
