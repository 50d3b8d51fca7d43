//! A plot: a frame with axes and ticks, and marks placed in data units.

use askama::filters::{Html, escape};
use std::fmt::{Display, Write as _};

const WIDTH: f64 = 600.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 50.0;

/// One axis.
pub(super) struct Axis {
    pub label: &'static str,
    pub from: f64,
    pub to: f64,
    pub logarithmic: bool,
    pub percent: bool,
}

impl Axis {
    pub(super) const fn percent(label: &'static str, from: f64, to: f64) -> Self {
        Self { label, from, to, logarithmic: false, percent: true }
    }

    pub(super) const fn number(label: &'static str, from: f64, to: f64) -> Self {
        Self { label, from, to, logarithmic: false, percent: false }
    }

    /// Where a value lies, 0 to 1; values beyond the ends are held there.
    fn place(&self, value: f64) -> f64 {
        let value = value.clamp(self.from, self.to);
        if self.logarithmic {
            (value / self.from).ln() / (self.to / self.from).ln()
        } else {
            (value - self.from) / (self.to - self.from)
        }
    }

    /// About five round values; on a logarithmic axis 1, 2 and 5 of each decade.
    fn ticks(&self) -> Vec<f64> {
        if self.logarithmic {
            return (-6..1)
                .flat_map(|decade| [1.0, 2.0, 5.0].map(|step| step * 10f64.powi(decade)))
                .filter(|tick| *tick >= self.from * 0.999 && *tick <= self.to * 1.001)
                .collect();
        }
        let step = round_step((self.to - self.from) / 5.0);
        let (first, last) = ((self.from / step - 1e-9).ceil() as i64, (self.to / step + 1e-9).floor() as i64);
        (first..=last).map(|k| k as f64 * step).collect()
    }

    fn written(&self, tick: f64) -> String {
        let value = if self.percent { tick * 100.0 } else { tick };
        // Ticks are round: ten decimals hold them and drop the rounding of binary fractions.
        let text = format!("{value:.10}");
        let text = text.trim_end_matches('0').trim_end_matches('.');
        let text = if text == "-0" { "0" } else { text };
        format!("{}{}", text.replace('-', "−"), if self.percent { "%" } else { "" })
    }
}

/// The next of 1, 2, 5 x 10^k at or above.
fn round_step(least: f64) -> f64 {
    let decade = 10f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0, 10.0].map(|step| step * decade).into_iter().find(|step| *step >= least * 0.999).unwrap_or(10.0 * decade)
}

/// A round end for an axis at or above the largest value shown.
pub(super) fn round_end(largest: f64) -> f64 {
    if largest <= 0.0 {
        return 1.0;
    }
    let step = round_step(largest / 5.0);
    (largest / step - 1e-9).ceil() * step
}

/// Which side of its point a label stands on.
#[derive(Clone, Copy)]
pub(super) enum Side {
    Left,
    Right,
}

/// An SVG picture in the making.
pub(super) struct Plot {
    body: String,
    id: &'static str,
    title: String,
    description: String,
    x: Axis,
    y: Axis,
    height: f64,
    /// Height of the frame; what is below it belongs to a strip.
    frame: f64,
}

impl Plot {
    /// An empty frame. `id` is unique on the page; title and description are what a screen reader says.
    pub(super) fn new(id: &'static str, title: &str, description: String, x: Axis, y: Axis) -> Self {
        Self::with_strip(id, title, description, x, y, 0.0)
    }

    /// A frame with room for a strip of this height between it and the x axis's label.
    pub(super) fn with_strip(id: &'static str, title: &str, description: String, x: Axis, y: Axis, strip: f64) -> Self {
        let frame = 340.0;
        let height = TOP + frame + strip + BOTTOM;
        let mut plot = Self { body: String::new(), id, title: title.to_owned(), description, x, y, height, frame };
        plot.axes();
        plot
    }

    fn put(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.body, "{element}");
    }

    fn x_of(&self, value: f64) -> f64 {
        LEFT + (WIDTH - LEFT - RIGHT) * self.x.place(value)
    }

    fn y_of(&self, value: f64) -> f64 {
        TOP + self.frame * (1.0 - self.y.place(value))
    }

    fn axes(&mut self) {
        let (bottom, right) = (TOP + self.frame, WIDTH - RIGHT);
        let under = self.height - BOTTOM;
        for tick in self.y.ticks() {
            let (y, text) = (self.y_of(tick), self.y.written(tick));
            self.put(format_args!(r#"<line class="grid" x1="{LEFT}" y1="{y:.1}" x2="{right}" y2="{y:.1}"/>"#));
            self.put(format_args!(r#"<text class="soft" x="{}" y="{:.1}" text-anchor="end">{text}</text>"#, LEFT - 8.0, y + 4.5));
        }
        for tick in self.x.ticks() {
            let (x, text) = (self.x_of(tick), self.x.written(tick));
            self.put(format_args!(r#"<line class="grid" x1="{x:.1}" y1="{TOP}" x2="{x:.1}" y2="{bottom}"/>"#));
            self.put(format_args!(r#"<text class="soft" x="{x:.1}" y="{}" text-anchor="middle">{text}</text>"#, under + 19.0));
        }
        self.put(format_args!(r#"<path class="axis" fill="none" d="M{LEFT} {TOP}V{bottom}H{right}"/>"#));
        let middle = f64::midpoint(LEFT, right);
        let (x_label, y_label) = (self.x.label, self.y.label);
        self.put(format_args!(r#"<text x="{middle}" y="{}" text-anchor="middle">{x_label}</text>"#, under + 41.0));
        let half = TOP + self.frame / 2.0;
        self.put(format_args!(
            r#"<text x="16" y="{half}" text-anchor="middle" transform="rotate(-90 16 {half})">{y_label}</text>"#
        ));
    }

    fn path(&self, points: impl Iterator<Item = [f64; 2]>) -> String {
        let mut path = String::new();
        for (place, [x, y]) in points.enumerate() {
            let _ = write!(path, "{}{:.1} {:.1}", if place == 0 { 'M' } else { 'L' }, self.x_of(x), self.y_of(y));
        }
        path
    }

    /// A line through points, with a class of the style sheet.
    pub(super) fn line(&mut self, class: &str, points: impl Iterator<Item = [f64; 2]>) {
        let path = self.path(points);
        self.put(format_args!(r#"<path class="{class}" d="{path}"/>"#));
    }

    /// The area between two lines.
    pub(super) fn band(&mut self, lower: &[[f64; 2]], upper: &[[f64; 2]]) {
        let path = self.path(lower.iter().chain(upper.iter().rev()).copied());
        self.put(format_args!(r#"<path class="band" d="{path}Z"/>"#));
    }

    pub(super) fn dot(&mut self, [x, y]: [f64; 2]) {
        let (x, y) = (self.x_of(x), self.y_of(y));
        self.put(format_args!(r#"<circle class="dot" cx="{x:.1}" cy="{y:.1}" r="4"/>"#));
    }

    /// An upright line from `low` to `high`.
    pub(super) fn whisker(&mut self, x: f64, [low, high]: [f64; 2]) {
        let (x, low, high) = (self.x_of(x), self.y_of(low), self.y_of(high));
        self.put(format_args!(r#"<line class="whisker" x1="{x:.1}" y1="{low:.1}" x2="{x:.1}" y2="{high:.1}"/>"#));
    }

    /// Words beside a point, moved by pixels (right and down), kept readable over lines by a halo of paper.
    pub(super) fn label(&mut self, class: &str, [x, y]: [f64; 2], moved: [f64; 2], side: Side, text: &dyn Display) {
        let (x, y) = (self.x_of(x) + moved[0], self.y_of(y) + moved[1] + 4.5);
        let anchor = match side {
            Side::Left => "end",
            Side::Right => "start",
        };
        let text = escaped(text);
        self.put(format_args!(r#"<text class="{class} halo" x="{x:.1}" y="{y:.1}" text-anchor="{anchor}">{text}</text>"#));
    }

    /// Pixels between two values of y.
    pub(super) fn pixels(&self, a: f64, b: f64) -> f64 {
        (self.y_of(a) - self.y_of(b)).abs()
    }

    /// A bar in the strip under the frame, from `from` to `to` on the x axis; it reaches `share` of half the strip up from or
    /// down from the strip's middle line.
    pub(super) fn strip_bar(&mut self, class: &str, [from, to]: [f64; 2], share: f64, up: bool) {
        let (left, right) = (self.x_of(from) + 0.5, self.x_of(to) - 0.5);
        let half = self.strip_half();
        let (height, middle) = (half * share.clamp(0.0, 1.0), self.strip_middle());
        let top = if up { middle - height } else { middle };
        let width = (right - left).max(0.5);
        self.put(format_args!(r#"<rect class="{class}" x="{left:.1}" y="{top:.1}" width="{width:.1}" height="{height:.1}"/>"#));
    }

    /// Words at the right end of the strip, above or below its middle line.
    pub(super) fn strip_label(&mut self, text: &dyn Display, up: bool) {
        let half = self.strip_half();
        let y = self.strip_middle() + if up { -half + 12.0 } else { half - 3.0 };
        let (x, text) = (WIDTH - RIGHT, escaped(text));
        self.put(format_args!(r#"<text class="soft halo" x="{x}" y="{y:.1}" text-anchor="end">{text}</text>"#));
    }

    pub(super) fn strip_line(&mut self) {
        let (y, right) = (self.strip_middle(), WIDTH - RIGHT);
        self.put(format_args!(r#"<line class="axis" x1="{LEFT}" y1="{y:.1}" x2="{right}" y2="{y:.1}"/>"#));
    }

    fn strip_half(&self) -> f64 {
        (self.height - BOTTOM - TOP - self.frame - 12.0) / 2.0
    }

    fn strip_middle(&self) -> f64 {
        TOP + self.frame + 8.0 + self.strip_half()
    }

    /// The whole `svg` element.
    pub(super) fn finish(self) -> String {
        let Self { body, id, title, description, height, .. } = self;
        let (title, description) = (escaped(&title), escaped(&description));
        format!(
            "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">\n\
             <title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-desc\">{description}</desc>\n{body}</svg>"
        )
    }
}

fn escaped(text: &dyn Display) -> String {
    // Escaping text for HTML cannot fail.
    escape(text.to_string(), Html).map_or_else(|_| String::new(), |safe| safe.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        let written = |axis: &Axis| axis.ticks().iter().map(|tick| axis.written(*tick)).collect::<Vec<_>>();
        assert_eq!(written(&Axis::percent("", 0.0, 1.0)), ["0%", "20%", "40%", "60%", "80%", "100%"]);
        assert_eq!(written(&Axis::number("", -0.01, 0.05)), ["0", "0.02", "0.04"]);
        let shares = Axis { logarithmic: true, ..Axis::percent("", 0.001, 1.0) };
        assert_eq!(written(&shares), ["0.1%", "0.2%", "0.5%", "1%", "2%", "5%", "10%", "20%", "50%", "100%"]);
        assert_eq!(round_end(9.3), 10.0);
        assert_eq!((round_end(0.83) * 100.0).round(), 100.0);
    }

    #[test]
    fn titles_cannot_break_out_of_the_picture() {
        let plot = Plot::new("p", "a < b & c", String::new(), Axis::number("", 0.0, 1.0), Axis::number("", 0.0, 1.0));
        let svg = plot.finish();
        assert!(svg.contains("a &#60; b &#38; c") || svg.contains("a &lt; b &amp; c"));
    }
}
