//! Lift: how many times more events than chance, by how much of the list is worked.

use super::super::numbers::{can_be_told, decimal, share_label};
use super::plot::{Axis, Plot, Side, round_end};
use crate::predict::evaluate::Evaluation;

/// `None` without events.
pub(in crate::predict::card) fn lift(e: &Evaluation) -> Option<String> {
    let curve = &e.figures.lift;
    let (Some(first), Some(last)) = (curve.first(), curve.last()) else { return None };
    if first[0] >= last[0] {
        return None;
    }
    let most = round_end(curve.iter().map(|point| point[1]).fold(1.0, f64::max) * 1.05);
    let marks: Vec<(String, [f64; 2])> = e
        .top
        .iter()
        .filter(|top| can_be_told(&top.yielded) && top.fraction >= first[0])
        .filter_map(|top| {
            let lift = top.yielded.lift?;
            Some((format!("top {}: {}", share_label(top.fraction), decimal(lift, 1)), [top.fraction, lift]))
        })
        .collect();
    let told: Vec<&str> = marks.iter().map(|(name, _)| name.as_str()).collect();
    let mut plot = Plot::new(
        "lift-curve",
        "Lift",
        format!("Lift against the share of people flagged, on a logarithmic scale. {}.", told.join("; ")),
        Axis { logarithmic: true, ..Axis::percent("Share of the people flagged, from the highest risk", first[0], 1.0) },
        Axis::number("Lift (1 is chance)", 0.0, most),
    );
    plot.line("reference", [[first[0], 1.0], [1.0, 1.0]].into_iter());
    plot.label("soft", [first[0], 1.0], [8.0, 13.0], Side::Right, &"chance");
    plot.line("line model", curve.iter().copied());
    for (name, at) in marks {
        plot.dot(at);
        plot.label("", at, [9.0, -9.0], Side::Right, &name);
    }
    Some(plot.finish())
}
