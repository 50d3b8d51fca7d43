//! Tests of what is counted that is not people.

use crate::casework::case::{ActionStatus, Case};
use crate::casework::plan::{CarePlan, ClosedHow, Place};
use crate::casework::stay::{ContactState, Stay};
use crate::domain::Day;
use crate::measures::compute::answer::{Answer, Why};
use crate::measures::compute::rows::{Row, What};
use crate::measures::compute::scene::Scene;
use crate::measures::ledger::PersonIx;
use crate::measures::test::Test;

/// The first answer that is not yes, of all tests.
pub(super) fn ask(scene: &Scene<'_>, tests: &[Test], row: &Row<'_>) -> Answer {
    let answers = tests.iter().map(|test| answer(scene, *test, row));
    answers.into_iter().find(|answer| *answer != Answer::Yes).unwrap_or(Answer::Yes)
}

fn answer(scene: &Scene<'_>, test: Test, row: &Row<'_>) -> Answer {
    match (&row.what, row.person) {
        (What::Attendance { came, .. }, _) => Answer::of(*came, Why::DidNotCome),
        (what, Some(person)) => match (test, what) {
            (Test::Aged { from }, _) => {
                Answer::of(row.on.completed_years_since(scene.book.born[person as usize]) >= from, Why::NotOfAge)
            }
            (Test::ThereUntilDue, What::Review { case, .. } | What::Action { case, .. }) => there(scene, person, case, row.on),
            (Test::DoneByDue, What::Review { done, .. }) => in_time(*done, row.on, scene.as_of),
            (Test::DoneByDue, What::Action { action, .. }) => {
                in_time(action.closed_on.filter(|_| action.status == ActionStatus::Done), row.on, scene.as_of)
            }
            (Test::NotCancelled, What::Action { action, .. }) => match action.closed_on {
                Some(on) if action.status == ActionStatus::Cancelled && on <= row.on => Answer::Removed(Why::Cancelled(on)),
                _ => Answer::Yes,
            },
            (Test::Discussed, What::AgendaItem { item }) => {
                let why = if item.carried_over.is_some() { Why::CarriedOverInstead } else { Why::NotDiscussed };
                Answer::of(item.minutes.is_some(), why)
            }
            (_, What::Notification { stay, due }) => discharged(scene, test, person, Some(stay), row.on, *due),
            (_, What::CareHome { stay, due }) => discharged(scene, test, person, *stay, row.on, *due),
            (_, What::Death { case }) => death(scene, test, person, row.on, *case),
            // The check of definitions lets no test be asked of what it does not fit.
            _ => Answer::No(Why::NotDone),
        },
        _ => Answer::No(Why::NotDone),
    }
}

/// Alive, on the register and on a list: until the deadline's day.
fn there(scene: &Scene<'_>, person: PersonIx, case: &Case, due: Day) -> Answer {
    let died = scene.book.died[person as usize];
    if died < due {
        return Answer::Removed(Why::Died(died));
    }
    match &case.ended {
        Some(ended) if ended.on < due => Answer::Removed(Why::Left(ended.on)),
        _ if scene.book.listed(person, due).is_none() && died > due => Answer::Removed(Why::NotListed),
        _ => Answer::Yes,
    }
}

fn in_time(done: Option<Day>, due: Day, as_of: Day) -> Answer {
    match done.filter(|done| *done <= as_of) {
        Some(done) if done <= due => Answer::Yes,
        Some(done) => Answer::No(Why::DoneLate(done)),
        None => Answer::No(Why::NotDone),
    }
}

/// Of who left `stay`, or came into a care home from elsewhere, on `from`.
fn discharged(scene: &Scene<'_>, test: Test, person: PersonIx, stay: Option<&Stay>, from: Day, due: Day) -> Answer {
    let (book, as_of) = (scene.book, scene.as_of);
    let by_due = |on: &Day| *on <= due && *on <= as_of;
    match test {
        Test::AliveUntilDue => {
            let died = Some(book.died[person as usize]).filter(by_due);
            died.map_or(Answer::Yes, |on| Answer::Removed(Why::Died(on)))
        }
        Test::NotReadmitted => {
            let other = |other: &&Stay| other.in_error.is_none() && !stay.is_some_and(|stay| std::ptr::eq(*other, stay));
            let others = book.stays.of(person).iter().filter(other).filter_map(|other| other.admission.as_ref());
            let back =
                others.map(|admission| admission.on).filter(|on| from <= *on && stay.is_none_or(|stay| came_after(stay, *on)));
            let back = back.chain(stay.and_then(|stay| stay.readmitted_on)).filter(by_due).min();
            back.map_or(Answer::Yes, |on| Answer::Removed(Why::Readmitted(on)))
        }
        Test::WindowClosed if as_of <= due => Answer::NotYet(due),
        Test::WindowClosed => Answer::Yes,
        Test::ContactedByDue => {
            let states = [ContactState::Done, ContactState::Attempted].into_iter();
            let tried = states.filter_map(|state| stay.and_then(|stay| stay.first(state))).min();
            match tried.filter(|on| *on <= as_of) {
                Some(on) if on <= due => Answer::Yes,
                Some(on) => Answer::No(Why::ContactedLate(on)),
                None => Answer::No(Why::NotContacted),
            }
        }
        Test::PlanMadeByDue => {
            let made = |plan: &CarePlan| {
                plan.in_force(due, scene.rules) && plan.last_looked_at(due).is_some_and(|looked| looked >= from)
            };
            Answer::of(book.plans.of(person).iter().any(made), Why::NoPlanMade)
        }
        _ => Answer::No(Why::NotContacted),
    }
}

/// Whether an admission on `on` came after the person had left `stay`.
fn came_after(stay: &Stay, on: Day) -> bool {
    stay.end.is_some_and(|end| end.on() <= on) && stay.admission.as_ref().is_some_and(|admission| admission.on < on)
}

fn death(scene: &Scene<'_>, test: Test, person: PersonIx, on: Day, case: Option<&Case>) -> Answer {
    let place = || place_of_death(scene, person, on, case);
    match test {
        Test::WasOnRegister => Answer::of(case.is_some(), Why::NotOnRegister),
        Test::DiedInHospital => match place() {
            None => Answer::No(Why::PlaceUnknown),
            Some(place) => Answer::of(place == Place::Hospital, Why::DiedElsewhere),
        },
        Test::PreferenceRecorded => Answer::of(preferred(scene, person, on).is_some(), Why::NoPreference),
        Test::DiedWherePreferred => match place() {
            None => Answer::No(Why::PlaceUnknown),
            Some(place) => Answer::of(preferred(scene, person, on) == Some(place), Why::DiedElsewhere),
        },
        _ => Answer::No(Why::NotOnRegister),
    }
}

/// Hospital, when a stay ended by the death; else what the case says.
fn place_of_death(scene: &Scene<'_>, person: PersonIx, on: Day, case: Option<&Case>) -> Option<Place> {
    if scene.book.died_in_hospital(person, on) {
        return Some(Place::Hospital);
    }
    case.and_then(|case| case.ended.as_ref()).and_then(|ended| ended.died_at)
}

/// Where somebody wanted to die, by the plan in force when they did. The death itself may have ended the plan.
fn preferred(scene: &Scene<'_>, person: PersonIx, died: Day) -> Option<Place> {
    let in_force = |plan: &&CarePlan| {
        let ended_by_it = plan.closed.as_ref().is_some_and(|closed| closed.on == died && closed.how == ClosedHow::Ended);
        plan.in_force(died, scene.rules) || ended_by_it && plan.in_force(died.plus_days(-1), scene.rules)
    };
    let plans = scene.book.plans.of(person).iter().filter(in_force);
    let version = plans.filter_map(|plan| plan.version_on(died)).max_by_key(|version| version.agreed_on)?;
    let place = version.agreement.content.end_of_life.preferred_place_of_death?;
    (place != Place::NoPreference).then_some(place)
}
