//! A stay driven through random orders of happenings.

use super::*;
use crate::casework::event::fold;
use crate::casework::{Aggregate, Decided, Fact, Moment, Recorded, Rules};
use crate::domain::{Day, Line, Note, PersonId, StaffId, StayId};
use proptest::prelude::*;

const START: i32 = Day::of(2026, 3, 16).number();

#[derive(Debug, Clone)]
enum Step {
    Admit(Option<i32>),
    Happen(Happening),
    Import(Happening),
    Plan,
    Contact(ContactState, i32, bool),
    Readmitted(i32),
    Error,
    Wait,
}

fn day() -> impl Strategy<Value = Day> {
    (-4i32..24).prop_map(|after| Day::from_number(START + after))
}

fn happening() -> impl Strategy<Value = Happening> {
    let reason = prop_oneof![Just(DelayReason::NursingHome), Just(DelayReason::Disputes), Just(DelayReason::Other)];
    let method = AdmissionMethod::read("21").unwrap();
    let destination = prop_oneof![Just("19"), Just("54")].prop_map(|code| DischargeDestination::read(code).unwrap());
    prop_oneof![
        day().prop_map(move |on| Happening::Admitted { on, method, ward: None, expected_discharge: None }),
        day().prop_map(|on| Happening::WardChanged { on, ward: "Ash".into() }),
        (day(), proptest::option::of(day()))
            .prop_map(|(on, expected_discharge)| Happening::ExpectedDischargeSet { on, expected_discharge }),
        (day(), reason).prop_map(|(on, reason)| Happening::Delayed { on, reason }),
        day().prop_map(|on| Happening::DelayEnded { on }),
        day().prop_map(|on| Happening::DischargeNotified { on }),
        day().prop_map(|on| Happening::DischargeCancelled { on }),
        (day(), destination).prop_map(|(on, destination)| Happening::Discharged {
            on,
            destination,
            method: DischargeMethod::read("1").unwrap()
        }),
        day().prop_map(|on| Happening::Died { on }),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let state = prop_oneof![Just(ContactState::Done), Just(ContactState::Attempted), Just(ContactState::NotNeeded)];
    prop_oneof![
        2 => proptest::option::of(-3i32..5).prop_map(Step::Admit),
        10 => happening().prop_map(Step::Happen),
        1 => happening().prop_map(Step::Import),
        1 => Just(Step::Plan),
        4 => (state, 0i32..20, any::<bool>()).prop_map(|(state, on, note)| Step::Contact(state, on, note)),
        1 => (0i32..20).prop_map(Step::Readmitted),
        1 => Just(Step::Error),
        5 => Just(Step::Wait),
    ]
}

fn decide(stay: &Stay, step: Step, deadlines: &Deadlines, at: &Moment) -> Decided<StayEvent> {
    let day = |after: i32| Day::from_number(START + after);
    match step {
        Step::Admit(after) => {
            let wanted = Admit {
                provider: "RX1".parse().unwrap(),
                spell: None,
                method: AdmissionMethod::read("21").unwrap(),
                on: Some(day(0)),
                ward: None,
                expected_discharge: after.map(day),
            };
            stay.admit(PersonId::new(), wanted, Source::Feed, at)
        }
        Step::Happen(what) => stay.happen(what, deadlines, at),
        Step::Import(what) => stay.end_as_imported(what, deadlines, at),
        Step::Plan => stay.set_plan(SetPlan { plan: "Stairs first".into() }, at),
        Step::Contact(state, on, note) => {
            stay.contact_after(RecordContact { state, on: Some(day(on)), note: note.then(|| Note::from("Well")) }, at)
        }
        Step::Readmitted(on) => Ok(stay.readmitted(day(on).min(at.today), StayId::new())),
        Step::Error => stay.enter_in_error(EnterInError { reason: Line::from("Somebody else") }, at),
        Step::Wait => Ok(vec![]),
    }
}

/// What must hold of any stay, whatever happened.
fn check(stay: &Stay, today: Day) {
    let Some(admission) = &stay.admission else {
        assert_eq!(stay, &Stay::default(), "nothing happens before an admission");
        return;
    };
    assert!(stay.person.is_some());
    for delay in &stay.delays {
        assert!(delay.since >= admission.on && delay.until.is_none_or(|until| until >= delay.since));
    }
    let (_, earlier) = stay.delays.split_last().map_or((None, &[][..]), |(last, earlier)| (Some(last), earlier));
    assert!(earlier.iter().all(|delay| delay.until.is_some()), "one delay at a time");
    assert!(stay.delays.is_sorted_by_key(|delay| delay.since));
    assert!(stay.expected_discharge.is_none_or(|day| day >= admission.on));
    if let Some(notice) = stay.notice {
        assert!(notice.on >= admission.on && notice.on <= today && notice.contact_due > notice.on);
    }
    assert!(stay.notice.is_some() || stay.contacts.is_empty(), "contacts belong to a notification that stands");
    if let Some(end) = stay.end {
        assert!(end.on() >= admission.on && end.on() <= today && stay.delay().is_none());
        assert!(stay.delays.iter().all(|delay| delay.since <= end.on()));
    }
    let done = stay.contacts.iter().filter(|contact| contact.state == ContactState::Done).count();
    assert!(done <= 1 && stay.contacts.iter().all(|contact| contact.on <= today));
    assert!(!(stay.is_open() && stay.in_error.is_some()));
}

proptest! {
    #[test]
    fn any_order_of_happenings_keeps_the_stay_whole(steps in proptest::collection::vec(step(), 1..60)) {
        let deadlines = Deadlines::of(&Rules::default());
        let mut at = Moment { today: Day::from_number(START), now: chrono::DateTime::UNIX_EPOCH, author: StaffId::default() };
        let (mut stay, mut log): (Stay, Vec<Recorded<StayEvent>>) = Default::default();
        for step in steps {
            if matches!(step, Step::Wait) {
                at.today = at.today.plus_days(1);
                at.now += chrono::TimeDelta::days(1);
            }
            let before = stay.clone();
            match decide(&stay, step, &deadlines, &at) {
                Ok(facts) => {
                    prop_assert!(before.in_error.is_none() || facts.is_empty(), "an error stays one");
                    for fact in facts.into_iter().map(|fact: Fact<StayEvent>| fact.recorded(&at)) {
                        prop_assert!(fact.happened_on <= at.today);
                        stay.apply(&fact);
                        log.push(fact);
                    }
                }
                Err(refusal) => {
                    prop_assert!(!refusal.words.is_empty());
                    prop_assert_eq!(&before, &stay);
                }
            }
            check(&stay, at.today);
        }
        prop_assert_eq!(&fold::<Stay>(&log), &stay);
        // An event is written and read back as it was.
        for recorded in &log {
            let text = serde_json::to_string(&recorded.event).unwrap();
            prop_assert_eq!(&serde_json::from_str::<StayEvent>(&text).unwrap(), &recorded.event);
        }
    }
}
