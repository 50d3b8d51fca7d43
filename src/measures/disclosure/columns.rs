//! From figures to a sheet: which cells are the same count, and which facts tie them together.

use super::facts::{relate_beside, relate_cells, relate_subsets};
use super::policy::person_years;
use super::same::Same;
use super::sheet::{CountIx, Face, Sheet, Then};
use super::withheld::{Cell, Page, Withheld};
use crate::domain::Day;
use crate::measures::definition::{Shape, Unit};
use crate::measures::period::{Days, Period, first_of_quarter};
use crate::measures::published::PolicyId;
use crate::measures::tally::MeasureFigures;
use crate::measures::{Definition, Figures, Place, Tally, Test};
use std::collections::{BTreeMap, BTreeSet};

/// Where the counts of a cell are, by place.
pub(super) type Column = BTreeMap<Place, CountIx>;

/// Counts of a measure, by cell and place.
type Cells = BTreeMap<Cell, BTreeMap<Place, u64>>;

/// A sheet, and where everything is on it.
pub(super) struct Laid {
    pub(super) sheet: Sheet,
    pub(super) same: Same,
    /// By position of the measure, then by cell.
    pub(super) columns: Vec<BTreeMap<Cell, Column>>,
}

impl Laid {
    pub(super) fn find(&self, measure: usize, cell: &Cell, place: &Place) -> Option<CountIx> {
        self.columns.get(measure)?.get(cell)?.get(self.same.place(place)).copied()
    }
}

/// Whether what is counted is people, or what happened to them. Staff at meetings are not: their counts go out as they are.
pub(in crate::measures) fn is_of_people(unit: Unit) -> bool {
    !matches!(unit, Unit::Attendance)
}

/// Who is counted: all people, or things that happened, that pass the tests in these days.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Who<'a> {
    unit: Unit,
    days: Days,
    pub(super) tests: BTreeSet<&'a Test>,
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

    pub(super) fn is_part_of(&self, other: &Self) -> bool {
        self.unit == other.unit && self.days == other.days && self.tests != other.tests && self.tests.is_superset(&other.tests)
    }
}

/// Lays out all figures under a policy, with what was withheld before, and beside the page at position `at` of those published before,
/// if there is one. The counts are the same beside each of `pages`.
pub(super) fn lay(figures: &Figures, pages: &[&Figures], at: usize, policy: PolicyId, earlier: &Withheld) -> Laid {
    let mut sheet = Sheet::new(policy);
    let same = Same::of(&[&[figures], pages].concat());
    let relations = same.relations(figures);
    let mut known: Vec<(Who<'_>, Column)> = vec![];
    let mut columns = vec![];
    let mut number = 0;
    for figures_of in &figures.measures {
        let definition = &*figures_of.definition;
        let mut mine: BTreeMap<Cell, Column> = BTreeMap::new();
        if is_of_people(definition.unit) {
            let pages: Vec<_> = pages.iter().map(|page| page_beside(definition, figures.as_of, page, &same)).collect();
            let beside = pages.get(at).and_then(Option::as_ref);
            for (cell, values) in with_nobody(cells(figures_of, &same), pages.iter().flatten().map(|(_, cells)| cells)) {
                let who = Who::of(definition, figures.as_of, &cell);
                let found = known.iter().find(|(other, column)| who.as_ref() == Some(other) && are(&sheet, column, &values));
                let column = if let Some((_, column)) = found {
                    column.clone()
                } else {
                    number += 1;
                    let column: Column = values
                        .iter()
                        .map(|(place, &value)| (place.clone(), add(&mut sheet, value, number, height(place))))
                        .collect();
                    if let Some((page, cells)) = beside {
                        let was_withheld = |place: &Place| earlier.contains(page, place, &cell);
                        follow(&mut sheet, &column, cells.get(&cell), page.as_of > figures.as_of, &was_withheld);
                    }
                    // Person-years are rounded days: they add up to nothing exactly.
                    let exact = !(definition.shape == Shape::Rate && cell == Cell::Denominator);
                    add_up(&mut sheet, &relations, &column, exact);
                    known.extend(who.map(|who| (who, column.clone())));
                    column
                };
                mine.insert(cell, column);
            }
            remember(&mut sheet, &same, &Page::of(definition, figures.as_of), definition.period, &mine, earlier);
            relate_cells(&mut sheet, definition, &mine);
            relate_beside(&mut sheet, definition, &mine);
        }
        columns.push(mine);
    }
    relate_subsets(&mut sheet, &known);
    sheet.order();
    drop(relations);
    Laid { sheet, same, columns }
}

fn add(sheet: &mut Sheet, value: u64, column: u32, height: u8) -> CountIx {
    let withheld = sheet.policy.is_small(value) && sheet.policy.withholds_small();
    sheet.add(value as i64, if withheld { Face::Withheld } else { Face::Shown }, column, height)
}

const fn height(place: &Place) -> u8 {
    match place {
        Place::Team(_) => 0,
        Place::Practice(_) => 1,
        Place::Network(_) => 2,
        Place::Locality(_) => 3,
        Place::Commissioner(_) => 4,
        Place::Everywhere => 5,
    }
}

/// The cells of a measure on the page beside, if that is of the same day, or of the same quarter and the count runs over it.
fn page_beside(definition: &Definition, as_of: Day, beside: &Figures, same: &Same) -> Option<(Page, Cells)> {
    let runs = definition.period == Period::Quarter && first_of_quarter(beside.as_of) == first_of_quarter(as_of);
    let is_same =
        |measure: &&MeasureFigures| (&measure.definition.id, measure.definition.version) == (&definition.id, definition.version);
    let counted = beside.measures.iter().find(is_same).filter(|_| runs || beside.as_of == as_of)?;
    Some((Page::of(definition, beside.as_of), cells(counted, same)))
}

/// Cells, and those of other pages where there was somebody: here there is nobody.
fn with_nobody<'a>(mut here: Cells, others: impl Iterator<Item = &'a Cells>) -> Cells {
    for (cell, places) in others.flatten() {
        let here = here.entry(cell.clone()).or_default();
        for place in places.keys() {
            here.entry(place.clone()).or_insert(0);
        }
    }
    here
}

/// Ties a column to what it is on the page beside, where a place that is not there had nobody.
fn follow(
    sheet: &mut Sheet,
    column: &Column,
    values: Option<&BTreeMap<Place, u64>>,
    later: bool,
    was_withheld: &dyn Fn(&Place) -> bool,
) {
    let was = |place: &Place| values.and_then(|values| values.get(place)).map_or(0, |&value| value as i64);
    let fixed = column.iter().all(|(place, &count)| sheet.value(count) == was(place));
    for (place, &count) in column {
        sheet.counts[count as usize].then = Some(Then { value: was(place), later, withheld: was_withheld(place), fixed });
    }
}

fn are(sheet: &Sheet, column: &Column, values: &BTreeMap<Place, u64>) -> bool {
    column.keys().eq(values.keys())
        && column.values().zip(values.values()).all(|(&count, &value)| sheet.value(count) == value as i64)
}

/// Every cell that is printed of a measure, with its count at each place that stands for itself.
fn cells(figures: &MeasureFigures, same: &Same) -> Cells {
    let mut cells: Cells = BTreeMap::new();
    let shape = figures.definition.shape;
    for (place, tally) in figures.places.iter().filter(|(place, _)| !same.has(place)) {
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
fn add_up(sheet: &mut Sheet, relations: &BTreeSet<(&Place, Vec<&Place>)>, column: &Column, exact: bool) {
    for (total, parts) in relations {
        let Some(&total) = column.get(total) else { continue };
        let parts: Vec<CountIx> = parts.iter().filter_map(|&part| column.get(part).copied()).collect();
        let whole = parts.iter().map(|&part| sheet.value(part)).sum::<i64>() == sheet.value(total);
        if exact {
            sheet.relate(total, &parts);
        }
        if whole || !exact {
            sheet.totals.push((total, parts));
        }
    }
}

/// What was withheld for the day before stays withheld. Under an exact policy a running count that was withheld earlier in its quarter,
/// too: the months of a quarter only add, and a star between two equal numbers would be that number.
fn remember(sheet: &mut Sheet, same: &Same, page: &Page, period: Period, mine: &BTreeMap<Cell, Column>, earlier: &Withheld) {
    let runs_from = (period == Period::Quarter && sheet.policy.is_exact()).then(|| first_of_quarter(page.as_of));
    let running = runs_from.into_iter().flat_map(|first| earlier.between(page, first));
    let again = earlier.page(page).any(|(_, cell)| *cell == Cell::Published);
    if again {
        for &count in mine.values().flat_map(BTreeMap::values) {
            let entry = &mut sheet.counts[count as usize];
            entry.known = entry.then.is_none();
        }
    }
    let follows = again || runs_from.is_some_and(|first| earlier.between(page, first).next().is_some());
    for (place, cell) in earlier.page(page).chain(running) {
        if let Some(&count) = mine.get(cell).and_then(|column| column.get(same.place(place))) {
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
    // With the earlier page's counts the audit does with less.
    let is_tied = column.values().any(|&count| sheet.counts[count as usize].then.is_some());
    if sheet.policy.is_exact() && !is_tied && column.values().any(is_new) {
        for &count in column.values().filter(|&&count| sheet.value(count) != 0).collect::<Vec<_>>() {
            let entry = &mut sheet.counts[count as usize];
            entry.face = Face::Withheld;
            entry.known = false;
        }
    }
}
