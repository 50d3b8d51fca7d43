//! What was given out before, as figures: those of an earlier publication are worked out again from what was known then.

use super::publishing::WorkedOut;
use crate::casework::Rules;
use crate::domain::Day;
use crate::measures::period::first_of_quarter;
use crate::measures::{Audience, Book, Definitions, Figures, Ledger, compute};
use chrono::{DateTime, Utc};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// From what was known at which instants each day was published.
pub(super) type Instants = BTreeMap<Day, BTreeSet<DateTime<Utc>>>;

/// Finds earlier figures, from everything recorded.
pub(super) struct Before<'a> {
    ledger: &'a Ledger,
    definitions: &'a Definitions,
    rules: &'a Rules,
    instants: &'a Instants,
    book: Option<(DateTime<Utc>, Book)>,
}

impl<'a> Before<'a> {
    pub(super) const fn new(ledger: &'a Ledger, definitions: &'a Definitions, rules: &'a Rules, instants: &'a Instants) -> Self {
        Self { ledger, definitions, rules, instants, book: None }
    }

    /// The figures published last before those at position `at`, of the same day; where there are none, of an earlier day of its
    /// quarter, over which some counts run.
    pub(super) fn of<'b>(&mut self, worked_out: &'b WorkedOut, at: usize) -> Option<Cow<'b, Figures>> {
        let figures = &worked_out.get(at)?.1;
        if let Some(instants) = self.instants.get(&figures.as_of) {
            // Nothing is forgotten: what was known at an instant is the same whenever it is asked for.
            if instants.contains(&figures.known_at) {
                return Some(Cow::Borrowed(figures));
            }
            return instants.last().map(|&known_at| Cow::Owned(self.figures(figures.as_of, known_at)));
        }
        let quarter = first_of_quarter(figures.as_of)..figures.as_of;
        let stored = self.instants.range(quarter.clone()).next_back();
        let just_now = worked_out[..at].last().map(|(_, figures, _)| figures).filter(|figures| quarter.contains(&figures.as_of));
        match (stored, just_now) {
            (Some((&day, instants)), just_now) if just_now.is_none_or(|figures| figures.as_of < day) => {
                instants.last().map(|&known_at| Cow::Owned(self.figures(day, known_at)))
            }
            (_, just_now) => just_now.map(Cow::Borrowed),
        }
    }

    fn figures(&mut self, day: Day, known_at: DateTime<Utc>) -> Figures {
        if self.book.as_ref().is_none_or(|(at, _)| *at != known_at) {
            self.book = None;
        }
        let (_, book) = self.book.get_or_insert_with(|| (known_at, self.ledger.as_known(known_at)));
        compute(book, self.definitions, self.rules, day, Audience::Commissioning)
    }
}
