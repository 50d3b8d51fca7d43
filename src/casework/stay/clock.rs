//! The clocks that a discharge starts, and where they stand on a day.

use crate::casework::Rules;
use crate::casework::working_days::{OutsideCalendar, WorkingDays};
use crate::domain::Day;
use serde::Serialize;
use utoipa::ToSchema;

/// How long clocks run, and the calendar they run by.
#[derive(Debug, Clone)]
pub struct Deadlines {
    contact: u32,
    care_home_plan: u32,
    days: WorkingDays,
}

impl Deadlines {
    /// By the rules in force.
    #[must_use]
    pub fn of(rules: &Rules) -> Self {
        Self {
            contact: rules.discharge_contact_working_days,
            care_home_plan: rules.care_home_plan_working_days,
            days: WorkingDays::of(rules),
        }
    }

    /// By when somebody is contacted after a notification.
    ///
    /// # Errors
    /// [`OutsideCalendar`].
    pub fn contact(&self, notified: Day) -> Result<Day, OutsideCalendar> {
        self.days.working_days_after(notified, self.contact)
    }

    /// By when a care home has a plan for somebody who came into it.
    ///
    /// # Errors
    /// [`OutsideCalendar`].
    pub fn care_home_plan(&self, came: Day) -> Result<Day, OutsideCalendar> {
        self.days.working_days_after(came, self.care_home_plan)
    }

    /// The calendar.
    #[must_use]
    pub const fn days(&self) -> &WorkingDays {
        &self.days
    }
}

/// The dates of a contact clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContactClock {
    /// It started.
    pub notified_on: Day,
    /// It runs out at the end of this day.
    pub due: Day,
    /// First reached.
    pub done_on: Option<Day>,
    /// First attempt.
    pub attempted_on: Option<Day>,
    /// Found not needed.
    pub not_needed_on: Option<Day>,
    /// Back in hospital.
    pub readmitted_on: Option<Day>,
    /// Died, in hospital or after.
    pub died_on: Option<Day>,
}

/// Where a contact after discharge stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Standing {
    /// To be done.
    Due {
        /// Working days left after this day; 0 on the last. `null` when the calendar does not reach so far.
        working_days_left: Option<i32>,
    },
    /// Not done in time.
    Overdue {
        /// Working days since it was due. `null` when the calendar does not reach so far.
        working_days_over: Option<i32>,
    },
    /// The person was reached.
    Done {
        /// The day.
        on: Day,
        /// By the day it was due.
        in_time: bool,
    },
    /// Tried, not reached.
    Attempted {
        /// The first attempt.
        on: Day,
        /// By the day it was due.
        in_time: bool,
    },
    /// Not needed.
    NotNeeded {
        /// Since.
        on: Day,
    },
    /// Back in hospital before it was due.
    Readmitted {
        /// The day.
        on: Day,
    },
    /// Died.
    Died {
        /// The day.
        on: Day,
    },
}

impl ContactClock {
    /// Where it stands on `day`; `None` before it started.
    #[must_use]
    pub fn standing(&self, day: Day, days: &WorkingDays) -> Option<Standing> {
        let by = |on: Option<Day>| on.filter(|on| *on <= day);
        if self.notified_on > day {
            return None;
        }
        Some(if let Some(on) = by(self.done_on) {
            Standing::Done { on, in_time: on <= self.due }
        } else if let Some(on) = by(self.attempted_on) {
            Standing::Attempted { on, in_time: on <= self.due }
        } else if let Some(on) = by(self.not_needed_on) {
            Standing::NotNeeded { on }
        } else if let Some(on) = by(self.died_on) {
            Standing::Died { on }
        } else if let Some(on) = by(self.readmitted_on) {
            Standing::Readmitted { on }
        } else if day <= self.due {
            Standing::Due { working_days_left: days.between(day, self.due).ok() }
        } else {
            Standing::Overdue { working_days_over: days.between(self.due, day).ok() }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLOCK: ContactClock = ContactClock {
        notified_on: Day::of(2026, 4, 2),
        due: Day::of(2026, 4, 9),
        done_on: None,
        attempted_on: None,
        not_needed_on: None,
        readmitted_on: None,
        died_on: None,
    };

    #[test]
    fn stands_by_its_dates() {
        let days = WorkingDays::england();
        let at = |clock: ContactClock, day| clock.standing(Day::of(2026, 4, day), days);
        assert_eq!(at(CLOCK, 1), None);
        assert_eq!(at(CLOCK, 2), Some(Standing::Due { working_days_left: Some(3) }));
        assert_eq!(at(CLOCK, 6), Some(Standing::Due { working_days_left: Some(3) }), "Easter Monday");
        assert_eq!(at(CLOCK, 9), Some(Standing::Due { working_days_left: Some(0) }));
        assert_eq!(at(CLOCK, 13), Some(Standing::Overdue { working_days_over: Some(2) }));
        let tried = ContactClock { attempted_on: Some(Day::of(2026, 4, 8)), done_on: Some(Day::of(2026, 4, 10)), ..CLOCK };
        assert_eq!(at(tried, 7), Some(Standing::Due { working_days_left: Some(2) }), "as it was before the attempt");
        assert_eq!(at(tried, 9), Some(Standing::Attempted { on: Day::of(2026, 4, 8), in_time: true }));
        assert_eq!(at(tried, 10), Some(Standing::Done { on: Day::of(2026, 4, 10), in_time: false }));
        let back = ContactClock { readmitted_on: Some(Day::of(2026, 4, 8)), ..CLOCK };
        assert_eq!(at(back, 20), Some(Standing::Readmitted { on: Day::of(2026, 4, 8) }));
    }

    #[test]
    fn deadlines_are_the_rules() {
        let deadlines = Deadlines::of(&Rules::default());
        assert_eq!(deadlines.contact(Day::of(2026, 4, 2)), Ok(Day::of(2026, 4, 9)));
        assert_eq!(deadlines.care_home_plan(Day::of(2026, 4, 2)), Ok(Day::of(2026, 4, 15)));
    }
}
