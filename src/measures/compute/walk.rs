//! Everybody and everything that a measure looks at, one after the other, with where each stands.

use crate::casework::plan::PlanStatus;
use crate::domain::Day;
use crate::measures::Definition;
use crate::measures::compute::answer::{Answer, Verdict, Why};
use crate::measures::compute::homes::HomeIx;
use crate::measures::compute::people::Asking;
use crate::measures::compute::rows::{What, rows};
use crate::measures::compute::scene::Scene;
use crate::measures::compute::{events, time};
use crate::measures::definition::{Beside, Edge, Shape, Unit};
use crate::measures::ledger::PersonIx;
use crate::measures::test::Test;

/// Somebody or something found.
pub(in crate::measures) struct Found {
    pub(in crate::measures) person: Option<PersonIx>,
    pub(in crate::measures) home: HomeIx,
    /// The day it is about, when it is about one.
    pub(in crate::measures) on: Option<Day>,
    /// The part of the measure it belongs to.
    pub(in crate::measures) part: Option<&'static str>,
    pub(in crate::measures) verdict: Verdict,
}

/// Tells `found` of everything `definition` looks at.
pub(in crate::measures) fn walk(scene: &Scene<'_>, definition: &Definition, found: impl FnMut(Found)) {
    match (definition.unit, definition.shape) {
        (Unit::EmergencySpell, _) => time::walk(scene, definition, found),
        (Unit::Person, Shape::Share) => share(scene, definition, found),
        (Unit::Person, _) => apart(scene, definition, found),
        _ => of_rows(scene, definition, found),
    }
}

/// Whom tests can hold for: everybody, or the few of a test that leaves few.
fn candidates(scene: &Scene<'_>, definition: &Definition, tests: &[Test]) -> Vec<PersonIx> {
    let few = tests.iter().find_map(|test| match test {
        Test::OnRegister | Test::OnRegisterOrLeft => Some(scene.book.cases.people().collect()),
        Test::HighRisk => Some(scene.everybody().filter(|person| scene.at_high_risk(*person)).collect()),
        Test::HighRiskOrOnRegister => {
            let case = |person: PersonIx| !scene.book.cases.of(person).is_empty();
            Some(scene.everybody().filter(|person| scene.at_high_risk(*person) || case(*person)).collect())
        }
        Test::OnAgenda | Test::CarriedOver { .. } => Some(scene.carried(definition.period).into_keys().collect()),
        _ => None,
    });
    few.unwrap_or_else(|| scene.everybody().collect())
}

/// Where somebody stands whom all answers so far let through: in the numerator, or the first answer that does not.
fn stands(answer: Answer) -> Verdict {
    match answer {
        Answer::Yes => Verdict::Counted,
        Answer::No(why) => Verdict::Missing(why),
        Answer::NotYet(until) => Verdict::Pending(until),
        Answer::Removed(why) => Verdict::Removed(why),
    }
}

/// People of the denominator, and whether they are in the numerator.
fn share(scene: &Scene<'_>, definition: &Definition, mut found: impl FnMut(Found)) {
    let all = Asking::new(scene, definition, &definition.denominator, Edge::Last);
    let some = Asking::new(scene, definition, &definition.numerator, Edge::Last);
    for person in candidates(scene, definition, &definition.denominator) {
        let verdict = match all.ask(person) {
            Answer::No(_) => continue,
            Answer::Yes => stands(some.ask(person)),
            other => stands(other),
        };
        if let Some(home) = all.home(person) {
            found(Found { person: Some(person), home, on: None, part: None, verdict });
        }
    }
}

/// People of the numerator, and those of a denominator that is counted apart.
fn apart(scene: &Scene<'_>, definition: &Definition, mut found: impl FnMut(Found)) {
    if definition.beside == Some(Beside::Objections) {
        return objections(scene, found);
    }
    let some = Asking::new(scene, definition, &definition.numerator, Edge::Last);
    for person in candidates(scene, definition, &definition.numerator) {
        let verdict = stands(some.ask(person));
        if !matches!(verdict, Verdict::Missing(_))
            && let Some(home) = some.home(person)
        {
            found(Found { person: Some(person), home, on: None, part: None, verdict });
        }
    }
    if definition.shape != Shape::Ratio {
        return;
    }
    let all = Asking::new(scene, definition, &definition.denominator, definition.denominator_on);
    for person in candidates(scene, definition, &definition.denominator) {
        if all.ask(person) == Answer::Yes
            && let Some(home) = all.home(person)
        {
            found(Found { person: Some(person), home, on: None, part: None, verdict: Verdict::Base(1) });
        }
    }
}

/// People who object: counted for every audience, or nobody would know how many are left out.
fn objections(scene: &Scene<'_>, mut found: impl FnMut(Found)) {
    let mut people: Vec<PersonIx> = scene.book.objecting.keys().copied().collect();
    people.sort_unstable();
    let registered = |person: &PersonIx| scene.listed(*person).is_some() && scene.book.alive(*person, scene.as_of);
    for person in people.into_iter().filter(registered) {
        if let Some(home) = scene.home_of_anybody(person) {
            found(Found { person: Some(person), home, on: None, part: None, verdict: Verdict::Counted });
        }
    }
}

fn of_rows(scene: &Scene<'_>, definition: &Definition, mut found: impl FnMut(Found)) {
    for row in rows(scene, definition) {
        let verdict = match events::ask(scene, &definition.denominator, &row) {
            Answer::No(_) => continue,
            Answer::Yes => stands(events::ask(scene, &definition.numerator, &row)),
            other => stands(other),
        };
        let part = match (&row.what, row.person) {
            (What::Attendance { profession, .. }, _) => Some(profession.name()),
            (What::Review { .. }, Some(person)) => Some(age_band(row.on.completed_years_since(scene.book.born[person as usize]))),
            _ => None,
        };
        found(Found { person: row.person, home: row.home, on: Some(row.on), part, verdict });
    }
}

/// The band of an age, for reviews.
const fn age_band(age: i32) -> &'static str {
    match age {
        ..18 => OVERDUE[0].0,
        18..65 => OVERDUE[1].0,
        65..75 => OVERDUE[2].0,
        75..85 => OVERDUE[3].0,
        _ => OVERDUE[4].0,
    }
}

/// Bands of age, and the names of what is overdue in each.
pub(in crate::measures) const OVERDUE: [(&str, &str); 5] = [
    ("under 18", "overdue_under_18"),
    ("18 to 64", "overdue_18_to_64"),
    ("65 to 74", "overdue_65_to_74"),
    ("75 to 84", "overdue_75_to_84"),
    ("85 and over", "overdue_85_and_over"),
];

fn overdue(band: &str) -> Option<&'static str> {
    OVERDUE.iter().find(|(name, _)| *name == band).map(|(_, overdue)| *overdue)
}

/// What is told beside a measure of somebody found.
pub(in crate::measures) fn beside(scene: &Scene<'_>, definition: &Definition, found: &Found) -> [Option<&'static str>; 2] {
    let (Some(beside), Some(person)) = (definition.beside, found.person) else { return [None; 2] };
    match (beside, &found.verdict) {
        (Beside::PlanDeclined, Verdict::Missing(_)) => [declined_a_plan(scene, person).then_some(DECLINED), None],
        (Beside::FirstReason, Verdict::Missing(Why::Payment(rule, _))) => [Some(rule), None],
        (Beside::Overdue, Verdict::Missing(Why::DoneLate(_))) => [Some(LATE), None],
        (Beside::Overdue, Verdict::Missing(_)) => [found.part.and_then(overdue), None],
        (Beside::Objections, Verdict::Counted) => {
            let objecting = scene.book.objecting.get(&person).copied().unwrap_or_default();
            [objecting.type_1.then_some(TYPE_1), objecting.national_opt_out.then_some(OPT_OUT)]
        }
        _ => [None; 2],
    }
}

/// Names of what is told beside a measure whether or not there was any.
pub(in crate::measures) const fn always_beside(beside: Beside) -> &'static [&'static str] {
    match beside {
        Beside::PlanDeclined => &[DECLINED],
        Beside::Objections => &[TYPE_1, OPT_OUT],
        Beside::FirstReason => &[],
        Beside::Overdue => &[LATE, OVERDUE[0].1, OVERDUE[1].1, OVERDUE[2].1, OVERDUE[3].1, OVERDUE[4].1],
    }
}

const LATE: &str = "late";
const DECLINED: &str = "declined";
const TYPE_1: &str = "type_1";
const OPT_OUT: &str = "national_opt_out";

/// Whether somebody declined a plan in their present time on the register.
fn declined_a_plan(scene: &Scene<'_>, person: PersonIx) -> bool {
    let Some(start) = scene.book.on_register(person, scene.as_of).and_then(|case| case.start) else { return false };
    scene.book.plans.of(person).iter().any(|plan| {
        plan.status(scene.as_of) == Some(PlanStatus::Declined) && plan.closed.as_ref().is_some_and(|closed| closed.on >= start)
    })
}
