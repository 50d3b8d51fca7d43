//! Labels that do not lie on each other.

use crate::report::svg::canvas::{Anchor, At, Canvas};

/// Width of a character of the charts' type, on the generous side.
const CHARACTER: f64 = 6.9;

/// Height of a line.
const LINE: f64 = 12.0;

/// Left, top, right, bottom.
#[derive(Clone, Copy)]
struct Box4(f64, f64, f64, f64);

impl Box4 {
    fn meets(&self, other: &Self) -> bool {
        self.0 < other.2 && other.0 < self.2 && self.1 < other.3 && other.1 < self.3
    }

    fn within(&self, other: &Self) -> bool {
        self.0 >= other.0 && self.1 >= other.1 && self.2 <= other.2 && self.3 <= other.3
    }
}

/// What is taken already.
pub(super) struct Labels {
    taken: Vec<Box4>,
    area: Box4,
}

impl Labels {
    /// Within `from` (top left) to `to` (bottom right); points are kept free.
    pub(super) fn within(from: At, to: At, points: impl IntoIterator<Item = At>) -> Self {
        let taken = points.into_iter().map(|(x, y)| Box4(x - 4.0, y - 4.0, x + 4.0, y + 4.0)).collect();
        Self { taken, area: Box4(from.0, from.1, to.0, to.1) }
    }

    /// Writes `text` beside `at`, where there is room; `false` when there is none.
    pub(super) fn beside(&mut self, canvas: &mut Canvas, (x, y): At, text: &str) -> bool {
        let width = text.chars().count() as f64 * CHARACTER;
        let places = [
            (x + 8.0, y + 4.0, Anchor::Start),
            (x - 8.0, y + 4.0, Anchor::End),
            (x, y - 9.0, Anchor::Middle),
            (x, y + 18.0, Anchor::Middle),
            (x + 8.0, y - 7.0, Anchor::Start),
            (x - 8.0, y - 7.0, Anchor::End),
            (x + 8.0, y + 15.0, Anchor::Start),
            (x - 8.0, y + 15.0, Anchor::End),
        ];
        for (left, base, anchor) in places {
            let start = match anchor {
                Anchor::Start => left,
                Anchor::Middle => left - width / 2.0,
                Anchor::End => left - width,
            };
            let wanted = Box4(start, base - LINE + 2.0, start + width, base + 2.0);
            if wanted.within(&self.area) && !self.taken.iter().any(|taken| taken.meets(&wanted)) {
                self.taken.push(wanted);
                canvas.text((left, base), anchor, text);
                return true;
            }
        }
        false
    }
}
