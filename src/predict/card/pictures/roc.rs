//! ROC curve, with the cuts a team works to marked on it.

use super::super::numbers::{can_be_told, share_label, with_interval};
use super::plot::{Axis, Plot, Side};
use crate::predict::evaluate::Evaluation;

/// `None` when one class is absent.
pub(in crate::predict::card) fn roc(e: &Evaluation) -> Option<String> {
    if e.figures.roc.len() < 2 {
        return None;
    }
    let auroc = with_interval(e.auroc, e.auroc_ci95, 3);
    let marks: Vec<(String, [f64; 2])> = e
        .top
        .iter()
        .filter(|top| can_be_told(&top.yielded))
        .filter_map(|top| {
            let at = [1.0 - top.yielded.specificity?, top.yielded.sensitivity?];
            Some((format!("top {}", share_label(top.fraction)), at))
        })
        .collect();
    let found: Vec<String> = marks.iter().map(|(name, at)| format!("{name} finds {:.0}% of events", at[1] * 100.0)).collect();
    let mut plot = Plot::new(
        "roc",
        "ROC curve",
        format!("Sensitivity against one minus specificity. Area {auroc}. {}.", found.join("; ")),
        Axis::percent("People without the event who are flagged (1 − specificity)", 0.0, 1.0),
        Axis::percent("People with the event who are flagged (sensitivity)", 0.0, 1.0),
    );
    plot.line("reference", [[0.0, 0.0], [1.0, 1.0]].into_iter());
    plot.label("soft", [0.62, 0.62], [10.0, 16.0], Side::Right, &"chance");
    plot.line("line model", e.figures.roc.iter().copied());
    plot.label("model", [1.0, 0.05], [-8.0, 0.0], Side::Left, &format!("AUROC {auroc}"));
    let mut labelled: Option<f64> = None;
    for (name, at) in marks {
        plot.dot(at);
        // Labels stand right of their dots; one that would touch the one below is left to the table.
        if labelled.is_none_or(|below| plot.pixels(at[1], below) >= 15.0) {
            plot.label("", at, [9.0, 6.0], Side::Right, &name);
            labelled = Some(at[1]);
        }
    }
    Some(plot.finish())
}
