//! What a reader is told of one count all by itself: by the page, by the page before, and by both.

use super::sheet::{CountIx, Entry, Face, Sheet, Then};

/// More than anybody counts.
const MOST: i64 = 1 << 40;

/// In what another neighbourhood differs, where there is a page beside it, which was published before: the page before, for short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Both pages: the same was recorded between them.
    Both,
    /// This page alone: something else was recorded between them.
    Now,
    /// The page before alone: the same.
    Then,
}

/// A count on one page.
struct Seen {
    value: i64,
    face: Face,
    /// Withheld because it was withheld before that page.
    kept: bool,
    /// Whether both counts that a difference is of are printed.
    both_shown: bool,
}

impl Entry {
    const fn has_grown(&self, then: Then) -> bool {
        self.value > then.value || (self.value == then.value && !then.later)
    }
}

impl Sheet {
    /// Whether the pages let a count be one more, or one less, all by itself.
    pub(super) fn may(&self, count: CountIx, step: i8, told: bool, way: Way) -> bool {
        let (low, high) = self.bounds(count, told, way);
        (low..=high).contains(&(self.value(count) + i64::from(step)))
    }

    /// The least and the most that the pages let a count be, all by itself. What it may be on the page before is measured from what it
    /// is now, so that a step is the same step on both.
    ///
    /// A reader who is `told` knows more than the page says: which stars stand for small counts and which protect others. The audit
    /// guards against that reader as far as it can, so that guessing how a star came about gains little.
    pub(super) fn bounds(&self, count: CountIx, told: bool, way: Way) -> (i64, i64) {
        let entry = &self.counts[count as usize];
        let Some(then) = entry.then else {
            return if way == Way::Then { (entry.value, entry.value) } else { self.now(entry, told) };
        };
        match way {
            Way::Both => {
                let (now, before) = (self.now(entry, told), self.before(entry, then, told));
                (now.0.max(before.0), now.1.min(before.1))
            }
            _ if then.fixed => (entry.value, entry.value),
            Way::Now => {
                let (low, high) = self.now(entry, told);
                match entry.face {
                    // Late records add, or they take away: a reader who knows which is not to be contradicted.
                    Face::Shown | Face::Withheld if entry.has_grown(then) => (low.max(then.value), high),
                    Face::Shown | Face::Withheld => (low, high.min(then.value)),
                    _ => (low, high),
                }
            }
            Way::Then => {
                let (low, high) = self.before(entry, then, told);
                let grown = entry.value - then.value;
                match entry.face {
                    Face::Shown | Face::Withheld if entry.has_grown(then) => (low, high.min(entry.value + grown)),
                    Face::Shown | Face::Withheld => (low.max(entry.value + grown), high),
                    _ => (low, high),
                }
            }
        }
    }

    fn now(&self, entry: &Entry, told: bool) -> (i64, i64) {
        let both_shown = match entry.face {
            Face::Difference(a, b) => self.is_shown(a) && self.is_shown(b),
            _ => false,
        };
        if entry.known && told && entry.face == Face::Withheld && !(self.is_few(entry.value) && self.policy.withholds_small()) {
            return self.printed(entry.value);
        }
        self.told_by(&Seen { value: entry.value, face: entry.face, kept: entry.kept, both_shown }, told)
    }

    fn before(&self, entry: &Entry, then: Then, told: bool) -> (i64, i64) {
        let was_shown = |count: CountIx| self.counts[count as usize].then.is_some_and(|then| !then.withheld);
        let (face, both_shown) = match entry.face {
            Face::Shown | Face::Withheld if then.withheld => (Face::Withheld, false),
            Face::Shown | Face::Withheld => (Face::Shown, false),
            Face::Difference(a, b) => (entry.face, was_shown(a) && was_shown(b)),
            Face::Implied => (Face::Implied, false),
        };
        let (low, high) = match face {
            Face::Implied if then.fixed => (then.value, then.value),
            // It was no fact then.
            Face::Implied if then.value < 0 => (-MOST, MOST),
            _ => self.told_by(&Seen { value: then.value, face, kept: false, both_shown }, told),
        };
        let grown = entry.value - then.value;
        (low + grown, high + grown)
    }

    fn printed(&self, value: i64) -> (i64, i64) {
        let (low, high) = self.policy.told_by(self.policy.round(value.unsigned_abs()));
        (low as i64, high as i64)
    }

    fn told_by(&self, seen: &Seen, told: bool) -> (i64, i64) {
        let withholds_small = self.policy.withholds_small();
        let small = (1, self.policy.threshold() as i64);
        let value = seen.value;
        match seen.face {
            Face::Shown => self.printed(value),
            Face::Withheld if self.is_few(value) && withholds_small => (1, if told { small.1 } else { MOST }),
            Face::Withheld if seen.kept || value == 0 => (0, MOST),
            Face::Withheld if told && withholds_small => (small.1 + 1, MOST),
            Face::Withheld => (1, MOST),
            Face::Implied => (0, MOST),
            Face::Difference(..) if !withholds_small || !seen.both_shown => (if value < 0 { -MOST } else { 0 }, MOST),
            // The percentage is there, or it is a star though both counts are there.
            Face::Difference(..) => match value {
                0 => (0, 0),
                value if value > small.1 => (small.1 + 1, MOST),
                value if value < -small.1 => (-MOST, -small.1 - 1),
                value if value > 0 => small,
                _ => (-small.1, -1),
            },
        }
    }
}
