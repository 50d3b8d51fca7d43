//! Withholds more until nothing withheld can be told.

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
    let mut audit =
        Audit { room: Room::of(sheet), free: vec![[false; 2]; sheet.counts.len()], settled: vec![false; sheet.counts.len()] };
    loop {
        withhold_beside_a_lone_part(sheet);
        let open: Vec<CountIx> = (0..sheet.counts.len() as CountIx)
            .filter(|&count| sheet.is_guarded(count) && !audit.settled[count as usize])
            .collect();
        if open.is_empty() {
            return;
        }
        for count in open {
            audit.settle(sheet, count);
            audit.settled[count as usize] = true;
        }
    }
}

/// How far the audit has come.
struct Audit {
    room: Room,
    /// By count: whether it could as well be one less, and one more.
    free: Vec<[bool; 2]>,
    settled: Vec<bool>,
}

impl Audit {
    /// Whether a count is found to be free to move by `step`; what moves with it is as free, and more stars only make it freer.
    fn is_free(&mut self, sheet: &Sheet, count: CountIx, step: i8) -> bool {
        let side = |step: i8| usize::from(step > 0);
        if !self.free[count as usize][side(step)] {
            for (other, step) in self.room.other(sheet, count, step, true).unwrap_or_default() {
                self.free[other as usize][side(step)] = true;
            }
        }
        self.free[count as usize][side(step)]
    }

    fn settle(&mut self, sheet: &mut Sheet, count: CountIx) {
        while !self.moves(sheet, count) {
            if self.withhold_beside(sheet, count, 1) || withhold_known_column(sheet, count) {
                continue;
            }
            // Only a reader who was told which stars are small could tell: seven parts of a small total are seven ones.
            let hidden = [1, -1].into_iter().any(|step| self.room.other(sheet, count, step, false).is_some());
            if hidden || !self.withhold_beside(sheet, count, usize::MAX) {
                return;
            }
        }
        if sheet.is_shown(count) {
            return;
        }
        // The other way as well, where one star more opens it: what another publication adds may close one of them.
        for step in [1, -1] {
            if sheet.may(count, step, true) && !self.is_free(sheet, count, step) {
                for choice in beside(sheet, count, 1).into_iter().take(SECOND_CHOICES) {
                    withhold(sheet, choice);
                    if self.is_free(sheet, count, step) {
                        break;
                    }
                    sheet.counts[choice as usize].face = Face::Shown;
                }
            }
        }
    }

    fn moves(&mut self, sheet: &Sheet, count: CountIx) -> bool {
        self.is_free(sheet, count, 1) || self.is_free(sheet, count, -1)
    }

    /// Withholds the smallest count beside `count` that lets it move; where none of the smallest does by itself, the smallest of all.
    /// `false` when there is nothing left to withhold.
    fn withhold_beside(&mut self, sheet: &mut Sheet, count: CountIx, reach: usize) -> bool {
        let choices = beside(sheet, count, reach);
        let Some(&smallest) = choices.first() else { return false };
        for &choice in choices.iter().take(CHOICES) {
            withhold(sheet, choice);
            if self.moves(sheet, count) {
                return true;
            }
            sheet.counts[choice as usize].face = Face::Shown;
        }
        withhold(sheet, smallest);
        true
    }
}

fn withhold(sheet: &mut Sheet, count: CountIx) {
    sheet.counts[count as usize].face = Face::Withheld;
}

fn may_be_withheld(sheet: &Sheet, count: CountIx) -> bool {
    sheet.is_shown(count) && sheet.value(count) != 0
}

fn withhold_beside_a_lone_part(sheet: &mut Sheet) {
    loop {
        let mut next = vec![];
        for (total, parts) in &sheet.totals {
            let withheld = parts.iter().filter(|&&part| !sheet.is_shown(part)).count();
            if sheet.is_shown(*total) && withheld == 1 {
                let smallest =
                    parts.iter().filter(|&&part| may_be_withheld(sheet, part)).min_by_key(|&&part| (sheet.value(part), part));
                next.push(*smallest.unwrap_or(total));
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
                if may_be_withheld(sheet, term) && !sheet.counts[term as usize].known {
                    found.insert((unknown, sheet.value(term), term));
                }
                if seen.insert(term) {
                    further.push(term);
                }
            }
        }
        if !found.is_empty() {
            return found.into_iter().map(|(_, _, term)| term).collect();
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
