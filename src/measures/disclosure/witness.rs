//! Other counts that would have printed the same page.
//!
//! A count cannot be told exactly when some other neighbourhood, in which it is another number, would have printed the very same
//! page. This looks for one: it moves the count by one, and repairs every sum that no longer holds by moving another count by one,
//! within what the page lets each be, until all sums hold. What is found is a proof; what is not found in so many steps is taken
//! for told.

use super::bounds::Way;
use super::sheet::{CountIx, Sheet};

/// Steps before a search is given up.
const STEPS: u32 = 80;

/// Counts tried at each repair.
const CHOICES: usize = 6;

/// Room for searches of one sheet, used again and again.
pub(super) struct Room {
    moved: Vec<i8>,
    off: Vec<i64>,
    open: Vec<u32>,
    path: Vec<CountIx>,
    steps: u32,
}

impl Room {
    pub(super) fn of(sheet: &Sheet) -> Self {
        Self { moved: vec![0; sheet.counts.len()], off: vec![0; sheet.sums.len()], open: vec![], path: vec![], steps: 0 }
    }

    /// What another neighbourhood with the same page has otherwise, one more or one less: `target` by `step`, and others. `None` when
    /// none was found. A reader who is `told` knows more than the page says, and must be deceived as well.
    pub(super) fn other(&mut self, sheet: &Sheet, target: CountIx, step: i8, told: bool, way: Way) -> Option<Vec<(CountIx, i8)>> {
        if !sheet.may(target, step, told, way) {
            return None;
        }
        self.steps = STEPS;
        let mut search = Search { sheet, told, way, room: self };
        search.shift(target, step);
        let found =
            search.repair().then(|| search.room.path.iter().map(|&count| (count, search.room.moved[count as usize])).collect());
        while let Some(&last) = search.room.path.last() {
            search.unshift(last);
        }
        found
    }
}

struct Search<'a> {
    sheet: &'a Sheet,
    told: bool,
    way: Way,
    room: &'a mut Room,
}

impl Search<'_> {
    fn shift(&mut self, count: CountIx, step: i8) {
        self.room.moved[count as usize] = step;
        self.room.path.push(count);
        self.add(count, step);
    }

    fn unshift(&mut self, count: CountIx) {
        let step = std::mem::take(&mut self.room.moved[count as usize]);
        self.room.path.pop();
        self.add(count, -step);
    }

    fn add(&mut self, count: CountIx, step: i8) {
        for &(sum, coefficient) in &self.sheet.within[count as usize] {
            self.room.off[sum as usize] += i64::from(coefficient * step);
            let fails = self.error(sum, self.room.off[sum as usize]) != 0;
            let at = self.room.open.iter().position(|&open| open == sum);
            match (fails, at) {
                (true, None) => self.room.open.push(sum),
                (false, Some(at)) => {
                    self.room.open.swap_remove(at);
                }
                _ => {}
            }
        }
    }

    /// How far a sum that has come to `off` must go down to hold. A count that is in no other sum gives way by itself.
    fn error(&self, sum: u32, off: i64) -> i64 {
        match self.sheet.gives[sum as usize] {
            Some((count, coefficient)) if self.room.moved[count as usize] == 0 => {
                let coefficient = i64::from(coefficient);
                let (low, high) = self.sheet.bounds(count, self.told, self.way);
                let value = self.sheet.value(count) - off * coefficient;
                coefficient * ((low - value).max(0) - (value - high).max(0))
            }
            _ => off,
        }
    }

    /// How much further from holding all sums get by a step.
    fn harm(&self, count: CountIx, step: i8) -> i64 {
        self.sheet.within[count as usize]
            .iter()
            .map(|&(sum, coefficient)| {
                let off = self.room.off[sum as usize];
                self.error(sum, off + i64::from(coefficient * step)).abs() - self.error(sum, off).abs()
            })
            .sum()
    }

    fn repair(&mut self) -> bool {
        let Some(sum) = self.next() else { return true };
        if self.room.steps == 0 {
            return false;
        }
        self.room.steps -= 1;
        let mut choices: Vec<(i64, CountIx, i8)> =
            self.choices(sum).map(|(count, step)| (self.harm(count, step), count, step)).collect();
        choices.sort_unstable();
        choices.truncate(CHOICES);
        choices.into_iter().any(|(_, count, step)| {
            self.shift(count, step);
            let mended = self.repair();
            if !mended {
                self.unshift(count);
            }
            mended
        })
    }

    /// The sum to mend next: one that leaves no choice, or none at all, so that a wrong turn is soon seen. Else one of places that hold
    /// no others, since what is above them follows from them; of those one that leaves least.
    fn next(&self) -> Option<u32> {
        let mut first = None;
        for &sum in &self.room.open {
            let choices = self.choices(sum).take(CHOICES).count();
            if choices == 0 {
                return Some(sum);
            }
            let rank = (choices > 1, self.sheet.is_of_wholes[sum as usize], choices, self.sheet.sums[sum as usize].len(), sum);
            if first.is_none_or(|first| rank < first) {
                first = Some(rank);
            }
        }
        first.map(|(.., sum)| sum)
    }

    /// Steps that bring a sum nearer to what it should be.
    fn choices(&self, sum: u32) -> impl Iterator<Item = (CountIx, i8)> {
        let down = self.error(sum, self.room.off[sum as usize]).signum() as i8;
        let still = self.sheet.sums[sum as usize].iter().filter(|&&(count, _)| self.room.moved[count as usize] == 0);
        still
            .map(move |&(count, coefficient)| (count, -down * coefficient))
            .filter(|&(count, step)| self.sheet.may(count, step, self.told, self.way))
    }
}
