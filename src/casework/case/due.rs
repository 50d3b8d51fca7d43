//! What is due, and what is overdue: worked out from dates whenever a page is read, never stored.

use crate::casework::Rules;
use crate::domain::Day;

/// The dates of an open case from which everything due follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dues {
    /// Start on the register.
    pub start: Day,
    /// Level of intensity, 1 the most; `None` until set.
    pub level: Option<u8>,
    /// The last day on which anybody was reached.
    pub last_contact: Option<Day>,
    /// The day agreed for the next contact.
    pub next_contact: Option<Day>,
    /// The day set for the next review.
    pub next_review: Option<Day>,
    /// The earliest due date among the open actions.
    pub first_action_due: Option<Day>,
}

impl Dues {
    /// When the next contact is due: the day agreed; else so many days after the last contact, or the start, as the level says.
    /// Somebody without a level is due as often as the most intensive one, so that nobody is forgotten.
    #[must_use]
    pub fn contact_due(&self, rules: &Rules) -> Option<Day> {
        self.next_contact.or_else(|| {
            let place = usize::from(self.level.unwrap_or(1)).saturating_sub(1);
            let days = rules.contact_every_days.get(place).or(rules.contact_every_days.last())?;
            Some(self.last_contact.unwrap_or(self.start).plus_days(*days))
        })
    }

    /// The earliest of what is due: contact, review, action.
    #[must_use]
    pub fn earliest(&self, rules: &Rules) -> Option<Day> {
        [self.contact_due(rules), self.next_review, self.first_action_due].into_iter().flatten().min()
    }

    /// The days by which the earliest thing is overdue on `today`; `None` when nothing is. Due today is not overdue.
    #[must_use]
    pub fn overdue_days(&self, rules: &Rules, today: Day) -> Option<i32> {
        self.earliest(rules).map(|due| today.days_since(due)).filter(|days| *days > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Day = Day::of(2026, 3, 2);

    fn dues() -> Dues {
        Dues { start: START, level: None, last_contact: None, next_contact: None, next_review: None, first_action_due: None }
    }

    #[test]
    fn the_next_contact_is_the_agreed_one_or_follows_from_the_level() {
        let rules = Rules::default();
        let seen = Some(START.plus_days(10));
        for (case, due) in [
            (dues(), 7),
            (Dues { level: Some(3), ..dues() }, 28),
            (Dues { level: Some(3), last_contact: seen, ..dues() }, 38),
            (Dues { level: Some(9), ..dues() }, 91),
            (Dues { level: Some(3), last_contact: seen, next_contact: Some(START.plus_days(12)), ..dues() }, 12),
        ] {
            assert_eq!(case.contact_due(&rules), Some(START.plus_days(due)), "{case:?}");
        }
    }

    #[test]
    fn due_today_is_not_overdue() {
        let rules = Rules::default();
        let case = Dues { level: Some(4), first_action_due: Some(START.plus_days(5)), ..dues() };
        assert_eq!(case.overdue_days(&rules, START.plus_days(5)), None);
        assert_eq!(case.overdue_days(&rules, START.plus_days(7)), Some(2));
    }
}
