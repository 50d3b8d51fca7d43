//! Withholds more until nothing withheld can be told.

use super::bounds::Way;
use super::sheet::{CountIx, Face, Sheet};
use super::witness::Room;
use std::collections::BTreeSet;

/// Counts tried one by one for the sake of another.
const CHOICES: usize = 12;

/// The same, for the sake of the other way.
const SECOND_CHOICES: usize = 3;

/// Withholds, beside what is small, whatever is needed so that nobody can tell a guarded count exactly:
///
/// 1. where exactly one part of a printed total is withheld, the next smallest part too; where there is none, the total;
/// 2. where no other neighbourhood is found that would have printed the same page, the smallest count beside it; and again.
///
/// Every step withholds something more, or settles a count: it ends. Ties go by position, so it is deterministic.
pub(super) fn guard(sheet: &mut Sheet) {
    settle_all(sheet, vec![false; sheet.counts.len()]);
}

/// The same for counts that are tied to the page beside, on a sheet whose other counts are guarded.
pub(super) fn guard_tied(sheet: &mut Sheet) {
    let settled = sheet.counts.iter().map(|entry| entry.then.is_none()).collect();
    settle_all(sheet, settled);
}

fn settle_all(sheet: &mut Sheet, settled: Vec<bool>) {
    let mut audit = Audit { room: Room::of(sheet), free: vec![[[false; 2]; 2]; sheet.counts.len()], settled };
    loop {
        withhold_beside_a_lone_part(sheet);
        let open: Vec<CountIx> = (0..sheet.counts.len() as CountIx)
            .filter(|&count| !audit.settled[count as usize] && Of::BOTH.iter().any(|of| of.guards(sheet, count)))
            .collect();
        if open.is_empty() {
            audit.show_what_is_known(sheet);
            return;
        }
        for count in open {
            audit.settle(sheet, count);
            audit.settled[count as usize] = true;
        }
    }
}

/// Of which page a count is to be hidden.
#[derive(Clone, Copy)]
enum Of {
    This,
    Before,
}

impl Of {
    const BOTH: [Self; 2] = [Self::This, Self::Before];

    fn guards(self, sheet: &Sheet, count: CountIx) -> bool {
        match self {
            Self::This => sheet.is_guarded(count),
            Self::Before => sheet.was_guarded(count),
        }
    }

    /// Whether a count is to be hidden even from a reader who was told which stars are small. What only protects others need not be; and
    /// what is printed already was hidden from that reader when it was printed: to do so again beside every other page costs totals.
    fn is_told(self, sheet: &Sheet, count: CountIx) -> bool {
        matches!(self, Self::This) && sheet.is_small(count)
    }

    /// Other neighbourhoods that hide it.
    fn ways(self, sheet: &Sheet) -> &'static [Way] {
        match self {
            Self::This if sheet.follows => &[Way::Both, Way::Now],
            Self::This => &[Way::Now],
            Self::Before => &[Way::Both, Way::Then],
        }
    }
}

/// How far the audit has come.
struct Audit {
    room: Room,
    /// By count, and by page: whether it could as well be one less, and one more.
    free: Vec<[[bool; 2]; 2]>,
    settled: Vec<bool>,
}

impl Audit {
    /// Whether a count is found to be free to move by `step`; what moves with it is as free, and more stars only make it freer.
    fn is_free(&mut self, sheet: &Sheet, count: CountIx, step: i8, of: Of) -> bool {
        let side = |step: i8| usize::from(step > 0);
        for &way in of.ways(sheet) {
            if self.free[count as usize][of as usize][side(step)] {
                break;
            }
            let told = of.is_told(sheet, count);
            for (other, step) in self.room.other(sheet, count, step, told, way).unwrap_or_default() {
                let free = &mut self.free[other as usize];
                free[Of::This as usize][side(step)] |= way != Way::Then && (told || !Of::This.is_told(sheet, other));
                free[Of::Before as usize][side(step)] |= way != Way::Now;
            }
        }
        self.free[count as usize][of as usize][side(step)]
    }

    fn settle(&mut self, sheet: &mut Sheet, count: CountIx) {
        while !self.is_hidden(sheet, count) {
            if self.withhold_what_moves(sheet, count)
                || self.withhold_beside(sheet, count, 1)
                || withhold_known_column(sheet, count)
            {
                continue;
            }
            // Only a reader who was told which stars are small could tell: seven parts of a small total are seven ones.
            if self.is_hidden_from_others(sheet, count) || !self.withhold_beside(sheet, count, usize::MAX) {
                return;
            }
        }
        if sheet.is_shown(count) {
            return;
        }
        // The other way as well, where one star more opens it: what another publication adds may close one of them.
        for step in [1, -1] {
            if sheet.may(count, step, true, Way::Now) && !self.is_free(sheet, count, step, Of::This) {
                for choice in beside(sheet, count, 1).into_iter().take(SECOND_CHOICES) {
                    withhold(sheet, choice);
                    if self.is_free(sheet, count, step, Of::This) {
                        break;
                    }
                    sheet.counts[choice as usize].face = Face::Shown;
                }
            }
        }
    }

    /// Shows again what a star hides from nobody: the page before has the number, it is the same now, and no other neighbourhood was found
    /// in which it is another.
    fn show_what_is_known(&self, sheet: &mut Sheet) {
        for (at, moves) in self.free.iter().enumerate() {
            let is_small = sheet.is_small(at as CountIx);
            let entry = &mut sheet.counts[at];
            let is_known = entry.then.is_some_and(|then| !then.withheld && then.value == entry.value);
            if entry.face == Face::Withheld && is_known && !entry.kept && !is_small && moves[Of::This as usize] == [false; 2] {
                entry.face = Face::Shown;
            }
        }
    }

    /// Whether nobody can tell it, on any page on which nobody may.
    fn is_hidden(&mut self, sheet: &Sheet, count: CountIx) -> bool {
        Of::BOTH
            .into_iter()
            .all(|of| !of.guards(sheet, count) || self.is_free(sheet, count, 1, of) || self.is_free(sheet, count, -1, of))
    }

    fn is_hidden_from_others(&mut self, sheet: &Sheet, count: CountIx) -> bool {
        Of::BOTH.into_iter().all(|of| {
            let mut ways = of.ways(sheet).iter().flat_map(|&way| [(way, 1), (way, -1)]);
            !of.guards(sheet, count) || ways.any(|(way, step)| self.room.other(sheet, count, step, false, way).is_some())
        })
    }

    /// Under an exact policy a number of the page before leaves no room, and one star beside is hardly ever enough. So everything that
    /// may be withheld is withheld on a copy, and of that what moves there with `count` is withheld.
    fn withhold_what_moves(&mut self, sheet: &mut Sheet, count: CountIx) -> bool {
        if !(sheet.follows && sheet.policy.is_exact()) {
            return false;
        }
        let mut bare = sheet.clone();
        for at in 0..bare.counts.len() as CountIx {
            if bare.may_be_withheld(at) {
                withhold(&mut bare, at);
            }
        }
        let mut changed = false;
        for of in Of::BOTH {
            if !of.guards(sheet, count) || self.is_free(sheet, count, 1, of) || self.is_free(sheet, count, -1, of) {
                continue;
            }
            let mut ways = of.ways(sheet).iter().flat_map(|&way| [(way, 1), (way, -1)]);
            let moved = ways
                .find_map(|(way, step)| self.room.other(&bare, count, step, of.is_told(sheet, count), way))
                .unwrap_or_default();
            for (other, _) in moved {
                if sheet.may_be_withheld(other) {
                    withhold(sheet, other);
                    changed = true;
                }
            }
        }
        changed
    }

    /// Withholds the first count beside `count` that hides it; where none of the first does by itself, the first of all. `false` when
    /// there is nothing left to withhold.
    fn withhold_beside(&mut self, sheet: &mut Sheet, count: CountIx, reach: usize) -> bool {
        let choices = beside(sheet, count, reach);
        let Some(&first) = choices.first() else { return false };
        for &choice in choices.iter().take(CHOICES) {
            withhold(sheet, choice);
            // What is found with a star that does not stay is not to be believed after.
            let free = self.free.clone();
            if self.is_hidden(sheet, count) {
                return true;
            }
            self.free = free;
            sheet.counts[choice as usize].face = Face::Shown;
        }
        withhold(sheet, first);
        true
    }
}

fn withhold(sheet: &mut Sheet, count: CountIx) {
    sheet.counts[count as usize].face = Face::Withheld;
}

/// What gives way first: what is low, then what is small.
fn order(sheet: &Sheet, count: CountIx) -> (u8, i64, CountIx) {
    (sheet.counts[count as usize].height, sheet.value(count), count)
}

fn withhold_beside_a_lone_part(sheet: &mut Sheet) {
    loop {
        let mut next = vec![];
        for (total, parts) in &sheet.totals {
            let withheld = parts.iter().filter(|&&part| !sheet.is_shown(part)).count();
            if sheet.is_shown(*total) && withheld == 1 {
                let smallest = parts.iter().filter(|&&part| sheet.may_be_withheld(part)).min_by_key(|&&part| order(sheet, part));
                next.extend(smallest.or(sheet.may_be_withheld(*total).then_some(total)));
            }
        }
        if next.is_empty() {
            return;
        }
        for count in next {
            withhold(sheet, count);
        }
    }
}

/// Counts that may be withheld for the sake of `count`, at most so many sums away: those of the nearest sums, first where the fewest
/// are unknown, then the smallest.
fn beside(sheet: &Sheet, count: CountIx, reach: usize) -> Vec<CountIx> {
    let mut seen = BTreeSet::from([count]);
    let mut edge = vec![count];
    let mut sums = BTreeSet::new();
    for _ in 0..reach {
        let mut found = BTreeSet::new();
        let mut further = vec![];
        for &(sum, _) in edge.iter().flat_map(|&at| &sheet.within[at as usize]) {
            if !sums.insert(sum) {
                continue;
            }
            let terms = &sheet.sums[sum as usize];
            let unknown = terms.iter().filter(|&&(term, _)| !sheet.is_shown(term)).count();
            for &(term, _) in terms {
                if sheet.may_be_withheld(term) && !sheet.counts[term as usize].known {
                    found.insert((order(sheet, term), unknown));
                }
                if seen.insert(term) {
                    further.push(term);
                }
            }
        }
        if !found.is_empty() {
            return found.into_iter().map(|((.., term), _)| term).collect();
        }
        if further.is_empty() {
            break;
        }
        edge = further;
    }
    vec![]
}

/// Withholds the whole column of `count` where a reader knows some of it from an earlier publication of the day: stars on single
/// cells, that were numbers yesterday, would hide nothing.
fn withhold_known_column(sheet: &mut Sheet, count: CountIx) -> bool {
    let column = sheet.counts[count as usize].column;
    let mut changed = false;
    for entry in &mut sheet.counts {
        if entry.column == column && entry.known && entry.value != 0 && matches!(entry.face, Face::Shown | Face::Withheld) {
            entry.face = Face::Withheld;
            entry.known = false;
            changed = true;
        }
    }
    changed
}
