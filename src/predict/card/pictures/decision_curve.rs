//! Decision curve: net benefit of the model, of everybody and of nobody.

use super::plot::{Axis, Plot, Side, round_end};
use crate::predict::evaluate::{Evaluation, NetBenefit};

/// `None` without thresholds or events.
pub(in crate::predict::card) fn decision_curve(e: &Evaluation) -> Option<String> {
    let curve = &e.decision_curve;
    let (Some(first), Some(last)) = (curve.first(), curve.last()) else { return None };
    if e.events == 0 || first.threshold >= last.threshold {
        return None;
    }
    let best = curve.iter().map(|point| point.model.max(point.all)).fold(0.0, f64::max) * 1000.0;
    let (top, floor) = (round_end(best), -0.12 * round_end(best));
    let mut plot = Plot::new(
        "decision-curve",
        "Decision curve",
        "Net benefit for 1,000 people against the risk at which one would act, for the model, for reviewing everybody and for \
         reviewing nobody. The table beneath has the figures."
            .to_owned(),
        Axis::percent("Risk at which one would just act", 0.0, round_end(last.threshold)),
        Axis::number("Net benefit for 1,000 people", floor, top),
    );
    let line = |value: fn(&NetBenefit) -> f64| curve.iter().map(move |point| [point.threshold, value(point) * 1000.0]);
    plot.line("reference", [[0.0, 0.0], [round_end(last.threshold), 0.0]].into_iter());
    plot.label("soft", [last.threshold, 0.0], [0.0, 14.0], Side::Left, &"reviewing nobody");
    // Held at the floor once it leaves the picture; cut there so that it does not run along the edge.
    let inside = line(|point| point.all).take_while(|point| point[1] > floor).count();
    let end = (inside + 1).min(curve.len());
    plot.line("line other", line(|point| point.all).take(end));
    if let Some(point) = line(|point| point.all).nth(end - 1) {
        plot.label("other", point, [8.0, -10.0], Side::Right, &"reviewing everybody");
    }
    plot.line("line model", line(|point| point.model));
    let named = line(|point| point.model).find(|point| point[0] >= last.threshold / 4.0);
    if let Some(point) = named {
        plot.label("model", point, [8.0, -12.0], Side::Right, &"reviewing by the model");
    }
    Some(plot.finish())
}
