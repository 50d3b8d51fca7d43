//! The rules, by name and by chance.

use super::*;
use crate::casework::case::Route;
use crate::casework::event::fold;
use crate::casework::{Aggregate, Moment};
use crate::domain::{CaseId, Day, Line, Note, PersonId, StaffId, TeamId};
use proptest::prelude::*;
use uuid::Uuid;

const TODAY: Day = Day::of(2026, 3, 16);

fn now() -> Moment {
    Moment { today: TODAY, now: "2026-03-16T09:00:00Z".parse().unwrap(), author: StaffId::default() }
}

fn person() -> PersonId {
    PersonId::from(Uuid::from_u128(1))
}

fn nominate(days: i32) -> Nominate {
    let on = Some(TODAY.plus_days(days));
    Nominate { person: person(), team: TeamId::default(), route: Route::CareHome, reason: Note::from("Falls"), on }
}

fn nominee() -> Nominee {
    Nominee {
        practice: "A81001".parse().unwrap(),
        objects_to_case_management: false,
        on_register: false,
        died: false,
        left: false,
    }
}

fn made() -> Nomination {
    let facts = Nomination::default().nominate(nominate(-5), nominee(), &now()).unwrap();
    fold(&facts.into_iter().map(|fact| fact.recorded(&now())).collect::<Vec<_>>())
}

fn verdict(accepted: bool, days: i32) -> DecideNomination {
    let decision = if accepted {
        Verdict::Accepted { case: CaseId::default() }
    } else {
        Verdict::NotAccepted { reason: NotAccepted::NoCapacity, words: Line::from("Full") }
    };
    DecideNomination { decision, on: Some(TODAY.plus_days(days)) }
}

#[test]
fn each_rule_by_its_name() {
    let refused = |about: Nominee| Nomination::default().nominate(nominate(0), about, &now()).unwrap_err().rule;
    assert_eq!(refused(Nominee { objects_to_case_management: true, ..nominee() }), "objects_to_case_management");
    assert_eq!(refused(Nominee { died: true, ..nominee() }), "has_died");
    assert_eq!(refused(Nominee { left: true, ..nominee() }), "not_registered");
    assert_eq!(refused(Nominee { on_register: true, ..nominee() }), "on_the_register");
    assert_eq!(Nomination::default().nominate(nominate(1), nominee(), &now()).unwrap_err().rule, "in_the_future");
    assert_eq!(made().nominate(nominate(0), nominee(), &now()).unwrap_err().rule, "already_made");
    assert_eq!(made().decide(verdict(true, 0), None, &now()).unwrap_err().rule, "no_such_case");
    assert_eq!(made().decide(verdict(true, 0), Some(PersonId::default()), &now()).unwrap_err().rule, "no_such_case");
    assert_eq!(made().decide(verdict(false, -6), None, &now()).unwrap_err().rule, "before_nomination");
    assert_eq!(made().decide(verdict(false, 1), None, &now()).unwrap_err().rule, "in_the_future");
    assert_eq!(Nomination::default().decide(verdict(false, 0), None, &now()).unwrap_err().rule, "never_made");
    let withdraw = WithdrawNomination { reason: Line::from("Moved away") };
    assert_eq!(Nomination::default().withdraw(withdraw, &now()).unwrap_err().rule, "never_made");
}

proptest! {
    #[test]
    fn closed_once_and_for_good(steps in proptest::collection::vec((0u8..4, -10i32..3), 0..12)) {
        let (mut nomination, mut events) = (Nomination::default(), vec![]);
        for (what, days) in steps {
            let before = nomination.clone();
            let decided = match what {
                0 => nomination.nominate(nominate(days), nominee(), &now()),
                1 => nomination.withdraw(WithdrawNomination { reason: Line::from("x") }, &now()),
                2 => nomination.decide(verdict(true, days), Some(person()), &now()),
                _ => nomination.decide(verdict(false, days), None, &now()),
            };
            match decided {
                Ok(facts) => for fact in facts {
                    prop_assert!(before.closed.is_none(), "a closed one changed");
                    let event = fact.recorded(&now());
                    nomination.apply(&event);
                    events.push(event);
                },
                Err(refusal) => {
                    prop_assert_ne!(refusal.rule, "");
                    prop_assert_eq!(&nomination, &before);
                }
            }
            if let (Some(on), Some(closed)) = (nomination.on, &nomination.closed) {
                prop_assert!(closed.on >= on);
            }
        }
        prop_assert_eq!(&fold::<Nomination>(&events), &nomination);
    }
}
