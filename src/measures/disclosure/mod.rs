//! Disclosure control: figures go in, and what may be printed of them comes out. There is no other way to a number.
//!
//! All measures, places and levels of a day are guarded together, whatever is shown of them later, so that no choice of tables
//! gives back what another withheld. See `docs/disclosure.md`.

mod audit;
mod bounds;
mod columns;
mod facts;
mod policy;
mod same;
mod sheet;
mod withheld;
mod witness;

pub use policy::person_years;
pub use withheld::{Cell, NotACell, Page, Withheld};

use crate::measures::Figures;
use crate::measures::definition::Shape;
use crate::measures::published::{PolicyId, PublishedMeasure, Shown, ShownPart, ShownShare, ShownTally};
use crate::measures::tally::MeasureFigures;
use crate::measures::{Place, Tally};
pub(in crate::measures) use columns::is_of_people;
use columns::{Laid, lay};
use std::sync::Arc;

/// Lets through what the policy lets through.
///
/// `earlier` is what was withheld under this policy before: for the day itself, and for earlier days of its quarter. The second value
/// is to be kept with it, and says what is withheld for this day now: all of what was withheld for it before, and perhaps more. Days
/// of a trend are to be disclosed in order, each with the memory of those before.
#[must_use]
pub fn disclose(figures: &Figures, policy: PolicyId, earlier: &Withheld) -> (Vec<PublishedMeasure>, Withheld) {
    disclose_after(figures, &[], policy, earlier)
}

/// The same, beside pages that were published before. `beside` are the figures, as they were known then, of the last publication of the
/// day; and of the nearest days before and after it in its quarter that were published, over which some counts run. Nobody who holds
/// one of those pages and this one can tell what either withholds.
#[must_use]
pub fn disclose_after(
    figures: &Figures,
    beside: &[&Figures],
    policy: PolicyId,
    earlier: &Withheld,
) -> (Vec<PublishedMeasure>, Withheld) {
    let mut pages = beside.to_vec();
    pages.sort_by_key(|page| page.as_of != figures.as_of);
    let mut laid = lay(figures, &pages, 0, policy, earlier);
    // What has not changed is printed as it was: the stars it had were enough.
    if !pages.iter().any(|page| are_published(page, earlier) && is_the_same(page, figures)) {
        audit::guard(&mut laid.sheet);
        for at in 1..pages.len() {
            let mut next = lay(figures, &pages, at, policy, earlier);
            next.sheet.take_stars(&laid.sheet);
            audit::guard_tied(&mut next.sheet);
            laid = next;
        }
    }
    (print(figures, policy, &laid), memory(figures, &laid, earlier))
}

fn are_published(figures: &Figures, earlier: &Withheld) -> bool {
    let page = |measure: &MeasureFigures| Page::of(&measure.definition, figures.as_of);
    figures.measures.iter().all(|measure| earlier.contains(&page(measure), &Place::Everywhere, &Cell::Published))
}

fn is_the_same(one: &Figures, other: &Figures) -> bool {
    let pages = one.measures.iter().zip(&other.measures);
    one.as_of == other.as_of && one.relations == other.relations && one.measures.len() == other.measures.len() && { pages }.all(
        |(one, other)| {
            (&one.definition.id, one.definition.version) == (&other.definition.id, other.definition.version)
                && one.places == other.places
        },
    )
}

fn memory(figures: &Figures, laid: &Laid, earlier: &Withheld) -> Withheld {
    let mut withheld = Withheld::default();
    for (measure, columns) in figures.measures.iter().zip(&laid.columns) {
        let page = Page::of(&measure.definition, figures.as_of);
        withheld.insert(page.clone(), Place::Everywhere, Cell::Published);
        for (place, cell) in earlier.page(&page) {
            withheld.insert(page.clone(), place.clone(), cell.clone());
        }
        for (cell, column) in columns {
            for (place, _) in column.iter().filter(|&(_, &count)| !laid.sheet.is_shown(count)) {
                for place in laid.same.all(place) {
                    withheld.insert(page.clone(), place.clone(), cell.clone());
                }
            }
        }
    }
    withheld
}

fn print(figures: &Figures, policy: PolicyId, laid: &Laid) -> Vec<PublishedMeasure> {
    let measures = figures.measures.iter().enumerate().map(|(at, measure)| {
        let definition = &measure.definition;
        let show = |place: &Place, cell: &Cell, count: u64| {
            if !is_of_people(definition.unit) {
                return Shown::Number(count);
            }
            // A cell that is not on the sheet has not been audited.
            match laid.find(at, cell, place) {
                Some(found) if laid.sheet.is_shown(found) => Shown::Number(policy.round(count)),
                _ => Shown::Withheld,
            }
        };
        let share = |counts: (u64, u64), shown: (Shown, Shown)| match (is_of_people(definition.unit), shown) {
            (false, (Shown::Number(numerator), Shown::Number(denominator))) => policy::quotient(100, numerator, denominator),
            _ => policy.percentage(counts, shown),
        };
        PublishedMeasure {
            definition: Arc::clone(definition),
            days: definition.period.days(figures.as_of),
            warning: definition.warning.clone(),
            places: measure
                .places
                .iter()
                .map(|(place, tally)| {
                    let mut shown = shown(tally, definition.shape, policy, &|cell, count| show(place, cell, count), &share);
                    add_stars_of_nobody(&mut shown, place, laid, at);
                    (place.clone(), shown)
                })
                .collect(),
        }
    });
    measures.collect()
}

/// Where there was a star before, and there is nobody now, a star stays.
fn add_stars_of_nobody(shown: &mut ShownTally, place: &Place, laid: &Laid, at: usize) {
    let cells = laid.columns[at].keys();
    let is_star = |cell: &Cell| laid.find(at, cell, place).is_some_and(|count| !laid.sheet.is_shown(count));
    for cell in cells.filter(|cell| is_star(cell)) {
        match cell {
            Cell::Beside(name) => {
                shown.beside.entry(name.clone()).or_insert(Shown::Withheld);
            }
            Cell::PartNumerator(name) | Cell::PartDenominator(name) => {
                let star = ShownPart { numerator: Shown::Withheld, denominator: Shown::Withheld, share: ShownShare::Withheld };
                shown.parts.entry(name.clone()).or_insert(star);
            }
            _ => {}
        }
    }
}

fn shown(
    tally: &Tally,
    shape: Shape,
    policy: PolicyId,
    show: &dyn Fn(&Cell, u64) -> Shown,
    share: &dyn Fn((u64, u64), (Shown, Shown)) -> ShownShare,
) -> ShownTally {
    let counts = (tally.numerator.get(), tally.denominator.get());
    let numerator = show(&Cell::Numerator, counts.0);
    let years = if shape == Shape::Rate { person_years(counts.1) } else { counts.1 };
    let denominator = (shape != Shape::Count).then(|| show(&Cell::Denominator, years));
    ShownTally {
        numerator,
        denominator,
        share: denominator.map(|denominator| match shape {
            Shape::Rate => policy.rate(counts.1, (numerator, denominator)),
            _ => share(counts, (numerator, denominator)),
        }),
        pending: show(&Cell::Pending, tally.pending.get()),
        removed: show(&Cell::Removed, tally.removed.get()),
        beside: tally.beside.iter().map(|(name, count)| (name.clone(), show(&Cell::Beside(name.clone()), count.get()))).collect(),
        parts: tally
            .parts
            .iter()
            .map(|(name, part)| {
                let counts = (part.numerator.get(), part.denominator.get());
                let numerator = show(&Cell::PartNumerator(name.clone()), counts.0);
                let denominator = show(&Cell::PartDenominator(name.clone()), counts.1);
                (name.clone(), ShownPart { numerator, denominator, share: share(counts, (numerator, denominator)) })
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests;
