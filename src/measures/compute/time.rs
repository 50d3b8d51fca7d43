//! Person-days and the emergency spells that began on them.

use crate::casework::case::Case;
use crate::domain::Day;
use crate::measures::Definition;
use crate::measures::compute::answer::Verdict;
use crate::measures::compute::days::Times;
use crate::measures::compute::scene::Scene;
use crate::measures::compute::walk::Found;
use crate::measures::ledger::PersonIx;
use crate::measures::period::Days;
use crate::measures::test::Test;

/// Everybody's days as the base, and every emergency spell that began on one of them.
pub(super) fn walk(scene: &Scene<'_>, definition: &Definition, mut found: impl FnMut(Found)) {
    let days = definition.period.days(scene.as_of);
    let mut tell = |person: PersonIx, times: &Times| {
        let count = times.count();
        let Some(home) = scene.home_of(person).filter(|_| count > 0) else { return };
        found(Found { person: Some(person), home, on: None, part: None, verdict: Verdict::Base(count) });
        for stay in scene.book.stays.of(person).iter().filter(|stay| stay.in_error.is_none()) {
            if let Some(admission) =
                stay.admission.as_ref().filter(|admission| admission.emergency && times.contain(admission.on))
            {
                found(Found { person: Some(person), home, on: Some(admission.on), part: None, verdict: Verdict::Counted });
            }
        }
    };
    match definition.numerator.first() {
        Some(Test::DaysOnRegister) => {
            for person in scene.book.cases.people() {
                tell(person, &alive(scene, person, days, &on_register(scene, person)));
            }
        }
        Some(Test::DaysAtHighRiskOffRegister) => {
            let adult = days.first.birth_of_age(18);
            for person in scene.in_high_tiers(days.first).filter(|person| scene.book.born[*person as usize] <= adult) {
                let listed = Times::of(scene.book.lists.of(person).iter().map(|list| (list.from, list.until)));
                tell(person, &alive(scene, person, days, &listed).without(&on_register(scene, person)));
            }
        }
        _ => {}
    }
}

/// Those of `times` that are of the period and on which the person lived, the day of death included.
fn alive(scene: &Scene<'_>, person: PersonIx, days: Days, times: &Times) -> Times {
    let died = scene.book.died[person as usize];
    times.within(days.first, days.last.plus_days(1).min(died.plus_days(1)))
}

/// The days on which somebody was on the register. Who died on it was on it that day.
fn on_register(scene: &Scene<'_>, person: PersonIx) -> Times {
    let book = scene.book;
    let died = book.died[person as usize];
    let time = |case: &Case| {
        let start = case.start.filter(|_| case.in_error.is_none())?;
        Some((start, case.ended.as_ref().map_or(crate::measures::book::NEVER, |ended| ended.on)))
    };
    let times = book.cases.of(person).iter().filter_map(time);
    let last = book.on_register_at_death(person, died).map(|_| (died, died.plus_days(1)));
    Times::of(times.chain(last))
}

/// The first and the last day on which those came onto the register whose days [`walk`] counts as on it: what is told beside the rate.
/// `None` when they are fewer than `at_least`, since a day tells who it was.
pub(super) fn entered(scene: &Scene<'_>, days: Days, at_least: usize) -> Option<Days> {
    let mut starts: Vec<Day> = vec![];
    for person in scene.book.cases.people().filter(|person| scene.home_of(*person).is_some()) {
        if alive(scene, person, days, &on_register(scene, person)).count() > 0 {
            let counts = scene.book.cases.of(person).iter().filter(|case| case.in_error.is_none());
            starts.extend(counts.filter_map(|case| case.start).filter(|start| *start <= days.last).max());
        }
    }
    let many = starts.len() >= at_least.max(1);
    let (first, last) = (*starts.iter().min()?, *starts.iter().max()?);
    many.then_some(Days { first, last })
}
