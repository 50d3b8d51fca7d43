//! Writing SVG.

use std::fmt::Write;

/// A point, a corner, a size: from the top left, in units of the view box.
pub(super) type At = (f64, f64);

/// A chart being drawn.
pub(super) struct Canvas {
    body: String,
    id: String,
    size: At,
    title: String,
    description: String,
}

/// How a text is placed against its point.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    const fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// A line's look.
#[derive(Clone, Copy)]
pub(super) enum Stroke {
    Thin,
    Solid,
    Dashed,
    Dotted,
    Grid,
}

/// What a point looks like.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Ring,
    Up,
    UpFull,
    Down,
    DownFull,
    Square,
    Diamond,
}

impl Canvas {
    /// `id` tells charts of one page apart.
    pub(super) fn new(id: &str, size: At, title: &str, description: &str) -> Self {
        let id = id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
        Self { body: String::new(), id, size, title: escaped(title), description: escaped(description) }
    }

    pub(super) fn line(&mut self, from: At, to: At, stroke: Stroke) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.push(format_args!("<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" {}/>", look(stroke)));
    }

    pub(super) fn path(&mut self, points: &[At], stroke: Stroke) {
        if points.len() < 2 {
            return;
        }
        let points: Vec<_> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        self.push(format_args!("<polyline points=\"{}\" fill=\"none\" {}/>", points.join(" "), look(stroke)));
    }

    pub(super) fn mark(&mut self, (x, y): At, mark: Mark) {
        let fill = if matches!(mark, Mark::UpFull | Mark::DownFull | Mark::Diamond | Mark::Square) { "#000" } else { "#fff" };
        let corners: &[At] = match mark {
            Mark::Ring => {
                self.push(format_args!(
                    "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.2\" fill=\"#fff\" stroke=\"#000\" stroke-width=\"1.2\"/>"
                ));
                return;
            }
            Mark::Up | Mark::UpFull => &[(0.0, -5.4), (5.0, 3.6), (-5.0, 3.6)],
            Mark::Down | Mark::DownFull => &[(0.0, 5.4), (5.0, -3.6), (-5.0, -3.6)],
            Mark::Square => &[(-3.6, -3.6), (3.6, -3.6), (3.6, 3.6), (-3.6, 3.6)],
            Mark::Diamond => &[(0.0, -5.6), (5.6, 0.0), (0.0, 5.6), (-5.6, 0.0)],
        };
        let corners: Vec<_> = corners.iter().map(|(dx, dy)| format!("{:.1},{:.1}", x + dx, y + dy)).collect();
        self.push(format_args!(
            "<polygon points=\"{}\" fill=\"{fill}\" stroke=\"#000\" stroke-width=\"1.2\"/>",
            corners.join(" ")
        ));
    }

    pub(super) fn text(&mut self, (x, y): At, anchor: Anchor, text: &str) {
        let anchor = anchor.name();
        self.push(format_args!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>", escaped(text)));
    }

    /// A text that may lie over lines: white around it.
    pub(super) fn text_over(&mut self, (x, y): At, anchor: Anchor, text: &str) {
        let anchor = anchor.name();
        self.push(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\">{}</text>",
            escaped(text)
        ));
    }

    /// A text that reads upwards, for the axis on the left.
    pub(super) fn upright(&mut self, (x, y): At, text: &str) {
        self.push(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\" transform=\"rotate(-90 {x:.1} {y:.1})\">{}</text>",
            escaped(text)
        ));
    }

    pub(super) fn finish(self) -> String {
        let Self { body, id, size: (width, height), title, description } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             aria-labelledby=\"{id}-title {id}-desc\" font-family=\"Arial, Helvetica, 'Liberation Sans', sans-serif\" font-size=\"12\" \
             fill=\"#000\">\n<title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-desc\">{description}</desc>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n{body}</svg>\n"
        )
    }

    fn push(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a text cannot fail.
        let _ = writeln!(self.body, "{element}");
    }
}

const fn look(stroke: Stroke) -> &'static str {
    match stroke {
        Stroke::Thin => "stroke=\"#000\" stroke-width=\"1\"",
        Stroke::Solid => "stroke=\"#000\" stroke-width=\"1.6\"",
        Stroke::Dashed => "stroke=\"#000\" stroke-width=\"1.2\" stroke-dasharray=\"7 4\"",
        Stroke::Dotted => "stroke=\"#000\" stroke-width=\"1.2\" stroke-dasharray=\"2 3\"",
        Stroke::Grid => "stroke=\"#ddd\" stroke-width=\"1\"",
    }
}

/// Text for XML: what it would take for markup is written otherwise, what it does not allow is left out.
pub(in crate::report) fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\'' => written.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => written.push(' '),
            c => written.push(c),
        }
    }
    written
}
