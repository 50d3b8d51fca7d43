//! Funnel plots, drawn.

use crate::measures::Published;
use crate::measures::published::PublishedMeasure;
use crate::measures::variation::{Funnel, Standing, Target};
use crate::report::svg::axis::Axis;
use crate::report::svg::canvas::{Anchor, At, Canvas, Mark, Stroke};
use crate::report::svg::label::{Labels, spread};
use crate::report::words::days;

const SIZE: At = (760.0, 470.0);
const LEFT: f64 = 66.0;
const RIGHT: f64 = 690.0;
const TOP: f64 = 18.0;
const BOTTOM: f64 = 376.0;
/// Places at which the limits are worked out.
const STEPS: u32 = 160;

/// The plot of a measure's practices. Practices beyond two standard deviations are labelled with their code, where there is room; the
/// table beside it has all.
#[must_use]
pub fn funnel_svg(published: &Published, measure: &PublishedMeasure, funnel: &Funnel) -> String {
    let definition = &measure.definition;
    let title = format!("{}: practices, {}", definition.title, days(measure.days));
    let id = format!("funnel-{}-{}", definition.id, published.basis.as_of);
    let mut canvas = Canvas::new(&id, SIZE, &title, &description(funnel));

    let sizes = || funnel.units.iter().map(|unit| unit.denominator);
    let (least, most) = (sizes().min().unwrap_or(1), sizes().max().unwrap_or(1));
    let x = Axis::whole((0.0, most as f64 * 1.02), (LEFT, RIGHT), 8.0);
    let curve = curve(funnel, least, x.most() as u64);
    let shares = || funnel.units.iter().map(|unit| unit.share() * 100.0);
    let (mut low, mut high) = (shares().fold(f64::MAX, f64::min), shares().fold(0.0, f64::max));
    // All of the funnel but its mouth, which may open over everything.
    for (_, limits) in curve.iter().skip(curve.len() / 12) {
        (low, high) = (low.min(limits[0] * 100.0), high.max(limits[3] * 100.0));
    }
    let y = Axis::round((low.min(funnel.centre * 100.0), high), (BOTTOM, TOP), 6.0);

    axes(&mut canvas, &x, &y, definition.denominator_words.as_str());
    let centre = y.at(funnel.centre * 100.0);
    canvas.line((LEFT, centre), (RIGHT, centre), Stroke::Thin);
    let mut ends = vec![(centre, format!("{:.1}%", funnel.centre * 100.0))];
    let lines = [("3 SD", Stroke::Solid), ("2 SD", Stroke::Dashed), ("2 SD", Stroke::Dashed), ("3 SD", Stroke::Solid)];
    for (at, (name, stroke)) in lines.into_iter().enumerate() {
        // A line begins where it comes into the picture.
        let inside = curve.iter().filter(|(_, limits)| y.holds(limits[at] * 100.0));
        let line: Vec<At> = inside.map(|(size, limits)| (x.at(*size), y.at(limits[at] * 100.0))).collect();
        canvas.path(&line, stroke);
        ends.extend(line.last().map(|(_, height)| (*height, name.to_owned())));
    }
    ends.sort_by(|one, other| one.0.total_cmp(&other.0));
    let heights: Vec<f64> = ends.iter().map(|end| end.0).collect();
    for (height, (_, name)) in spread(&heights).into_iter().zip(ends) {
        canvas.text((RIGHT + 6.0, height + 4.0), Anchor::Start, &name);
    }

    let point = |unit: &crate::measures::variation::FunnelUnit| (x.at(unit.denominator as f64), y.at(unit.share() * 100.0));
    for unit in &funnel.units {
        canvas.mark(point(unit), mark(unit.standing));
    }
    let mut labels = Labels::within((LEFT, TOP), (RIGHT, BOTTOM), funnel.units.iter().map(point));
    let mut outside: Vec<_> = funnel.units.iter().filter(|unit| unit.standing != Standing::Within).collect();
    outside.sort_by_key(|unit| matches!(unit.standing, Standing::Above2 | Standing::Below2));
    for unit in outside {
        labels.beside(&mut canvas, point(unit), &unit.place.id());
    }
    legend(&mut canvas);
    canvas.finish()
}

/// Sizes and limits, closer where the funnel bends.
fn curve(funnel: &Funnel, least: u64, most: u64) -> Vec<(f64, [f64; 4])> {
    let mut sizes: Vec<u64> = (0..=STEPS)
        .map(|step| {
            let part = f64::from(step) / f64::from(STEPS);
            least + ((most - least) as f64 * part * part).round() as u64
        })
        .collect();
    sizes.dedup();
    sizes.into_iter().map(|size| (size as f64, funnel.limits(size))).collect()
}

fn axes(canvas: &mut Canvas, x: &Axis, y: &Axis, below: &str) {
    for (tick, written) in y.ticks() {
        canvas.line((LEFT, y.at(tick)), (RIGHT, y.at(tick)), Stroke::Grid);
        canvas.text((LEFT - 7.0, y.at(tick) + 4.0), Anchor::End, &written);
    }
    for (tick, written) in x.ticks() {
        canvas.line((x.at(tick), BOTTOM), (x.at(tick), BOTTOM + 5.0), Stroke::Thin);
        canvas.text((x.at(tick), BOTTOM + 19.0), Anchor::Middle, &written);
    }
    canvas.line((LEFT, TOP), (LEFT, BOTTOM), Stroke::Thin);
    canvas.line((LEFT, BOTTOM), (RIGHT, BOTTOM), Stroke::Thin);
    canvas.upright((18.0, f64::midpoint(TOP, BOTTOM)), "Per cent");
    let below: String =
        if below.chars().count() > 90 { below.chars().take(87).chain("...".chars()).collect() } else { below.to_owned() };
    canvas.text((f64::midpoint(LEFT, RIGHT), BOTTOM + 39.0), Anchor::Middle, &format!("Denominator: {below}"));
}

const fn mark(standing: Standing) -> Mark {
    match standing {
        Standing::Within => Mark::Ring,
        Standing::Above2 => Mark::Up,
        Standing::Above3 => Mark::UpFull,
        Standing::Below2 => Mark::Down,
        Standing::Below3 => Mark::DownFull,
    }
}

fn legend(canvas: &mut Canvas) {
    let standings = [Standing::Within, Standing::Above2, Standing::Above3, Standing::Below2, Standing::Below3];
    for (standing, left) in standings.into_iter().zip([0.0, 130.0, 255.0, 380.0, 505.0]) {
        let (x, y) = (LEFT + left + 6.0, SIZE.1 - 20.0);
        canvas.mark((x, y), mark(standing));
        canvas.text((x + 11.0, y + 4.0), Anchor::Start, standing.words());
    }
}

fn description(funnel: &Funnel) -> String {
    let outside = |wanted: [Standing; 2]| {
        let found: Vec<_> =
            funnel.units.iter().filter(|unit| wanted.contains(&unit.standing)).map(|unit| unit.place.id()).collect();
        if found.is_empty() { "none".to_owned() } else { found.join(", ") }
    };
    let centre = match funnel.target {
        Target::Whole => "the share of all practices together",
        Target::Drawn => "the share of the practices drawn",
    };
    format!(
        "Funnel plot of {} practices about {centre}, {:.1}%. Above the limits: {}. Below: {}. Not drawn: {}. {}",
        funnel.units.len(),
        funnel.centre * 100.0,
        outside([Standing::Above2, Standing::Above3]),
        outside([Standing::Below2, Standing::Below3]),
        funnel.left_out.len(),
        funnel.method()
    )
}
