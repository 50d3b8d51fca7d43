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

/// Heights of labels in a column that are near `wanted` (ascending) and at least a line apart.
pub(super) fn spread(wanted: &[f64]) -> Vec<f64> {
    let mut heights = wanted.to_vec();
    // Each pass moves those that are too near away from each other by equal parts.
    for _ in 0..64 {
        for at in 1..heights.len() {
            let missing = LINE - (heights[at] - heights[at - 1]);
            if missing > 0.0 {
                heights[at - 1] -= missing / 2.0;
                heights[at] += missing / 2.0;
            }
        }
    }
    heights
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
                canvas.text_over((left, base), anchor, text);
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_a_column_keep_a_line_apart_and_those_that_were_stay() {
        let heights = spread(&[10.0, 100.0, 101.0, 103.0, 300.0]);
        assert!(heights.windows(2).all(|pair| pair[1] - pair[0] > LINE - 0.1), "{heights:?}");
        assert_eq!((heights[0], heights[4]), (10.0, 300.0));
    }

    #[test]
    fn no_label_lies_on_another_or_on_a_point_and_one_without_room_is_left_out() {
        let mut canvas = Canvas::new("x", (100.0, 100.0), "", "");
        let mut labels = Labels::within((0.0, 0.0), (100.0, 100.0), [(50.0, 50.0)]);
        let written = (0..20).filter(|_| labels.beside(&mut canvas, (50.0, 50.0), "C84001")).count();
        assert!((1..8).contains(&written), "{written}");
        let boxes = &labels.taken;
        assert!((0..boxes.len()).all(|at| boxes[..at].iter().all(|other| !other.meets(&boxes[at]))));
    }
}
