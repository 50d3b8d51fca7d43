//! What ties the counts of a place together, and every reader knows.

use super::columns::{Column, Who};
use super::sheet::{CountIx, Face, Sheet};
use super::withheld::Cell;
use crate::measures::compute::OVERDUE;
use crate::measures::definition::{Beside, Shape};
use crate::measures::{Definition, Place};
use std::collections::BTreeMap;

/// Numerator and denominator of a measure and of its parts; parts that make up the whole.
pub(super) fn relate_cells(sheet: &mut Sheet, definition: &Definition, mine: &BTreeMap<Cell, Column>) {
    let shape = definition.shape;
    if let (Shape::Share | Shape::Ratio, Some(numerator), Some(denominator)) =
        (shape, mine.get(&Cell::Numerator), mine.get(&Cell::Denominator))
    {
        subtract(sheet, denominator, numerator);
    }
    for (cell, numerator) in mine {
        let Cell::PartNumerator(name) = cell else { continue };
        if let Some(denominator) = mine.get(&Cell::PartDenominator(name.clone())) {
            subtract(sheet, denominator, numerator);
        }
    }
    for (whole, is_part) in [
        (Cell::Numerator, (|cell| matches!(cell, Cell::PartNumerator(_))) as fn(&Cell) -> bool),
        (Cell::Denominator, |cell| matches!(cell, Cell::PartDenominator(_))),
    ] {
        let Some(whole) = mine.get(&whole).filter(|_| shape != Shape::Rate) else { continue };
        let parts: Vec<&Column> = mine.iter().filter(|(cell, _)| is_part(cell)).map(|(_, column)| column).collect();
        let at = |place: &Place| -> Vec<CountIx> { parts.iter().filter_map(|part| part.get(place).copied()).collect() };
        // Overlapping parts tell little; parts of some of the whole, that they are no more than it.
        let make_up = whole
            .iter()
            .all(|(place, &total)| at(place).iter().map(|&part| sheet.value(part)).sum::<i64>() == sheet.value(total));
        for (place, &total) in whole {
            if parts.is_empty() || !sheet.relate(total, &at(place)) || !make_up {
                continue;
            }
            sheet.totals.push((total, at(place)));
        }
    }
}

/// Of each age band, what was done in time and what is overdue are some of what was due: the rest was done late.
fn relate_overdue(sheet: &mut Sheet, mine: &BTreeMap<Cell, Column>) {
    let column = |cell: Cell| mine.get(&cell);
    for (band, overdue) in OVERDUE {
        let (Some(due), Some(done), Some(overdue)) = (
            column(Cell::PartDenominator(band.to_owned())),
            column(Cell::PartNumerator(band.to_owned())),
            column(Cell::Beside(overdue.to_owned())),
        ) else {
            continue;
        };
        for (_, [due, done, overdue]) in common([due, done, overdue]) {
            sheet.relate(due, &[done, overdue]);
        }
    }
}

/// What is told beside a measure: of those missing from its numerator, or of those it counts.
pub(super) fn relate_beside(sheet: &mut Sheet, definition: &Definition, mine: &BTreeMap<Cell, Column>) {
    let Some(numerator) = mine.get(&Cell::Numerator).filter(|_| definition.beside.is_some()) else { return };
    if definition.beside == Some(Beside::Overdue) {
        relate_overdue(sheet, mine);
    }
    let beside: Vec<&Column> =
        mine.iter().filter(|(cell, _)| matches!(cell, Cell::Beside(_))).map(|(_, column)| column).collect();
    for (place, &counted) in numerator {
        let told: Vec<CountIx> = beside.iter().filter_map(|column| column.get(place).copied()).collect();
        match mine.get(&Cell::Denominator).and_then(|denominator| denominator.get(place)) {
            // Some of the missing, or by their first reason all of them.
            Some(&all) => {
                sheet.relate(all, &[&[counted][..], &told].concat());
            }
            // Everybody counted is told beside it, some twice.
            None => {
                for &some in told.iter().filter(|&&some| sheet.value(some) <= sheet.value(counted)).collect::<Vec<_>>() {
                    sheet.subtract(counted, some, Face::Implied);
                }
                if let [one, other] = told[..] {
                    sheet.overlap(counted, [one, other]);
                }
            }
        }
    }
}

fn subtract(sheet: &mut Sheet, denominator: &Column, numerator: &Column) {
    for (place, &larger) in denominator {
        if let Some(&smaller) = numerator.get(place) {
            sheet.subtract(larger, smaller, Face::Difference(smaller, larger));
        }
    }
}

/// A conjunction and its components: whoever passes more tests is among those who pass fewer.
pub(super) fn relate_subsets(sheet: &mut Sheet, known: &[(Who<'_>, Column)]) {
    for (who, column) in known {
        let holding: Vec<&(Who<'_>, Column)> = known.iter().filter(|(other, _)| who.is_part_of(other)).collect();
        // Only to the next larger: what holds that follows.
        for (_, larger) in nearest(&holding) {
            let pairs: Vec<(CountIx, CountIx)> =
                common([larger, column]).map(|(_, [larger, smaller])| (larger, smaller)).collect();
            if pairs.iter().all(|&(larger, smaller)| sheet.value(smaller) <= sheet.value(larger)) {
                for (larger, smaller) in pairs {
                    sheet.subtract(larger, smaller, Face::Implied);
                }
            }
        }
        for (at, (one, ones)) in holding.iter().enumerate() {
            for (other, others) in &holding[at + 1..] {
                if one.is_part_of(other) || other.is_part_of(one) || !one.tests.union(&other.tests).eq(&who.tests) {
                    continue;
                }
                let over: Vec<&(Who<'_>, Column)> =
                    holding.iter().filter(|(all, _)| one.is_part_of(all) && other.is_part_of(all)).copied().collect();
                for (_, all) in nearest(&over) {
                    for (_, [all, one, other, both]) in common([all, ones, others, column]) {
                        sheet.relate_either(all, [one, other], both);
                    }
                }
            }
        }
    }
}

/// Those that hold no other.
fn nearest<'a, 'b>(holding: &'a [&'b (Who<'b>, Column)]) -> impl Iterator<Item = &'b (Who<'b>, Column)> + use<'a, 'b> {
    holding.iter().filter(|(larger, _)| !holding.iter().any(|(between, _)| between.is_part_of(larger))).copied()
}

/// Counts of all columns, at the places that all have.
fn common<const N: usize>(columns: [&Column; N]) -> impl Iterator<Item = (&Place, [CountIx; N])> {
    columns[0].keys().filter_map(move |place| {
        let mut counts = [0; N];
        for (count, column) in counts.iter_mut().zip(columns) {
            *count = *column.get(place)?;
        }
        Some((place, counts))
    })
}
