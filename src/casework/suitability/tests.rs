//! The rules, by name and by chance.

use super::*;
use crate::casework::event::fold;
use proptest::prelude::*;

const TODAY: Day = Day::of(2026, 3, 16);

fn at(today: Day) -> Moment {
    Moment { today, now: "2026-03-16T09:00:00Z".parse().unwrap(), author: StaffId::default() }
}

fn say(until: Day) -> SayNotSuitable {
    SayNotSuitable { reason: UnsuitableReason::Passing, words: Line::from("Chest infection"), until }
}

#[test]
fn each_rule_by_its_name_and_it_expires_by_itself() {
    let mut state = Suitability::default();
    let who = PersonId::default();
    assert_eq!(state.say(who, say(TODAY), &at(TODAY)).unwrap_err().rule, "until_in_the_past");
    assert_eq!(state.say(who, say(TODAY.plus_days(LONGEST_DAYS + 1)), &at(TODAY)).unwrap_err().rule, "until_too_far");
    let lift = || LiftUnsuitable { reason: Line::from("Well") };
    assert_eq!(state.lift(lift(), &at(TODAY)).unwrap_err().rule, "nothing_to_lift");
    for fact in state.say(who, say(TODAY.plus_days(10)), &at(TODAY)).unwrap() {
        state.apply(&fact.recorded(&at(TODAY)));
    }
    assert_eq!(state.say(who, say(TODAY.plus_days(20)), &at(TODAY)).unwrap_err().rule, "not_suitable_already");
    assert!(state.unsuitable(TODAY.plus_days(9)).is_some());
    assert!(state.unsuitable(TODAY.plus_days(10)).is_none());
    assert_eq!(state.lift(lift(), &at(TODAY.plus_days(10))).unwrap_err().rule, "nothing_to_lift");
    assert!(state.say(who, say(TODAY.plus_days(30)), &at(TODAY.plus_days(10))).is_ok());
}

proptest! {
    #[test]
    fn one_thing_holds_at_a_time(steps in proptest::collection::vec((any::<bool>(), 0i32..8, -3i32..900), 0..25)) {
        let (mut state, mut events, mut today) = (Suitability::default(), vec![], TODAY);
        for (speaks, later, until) in steps {
            today = today.plus_days(later);
            let before = state.clone();
            let decided = if speaks {
                state.say(PersonId::default(), say(today.plus_days(until)), &at(today))
            } else {
                state.lift(LiftUnsuitable { reason: Line::from("x") }, &at(today))
            };
            match decided {
                Ok(facts) => for fact in facts {
                    let event = fact.recorded(&at(today));
                    state.apply(&event);
                    events.push(event);
                },
                Err(_) => prop_assert_eq!(&state, &before),
            }
            prop_assert!((0..100).all(|days| state.said.iter().filter(|said| said.holds(TODAY.plus_days(days))).count() <= 1));
        }
        prop_assert_eq!(&fold::<Suitability>(&events), &state);
    }
}
