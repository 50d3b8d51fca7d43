//! The case driven through random orders of commands on random days.

use super::*;
use crate::casework::decision::Decision;
use crate::casework::event::{fold, fold_as_known};
use crate::casework::plan::Place;
use crate::casework::{Aggregate, Decided, Moment, Recorded};
use crate::domain::{ActionId, ContactId, Day, StaffId, TeamId};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

const BEGIN: Day = Day::of(2026, 1, 1);
const DECISIONS: [Decision; 3] = [Decision::StepUp, Decision::Defer, Decision::NoFurtherAction];
const REACHED: [Reached; 3] = [Reached::Person, Reached::Carer, Reached::Nobody];

fn id<T: From<Uuid>>(number: u8) -> T {
    Uuid::from_u128(u128::from(number)).into()
}

/// A command: which, two small numbers for what it names, a day before or after today, and the days that pass before it.
#[derive(Debug, Clone)]
struct Step {
    command: u8,
    one: u8,
    other: u8,
    day: i32,
    passing: i32,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (0u8..19, 0u8..6, 0u8..6, -12i32..3, 0i32..6).prop_map(|(command, one, other, day, passing)| Step {
        command,
        one,
        other,
        day,
        passing,
    });
    prop::collection::vec(step, 1..60)
}

/// How a case ends: some ways that the rules refuse too.
fn end(step: &Step) -> (EndReason, Option<Place>) {
    let reason = if step.one < 3 { EndReason::Died } else { EndReason::Moved };
    let place = [None, None, Some(Place::Hospital), Some(Place::Home), None, Some(Place::NoPreference)];
    (reason, place[usize::from(step.other)])
}

fn decide(case: &Case, step: &Step, at: &Moment) -> Decided<CaseEvent> {
    let day = at.today.plus_days(step.day);
    let staff = |number: u8| -> StaffId { id(number % 3) };
    let contact = || case.contacts.get(usize::from(step.one)).map_or(id::<ContactId>(99), |contact| contact.id);
    let action = || case.actions.get(usize::from(step.one)).map_or(id::<ActionId>(99), |action| action.id);
    let how = if step.other == 5 { How::None } else { How::Visit };
    let reached = REACHED[usize::from(step.one) % 3];
    let next_contact = step.other.is_multiple_of(2).then(|| at.today.plus_days(step.day + i32::from(step.one) - 1));
    match step.command {
        0 => {
            let wanted = OpenCase { person: id(1), team: id(1), route: Route::Risk, reason: "why".into(), start: Some(day) };
            case.open(wanted, "A81001".parse().unwrap(), at)
        }
        1 => case.set_coordinator(SetCoordinator { coordinator: staff(step.one), from: Some(day), reason: "why".into() }, at),
        2 => {
            case.set_lead(SetLead { lead: (step.other > 2).then(|| staff(step.one)), from: Some(day), reason: "why".into() }, at)
        }
        3 => {
            let team: TeamId = id(step.one % 3);
            let coordinator = (step.other > 2).then(|| staff(step.other));
            case.move_team(MoveTeam { team, coordinator, from: Some(day), reason: "why".into() }, at)
        }
        4 => case.set_level(step.one, step.other, at),
        5 | 6 => case.add_action(ActionId::new(), AddAction { what: "x".into(), owner: staff(step.one), due: day }, at),
        7 | 8 => {
            let closing = match step.other {
                0 | 1 => Closing::Done,
                2 => Closing::Cancelled,
                other => Closing::HandedOver { to: staff(other) },
            };
            case.close_action(action(), CloseAction { closing, outcome: "x".into(), on: Some(day) }, at)
        }
        9 | 10 => {
            let wanted = RecordContact { on: Some(day), how, reached, by: None, summary: "x".into(), next_contact };
            case.record_contact(ContactId::new(), wanted, at)
        }
        11 => {
            let wanted = CorrectContact { on: day, how, reached, by: None, summary: "y".into(), next_contact, why: "z".into() };
            case.correct_contact(contact(), wanted, at)
        }
        12 if step.other < 3 => case.add_to_contact(contact(), AddToContact { note: "x".into() }, at),
        12 => case.contact_in_error(contact(), Why { why: "x".into() }, at),
        13 => case.schedule_review(day, at),
        14 => case.review(day, None, DECISIONS[usize::from(step.one) % 3], at),
        15 => {
            let (reason, died_at) = end(step);
            case.end(EndCase { reason, outcome: "x".into(), on: Some(day), died_at }, at)
        }
        16 => case.correct_start(CorrectStart { start: day, why: "x".into() }, at),
        17 if step.other < 3 => {
            let (reason, died_at) = end(step);
            let wanted = CorrectEnd { on: day, reason, outcome: "x".into(), died_at, why: "y".into() };
            case.correct_end(wanted, at)
        }
        17 => case.withdraw_end(Why { why: "x".into() }, at),
        _ => case.enter_in_error(Why { why: "x".into() }, at),
    }
}

/// What holds of every case that the rules let come about.
fn holds(case: &Case, today: Day) {
    let Some(start) = case.start else {
        assert_eq!(case, &Case::default(), "nothing happens to a case that was never opened");
        return;
    };
    let end = case.ended.as_ref().map(|ended| ended.on);
    assert!(start <= today && end.is_none_or(|end| start <= end && end <= today));
    let within = |day: Day| start <= day && day <= end.unwrap_or(today);
    assert!(case.contacts.iter().filter(|contact| contact.in_error.is_none()).all(|contact| within(contact.entry.on)));
    assert!(case.reviews.iter().all(|review| within(review.on)));
    assert!(case.teams.iter().all(|(from, _)| within(from)));
    assert!(case.coordinators.iter().all(|span| within(span.from) && span.until.is_none_or(within)));
    assert!(case.coordinators.iter().all(|span| span.until.is_none_or(|until| span.from <= until)));
    // One current coordinator at most, the last; each follows on the one before.
    assert!(case.coordinators.iter().rev().skip(1).all(|span| span.until.is_some()));
    assert!(case.coordinators.windows(2).all(|pair| pair[0].until == Some(pair[1].from)));
    assert!(case.is_open() || case.coordinator().is_none());
    if let Some(Ended { reason, died_at: Some(place), .. }) = &case.ended {
        assert!(*reason == EndReason::Died && *place != Place::NoPreference);
    }
    if end.is_some() {
        assert_eq!(case.open_actions().count(), 0);
    }
    for action in &case.actions {
        assert_eq!(action.closed_on.is_some(), action.status != ActionStatus::Open);
        assert!(action.closed_on.is_none_or(|closed| action.added_on <= closed && closed <= today));
        assert_eq!(action.late, action.status == ActionStatus::Done && action.closed_on > Some(action.due));
    }
    assert!(case.next_contact().is_none_or(|next| next > start));
    // Told as of today, it is what it is; told earlier, it was never more than it is.
    if case.in_error.is_none() {
        let now = case.as_of(today).unwrap();
        assert_eq!((&now.ended, &now.coordinators, &now.contacts), (&case.ended, &case.coordinators, &case.contacts));
        assert_eq!((now.team, now.level, now.next_review), (case.team, case.level, case.next_review));
        assert_eq!(case.as_of(start.plus_days(-1)), None);
        for ago in 0..20 {
            let day = today.plus_days(-ago);
            let Some(then) = case.as_of(day) else { continue };
            assert_eq!(case.on_register(day), then.ended.is_none());
            assert!(then.contacts.iter().all(|contact| contact.entry.on <= day));
            assert!(then.actions.iter().all(|action| action.added_on <= day && action.closed_on.is_none_or(|on| on <= day)));
            let holder = |span: &&CoordinatorSpan| span.from <= day && span.until.is_none_or(|until| until > day);
            assert!(case.coordinators.iter().filter(holder).count() <= 1);
            assert_eq!(then.coordinator(), case.coordinators.iter().find(holder).map(|span| span.coordinator));
        }
    } else {
        assert!(!case.on_register(today) && case.as_of(today).is_none());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_commands_keeps_the_case_whole(steps in steps()) {
        let mut now: DateTime<Utc> = "2026-01-20T12:00:00Z".parse().unwrap();
        let mut today = BEGIN.plus_days(19);
        let (mut case, mut events): (Case, Vec<Recorded<CaseEvent>>) = (Case::default(), vec![]);
        let mut known: Vec<(DateTime<Utc>, Case)> = vec![];
        // A case is there to begin with; opening it again is among the commands that are refused.
        let open = Step { command: 0, one: 0, other: 0, day: -8, passing: 0 };
        for step in std::iter::once(&open).chain(&steps) {
            today = today.plus_days(step.passing);
            now += TimeDelta::days(i64::from(step.passing)) + TimeDelta::microseconds(1);
            let at = Moment { today, now, author: id(7) };
            let before = case.clone();
            match decide(&case, step, &at) {
                Err(refusal) => {
                    prop_assert_eq!(&case, &before, "a refusal changes nothing");
                    prop_assert!(!refusal.rule.is_empty() && refusal.rule.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'));
                    prop_assert!(!refusal.words.is_empty());
                }
                Ok(facts) => {
                    prop_assert!(!facts.is_empty());
                    for fact in facts {
                        prop_assert!(fact.happened_on <= today, "nothing is recorded of the future");
                        let recorded = fact.recorded(&at);
                        // As it is written and read back.
                        let json = serde_json::to_value(&recorded.event).unwrap();
                        let event = serde_json::from_value(json).unwrap();
                        let recorded = Recorded { event, ..recorded };
                        prop_assert!(!in_words(&recorded, |_| "N".into()).is_empty());
                        case.apply(&recorded);
                        events.push(recorded);
                    }
                }
            }
            holds(&case, today);
            known.push((now, case.clone()));
        }
        prop_assert_eq!(&fold::<Case>(&events), &case, "the state is the fold of its events");
        for (instant, then) in known {
            prop_assert_eq!(fold_as_known::<Case>(&events, instant), then, "what was known is never lost");
        }
    }
}
