//! Whether somebody counts for payment, and if not, the first rule that fails, in words (measure `counts_for_payment`).

use crate::casework::PaymentRules;
use crate::casework::plan::{Happened, Happening, months_before};
use crate::domain::Day;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

/// A time on the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOnRegister {
    /// Its start.
    pub start: Day,
    /// Its end, and whether the person died or moved away then.
    pub end: Option<(Day, bool)>,
}

/// The dates that the rules look at. Order does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CountedDates {
    /// Times on the register.
    pub register: Vec<TimeOnRegister>,
    /// Days on which an accountable GP was allocated.
    pub gp_allocated: Vec<Day>,
    /// What happened to the person's plans.
    pub plans: Vec<Happened>,
}

/// What the rules found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Counts {
    /// Whether the person counts.
    pub counts: bool,
    /// The first rule that fails.
    pub failed: Option<CountsRule>,
    /// In words.
    pub words: String,
    /// The latest start on the register.
    pub start: Option<Day>,
    /// The latest allocation of an accountable GP.
    pub gp_allocated_on: Option<Day>,
    /// The plan event that counts, or the latest one that does not.
    pub plan: Option<Happened>,
}

/// The rules, in the order in which they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CountsRule {
    /// Never on the register by the day.
    NotStarted,
    /// Left the register by the day.
    LeftRegister,
    /// No accountable GP by the day.
    NoAccountableGp,
    /// The accountable GP was allocated before the first day that counts.
    AccountableGpTooEarly,
    /// No plan agreed, reviewed or declined by the day.
    NoPlanEvent,
    /// The latest plan event is earlier than the latest start.
    PlanBeforeStart,
    /// The latest plan event is too long ago.
    PlanTooOld,
}

impl CountsRule {
    /// Every rule, in the order in which they are asked.
    pub const ALL: [Self; 7] = [
        Self::NotStarted,
        Self::LeftRegister,
        Self::NoAccountableGp,
        Self::AccountableGpTooEarly,
        Self::NoPlanEvent,
        Self::PlanBeforeStart,
        Self::PlanTooOld,
    ];

    /// The name as the API and files write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::LeftRegister => "left_register",
            Self::NoAccountableGp => "no_accountable_gp",
            Self::AccountableGpTooEarly => "accountable_gp_too_early",
            Self::NoPlanEvent => "no_plan_event",
            Self::PlanBeforeStart => "plan_before_start",
            Self::PlanTooOld => "plan_too_old",
        }
    }

    /// What is wrong, in words, of anybody.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotStarted => "not on the register by the day",
            Self::LeftRegister => "left the register by the day",
            Self::NoAccountableGp => "no accountable GP by the day",
            Self::AccountableGpTooEarly => "accountable GP allocated before the first day that counts",
            Self::NoPlanEvent => "no plan agreed, reviewed or declined by the day",
            Self::PlanBeforeStart => "latest plan event before the latest start on the register",
            Self::PlanTooOld => "latest plan event too long ago",
        }
    }
}

/// Asks the rules about `day`.
#[must_use]
pub fn counts(dates: &CountedDates, day: Day, rules: &PaymentRules) -> Counts {
    let time = dates.register.iter().filter(|time| time.start <= day).max().copied();
    let gp = dates.gp_allocated.iter().filter(|allocated| **allocated <= day).max().copied();
    let plan = dates.plans.iter().filter(|event| event.on <= day && counted(event.what)).max().copied();
    let found = |failed, words: String| Counts {
        counts: false,
        failed: Some(failed),
        words,
        start: time.map(|time| time.start),
        gp_allocated_on: gp,
        plan,
    };
    let Some(TimeOnRegister { start, end }) = time else {
        return found(CountsRule::NotStarted, "not on the register by this day".into());
    };
    let ended = end.filter(|(end, _)| *end <= day);
    let still = |(end, left): &(Day, bool)| *left && rules.left_in_quarter_counts && quarter(*end) == quarter(day);
    if let Some((end, _)) = ended.filter(|ended| !still(ended)) {
        return found(CountsRule::LeftRegister, format!("left the register on {end}"));
    }
    let from = rules.gp_allocated_from;
    match gp {
        None => return found(CountsRule::NoAccountableGp, "no accountable GP was allocated by this day".into()),
        Some(allocated) if allocated < from => {
            return found(CountsRule::AccountableGpTooEarly, format!("accountable GP allocated on {allocated}, before {from}"));
        }
        Some(_) => {}
    }
    let Some(event) = plan else {
        return found(CountsRule::NoPlanEvent, "no plan agreed, reviewed or declined by this day".into());
    };
    let what = in_words(event.what);
    if event.on < start {
        let words = format!("{what} before the latest start: on {}, and the latest start is {start}", event.on);
        return found(CountsRule::PlanBeforeStart, words);
    }
    let since = months_before(day, rules.plan_event_months);
    if event.on <= since {
        let words = format!("{what} too long ago: on {}, and only what is after {since} counts", event.on);
        return found(CountsRule::PlanTooOld, words);
    }
    Counts {
        counts: true,
        failed: None,
        words: format!("counts: {what} on {}", event.on),
        start: Some(start),
        gp_allocated_on: gp,
        plan,
    }
}

/// Whether payment counts it.
const fn counted(what: Happening) -> bool {
    matches!(what, Happening::Agreed | Happening::Reviewed | Happening::Declined | Happening::ReviewDeclined)
}

const fn in_words(what: Happening) -> &'static str {
    match what {
        Happening::Agreed => "plan agreed",
        Happening::Reviewed => "plan reviewed",
        Happening::Declined => "plan declined",
        Happening::ReviewDeclined => "plan review declined",
        Happening::Withdrawn => "plan withdrawn",
        Happening::Ended => "plan ended",
        Happening::Superseded => "plan superseded",
    }
}

/// The quarter of the year.
fn quarter(day: Day) -> (i32, u32) {
    let date = NaiveDate::from(day);
    (date.year(), date.month0() / 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Day = Day::of(2015, 6, 1);
    const TODAY: Day = Day::of(2016, 3, 31);

    fn good() -> CountedDates {
        CountedDates {
            register: vec![TimeOnRegister { start: START, end: None }],
            gp_allocated: vec![Day::of(2014, 4, 1)],
            plans: vec![Happened { on: START, what: Happening::Agreed }],
        }
    }

    fn failed(dates: &CountedDates, day: Day) -> Option<CountsRule> {
        let found = counts(dates, day, &PaymentRules::default());
        assert_eq!(found.counts, found.failed.is_none());
        found.failed
    }

    #[test]
    fn the_first_rule_that_fails_is_told() {
        assert_eq!(failed(&CountedDates::default(), TODAY), Some(CountsRule::NotStarted));
        assert_eq!(failed(&good(), TODAY), None);
        assert_eq!(failed(&good(), START.plus_days(-1)), Some(CountsRule::NotStarted));
        let no_gp = CountedDates { gp_allocated: vec![], ..good() };
        assert_eq!(failed(&no_gp, TODAY), Some(CountsRule::NoAccountableGp));
        let early = CountedDates { gp_allocated: vec![Day::of(2014, 3, 31)], ..good() };
        assert_eq!(failed(&early, TODAY), Some(CountsRule::AccountableGpTooEarly));
        let later = CountedDates { gp_allocated: vec![TODAY.plus_days(1)], ..good() };
        assert_eq!(failed(&later, TODAY), Some(CountsRule::NoAccountableGp), "an allocation after the day is not known to it");
        let none = CountedDates { plans: vec![Happened { on: START, what: Happening::Withdrawn }], ..good() };
        assert_eq!(failed(&none, TODAY), Some(CountsRule::NoPlanEvent), "a withdrawal is none of the events that count");
    }

    #[test]
    fn a_restart_leaves_earlier_plans_behind() {
        let mut dates = good();
        dates.register[0].end = Some((Day::of(2015, 9, 1), false));
        assert_eq!(failed(&dates, TODAY), Some(CountsRule::LeftRegister));
        dates.register.push(TimeOnRegister { start: Day::of(2016, 1, 4), end: None });
        let found = counts(&dates, TODAY, &PaymentRules::default());
        assert_eq!(found.failed, Some(CountsRule::PlanBeforeStart));
        assert!(found.words.starts_with("plan agreed before the latest start"), "{}", found.words);
        for what in [Happening::Reviewed, Happening::Declined, Happening::ReviewDeclined] {
            let mut dates = dates.clone();
            dates.plans.push(Happened { on: Day::of(2016, 1, 4), what });
            assert_eq!(failed(&dates, TODAY), None, "{what:?} on the day of the start");
        }
    }

    #[test]
    fn the_window_ends_on_the_same_day_a_year_later() {
        let on = |day: Day| {
            let plans = vec![Happened { on: day, what: Happening::Reviewed }];
            CountedDates { plans, register: vec![TimeOnRegister { start: Day::of(2014, 5, 1), end: None }], ..good() }
        };
        assert_eq!(failed(&on(Day::of(2015, 3, 31)), TODAY), Some(CountsRule::PlanTooOld));
        assert_eq!(failed(&on(Day::of(2015, 4, 1)), TODAY), None);
        // 29 February: a year before it is 28 February.
        assert_eq!(failed(&on(Day::of(2015, 2, 28)), Day::of(2016, 2, 29)), Some(CountsRule::PlanTooOld));
        assert_eq!(failed(&on(Day::of(2016, 2, 29)), Day::of(2017, 2, 28)), None);
        assert_eq!(failed(&on(Day::of(2016, 2, 29)), Day::of(2017, 3, 1)), Some(CountsRule::PlanTooOld));
        assert_eq!(failed(&on(TODAY.plus_days(1)), TODAY), Some(CountsRule::NoPlanEvent));
    }

    #[test]
    fn who_died_or_moved_counts_until_the_quarter_ends() {
        let mut dates = good();
        dates.register[0].end = Some((Day::of(2016, 1, 2), true));
        assert_eq!(failed(&dates, TODAY), None);
        assert_eq!(failed(&dates, Day::of(2016, 4, 1)), Some(CountsRule::LeftRegister));
        let rules = PaymentRules { left_in_quarter_counts: false, ..PaymentRules::default() };
        assert_eq!(counts(&dates, TODAY, &rules).failed, Some(CountsRule::LeftRegister));
    }
}
