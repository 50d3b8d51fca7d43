//! Withholds more until nothing withheld can be told.

use super::sheet::{CountIx, Face, Sheet};
use super::witness::Room;
use std::collections::BTreeSet;

/// Counts tried one by one for the sake of another.
const CHOICES: usize = 12;

/// Withholds, beside what is small, whatever is needed so that nobody can tell a guarded count exactly:
///
/// 1. where exactly one part of a printed total is withheld, the next smallest part too; where there is none, the total;
/// 2. where no other neighbourhood is found that would have printed the same page, the smallest count beside it; and again.
///
/// Every step withholds something more, or settles a count: it ends. Ties go by position, so it is deterministic.
pub(super) fn guard(sheet: &mut Sheet) {
    let mut room = Room::of(sheet);
    let mut settled = vec![false; sheet.counts.len()];
    loop {
        withhold_beside_a_lone_part(sheet);
        let open: Vec<CountIx> =
            (0..sheet.counts.len() as CountIx).filter(|&count| sheet.is_guarded(count) && !settled[count as usize]).collect();
        if open.is_empty() {
            return;
        }
        for count in open {
            if !settled[count as usize] {
                settle(sheet, &mut room, &mut settled, count);
            }
        }
    }
}

fn settle(sheet: &mut Sheet, room: &mut Room, settled: &mut [bool], count: CountIx) {
    loop {
        if let Some(moved) = room.other(sheet, count, true) {
            // What has moved with it is as free; more stars only make it freer.
            for other in moved {
                settled[other as usize] = true;
            }
            return;
        }
        if withhold_beside(sheet, room, count, 1) || withhold_known_column(sheet, count) {
            continue;
        }
        // Only a reader who was told which stars are small could tell: seven parts of a small total are seven ones.
        let hidden = room.other(sheet, count, false).is_some();
        if hidden || !withhold_beside(sheet, room, count, usize::MAX) {
            settled[count as usize] = true;
            return;
        }
    }
}

/// Withholds the smallest count beside `count` that hides it; where none of the smallest does by itself, the smallest of all.
/// `false` when there is nothing left to withhold.
fn withhold_beside(sheet: &mut Sheet, room: &mut Room, count: CountIx, reach: usize) -> bool {
    let choices = beside(sheet, count, reach);
    let Some(&smallest) = choices.first() else { return false };
    for &choice in choices.iter().take(CHOICES) {
        withhold(sheet, choice);
        if room.other(sheet, count, true).is_some() {
            return true;
        }
        sheet.counts[choice as usize].face = Face::Shown;
    }
    withhold(sheet, smallest);
    true
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
