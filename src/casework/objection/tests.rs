//! The rules, by name and by chance.

use super::*;
use crate::casework::event::fold;
use crate::domain::StaffId;
use proptest::prelude::*;

const TODAY: Day = Day::of(2026, 3, 16);
const KIND: ObjectionKind = ObjectionKind::CaseManagement;

fn now() -> Moment {
    Moment { today: TODAY, now: "2026-03-16T09:00:00Z".parse().unwrap(), author: StaffId::default() }
}

fn span(source: Source, from: i32, withdrawn: Option<i32>) -> ObjectionSpan {
    let day = |days| TODAY.plus_days(days);
    ObjectionSpan { kind: KIND, from: day(from), withdrawn_on: withdrawn.map(day), source, recorded_at: now().now }
}

#[test]
fn the_latest_event_wins() {
    use Source::{Published, Recorded};
    let stands = |spans: &[ObjectionSpan]| standing(spans, KIND, TODAY).is_some();
    assert!(stands(&[span(Published, -100, None)]));
    assert!(!stands(&[span(Published, -100, None), span(Recorded, -100, Some(-10))]), "withdrawn at the door");
    assert!(stands(&[span(Published, -5, None), span(Recorded, -100, Some(-10))]), "objected again since");
    assert!(!stands(&[span(Recorded, -100, None), span(Published, -50, Some(-10))]), "withdrawn in the extract");
    assert!(stands(&[span(Recorded, -10, None), span(Published, -50, Some(-10))]), "the door wins on the same day");
    assert!(!stands(&[span(Published, -10, None), span(Recorded, -10, Some(-10))]), "the door wins on the same day");
    assert!(!stands(&[span(Published, 1, None)]), "not yet");
    assert!(stands(&[span(Published, -10, Some(1))]), "still");
    assert_eq!(standing(&[span(Published, -10, None)], ObjectionKind::Type1, TODAY), None);
}

#[test]
fn each_rule_by_its_name() {
    let (state, who) = (Objections::default(), PersonId::default());
    let object = |days| RecordObjection { kind: KIND, from: Some(TODAY.plus_days(days)) };
    let withdraw = |days| WithdrawObjection { on: Some(TODAY.plus_days(days)) };
    assert_eq!(state.object(who, object(1), &[], &now()).unwrap_err().rule, "in_the_future");
    assert_eq!(state.withdraw(who, KIND, withdraw(0), &[], &now()).unwrap_err().rule, "no_objection");
    let published = [span(Source::Published, -10, None)];
    assert_eq!(state.object(who, object(0), &published, &now()).unwrap_err().rule, "objects_already");
    assert_eq!(state.withdraw(who, KIND, withdraw(-11), &published, &now()).unwrap_err().rule, "end_before_start");
    assert_eq!(state.withdraw(who, KIND, withdraw(1), &published, &now()).unwrap_err().rule, "in_the_future");
    let ended = [span(Source::Published, -10, Some(-5))];
    assert_eq!(state.object(who, object(-6), &ended, &now()).unwrap_err().rule, "before_last_withdrawal");
}

proptest! {
    #[test]
    fn what_was_asked_for_holds_at_once(
        published in proptest::collection::vec((-40i32..5, proptest::option::of(0i32..20)), 0..3),
        steps in proptest::collection::vec((any::<bool>(), -40i32..3), 0..20),
    ) {
        let published: Vec<_> = published.into_iter().map(|(from, length)| span(Source::Published, from, length.map(|l| from + l))).collect();
        let (mut state, mut events, who) = (Objections::default(), vec![], PersonId::default());
        for (objects, days) in steps {
            let (before, on) = (state.clone(), Some(TODAY.plus_days(days)));
            let decided = if objects {
                state.object(who, RecordObjection { kind: KIND, from: on }, &published, &now())
            } else {
                state.withdraw(who, KIND, WithdrawObjection { on }, &published, &now())
            };
            match decided {
                Ok(facts) => {
                    for fact in facts {
                        let event = fact.recorded(&now());
                        state.apply(&event);
                        events.push(event);
                    }
                    prop_assert_eq!(standing(&state.with(&published), KIND, TODAY).is_some(), objects);
                }
                Err(_) => prop_assert_eq!(&state, &before),
            }
            prop_assert!(state.spans.iter().all(|span| span.withdrawn_on.is_none_or(|withdrawn| withdrawn >= span.from)));
        }
        prop_assert_eq!(&fold::<Objections>(&events), &state);
    }
}
