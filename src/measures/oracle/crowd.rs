//! More people than sixteen bits count. How long they take is measured by `examples/measures.rs`.

use super::world::evening;
use crate::casework::Recorded;
use crate::casework::Rules;
use crate::casework::accountable_gp::{AccountableGpEvent, ChosenBy, Way};
use crate::casework::case::{CaseEvent, Route};
use crate::casework::plan::{AgreedBy, AgreedWith, Agreement, PlanContent, PlanEvent};
use crate::domain::{Day, Note, OdsCode, PersonId, StaffId, TeamId};
use crate::measures::compute::{Audience, compute};
use crate::measures::ledger::{Believed, Ledger, Registration, Stream, Told};
use crate::measures::{Definitions, Place};
use uuid::Uuid;

const PEOPLE: u32 = 100_000;
const PRACTICES: u32 = 66;
const START: Day = Day::of(2023, 1, 1);

fn recorded<E>(on: Day, event: E) -> Recorded<E> {
    Recorded { happened_on: on, recorded_at: evening(on), author: StaffId::default(), event }
}

fn practice(number: u32) -> OdsCode {
    format!("P{number:05}").parse().unwrap()
}

fn born(number: u32) -> Day {
    Day::of(1930, 1, 1).plus_days((number.wrapping_mul(2_654_435_761) % 34_000).cast_signed())
}

/// Whether they have reached 75 when 2023 ends.
fn is_old(number: u32) -> bool {
    born(number) < Day::of(1949, 1, 1)
}

/// One in fifty is on the register with a plan; everybody of 75 and over has a GP and was told; a third have a condition.
fn ledger() -> Ledger {
    let believed = Believed { recorded_at: evening(START), superseded_at: None };
    let id = |number: u32| Uuid::from_u128(u128::from(number) + 1);
    let person = |number: u32| PersonId::from(id(number));
    let opened = |number: u32| CaseEvent::Opened {
        person: person(number),
        practice: practice(number % PRACTICES),
        team: TeamId::default(),
        route: Route::Risk,
        reason: Note::from("x"),
    };
    let agreement = || Agreement {
        number: 1,
        content: PlanContent::default(),
        with: AgreedWith { who: AgreedBy::Person, name: None },
        contributions: vec![],
        review_months: 12,
        case: None,
        added: vec![],
    };
    let gp = |number: u32| {
        let (gp, chosen, reason) = (StaffId::default(), ChosenBy::UsualGp, "x".into());
        let assigned =
            AccountableGpEvent::Assigned { person: person(number), gp, practice: practice(number % PRACTICES), chosen, reason };
        vec![recorded(START, assigned), recorded(START.plus_days(9), AccountableGpEvent::Told { way: Way::Letter })]
    };
    let plan = |number: u32| {
        let started = PlanEvent::Started { person: person(number), copied_from: None };
        vec![recorded(START, started), recorded(START.plus_days(30), PlanEvent::Agreed(Box::new(agreement())))]
    };
    let every = |step: u32| (0..PEOPLE).step_by(step as usize);
    Ledger {
        people: (0..PEOPLE).map(person).collect(),
        born: (0..PEOPLE).map(born).collect(),
        practices: (0..PRACTICES).map(practice).collect(),
        registrations: (0..PEOPLE)
            .map(|number| Registration {
                person: number,
                practice: (number % PRACTICES) as u16,
                from: START,
                until: None,
                believed,
            })
            .collect(),
        conditions: every(3).map(|number| Told { person: number, on: START, believed }).collect(),
        cases: every(50).map(|number| Stream { id: id(number).into(), events: vec![recorded(START, opened(number))] }).collect(),
        plans: every(50).map(|number| Stream { id: id(number).into(), events: plan(number) }).collect(),
        accountable_gps: (0..PEOPLE)
            .filter(|number| is_old(*number))
            .map(|number| Stream { id: person(number), events: gp(number) })
            .collect(),
        ..Ledger::default()
    }
}

#[test]
fn a_crowd_is_counted_to_the_last_person() {
    let ledger = ledger();
    let book = ledger.as_known(evening(Day::of(2024, 6, 30)));
    let figures = compute(&book, &Definitions::built_in(), &Rules::default(), Day::of(2023, 12, 31), Audience::Commissioning);
    let all = |id: &str| &figures.measures.iter().find(|measure| measure.definition.id == id).unwrap().places[&Place::Everywhere];
    let counts = |id: &str| (all(id).numerator.get(), all(id).denominator.get());
    // One in fifty has a plan, one in three a condition, and so one in 150 both; the first person is one of each.
    assert_eq!(counts("plans_all_ages"), (2_000, 100_000));
    assert_eq!(counts("ltc_plan"), (667, 33_334));
    let (told, due) = counts("gp_informed_75");
    assert_eq!(
        (told, due + all("gp_informed_75").pending.get()),
        (due, (0..PEOPLE).filter(|number| is_old(*number)).count() as u64)
    );
}
