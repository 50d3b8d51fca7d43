//! Calibration curve, with the distribution of risks in a strip beneath.

use super::super::numbers::{decimal, maybe};
use super::plot::{Axis, Plot, Side, round_end};
use crate::predict::evaluate::{CurvePoint, Evaluation, Histogram};

const STRIP: f64 = 110.0;

/// All risks. `None` when they are all equal.
pub(in crate::predict::card) fn calibration(e: &Evaluation) -> Option<String> {
    let (first, last) = (e.figures.calibration.first()?, e.figures.calibration.last()?);
    let end = round_end(last.risk.max(last.observed)).min(1.0);
    (first.risk < last.risk).then(|| drawn(e, "calibration-curve", "Calibration curve", end))
}

/// A close view of the lower end, where all groups but the highest are. `None` when they reach most of the way anyhow.
pub(in crate::predict::card) fn calibration_of_most(e: &Evaluation) -> Option<String> {
    let (_, groups) = e.figures.calibration_groups.split_last()?;
    let end = round_end(groups.iter().map(|group| group.mean_risk.max(group.ci95[1])).fold(0.0, f64::max));
    let near = groups.len() > 2 && 2.0 * end < e.figures.calibration.last()?.risk;
    near.then(|| drawn(e, "calibration-close", "Calibration curve, lower risks", end))
}

fn drawn(e: &Evaluation, id: &'static str, title: &str, end: f64) -> String {
    let c = &e.calibration;
    let (intercept, slope) = (maybe(c.calibration_intercept, 2), maybe(c.calibration_slope, 2));
    let mut plot = Plot::with_strip(
        id,
        title,
        format!(
            "Observed share with the event against risk, smoothed, with a 95% band. Intercept {intercept}, slope {slope}, ICI {}. \
             Dots are groups of people with 95% intervals. The strip beneath shows how many people have each risk, on a \
             logarithmic scale: with the event above its line, without it below.",
            decimal(e.ici, 4)
        ),
        Axis::percent("Risk given by the model", 0.0, end),
        Axis::percent("Share who had the event", 0.0, end),
        STRIP,
    );
    let curve: Vec<&CurvePoint> = e.figures.calibration.iter().filter(|point| point.risk <= end).collect();
    let edge = |side: usize| curve.iter().map(|point| [point.risk, point.ci95[side]]).collect::<Vec<_>>();
    plot.band(&edge(0), &edge(1));
    plot.line("reference", [[0.0, 0.0], [end, end]].into_iter());
    // Held at the top once it leaves the picture; cut there so that it does not run along the edge.
    let inside = curve.iter().take_while(|point| point.observed <= end);
    plot.line("line model", inside.map(|point| [point.risk, point.observed]));
    for group in e.figures.calibration_groups.iter().filter(|group| group.mean_risk <= end) {
        plot.whisker(group.mean_risk, group.ci95);
        plot.dot([group.mean_risk, group.observed]);
    }
    plot.label("soft", [0.0, end], [10.0, 14.0], Side::Right, &"above the dashes: risks too low");
    plot.label("soft", [end, 0.0], [-10.0, -34.0], Side::Left, &"below the dashes: risks too high");
    plot.label("model", [end, 0.0], [-10.0, -14.0], Side::Left, &format!("intercept {intercept}, slope {slope}"));
    strip(&mut plot, &e.figures.histogram, end);
    plot.finish()
}

/// Bars on a logarithmic scale; one of one to nine people is drawn as nine.
fn strip(plot: &mut Plot, histogram: &Histogram, end: f64) {
    let height = |count: Option<u64>| (count.unwrap_or(9) as f64 + 1.0).log10();
    let bars = || histogram.events.iter().chain(&histogram.others);
    let most = bars().map(|count| height(*count)).fold(1.0, f64::max);
    let shown = (end / histogram.width).round() as usize;
    for (counts, class, up) in [(&histogram.events, "bar-events", true), (&histogram.others, "bar-others", false)] {
        for (step, count) in counts.iter().enumerate().take(shown).filter(|(_, count)| **count != Some(0)) {
            let from = step as f64 * histogram.width;
            plot.strip_bar(class, [from, from + histogram.width], height(*count) / most, up);
        }
    }
    plot.strip_line();
    plot.strip_label(&"people with the event (log scale)", true);
    plot.strip_label(&"people without", false);
}
