//! Every refusal, by name.

use crate::casework::case::*;
use crate::casework::decision::Decision;
use crate::casework::plan::Place;
use crate::casework::{Aggregate, Decided, Moment};
use crate::domain::{ActionId, ContactId, Day};
use serde_json::{Value, json};
use uuid::Uuid;

const START: Day = Day::of(2026, 3, 2);
const TODAY: Day = Day::of(2026, 3, 16);

fn at() -> Moment {
    Moment { today: TODAY, now: "2026-03-16T12:00:00Z".parse().unwrap(), author: Uuid::from_u128(7).into() }
}

fn staff(number: u128) -> Value {
    json!(Uuid::from_u128(number))
}

fn read<T: serde::de::DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).unwrap()
}

fn day(days: i32) -> Value {
    json!(START.plus_days(days))
}

/// Applies commands to a case, as the tests name them.
fn try_on(case: &Case, command: &str, body: Value) -> Decided<CaseEvent> {
    let (at, action, contact) = (at(), ActionId::from(Uuid::from_u128(50)), ContactId::from(Uuid::from_u128(60)));
    match command {
        "open" => case.open(read(body), "A81001".parse().unwrap(), &at),
        "coordinator" => case.set_coordinator(read(body), &at),
        "lead" => case.set_lead(read(body), &at),
        "team" => case.move_team(read(body), &at),
        "level" => case.set_level(body[0].as_u64().unwrap() as u8, body[1].as_u64().unwrap() as u8, &at),
        "act" => case.add_action(action, read(body), &at),
        "close" => case.close_action(action, read(body), &at),
        "close another" => case.close_action(ActionId::from(Uuid::from_u128(51)), read(body), &at),
        "contact" => case.record_contact(contact, read(body), &at),
        "correct contact" => case.correct_contact(contact, read(body), &at),
        "correct another" => case.correct_contact(ContactId::from(Uuid::from_u128(61)), read(body), &at),
        "add to contact" => case.add_to_contact(contact, read(body), &at),
        "contact in error" => case.contact_in_error(contact, read(body), &at),
        "schedule" => case.schedule_review(read(body), &at),
        "review" => case.review(read(body), None, Decision::StepDown, &at),
        "end" => case.end(read(body), &at),
        "correct start" => case.correct_start(read(body), &at),
        "correct end" => case.correct_end(read(body), &at),
        "withdraw end" => case.withdraw_end(read(body), &at),
        "in error" => case.enter_in_error(read(body), &at),
        other => unreachable!("{other}"),
    }
}

/// The case that `commands` make, the first of which opens it.
fn made(commands: &[(&str, Value)]) -> Case {
    let mut case = Case::default();
    let opening = ("open", json!({"person": staff(1), "team": staff(2), "route": "risk", "reason": "x", "start": START}));
    for (command, body) in std::iter::once(&opening).chain(commands) {
        for fact in try_on(&case, command, body.clone()).unwrap() {
            case.apply(&fact.recorded(&at()));
        }
    }
    case
}

fn refused(before: &[(&str, Value)], command: &str, body: Value, rule: &str) {
    let refusal = try_on(&made(before), command, body).expect_err(rule);
    assert_eq!(refusal.rule, rule, "{command}");
}

fn coordinator(number: u128, days: i32) -> (&'static str, Value) {
    ("coordinator", json!({"coordinator": staff(number), "from": day(days), "reason": "x"}))
}

fn contact(days: i32) -> (&'static str, Value) {
    ("contact", json!({"on": day(days), "how": "visit", "reached": "person", "summary": "x"}))
}

fn action() -> (&'static str, Value) {
    ("act", json!({"what": "x", "owner": staff(3), "due": TODAY}))
}

fn end(days: i32) -> (&'static str, Value) {
    ("end", json!({"reason": "goals_met", "outcome": "x", "on": day(days)}))
}

fn done() -> Value {
    json!({"closing": {"how": "done"}, "outcome": "x"})
}

fn why() -> Value {
    json!({"why": "x"})
}

#[test]
fn onto_and_off_the_register() {
    let tomorrow = TODAY.plus_days(1);
    let opening = json!({"person": staff(1), "team": staff(2), "route": "risk", "reason": "x", "start": tomorrow});
    assert_eq!(try_on(&Case::default(), "open", opening.clone()).unwrap_err().rule, "in_the_future");
    assert_eq!(try_on(&Case::default(), "end", end(0).1).unwrap_err().rule, "not_open");
    refused(&[], "open", opening, "already_open");
    refused(&[], "end", end(15).1, "in_the_future");
    refused(&[], "end", end(-1).1, "end_before_start");
    refused(&[coordinator(3, 5)], "end", end(4).1, "end_before_coordinator");
    refused(&[contact(5)], "end", end(4).1, "end_before_contact");
    refused(&[("review", day(5))], "end", end(4).1, "end_before_review");
    refused(&[("team", json!({"team": staff(9), "from": day(5), "reason": "x"}))], "end", end(4).1, "end_before_team");
    refused(&[action()], "end", end(5).1, "open_actions");
    refused(&[end(5)], "end", end(6).1, "case_ended");
    let at_place = |reason: &str, place: &str| json!({"reason": reason, "outcome": "x", "on": day(5), "died_at": place});
    refused(&[], "end", at_place("moved", "hospital"), "not_died");
    refused(&[], "end", at_place("died", "no_preference"), "not_a_place");
    assert_eq!(made(&[("end", at_place("died", "hospice"))]).ended.unwrap().died_at, Some(Place::Hospice));
    let ended = made(&[coordinator(3, 2), end(5)]);
    assert_eq!((ended.coordinator(), ended.coordinators[0].until), (None, Some(START.plus_days(5))));
    assert!(ended.on_register(START.plus_days(4)) && !ended.on_register(START.plus_days(5)));
}

#[test]
fn an_end_that_was_recorded_without_a_place_of_death_is_read() {
    let event: CaseEvent = read(json!({"type": "ended", "reason": "died", "outcome": "x"}));
    assert!(matches!(event, CaseEvent::Ended { died_at: None, .. }));
}

#[test]
fn who_looks_after_the_person() {
    refused(&[], "coordinator", coordinator(3, 15).1, "in_the_future");
    refused(&[], "coordinator", coordinator(3, -1).1, "before_start");
    refused(&[coordinator(3, 2)], "coordinator", coordinator(3, 3).1, "same_coordinator");
    refused(&[coordinator(3, 2)], "coordinator", coordinator(4, 1).1, "before_last_coordinator");
    refused(&[end(5)], "coordinator", coordinator(3, 5).1, "case_ended");
    let lead = |number, days| json!({"lead": staff(number), "from": day(days), "reason": "x"});
    refused(&[coordinator(3, 2)], "lead", lead(3, 3), "lead_is_coordinator");
    refused(&[("lead", lead(4, 3))], "lead", lead(4, 4), "same_lead");
    refused(&[("lead", lead(4, 3))], "lead", lead(5, 2), "before_last_lead");
    refused(&[], "lead", lead(4, -1), "before_start");
    refused(&[], "lead", lead(4, 15), "in_the_future");
    let team = |number, days| json!({"team": staff(number), "from": day(days), "reason": "x"});
    refused(&[], "team", team(2, 3), "same_team");
    refused(&[], "team", team(9, -1), "before_start");
    refused(&[], "team", team(9, 15), "in_the_future");
    refused(&[("team", team(9, 3))], "team", team(8, 2), "before_last_team");
    refused(&[], "level", json!([10, 1]), "no_such_level");
    refused(&[], "level", json!([1, 0]), "no_such_level");
}

#[test]
fn actions() {
    refused(&[], "act", json!({"what": "x", "owner": staff(3), "due": day(13)}), "due_in_the_past");
    refused(&[action()], "close another", done(), "no_such_action");
    refused(&[action(), ("close", done())], "close", done(), "action_closed");
    let body = |how: Value, on: i32| json!({"closing": how, "outcome": "x", "on": day(on)});
    refused(&[action()], "close", body(json!({"how": "done"}), 15), "in_the_future");
    refused(&[action()], "close", body(json!({"how": "done"}), 13), "before_action");
    refused(&[action()], "close", body(json!({"how": "handed_over", "to": staff(3)}), 14), "same_owner");
    let handed = made(&[action(), ("close", body(json!({"how": "handed_over", "to": staff(4)}), 14))]);
    assert_eq!(handed.open_actions().count(), 1, "handed over, an action stays open");
    assert_eq!((json!(handed.actions[0].owner), json!(handed.actions[0].handed_over[0].from)), (staff(4), staff(3)));
}

#[test]
fn contacts() {
    let with = |field: &str, value: Value| {
        let (_, mut body) = contact(5);
        body[field] = value;
        body
    };
    refused(&[], "contact", with("on", day(15)), "in_the_future");
    refused(&[], "contact", with("on", day(-1)), "before_start");
    refused(&[end(5)], "contact", with("on", day(6)), "after_end");
    refused(&[], "contact", with("how", json!("none")), "nobody_reached");
    refused(&[], "contact", with("next_contact", day(5)), "next_contact_too_early");
    let correction = json!({"on": day(6), "how": "phone", "reached": "carer", "summary": "y", "why": "It was a call"});
    refused(&[contact(5)], "correct another", correction.clone(), "no_such_contact");
    refused(&[contact(5), ("contact in error", why())], "correct contact", correction.clone(), "contact_in_error");
    refused(&[contact(5), ("contact in error", why())], "add to contact", json!({"note": "x"}), "contact_in_error");
    // Written down late, and within a case that ended since; corrected, the old is kept.
    let case = made(&[contact(5), end(6), ("correct contact", correction), ("add to contact", json!({"note": "z"}))]);
    let told = &case.contacts[0];
    assert!(
        told.entry.late && told.entry.how == How::Phone && told.earlier[0].how == How::Visit && told.earlier[0].why.is_none()
    );
    assert_eq!((case.last_contact(), told.addenda.len()), (Some(START.plus_days(6)), 1));
    // What reached nobody is no last contact, and what was in error counts for nothing.
    let attempt = with("reached", json!("nobody"));
    assert_eq!(made(&[("contact", attempt)]).last_contact(), None);
    assert_eq!(made(&[contact(5), ("contact in error", why())]).last_contact(), None);
}

#[test]
fn reviews() {
    refused(&[], "schedule", json!(TODAY), "review_in_the_past");
    refused(&[], "review", day(15), "in_the_future");
    refused(&[], "review", day(-1), "before_start");
    let due = TODAY.plus_days(28);
    let case = made(&[("schedule", json!(due))]);
    // A review of an earlier day, written down late, leaves the day set since.
    let late = made(&[("schedule", json!(due)), ("review", day(3))]);
    assert_eq!((case.next_review, late.next_review, late.reviews[0].was_due), (Some(due), Some(due), None));
    let held = made(&[("schedule", json!(due)), ("review", day(14))]);
    assert_eq!((held.next_review, held.reviews[0].was_due), (None, Some(due)));
}

#[test]
fn corrections() {
    let start = |days: i32| json!({"start": day(days), "why": "x"});
    refused(&[], "correct start", start(0), "same_start");
    refused(&[], "correct start", start(15), "in_the_future");
    refused(&[coordinator(3, 5)], "correct start", start(6), "coordinator_before_start");
    refused(&[contact(5)], "correct start", start(6), "contact_before_start");
    refused(&[("review", day(5))], "correct start", start(6), "review_before_start");
    let moved = json!({"team": staff(9), "from": day(5), "reason": "x"});
    refused(&[("team", moved)], "correct start", start(6), "team_before_start");
    refused(&[end(5)], "correct start", start(6), "end_before_start");
    // A coordinator named from the start moves with it.
    let case = made(&[coordinator(3, 0), contact(6), ("correct start", start(4))]);
    assert_eq!((case.start, case.coordinators[0].from), (Some(START.plus_days(4)), START.plus_days(4)));

    let correction = |days: i32| json!({"on": day(days), "reason": "moved", "outcome": "x", "why": "y"});
    refused(&[], "correct end", correction(5), "not_ended");
    refused(&[], "withdraw end", why(), "not_ended");
    refused(&[end(5)], "correct end", correction(15), "in_the_future");
    refused(&[contact(4), end(5)], "correct end", correction(3), "end_before_contact");
    refused(&[end(5)], "correct end", correction(-1), "end_before_start");
    let with_place = |reason: &str| json!({"on": day(5), "reason": reason, "outcome": "x", "died_at": "home", "why": "y"});
    refused(&[end(5)], "correct end", with_place("moved"), "not_died");
    let died = [end(5), ("correct end", with_place("died"))];
    assert_eq!(made(&died).ended.unwrap().died_at, Some(Place::Home));
    // A correction says all of it: what it leaves out is not known.
    assert_eq!(made(&[died.as_slice(), &[("correct end", correction(6))]].concat()).ended.unwrap().died_at, None);
    let case = made(&[coordinator(3, 1), end(5), ("correct end", correction(8))]);
    assert_eq!((case.coordinators[0].until, case.on_register(START.plus_days(7))), (Some(START.plus_days(8)), true));
    let case = made(&[coordinator(3, 1), end(5), ("withdraw end", why())]);
    assert_eq!(json!(case.coordinator()), staff(3), "the coordinator goes on");

    refused(&[action()], "in error", why(), "open_actions");
    refused(&[contact(5)], "in error", why(), "has_contacts");
    refused(&[("review", day(5))], "in error", why(), "has_reviews");
    let void = [coordinator(3, 1), contact(2), ("contact in error", why()), ("in error", why())];
    refused(&void, "in error", why(), "entered_in_error");
    refused(&void, "contact", contact(3).1, "entered_in_error");
    let case = made(&void);
    assert!(!case.is_open() && !case.on_register(START) && case.coordinators.is_empty() && case.as_of(TODAY).is_none());
}
