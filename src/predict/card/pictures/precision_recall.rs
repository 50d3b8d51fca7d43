//! Precision-recall curve.

use super::super::numbers::{maybe, percent};
use super::plot::{Axis, Plot, Side};
use crate::predict::evaluate::Evaluation;

/// `None` when one class is absent.
pub(in crate::predict::card) fn precision_recall(e: &Evaluation) -> Option<String> {
    if e.figures.precision_recall.len() < 2 {
        return None;
    }
    let average = maybe(e.average_precision, 3);
    let rate = percent(e.event_rate, 1);
    let mut plot = Plot::new(
        "precision-recall",
        "Precision and recall",
        format!("PPV against sensitivity. Average precision {average}; flagging at random has a PPV of {rate} throughout."),
        Axis::percent("Events found (recall, sensitivity)", 0.0, 1.0),
        Axis::percent("Flagged who have the event (precision, PPV)", 0.0, 1.0),
    );
    plot.line("reference", [[0.0, e.event_rate], [1.0, e.event_rate]].into_iter());
    // Under the line there is room unless the rate is low; the curve ends on the line at the right, so the left is free.
    let moved = if e.event_rate > 0.06 { 14.0 } else { -11.0 };
    plot.label("soft", [0.0, e.event_rate], [8.0, moved], Side::Right, &format!("chance: {rate}"));
    plot.line("line model", e.figures.precision_recall.iter().copied());
    plot.label("model", [1.0, 0.95], [-8.0, 0.0], Side::Left, &format!("average precision {average}"));
    Some(plot.finish())
}
