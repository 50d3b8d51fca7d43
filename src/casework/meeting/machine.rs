//! The meeting driven through random orders of commands, beside the cases it decides about.

use super::effects::{Setting, applied};
use super::*;
use crate::casework::case::{Case, CaseEvent, EndReason};
use crate::casework::decision::Decision;
use crate::casework::event::fold;
use crate::casework::{Aggregate, Decided, Moment, Recorded, Rules};
use crate::domain::{ActionId, CaseId, Day, MeetingId, PersonId, StaffId};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

const DECISIONS: [Decision; 11] = [
    Decision::Accept,
    Decision::DoNotAccept,
    Decision::Refer,
    Decision::Allocate,
    Decision::StepUp,
    Decision::StepDown,
    Decision::Discharge,
    Decision::Defer,
    Decision::NoFurtherAction,
    Decision::Died,
    Decision::Moved,
];

fn id<T: From<Uuid>>(number: u8) -> T {
    Uuid::from_u128(u128::from(number) + 1).into()
}

/// A command: which, whom it is about, a number for its details, and the days that pass before it.
#[derive(Debug, Clone)]
struct Step {
    command: u8,
    whom: u8,
    detail: u8,
    passing: i32,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (0u8..16, 0u8..4, any::<u8>(), 0i32..3).prop_map(|(command, whom, detail, passing)| Step {
        command,
        whom,
        detail,
        passing,
    });
    prop::collection::vec(step, 1..80)
}

fn review(detail: u8, at: &Moment) -> RecordReview {
    let coin = |bit: u8| detail & (1 << bit) != 0;
    let decision = DECISIONS[usize::from(detail) % DECISIONS.len()];
    let action = AgreeAction { what: "do".into(), owner: id(1), due: at.today.plus_days(i32::from(coin(0)) - 1 + 7) };
    RecordReview {
        situation: "so".into(),
        action_to_date: None,
        update: None,
        next_steps: None,
        decision,
        not_accepted: None,
        route: None,
        coordinator: (coin(1) || decision == Decision::Allocate).then(|| id(detail % 3)),
        replaces_coordinator: coin(2),
        level: (coin(3) || decision == Decision::StepUp).then_some(detail % 4 + 1),
        complexity: None,
        service: (decision == Decision::Refer).then(|| Service::ALL[usize::from(detail) % Service::ALL.len()]),
        referred_to: (coin(4) && decision == Decision::Refer).then(|| "memory clinic".into()),
        end_reason: coin(5).then_some(EndReason::GoalsMet),
        ended_on: None,
        outcome: None,
        close_actions: vec![],
        actions: if coin(6) { vec![action] } else { vec![] },
        next_review: coin(7).then(|| at.today.plus_days(30)),
    }
}

fn decide(meeting: &Meeting, step: &Step, at: &Moment) -> Decided<MeetingEvent> {
    let person: PersonId = id(step.whom);
    let reason = || "why".into();
    let attendee = |apologies| Attendee {
        staff: Some(id(step.detail % 3)),
        name: None,
        profession: Profession::Gp,
        organisation: None,
        role: MeetingRole::Chair,
        apologies,
    };
    match step.command {
        0 => meeting.plan(
            PlanMeeting {
                team: id(0),
                kind: MeetingKind::CommunityMdt,
                on: at.today.plus_days(i32::from(step.detail % 5)),
                next_on: Some(at.today.plus_days(i32::from(step.detail % 11))),
                place: None,
            },
            &Rules::default(),
            at,
        ),
        1 => meeting.move_to(
            MoveMeeting { on: at.today.plus_days(i32::from(step.detail % 3) - 1), next_on: None },
            &Rules::default(),
            at,
        ),
        2 | 3 => {
            let late_reason = step.detail.is_multiple_of(2).then(reason);
            meeting.add(AddItem { person, reason: reason(), late_reason }, None, at)
        }
        4 => {
            let found = |why| Listing { carried: 1, ..Listing::of(person, why) };
            let whys = [Why::Nominated { on: at.today }, Why::CarriedOver { from: id(9), on: at.today }];
            meeting.fill(whys.map(found).to_vec(), at)
        }
        5 => meeting.remove(person, RemoveItem { reason: reason() }, at),
        6 => meeting.order(OrderAgenda { people: vec![person] }, at),
        7 | 8 => meeting.open(at),
        9 => meeting.set_attendance(SetAttendance { attendees: vec![attendee(step.detail.is_multiple_of(4))] }, at),
        10 => meeting.carry_over(person, CarryOver { reason: reason() }, at),
        11 => {
            let words = AmendWords { situation: "other".into(), action_to_date: None, update: None, next_steps: None };
            meeting.amend_words(person, words, at)
        }
        12 => meeting.close(at),
        13 => meeting.cancel(CancelMeeting { reason: reason() }, at),
        _ => meeting.write_addendum(WriteAddendum { person: Some(person), text: "more".into() }, at),
    }
}

/// What holds of every meeting, whatever was asked of it.
fn check(meeting: &Meeting) {
    let mut people: Vec<PersonId> = meeting.items.iter().map(|item| item.person).collect();
    people.sort();
    people.dedup();
    assert_eq!(people.len(), meeting.items.len(), "one item a person");
    for item in &meeting.items {
        assert!(!item.why.is_empty(), "nobody is there without a reason");
        assert!(item.minutes.is_none() || item.listed(), "a review is never taken off");
        assert!(item.minutes.is_none() || item.carried_over.is_none(), "discussed or carried over, not both");
    }
    if let (Some(on), Some(next)) = (meeting.on, meeting.next_on) {
        assert!(next > on);
    }
    match meeting.state {
        MeetingState::Closed => {
            assert!(meeting.undecided().is_empty());
            assert!(meeting.attendees.iter().any(|attendee| !attendee.apologies));
        }
        MeetingState::Planned | MeetingState::Cancelled => {
            assert!(meeting.items.iter().all(|item| item.minutes.is_none()));
            assert!(meeting.addenda.is_empty());
        }
        MeetingState::Open => assert!(meeting.addenda.is_empty()),
    }
}

/// Reviews of a person: in the meeting and in the case, or in neither.
fn reviewed(meeting: &Meeting, case: &Case, step: &Step, at: &Moment) -> (Decided<MeetingEvent>, Decided<CaseEvent>) {
    let person: PersonId = id(step.whom);
    let wanted = review(step.detail, at);
    let ids: Vec<ActionId> = wanted.actions.iter().map(|_| ActionId::new()).collect();
    let decided = meeting.review(person, &wanted, Some(id::<CaseId>(step.whom)), &ids, at);
    let (Some(on), Some(item)) = (meeting.on, meeting.item(person)) else { return (decided, Ok(vec![])) };
    let setting = Setting {
        meeting: id::<MeetingId>(9),
        kind: meeting.kind,
        on,
        team: meeting.team,
        person,
        practice: "A81001".parse().unwrap(),
    };
    (decided, applied(case, &wanted, item, &setting, &ids, at))
}

proptest! {
    #[test]
    fn random_orders_keep_every_rule(steps in steps()) {
        let begin: DateTime<Utc> = "2026-01-05T09:00:00Z".parse().unwrap();
        let mut at = Moment { today: Day::of(2026, 1, 5), now: begin, author: id::<StaffId>(7) };
        let mut meeting = Meeting::default();
        let mut recorded: Vec<Recorded<MeetingEvent>> = vec![];
        let mut cases: [Case; 4] = std::array::from_fn(|_| Case::default());
        for step in &steps {
            at.today = at.today.plus_days(step.passing);
            at.now += TimeDelta::days(i64::from(step.passing));
            let before = meeting.clone();
            let (decided, effects) = if step.command == 15 {
                reviewed(&meeting, &cases[usize::from(step.whom)], step, &at)
            } else {
                (decide(&meeting, step, &at), Ok(vec![]))
            };
            // As in one transaction: a refusal of either leaves both as they were.
            let (Ok(facts), Ok(effects)) = (decided, effects) else {
                prop_assert_eq!(&meeting, &before);
                continue;
            };
            for fact in facts {
                let event = fact.recorded(&at);
                meeting.apply(&event);
                recorded.push(event);
            }
            let case = &mut cases[usize::from(step.whom)];
            for fact in effects {
                case.apply(&fact.recorded(&at));
            }
            check(&meeting);
            prop_assert!(case.coordinators.iter().filter(|span| span.until.is_none()).count() <= 1);
            prop_assert!(case.ended.as_ref().is_none_or(|ended| Some(ended.on) >= case.start));
            prop_assert!(case.ended.is_none() || case.open_actions().next().is_none());
            if before.state == MeetingState::Closed {
                prop_assert_eq!((&meeting.items, &meeting.attendees), (&before.items, &before.attendees), "closed stays closed");
                prop_assert!(meeting.addenda.starts_with(&before.addenda));
            }
        }
        prop_assert_eq!(fold::<Meeting>(&recorded), meeting);
        let written = serde_json::to_string(&recorded.iter().map(|event| &event.event).collect::<Vec<_>>()).unwrap();
        let read: Vec<MeetingEvent> = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(read, recorded.iter().map(|event| event.event.clone()).collect::<Vec<_>>(), "events survive being written");
    }

    #[test]
    fn filling_twice_adds_nothing(whom in prop::collection::vec((0u8..6, 0u8..4), 0..20)) {
        let at = Moment { today: Day::of(2026, 1, 5), now: "2026-01-05T09:00:00Z".parse().unwrap(), author: id(7) };
        let mut meeting = Meeting::default();
        let plan = PlanMeeting { team: id(0), kind: MeetingKind::default(), on: at.today, next_on: None, place: None };
        let found: Vec<Listing> = whom
            .iter()
            .map(|&(person, day)| Listing::of(id(person), Why::ReviewDue { due: at.today.plus_days(i32::from(day)) }))
            .collect();
        for fact in meeting.plan(plan, &Rules::default(), &at).unwrap() {
            meeting.apply(&fact.recorded(&at));
        }
        for fact in meeting.fill(found.clone(), &at).unwrap() {
            meeting.apply(&fact.recorded(&at));
        }
        prop_assert!(found.iter().all(|listing| meeting.item(listing.person).is_some_and(|item| item.why.contains(&listing.why[0]))));
        prop_assert_eq!(meeting.fill(found, &at).unwrap(), vec![]);
    }
}
