//! Everything that is to be printed for a day as one system of integer counts: what a reader would set up to undo a policy.
//!
//! Each cell of each place is a count; so is what no page prints and subtraction gives (the denominator less the numerator, a
//! component less a conjunction). Every fact that ties counts together is a sum that comes to nothing: parts less their whole.
//! A fact is taken in only when it is true of the figures, so that the true counts always solve the system.

use crate::measures::published::PolicyId;

/// A count by position in [`Sheet::counts`].
pub(super) type CountIx = u32;

/// More than anybody counts.
const MOST: i64 = 1 << 40;

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
}

/// Terms that come to nothing, with coefficients of 1 and -1.
pub(super) type Sum = Vec<(CountIx, i8)>;

/// The system.
#[derive(Debug)]
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
    /// Sums of printed parts that make up a printed total: the total, its parts.
    pub(super) totals: Vec<(CountIx, Vec<CountIx>)>,
}

impl Sheet {
    pub(super) const fn new(policy: PolicyId) -> Self {
        Self { policy, counts: vec![], sums: vec![], within: vec![], gives: vec![], is_of_wholes: vec![], totals: vec![] }
    }

    pub(super) fn add(&mut self, value: i64, face: Face, column: u32) -> CountIx {
        self.counts.push(Entry { value, face, kept: false, known: false, column });
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
            let column = self.counts[whole as usize].column;
            sum.push((self.add(missing, Face::Implied, column), 1));
        }
        let gives = (missing > 0).then(|| sum[sum.len() - 1]);
        self.take(sum, gives);
        true
    }

    /// Takes in `larger` - `smaller` as a count.
    pub(super) fn subtract(&mut self, larger: CountIx, smaller: CountIx, face: Face) {
        let column = self.counts[smaller as usize].column;
        let rest = self.add(self.value(larger) - self.value(smaller), face, column);
        self.take(vec![(smaller, 1), (rest, 1), (larger, -1)], Some((rest, 1)));
    }

    /// Takes in that whoever is counted in either of two counts is one of `all`; `both` are in each.
    pub(super) fn relate_either(&mut self, all: CountIx, either: [CountIx; 2], both: CountIx) {
        let neither = self.value(all) + self.value(both) - self.value(either[0]) - self.value(either[1]);
        if neither >= 0 {
            let column = self.counts[both as usize].column;
            let neither = self.add(neither, Face::Implied, column);
            self.take(vec![(either[0], 1), (either[1], 1), (neither, 1), (both, -1), (all, -1)], Some((neither, 1)));
        }
    }

    fn take(&mut self, sum: Sum, gives: Option<(CountIx, i8)>) {
        let at = self.sums.len() as u32;
        for &(count, coefficient) in &sum {
            self.within[count as usize].push((at, coefficient));
        }
        self.sums.push(sum);
        self.gives.push(gives);
    }

    /// To be called when all facts are in.
    pub(super) fn order(&mut self) {
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

    pub(super) fn is_small(&self, count: CountIx) -> bool {
        u64::try_from(self.value(count)).is_ok_and(|value| self.policy.is_small(value))
    }

    /// Whether nobody may be able to tell this count: a star, or a small one that rounding or silence is to hide.
    pub(super) fn is_guarded(&self, count: CountIx) -> bool {
        self.counts[count as usize].face == Face::Withheld || self.is_small(count)
    }

    /// Whether the page lets a count be one more, or one less, all by itself.
    pub(super) fn may(&self, count: CountIx, step: i8, told: bool) -> bool {
        let (low, high) = self.bounds(count, told);
        (low..=high).contains(&(self.value(count) + i64::from(step)))
    }

    /// The least and the most that the page lets a count be, all by itself.
    ///
    /// A reader who is `told` knows more than the page says: which stars stand for small counts and which protect others. The audit
    /// guards against that reader as far as it can, so that guessing how a star came about gains little.
    pub(super) fn bounds(&self, count: CountIx, told: bool) -> (i64, i64) {
        let entry = self.counts[count as usize];
        let small = (1, self.policy.threshold() as i64);
        let printed = || {
            let (low, high) = self.policy.told_by(self.policy.round(entry.value.unsigned_abs()));
            (low as i64, high as i64)
        };
        match entry.face {
            Face::Shown => printed(),
            Face::Withheld if self.is_small(count) && self.policy.withholds_small() => {
                if told {
                    small
                } else {
                    (1, MOST)
                }
            }
            Face::Withheld if entry.known && told => printed(),
            Face::Withheld if entry.kept || entry.value == 0 => (0, MOST),
            Face::Withheld if told && self.policy.withholds_small() => (small.1 + 1, MOST),
            Face::Withheld => (1, MOST),
            Face::Implied => (0, MOST),
            Face::Difference(..) if !self.policy.withholds_small() => (if entry.value < 0 { -MOST } else { 0 }, MOST),
            Face::Difference(a, b) if !(self.is_shown(a) && self.is_shown(b)) => (if entry.value < 0 { -MOST } else { 0 }, MOST),
            // The percentage is there, or it is a star though both counts are there.
            Face::Difference(..) => match entry.value {
                0 => (0, 0),
                value if value > small.1 => (small.1 + 1, MOST),
                value if value < -small.1 => (-MOST, -small.1 - 1),
                value if value > 0 => small,
                _ => (-small.1, -1),
            },
        }
    }
}
