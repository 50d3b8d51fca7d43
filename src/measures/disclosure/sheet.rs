//! Everything that is to be printed for a day as one system of integer counts: what a reader would set up to undo a policy.
//!
//! Each cell of each place is a count; so is what no page prints and subtraction gives (the denominator less the numerator, a
//! component less a conjunction). Every fact that ties counts together is a sum that comes to nothing: parts less their whole.
//! A fact is taken in only when it is true of the figures, so that the true counts always solve the system.

use crate::measures::published::PolicyId;

/// A count by position in [`Sheet::counts`].
pub(super) type CountIx = u32;

/// How a count stands on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// Printed, as the policy rounds it.
    Shown,
    /// A star.
    Withheld,
    /// Not printed; a reader knows that it is so much or more.
    Implied,
    /// Denominator less numerator, both at these positions: whether the percentage is a star tells more of it.
    Difference(CountIx, CountIx),
}

/// One count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) value: i64,
    pub(super) face: Face,
    /// Withheld for the day before, or earlier in its period: withheld whatever it is now.
    pub(super) kept: bool,
    /// Printed as a number when the day was published before: a star hides little of it now.
    pub(super) known: bool,
    /// The column it is in: the same cell at every place.
    pub(super) column: u32,
    /// How high its place is: what must give way gives way low.
    pub(super) height: u8,
    /// What it was on the page beside, when there is one.
    pub(super) then: Option<Then>,
}

/// A count on the page beside, which was published before: the same day's; or, where counts run over a quarter, another day's of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Then {
    pub(super) value: i64,
    /// That page is of a later day: a running count is no less there.
    pub(super) later: bool,
    /// A star; else a number, or not printed, as it is now.
    pub(super) withheld: bool,
    /// Known to be what it is: the column has not changed (lists are not corrected), or facts left nothing over.
    pub(super) fixed: bool,
}

/// Terms that come to nothing, with coefficients of 1 and -1.
pub(super) type Sum = Vec<(CountIx, i8)>;

/// The system.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub(super) policy: PolicyId,
    pub(super) counts: Vec<Entry>,
    pub(super) sums: Vec<Sum>,
    /// By count: the sums it is in, with its coefficient.
    pub(super) within: Vec<Vec<(u32, i8)>>,
    /// By sum: the count that no page prints and no other sum holds, with its coefficient.
    pub(super) gives: Vec<Option<(CountIx, i8)>>,
    /// By sum: whether it is of wholes, that have parts themselves.
    pub(super) is_of_wholes: Vec<bool>,
    /// Whether there is a page beside it, of anything on it.
    pub(super) follows: bool,
    /// Sums of printed parts that make up a printed total: the total, its parts.
    pub(super) totals: Vec<(CountIx, Vec<CountIx>)>,
}

impl Sheet {
    pub(super) const fn new(policy: PolicyId) -> Self {
        Self {
            policy,
            counts: vec![],
            sums: vec![],
            within: vec![],
            gives: vec![],
            is_of_wholes: vec![],
            follows: false,
            totals: vec![],
        }
    }

    pub(super) fn add(&mut self, value: i64, face: Face, column: u32, height: u8) -> CountIx {
        self.counts.push(Entry { value, face, kept: false, known: false, column, height, then: None });
        self.within.push(vec![]);
        (self.counts.len() - 1) as CountIx
    }

    /// Takes in a fact. What is missing for it to come to nothing is a count of its own, if it is positive (people in no part); a
    /// fact that is not true of the counts is none.
    pub(super) fn relate(&mut self, whole: CountIx, parts: &[CountIx]) -> bool {
        let missing = self.value(whole) - parts.iter().map(|&part| self.value(part)).sum::<i64>();
        if missing < 0 {
            return false;
        }
        let mut sum: Sum = parts.iter().map(|&part| (part, 1)).collect();
        sum.push((whole, -1));
        if missing > 0 {
            let rest = self.add_rest(missing, Face::Implied, whole);
            self.counts[rest as usize].then = self.then(&[whole], parts).map(|then| Then { fixed: then.value == 0, ..then });
            sum.push((rest, 1));
        }
        let gives = (missing > 0).then(|| sum[sum.len() - 1]);
        self.take(sum, gives);
        true
    }

    /// Takes in `larger` - `smaller` as a count.
    pub(super) fn subtract(&mut self, larger: CountIx, smaller: CountIx, face: Face) {
        let rest = self.add_rest(self.value(larger) - self.value(smaller), face, smaller);
        self.counts[rest as usize].then = self.then(&[larger], &[smaller]);
        self.take(vec![(smaller, 1), (rest, 1), (larger, -1)], Some((rest, 1)));
    }

    /// Takes in that whoever is counted in either of two counts is one of `all`; `both` are in each.
    pub(super) fn relate_either(&mut self, all: CountIx, either: [CountIx; 2], both: CountIx) {
        let neither = self.value(all) + self.value(both) - self.value(either[0]) - self.value(either[1]);
        if neither >= 0 {
            let neither = self.add_rest(neither, Face::Implied, both);
            self.counts[neither as usize].then = self.then(&[all, both], &either);
            self.take(vec![(either[0], 1), (either[1], 1), (neither, 1), (both, -1), (all, -1)], Some((neither, 1)));
        }
    }

    /// Takes in that everybody of `all` is in one of two counts, or in both.
    pub(super) fn overlap(&mut self, all: CountIx, either: [CountIx; 2]) {
        let both = self.value(either[0]) + self.value(either[1]) - self.value(all);
        if both >= 0 {
            let both = self.add_rest(both, Face::Implied, all);
            self.counts[both as usize].then = self.then(&either, &[all]);
            self.take(vec![(either[0], 1), (either[1], 1), (both, -1), (all, -1)], Some((both, -1)));
        }
    }

    /// A count that no page prints, of the column and the place of another.
    fn add_rest(&mut self, value: i64, face: Face, like: CountIx) -> CountIx {
        let Entry { column, height, .. } = self.counts[like as usize];
        self.add(value, face, column, height)
    }

    /// What subtraction gave on the page before, if it was possible there.
    fn then(&self, more: &[CountIx], less: &[CountIx]) -> Option<Then> {
        let sum = |counts: &[CountIx]| {
            counts.iter().map(|&count| self.counts[count as usize].then.map(|then| then.value)).sum::<Option<i64>>()
        };
        let value = sum(more)? - sum(less)?;
        let later = more.iter().chain(less).any(|&count| self.counts[count as usize].then.is_some_and(|then| then.later));
        Some(Then { value, later, withheld: false, fixed: false })
    }

    fn take(&mut self, sum: Sum, gives: Option<(CountIx, i8)>) {
        let at = self.sums.len() as u32;
        for &(count, coefficient) in &sum {
            self.within[count as usize].push((at, coefficient));
        }
        self.sums.push(sum);
        self.gives.push(gives);
    }

    /// Withholds what is withheld on `other`, which has the same counts.
    pub(super) fn take_stars(&mut self, other: &Self) {
        debug_assert_eq!(self.counts.len(), other.counts.len(), "counts are laid out in the same order");
        for (mine, others) in self.counts.iter_mut().zip(&other.counts) {
            if others.face == Face::Withheld {
                mine.face = Face::Withheld;
            }
        }
    }

    /// To be called when all facts are in.
    pub(super) fn order(&mut self) {
        self.follows = self.counts.iter().any(|entry| entry.then.is_some());
        let mut wholes = vec![false; self.counts.len()];
        for &(total, _) in &self.totals {
            wholes[total as usize] = true;
        }
        let is_of_wholes = |sum: &Sum| sum.iter().any(|&(count, coefficient)| coefficient > 0 && wholes[count as usize]);
        self.is_of_wholes = self.sums.iter().map(is_of_wholes).collect();
    }

    pub(super) fn value(&self, count: CountIx) -> i64 {
        self.counts[count as usize].value
    }

    pub(super) fn is_shown(&self, count: CountIx) -> bool {
        self.counts[count as usize].face == Face::Shown
    }

    /// Whether nobody may be able to tell this count: a star, or a small one that rounding or silence is to hide.
    pub(super) fn is_guarded(&self, count: CountIx) -> bool {
        let entry = self.counts[count as usize];
        entry.face == Face::Withheld || self.is_few(entry.value)
    }

    /// The same, of what it was on the page before.
    pub(super) fn was_guarded(&self, count: CountIx) -> bool {
        self.counts[count as usize].then.is_some_and(|then| then.withheld || self.is_few(then.value))
    }

    pub(super) fn is_small(&self, count: CountIx) -> bool {
        self.is_few(self.value(count))
    }

    pub(super) fn is_few(&self, value: i64) -> bool {
        u64::try_from(value).is_ok_and(|value| self.policy.is_small(value))
    }

    /// Whether a star would take something from the reader: it would not where the page before has the number, and it has not changed.
    pub(super) fn may_be_withheld(&self, count: CountIx) -> bool {
        let entry = self.counts[count as usize];
        entry.face == Face::Shown && entry.value != 0 && !entry.then.is_some_and(|then| then.fixed && !then.withheld)
    }
}
