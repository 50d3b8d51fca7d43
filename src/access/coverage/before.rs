//! What was given out before, as figures: those of an earlier publication are worked out again from what was known then.

use super::publishing::WorkedOut;
use crate::casework::Rules;
use crate::domain::Day;
use crate::measures::period::{first_of_quarter, last_of_quarter};
use crate::measures::{Audience, Book, Definitions, Figures, Ledger, compute};
use crate::store::publication::Given;
use chrono::{DateTime, Utc};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Bound;

/// Finds earlier figures, from everything recorded.
pub(super) struct Before<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) definitions: &'a Definitions,
    pub(super) rules: &'a Rules,
    /// The last publication of each day.
    pub(super) last: &'a BTreeMap<Day, Given>,
    /// When those figures go out that are to be guarded.
    pub(super) now: DateTime<Utc>,
    pub(super) book: Option<(Given, Book)>,
}

impl Before<'_> {
    /// The figures that were published last, before those at position `at`: of the same day; and of the nearest days before and after
    /// it in its quarter, over which some counts run.
    pub(super) fn of<'b>(&mut self, worked_out: &'b WorkedOut, at: usize) -> Vec<Cow<'b, Figures>> {
        let Some((_, figures, _)) = worked_out.get(at) else { return vec![] };
        let (day, last) = (figures.as_of, self.last);
        let mut found = vec![];
        if let Some(&given) = last.get(&day) {
            // Nothing is forgotten: what was known at an instant is the same whenever it is asked for. Who objects is not: whoever does
            // when figures go out is left out, whatever they tell of.
            if given.known_at == figures.known_at && self.ledger.same_object(given.made_at, self.now) {
                return vec![Cow::Borrowed(figures)];
            }
            found.push(Cow::Owned(self.figures(day, given)));
        }
        let just_now = worked_out[..at].last().map(|(_, figures, _)| figures).filter(|last| last.as_of >= first_of_quarter(day));
        match (last.range(first_of_quarter(day)..day).next_back(), just_now) {
            (Some((&stored, &given)), just_now) if just_now.is_none_or(|just_now| just_now.as_of < stored) => {
                found.push(Cow::Owned(self.figures(stored, given)));
            }
            (_, just_now) => found.extend(just_now.map(Cow::Borrowed)),
        }
        if let Some((&later, &given)) = last.range((Bound::Excluded(day), Bound::Included(last_of_quarter(day)))).next() {
            found.push(Cow::Owned(self.figures(later, given)));
        }
        found
    }

    fn figures(&mut self, day: Day, given: Given) -> Figures {
        if self.book.as_ref().is_none_or(|(of, _)| *of != given) {
            self.book = None;
        }
        let ledger = self.ledger;
        let (_, book) = self.book.get_or_insert_with(|| (given, ledger.as_known_to_tell(given.known_at, given.made_at)));
        compute(book, self.definitions, self.rules, day, Audience::Commissioning)
    }
}
