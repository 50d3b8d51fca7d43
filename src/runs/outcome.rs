//! What is predicted, read from the events after the index date.

use crate::domain::Day;
use crate::domain::clinical_code::is_new_emergency;
use crate::error::{Fault, Result};
use crate::events::codes::Codes;
use crate::events::layout::Table;
use crate::events::manifest::Manifest;
use crate::events::store::{Shard, Wanted};
use crate::predict::outcome::Outcome;
use crate::runs::cohort::{Days, ids, place};

/// Outcomes of one person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Observed {
    /// Whether the outcome happened in the horizon.
    pub event: bool,
    /// Whether there was an emergency admission in the two years up to the index date.
    pub recent_admission: bool,
}

/// Days that count as the two years before.
const RECENT_DAYS: i32 = 730;

/// The columns that outcomes need.
#[must_use]
pub fn wanted() -> Wanted {
    [(Table::Admissions, vec!["person", "admitted_on", "visible_on", "admission_method"]), (Table::Persons, vec!["died_on"])]
        .into()
}

/// Outcomes of everyone in a shard, in person order.
#[must_use]
pub fn observe(shard: &Shard, codes: &Codes, index: Day, outcome: Outcome, horizon_days: u16) -> Vec<Observed> {
    let mut observed = vec![Observed::default(); shard.people.len()];
    let horizon = i32::from(horizon_days);
    if let Some(batch) = shard.tables.get(&Table::Admissions) {
        let emergency: Vec<bool> = (0..codes.len() as u32).map(|id| is_emergency(codes, id)).collect();
        let (people, methods) = (ids(batch, "person"), ids(batch, "admission_method"));
        let (admitted, visible) = (Days::of(batch, "admitted_on"), Days::of(batch, "visible_on"));
        for row in 0..batch.num_rows() {
            let (Some(admitted), Some(visible)) = (admitted.get(row), visible.get(row)) else { continue };
            let Some(person) = place(shard, people[row]) else { continue };
            if !emergency.get(methods[row] as usize).copied().unwrap_or(false) {
                continue;
            }
            let person = &mut observed[person];
            let days_after = admitted.days_since(index);
            person.event |= (1..=horizon).contains(&days_after);
            person.recent_admission |= (-RECENT_DAYS + 1..=0).contains(&days_after) && visible <= index;
        }
    }
    if outcome == Outcome::AdmissionOrDeath
        && let Some(persons) = shard.tables.get(&Table::Persons)
    {
        let died = Days::of(persons, "died_on");
        for (row, person) in observed.iter_mut().enumerate() {
            person.event |= died.get(row).is_some_and(|day| (1..=horizon).contains(&day.days_since(index)));
        }
    }
    observed
}

fn is_emergency(codes: &Codes, id: u32) -> bool {
    let (system, code) = codes.get(id);
    system == "admission_method" && is_new_emergency(code)
}

/// Days by which the feed may stop short of the end of the horizon: a quiet week is not a missing month.
const SLACK_DAYS: i32 = 31;

/// Refuses an index date whose outcomes are not all in the admissions feed, or that lies before it begins.
///
/// # Errors
/// A data fault that says which dates are missing.
pub fn check_window(manifest: &Manifest, index: Day, horizon_days: u16) -> Result<()> {
    let Some(facts) = manifest.tables.get(&Table::Admissions) else {
        return Err(Fault::Data(
            "the store has no admissions feed, so there is no outcome to learn from or to measure; import one".into(),
        ));
    };
    let (Some(first), Some(last)) = (facts.earliest_event, facts.reaches()) else {
        return Err(Fault::Data("the admissions feed of the store is empty".into()));
    };
    let horizon = i32::from(horizon_days);
    let end = index.plus_days(horizon);
    let needed = end.plus_days(-SLACK_DAYS);
    if needed > manifest.as_of || facts.stops_before(needed) {
        return Err(Fault::Data(format!(
            "outcomes are needed up to {end} ({horizon_days} days after the index date {index}), but the admissions feed ends on \
             {last}; choose an index date up to {}",
            last.plus_days(-horizon)
        )));
    }
    if facts.starts_after(index) {
        return Err(Fault::Data(format!(
            "the admissions feed begins on {first}, after the index date {index}; choose a later one"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::testing::{ShardOf, day};

    fn events(people: &ShardOf, outcome: Outcome) -> Vec<bool> {
        let observed = observe(&people.shard(), &people.codes, day("2023-06-30"), outcome, 365);
        observed.iter().map(|person| person.event).collect()
    }

    #[test]
    fn the_horizon_begins_the_day_after_and_ends_on_its_last_day() {
        let mut people = ShardOf::default();
        // 365 days after 30 June 2023 is 29 June 2024: a leap year.
        for admitted in ["2023-06-30", "2023-07-01", "2024-06-29", "2024-06-30"] {
            people.person("1950-01-01", "").admitted(admitted, admitted, "21");
        }
        assert_eq!(events(&people, Outcome::EmergencyAdmission), [false, true, true, false]);
    }

    #[test]
    fn only_methods_that_start_an_emergency_count() {
        let mut people = ShardOf::default();
        for method in ["21", "2A", "2D", "28", "2B", "2C", "11", "81", ""] {
            people.person("1950-01-01", "").admitted("2023-09-01", "2023-09-01", method);
        }
        assert_eq!(events(&people, Outcome::EmergencyAdmission), [true, true, true, true, false, false, false, false, false]);
    }

    #[test]
    fn death_counts_only_where_the_outcome_says_so() {
        let mut people = ShardOf::default();
        people.person("1950-01-01", "2023-12-01");
        people.person("1950-01-01", "2024-07-01");
        assert_eq!(events(&people, Outcome::EmergencyAdmission), [false, false]);
        assert_eq!(events(&people, Outcome::AdmissionOrDeath), [true, false]);
    }

    #[test]
    fn an_outcome_recorded_late_is_an_outcome_but_an_earlier_admission_recorded_late_was_not_known() {
        let mut people = ShardOf::default();
        people.person("1950-01-01", "").admitted("2023-07-15", "2025-01-01", "21");
        people.person("1950-01-01", "").admitted("2023-06-15", "2023-07-15", "21");
        people.person("1950-01-01", "").admitted("2021-07-01", "2021-07-01", "21");
        people.person("1950-01-01", "").admitted("2021-06-30", "2021-06-30", "21");
        let observed = observe(&people.shard(), &people.codes, day("2023-06-30"), Outcome::EmergencyAdmission, 365);
        assert_eq!(observed.iter().map(|person| person.event).collect::<Vec<_>>(), [true, false, false, false]);
        assert_eq!(observed.iter().map(|person| person.recent_admission).collect::<Vec<_>>(), [false, false, true, false]);
    }
}
