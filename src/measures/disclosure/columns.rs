//! From figures to a sheet: which cells are the same count, and which facts tie them together.

use super::policy::person_years;
use super::sheet::{CountIx, Face, Sheet};
use super::withheld::{Cell, Page, Withheld};
use crate::domain::Day;
use crate::measures::definition::{Shape, Unit};
use crate::measures::period::{Days, Period, first_of_quarter};
use crate::measures::published::PolicyId;
use crate::measures::tally::MeasureFigures;
use crate::measures::{Definition, Figures, Place, Tally, Test};
use std::collections::{BTreeMap, BTreeSet};

/// Where the counts of a cell are, by place.
type Column = BTreeMap<Place, CountIx>;

/// A sheet, and where everything is on it.
pub(super) struct Laid {
    pub(super) sheet: Sheet,
    /// By position of the measure, then by cell.
    pub(super) columns: Vec<BTreeMap<Cell, Column>>,
}

impl Laid {
    pub(super) fn find(&self, measure: usize, cell: &Cell, place: &Place) -> Option<CountIx> {
        self.columns.get(measure)?.get(cell)?.get(place).copied()
    }
}

/// Whether what is counted is people, or what happened to them. Staff at meetings are not: their counts go out as they are.
pub(super) fn is_of_people(unit: Unit) -> bool {
    !matches!(unit, Unit::Attendance)
}

/// Who is counted: all people, or things that happened, that pass the tests in these days.
#[derive(Clone, PartialEq, Eq)]
struct Who<'a> {
    unit: Unit,
    days: Days,
    tests: BTreeSet<&'a Test>,
}

impl<'a> Who<'a> {
    fn of(definition: &'a Definition, as_of: Day, cell: &Cell) -> Option<Self> {
        let tests: BTreeSet<&Test> = match (cell, definition.shape) {
            (Cell::Numerator, Shape::Share | Shape::Count) => {
                definition.denominator.iter().chain(&definition.numerator).collect()
            }
            (Cell::Numerator, Shape::Ratio | Shape::Rate) => definition.numerator.iter().collect(),
            (Cell::Denominator, Shape::Share | Shape::Ratio) => definition.denominator.iter().collect(),
            _ => return None,
        };
        (!tests.is_empty()).then(|| Self { unit: definition.unit, days: definition.period.days(as_of), tests })
    }

    fn is_part_of(&self, other: &Self) -> bool {
        self.unit == other.unit && self.days == other.days && self.tests != other.tests && self.tests.is_superset(&other.tests)
    }
}

/// Lays out all figures under a policy, with what was withheld before.
pub(super) fn lay(figures: &Figures, policy: PolicyId, earlier: &Withheld) -> Laid {
    let mut sheet = Sheet::new(policy);
    let mut known: Vec<(Who<'_>, Column)> = vec![];
    let mut columns = vec![];
    let mut number = 0;
    for figures_of in &figures.measures {
        let definition = &*figures_of.definition;
        let mut mine: BTreeMap<Cell, Column> = BTreeMap::new();
        if is_of_people(definition.unit) {
            for (cell, values) in cells(figures_of) {
                let who = Who::of(definition, figures.as_of, &cell);
                let same = known.iter().find(|(other, column)| who.as_ref() == Some(other) && are(&sheet, column, &values));
                let column = if let Some((_, column)) = same {
                    column.clone()
                } else {
                    number += 1;
                    let column: Column =
                        values.iter().map(|(place, &value)| (place.clone(), add(&mut sheet, value, number))).collect();
                    // Person-years are rounded days: they add up to nothing exactly.
                    let exact = !(definition.shape == Shape::Rate && cell == Cell::Denominator);
                    add_up(&mut sheet, figures, &column, exact);
                    known.extend(who.map(|who| (who, column.clone())));
                    column
                };
                mine.insert(cell, column);
            }
            remember(&mut sheet, figures, definition, &mine, earlier);
            relate_cells(&mut sheet, definition.shape, &mine);
        }
        columns.push(mine);
    }
    relate_subsets(&mut sheet, &known);
    sheet.order();
    Laid { sheet, columns }
}

fn add(sheet: &mut Sheet, value: u64, column: u32) -> CountIx {
    let withheld = sheet.policy.is_small(value) && sheet.policy.withholds_small();
    sheet.add(value as i64, if withheld { Face::Withheld } else { Face::Shown }, column)
}

fn are(sheet: &Sheet, column: &Column, values: &BTreeMap<Place, u64>) -> bool {
    column.keys().eq(values.keys())
        && column.values().zip(values.values()).all(|(&count, &value)| sheet.value(count) == value as i64)
}

/// Every cell that is printed of a measure, with its count at each place.
fn cells(figures: &MeasureFigures) -> BTreeMap<Cell, BTreeMap<Place, u64>> {
    let mut cells: BTreeMap<Cell, BTreeMap<Place, u64>> = BTreeMap::new();
    let shape = figures.definition.shape;
    for (place, tally) in &figures.places {
        for (cell, value) in counts(tally, shape) {
            cells.entry(cell).or_default().insert(place.clone(), value);
        }
    }
    cells
}

fn counts(tally: &Tally, shape: Shape) -> Vec<(Cell, u64)> {
    let mut counts = vec![
        (Cell::Numerator, tally.numerator.get()),
        (Cell::Pending, tally.pending.get()),
        (Cell::Removed, tally.removed.get()),
    ];
    match shape {
        Shape::Count => {}
        Shape::Rate => counts.push((Cell::Denominator, person_years(tally.denominator.get()))),
        Shape::Share | Shape::Ratio => counts.push((Cell::Denominator, tally.denominator.get())),
    }
    counts.extend(tally.beside.iter().map(|(name, count)| (Cell::Beside(name.clone()), count.get())));
    for (name, part) in &tally.parts {
        counts.push((Cell::PartNumerator(name.clone()), part.numerator.get()));
        counts.push((Cell::PartDenominator(name.clone()), part.denominator.get()));
    }
    counts
}

/// Places that add up to others. A place that is not there is nobody's.
fn add_up(sheet: &mut Sheet, figures: &Figures, column: &Column, exact: bool) {
    for relation in &figures.relations {
        let Some(&total) = column.get(&relation.total) else { continue };
        let parts: Vec<CountIx> = relation.parts.iter().filter_map(|part| column.get(part).copied()).collect();
        let whole = parts.iter().map(|&part| sheet.value(part)).sum::<i64>() == sheet.value(total);
        if exact {
            sheet.relate(total, &parts);
        }
        if whole || !exact {
            sheet.totals.push((total, parts));
        }
    }
}

/// What was withheld for the day before stays withheld; a running count that was withheld earlier in its quarter, too, for the
/// months of a quarter only add.
fn remember(sheet: &mut Sheet, figures: &Figures, definition: &Definition, mine: &BTreeMap<Cell, Column>, earlier: &Withheld) {
    let page = Page::of(definition, figures.as_of);
    let runs_from = (definition.period == Period::Quarter).then(|| first_of_quarter(figures.as_of));
    let running = runs_from.into_iter().flat_map(|first| earlier.between(&page, first));
    let again = earlier.page(&page).any(|(_, cell)| *cell == Cell::Published);
    if again {
        for &count in mine.values().flat_map(BTreeMap::values) {
            sheet.counts[count as usize].known = true;
        }
    }
    let follows = again || runs_from.is_some_and(|first| earlier.between(&page, first).next().is_some());
    for (place, cell) in earlier.page(&page).chain(running) {
        if let Some(&count) = mine.get(cell).and_then(|column| column.get(place)) {
            let entry = &mut sheet.counts[count as usize];
            entry.kept = true;
            entry.known = false;
            entry.face = Face::Withheld;
        }
    }
    if follows {
        for column in mine.values() {
            withhold_what_grew(sheet, column);
        }
    }
}

/// A reader who holds the earlier page subtracts it: where totals are exact, or nearly, and somebody was added to one count alone that
/// was 0 before, no star beside it hides how many. So the wholes go as well: under an exact policy, the column.
fn withhold_what_grew(sheet: &mut Sheet, column: &Column) {
    let is_new = |&count: &CountIx| sheet.is_small(count) && !sheet.counts[count as usize].kept;
    if sheet.policy.is_exact() && column.values().any(is_new) {
        for &count in column.values().filter(|&&count| sheet.value(count) != 0).collect::<Vec<_>>() {
            let entry = &mut sheet.counts[count as usize];
            entry.face = Face::Withheld;
            entry.known = false;
        }
    }
}

/// Numerator and denominator of a measure and of its parts; parts that make up the whole.
fn relate_cells(sheet: &mut Sheet, shape: Shape, mine: &BTreeMap<Cell, Column>) {
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

fn subtract(sheet: &mut Sheet, denominator: &Column, numerator: &Column) {
    for (place, &larger) in denominator {
        if let Some(&smaller) = numerator.get(place) {
            sheet.subtract(larger, smaller, Face::Difference(smaller, larger));
        }
    }
}

/// A conjunction and its components: whoever passes more tests is among those who pass fewer.
fn relate_subsets(sheet: &mut Sheet, known: &[(Who<'_>, Column)]) {
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
