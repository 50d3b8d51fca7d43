//! Run charts, drawn.

use crate::domain::Day;
use crate::measures::definition::Definition;
use crate::measures::published::ShownShare;
use crate::measures::variation::{LeftOut, Limits, RunChart, RunPoint, Signal, Stretch};
use crate::report::Comparator;
use crate::report::svg::axis::Axis;
use crate::report::svg::canvas::{Anchor, At, Canvas, Mark, Stroke};
use crate::report::words::{month, short_day, unit};

const SIZE: At = (760.0, 370.0);
const LEFT: f64 = 66.0;
const RIGHT: f64 = 690.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 286.0;

/// The chart of a measure at the place called `place`, with its comparator where it has one. A withheld point is a `*` at the foot; lines
/// of different definitions do not meet.
#[must_use]
pub fn run_chart_svg(definition: &Definition, place: &str, chart: &RunChart, comparator: Option<&Comparator>) -> String {
    let days = || chart.stretches.iter().flat_map(|line| line.points.iter().map(|point| point.day));
    let (first, last) = (days().min().unwrap_or(Day::of(1970, 1, 1)), days().max().unwrap_or(Day::of(1970, 1, 1)));
    let title = format!("{}, {place}: {} to {}", definition.title, short_day(first), short_day(last));
    let id = format!("run-{}-{}-{}", definition.id, place, last);
    let mut canvas = Canvas::new(&id, SIZE, &title, &description(chart, comparator));

    let x = Axis::exact((f64::from(first.number()), f64::from(last.number())), (LEFT + 14.0, RIGHT - 14.0));
    let at = |day: Day| x.at(f64::from(day.number()));
    let points = || chart.stretches.iter().flat_map(|line| &line.points);
    let heights = || {
        points().flat_map(|point| {
            let limits = point.limits.map(|limits| [limits.low, limits.high]);
            point.value.ok().into_iter().chain(limits.into_iter().flatten())
        })
    };
    // The comparator as it is on the days of the chart.
    let beside: Vec<Option<(Day, f64)>> = comparator.map_or_else(Vec::new, |one| compared(one, first));
    let heights = || heights().chain(beside.iter().flatten().map(|point| point.1));
    let (low, high) = (heights().fold(f64::MAX, f64::min), heights().fold(0.0, f64::max));
    let y = Axis::round((low.min(high), high), (BOTTOM, TOP), 5.0);
    axes(&mut canvas, &y, unit(definition.shape).unwrap_or("count"));
    days_below(&mut canvas, days().collect(), at);

    for (place, line) in chart.stretches.iter().enumerate() {
        if let (true, Some(point)) = (place > 0, line.points.first()) {
            let before = chart.stretches[place - 1].points.last().map_or(at(point.day), |point| at(point.day));
            let between = f64::midpoint(before, at(point.day));
            canvas.line((between, TOP - 8.0), (between, BOTTOM), Stroke::Dotted);
            canvas.text((between + 4.0, TOP - 12.0), Anchor::Start, &format!("version {}", line.version));
        }
        draw(&mut canvas, line, &at, &y);
    }
    for run in beside.split(Option::is_none) {
        let run: Vec<At> = run.iter().flatten().map(|&(day, value)| (at(day), y.at(value))).collect();
        canvas.path(&run, Stroke::Dotted);
        for point in run {
            canvas.mark(point, Mark::Up);
        }
    }
    legend(&mut canvas, chart, comparator.is_some());
    canvas.finish()
}

/// The comparator from a day on; `None` where it is withheld or there was nobody.
fn compared(comparator: &Comparator, first: Day) -> Vec<Option<(Day, f64)>> {
    let points = comparator.points.iter().filter(|point| point.day >= first);
    let value = |share| match share {
        Some(ShownShare::Tenths(tenths, _)) => Some(tenths as f64 / 10.0),
        _ => None,
    };
    points.map(|point| Some((point.day, value(point.value)?))).collect()
}

fn draw(canvas: &mut Canvas, line: &Stretch, at: &impl Fn(Day) -> f64, y: &Axis) {
    let limit = |of: fn(&Limits) -> f64| -> Vec<At> {
        line.points.iter().filter_map(|point| Some((at(point.day), y.at(of(point.limits.as_ref()?))))).collect()
    };
    canvas.path(&limit(|limits| limits.low), Stroke::Dashed);
    canvas.path(&limit(|limits| limits.centre), Stroke::Thin);
    canvas.path(&limit(|limits| limits.high), Stroke::Dashed);
    for run in line.points.split(|point| point.value.is_err()) {
        let run: Vec<At> = run.iter().filter_map(|point| Some((at(point.day), y.at(point.value.ok()?)))).collect();
        canvas.path(&run, Stroke::Solid);
    }
    for point in &line.points {
        match point.value {
            Ok(value) => canvas.mark((at(point.day), y.at(value)), mark(point)),
            Err(LeftOut::Withheld) => canvas.text((at(point.day), BOTTOM - 2.0), Anchor::Middle, "*"),
            Err(LeftOut::Nobody) => {}
        }
    }
}

fn mark(point: &RunPoint) -> Mark {
    match point.signals.first() {
        None => Mark::Ring,
        Some(Signal::Beyond) => Mark::Diamond,
        Some(_) => Mark::Square,
    }
}

fn axes(canvas: &mut Canvas, y: &Axis, unit: &str) {
    for (tick, written) in y.ticks() {
        canvas.line((LEFT, y.at(tick)), (RIGHT, y.at(tick)), Stroke::Grid);
        canvas.text((LEFT - 7.0, y.at(tick) + 4.0), Anchor::End, &written);
    }
    canvas.line((LEFT, TOP), (LEFT, BOTTOM), Stroke::Thin);
    canvas.line((LEFT, BOTTOM), (RIGHT, BOTTOM), Stroke::Thin);
    let mut unit = unit.to_owned();
    unit[..1].make_ascii_uppercase();
    canvas.upright((18.0, f64::midpoint(TOP, BOTTOM)), &unit);
}

/// Labels at days that have points, as many as there is room for.
fn days_below(canvas: &mut Canvas, days: Vec<Day>, at: impl Fn(Day) -> f64) {
    let months = days.windows(2).all(|pair| pair[1].days_since(pair[0]) >= 28);
    let mut free = f64::MIN;
    for day in days {
        let x = at(day);
        canvas.line((x, BOTTOM), (x, BOTTOM + 4.0), Stroke::Thin);
        if x >= free {
            canvas.text((x, BOTTOM + 19.0), Anchor::Middle, &if months { month(day) } else { short_day(day) });
            free = x + if months { 64.0 } else { 84.0 };
        }
    }
}

/// The signs that the chart has, and what they mean.
fn legend(canvas: &mut Canvas, chart: &RunChart, compared: bool) {
    let points = || chart.stretches.iter().flat_map(|line| &line.points);
    let judged = points().any(|point| point.limits.is_some());
    let y = SIZE.1 - 34.0;
    let ring: (f64, Mark, &str) =
        (0.0, Mark::Ring, if judged { "nothing unusual" } else { "not judged: too few points for limits" });
    let standing_out =
        [(125.0, Mark::Diamond, "beyond the limits"), (255.0, Mark::Square, "shift, trend, or 2 of 3 near a limit")];
    for (left, mark, words) in std::iter::once(ring).chain(standing_out.into_iter().filter(|_| judged)) {
        canvas.mark((LEFT + left + 6.0, y), mark);
        canvas.text((LEFT + left + 17.0, y + 4.0), Anchor::Start, words);
    }
    if points().any(|point| point.value == Err(LeftOut::Withheld)) {
        canvas.text((LEFT + 490.0, y + 4.0), Anchor::Middle, "*");
        canvas.text((LEFT + 498.0, y + 4.0), Anchor::Start, "withheld");
    }
    let y = SIZE.1 - 13.0;
    if judged {
        canvas.line((LEFT, y), (LEFT + 26.0, y), Stroke::Thin);
        canvas.text((LEFT + 32.0, y + 4.0), Anchor::Start, "mean");
        canvas.line((LEFT + 80.0, y), (LEFT + 106.0, y), Stroke::Dashed);
        canvas.text((LEFT + 112.0, y + 4.0), Anchor::Start, "limits, 3 standard deviations");
    }
    if chart.stretches.len() > 1 {
        canvas.line((LEFT + 300.0, y), (LEFT + 326.0, y), Stroke::Dotted);
        canvas.text((LEFT + 332.0, y + 4.0), Anchor::Start, "another definition: not compared across it");
    }
    if compared {
        canvas.mark((LEFT + 590.0, y), Mark::Up);
        canvas.text((LEFT + 601.0, y + 4.0), Anchor::Start, "comparator");
    }
}

fn description(chart: &RunChart, comparator: Option<&Comparator>) -> String {
    let points = || chart.stretches.iter().flat_map(|line| &line.points);
    let standing_out: Vec<_> = points()
        .filter(|point| !point.signals.is_empty())
        .map(|point| {
            let why: Vec<_> = point.signals.iter().map(|signal| signal.words()).collect();
            format!("{} ({})", short_day(point.day), why.join(", "))
        })
        .collect();
    let standing_out = if standing_out.is_empty() { "none".to_owned() } else { standing_out.join("; ") };
    let breaks: String = chart.breaks().iter().map(|(day, why)| format!(" Broken before {}: {why}.", short_day(*day))).collect();
    let withheld = points().filter(|point| point.value == Err(LeftOut::Withheld)).count();
    let beside = comparator.map_or_else(String::new, |one| format!(" Beside it, as triangles, the comparator: {}.", one.title));
    format!(
        "{}. Points: {}; withheld: {withheld}. Standing out: {standing_out}.{breaks}{beside}",
        chart.kind.words(),
        points().count()
    )
}
