//! Random orders of commands.

use super::*;
use crate::casework::event::fold;
use crate::casework::{Aggregate, Moment, Recorded, Refusal};
use crate::domain::{Day, Line, StaffId};
use proptest::prelude::*;
use uuid::Uuid;

const TODAY: Day = Day::of(2026, 3, 16);

fn at() -> Moment {
    Moment { today: TODAY, now: chrono::DateTime::UNIX_EPOCH, author: StaffId::default() }
}

fn named(gp: u128, practice: u8) -> Named {
    Named {
        person: Uuid::from_u128(1).into(),
        gp: Uuid::from_u128(gp).into(),
        practice: format!("A8100{practice}").parse().unwrap(),
        chosen: ChosenBy::Hand,
        reason: Line::from("asked for"),
    }
}

#[derive(Debug, Clone)]
enum Command {
    Assign(u128, u8, Day),
    Tell(Option<Day>),
    End(EndedBecause, Day),
}

fn commands() -> impl Strategy<Value = Command> {
    let day = || (-20i32..3).prop_map(|days| TODAY.plus_days(days));
    prop_oneof![
        (1u128..4, 1u8..3, day()).prop_map(|(gp, practice, from)| Command::Assign(gp, practice, from)),
        proptest::option::of(day()).prop_map(Command::Tell),
        (prop_oneof![Just(EndedBecause::PracticeChanged), Just(EndedBecause::Died)], day())
            .prop_map(|(because, on)| Command::End(because, on)),
    ]
}

proptest! {
    #[test]
    fn whatever_is_wanted_the_history_holds(wanted in proptest::collection::vec(commands(), 0..30)) {
        let mut state = AccountableGp::default();
        let mut events: Vec<Recorded<AccountableGpEvent>> = vec![];
        for command in wanted {
            let decided = match command {
                Command::Assign(gp, practice, from) => state.assign(named(gp, practice), from, &at()),
                Command::Tell(on) => state.tell(&TellPerson { way: Way::Letter, on }, &at()),
                Command::End(because, on) => state.end(because, on, &at()),
            };
            for fact in decided.unwrap_or_default() {
                prop_assert!(fact.happened_on <= TODAY);
                let recorded = fact.recorded(&at());
                state.apply(&recorded);
                events.push(recorded);
            }
            prop_assert_eq!(&fold::<AccountableGp>(&events), &state);
            let spans = &state.spans;
            prop_assert!(spans.iter().filter(|span| span.until.is_none()).count() <= 1);
            prop_assert!(spans.iter().all(|span| span.until.is_none_or(|until| until >= span.from)));
            prop_assert!(spans.windows(2).all(|pair| pair[0].until.is_some_and(|until| until <= pair[1].from)));
            prop_assert!(spans.iter().all(|span| span.told.is_none_or(|told| told.on >= span.from)));
            for day in (-25..3).map(|days| TODAY.plus_days(days)) {
                let holders = spans.iter().filter(|span| span.from <= day && span.until.is_none_or(|until| day < until)).count();
                prop_assert!(holders <= 1, "{} holders on {}", holders, day);
                prop_assert_eq!(holders == 1, state.on(day).is_some());
            }
        }
    }
}

fn rule(refused: Result<impl std::fmt::Debug, Refusal>) -> &'static str {
    refused.unwrap_err().rule
}

#[test]
fn refuses_by_name() {
    let tell = |on| TellPerson { way: Way::Letter, on };
    let mut state = AccountableGp::default();
    assert_eq!(rule(state.tell(&tell(None), &at())), "no_accountable_gp");
    assert_eq!(rule(state.end(EndedBecause::Died, TODAY, &at())), "no_accountable_gp");
    assert_eq!(rule(state.assign(named(1, 1), TODAY.plus_days(1), &at())), "in_the_future");
    let take = |state: &mut AccountableGp, decided: crate::casework::Decided<_>| {
        decided.unwrap().into_iter().for_each(|fact| state.apply(&fact.recorded(&at())));
    };
    let decided = state.assign(named(1, 1), TODAY.plus_days(-5), &at());
    take(&mut state, decided);
    assert_eq!(rule(state.assign(named(1, 1), TODAY, &at())), "same_gp");
    assert_eq!(rule(state.assign(named(2, 1), TODAY.plus_days(-6), &at())), "before_last_gp");
    assert_eq!(rule(state.tell(&tell(Some(TODAY.plus_days(-6))), &at())), "told_before_assigned");
    assert_eq!(rule(state.tell(&tell(Some(TODAY.plus_days(1))), &at())), "in_the_future");
    let decided = state.tell(&tell(None), &at());
    take(&mut state, decided);
    assert_eq!(rule(state.tell(&tell(None), &at())), "told_already");
    assert_eq!(rule(state.end(EndedBecause::Died, TODAY.plus_days(-6), &at())), "before_last_gp");
    assert!(state.assign(named(1, 2), TODAY, &at()).is_ok(), "the same GP at another practice is another time");
    assert_eq!(state.first_told(&"A81001".parse().unwrap()), Some(TODAY));
}
